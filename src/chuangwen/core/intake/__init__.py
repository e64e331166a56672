"""Ledger entries in sheets: which column says what, what each cell means, what is wrong and where."""
