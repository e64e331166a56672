"""Why an act on a round was not done, in words for the person who asked for it."""

from collections.abc import Sequence

from chuangwen.civic.titles.operations.refusals import (
    ConditionsUnmet,
    LifecycleRefusal,
    NotYourHand,
    NotYourPlace,
    OutOfTurn,
    PaperMissing,
    PapersWrong,
)
from chuangwen.core.lifecycle import Hindrance
from chuangwen.core.refusals import Refusal

__all__ = [
    "ConditionsUnmet",
    "FeatureTooLong",
    "LifecycleRefusal",
    "NotEligible",
    "NotYourHand",
    "NotYourPlace",
    "OutOfTurn",
    "PaperMissing",
    "PapersWrong",
    "RoundNotRunning",
]


class RoundNotRunning(Refusal):
    """The round is not announced yet, or closed: a closed round never changes."""

    def __init__(self, what: str, state: str) -> None:
        super().__init__(what, why=f"这一轮{state}。", remedy="只有进行中的轮次可以办理；请核对轮次。")


class NotEligible(Refusal):
    """The holder may not apply now; `hindrances` names every reason."""

    def __init__(self, what: str, hindrances: Sequence[Hindrance]) -> None:
        self.hindrances = tuple(hindrances)
        remedies = dict.fromkeys(each.remedy for each in hindrances)
        super().__init__(what, why="".join(each.said for each in hindrances), remedy="".join(remedies))


class FeatureTooLong(Refusal):
    """What is said of a criterion is longer than 500 characters, or of no criterion of the book."""
