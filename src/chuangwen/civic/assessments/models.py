"""Marks: assessments kept for good with their seals, and previews that follow the ledger.

Marks are integers in milli-points (1.5 分 is 1500).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition


class Assessment(models.Model):
    """All units of a place marked by one edition on one snapshot."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="assessments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    assessed_on = models.DateField("测评日")
    snapshot = models.CharField(max_length=64, blank=True)
    engine = models.CharField(max_length=30)
    status = models.CharField(max_length=12, choices=AssessmentStatus, default=AssessmentStatus.RUNNING)
    trouble = models.CharField(max_length=300, blank=True)
    summary = models.JSONField(default=dict)
    job = models.PositiveBigIntegerField(null=True, blank=True)  # a number only: jobs are forgotten, marks are not
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="same_snapshot_assessed_once",
                fields=["edition", "unit", "snapshot", "engine"],
                condition=Q(status=AssessmentStatus.FINISHED),
                violation_error_message="同一份数据已按这一版细则测评过。",
            ),
            models.CheckConstraint(
                name="finished_assessment_says_when_and_from_what",
                condition=~Q(status=AssessmentStatus.FINISHED) | Q(finished_at__isnull=False) & ~Q(snapshot=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.assessed_on}"


class CardColumns(models.Model):
    """What a scorecard says of one unit; shared by kept cards and previews.

    `certain` is the total now, `possible` the most that it can still become: in a
    kept card through results still pending, in a preview through new facts too.
    `categories` and `marks` hold [now, at most, full] by code, for lists and for
    sums over a place; `card` holds the whole card with its sentences.
    """

    certain = models.IntegerField()
    possible = models.IntegerField()
    full = models.IntegerField()
    peers = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=20)
    categories = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    card = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Card(CardColumns):
    """One unit's scorecard in a kept assessment; never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="cards")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    group_size = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="unit_marked_once", fields=["assessment", "unit"])]
        indexes = [models.Index(name="card_by_total", fields=["assessment", "-certain"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.certain}"


class Seal(models.Model):
    """What an assessment was when it was sealed, and that it was made public.

    `digest` is that of the seal's manifest, which names every file with its own; `marks` is that of the marks in
    canonical bytes. `key` and `signature` are empty where the office had no key.
    """

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)
    marks = models.CharField(max_length=64)
    manifest = models.TextField()
    key = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=128, blank=True)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField("封存时间")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField("公布时间", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="published_result_says_who_and_when",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def is_published(self) -> bool:
        """Say whether the result has been made public."""
        return self.published_at is not None


class Preview(CardColumns):
    """What a unit would score today; made again whenever its ledger has moved on.

    `distribution` is the snapshot whose values ranks were compared with, in a
    book that ranks; a later assessment makes the preview stale.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="previews")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="previews")
    ledger_revision = models.PositiveBigIntegerField()
    engine = models.CharField(max_length=30)
    distribution = models.CharField(max_length=64, blank=True)
    refreshed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unit_previewed_once", fields=["edition", "unit"]),
            models.CheckConstraint(name="preview_within_bounds", condition=Q(possible__gte=models.F("certain"))),
        ]
        indexes = [models.Index(name="preview_by_total", fields=["edition", "peers", "-certain"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.certain}"


class PreviewDay(models.Model):
    """A preview's total at the end of a day: what the trend is drawn from."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    certain = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_total_a_day", fields=["edition", "unit", "day"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day} {self.certain}"
