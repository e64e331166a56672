"""The form of an entry: only the fields that its kind has."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft, Kind, Problem, Quantity, bars_draft, problems_of
from chuangwen.core.catalogue.drafts import (
    FOREVER,
    NOTE_LIMIT,
    ONE_DAY,
    PLACE_LIMIT,
    TITLE_LIMIT,
    level_label,
    topic_label,
)
from chuangwen.core.sheets.cells import is_rough
from chuangwen.web.ui.entry_fields import REPORTED, DayField, FigureField
from chuangwen.web.ui.forms import PoliteForm

REASON_LIMIT = 200
TOPIC_LIMIT = 30
ANSWERS = {True: "yes", False: "no", None: ""}
KEPT_WHEN_KIND_CHANGES = ("title", "start_date", "end_date", "place", "note")
FIELD_OF_PROBLEM = {"until_date": "end_date"}


def new_token() -> str:
    """Return a form's own key: the same form sent twice makes one entry."""
    return uuid4().hex


def with_blank(words: Iterable[tuple[str, str]], blank: str = "请选择") -> list[tuple[str, str]]:
    """Return choices with an empty one before them."""
    return [("", blank), *words]


class EntryForm(PoliteForm):
    """What an entry of one kind says. A fact is confirmed by the button of that name, else kept as a draft."""

    token = forms.CharField(max_length=32, widget=forms.HiddenInput, initial=new_token)
    title = forms.CharField(label="标题", widget=forms.TextInput(attrs={"maxlength": TITLE_LIMIT}))
    note = forms.CharField(
        label="说明",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LIMIT}),
        help_text=f"选填，最多{NOTE_LIMIT}字；材料里已经写明的不用再写。",
    )

    def __init__(
        self, kind: Kind, *args: Any, today: date, topic: str = "", codes: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        """Make the form of a kind; `codes` names the topics of a kind that has none of its own."""
        super().__init__(*args, **options)
        self.kind, self.today = kind, today
        self.fields["title"].help_text = f"用一句话写清做了什么。{kind.summary}"
        self.fields |= _days(today.year, today, kind) | _topic(kind, topic, codes) | _counts(kind) | _optional(kind)
        self.order_fields(self.order)
        if self.is_bound and not self.is_to_confirm:
            self.fields["title"].required = False

    @property
    def order(self) -> list[str]:
        """The fields as the page shows them."""
        quantities = [f"q_{q.code}" for q in self.kind.quantities]
        optional = ["level", "medium", "place", "is_self_reported", "is_approximate", "note"]
        return ["title", "start_date", "end_date", "topic", *quantities, "times", *optional]

    @property
    def figures(self) -> list[forms.BoundField]:
        """Return what is counted: the kind's quantities and the times."""
        return [self[name] for name in self.fields if name.startswith("q_") or name == "times"]

    @property
    def particulars(self) -> list[forms.BoundField]:
        """Return what is asked besides, where the kind has it."""
        return [self[name] for name in ("level", "medium", "place", "is_self_reported") if name in self.fields]

    @property
    def ticks(self) -> list[forms.BoundField]:
        """Return what is answered by a tick."""
        return [self[name] for name in ("is_approximate",) if name in self.fields]

    @property
    def is_to_confirm(self) -> bool:
        """Say whether the fact is to be confirmed at once."""
        return self.data.get("action") == "confirm"

    def clean(self) -> dict[str, Any]:
        """Let the catalogue judge what the fields together say."""
        if not self.errors:
            problems = problems_of(self.draft(), kinds(), today=self.today)
            self.blame(problems if self.is_to_confirm else bars_draft(problems))
        return self.cleaned_data

    def draft(self) -> FactDraft:
        """Return the fact that the form says."""
        said = self.cleaned_data
        end = said.get("end_date")
        quantities = {q.code: said[f"q_{q.code}"] for q in self.kind.quantities if said.get(f"q_{q.code}") is not None}
        return FactDraft(
            kind=self.kind.code,
            topic=said["topic"],
            title=said["title"],
            start_date=said["start_date"],
            until_date=end + ONE_DAY if end else FOREVER if self.kind.term else None,
            times=int(said["times"]),
            quantities=quantities,
            level=said.get("level", ""),
            medium=said.get("medium", ""),
            place=said.get("place", ""),
            note=said["note"],
            is_approximate=said.get("is_approximate", False) or self._has_estimate(),
            is_self_reported=said.get("is_self_reported"),
        )

    def _has_estimate(self) -> bool:
        """Say whether a quantity was written as an estimate: 约30."""
        return any(is_rough(str(self.data.get(f"q_{q.code}", ""))) for q in self.kind.quantities)

    def blame(self, problems: Iterable[Problem]) -> None:
        """Put each problem beside its field."""
        for problem in problems:
            name = FIELD_OF_PROBLEM.get(problem.field, problem.field.replace("quantities.", "q_"))
            self.add_error(name if name in self.fields else None, problem.message)


class CorrectionForm(EntryForm):
    """An entry that takes the place of another, and why."""

    reason = forms.CharField(
        label="更正原因",
        max_length=REASON_LIMIT,
        help_text="用一句话写明，例如：人数登记有误。两条记录的时间线上都会显示。",
    )

    @property
    def order(self) -> list[str]:
        """The reason comes first: it is what is new."""
        return ["reason", *super().order]


class WithdrawalForm(PoliteForm):
    """Why a fact is taken back."""

    reason = forms.CharField(label="撤回原因", max_length=REASON_LIMIT, help_text="用一句话写明，例如：与另一条重复。")


def _days(year: int, today: date, kind: Kind) -> dict[str, forms.Field]:
    said = "还没有结束（没有期限、没有销号）的不用填。" if kind.term else "只有一天的不用填。"
    return {
        "start_date": DayField(label="日期", year=year, initial=today, error_messages={"required": "请填写日期。"}),
        "end_date": DayField(label="结束日期", year=year, required=False, help_text=said),
    }


def _topic(kind: Kind, topic: str, codes: Mapping[str, str] | None) -> dict[str, forms.Field]:
    names = kinds().topics
    if kind.topics:
        choices = with_blank(((code, names[code]) for code in kind.topics), "不选主题")
        initial = topic if topic in kind.topics else next(iter(kind.topics), "")
        return {"topic": forms.ChoiceField(label="主题", choices=choices, required=False, initial=initial)}
    label = topic_label(kind)
    if codes:
        return {"topic": forms.ChoiceField(label=label, choices=with_blank(codes.items()), initial=topic)}
    return {"topic": forms.CharField(label=label, max_length=TOPIC_LIMIT, initial=topic)}


def _counts(kind: Kind) -> dict[str, forms.Field]:
    said = f"一条记录通常记1{kind.times}；几{kind.times}合在一起记时，填总数。"
    label = f"{kind.times}数"
    required = {"required": f"请填写{label}。"}
    times: forms.Field = FigureField(
        label=label, units=(kind.times,), initial="1", help_text=said, error_messages=required
    )
    return {f"q_{q.code}": _figure(q) for q in kind.quantities} | {"times": times}


def _figure(quantity: Quantity) -> FigureField:
    label = f"{quantity.name}（{quantity.unit}）"
    return FigureField(label=label, units=(quantity.unit,), places=quantity.places, required=False)


def _optional(kind: Kind) -> dict[str, forms.Field]:
    words = kinds()
    place = forms.TextInput(attrs={"maxlength": PLACE_LIMIT})
    offered: dict[str, forms.Field] = {
        "level": _level(kind),
        "medium": forms.ChoiceField(label="媒介", required=False, choices=with_blank(words.media.items())),
        "place": forms.CharField(label="地点", required=False, widget=place),
    }
    asked = {*kind.fields, *(("level",) if "severity" in kind.fields else ())}
    found = {name: field for name, field in offered.items() if name in asked}
    if "self_reported" in kind.fields:
        found["is_self_reported"] = _reported()
    if kind.quantities:
        found["is_approximate"] = forms.BooleanField(label="数量是约数", required=False)
    return found


def _level(kind: Kind) -> forms.Field:
    """Ask for the level, or for the severity of a problem found, which must be known."""
    choices = with_blank(kinds().levels_of(kind).items())
    return forms.ChoiceField(label=level_label(kind), required="severity" in kind.fields, choices=choices)


def _reported() -> forms.Field:
    """Ask who brought it to light: three answers, for what is not stated is no concealment."""
    choices = [(ANSWERS[value], word) for value, word in REPORTED.items()]
    return forms.TypedChoiceField(
        label="发现经过", choices=choices, required=False, coerce=lambda word: word == "yes", empty_value=None,
        initial="", widget=forms.RadioSelect, help_text="他人发现的，有的细则加倍扣分；还不清楚的选“未说明”。",
    )  # fmt: skip


def initial_of(draft: FactDraft) -> dict[str, Any]:
    """Return what a form shows of a fact that is there already."""
    last = draft.end_date - ONE_DAY if draft.end_date and draft.end_date != FOREVER else None
    return {
        "title": draft.title,
        "start_date": draft.start_date,
        "end_date": None if last == draft.start_date and not kinds().kinds[draft.kind].term else last,
        "topic": draft.topic,
        "times": str(draft.times),
        "level": draft.level,
        "medium": draft.medium,
        "place": draft.place,
        "note": draft.note,
        "is_approximate": draft.is_approximate,
        "is_self_reported": ANSWERS[draft.is_self_reported],
        **{f"q_{code}": _plain(value) for code, value in draft.quantities.items()},
    }


def _plain(value: Decimal) -> str:
    """Write a number as it is typed: 12.50 → 12.5."""
    return f"{value.normalize():f}"


def carried_over(params: QueryDict) -> dict[str, str]:
    """Return what was typed before another kind was chosen."""
    return {name: str(params[name]) for name in KEPT_WHEN_KIND_CHANGES if params.get(name)}
