"""申报: where the unit stands with its honours, what is owed by when, what was answered; and how it begins to apply."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.models import Round
from chuangwen.civic.rounds.operations.applications import start_application
from chuangwen.civic.rounds.queries.files import (
    applications_of_unit,
    opinions_waiting,
    rounds_for_unit,
    screening_waiting,
)
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.operations.holders import enter_holder
from chuangwen.civic.titles.queries.holders import consenting
from chuangwen.civic.titles.queries.lives import open_appeals, open_rectifications, reviews_owed, sanctions_to_answer
from chuangwen.civic.titles.queries.registers import titles_of_unit
from chuangwen.core.refusals import Refusal
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.tables import Column, Table
from chuangwen.web.unit import candidacies
from chuangwen.web.unit.application_forms import HolderChoice
from chuangwen.web.unit.refusing import refused

PAGE = "unit/rounds/honours.html"
APPLY = "unit/rounds/apply.html"
MOST_SHOWN = 10


@require_safe
def honours(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show what is owed by when, the open rounds, the unit's applications and titles, and what departments are asked."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    today = clock.today()
    previews.scorecards_of(unit, clock.now())  # eligibility asks what the ledger gives now
    rounds = candidacies.shown_rounds(unit, rounds_for_unit(unit, today), today)
    applications = list(applications_of_unit(unit)[: MOST_SHOWN + 1])
    shown = candidacies.shown_applications(applications[:MOST_SHOWN], today)
    titles = list(titles_of_unit(unit)[: MOST_SHOWN + 1])
    context: dict[str, Any] = {
        "unit": unit,
        "rounds": [each for each in rounds if each.is_for_us],
        "other_rounds": [each for each in rounds if not each.is_for_us],
        "applications": shown,
        "more_applications": len(applications) > MOST_SHOWN,
        "titles": [(each, candidacies.title_light(each)) for each in titles[:MOST_SHOWN]],
        "more_titles": len(titles) > MOST_SHOWN,
        "appeals": candidacies.waiting_appeals(open_appeals(unit), today),
        "owed": _owed(request, unit, shown),
    }
    return render(request, PAGE, context)


def _owed(request: SignedIn, unit: Unit, shown: list[candidacies.ShownApplication]) -> list[candidacies.Owed]:
    """Return all that the unit owes, also as a department, the most urgent first."""
    today, user = clock.today(), request.user
    screenings = screening_waiting(user).filter(screener=unit)
    opinions = opinions_waiting(user, today).filter(unit=unit)
    return candidacies.by_urgency(
        [
            *candidacies.owed_applications(shown),
            *candidacies.owed_reviews(reviews_owed(unit), today),
            *candidacies.owed_statements(sanctions_to_answer(user).filter(title__unit=unit), today),
            *candidacies.owed_rectifications(open_rectifications(unit), today),
            *candidacies.owed_by_department(screenings, opinions, unit, today),
        ]
    )


class UnitApplicationTable(Table):
    """All applications of a unit."""

    key = "unit-applications"
    caption, counter = "申报", "个"
    columns = (
        Column(
            "name", "申报对象", sort="name", link=lambda row: reverse("unit:application", args=[row.pk]), fixed=True
        ),
        Column("round", "轮次", value="round.name", sort="round__year"),
        Column("state", "环节", value="get_state_display", sort="state"),
        Column("due", "期限", value=lambda row: candidacies.due_of(row, clock.today()), sort="due_date"),
        Column("mark", "自评得分", value="self_mark", kind="marks", places=2),
        Column("submitted", "提交时间", value="submitted_at", kind="time", sort="submitted_at"),
    )
    search_fields = ("name", "round__name")
    search_label = "搜索名称、轮次"
    default_sort = "-round"


class UnitTitleTable(Table):
    """All titles that a unit and its own hold and held."""

    key = "unit-titles"
    caption, counter = "称号", "个"
    columns = (
        Column("title", "称号", value=str, link=lambda row: reverse("unit:title", args=[row.pk]), fixed=True),
        Column("name", "获得者", value="awarded_name", sort="awarded_name"),
        Column("state", "状态", value=candidacies.title_light, sort="state"),
        Column("from", "起始", value="from_date", kind="date", sort="from_date"),
        Column(
            "last", "有效至", value="last_date", kind="date", sort=("ended_date", "until_date"), help="没有写的是长期"
        ),
        Column("number", "发文字号", value="number", shown=False),
    )
    search_fields = ("awarded_name", "honour__name", "number")
    search_label = "搜索称号、获得者、文号"
    default_sort = "-from"


@require_safe
def applications(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """List all applications of the unit and of those who belong to it."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    return _listed(request, UnitApplicationTable(applications_of_unit(unit), request.GET, cookies=request.COOKIES))


@require_safe
def titles(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """List all titles of the unit and of those who belong to it."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    return _listed(request, UnitTitleTable(titles_of_unit(unit), request.GET, cookies=request.COOKIES))


def _listed(request: SignedIn, table: Table) -> HttpResponseBase:
    if table.wants_export:
        return export_response(table, f"{request.unit.name}{table.caption}")
    return render(request, "unit/rounds/list.html", {"unit": request.unit, "table": table, "heading": table.caption})


@require_http_methods(["GET", "POST"])
def apply(request: SignedIn, unit_id: int, round_id: int) -> HttpResponse:
    """Begin to apply: for the unit itself, or for a section, household or person of it."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    found = access.round_to_apply_in(request.user, round_id)
    if not unit.path.startswith(found.unit.path):
        raise Http404
    if request.method == "POST" and request.POST.get("for") == "unit":
        return _started(request, found, None)
    kinds = [kind for kind in found.terms["holder_kinds"] if kind != HolderKind.UNIT]
    holders = list(consenting(unit, kinds)) if kinds else []
    form = HolderChoice(request.POST or None, holders=holders)
    if request.method == "POST" and holders and form.is_valid():
        return _started(request, found, int(form.cleaned_data["holder"]))
    shown = {
        "unit": unit,
        "round": found,
        "form": form,
        "holders": holders,
        "kinds": "、".join(HolderKind(kind).label for kind in kinds),
        "takes_unit": HolderKind.UNIT in found.terms["holder_kinds"],
    }
    return render(request, APPLY, shown)


def _started(request: SignedIn, found: Round, holder_id: int | None) -> HttpResponse:
    at, actor = clock.now(), request.user
    try:
        if holder_id is None:
            unit_id = request.unit.pk
            holder_id = enter_holder(unit_id=unit_id, kind=HolderKind.UNIT, name="", actor=actor, at=at).pk
        application = start_application(round_id=found.pk, holder_id=holder_id, actor=actor, at=at)
    except Refusal as refusal:
        return refused(request, refusal, back=reverse("unit:honours", args=[request.unit.pk]), label="回到申报")
    notices.tell(request, "已建立草稿。核对自评得分后就可以提交，其余内容取自台账。")
    return redirect("unit:application", application.pk)
