"""The scoring engine: exact marks with reasons, for one unit or for all."""

from chuangwen.core.scoring.advise import Advice, advise
from chuangwen.core.scoring.cards import STATUS_NAMES, Card, Hit, Mark, Subtotal, Verdict
from chuangwen.core.scoring.explain import Explanation, LeftOut, UnknownCriterion, explain
from chuangwen.core.scoring.facts import Fact, UnitCase
from chuangwen.core.scoring.scorecards import Scorecards, assess
from chuangwen.core.scoring.snapshot import (
    Snapshot,
    SnapshotError,
    Tables,
    open_snapshot,
    read_case,
    read_cases,
    write_snapshot,
)
from chuangwen.core.scoring.unit import NotCovered, assess_unit, peer_values
from chuangwen.core.scoring.version import ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION", "STATUS_NAMES", "Advice", "Card", "Explanation", "Fact", "Hit", "LeftOut", "Mark", "NotCovered",
    "Scorecards", "Snapshot", "SnapshotError", "Subtotal", "Tables", "UnitCase", "UnknownCriterion", "Verdict",
    "advise", "assess", "assess_unit", "explain", "open_snapshot", "peer_values", "read_case", "read_cases",
    "write_snapshot",
]  # fmt: skip
