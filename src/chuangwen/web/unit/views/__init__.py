"""Pages of a creating unit's clerk."""
