"""Forms of the register: they turn what was typed into clean arguments."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.registry.particulars import AreaCodeProblem, Particulars, checked_area_code
from chuangwen.core.registry.uscc import UsccProblem, checked
from chuangwen.core.sheets import SheetRefused
from chuangwen.core.sheets.guards import MEGABYTE
from chuangwen.web.ui.forms import PoliteForm

MOST_PERSONS = 10_000_000
SHEETS = ".xlsx,.xls,.et,.xlsm"


class ParticularsForm(PoliteForm):
    """What the register says of a unit beside its name and place."""

    kind = forms.ChoiceField(label="单位类型")
    uscc = forms.CharField(
        label="统一社会信用代码", required=False, max_length=40, help_text="18位，照证书填写；没有的不填。"
    )
    area_code = forms.CharField(label="行政区划代码", required=False, max_length=20, help_text="6位、9位或12位数字。")
    staff = forms.IntegerField(label="在职人数", required=False, min_value=0, max_value=MOST_PERSONS)
    households = forms.IntegerField(
        label="户数", required=False, min_value=0, max_value=MOST_PERSONS, help_text="社区、村填写。"
    )
    contact = forms.CharField(label="联系人", required=False, max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind.code, kind.name) for kind in unit_kinds().values()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField

    def clean_uscc(self) -> str:
        """Check the code where it is typed."""
        try:
            return checked(self.cleaned_data["uscc"]) if self.cleaned_data["uscc"].strip() else ""
        except UsccProblem as problem:
            raise ValidationError(str(problem)) from problem

    def clean_area_code(self) -> str:
        """Check the code where it is typed."""
        try:
            return checked_area_code(self.cleaned_data["area_code"])
        except AreaCodeProblem as problem:
            raise ValidationError(str(problem)) from problem

    @property
    def particulars(self) -> Particulars:
        """Return what was typed as the acts take it."""
        told = self.cleaned_data
        return Particulars(
            uscc=told["uscc"],
            area_code=told["area_code"],
            staff=told["staff"],
            households=told["households"],
            contact=told["contact"],
        )


def told_by(unit: Unit) -> dict[str, Any]:
    """Return a unit's particulars as the form's first values."""
    return {
        "kind": unit.kind,
        "uscc": unit.uscc or "",
        "area_code": unit.area_code,
        "staff": unit.staff,
        "households": unit.households,
        "contact": unit.contact,
    }


class UnitForm(ParticularsForm):
    """A new unit."""

    name = forms.CharField(label="单位名称", max_length=120, help_text="填全称，同一上级下不能重名。")
    field_order = ("name", "kind", "uscc", "area_code", "staff", "households", "contact")


class NameForm(PoliteForm):
    """A unit's new name."""

    name = forms.CharField(label="新名称", max_length=120)


class ParentForm(PoliteForm):
    """Which of the parents found a unit is moved below."""

    parent = forms.TypedChoiceField(label="新的上级", coerce=int, widget=forms.RadioSelect)

    def __init__(self, parents: Iterable[Unit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(each.pk, f"{each.name}（{each.parent.name}）" if each.parent else each.name) for each in parents]
        self.fields["parent"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField


class SheetForm(PoliteForm):
    """A sheet of units to be imported."""

    file = forms.FileField(
        label="单位表格",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": SHEETS, "data-cap": settings.UPLOAD_CAP}),
        help_text="Excel或WPS表格。上传后先检查，您确认后才会新增单位。",
    )

    @property
    def name(self) -> str:
        """Return the file's name as a page may show it."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        return "".join(c for c in upload.name or "" if c.isprintable()).strip()[-200:] or "未命名"

    def content(self) -> bytes:
        """Return the file's bytes.

        :raises SheetRefused: it is larger than the office allows.
        """
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_CAP:
            size, most = (upload.size or 0) / MEGABYTE, settings.UPLOAD_CAP // MEGABYTE
            raise SheetRefused(
                f"文件“{self.name}”没有导入。",
                why=f"文件有{size:.0f} MB，超过了{most} MB的上限。",
                remedy="请删去图片和无关的工作表，或分成几份导入。",
            )
        content: bytes = upload.read()
        return content
