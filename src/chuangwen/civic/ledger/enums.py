"""Words that the columns of the ledger may hold."""

from django.db.models import TextChoices


class Status(TextChoices):
    """Where an entry stands. Facts never change; only this does."""

    DRAFT = "draft", "草稿"
    CONFIRMED = "confirmed", "已确认"
    CORRECTED = "corrected", "已更正"
    WITHDRAWN = "withdrawn", "已撤回"
    DISCARDED = "discarded", "已弃用"


class Source(TextChoices):
    """How an entry came into the ledger."""

    TYPED = "typed", "手工填写"
    EXCEL = "excel", "表格导入"
    REPORT = "report", "材料识读"
    OFFICE = "office", "文明办记录"
    NOUN = "noun", "业务产生"


class EvidenceForm(TextChoices):
    """What stands behind a fact: a file, a link to what is already published, or a screenshot."""

    FILE = "file", "文件"
    LINK = "link", "链接"
    SCREENSHOT = "screenshot", "截图"


class ProposalStatus(TextChoices):
    """What the clerk said of a fact read from a document."""

    OPEN = "open", "待确认"
    ACCEPTED = "accepted", "已采纳"
    REJECTED = "rejected", "已排除"


class BatchStatus(TextChoices):
    """Where an import stands."""

    PREVIEW = "preview", "待提交"
    COMMITTED = "committed", "已导入"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "已放弃"
