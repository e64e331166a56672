"""How sure the reader is of a fact, from what its parts say."""

from chuangwen.core.reading.kinds import Choice
from chuangwen.core.reading.model import ReadFact
from chuangwen.core.reading.numbers import Number
from chuangwen.core.reading.units import Unit


def confidence_of(fact: ReadFact, choice: Choice, unit: Unit, number: Number) -> float:
    """Return 0..1: the weight of the rule for the kind, less a share for each doubt."""
    sure = 0.25 + 0.8 * choice.weight
    doubts = (
        (number.is_han and number.form != "share", 0.9),
        (number.form == "range", 0.7),
        (not unit.written, 0.85),
        (fact.status == "plan", 0.9),
        (fact.norm, 0.8),
        (fact.value == 0, 0.8),
        (fact.quantity is None, 0.8),
        (number.value == 1 and number.is_han, 0.7),
    )
    for doubt, share in doubts:
        sure *= share if doubt else 1
    return round(min(0.98, max(0.05, sure)), 2)
