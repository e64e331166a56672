"""Forms of a candidacy and of a title's life, as the unit fills them: only what nothing else knows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from chuangwen.civic.rounds.enums import Answer
from chuangwen.civic.rounds.models import Round
from chuangwen.civic.rounds.operations.applications import FEATURE_LIMIT
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Holder
from chuangwen.civic.titles.operations.papers import Paper
from chuangwen.civic.titles.operations.reviews import REPORT_LIMIT
from chuangwen.web.ui.entry_fields import DayField
from chuangwen.web.ui.forms import PoliteForm

LONGEST_STATEMENT = 4000
LONGEST_REASON = 2000
LONGEST_OPINION = 1000
SHOWN_TEXT = 40
WHOLE = ""  # the code of the one text in a round without a book


class LimitedText(forms.CharField):
    """A text of so many characters; a line break is one of them, whatever the browser sends."""

    def __init__(self, *, most: int, rows: int = 5, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "data-most": most})
        super().__init__(widget=widget, max_length=most, **options)

    def to_python(self, value: Any) -> str:
        """Read the text."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class FeaturesForm(PoliteForm):
    """What is special of the unit, under the criteria that it chooses to write about."""

    def __init__(self, *args: Any, round_: Round, written: Mapping[str, str], added: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.criteria = criteria_of(round_)
        sent = {name.removeprefix("text-") for name in self.data if name.startswith("text-")}
        self.codes = [code for code in self.criteria if code in written or code in sent or code == added]
        for code in self.codes:
            self.fields[f"text-{code}"] = LimitedText(
                most=FEATURE_LIMIT,
                label=f"{code} {self.criteria[code]}".strip(),
                required=False,
                initial=written.get(code, ""),
                help_text=_counted(written.get(code, "")),
            )
        rest = [code for code in self.criteria if code not in self.codes]
        if rest:
            self.fields["more"] = forms.ChoiceField(
                label="再写一条标准",
                required=False,
                choices=[("", "请选择测评标准"), *((code, _short(code, self.criteria[code])) for code in rest)],
                help_text="只写台账里看不出来的特色。不写也可以。",
            )

    def features(self) -> dict[str, str]:
        """Return the texts by code."""
        return {code: self.cleaned_data[f"text-{code}"] for code in self.codes}


def criteria_of(round_: Round) -> dict[str, str]:
    """Return the criteria that may be written about; in a round without a book, the work as a whole."""
    if round_.edition is None:
        return {WHOLE: "特色工作"}
    return {criterion.code: criterion.text for criterion in book_of(round_.edition).criteria}


def _counted(text: str) -> str:
    return f"最多{FEATURE_LIMIT}个字，已保存{len(text)}个字。"


def _short(code: str, text: str) -> str:
    said = text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]}…"
    return f"{code} {said}".strip()


class WithdrawForm(PoliteForm):
    """Why an application is taken back."""

    reason = LimitedText(most=LONGEST_REASON, rows=3, label="撤回的原因", help_text="文明办会看到。")


class HolderChoice(PoliteForm):
    """For whom a unit applies."""

    holder = forms.ChoiceField(label="为谁申报")

    def __init__(self, *args: Any, holders: Iterable[Holder], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(each.pk), f"{each.name}（{each.get_kind_display()}）") for each in holders]
        self.fields["holder"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class HolderForm(PoliteForm):
    """A section, household or person of the unit; no more than a name is kept of them."""

    kind = forms.ChoiceField(
        label="对象",
        choices=[(kind.value, kind.label) for kind in HolderKind if kind != HolderKind.UNIT],
        widget=forms.RadioSelect,
        initial=HolderKind.SUB_UNIT,
    )
    name = forms.CharField(
        label="名称",
        max_length=120,
        help_text="科室写全称；家庭写户主姓名，如“周禾家庭”；个人写姓名。不填证件号和电话。",
    )
    consent_note = forms.CharField(
        label="同意书",
        required=False,
        max_length=200,
        help_text="家庭和个人须先书面同意，例如“2026年3月1日户主周禾签字，存社区档案”。科室班组不用填。",
    )

    def clean(self) -> dict[str, Any]:
        """Ask households and persons for their consent at the field itself."""
        said = super().clean() or self.cleaned_data
        by_consent = said.get("kind") in {HolderKind.HOUSEHOLD, HolderKind.PERSON}
        if by_consent and not said.get("consent_note", "").strip():
            self.add_error("consent_note", "家庭和个人自愿参加，请先取得书面同意，并写明签署情况。")
        return said


class ReviewForm(PoliteForm):
    """A title's yearly report."""

    report = LimitedText(
        most=REPORT_LIMIT,
        rows=8,
        label="年度报告",
        help_text=f"最多{REPORT_LIMIT}个字。写这一年怎样保持和提高，台账里已有的不用重复。",
    )
    events = LimitedText(
        most=REPORT_LIMIT // 2,
        rows=4,
        label="自报的负面情形",
        required=False,
        help_text=f"最多{REPORT_LIMIT // 2}个字。没有就不填。负面情形应在发生后1个月内自报，逾期未报的从重处理。",
    )


class EventForm(PoliteForm):
    """A negative event that the unit tells of itself."""

    text = LimitedText(most=REPORT_LIMIT, rows=5, label="发生了什么", help_text="写明时间、地点、情况和已采取的措施。")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        day = DayField(label="发生日期", year=today.year, help_text="发生后1个月内报告的，不算隐瞒。")
        self.fields = {"event_date": day, **self.fields}


class StatementForm(PoliteForm):
    """What the holder has to say to a sanction."""

    text = LimitedText(
        most=LONGEST_STATEMENT, rows=8, label="陈述申辩", help_text="写明事实、理由；提交后不能修改，由文明办随案保存。"
    )


class AppealForm(PoliteForm):
    """Why a decision is appealed against."""

    text = LimitedText(
        most=LONGEST_STATEMENT, rows=8, label="申诉理由", help_text="写明不服的决定、事实和理由；由另一名工作人员办理。"
    )


class OpinionForm(PoliteForm):
    """What a department has to say of an applicant."""

    answer = forms.ChoiceField(
        label="意见",
        choices=[(Answer.AGREES.value, Answer.AGREES.label), (Answer.OBJECTS.value, Answer.OBJECTS.label)],
        widget=forms.RadioSelect,
    )
    text = LimitedText(
        most=LONGEST_OPINION, rows=4, label="说明", required=False, help_text="有不同意见的，须写明事实和依据。"
    )
    number = forms.CharField(label="复函文号", required=False, max_length=80, help_text="选填。")

    def clean(self) -> dict[str, Any]:
        """Ask an objection for its reason at the field itself."""
        said = super().clean() or self.cleaned_data
        if said.get("answer") == Answer.OBJECTS and not said.get("text", "").strip():
            self.add_error("text", "有不同意见的，请写明事实和依据。")
        return said


class PaperForm(PoliteForm):
    """What is handed over with a step of an application."""

    def paper(self) -> Paper:
        """Return it as the acts take it."""
        said = self.cleaned_data
        return Paper(grounds=tuple(said.get("grounds", ())), reason=said["reason"])


class RecommendForm(PaperForm):
    """What goes with a recommendation."""

    reason = LimitedText(most=LONGEST_REASON, rows=3, label="推荐意见", required=False, help_text="选填。")


class ReturnForm(PaperForm):
    """Why an application goes back to be supplemented."""

    grounds = forms.MultipleChoiceField(label="退回的理由", widget=forms.CheckboxSelectMultiple)
    reason = LimitedText(
        most=LONGEST_REASON, rows=4, label="要补什么", help_text="单位会收到这段话，请写清缺什么、怎么补。"
    )

    def __init__(self, *args: Any, grounds: Sequence[Mapping[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(each["code"], each["text"]) for each in grounds]
        self.fields["grounds"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField
