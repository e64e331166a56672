"""The demo city 云岭市: invented, and the same on every machine."""
