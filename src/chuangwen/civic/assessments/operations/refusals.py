"""What the acts on marks refuse, with what happened, why, and what to do."""

from chuangwen.core.refusals import Refusal


class AssessmentRefusal(Refusal):
    """An assessment was not begun: `what` happened, `why`, and the `remedy`."""

    what = "没有开始测评。"
    why = ""
    remedy = ""

    def __init__(self, why: str = "", *, remedy: str = "") -> None:
        super().__init__(self.what, why=why or self.why, remedy=remedy or self.remedy)


class NotYourPlace(AssessmentRefusal):
    """Only an officer of the place, or of one above, has its units assessed."""

    why = "只有本级或上级文明办的工作人员可以组织测评。"
    remedy = "请联系本级文明办。"


class BookNotInForce(AssessmentRefusal):
    """Units are assessed by a published edition of their own place or of one above."""

    why = "这一版细则没有发布，或不适用于这个地方。"
    remedy = "请选择本级或上级已发布的细则。"


class NobodyToAssess(AssessmentRefusal):
    """The place has no unit of the kinds that the book covers."""

    why = "这里没有这部细则适用的单位。"
    remedy = "请核对细则的适用单位类别，或换一个地方。"


class NotAssessed(AssessmentRefusal):
    """The snapshot or the engine failed; no mark was kept."""

    what = "测评没有完成，没有产生任何得分。"
    remedy = "请排除上述问题后重新测评。"
