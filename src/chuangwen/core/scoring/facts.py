"""A unit and its facts, as the engine sees them; they belong to the language."""

from chuangwen.core.rulebook.facts import CONFIRMED, Fact, UnitCase

__all__ = ["CONFIRMED", "Fact", "UnitCase"]
