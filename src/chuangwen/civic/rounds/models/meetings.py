"""Meetings and papers of a round: the council and its votes, reports upward, the award."""

from django.conf import settings
from django.db import models

from chuangwen.civic.ledger.models import EvidenceFile
from chuangwen.civic.orgs.models import Body, Unit
from chuangwen.civic.rounds.enums import Choice
from chuangwen.civic.rounds.models.applications import Application
from chuangwen.civic.rounds.models.rounds import Round

PERSON = settings.AUTH_USER_MODEL


class CouncilSession(models.Model):
    """A council's meeting on a round; `members` are those who sat, as minuted."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sessions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField("会议名称", max_length=120)
    held_date = models.DateField("会议日期")
    number = models.CharField("纪要文号", max_length=80, blank=True)
    members = models.JSONField("到会成员", default=list)
    minutes = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    token = models.CharField(max_length=40, unique=True)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Vote(models.Model):
    """How one member voted on one applicant; a reason for recusal."""

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="votes")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="votes")
    member = models.CharField("成员", max_length=60)
    choice = models.CharField("表决", max_length=10, choices=Choice)
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="member_votes_once_on_an_applicant",
                fields=["session", "application", "member"],
                violation_error_message="此人已对该申报表决。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}：{self.get_choice_display()}"


class Recommendation(models.Model):
    """A list reported to the level above."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="recommendations")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_body = models.CharField("报送机关", max_length=120)
    number = models.CharField("发文字号", max_length=80)
    reported_date = models.DateField("报送日期")
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="report_upward_numbered_once",
                fields=["round", "number"],
                violation_error_message="这个发文字号已经用过。",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Award(models.Model):
    """The decision that names a list of applicants; what is named later joins it by its number."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="awards")
    document = models.CharField("命名文件", max_length=200)
    number = models.CharField("发文字号", max_length=80)
    decided_date = models.DateField("成文日期")
    from_date = models.DateField("起始日期")
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="award_numbered_once",
                fields=["round", "number"],
                violation_error_message="这个发文字号已经用过。",
            )
        ]

    def __str__(self) -> str:
        return self.number
