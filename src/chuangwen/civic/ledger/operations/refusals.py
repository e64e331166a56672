"""Why an act on the ledger was not done, in words for the person who asked for it."""

from collections.abc import Mapping

from chuangwen.core.catalogue import Problem
from chuangwen.core.refusals import Refusal


class LedgerRefusal(Refusal):
    """An act on the ledger was not done."""

    happened = "没有保存。"
    reason = ""
    way_out = ""

    def __init__(self, why: str = "", *, remedy: str = "") -> None:
        super().__init__(self.happened, why=why or self.reason, remedy=remedy or self.way_out)


class NotRecordable(LedgerRefusal):
    """Something in the draft must be mended first; `problems` names each field."""

    way_out = "请按提示修改后再保存。"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("".join(problem.message for problem in problems))


class SomeNotRecordable(LedgerRefusal):
    """Of several drafts some must be mended first; `problems` by the draft's position, from 0."""

    happened = "一条也没有保存。"
    way_out = "请按提示修改后再试。"

    def __init__(self, problems: Mapping[int, tuple[Problem, ...]]) -> None:
        self.problems = problems
        super().__init__(f"有{len(problems)}条记录还不完整。")


class RecordedByOffice(LedgerRefusal):
    """The kind is a finding or an opinion, which a unit cannot enter for itself."""

    way_out = "如有疑问，请与文明办联系。"

    def __init__(self, kind_name: str) -> None:
        super().__init__(f"“{kind_name}”由文明办记录，单位不能自行填报或更改。")


class AlreadySettled(LedgerRefusal):
    """The entry is no longer a draft, or no longer stands."""


class AlreadyCorrected(LedgerRefusal):
    """The entry has a correction already; `correction_id` is its entry."""

    way_out = "请打开那条更正继续修改。"

    def __init__(self, correction_id: int) -> None:
        self.correction_id = correction_id
        super().__init__("这条记录已有一条更正。")


class ReasonMissing(LedgerRefusal):
    """A correction or a withdrawal says why."""

    way_out = "请用一句话写明原因，最多200个字。"


class FormOfAnother(LedgerRefusal):
    """The form's key was used for another unit's entry."""

    reason = "这张表单已经用过。"
    way_out = "请重新打开填写页面。"


class OneUnitAtATime(LedgerRefusal):
    """Entries of several units cannot be settled in one act."""

    reason = "所选记录属于不同的单位。"
    way_out = "请分单位操作。"


class EvidenceNotTaken(LedgerRefusal):
    """A piece of evidence that cannot be attached as it is."""

    way_out = "请按提示修改后再试。"


class TooMuchEvidence(LedgerRefusal):
    """An entry needs no more than a few pieces; the cap keeps the burden down."""

    way_out = "请挑最能说明问题的几份；用不上的可以先移除。"


class TermUnfit(LedgerRefusal):
    """A word that would teach the reader nothing, or nothing good."""

    way_out = "请写一个2到30个字的词，例如“提灯夜话”，并选一个本单位可以登记的类别。"
