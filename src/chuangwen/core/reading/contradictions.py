"""Figures of one document that do not agree. They are pointed out, never resolved."""

from collections.abc import Sequence

from chuangwen.core.reading.model import Contradiction, ReadFact


def found_in(facts: Sequence[ReadFact], text: str) -> tuple[Contradiction, ...]:
    """Return what does not add up, in text order."""
    return ()
