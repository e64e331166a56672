"""Forms of honours and programmes: what a document orders, typed in once as data."""

from collections.abc import Iterable
from typing import Any

from django import forms

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.titles.enums import LEVELS, HolderKind, Verb
from chuangwen.civic.titles.models import Honour
from chuangwen.civic.titles.operations.programmes import ProgrammeDraft
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.lifecycle import APPLICATION_EVENTS, CLOCKS, DEFAULT_STEPS, STEPS
from chuangwen.web.ui.entry_fields import DayField
from chuangwen.web.ui.forms import PoliteForm

LONGEST_LINE = 200
MILLI = 1000


class HonourForm(PoliteForm):
    """An honour that can be held."""

    name = forms.CharField(label="称号名称", max_length=60, help_text="例如：文明单位、文明校园、文明家庭。")
    code = forms.SlugField(
        label="代码", max_length=30, help_text="小写字母、数字和连字符，例如 civilised-unit；登记后不再改。"
    )
    holder_kinds = forms.MultipleChoiceField(
        label="授予对象", choices=HolderKind.choices, widget=forms.CheckboxSelectMultiple
    )
    is_flag = forms.BooleanField(label="流动红旗：每次评比后传给下一个", required=False)
    most_stars = forms.IntegerField(
        label="最高星级", required=False, min_value=0, max_value=20, help_text="五星级填5，十星级填10；不分星级的不填。"
    )


class ProgrammeForm(PoliteForm):
    """An honour at a level, as an approved document orders it from a day on."""

    honour = forms.ChoiceField(label="称号")
    level = forms.ChoiceField(label="级别", choices=LEVELS)
    awarding_body = forms.CharField(label="命名机关", max_length=120)
    verb = forms.ChoiceField(label="方式", choices=Verb.choices, help_text="照批准文件的用词。")
    basis = forms.CharField(
        label="批准依据", max_length=200, help_text="批准开展这项活动的文件名称；没有依据不能开展。"
    )
    basis_number = forms.CharField(label="批准文号", max_length=80)
    term_months = forms.IntegerField(
        label="有效期（月）", required=False, min_value=1, max_value=120, help_text="三年填36；长期有效的不填。"
    )
    needs_level = forms.ChoiceField(label="须先持有同类称号", required=False, choices=[("", "不要求"), *LEVELS])
    least_held_months = forms.IntegerField(label="须持有满（月）", required=False, min_value=0, max_value=120)
    renew_months = forms.IntegerField(label="到期前几个月可申请", min_value=0, max_value=60)
    window_months = forms.IntegerField(label="负面情形追溯（月）", min_value=0, max_value=120)
    unit_kinds = forms.MultipleChoiceField(
        label="面向单位类型", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选表示都可以。"
    )
    quota = forms.IntegerField(label="本轮名额", required=False, min_value=1, help_text="不限名额的不填。")
    edition = forms.ChoiceField(label="测评细则", required=False)
    apply_line = forms.DecimalField(label="申报线（自评分）", required=False, min_value=0, decimal_places=3)
    pass_line = forms.DecimalField(label="达标线（测评分）", required=False, min_value=0, decimal_places=3)
    screener = forms.ChoiceField(
        label="责任部门", required=False, help_text="负责初审和推荐的部门；不选则由文明办办理。"
    )
    conditions = forms.CharField(
        label="申报条件", required=False, widget=forms.Textarea(attrs={"rows": 5}), help_text="一行一条。"
    )
    grounds = forms.CharField(
        label="退回和不予命名的理由",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一条；退回或不予命名时从这里选，再写明具体情况。",
    )
    report_month = forms.IntegerField(label="年度报告截止月", min_value=1, max_value=12)

    def __init__(self, *args: Any, year: int, books: Iterable[Edition], departments: Iterable[Unit], **options: Any):
        options["initial"] = _usual() | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields |= {
            "basis_date": DayField(label="批准日期", year=year),
            "from_date": DayField(label="施行日期", year=year),
        }
        self._offer("honour", [(each.code, each.name) for each in Honour.objects.order_by("id")])
        self._offer("edition", [("", "不用细则"), *((str(each.pk), str(each)) for each in books)])
        self._offer("screener", [("", "文明办"), *((str(each.pk), each.name) for each in departments)])
        assessed = [(kind.code, kind.name) for kind in unit_kinds().values() if kind.assessed]
        self._offer("unit_kinds", assessed)
        for place, step in enumerate(STEPS, start=1):
            self.fields[f"step_{step}"] = forms.IntegerField(
                label=APPLICATION_EVENTS[step],
                required=False,
                min_value=1,
                max_value=99,
                initial=place if step in DEFAULT_STEPS else None,
            )
        for clock in CLOCKS.values():
            self.fields[f"clock_{clock.code}"] = forms.IntegerField(
                label=clock.name,
                required=False,
                min_value=clock.least,
                max_value=250,
                initial=clock.days,
                help_text=f"自{clock.since}起；{clock.end}。",
            )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def fields_named(self, *names: str) -> list[forms.BoundField]:
        """Return the fields of these names, as a section of the page shows them."""
        return [self[name] for name in names]

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Return the form in sections: heading, what it is for, fields."""
        basis = ("honour", "level", "awarding_body", "verb", "basis", "basis_number", "basis_date", "from_date")
        who = ("unit_kinds", "needs_level", "least_held_months", "window_months", "conditions")
        marks = ("edition", "apply_line", "pass_line", "quota", "screener", "grounds")
        life = ("term_months", "renew_months", "report_month")
        return [
            ("批准依据", "机关、用词和文号照批准文件填写。", self.fields_named(*basis)),
            ("谁可以申报", "条件在申报页面上当场核对，不符合的逐条说明。", self.fields_named(*who)),
            ("测评与名额", "自评分取自台账，不用单位再填。", self.fields_named(*marks)),
            ("称号期限", "", self.fields_named(*life)),
        ]

    @property
    def steps(self) -> list[forms.BoundField]:
        """Return the steps, each with its place in the order."""
        return [self[name] for name in self.fields if name.startswith("step_")]

    @property
    def clocks(self) -> list[forms.BoundField]:
        """Return the time limits in working days."""
        return [self[name] for name in self.fields if name.startswith("clock_")]

    def draft(self) -> ProgrammeDraft:
        """Return what the form says as the act takes it."""
        said = self.cleaned_data
        placed = [(said[f"step_{step}"], step) for step in STEPS if said.get(f"step_{step}")]
        return ProgrammeDraft(
            honour_code=said["honour"],
            level=said["level"],
            awarding_body=said["awarding_body"],
            verb=said["verb"],
            basis=said["basis"],
            basis_number=said["basis_number"],
            basis_date=said["basis_date"],
            from_date=said["from_date"],
            term_months=said["term_months"],
            needs_level=said["needs_level"],
            least_held_months=said["least_held_months"] or 0,
            renew_months=said["renew_months"],
            window_months=said["window_months"],
            unit_kinds=tuple(said["unit_kinds"]),
            quota={"": said["quota"]} if said["quota"] else {},
            edition_id=int(said["edition"]) if said["edition"] else None,
            apply_line=_milli(said["apply_line"]),
            pass_line=_milli(said["pass_line"]),
            screeners={"": int(said["screener"])} if said["screener"] else {},
            steps=tuple(step for _, step in sorted(placed)),
            clocks={code: said[f"clock_{code}"] for code in CLOCKS if said.get(f"clock_{code}")},
            conditions=tuple(_lines(said["conditions"])),
            grounds=tuple((f"g{place}", text) for place, text in enumerate(_lines(said["grounds"]), start=1)),
            report_month=said["report_month"],
        )


class EndProgrammeForm(PoliteForm):
    """From which day a programme no longer stands."""

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["until_date"] = DayField(
            label="停止施行日期", year=year, help_text="从这一天起不再开展新的一轮；已命名的按原期限有效。"
        )


class ExemptionForm(PoliteForm):
    """Which unit need not hold the title below, and by what document."""

    unit = forms.ChoiceField(label="单位")
    reason = forms.CharField(label="豁免原因", max_length=200)
    basis = forms.CharField(label="依据文件", max_length=200)

    def __init__(self, *args: Any, units: Iterable[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", "请选择"), *((str(unit.pk), unit.name) for unit in units)]  # type: ignore[attr-defined]  # a ChoiceField


def _usual() -> dict[str, Any]:
    return {"term_months": 36, "renew_months": 12, "window_months": 12, "report_month": 12, "level": "city"}


def _lines(text: str) -> list[str]:
    return [line.strip()[:LONGEST_LINE] for line in text.splitlines() if line.strip()]


def _milli(points: Any) -> int | None:
    return None if points is None else int(points * MILLI)
