"""How sure the reader is of a fact, from what its parts say."""

from dataclasses import replace

from chuangwen.core.reading.kinds import Choice
from chuangwen.core.reading.model import ReadFact
from chuangwen.core.reading.numbers import Number
from chuangwen.core.reading.units import Unit


def confidence_of(choice: Choice, unit: Unit, number: Number, *, doubts: tuple[bool, bool, bool, bool, bool]) -> float:
    """Return 0..1: the weight of the rule for the kind, less a share for each doubt.

    Shape: `doubts` say whether the fact is planned, a norm, a base, nought, and without a quantity of its kind.
    """
    sure = 0.25 + 0.8 * choice.weight
    planned, norm, base, nought, loose = doubts
    shares = (
        (number.is_han and number.form != "share", 0.9),
        (number.form == "range", 0.7),
        (not unit.written, 0.85),
        (planned, 0.9),
        (norm, 0.8),
        (base, 0.4),
        (nought, 0.8),
        (loose, 0.8),
        (number.value == 1 and number.is_han, 0.7),
    )
    for doubt, share in shares:
        sure *= share if doubt else 1
    return round(min(0.98, max(0.05, sure)), 2)


def doubted(fact: ReadFact, sureness: float) -> ReadFact:
    """Lower the confidence of a fact whose words were recognised in a picture: a wrong digit looks like a right one."""
    if sureness >= 1:
        return fact
    return replace(
        fact,
        confidence=round(max(0.05, fact.confidence * sureness**2), 2),
        because=f"{fact.because}文字由系统从图片中识别，把握为 {sureness:.0%}，请对照原件核对。",
    )
