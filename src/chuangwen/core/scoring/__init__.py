"""The scoring engine: exact marks with reasons, for one unit or for all."""

from chuangwen.core.scoring.across import BookGain, SharedAdvice, advise_across
from chuangwen.core.scoring.advise import Advice, advise
from chuangwen.core.scoring.cards import STATUS_NAMES, Card, Hit, Mark, Standing, Step, Subtotal, Verdict
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
from chuangwen.core.scoring.unit import NotCovered, assess_unit, partner_standings, peer_groups, peer_values
from chuangwen.core.scoring.version import ENGINE_VERSION

__all__ = [
    "ENGINE_VERSION", "STATUS_NAMES", "Advice", "BookGain", "Card", "Explanation", "Fact", "Hit", "LeftOut", "Mark", "NotCovered",
    "Scorecards", "SharedAdvice", "Snapshot", "SnapshotError", "Standing", "Step", "Subtotal", "Tables", "UnitCase",
    "UnknownCriterion", "Verdict", "advise", "advise_across", "assess", "assess_unit", "explain", "open_snapshot", "partner_standings",
    "peer_groups", "peer_values", "read_case", "read_cases", "write_snapshot",
]  # fmt: skip
