"""申报轮次: prepared from a programme, announced, its applications on a board by step, closed for good."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import OFFICE_READERS, has_role, must_hold, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.enums import RoundState
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.rounds.operations.rounds import announce_round, close_round, prepare_round
from chuangwen.civic.rounds.queries.boards import Column as BoardColumn
from chuangwen.civic.rounds.queries.boards import applications_of, board, rounds_in_reach, with_opinion_counts
from chuangwen.civic.rounds.queries.publicity import objections_to_answer
from chuangwen.civic.titles.access import may_award
from chuangwen.civic.titles.models import Programme
from chuangwen.core.lifecycle import application_machine
from chuangwen.core.lifecycle.tables import APPLICATION_ENDS
from chuangwen.core.refusals import Refusal
from chuangwen.web.office.round_forms import LABELS, AnnounceForm, RoundForm
from chuangwen.web.ui import notices
from chuangwen.web.ui.clocks import due_light
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

OFFICERS = frozenset({Role.OFFICER})
COLOURS = {"awarded": "green", "refused": "red", "withdrawn": "grey", "returned": "yellow"}
ONE_BY_ONE = frozenset({"submit", "withdraw"})  # the applicant's own


class RoundTable(Table):
    """The rounds that the office sees."""

    key = "rounds"
    caption, counter = "申报轮次", "轮"
    columns = (
        Column("name", "名称", sort="name", link=lambda row: reverse("office:round", args=[row.pk]), fixed=True),
        Column("year", "年度", value="year", kind="figure", sort="year"),
        Column("unit", "地区", value="unit.name", sort="unit__path"),
        Column("state", "状态", value="get_state_display", sort="state"),
        Column("from", "申报开始", value="apply_from_date", kind="date", sort="apply_from_date"),
        Column("due", "申报截止", value="apply_due_date", kind="date", sort="apply_due_date"),
        Column("applied", "已申报", value="applied", kind="number", sort="applied"),
    )
    filters = (ChoiceFilter("state", "状态", RoundState.choices),)
    search_fields = ("name", "unit__name", "number")
    search_label = "搜索名称、地区、文号"
    default_sort = "-year"


def _due(row: Application) -> Light | str:
    """Say by when the step is due, with a light when it is late or near."""
    if row.due_date is None or row.state in APPLICATION_ENDS:
        return ""
    late = "期限已过，请尽快办理，或写明原因延长期限。"
    return due_light(row.due_date, today=clock.today(), is_provisional=row.is_provisional, late=late)


def _opinions(row: Any) -> str:
    """Say how far the departments' opinions have come."""
    if not row.asked:
        return ""
    against = f"，{row.against}份不同意见" if row.against else ""
    return f"{row.asked - row.waiting}/{row.asked}{against}"


class ApplicationTable(Table):
    """The applications of one round."""

    key = "applications"
    caption, counter = "申报", "个"
    columns = (
        Column(
            "name", "申报对象", sort="name", link=lambda row: reverse("office:application", args=[row.pk]), fixed=True
        ),
        Column("unit", "所属单位", value="unit_name", sort="unit_name", shown=False),
        Column("parent", "上级", value="unit.parent.name", sort="unit__parent__name"),
        Column(
            "state",
            "环节",
            value=lambda row: Light(colour=COLOURS.get(row.state, "grey"), word=row.get_state_display()),
            sort="state",
        ),
        Column("due", "期限", value=_due, sort="due_date"),
        Column("self", "自评得分", value="self_mark", kind="marks", places=2, sort="self_mark"),
        Column("mark", "测评得分", value="mark", kind="marks", places=2, sort="mark"),
        Column("opinions", "部门意见", value=_opinions),
        Column("screener", "责任部门", value=lambda row: row.screener.name if row.screener else "文明办", shown=False),
        Column("submitted", "提交时间", value="submitted_at", kind="time", sort="submitted_at", shown=False),
    )
    search_fields = ("name", "unit_name", "unit__initials")
    search_label = "搜索名称、拼音首字母"
    default_sort = "name"


def _late(rows: Any, values: list[str]) -> Any:
    late = Q(due_date__lt=clock.today()) & ~Q(state__in=APPLICATION_ENDS)
    return rows.filter(late) if values == ["yes"] else rows.exclude(late)


@require_safe
def rounds(request: SignedIn) -> HttpResponseBase:
    """List the rounds, and what waits for an answer."""
    must_hold(request.user, OFFICE_READERS)
    table = RoundTable(rounds_in_reach(request.user), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "申报轮次")
    shown = {
        "table": table,
        "may_run": has_role(request.user, OFFICERS),
        "objections": objections_to_answer(request.user).count(),
    }
    return render(request, "office/rounds/rounds.html", shown)


@require_http_methods(["GET", "POST"])
def round_new(request: SignedIn) -> HttpResponse:
    """Prepare a year's round; nothing is asked that the programme says."""
    must_hold(request.user, OFFICERS)
    today = clock.today()
    running = Q(until_date=None) | Q(until_date__gt=today)
    rows = Programme.objects.filter(reach(request.user, OFFICERS, "unit__"), running, honour__is_flag=False)
    programmes = list(rows.select_related("honour", "unit").order_by("unit__path", "id"))
    form = RoundForm(request.POST or None, today=today, programmes=programmes)
    shown: dict[str, Any] = {"form": form, "has_programmes": bool(programmes)}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = next(each for each in programmes if str(each.pk) == said["programme"])
        try:
            made = prepare_round(
                programme_id=chosen.pk,
                year=said["year"],
                name=said["name"].strip() or f"{said['year']}年度{chosen}申报",
                apply_from_date=said["apply_from_date"],
                apply_due_date=said["apply_due_date"],
                actor=request.user,
                at=clock.now(),
            )
        except Refusal as refusal:
            shown["refusal"] = refusal
        else:
            notices.tell(request, "已建立，还没有发布；写好通知发布后，单位就可以申报。")
            return redirect("office:round", made.pk)
    return render(request, "office/rounds/round_new.html", shown)


@require_safe
def round_(request: SignedIn, round_id: int) -> HttpResponseBase:
    """Show the board: how many stand at each step, how many are late, and the list behind."""
    found = access.round_to_read(request.user, round_id)
    today = clock.today()
    columns = board(found, request.user, today)
    state = request.GET.get("state", "")
    states = [(column.state, column.label) for column in columns]
    filters = [
        ChoiceFilter("state", "环节", states),
        ChoiceFilter("late", "期限", [("yes", "已逾期"), ("no", "没有逾期")], by=_late),
    ]
    rows = with_opinion_counts(applications_of(found, request.user))
    table = ApplicationTable(rows, request.GET, cookies=request.COOKIES, filters=filters)
    if table.wants_export:
        return export_response(table, found.name)
    may_run = may_award(request.user, found.programme)
    shown = {
        "round": found,
        "columns": columns,
        "state": state,
        "table": table,
        "may_run": may_run,
        "steps": _steps(found, columns, state) if may_run and found.is_running else (),
        "papers": _papers(found, may_run=may_run),
        "is_prepared": found.state == RoundState.PREPARED,
        "may_close": may_run and found.is_running and not any(c.count for c in columns if c.step),
    }
    return render(request, "office/rounds/round.html", shown)


def _papers(found: Round, *, may_run: bool) -> list[tuple[str, str]]:
    """Return the papers of a round that can be printed: its lists on show, its decisions."""
    decisions = found.awards.order_by("id").values_list("pk", "document")
    papers = [(document, reverse("office:award-paper", args=[pk])) for pk, document in decisions]
    if may_run:
        lists = found.publicities.order_by("id").values_list("pk", "name")
        papers = [(name, reverse("office:publicity-paper", args=[pk])) for pk, name in lists] + papers
    return papers


def _steps(found: Round, columns: tuple[BoardColumn, ...], state: str) -> list[tuple[str, str]]:
    """Return what can be done with several applications that stand at one step."""
    here = next((column for column in columns if column.state == state), None)
    if here is None or state in APPLICATION_ENDS:
        return []
    rows = application_machine(found.steps).rows
    turn = [here.step] if here.step else []
    others = [row.event for row in rows if state in row.sources and row.event not in {*turn, *ONE_BY_ONE}]
    asked = ["ask"] if "consult" in found.steps else []
    return [(event, LABELS[event]) for event in [*turn, *asked, *others] if event not in ONE_BY_ONE]


@require_http_methods(["GET", "POST"])
def round_announce(request: SignedIn, round_id: int) -> HttpResponse:
    """Write the notice and open the round to applicants."""
    found = access.round_to_run(request.user, round_id)
    form = AnnounceForm(request.POST or None)
    shown: dict[str, Any] = {"round": found, "form": form}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            announce_round(
                round_id=found.pk, notice=said["notice"], number=said["number"], actor=request.user, at=clock.now()
            )
        except Refusal as refusal:
            shown["refusal"] = refusal
        else:
            notices.tell(request, "通知已发布，规则从现在起固定，单位可以申报了。")
            return redirect("office:round", found.pk)
    return render(request, "office/rounds/announce.html", shown)


@require_http_methods(["GET", "POST"])
def round_close(request: SignedIn, round_id: int) -> HttpResponse:
    """Ask, then close a round for good."""
    found = access.round_to_run(request.user, round_id)
    asked: dict[str, Any] = {
        "title": "结束这一轮？",
        "text": found.name,
        "consequences": ["结束后这一轮的内容永远不再变化。", "没有提交的草稿不再处理。"],
        "submit": "结束这一轮",
        "action": reverse("office:round-close", args=[found.pk]),
        "cancel_url": reverse("office:round", args=[found.pk]),
    }
    if request.method == "POST":
        try:
            close_round(round_id=found.pk, actor=request.user, at=clock.now())
        except Refusal as refusal:
            notices.tell(request, str(refusal), level=messages.ERROR)
        else:
            notices.tell(request, "这一轮已结束。")
        return redirect("office:round", found.pk)
    return render(request, "ui/confirm_page.html", asked)
