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


class NotSealed(AssessmentRefusal):
    """The result could not be sealed."""

    what = "没有封存。"
    remedy = "请联系系统管理员，从备份恢复快照和数据后再封存。"


class NotYourResult(AssessmentRefusal):
    """Only an officer of the place, or of one above, seals and publishes its result."""

    what = "没有封存，也没有公布。"
    why = "只有本级或上级文明办的工作人员可以封存、公布测评结果。"
    remedy = "请联系本级文明办。"


class NotSealedYet(AssessmentRefusal):
    """What is made public has been sealed before."""

    what = "没有公布。"
    why = "这次测评的结果还没有封存。"
    remedy = "请先封存，再公布。"


class Altered(AssessmentRefusal):
    """What is made public is what was sealed."""

    what = "没有公布：结果与封存不符。"
    remedy = "请联系系统管理员查明改动，从备份恢复后再公布。"
