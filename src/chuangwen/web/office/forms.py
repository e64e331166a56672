"""Forms of the office's own pages."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from chuangwen import clock
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.web.office.book_sheets import OPEN_WAYS
from chuangwen.web.office.unit_forms import SheetForm
from chuangwen.web.ui.forms import PoliteForm


class BookForm(forms.Form):
    """A rule book handed in: one YAML file, or a zip of several."""

    file = forms.FileField(
        label="细则文件",
        help_text="一个 .yaml 文件，或把一版细则的全部 .yaml 文件压缩成一个 .zip。上传后先成为草案，检查无误再发布。",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.zip"}),
    )
    assessed_on = forms.DateField(
        label="测评日",
        help_text="统计期按这一天往前推算。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through to Django's form
        self.fields["assessed_on"].initial = clock.today().replace(year=clock.today().year + 1, month=1, day=1)


class RetireForm(forms.Form):
    """Why an edition is taken out of force."""

    reason = forms.CharField(label="停用原因", max_length=200, help_text="例如：新一版细则已经发布。")


class BookSheetForm(SheetForm):
    """A table of criteria that is to become a rule book."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        file = self.fields["file"]
        file.label, file.help_text = (
            "细则表格",
            "Excel或WPS表格，每行一条标准。上传后先看读成了什么，您确认后才存为草案。",
        )


class BookHeadForm(PoliteForm):
    """What a table does not say of its book: its name, who issues it and on what ground, whom it is for and when."""

    title = forms.CharField(label="细则名称", max_length=120)
    code = forms.CharField(
        label="细则代码",
        max_length=60,
        help_text="同一部细则各版共用，例如 city-unit。",
        validators=[RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", "只用小写字母、数字和短横线，例如 city-unit。")],
    )
    edition = forms.CharField(label="版本", max_length=30, help_text="例如 2027。")
    assessed_on = forms.DateField(label="测评日", help_text="统计期是这一天以前的12个月。", widget=forms.DateInput)
    body = forms.CharField(label="制定机关", max_length=120)
    document = forms.CharField(label="发文字号", max_length=60, help_text="例如：云文明办〔2026〕5号。")
    basis = forms.CharField(
        label="批准依据", max_length=200, help_text="批准开展这项创建活动的文件；没有依据不能发布。"
    )
    unit_kinds = forms.MultipleChoiceField(label="适用的单位", widget=forms.CheckboxSelectMultiple)
    start = forms.DateField(label="施行第一天", widget=forms.DateInput)
    until = forms.DateField(label="施行最后一天", required=False, help_text="没有期限的留空。", widget=forms.DateInput)
    measured = forms.DecimalField(
        label="达标线",
        required=False,
        min_value=0,
        max_value=10000,
        decimal_places=3,
        help_text="多少分算达标，可以留空。",
    )
    others = forms.ChoiceField(
        label="没有读出怎样计分、又没有逐条选择的",
        help_text="评委评级按主题记录，主题相同的几条共用一个等级。",
        choices=OPEN_WAYS,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        year = clock.today().year + 1
        kinds = [(kind.code, kind.name) for kind in unit_kinds().values() if kind.assessed]
        self.fields["unit_kinds"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField
        told = {"edition": str(year), "assessed_on": date(year, 1, 1), "start": date(year - 1, 1, 1)}
        for name, value in told.items():
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the first on which the book holds no more."""
        said = self.cleaned_data
        start, last = said.get("start"), said.get("until")
        if start and last and last < start:
            self.add_error("until", "最后一天早于第一天，请核对。")
        elif last:
            said["until"] = last + timedelta(days=1)
        return said
