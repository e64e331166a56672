"""Forms of a round's steps: each asks only for what the table says that the step needs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from chuangwen import clock
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.ledger import storage
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds.enums import Choice
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.rounds.operations.council import Ballot
from chuangwen.civic.titles.models import Programme
from chuangwen.civic.titles.operations.papers import Paper
from chuangwen.core.files import NotAccepted
from chuangwen.core.lifecycle import APPLICATION_EVENTS, Need, application_machine
from chuangwen.web.ui.entry_fields import DayField
from chuangwen.web.ui.forms import PoliteForm

LONGEST_REASON = 2000
MILLI = 1000
SCAN = ("扫描件", "签字盖章页、纪要等，选填。")
SPLIT = str.maketrans({"，": "、", ",": "、", "\n": "、", ";": "、", "；": "、"})


def new_token() -> str:
    """Return a form's own key: the same form sent twice is one list, one meeting."""
    return uuid4().hex


def names_in(text: str) -> list[str]:
    """Return the names in a line: 张三、李四，王五.

    >>> names_in("周禾、林小满，唐一禾")
    ['周禾', '林小满', '唐一禾']
    """
    return [name.strip() for name in text.translate(SPLIT).split("、") if name.strip()]


class RoundForm(PoliteForm):
    """A year's round of a programme."""

    programme = forms.ChoiceField(label="评选办法")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    name = forms.CharField(label="名称", required=False, max_length=120, help_text="不填则写作“某年度某称号申报”。")

    def __init__(self, *args: Any, today: date, programmes: Iterable[Programme], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(each.pk), f"{each}（{each.unit.name}）") for each in programmes]
        self.fields["programme"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["year"].initial = today.year
        self.fields |= {
            "apply_from_date": DayField(label="申报开始", year=today.year, initial=today),
            "apply_due_date": DayField(label="申报截止（含当日）", year=today.year),
        }


class AnnounceForm(PoliteForm):
    """The notice that opens a round."""

    number = forms.CharField(label="通知文号", required=False, max_length=80)
    notice = forms.CharField(
        label="申报通知",
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="条件、步骤、理由会自动列在通知下面，不用再写。",
    )


class PaperForm(PoliteForm):
    """What is handed over with a step; its scan is laid down when the form is clean."""

    def clean_evidence(self) -> str | None:
        """Lay the scan down; give its key."""
        upload = self.cleaned_data.get("evidence")
        if not upload:
            return None
        try:
            return storage.keep(storage.store(upload.chunks()), clock.now())
        except NotAccepted as refusal:
            raise forms.ValidationError(f"“{upload.name}”没有保存：{refusal.why}{refusal.remedy}") from refusal

    def paper(self) -> Paper:
        """Return what was handed over as the acts take it."""
        said = self.cleaned_data
        return Paper(
            basis=said.get("basis", ""),
            number=said.get("number", ""),
            grounds=tuple(said.get("grounds", ())),
            reason=said.get("reason", ""),
            evidence_id=said.get("evidence"),
            evidence_note=said.get("evidence_note", ""),
        )


class StepForm(PaperForm):
    """What is handed over with a step; the fields follow from the step's needs."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=new_token)

    def __init__(self, *args: Any, round_: Round, event: str, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.round, self.event, self.today = round_, event, today
        needs = needs_of(round_, event)
        fields = self._own() or paper_fields(needs, round_.terms["grounds"])
        self.fields |= fields

    def _own(self) -> dict[str, forms.Field]:
        """Return the fields of a step with papers of its own kind."""
        return {}


def needs_of(round_: Round, event: str) -> frozenset[Need]:
    """Return what the table asks for with an event in a round."""
    rows = application_machine(round_.steps).rows
    return frozenset(need for row in rows if row.event == event for need in row.needs)


def paper_fields(needs: Collection[Need], grounds: Iterable[Mapping[str, str]]) -> dict[str, forms.Field]:
    """Return a field for each paper that the table asks for, and one for words."""
    found: dict[str, forms.Field] = {}
    if Need.GROUNDS in needs:
        offered = [(each["code"], each["text"]) for each in grounds]
        found["grounds"] = forms.MultipleChoiceField(
            label="理由", choices=offered, widget=forms.CheckboxSelectMultiple, help_text="可以选多条。"
        )
    is_asked = Need.REASON in needs
    found["reason"] = forms.CharField(
        label="具体情况" if is_asked else "说明",
        required=is_asked,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="单位会收到这段话，请写清事实和下一步。" if is_asked else "选填。",
    )
    if Need.BASIS in needs:
        found["basis"] = forms.CharField(label="依据", max_length=200, help_text="例如会议纪要、领导签批单的名称。")
    if Need.NUMBER in needs:
        found["number"] = forms.CharField(label="发文字号", max_length=80)
    if Need.EVIDENCE in needs:
        found["evidence_note"] = forms.CharField(
            label="佐证是什么",
            required=False,
            max_length=200,
            help_text="例如“市应急局事故调查报告”。没有文件的，写明出处。",
        )
    if Need.BASIS in needs or Need.EVIDENCE in needs:
        label, said = ("佐证文件", "照片、PDF 等，选填。") if Need.EVIDENCE in needs else SCAN
        found["evidence"] = forms.FileField(label=label, required=False, help_text=said)
    return found


class ReportForm(StepForm):
    """A list reported to the level above."""

    def _own(self) -> dict[str, forms.Field]:
        return {
            "to_body": forms.CharField(label="报送机关", max_length=120),
            "number": forms.CharField(label="发文字号", max_length=80),
            "reported_date": DayField(label="报送日期", year=self.today.year, initial=self.today),
        }


class PublicityForm(StepForm):
    """A list shown to everybody."""

    def _own(self) -> dict[str, forms.Field]:
        return {
            "name": forms.CharField(label="公示标题", max_length=120, initial=f"{self.round.name}拟命名名单公示"),
            "number": forms.CharField(label="发文字号", required=False, max_length=80),
            "from_date": DayField(
                label="公示首日",
                year=self.today.year,
                initial=self.today,
                help_text="末日按工作日自动推算，公示首日不计。",
            ),
            "text": forms.CharField(
                label="公告正文",
                required=False,
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text="名单自动列出，不用再写。",
            ),
        }


class AwardForm(StepForm):
    """The decision that names a list."""

    def _own(self) -> dict[str, forms.Field]:
        return {
            "document": forms.CharField(
                label="命名文件", max_length=200, initial=f"关于命名{self.round.name}对象的决定"
            ),
            "number": forms.CharField(label="发文字号", max_length=80),
            "decided_date": DayField(label="成文日期", year=self.today.year, initial=self.today),
            "from_date": DayField(label="称号起始日期", year=self.today.year, initial=self.today),
        }


class AssessForm(StepForm):
    """Marks taken over from a kept assessment of the round's book."""

    def _own(self) -> dict[str, forms.Field]:
        rows = Assessment.objects.filter(edition=self.round.edition_id, status="finished").select_related("unit")
        offered = [
            (str(row.pk), f"{row.unit.name}　{row.assessed_on}测评") for row in rows.order_by("-started_at", "-id")[:50]
        ]
        return {
            "assessment": forms.ChoiceField(
                label="取哪一次测评的得分", choices=offered, help_text="只列出本轮细则已经完成的测评。"
            )
        }


class AskForm(StepForm):
    """Which departments are asked for their opinion."""

    def _own(self) -> dict[str, forms.Field]:
        rows = Unit.objects.filter(path__startswith=self.round.unit.path, kind="agency", closed_date=None)
        offered = [(str(unit.pk), unit.name) for unit in rows.order_by("name", "id")]
        return {
            "departments": forms.MultipleChoiceField(
                label="征求哪些部门的意见",
                choices=offered,
                widget=forms.CheckboxSelectMultiple,
                help_text="部门联络员登录后答复；到期没有答复的记为“未答复”。",
            )
        }


class MarkForm(StepForm):
    """The mark of one application, where there is no kept assessment."""

    def _own(self) -> dict[str, forms.Field]:
        return {
            "mark": forms.DecimalField(label="测评得分", min_value=0, max_value=1000, decimal_places=3),
            "basis": forms.CharField(label="依据", max_length=200, help_text="例如测评组报告的名称和日期。"),
        }


class ExtendForm(StepForm):
    """More working days for the running time limit."""

    def _own(self) -> dict[str, forms.Field]:
        return {
            "days": forms.IntegerField(label="延长几个工作日", min_value=1, max_value=250),
            "reason": forms.CharField(label="延长原因", max_length=500),
        }


class SessionForm(StepForm):
    """A council's meeting: who sat, and how each voted; whoever is not named agreed."""

    def __init__(self, *args: Any, applications: Sequence[Application], **options: Any) -> None:
        self.applications = applications
        super().__init__(*args, **options)

    def _own(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {
            "name": forms.CharField(label="会议名称", max_length=120),
            "held_date": DayField(label="会议日期", year=self.today.year, initial=self.today),
            "number": forms.CharField(label="纪要文号", required=False, max_length=80),
            "members": forms.CharField(
                label="到会成员",
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="用顿号隔开，例如：周禾、林小满、唐一禾。",
            ),
        }
        for each in self.applications:
            for code, label in (("against", "不同意"), ("abstain", "弃权")):
                found[f"{code}_{each.pk}"] = forms.CharField(label=label, required=False)
            found[f"recused_{each.pk}"] = forms.CharField(label="回避（写明原因）", required=False)
        return found

    @property
    def head(self) -> list[forms.BoundField]:
        """Return the meeting's own fields."""
        return [self[name] for name in ("name", "held_date", "number", "members")]

    @property
    def rows(self) -> list[tuple[Application, list[forms.BoundField]]]:
        """Return each applicant with the fields of its vote."""
        names = ("against", "abstain", "recused")
        return [(each, [self[f"{name}_{each.pk}"] for name in names]) for each in self.applications]

    def clean(self) -> dict[str, Any]:
        """Nobody votes who did not sit, or twice; whoever recuses says why."""
        said, members = self.cleaned_data, names_in(self.cleaned_data.get("members", ""))
        for each in self.applications:
            cast = [ballot.member for ballot in _named(said, each.pk)]
            if strangers := [name for name in cast if name not in members]:
                self.add_error(f"against_{each.pk}", f"{'、'.join(strangers)}不在到会成员里。")
            if len(set(cast)) != len(cast):
                self.add_error(f"against_{each.pk}", "同一个人只能有一种意见。")
        return said

    def ballots(self) -> Mapping[int, list[Ballot]]:
        """Return every member's vote on every applicant."""
        members = names_in(self.cleaned_data["members"])
        found = {}
        for each in self.applications:
            named = {ballot.member: ballot for ballot in _named(self.cleaned_data, each.pk)}
            found[each.pk] = [named.get(name) or Ballot(member=name, choice=Choice.FOR) for name in members]
        return found


def _named(said: Mapping[str, Any], pk: int) -> list[Ballot]:
    """Return the votes that were written out: 不同意, 弃权, 回避（原因）."""
    found = [Ballot(member=name, choice=Choice.AGAINST) for name in names_in(said.get(f"against_{pk}", ""))]
    found += [Ballot(member=name, choice=Choice.ABSTAIN) for name in names_in(said.get(f"abstain_{pk}", ""))]
    for part in names_in(said.get(f"recused_{pk}", "")):
        name, _, why = part.replace("(", "（").rstrip("）)").partition("（")
        found.append(Ballot(member=name.strip(), choice=Choice.RECUSED, reason=why.strip()))
    return found


class AnswerForm(PoliteForm):
    """The written answer to an objection."""

    finding = forms.ChoiceField(
        label="核查结论",
        choices=[("uphold", "查实，影响结果"), ("correct", "查实，更正后不影响结果"), ("reject", "不成立")],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="书面答复",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="写明核查经过、事实和依据；提出异议的人凭查询码看得到全文。",
    )


FORMS: Mapping[str, type[StepForm]] = {
    "report_up": ReportForm,
    "publicise": PublicityForm,
    "award": AwardForm,
    "assess": AssessForm,
    "ask": AskForm,
    "mark": MarkForm,
    "extend": ExtendForm,
}
LABELS = APPLICATION_EVENTS | {"ask": "征求部门意见", "mark": "登记得分", "extend": "延长期限"}
