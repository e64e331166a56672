"""What is done about titles that are held: yearly reviews, sanctions with a hearing, appeals, draws."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuangwen.civic.ledger.models import EvidenceFile
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.titles.enums import (
    APPEAL_STATE_CHOICES,
    SANCTION_STATE_CHOICES,
    RectificationState,
    ReviewResult,
    SanctionKind,
)
from chuangwen.civic.titles.models.programmes import Honour
from chuangwen.civic.titles.models.titles import Title

PERSON = settings.AUTH_USER_MODEL


class YearlyReview(models.Model):
    """One year of a title: when its report is due, what it says, what came of it."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField("年度")
    due_date = models.DateField("报告期限")
    report = models.CharField("报告", max_length=2000, blank=True)
    events = models.CharField("自报的负面情形", max_length=1000, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField("结果", max_length=12, choices=ReviewResult, default=ReviewResult.DUE)
    note = models.CharField("意见", max_length=1000, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="title_reviewed_once_a_year",
                fields=["title", "year"],
                violation_error_message="该年度的复查已经登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年度复查"


class Sanction(models.Model):
    """What is proposed against a title, after a failed `review` or by itself; the holder's statement; who decided."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="sanctions")
    review = models.ForeignKey(YearlyReview, on_delete=models.PROTECT, related_name="sanctions", null=True, blank=True)
    kind = models.CharField("拟处理", max_length=10, choices=SanctionKind)
    state = models.CharField("状态", max_length=10, choices=SANCTION_STATE_CHOICES, default="proposed")
    grounds = models.JSONField("情形", default=list)
    reason = models.CharField("事实和理由", max_length=2000)
    basis = models.CharField("依据", max_length=200)
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    evidence_note = models.CharField("佐证", max_length=200)
    event_date = models.DateField("事发日期", null=True, blank=True)
    is_concealed = models.BooleanField("逾期未报", default=False)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    statement_due_date = models.DateField("陈述期限")
    is_provisional = models.BooleanField("暂定", default=False)
    statement = models.CharField("陈述申辩", max_length=4000, blank=True)
    stated_at = models.DateTimeField(null=True, blank=True)
    is_waived = models.BooleanField("放弃陈述", default=False)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField("决定说明", max_length=2000, blank=True)
    number = models.CharField("发文字号", max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_sanction_open_at_a_time",
                fields=["title"],
                condition=Q(state__in=["proposed", "heard", "waived"]),
                violation_error_message="已有一项拟处理意见还没有办结。",
            ),
            models.CheckConstraint(
                name="sanction_decided_by_a_second_hand",
                condition=~Q(state="confirmed") | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出的人不能自己决定。",
            ),
        ]

    def __str__(self) -> str:
        return f"拟{self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for a statement or a decision."""
        return self.state not in {"confirmed", "dropped"}

    @property
    def is_unheard(self) -> bool:
        """Say whether its holder may still state its case."""
        return self.state == "proposed"

    @property
    def was_confirmed(self) -> bool:
        """Say whether it was decided as proposed."""
        return self.state == "confirmed"


class Rectification(models.Model):
    """An order to put things right by a day, and how it was verified."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="rectifications")
    sanction = models.OneToOneField(Sanction, on_delete=models.PROTECT, related_name="rectification")
    demands = models.CharField("整改要求", max_length=2000)
    due_date = models.DateField("整改期限")
    is_provisional = models.BooleanField("暂定", default=False)
    state = models.CharField("状态", max_length=10, choices=RectificationState, default=RectificationState.OPEN)
    finding = models.CharField("核查情况", max_length=2000, blank=True)
    verified_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"限期整改至{self.due_date}"


class Appeal(models.Model):
    """A holder's appeal against a sanction or a lapse, and the written answer."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="appeals")
    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="appeals", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=APPEAL_STATE_CHOICES, default="filed")
    text = models.CharField("申诉理由", max_length=4000)
    filed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    due_date = models.DateField("决定期限")
    is_provisional = models.BooleanField("暂定", default=False)
    answer = models.CharField("申诉决定", max_length=4000, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_appeal_open_at_a_time",
                fields=["title"],
                condition=Q(state="filed"),
                violation_error_message="已有一项申诉正在办理。",
            )
        ]

    def __str__(self) -> str:
        return f"申诉（{self.get_state_display()}）"


class Recheck(models.Model):
    """A random draw of titles to look at again; anybody can repeat it from its seed."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    level = models.CharField("级别", max_length=12, blank=True)
    seed = models.CharField("种子", max_length=80)
    pool = models.JSONField("抽样范围", default=list)
    wanted = models.PositiveIntegerField("抽取数")
    drawn_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="draw_made_once_from_a_seed",
                fields=["unit", "seed"],
                violation_error_message="这个种子已经抽过。",
            )
        ]

    def __str__(self) -> str:
        return f"抽查{self.wanted}个"


class RecheckPick(models.Model):
    """A title that a draw has picked, at its place in the draw."""

    recheck = models.ForeignKey(Recheck, on_delete=models.PROTECT, related_name="picks")
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="title_picked_once_in_a_draw",
                fields=["recheck", "title"],
                violation_error_message="已在这次抽查名单里。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}"
