"""Honours and programmes as data, and who can hold a title."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.titles.enums import LEVELS, HolderKind, Verb

PERSON = settings.AUTH_USER_MODEL


class Honour(models.Model):
    """An honour that can be held: 文明单位, 文明家庭, 流动红旗.

    `code` is the topic of the ledger's facts of titles held. A flag passes from
    holder to holder; `most_stars` is what a star rating goes up to (0: no stars).
    """

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=60)
    holder_kinds = models.JSONField("授予对象", default=list)
    is_flag = models.BooleanField("流动红旗", default=False)
    most_stars = models.PositiveSmallIntegerField("最高星级", default=0)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """An honour at a level, as a document orders it from a day on.

    `unit` is the place whose office awards. `steps`, `clocks`, `quota`,
    `conditions` and `grounds` are that document's rules as data; a later
    document is a later programme. Marks are in milli-points.
    """

    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="programmes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="programmes")
    level = models.CharField("级别", max_length=12, choices=LEVELS)
    awarding_body = models.CharField("命名机关", max_length=120)
    verb = models.CharField("方式", max_length=12, choices=Verb)
    basis = models.CharField("批准依据", max_length=200)
    basis_number = models.CharField("批准文号", max_length=80)
    basis_date = models.DateField("批准日期")
    from_date = models.DateField("施行日期")
    until_date = models.DateField("停止施行日期", null=True, blank=True)
    term_months = models.PositiveSmallIntegerField("有效期（月）", null=True, blank=True)
    needs_level = models.CharField("须先持有", max_length=12, choices=LEVELS, blank=True)
    least_held_months = models.PositiveSmallIntegerField("须持有满（月）", default=0)
    renew_months = models.PositiveSmallIntegerField("到期前可申请（月）", default=12)
    window_months = models.PositiveSmallIntegerField("负面情形追溯（月）", default=12)
    unit_kinds = models.JSONField("面向单位类型", default=list, blank=True)
    quota = models.JSONField("名额", default=dict, blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    apply_line = models.PositiveIntegerField("申报线", null=True, blank=True)
    pass_line = models.PositiveIntegerField("达标线", null=True, blank=True)
    screeners = models.JSONField("责任部门", default=dict, blank=True)
    steps = models.JSONField("步骤", default=list)
    clocks = models.JSONField("期限", default=dict, blank=True)
    conditions = models.JSONField("申报条件", default=list, blank=True)
    grounds = models.JSONField("退回和不予命名的理由", default=list, blank=True)
    report_month = models.PositiveSmallIntegerField("年度报告截止月", default=12)
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programme_names_its_approval",
                condition=~Q(basis="") & ~Q(basis_number="") & ~Q(awarding_body=""),
                violation_error_message="没有批准依据的创建活动不能开展，请填写批准依据、文号和命名机关。",
            ),
            models.CheckConstraint(
                name="programme_ends_after_it_begins",
                condition=Q(until_date=None) | Q(until_date__gt=F("from_date")),
                violation_error_message="停止施行日期必须晚于施行日期。",
            ),
            models.UniqueConstraint(
                name="programme_ordered_once_from_a_day",
                fields=["honour", "unit", "level", "from_date"],
                violation_error_message="同一称号、同一级别、同一天施行的办法已经登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}{self.honour.name}"


class Exemption(models.Model):
    """A unit that need not hold the title below before it applies, and why."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="exemptions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=200)
    basis = models.CharField("依据", max_length=200)
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="unit_exempted_once",
                fields=["programme", "unit"],
                violation_error_message="该单位已有豁免。",
            ),
            models.CheckConstraint(
                name="exemption_says_why",
                condition=~Q(reason="") & ~Q(basis=""),
                violation_error_message="豁免必须写明原因和依据。",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Holder(models.Model):
    """Who holds or applies for a title: a unit itself, or somebody of a unit.

    A household or person takes part by a recorded consent and can withdraw it at
    will. Nothing is kept of them but a name and where they belong; `masked` is
    what the public sees.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holders")
    kind = models.CharField("对象", max_length=12, choices=HolderKind)
    name = models.CharField("名称", max_length=120)
    masked = models.CharField("公开名称", max_length=120)
    consent_note = models.CharField("同意书", max_length=200, blank=True)
    consented_at = models.DateTimeField("同意时间", null=True, blank=True)
    consent_withdrawn_at = models.DateTimeField("撤回同意时间", null=True, blank=True)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="unit_is_one_holder",
                fields=["unit"],
                condition=Q(kind=HolderKind.UNIT),
                violation_error_message="该单位已登记。",
            ),
            models.UniqueConstraint(
                name="holder_named_once_in_a_unit",
                fields=["unit", "kind", "name"],
                violation_error_message="该单位已登记同名的对象。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def needs_consent(self) -> bool:
        """Say whether it is a household or a person, who take part by consent."""
        return self.kind in {HolderKind.HOUSEHOLD, HolderKind.PERSON}

    @property
    def has_consent(self) -> bool:
        """Say whether it may take part: units may, others while their consent stands."""
        return not self.needs_consent or (self.consented_at is not None and self.consent_withdrawn_at is None)
