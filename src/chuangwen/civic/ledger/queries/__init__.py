"""What the ledger says: reads, shaped for a page or for the core."""
