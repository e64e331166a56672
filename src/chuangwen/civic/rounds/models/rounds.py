"""A round: one year of a programme, with the rules of its day frozen into it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds.enums import RoundState
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.titles.models import Programme

PERSON = settings.AUTH_USER_MODEL


class Round(models.Model):
    """One year's round of a programme, run by the office of `unit`.

    `terms` is what the programme said when the round was announced (see
    `queries.terms`): a later change of the programme does not reach it.
    `apply_due_date` is the last day of applying. `calendar` holds the day by
    which each step should be done.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rounds")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rounds")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=120)
    number = models.CharField("通知文号", max_length=80, blank=True)
    notice = models.TextField("通知", blank=True)
    state = models.CharField("状态", max_length=10, choices=RoundState, default=RoundState.PREPARED)
    terms = models.JSONField("规则", default=dict)
    calendar = models.JSONField("日程", default=dict, blank=True)
    apply_from_date = models.DateField("申报开始")
    apply_due_date = models.DateField("申报截止")
    prepared_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="programme_has_one_round_a_year",
                fields=["programme", "year"],
                violation_error_message="这一年度的申报轮次已经建立。",
            ),
            models.CheckConstraint(
                name="round_takes_applications_for_a_while",
                condition=Q(apply_due_date__gte=F("apply_from_date")),
                violation_error_message="申报截止不能早于申报开始。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the order of steps that the round goes through."""
        return tuple(self.terms["steps"])

    @property
    def is_running(self) -> bool:
        """Say whether the round is announced and not yet closed."""
        return self.state == RoundState.ANNOUNCED
