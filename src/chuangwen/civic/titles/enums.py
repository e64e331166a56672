"""Words that the columns of titles may hold; states come from the one table (`core.lifecycle`)."""

from django.db.models import TextChoices

from chuangwen.core.lifecycle.eligibility import LEVEL_NAMES
from chuangwen.core.lifecycle.tables import APPEAL_STATES, SANCTION_STATES, TITLE_EVENTS, TITLE_STATES

LEVELS = list(LEVEL_NAMES.items())
TITLE_STATE_CHOICES = list(TITLE_STATES.items())
SANCTION_STATE_CHOICES = list(SANCTION_STATES.items())
APPEAL_STATE_CHOICES = list(APPEAL_STATES.items())
# What a title's history holds beside the events of the table.
EVENT_CHOICES = [
    ("award", "命名"),
    *TITLE_EVENTS.items(),
    ("propose", "提出拟处理意见"),
    ("state", "陈述申辩"),
    ("waive", "放弃陈述"),
    ("drop", "不予处理"),
    ("appeal", "提出申诉"),
    ("decide_appeal", "申诉决定"),
    ("withdraw_appeal", "撤回申诉"),
    ("extend", "延长期限"),
    ("extend_statement", "延长陈述期限"),
    ("rename", "更名"),
    ("move", "转由合并后的单位持有"),
    ("stars", "评定星级"),
    ("recheck", "抽中复查"),
    ("issue", "发放牌匾证书"),
]


class HolderKind(TextChoices):
    """Who can hold a title."""

    UNIT = "unit", "单位"
    SUB_UNIT = "sub_unit", "科室班组"
    HOUSEHOLD = "household", "家庭"
    PERSON = "person", "个人"


class Verb(TextChoices):
    """How an honour is given, in the words of its approval."""

    SELECTED = "selected", "评选"
    RECOGNISED = "recognised", "认定"
    NAMED = "named", "命名"


class SanctionKind(TextChoices):
    """What may be proposed against a title; each is an event of the table."""

    WARN = "warn", "警告"
    ORDER = "order", "限期整改"
    SUSPEND = "suspend", "停牌"
    REVOKE = "revoke", "撤销称号"


class ReviewResult(TextChoices):
    """What became of a yearly review."""

    DUE = "due", "待报告"
    REPORTED = "reported", "已报告"
    PASSED = "passed", "复查合格"
    FAILED = "failed", "复查不合格"
    MISSED = "missed", "逾期未报"


class RectificationState(TextChoices):
    """How far an order to put things right has come."""

    OPEN = "open", "整改中"
    DONE = "done", "核查合格"
    FAILED = "failed", "核查不合格"
    ENDED = "ended", "已终止"
