"""The clerk's first page: where the unit stands, what to do next and what it is worth, what waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.queries.advice import NextStep, next_steps
from chuangwen.civic.assessments.queries.history import recent_changes
from chuangwen.civic.ledger.queries.entries import drafts_of_unit
from chuangwen.civic.ledger.queries.evidence import lacking_evidence
from chuangwen.civic.ledger.queries.readings import waiting_proposals
from chuangwen.civic.orgs.access import posts_of, unit_to_fill
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds.queries.owed import owed_by
from chuangwen.civic.rulebooks.queries.editions import InForce, book_of
from chuangwen.web.ui.clocks import due_light
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.scorecards import door_with, places_of, show_book
from chuangwen.web.ui.signs import Light
from chuangwen.web.unit.doors import step_door

PAGE = "unit/today.html"
MOST_STEPS = 6
RECENT = timedelta(days=30)
OWED = {
    "draft": "申报草稿待提交",
    "returned": "退回的申报待补正",
    "report": "年度报告待提交",
    "statement": "拟处理意见待陈述",
    "rectification": "限期整改待完成",
    "screening": "申报待初审",
    "opinion": "征求意见待答复",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that waits for the clerk: how many, by when if there is a last day, and where to go."""

    count: int
    label: str
    note: str
    url: str
    measure: str = "条"
    light: Light | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStep:
    """A step worth taking, with its door."""

    step: NextStep
    url: str
    label: str


@require_GET
def home(request: SignedIn) -> HttpResponse:
    """Lead a clerk to the first of the units that they fill."""
    posts = [post for post in posts_of(request.user) if post.role == Role.CLERK]
    if not posts:
        raise Http404
    return redirect("unit:today", posts[0].unit_id)


@require_GET
def today(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show where the unit stands in each book, the best next steps, what waits, and what has changed."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    views = previews.scorecards_of(unit, clock.now())
    books = [InForce(edition=view.edition, book=book_of(view.edition)) for view in views]
    places = places_of(*views)
    steps = next_steps(unit, books, most=MOST_STEPS, today=clock.today()) if books else ()
    context = {
        "unit": unit,
        "books": [show_book(view, places=places, size="large") for view in views],
        "places": places,
        "steps": [_shown(unit, step) for step in steps],
        "waiting": [*_owed(request, unit), *_waiting(unit)],
        "changes": recent_changes(unit, [view.edition for view in views], since=clock.today() - RECENT),
    }
    return render(request, PAGE, context)


def _shown(unit: Unit, step: NextStep) -> ShownStep:
    return ShownStep(step=step, url=step_door(unit, step), label="去补齐" if step.is_mending else "记一笔")


def _owed(request: SignedIn, unit: Unit) -> Iterator[Waiting]:
    """Yield what is owed under 申报 with its last day; of several of a kind, the nearest."""
    url = f"{reverse('unit:honours', args=[unit.pk])}#owed"
    for each in owed_by(unit, request.user, clock.today()):
        light = None
        if each.due_date:
            light = due_light(each.due_date, today=clock.today(), is_provisional=each.is_provisional)
        note = "最近的期限：" if each.count > 1 else "最后一天："
        yield Waiting(
            count=each.count, label=OWED[each.code], note=note if light else "", url=url, measure="项", light=light
        )


def _waiting(unit: Unit) -> Iterator[Waiting]:
    """Yield what waits; what does not is not mentioned."""
    if count := drafts_of_unit(unit).count():
        url = door_with("unit:entries", unit.pk, status="draft")
        yield Waiting(count=count, label="草稿待确认", note="确认以后才计分。", url=url)
    if count := waiting_proposals(unit):
        url = reverse("unit:readings", args=[unit.pk])
        yield Waiting(count=count, label="识读结果待核对", note="从材料中读出，等您采纳或排除。", url=url)
    if count := lacking_evidence(unit).count():
        url = door_with("unit:evidence-wall", unit.pk, show="missing")
        yield Waiting(count=count, label="记录缺佐证", note="有的标准要附佐证才计分。", url=url)
