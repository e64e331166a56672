"""Forms of a yearly review: asked for, passed, failed, put off, lapsed."""

from datetime import date
from typing import Any

from django import forms

from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.core.lifecycle import days_of
from chuangwen.core.lifecycle.tables import AFTER_FAILURE
from chuangwen.web.office.round_forms import PaperForm, paper_fields
from chuangwen.web.office.title_forms import ActForm, ProposeForm, typed_field
from chuangwen.web.ui.entry_fields import DayField
from chuangwen.web.ui.forms import PoliteForm


class OpenReviewsForm(PoliteForm):
    """The year whose reports are asked for, and by when."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= {
            "year": forms.IntegerField(label="年度", min_value=2000, max_value=2100, initial=today.year),
            "due_date": DayField(
                label="报告期限（含当日）",
                year=today.year,
                initial=date(today.year, 12, 31),
                help_text="通常在12月底前。",
            ),
        }


class JudgeForm(PaperForm):
    """A review passed."""

    basis = forms.CharField(label="依据", max_length=200, help_text="例如复查工作方案、实地核查记录。")
    reason = forms.CharField(label="意见", required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))


class FailForm(ProposeForm):
    """A review failed: what is proposed, and all that a proposal needs."""

    prefix = "fail"

    def _own(self) -> dict[str, forms.Field]:
        kinds = [(kind.value, f"拟{kind.label}") for kind in SanctionKind if kind in AFTER_FAILURE]
        found: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(label="拟怎样处理", choices=kinds, widget=forms.RadioSelect)
        }
        return found | paper_fields(self.asked, self.title.programme.grounds)


class DeferForm(ActForm):
    """A review put off: what is lacking, and by when it is wanted."""

    prefix, event = "defer", "defer"

    def _own(self) -> dict[str, forms.Field]:
        usual = days_of("supplement", self.title.programme.clocks)
        return {
            "reason": forms.CharField(label="需要补充什么", max_length=1000, widget=forms.Textarea({"rows": 3})),
            "days": forms.IntegerField(label="限几个工作日补充", min_value=1, max_value=250, initial=usual),
        }


class LapseForm(PaperForm):
    """A title lapsed after notice."""

    basis = forms.CharField(label="依据", max_length=200)
    number = forms.CharField(label="发文字号", max_length=80)
    typed = typed_field()
