"""One app a noun: what is, who may, what is done."""
