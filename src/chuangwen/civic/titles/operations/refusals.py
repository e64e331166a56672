"""Why an act on a title or an application was not done, in words for the person who asked for it."""

from collections.abc import Sequence

from chuangwen.core.lifecycle import Obstacle
from chuangwen.core.refusals import Refusal


class LifecycleRefusal(Refusal):
    """The table does not let it happen now; `obstacles` names everything that stands against it."""

    def __init__(self, what: str, obstacles: Sequence[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        remedies = dict.fromkeys(each.remedy for each in obstacles)
        super().__init__(what, why="".join(each.said for each in obstacles), remedy="".join(remedies))


class OutOfTurn(LifecycleRefusal):
    """It is not this step's turn."""


class NotYourHand(LifecycleRefusal):
    """Another office or unit does this."""


class ConditionsUnmet(LifecycleRefusal):
    """A condition of the table does not hold yet."""


class PaperMissing(LifecycleRefusal):
    """A basis, number, ground, reason or piece of evidence is missing."""


class PapersWrong(Refusal):
    """What was filled in cannot stand as it is."""


class NotYourPlace(Refusal):
    """Only an officer of the place, or of one above it, does this."""

    def __init__(self, what: str) -> None:
        super().__init__(what, why="只有本级或上级文明办的工作人员可以办理。", remedy="请联系有权限的文明办工作人员。")


class NotApproved(Refusal):
    """No programme is opened without its approval."""


class ProgrammeUnsound(Refusal):
    """The programme's steps, time limits or words do not hold together."""


class ConsentMissing(Refusal):
    """A household or a person takes part by consent only."""
