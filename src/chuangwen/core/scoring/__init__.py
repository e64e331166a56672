"""The scoring engine: exact marks with reasons, for one unit or for all."""

from chuangwen.core.scoring.cards import STATUS_NAMES, Card, Hit, Mark, Subtotal, Verdict
from chuangwen.core.scoring.facts import Fact, UnitCase
from chuangwen.core.scoring.unit import NotCovered, assess_unit, peer_values

ENGINE_VERSION = "1"

__all__ = [
    "ENGINE_VERSION", "STATUS_NAMES", "Card", "Fact", "Hit", "Mark", "NotCovered", "Subtotal", "UnitCase", "Verdict",
    "assess_unit", "peer_values",
]  # fmt: skip
