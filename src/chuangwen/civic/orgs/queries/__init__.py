"""What is: units, bodies, roles and sheets of units, read."""
