"""Titles held, with their papers and everything that ever happened to them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuangwen.civic.ledger.models import Entry, EvidenceFile
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.titles.enums import EVENT_CHOICES, LEVELS, TITLE_STATE_CHOICES
from chuangwen.civic.titles.models.programmes import Holder, Honour, Programme
from chuangwen.core.calendar import last_day
from chuangwen.core.lifecycle.tables import LIVE, TITLES

PERSON = settings.AUTH_USER_MODEL


class Title(models.Model):
    """An honour held at a level from a day. It ends; it is never deleted.

    `until_date` is when its term runs out, `ended_date` the first day on which
    it is no more. `unit` is the holder's unit, by which it is reached.
    """

    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="titles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="titles")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="titles")
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="+")
    level = models.CharField("级别", max_length=12, choices=LEVELS)
    state = models.CharField("状态", max_length=12, choices=TITLE_STATE_CHOICES, default="awarded", db_index=True)
    awarded_name = models.CharField("命名时的名称", max_length=120)
    document = models.CharField("命名文件", max_length=200)
    number = models.CharField("发文字号", max_length=80)
    from_date = models.DateField("起始日期")
    until_date = models.DateField("有效期至（不含）", null=True, blank=True)
    ended_date = models.DateField("终止日期", null=True, blank=True)
    stars = models.PositiveSmallIntegerField("星级", default=0)
    renews = models.OneToOneField("self", on_delete=models.PROTECT, related_name="renewed_by", null=True, blank=True)
    notice_due_date = models.DateField("催报期限", null=True, blank=True)
    appeal_due_date = models.DateField("申诉期限", null=True, blank=True)
    fact = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="title_held_once_at_a_time",
                fields=["holder", "honour", "level"],
                condition=Q(ended_date=None),
                violation_error_message="已持有此称号。",
            ),
            models.CheckConstraint(
                name="title_ends_not_before_it_begins",
                condition=Q(ended_date=None) | Q(ended_date__gte=F("from_date")),
                violation_error_message="终止日期不能早于起始日期。",
            ),
        ]
        indexes = [models.Index(name="title_by_place_and_day", fields=["unit", "from_date", "ended_date"])]

    def __str__(self) -> str:
        return f"{self.get_level_display()}{self.honour.name}"

    @property
    def is_live(self) -> bool:
        """Say whether the title is held, be it under warning or suspended."""
        return self.state in LIVE

    @property
    def last_date(self) -> date | None:
        """Return the last day on which it is or was held; None where its term has no end."""
        last = last_day(self.ended_date or self.until_date)
        return last and max(last, self.from_date)  # one that ended on its first day had that day

    @property
    def is_over(self) -> bool:
        """Say whether nothing moves the title any more."""
        return self.state in TITLES.terminal


class TitleEvent(models.Model):
    """One thing that happened to a title; only ever added. What the calendar alone brings about has no `actor`."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="history")
    event = models.CharField("事项", max_length=20, choices=EVENT_CHOICES)
    before = models.CharField("原状态", max_length=12, choices=TITLE_STATE_CHOICES, blank=True)
    after = models.CharField("新状态", max_length=12, choices=TITLE_STATE_CHOICES)
    basis = models.CharField("依据", max_length=200, blank=True)
    number = models.CharField("发文字号", max_length=80, blank=True)
    reason = models.CharField("说明", max_length=2000, blank=True)
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    evidence_note = models.CharField("佐证", max_length=200, blank=True)
    due_date = models.DateField("期限", null=True, blank=True)
    is_provisional = models.BooleanField("暂定", default=False)
    actor = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    actor_name = models.CharField("经办人", max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="title_event_in_order", fields=["title", "at", "id"])]

    def __str__(self) -> str:
        return self.get_event_display()


class Plaque(models.Model):
    """The plaque of a title: issued once, recovered when the title ends badly."""

    title = models.OneToOneField(Title, on_delete=models.PROTECT, related_name="plaque")
    number = models.CharField("牌匾编号", max_length=60, unique=True)
    issued_date = models.DateField("发放日期")
    recovered_date = models.DateField("收回日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.number


class Certificate(models.Model):
    """The certificate of a title: anybody can verify its number with its code."""

    title = models.OneToOneField(Title, on_delete=models.PROTECT, related_name="certificate")
    number = models.CharField("证书编号", max_length=60, unique=True)
    code = models.CharField("查验码", max_length=12)
    issued_date = models.DateField("发证日期")

    def __str__(self) -> str:
        return self.number


class StarRating(models.Model):
    """How many stars a title had from a day until the next review."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="ratings")
    stars = models.PositiveSmallIntegerField("星级")
    from_date = models.DateField("起始日期")
    until_date = models.DateField("结束日期（不含）", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_star_rating_at_a_time",
                fields=["title"],
                condition=Q(until_date=None),
                violation_error_message="已有现行星级。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stars}星"

    @property
    def last_date(self) -> date | None:
        """Return the last day of the rating; None while it holds."""
        return last_day(self.until_date)
