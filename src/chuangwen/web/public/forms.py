"""Forms that anybody may send."""

from typing import Any

from django import forms

from chuangwen.web.public.guards import ProofField
from chuangwen.web.ui.forms import PoliteForm

LONGEST_TEXT = 2000


class ObjectionForm(PoliteForm):
    """What somebody holds against a name on a list."""

    text = forms.CharField(
        label="异议内容",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7, "maxlength": LONGEST_TEXT}),
        help_text="写明时间、地点、事情经过，越具体越好核实。请勿写入国家秘密和他人隐私。",
    )
    is_anonymous = forms.BooleanField(
        label="匿名提出", required=False, initial=True, help_text="匿名的不留姓名和联系方式，凭查询码看答复。"
    )
    name = forms.CharField(
        label="姓名", required=False, max_length=60, help_text="实名提出时填写，只有办理人员看得到。"
    )
    contact = forms.CharField(label="联系方式", required=False, max_length=120, help_text="选填，便于核实时与您联系。")
    proof = ProofField()

    def clean(self) -> dict[str, Any]:
        """See that a named objection has a name, and keep none of an anonymous one, whatever was typed."""
        said = self.cleaned_data
        if said.get("is_anonymous"):
            said["name"] = said["contact"] = ""
        elif not said.get("name", "").strip():
            self.add_error("name", "请填写姓名；不愿留名的，请勾选“匿名提出”。")
        return said


class CodeForm(PoliteForm):
    """The code that an objector was given."""

    code = forms.CharField(
        label="查询码",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class CertificateForm(PoliteForm):
    """What is printed on a certificate."""

    number = forms.CharField(label="证书编号", max_length=60)
    code = forms.CharField(label="查验码", max_length=40, help_text="印在证书二维码旁；扫码会自动填好。")
