"""Who did what when, on what, from what to what: one line an act, chained by hash."""

from django.conf import settings
from django.db import models

from chuangwen.civic.journal.enums import TARGETS, VERBS


class Line(models.Model):
    """One act. `digest` covers this line and the digest before it."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    verb = models.CharField(max_length=60, db_index=True)
    target = models.CharField(max_length=80)
    unit_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(name="journal_line_by_target", fields=["target", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.target}"

    @property
    def said(self) -> str:
        """What was done, in Chinese."""
        return VERBS.get(self.verb, self.verb)

    @property
    def target_said(self) -> str:
        """On what it was done, in Chinese with its number."""
        model, _, key = self.target.partition(":")
        return f"{TARGETS.get(model, model)} {key}" if key != "0" else TARGETS.get(model, model)


class Head(models.Model):
    """The end of the chain: locked by each act that writes a line."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(name="journal_has_one_head", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"head at {self.number}"
