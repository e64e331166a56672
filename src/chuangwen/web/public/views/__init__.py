"""Views of the public audience."""
