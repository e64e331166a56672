"""试算: what a draft, or one turned number, would do to every unit, before anything is published."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.assessments.access import assessment_to_read
from chuangwen.civic.assessments.queries import trials
from chuangwen.civic.assessments.queries.trials import Ground
from chuangwen.civic.assessments.work import FREEZE
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.orgs.access import OFFICE_READERS, must_hold, unit_to_read
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.civic.rulebooks import access
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.core.rulebook import Book, BookErrors, Criterion, NegativeItem
from chuangwen.core.rulebook.retouch import knobs, retouched
from chuangwen.core.scoring import SnapshotError
from chuangwen.web.office.trial_rows import unit_table
from chuangwen.web.office.trials import outcome
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn

PAGE = "office/rulebooks/try.html"
WHAT_IF = "office/rulebooks/what_if.html"


@require_http_methods(["GET", "HEAD", "POST"])
def try_book(request: SignedIn, edition_id: int) -> HttpResponseBase:
    """Try an edition against another: `?against=…&on=…`; a post freezes today's ledger first."""
    must_hold(request.user, OFFICE_READERS)
    edition = access.edition_to_read(request.user, edition_id)
    if request.method == "POST":
        return _frozen(request, edition, reverse("office:book-try", args=[edition.pk]))
    rivals = trials.rivals(request.user, edition)
    against = _against(request, rivals)
    shown = {"edition": edition, "rivals": rivals, "against": against} | _grounds(request)
    if not against or not (ground := _ground(request, against)):
        return render(request, PAGE, shown)
    return _told(request, PAGE, shown, ground, book_of(edition), book_of(against))


@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: SignedIn, edition_id: int, code: str) -> HttpResponseBase:
    """Turn the numbers of one clause and see the effect on all units: `?on=…&points=…`; nothing is kept."""
    must_hold(request.user, OFFICE_READERS)
    edition = access.edition_to_read(request.user, edition_id)
    book, day = book_of(edition), edition.assessed_on
    clause = _clause(book, code)
    if request.method == "POST":
        return _frozen(request, edition, reverse("office:book-what-if", args=[edition.pk, code]))
    dials = [(knob, request.GET.get(knob.key, knob.text)) for knob in knobs(book, code, day)]
    rule = clause.effect() if isinstance(clause, NegativeItem) else clause.rule_in_words(book.words)
    shown = {"edition": edition, "clause": clause, "rule": rule, "dials": dials} | _grounds(request)
    try:
        current, draft = (retouched(book, code, new, day) for new in ({}, {knob.key: new for knob, new in dials}))
    except BookErrors as errors:
        return render(request, WHAT_IF, shown | {"problems": errors.problems})
    if current == draft or not (ground := _ground(request, edition)):
        return render(request, WHAT_IF, shown | {"is_same": current == draft})
    return _told(request, WHAT_IF, shown, ground, draft, current)


def _clause(book: Book, code: str) -> Criterion | NegativeItem:
    if found := book.criterion(code):
        return found
    for item in book.negative:
        if item.code == code:
            return item
    raise Http404


def _against(request: SignedIn, rivals: list[Edition]) -> Edition | None:
    asked = request.GET.get("against", "")
    if asked.isdecimal():
        return access.edition_to_read(request.user, int(asked))
    return rivals[0] if rivals else None


def _grounds(request: SignedIn) -> dict[str, Any]:
    tops = tops_of(request.user, OFFICE_READERS)
    offered, frozen = trials.offered(request.user), trials.frozen(request.user)
    return {"offered": offered, "frozen": frozen, "tops": tops, "on": request.GET.get("on", "")}


def _frozen(request: SignedIn, edition: Edition, back: str) -> HttpResponse:
    """Freeze the ledger of the place asked for, and go on with it; a large one in the background."""
    asked = request.POST.get("place", "")
    place = unit_to_read(request.user, int(asked)) if asked.isdecimal() else tops_of(request.user, OFFICE_READERS)[0]
    if trials.is_large(place):
        params = {"edition_id": edition.pk, "on": edition.assessed_on.isoformat()}
        job = enqueue(kind=FREEZE, params=params, unit_id=place.pk, actor=request.user, at=clock.now())
        return redirect("ui:job", job.pk)
    query = request.GET.copy()
    query["on"] = trials.freeze(place, edition.assessed_on)
    return redirect(f"{back}?{query.urlencode()}")


def _ground(request: SignedIn, edition: Edition) -> Ground | None:
    """Return what to try on, through the gate of its place; None when nothing is asked, or it is gone."""
    asked = request.GET.get("on", "")
    try:
        if asked.startswith("a") and asked[1:].isdecimal():
            return trials.ground_of_assessment(assessment_to_read(request.user, int(asked[1:])))
        if found := trials.KEY.fullmatch(asked):
            return trials.ground_of_today(unit_to_read(request.user, int(found[1])), asked, edition.assessed_on)
    except SnapshotError as gone:
        notices.tell(request, f"这份数据已经不在：{gone}请重新选择。", level=messages.WARNING)
    return None


def _told(
    request: SignedIn, page: str, shown: dict[str, Any], ground: Ground, draft: Book, current: Book
) -> HttpResponseBase:
    try:
        impact = trials.trial(draft, current, ground)
    except SnapshotError as trouble:
        return render(request, page, shown | {"trouble": str(trouble)})
    table = unit_table(impact, request.GET, request.COOKIES)
    if table.wants_export:
        return export_response(table, "试算结果")
    return render(request, page, shown | outcome(impact) | {"ground": ground, "table": table})
