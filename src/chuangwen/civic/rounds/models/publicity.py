"""Publicity of a list, what people object, and time limits that were extended."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuangwen.civic.ledger.models import EvidenceFile
from chuangwen.civic.rounds.enums import CLOCK_CHOICES, OBJECTION_STATE_CHOICES
from chuangwen.civic.rounds.models.rounds import Round

PERSON = settings.AUTH_USER_MODEL


class Publicity(models.Model):
    """A list shown to everybody; `due_date` is its last day."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publicities")
    name = models.CharField("标题", max_length=120)
    number = models.CharField("发文字号", max_length=80, blank=True)
    text = models.TextField("公告", blank=True)
    from_date = models.DateField("公示首日")
    days = models.PositiveSmallIntegerField("工作日")
    due_date = models.DateField("公示末日")
    is_provisional = models.BooleanField("暂定", default=False)
    token = models.CharField(max_length=40, unique=True)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="publicity_takes_at_least_five_days",
                condition=Q(days__gte=5, due_date__gt=F("from_date")),
                violation_error_message="公示至少5个工作日。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Objection(models.Model):
    """What somebody holds against an applicant. Who it was is seen by the handling office alone."""

    publicity = models.ForeignKey(Publicity, on_delete=models.PROTECT, related_name="objections")
    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="objections")
    state = models.CharField("状态", max_length=10, choices=OBJECTION_STATE_CHOICES, default="received")
    is_anonymous = models.BooleanField("匿名", default=True)
    name = models.CharField("姓名", max_length=60, blank=True)
    contact = models.CharField("联系方式", max_length=120, blank=True)
    text = models.CharField("异议内容", max_length=2000)
    evidence = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    tracking_code = models.CharField("查询码", max_length=20, unique=True)
    received_at = models.DateTimeField()
    due_date = models.DateField("答复期限")
    is_provisional = models.BooleanField("暂定", default=False)
    answer = models.CharField("答复", max_length=4000, blank=True)
    answered_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="named_objection_has_a_name",
                condition=Q(is_anonymous=True, name="", contact="") | Q(is_anonymous=False) & ~Q(name=""),
                violation_error_message="实名异议请填写姓名；匿名异议不留姓名。",
            ),
            models.CheckConstraint(
                name="settled_objection_has_its_answer",
                condition=Q(state__in=["received", "withdrawn"]) | ~Q(answer=""),
                violation_error_message="办结的异议必须有书面答复。",
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_code

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for its answer."""
        return self.state == "received"


class Extension(models.Model):
    """A time limit that was made longer, with the reason; of an application's step, an opinion or an objection."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="extensions")
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    opinion = models.ForeignKey("DepartmentOpinion", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    clock = models.CharField("期限", max_length=20, choices=CLOCK_CHOICES)
    days = models.PositiveSmallIntegerField("延长工作日")
    before_date = models.DateField("原期限")
    after_date = models.DateField("新期限")
    reason = models.CharField("原因", max_length=500)
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extension_says_why",
                condition=~Q(reason=""),
                violation_error_message="延长期限必须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return f"延长{self.days}个工作日"
