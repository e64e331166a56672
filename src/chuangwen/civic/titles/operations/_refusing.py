"""Which refusal an unallowed verdict asks for."""

from chuangwen.civic.titles.operations.refusals import (
    ConditionsUnmet,
    LifecycleRefusal,
    NotYourHand,
    OutOfTurn,
    PaperMissing,
)
from chuangwen.core.lifecycle import Verdict


def refusal_of(verdict: Verdict, what: str) -> LifecycleRefusal:
    """Return the refusal that an unallowed verdict asks for, named by what weighs most."""
    codes = [each.code for each in verdict.obstacles]
    if "out_of_turn" in codes:
        return OutOfTurn(what, verdict.obstacles)
    if "wrong_hand" in codes:
        return NotYourHand(what, verdict.obstacles)
    if all(code.startswith("needs_") for code in codes):
        return PaperMissing(what, verdict.obstacles)
    return ConditionsUnmet(what, verdict.obstacles)
