"""Things done that left a record though no number states them."""

from collections.abc import Sequence

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.reading.clauses import Layout
from chuangwen.core.reading.model import ReadFact
from chuangwen.core.reading.periods import Periods
from chuangwen.core.reading.working import Working


def events_in(
    working: Working, original: str, layout: Layout, periods: Periods, catalogue: Catalogue, subject: str, facts: Sequence[ReadFact]
) -> list[ReadFact]:
    """Return the events of a text that no quantified fact covers yet."""
    return []
