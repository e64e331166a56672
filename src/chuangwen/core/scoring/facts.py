"""A unit and its facts, as the engine sees them. (They belong to the language; this is where callers look.)"""

from chuangwen.core.rulebook.facts import CONFIRMED, Fact, UnitCase

__all__ = ["CONFIRMED", "Fact", "UnitCase"]
