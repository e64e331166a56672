"""The unit tree, its bodies, and who serves where."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuangwen.civic.orgs.enums import BodyKind, ImportStatus, PairingKind, Role, Seat

STEP = 5  # digits of a path that one level takes


class Unit(models.Model):
    """A node of the tree: a place or a creating unit.

    `path` is the materialised path: five digits a level, so that a subtree is
    one range of strings under any collation (docs/decisions/0003).
    """

    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="children", null=True, blank=True)
    path = models.CharField(max_length=60, unique=True)
    kind = models.CharField("类型", max_length=30)
    name = models.CharField("名称", max_length=120)
    initials = models.CharField("拼音首字母", max_length=120, blank=True, db_index=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, null=True, blank=True)  # noqa: DJ001 several units have none, and the column is unique
    area_code = models.CharField("行政区划代码", max_length=12, blank=True)
    staff = models.PositiveIntegerField("在职人数", null=True, blank=True)
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    closed_date = models.DateField("停用日期", null=True, blank=True)
    imported_in = models.ForeignKey("UnitImport", on_delete=models.PROTECT, related_name="units", null=True, blank=True)
    ledger_revision = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="uscc_belongs_to_one_unit",
                fields=["uscc"],
                violation_error_message="该统一社会信用代码已被其他单位使用。",
            ),
            models.UniqueConstraint(
                name="unit_named_once_under_its_parent",
                fields=["parent", "name"],
                violation_error_message="同一上级下已有同名单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """How many levels stand above."""
        return len(self.path) // STEP - 1

    @property
    def is_open(self) -> bool:
        """Say whether the unit is still in use."""
        return self.closed_date is None


class UnitImport(models.Model):
    """One sheet of units handed in: its preview, then the receipt of what it made.

    `unit` is the place below which the units stand; `rows` are the sheet's cells
    by row number and `columns` says which column means what.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    heads = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    status = models.CharField("状态", max_length=12, choices=ImportStatus, default=ImportStatus.PREVIEW)
    unit_count = models.PositiveIntegerField("单位数", default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间")
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Pairing(models.Model):
    """Two units that share marks (同奖同罚) from a day, by a document, until it ends; a `led` unit follows its partner."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pairings")
    partner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("方式", max_length=10, choices=PairingKind)
    document = models.CharField("依据文件", max_length=120)
    from_date = models.DateField("起始日期")
    until_date = models.DateField("解除日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pairing_ends_after_it_begins",
                condition=Q(until_date=None) | Q(until_date__gt=F("from_date")),
                violation_error_message="解除日期必须晚于起始日期。",
            ),
            models.CheckConstraint(
                name="unit_is_paired_with_another",
                condition=~Q(unit=F("partner")),
                violation_error_message="单位不能与自己结对。",
            ),
            models.UniqueConstraint(
                name="units_paired_once_at_a_time",
                fields=["unit", "partner"],
                condition=Q(until_date=None),
                violation_error_message="这两个单位已经结对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}–{self.partner_id}"


class Body(models.Model):
    """A leading group, headquarters or working group set up by a unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField("类型", max_length=20, choices=BodyKind)
    name = models.CharField("名称", max_length=120)
    document = models.CharField("成立文件", max_length=120, blank=True)
    from_date = models.DateField("成立日期")
    until_date = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="body_ends_after_it_begins",
                condition=Q(until_date=None) | Q(until_date__gt=F("from_date")),
                violation_error_message="撤销日期必须晚于成立日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BodyMember(models.Model):
    """A person's seat in a body from a day, until replaced."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("职务", max_length=80, blank=True)
    seat = models.CharField("组内职务", max_length=20, choices=Seat)
    duty = models.CharField("分工", max_length=200, blank=True)
    from_date = models.DateField("起始日期")
    until_date = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seat_ends_after_it_begins",
                condition=Q(until_date=None) | Q(until_date__gt=F("from_date")),
                violation_error_message="结束日期必须晚于起始日期。",
            ),
            models.UniqueConstraint(
                name="person_sits_once_in_a_body",
                fields=["body", "name"],
                condition=Q(until_date=None),
                violation_error_message="此人已在该机构任职。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_seat_display()}）"


class Grant(models.Model):
    """A role that a person holds at a unit, and so over its subtree."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField("角色", max_length=20, choices=Role)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="role_held_once_at_a_unit",
                fields=["user", "unit", "role"],
                condition=Q(until_date=None),
                violation_error_message="此人已在该单位担任此角色。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"
