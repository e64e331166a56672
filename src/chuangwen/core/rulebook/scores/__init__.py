"""The score forms of the rule-book language. To add one: write its class, list it here."""

from chuangwen.core.rulebook.scores.base import SCORES, Goal, Peers, Score, score_of
from chuangwen.core.rulebook.scores.ranks import Rank, standing
from chuangwen.core.rulebook.scores.slopes import AsIs, Deduct, FullAt, Linear
from chuangwen.core.rulebook.scores.steps import FullIf, Grades, Per, Steps

for _form in (FullIf, Per, Steps, Linear, FullAt, Deduct, Grades, Rank, AsIs):
    SCORES[_form.head] = _form

__all__ = [
    "SCORES", "AsIs", "Deduct", "FullAt", "FullIf", "Goal", "Grades", "Linear", "Peers", "Per", "Rank", "Score",
    "Steps", "score_of", "standing",
]  # fmt: skip
