"""What the unit does as a department: answers what it is asked of an applicant, and screens what is assigned to it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.enums import Answer
from chuangwen.civic.rounds.operations.opinions import give_opinion
from chuangwen.civic.rounds.operations.screening import recommend_application, return_application
from chuangwen.civic.rounds.queries.boards import actions_for
from chuangwen.civic.rounds.queries.files import opinions_waiting, screening_waiting
from chuangwen.web.ui.clocks import due_light
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import Column, Table
from chuangwen.web.unit import candidacies
from chuangwen.web.unit.application_forms import OpinionForm, PaperForm, RecommendForm, ReturnForm
from chuangwen.web.unit.refusing import act_and_lead_on

OPINION = "unit/rounds/opinion.html"
SCREENING = "unit/rounds/screening.html"
LIST = "unit/rounds/list.html"


def _asked_light(row: Any) -> Light:
    late = "答复期限已过，记为未答复。"
    return due_light(row.due_date, today=clock.today(), is_provisional=row.is_provisional, late=late)


class OpinionTable(Table):
    """What a department is asked."""

    key = "opinions"
    caption, counter = "征求意见", "个"
    columns = (
        Column(
            "name",
            "申报对象",
            value="application.name",
            sort="application__name",
            link=lambda row: reverse("unit:opinion", args=[row.pk]),
            fixed=True,
        ),
        Column("unit", "所属单位", value="application.unit_name", sort="application__unit_name"),
        Column("round", "轮次", value="application.round.name"),
        Column("due", "答复期限", value=_asked_light, sort="due_date"),
    )
    search_fields = ("application__name", "application__unit_name")
    search_label = "搜索申报对象"
    default_sort = "due"


class ScreeningTable(Table):
    """What a department is to screen."""

    key = "screenings"
    caption, counter = "初审", "个"
    columns = (
        Column("name", "申报对象", sort="name", link=lambda row: reverse("unit:screening", args=[row.pk]), fixed=True),
        Column("unit", "所属单位", value="unit_name", sort="unit_name"),
        Column("round", "轮次", value="round.name"),
        Column("mark", "自评得分", value="self_mark", kind="marks", places=2, sort="self_mark"),
        Column("due", "初审期限", value=lambda row: candidacies.due_of(row, clock.today()), sort="due_date"),
    )
    search_fields = ("name", "unit_name")
    search_label = "搜索申报对象"
    default_sort = "due"


@require_safe
def opinions(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """List what the department is asked, the most urgent first."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    rows = opinions_waiting(request.user, clock.today()).filter(unit=unit)
    table = OpinionTable(rows, request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "征求意见")
    return render(request, LIST, {"unit": unit, "table": table, "heading": "征求本单位意见的申报"})


@require_safe
def screenings(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """List what the department is to screen, the most urgent first."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    rows = screening_waiting(request.user).filter(screener=unit)
    table = ScreeningTable(rows, request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "初审")
    return render(request, LIST, {"unit": unit, "table": table, "heading": "由本单位初审的申报"})


@require_http_methods(["GET", "POST"])
def opinion(request: SignedIn, opinion_id: int) -> HttpResponse:
    """Answer what the department is asked of an applicant, once and in time."""
    found = access.opinion_to_give(request.user, opinion_id)
    request.unit = found.unit
    here = reverse("unit:opinion", args=[found.pk])
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return act_and_lead_on(
            request,
            lambda: give_opinion(
                opinion_id=found.pk,
                answer=Answer(said["answer"]),
                text=said["text"],
                number=said["number"],
                actor=request.user,
                at=clock.now(),
            ),
            said="意见已提交。",
            to=here,
        )
    is_running = found.application.round.is_running
    shown = {
        "unit": found.unit,
        "opinion": found,
        "application": found.application,
        "round": found.application.round,
        "features": candidacies.features_of(found.application),
        "form": form,
        "light": _asked_light(found),
        "may_answer": is_running and found.answer == Answer.WAITING and clock.today() <= found.due_date,
    }
    return render(request, OPINION, shown)


@require_http_methods(["GET", "POST"])
def screening(request: SignedIn, application_id: int) -> HttpResponse:
    """Recommend an application, or return it with grounds and in words."""
    found = access.application_to_screen(request.user, application_id)
    assert found.screener is not None  # noqa: S101  the gate asks for it
    request.unit = found.screener
    may = {action.event for action in actions_for(found, request.user)}
    event = request.POST.get("step", "")
    recommend = RecommendForm(request.POST if event == "recommend" else None, prefix="recommend")
    back = ReturnForm(
        request.POST if event == "return" else None, prefix="return", grounds=found.round.terms["grounds"]
    )
    form: PaperForm | None = {"recommend": recommend, "return": back}.get(event)
    if request.method == "POST" and form is not None and form.is_valid():
        act = {"recommend": recommend_application, "return": return_application}[event]
        return act_and_lead_on(
            request,
            lambda: act(application_id=found.pk, paper=form.paper(), actor=request.user, at=clock.now()),
            said="已推荐。" if event == "recommend" else "已退回补正，申报单位会收到理由。",
            to=reverse("unit:screening", args=[found.pk]),
        )
    shown = {
        "unit": found.screener,
        "application": found,
        "round": found.round,
        "features": candidacies.features_of(found),
        "shown": candidacies.shown_application(found, clock.today(), None),
        "moments": candidacies.moments_of(found, found.history.order_by("position")),
        "recommend": recommend if "recommend" in may else None,
        "back": back if "return" in may else None,
    }
    return render(request, SCREENING, shown)
