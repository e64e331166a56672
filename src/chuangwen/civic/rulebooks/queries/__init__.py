"""What rule books say: editions within reach, the book behind an edition, uploaded texts."""
