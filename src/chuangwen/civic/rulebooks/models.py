"""Published books: each edition kept as the very text that it was published with."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.enums import EditionStatus


class Edition(models.Model):
    """One edition of a rule book, owned by the place whose units it judges."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="editions")
    code = models.CharField("细则代码", max_length=60)
    edition = models.CharField("版本", max_length=30)
    title = models.CharField("名称", max_length=120)
    digest = models.CharField(max_length=64)
    canonical = models.TextField()
    sources = models.JSONField(default=dict)
    assessed_on = models.DateField("测评日")
    status = models.CharField(max_length=12, choices=EditionStatus, default=EditionStatus.DRAFT)
    added_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="edition_published_once",
                fields=["unit", "code", "edition"],
                condition=~Q(status=EditionStatus.DRAFT),
                violation_error_message="这一版细则已经发布；如有修改，请另起版本。",
            ),
            models.CheckConstraint(
                name="published_edition_says_when_and_who",
                condition=Q(status=EditionStatus.DRAFT) | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.edition}"
