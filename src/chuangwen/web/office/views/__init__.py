"""Pages of the civilisation office."""
