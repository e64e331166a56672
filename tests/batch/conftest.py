"""What pytest must not load among these tests."""

collect_ignore = ["slowly"]
"""Loading it for doctests would register its work and its chore for all other tests of the process."""
