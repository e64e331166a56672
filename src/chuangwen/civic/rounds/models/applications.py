"""An application, everything that happened to it, and what departments said of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuangwen.civic.ledger.models import EvidenceFile
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds.enums import APPLICATION_STATE_CHOICES, CLOCK_CHOICES, STEP_CHOICES, Answer
from chuangwen.civic.rounds.models.publicity import Publicity
from chuangwen.civic.rounds.models.rounds import Round
from chuangwen.civic.titles.models import Holder, Title
from chuangwen.core.lifecycle.tables import APPLICATION_ENDS

PERSON = settings.AUTH_USER_MODEL


class Application(models.Model):
    """One holder's candidacy in one round.

    Names, kind and self-assessment are what they were when it was handed in:
    what the unit is called or scores later changes nothing here. Marks are in
    milli-points; `features` holds at most 500 characters for each criterion.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="applications")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="applications")
    screener = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField("申报名称", max_length=120)
    unit_name = models.CharField("单位名称", max_length=120)
    unit_kind = models.CharField("单位类型", max_length=30)
    state = models.CharField("状态", max_length=12, choices=APPLICATION_STATE_CHOICES, default="drafted")
    self_mark = models.IntegerField("自评得分", null=True, blank=True)
    self_card = models.JSONField("自评成绩单", default=dict, blank=True)
    features = models.JSONField("特色工作", default=dict, blank=True)
    mark = models.IntegerField("测评得分", null=True, blank=True)
    marked_by = models.CharField("测评依据", max_length=200, blank=True)
    clock = models.CharField("期限", max_length=20, choices=CLOCK_CHOICES, blank=True)
    due_date = models.DateField("期限至", null=True, blank=True)
    is_provisional = models.BooleanField("暂定", default=False)
    publicity = models.ForeignKey(
        Publicity, on_delete=models.PROTECT, related_name="applications", null=True, blank=True
    )
    recommendation = models.ForeignKey(
        "Recommendation", on_delete=models.PROTECT, related_name="applications", null=True, blank=True
    )
    award = models.ForeignKey("Award", on_delete=models.PROTECT, related_name="applications", null=True, blank=True)
    title = models.OneToOneField(Title, on_delete=models.PROTECT, related_name="application", null=True, blank=True)
    started_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="holder_applies_once_in_a_round",
                fields=["round", "holder"],
                condition=~Q(state="withdrawn"),
                violation_error_message="本轮已经申报过。",
            ),
            models.CheckConstraint(
                name="awarded_application_was_publicised",
                condition=~Q(state="awarded") | Q(publicity__isnull=False, award__isnull=False),
                violation_error_message="没有公示的不能命名。",
            ),
        ]
        indexes = [models.Index(name="application_by_state", fields=["round", "state", "id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Say whether the candidacy has come to its end."""
        return self.state in APPLICATION_ENDS


class StepRecord(models.Model):
    """One step of an application: who did it for whom, on what basis, why, and what clock it started."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="history")
    position = models.PositiveIntegerField()
    event = models.CharField("环节", max_length=12, choices=STEP_CHOICES)
    before = models.CharField("原状态", max_length=12, choices=APPLICATION_STATE_CHOICES, blank=True)
    after = models.CharField("新状态", max_length=12, choices=APPLICATION_STATE_CHOICES)
    office = models.CharField("经办单位", max_length=120, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    number = models.CharField("发文字号", max_length=80, blank=True)
    grounds = models.JSONField("理由", default=list, blank=True)
    reason = models.CharField("说明", max_length=2000, blank=True)
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    due_date = models.DateField("期限至", null=True, blank=True)
    is_provisional = models.BooleanField("暂定", default=False)
    actor = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField("经办人", max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="step_stands_at_its_place",
                fields=["application", "position"],
                violation_error_message="这一步已经办过。",
            )
        ]

    def __str__(self) -> str:
        return self.get_event_display()


class DepartmentOpinion(models.Model):
    """What a department was asked of an applicant, by when, and what it said or did not say."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField("意见", max_length=10, choices=Answer, default=Answer.WAITING)
    text = models.CharField("说明", max_length=1000, blank=True)
    number = models.CharField("复函文号", max_length=80, blank=True)
    due_date = models.DateField("答复期限")
    is_provisional = models.BooleanField("暂定", default=False)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="department_asked_once_of_an_applicant",
                fields=["application", "unit"],
                violation_error_message="已经征求过该部门的意见。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}：{self.get_answer_display()}"
