"""正式测评: all units marked at once from a snapshot, and the results kept for good."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.assessments import access
from chuangwen.civic.assessments.models import Card
from chuangwen.civic.assessments.queries.scorecards import COLOURS, VERDICTS
from chuangwen.civic.assessments.work import ASSESS
from chuangwen.civic.jobs.access import awaited_in
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.orgs.access import OFFICE_READERS, has_role, must_hold
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.web.office.desk import Desk, desk_of
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.seals import shown_seal
from chuangwen.web.ui.signs import Light, MarkBar
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table


class AssessmentTable(Table):
    """The assessments within reach."""

    key = "assessments"
    caption = "正式测评"
    counter = "次"
    columns = (
        Column(
            "edition",
            "细则",
            value=lambda row: str(row.edition),
            sort="edition__title",
            link=lambda row: reverse("office:assessment", args=[row.pk]),
            fixed=True,
        ),
        Column("unit", "范围", value="unit.name", sort="unit__path"),
        Column("assessed_on", "测评日", value="assessed_on", kind="date", sort="assessed_on"),
        Column("status", "状态", value="get_status_display", sort="status"),
        Column("started_at", "开始时间", value="started_at", kind="time", sort="started_at"),
        Column("started_by", "经办人", value="started_by.name", sort="started_by__name"),
    )
    default_sort = "-started_at"


def _bar(row: Card) -> MarkBar:
    return MarkBar(got=row.certain, possible=row.possible - row.certain, full=row.full, label="得分", places=2)


class CardTable(Table):
    """The cards of one assessment."""

    key = "cards"
    caption = "单位得分"
    counter = "个单位"
    columns = (
        Column(
            "name",
            "单位",
            value="unit.name",
            sort="unit__name",
            link=lambda row: reverse("office:card", args=[row.assessment_id, row.unit_id]),
            fixed=True,
        ),
        Column("kind", "类型", value=lambda row: unit_kinds()[row.unit.kind].name, sort="unit__kind"),
        Column("mark", "得分", value=_bar, sort="certain"),
        Column(
            "rank", "组内名次", value=lambda row: f"{row.position}/{row.group_size}", kind="figure", sort="position"
        ),
        Column(
            "verdict",
            "结果",
            value=lambda row: Light(colour=COLOURS[row.verdict], word=VERDICTS[row.verdict]),
            sort="verdict",
        ),
    )
    search_fields = ("unit__name", "unit__initials")
    default_sort = "-mark"


class AssessForm(forms.Form):
    """Which book to assess by; the place is the one looked at."""

    edition = forms.ChoiceField(label="按哪一版细则")

    def __init__(self, desk: Desk, *args: Any) -> None:
        super().__init__(*args)
        self.fields["edition"].choices = [(each.edition.pk, str(each.edition)) for each in desk.books]  # type: ignore[attr-defined]  # the field is a ChoiceField


@require_http_methods(["GET", "HEAD", "POST"])
def assessments(request: SignedIn) -> HttpResponseBase:
    """List what has been assessed; an officer starts another here."""
    must_hold(request.user, OFFICE_READERS)
    desk = desk_of(request)
    may_assess = has_role(request.user, {Role.OFFICER}) and access.may_assess(request.user, desk.place)
    form = AssessForm(desk, request.POST or None) if may_assess and desk.books else None
    shown: dict[str, Any] = {"desk": desk, "form": form}
    if request.method == "POST" and form is not None and form.is_valid():
        return _asked(request, desk, int(form.cleaned_data["edition"]))
    shown["job"] = awaited_in(desk.place, ASSESS) if may_assess else None
    rows = access.assessments_in_reach(request.user)
    shown["table"] = AssessmentTable(rows.select_related("edition", "unit", "started_by"), request.GET)
    if shown["table"].wants_export:
        return export_response(shown["table"], "正式测评")
    return render(request, "office/assessments/assessments.html", shown)


def _asked(request: SignedIn, desk: Desk, edition_id: int) -> HttpResponse:
    """Have the place assessed in the background; its page tells how far it is and leads to the result."""
    params = {"edition_id": edition_id}
    job = enqueue(kind=ASSESS, params=params, unit_id=desk.place.pk, actor=request.user, at=clock.now())
    return redirect("ui:job", job.pk)


@require_safe
def assessment(request: SignedIn, assessment_id: int) -> HttpResponseBase:
    """Show one assessment: what it was made from, and every unit's card."""
    found = access.assessment_to_read(request.user, assessment_id)
    rows: QuerySet[Card] = found.cards.select_related("unit").defer("card", "marks")
    kinds = [(kind.code, kind.name) for kind in unit_kinds().values() if kind.assessed]
    filters = [
        ChoiceFilter("kind", "类型", kinds, lookup="unit__kind"),
        ChoiceFilter("verdict", "结果", list(VERDICTS.items())),
    ]
    table = CardTable(rows, request.GET, cookies=request.COOKIES, filters=filters)
    if table.wants_export:
        return export_response(table, f"{found.unit.name}测评结果")
    shown = {"assessment": found, "table": table, "may_publish": access.may_assess(request.user, found.unit)}
    if seal := access.seal_of(found):
        shown["shown"] = shown_seal(seal, at_once="check" in request.GET)
    return render(request, "office/assessments/assessment.html", shown | {"is_finished": not found.trouble})
