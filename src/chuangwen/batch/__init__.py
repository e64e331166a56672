"""What happens with nobody watching: the command line."""
