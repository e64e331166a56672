"""Words that the columns of orgs may hold."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person does for a unit and everything below it."""

    OFFICER = "officer", "文明办工作人员"
    REVIEWER = "reviewer", "审核员"
    INSPECTOR = "inspector", "督查员"
    LEADER = "leader", "领导（只读）"
    CLERK = "clerk", "单位联络员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"


class BodyKind(TextChoices):
    """Kinds of body that a unit sets up."""

    LEADING_GROUP = "leading_group", "领导小组"
    HEADQUARTERS = "headquarters", "指挥部"
    WORKING_GROUP = "working_group", "工作组"
    PATROL_GROUP = "patrol_group", "巡视组"
    ADVISORY_GROUP = "advisory_group", "顾问组"


class Seat(TextChoices):
    """A person's seat in a body."""

    HEAD = "head", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"
    OFFICE = "office", "办公室主任"
    LIAISON = "liaison", "联络员"


class ImportStatus(TextChoices):
    """How far a sheet of units has come."""

    PREVIEW = "preview", "待确认"
    COMMITTED = "committed", "已导入"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "已取消"


class PairingKind(TextChoices):
    """How two units share marks (同奖同罚)."""

    JOINT = "joint", "不分主次"
    LED = "led", "随牵头单位"
