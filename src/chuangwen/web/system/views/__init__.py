"""Pages of the keepers."""
