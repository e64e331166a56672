"""Words that the columns of rounds may hold; states come from the one table (`core.lifecycle`)."""

from django.db.models import TextChoices

from chuangwen.core.lifecycle.tables import APPLICATION_EVENTS, APPLICATION_STATES, CLOCKS, OBJECTION_STATES

APPLICATION_STATE_CHOICES = list(APPLICATION_STATES.items())
OBJECTION_STATE_CHOICES = list(OBJECTION_STATES.items())
CLOCK_CHOICES = [(code, clock.name) for code, clock in CLOCKS.items()]
STEP_CHOICES = [
    ("start", "开始申报"),
    *APPLICATION_EVENTS.items(),
    ("ask", "征求部门意见"),
    ("opinion", "部门意见"),
    ("extend", "延长期限"),
]


class RoundState(TextChoices):
    """How far a year's round has come."""

    PREPARED = "prepared", "筹备中"
    ANNOUNCED = "announced", "进行中"
    CLOSED = "closed", "已结束"


class Answer(TextChoices):
    """What a department says of an applicant: the states of the one table."""

    WAITING = "waiting", "待答复"
    AGREES = "agrees", "无不同意见"
    OBJECTS = "objects", "有不同意见"
    SILENT = "silent", "未答复"


class Choice(TextChoices):
    """How a council member voted; one who recuses is not counted."""

    FOR = "for", "同意"
    AGAINST = "against", "不同意"
    ABSTAIN = "abstain", "弃权"
    RECUSED = "recused", "回避"
