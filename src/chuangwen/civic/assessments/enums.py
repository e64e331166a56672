"""Words that the columns of assessments may hold."""

from django.db.models import TextChoices


class AssessmentStatus(TextChoices):
    """Where an assessment stands; only a finished one is shown."""

    RUNNING = "running", "正在计算"
    FINISHED = "finished", "已完成"
    FAILED = "failed", "未完成"
