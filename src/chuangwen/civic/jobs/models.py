"""One piece of work that runs in the background, how far it is, and how it ended."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuangwen.civic.jobs.enums import AWAITED, JobState
from chuangwen.civic.orgs.models import Unit


class Job(models.Model):
    """What somebody has asked the machine to do.

    `ticket` is its place in the queue; `attempt` counts how often it was taken up, and whoever holds an
    older number has lost it. `key` says what was asked for, so that the same is not queued twice.
    `occasion` names what happens only once, such as a day's chores. Nobody asked for what the program
    does by itself: then `requested_by` is empty.
    `trouble` holds what, why and remedy of a failure.
    """

    kind = models.CharField("事项", max_length=40)
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    occasion = models.CharField(max_length=80, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    requested_at = models.DateTimeField("提交时间")
    state = models.CharField("状态", max_length=12, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    trouble = models.JSONField(default=dict)
    cancel_requested = models.BooleanField(default=False)
    ticket = models.UUIDField(null=True, blank=True)
    worker = models.CharField(max_length=64, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="same_work_awaited_once",
                fields=["key"],
                condition=Q(state__in=sorted(AWAITED)),
                violation_error_message="同样的事项已在办理。",
            ),
            models.UniqueConstraint(
                name="work_of_an_occasion_asked_once",
                fields=["occasion"],
                condition=~Q(occasion=""),
                violation_error_message="这件事已经提交过。",
            ),
            models.CheckConstraint(
                name="ended_job_says_when",
                condition=Q(state__in=sorted(AWAITED)) | Q(finished_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="job_by_state", fields=["state", "heartbeat_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_awaited(self) -> bool:
        """Say whether the work is still to end."""
        return self.state in AWAITED

    @property
    def percent(self) -> int:
        """Return how much is done, from 0 to 100; 0 while nobody knows how much there is."""
        return min(100, self.done * 100 // self.total) if self.total else 0
