"""The scalar side: what one criterion gives one unit, before any words. The meaning of the language."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from chuangwen.core.rulebook.atoms import Ledger, Scope
from chuangwen.core.rulebook.measures import Measured
from chuangwen.core.rulebook.model import Criterion
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.scoring.cards import EXCUSED, MARKED, NOT_APPLICABLE, PENDING

NOTHING = Measured(value=None)
PeerValues = Mapping[str, Peers]  # by the code of the criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A criterion's status, value and points for one unit, with what was measured."""

    status: str
    value: Fraction | None
    points: int
    possible: int
    measured: Measured
    renormalised: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a criterion reads before points: its status, and the value that scores and is ranked."""

    status: str
    value: Fraction | None
    measured: Measured


def read(criterion: Criterion, ledger: Ledger, scope: Scope) -> Reading:
    """Measure, and decide what a missing value means."""
    if criterion.applies_when and not criterion.applies_when.holds(ledger.case):
        return Reading(NOT_APPLICABLE, None, NOTHING)
    measured = criterion.measure.scalar(ledger, scope)
    if measured.value is not None:
        return Reading(MARKED, measured.value, measured)
    if criterion.when_missing == "zero":
        return Reading(MARKED, Fraction(0) if criterion.measure.counts else None, measured)
    return Reading(PENDING if criterion.when_missing == "pending" else NOT_APPLICABLE, None, measured)


def outcome(criterion: Criterion, ledger: Ledger, scope: Scope, peers: PeerValues | None = None) -> Outcome:
    """Score what was read. A rank without its peers stays open."""
    found = read(criterion, ledger, scope)
    full, group = criterion.points, (peers or {}).get(criterion.code)
    if found.status == NOT_APPLICABLE:
        return _excepted(criterion, found.measured)
    if found.status == PENDING or (criterion.score.relative and found.value is not None and group is None):
        return Outcome(status=PENDING, value=found.value, points=0, possible=full, measured=found.measured)
    got = 0 if found.value is None else criterion.rounds(criterion.score.scalar(found.value, full, group))
    return Outcome(status=MARKED, value=found.value, points=got, possible=got, measured=found.measured)


def _excepted(criterion: Criterion, measured: Measured) -> Outcome:
    left_out = criterion.otherwise == "renormalise"
    got = 0 if left_out else criterion.points
    status = EXCUSED if criterion.otherwise == "excused" else NOT_APPLICABLE
    return Outcome(status=status, value=None, points=got, possible=got, measured=measured, renormalised=left_out)
