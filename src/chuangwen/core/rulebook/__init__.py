"""The rule-book language: books as data that an expert can write, a clerk can read, and a machine can run."""

from chuangwen.core.rulebook.checks import SEVERITY_NAMES, Finding, check
from chuangwen.core.rulebook.diffs import Difference, diff
from chuangwen.core.rulebook.lines import Groups, Pairs, PassLines, Prerequisite, Rounding, Years
from chuangwen.core.rulebook.load import BookErrors, from_canonical, load, load_folder, to_canonical
from chuangwen.core.rulebook.model import (
    METHODS,
    Amendment,
    Bonus,
    Book,
    Category,
    Criterion,
    NegativeItem,
    window_of,
)
from chuangwen.core.rulebook.yaml_tree import Problem, Spot

__all__ = [
    "METHODS", "SEVERITY_NAMES", "Amendment", "Bonus", "Book", "BookErrors", "Category", "Criterion", "Difference",
    "Finding", "Groups", "NegativeItem", "Pairs", "PassLines", "Prerequisite", "Problem", "Rounding", "Spot", "Years", "check", "diff", "from_canonical", "load",
    "load_folder", "to_canonical", "window_of",
]  # fmt: skip
