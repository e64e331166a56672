"""Forms of what is done about titles: each asks only for what the table says that the act needs."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.titles.enums import LEVELS, HolderKind, SanctionKind
from chuangwen.civic.titles.models import Holder, Honour, Programme, Sanction, Title
from chuangwen.core.lifecycle import SANCTIONS, TITLES, Machine, Need, days_of
from chuangwen.web.office.round_forms import LONGEST_REASON, PaperForm, paper_fields
from chuangwen.web.ui.entry_fields import DayField
from chuangwen.web.ui.forms import PoliteForm

MOST_OFFERED = 5
TYPED = "终止"
OWN_NAME = HolderKind.UNIT.value


def needs_of(machine: Machine, state: str, event: str) -> frozenset[Need]:
    """Return what a table asks for with an event in a state."""
    row = machine.row(state, event)
    return frozenset(row.needs) if row else frozenset()


class ActForm(PaperForm):
    """What is handed over with an act on a title; the fields follow from the table."""

    machine, event = TITLES, ""

    def __init__(self, *args: Any, title: Title, today: date, event: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.title, self.today = title, today
        self.asked = needs_of(self.machine, self._state(), self.event or event)
        self.fields |= self._own()

    def _state(self) -> str:
        return self.title.state

    def _own(self) -> dict[str, forms.Field]:
        return paper_fields(self.asked, self.title.programme.grounds)

    def _day(self, label: str, **options: Any) -> DayField:
        return DayField(label=label, year=self.today.year, initial=self.today, **options)

    def clean(self) -> dict[str, Any]:
        """Evidence is a file or words that say where it is."""
        said = self.cleaned_data
        has_evidence = said.get("evidence") or said.get("evidence_note", "").strip() or "evidence" in self.errors
        if Need.EVIDENCE in self.asked and not has_evidence:
            self.add_error("evidence_note", "请写明佐证是什么，或上传佐证文件。")
        return said


class ProposeForm(ActForm):
    """What is proposed against a title: grounds, facts, basis, evidence."""

    machine, event = SANCTIONS, "propose"

    def _state(self) -> str:
        return ""

    def _own(self) -> dict[str, forms.Field]:
        return super()._own() | {
            "event_date": DayField(
                label="事发日期", year=self.today.year, required=False, help_text="不清楚可以不填。"
            ),
            "is_self_reported": forms.BooleanField(
                label="单位在一个月内自己报告的", required=False, help_text="超过一个月没有自报的，记为逾期未报。"
            ),
        }


class DecideForm(ActForm):
    """The decision by a second hand; an order says what is to be put right, and within how many days."""

    def __init__(self, *args: Any, sanction: Sanction, **options: Any) -> None:
        self.sanction = sanction
        super().__init__(*args, event=sanction.kind, **options)

    def _own(self) -> dict[str, forms.Field]:
        is_order = self.sanction.kind == SanctionKind.ORDER
        found: dict[str, forms.Field] = {
            "basis": forms.CharField(label="依据", max_length=200, initial=self.sanction.basis),
            "number": forms.CharField(
                label="发文字号",
                required=Need.NUMBER in self.asked,
                max_length=80,
                help_text="例如“云文明办〔2026〕5号”；决定书要用。",
            ),
            "reason": forms.CharField(
                label="整改要求" if is_order else "决定说明",
                required=is_order,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 4}),
            ),
        }
        if self.sanction.kind == SanctionKind.REVOKE:
            found["typed"] = typed_field()
        if is_order:
            usual = days_of("rectification", self.title.programme.clocks)
            found["days"] = forms.IntegerField(label="限几个工作日整改", min_value=5, max_value=250, initial=usual)
        return found

    def clean(self) -> dict[str, Any]:
        """Evidence came with the proposal."""
        return self.cleaned_data


def typed_field() -> forms.Field:
    """Return the field that is typed before a title ends; nobody ends one by a slip."""
    return forms.RegexField(
        label=f"请输入“{TYPED}”以确认",
        regex=rf"\s*{TYPED}\s*",
        error_messages={"invalid": f"请输入“{TYPED}”两个字，确认终止这项称号。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(ActForm):
    """Only a reason."""

    def _own(self) -> dict[str, forms.Field]:
        return {"reason": forms.CharField(label="原因", max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 4}))}


class EmptyForm(ActForm):
    """Nothing is asked."""

    def _own(self) -> dict[str, forms.Field]:
        return {}


class VerifyForm(ActForm):
    """What was found when a rectification was looked at."""

    event = "verify"

    def _own(self) -> dict[str, forms.Field]:
        choices = [("yes", "已整改到位，恢复称号"), ("no", "没有整改到位，再定期限")]
        found: dict[str, forms.Field] = {
            "passed": forms.ChoiceField(label="核查结论", choices=choices, widget=forms.RadioSelect)
        }
        found |= super()._own()
        found["reason"].label, found["reason"].help_text = "核查情况", ""
        found["days"] = forms.IntegerField(
            label="再限几个工作日",
            required=False,
            min_value=5,
            max_value=250,
            help_text="整改到位的不填；不填按办法规定的期限。",
        )
        return found


class RecoverForm(ActForm):
    """When the plaque came back."""

    def _own(self) -> dict[str, forms.Field]:
        return {
            "recovered_date": self._day("收回日期"),
            "note": forms.CharField(label="说明", required=False, max_length=200, help_text="例如由谁交回；选填。"),
        }


class RenewForm(ActForm):
    """The decision that gives a title for another term."""

    def _own(self) -> dict[str, forms.Field]:
        return decision_fields(self.today)


def decision_fields(today: date) -> dict[str, forms.Field]:
    """Return the fields of a decision that awards."""
    return {
        "document": forms.CharField(label="命名文件", max_length=200),
        "number": forms.CharField(label="发文字号", max_length=80),
        "from_date": DayField(label="称号起始日期", year=today.year, initial=today),
    }


class StarsForm(ActForm):
    """How many stars, from when, and why."""

    def _own(self) -> dict[str, forms.Field]:
        most = self.title.honour.most_stars
        stars = [(str(n), f"{n}星") for n in range(1, most + 1)]
        return {
            "stars": forms.ChoiceField(label="星级", choices=stars, initial=str(self.title.stars or 1)),
            "from_date": self._day("起始日期"),
            "basis": forms.CharField(label="评定依据", max_length=200),
            "reason": forms.CharField(label="说明", required=False, max_length=500),
        }


class RenameForm(ActForm):
    """The holder's new name."""

    def _own(self) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(label="新名称", max_length=120),
            "reason": forms.CharField(label="更名原因", max_length=500, help_text="例如批准更名的文件。"),
        }


class AppealForm(ActForm):
    """The written decision on an appeal."""

    def _own(self) -> dict[str, forms.Field]:
        choices = [("yes", "申诉成立，恢复称号"), ("no", "申诉不成立，维持原决定")]
        return {
            "uphold": forms.ChoiceField(label="申诉决定", choices=choices, widget=forms.RadioSelect),
            "answer": forms.CharField(
                label="书面答复", max_length=4000, widget=forms.Textarea({"rows": 6}), help_text="单位看得到全文。"
            ),
            "basis": forms.CharField(label="依据", max_length=200),
        }


class MoreDaysForm(ActForm):
    """More working days, and why."""

    def _own(self) -> dict[str, forms.Field]:
        return {
            "days": forms.IntegerField(label="延长几个工作日", min_value=1, max_value=250),
            "reason": forms.CharField(label="延长原因", max_length=500),
        }


# Acts on a place ----------------------------------------------------------------
class UnitField(forms.CharField):
    """A unit within reach, by its full name; a name that is not found is answered with those that are near."""

    def __init__(self, *, units: Any, **options: Any) -> None:
        self.units = units
        super().__init__(max_length=120, help_text="填写全称，或名称的一部分。", **options)

    def clean(self, value: Any) -> Unit | None:
        """Find the unit: the one of that name, or the only one whose name holds the words."""
        said = super().clean(value)
        if not said:
            return None
        near = list(self.units.filter(name__icontains=said).order_by("name", "id")[: MOST_OFFERED + 1])
        found: list[Unit] = [unit for unit in near if unit.name == said] or near
        if len(found) == 1:
            return found[0]
        names = "、".join(unit.name for unit in near[:MOST_OFFERED])
        raise forms.ValidationError(f"是哪一个：{names}？请填写全称。" if names else "没有找到这个单位，请核对名称。")


class HolderForm(PoliteForm):
    """For whom: a unit itself, or somebody of it who has consented."""

    def __init__(self, *args: Any, units: Any, programmes: Iterable[Programme], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.programmes = {str(each.pk): each for each in programmes}
        offered = [(key, f"{each}（{each.unit.name}）") for key, each in self.programmes.items()]
        self.fields |= {
            "programme": forms.ChoiceField(label="称号", choices=offered),
            "kind": forms.ChoiceField(label="授予对象", choices=HolderKind.choices, initial=OWN_NAME),
            "unit": UnitField(label="单位", units=units),
            "name": forms.CharField(
                label="姓名或名称",
                required=False,
                max_length=120,
                help_text="授予单位本身的不填；家庭填户主姓名加“家庭”。",
            ),
            "consent_note": forms.CharField(
                label="同意书",
                required=False,
                max_length=200,
                help_text="家庭和个人须有书面同意，写明签署日期和存放处。",
            ),
        } | decision_fields(today)

    def clean(self) -> dict[str, Any]:
        """Whoever is no unit has a name."""
        said = self.cleaned_data
        if said.get("kind") not in (None, OWN_NAME) and not said.get("name", "").strip():
            self.add_error("name", "请填写姓名或名称。")
        return said

    @property
    def programme(self) -> Programme:
        """Return the programme that was chosen."""
        return self.programmes[self.cleaned_data["programme"]]


class MergeForm(PaperForm):
    """Which unit went into which; of an honour that both held, the lower title is kept."""

    def __init__(self, *args: Any, units: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= {
            "from_unit": UnitField(label="被合并的单位", units=units),
            "into_unit": UnitField(label="合并后的单位", units=units),
            "keeps_single": forms.BooleanField(
                label="只有一方持有的称号也保留",
                required=False,
                help_text="双方都持有的，保留级别较低的一项；只有一方持有的，由命名机关决定是否保留。",
            ),
            "basis": forms.CharField(label="依据", max_length=200, help_text="例如机构改革文件。"),
            "reason": forms.CharField(label="说明", max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3})),
        }


class DrawForm(PoliteForm):
    """What is drawn from, how many, and the seed that anybody can repeat the draw with."""

    def __init__(self, *args: Any, honours: Sequence[Honour], **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [("", "全部称号"), *((str(each.pk), each.name) for each in honours)]
        self.fields |= {
            "honour": forms.ChoiceField(label="称号", choices=kinds, required=False),
            "level": forms.ChoiceField(label="级别", choices=[("", "全部级别"), *LEVELS], required=False),
            "wanted": forms.IntegerField(label="抽取几个", min_value=1, max_value=1000, initial=5),
            "seed": forms.CharField(
                label="种子",
                max_length=80,
                help_text="请先当众宣布再抽取，例如当天彩票开奖号。同一个种子永远抽出同一份名单。",
            ),
        }


class PassFlagForm(PoliteForm):
    """To whom a flag goes next."""

    def __init__(self, *args: Any, units: Any, holders: Sequence[Holder], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [
            ("", "单位（在下面填写）"),
            *((str(each.pk), f"{each.masked}（{each.unit.name}）") for each in holders),
        ]
        if holders:
            self.fields["holder"] = forms.ChoiceField(label="已登记的对象", choices=offered, required=False)
        self.fields |= {"unit": UnitField(label="单位", units=units, required=not holders)} | decision_fields(today)

    def clean(self) -> dict[str, Any]:
        """Somebody receives it."""
        said = self.cleaned_data
        if not said.get("holder") and not said.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "请填写接旗的单位，或选择已登记的对象。")
        return said
