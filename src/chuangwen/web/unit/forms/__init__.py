"""Forms of the unit's pages: HTTP into clean arguments."""
