"""Background work: what takes longer than a person waits, with its progress and its end."""
