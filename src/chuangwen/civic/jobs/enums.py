"""Words that the columns of jobs may hold."""

from django.db.models import TextChoices


class JobState(TextChoices):
    """How far a job has come."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "正在进行"
    FINISHED = "finished", "已完成"
    FAILED = "failed", "没有完成"
    CANCELLED = "cancelled", "已停止"


AWAITED = frozenset({JobState.QUEUED, JobState.RUNNING})
