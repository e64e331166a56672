"""Forms of the keepers: they turn what was typed into clean arguments."""

from django import forms

from chuangwen.civic.orgs.access import KEEPERS
from chuangwen.civic.orgs.enums import Role
from chuangwen.web.ui.forms import PoliteForm

ROLE_HELP = {
    Role.OFFICER: "办理全部业务：单位名录、组织机构、测评细则和测评。",
    Role.REVIEWER: "查看全部单位的资料和得分，核对依据，不改动任何内容。",
    Role.INSPECTOR: "查看测评细则，到现场督查时对照使用，看不到各单位的台账。",
    Role.LEADER: "只看总览、各单位得分和每一分的依据，不改动任何内容。",
    Role.CLERK: "为本单位和下级单位填台账、传佐证，维护组织机构。",
    Role.SYSTEM_ADMIN: "开通账号、重置密码。只能设在最高一级，不兼任其他角色。",
    Role.SECURITY_ADMIN: "授予角色、停用和解锁账号。只能设在最高一级，不兼任其他角色。",
    Role.AUDIT_ADMIN: "查看操作日志。只能设在最高一级，不兼任其他角色。",
}


class PersonForm(PoliteForm):
    """What an account says of its person."""

    name = forms.CharField(label="姓名", max_length=60, help_text="账号由本人专用，请填真实姓名。")
    post = forms.CharField(label="职务", max_length=80, required=False)
    email = forms.EmailField(label="邮箱", required=False)


class AccountForm(PersonForm):
    """A new account."""

    username = forms.CharField(
        label="账号",
        max_length=60,
        help_text="登录时用。可用汉字、字母、数字和 . _ @ -，例如姓名全拼或工号；开通后不能更改。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("username", "name", "post", "email")


class RoleForm(PoliteForm):
    """Which role a chosen person takes at a chosen unit."""

    user = forms.IntegerField(widget=forms.HiddenInput)
    unit = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ChoiceField(
        label="角色",
        widget=forms.RadioSelect,
        choices=[(role.value, f"{role.label}：{ROLE_HELP[role]}") for role in sorted(Role, key=lambda r: r in KEEPERS)],
    )
