"""What the standard asks, what there is, what it gives: by book, criterion by criterion, each with its reason."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.access import edition_marking
from chuangwen.civic.assessments.queries.scorecards import ScorecardView
from chuangwen.civic.assessments.queries.why import WhyView, live_why
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.orgs.models import Unit
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.scorecards import CriterionTable, places_of, show_book, show_card, why_of
from chuangwen.web.unit.doors import clerk_doors

PAGE = "unit/assessments/standard.html"
PRINTED = "unit/assessments/standard_printed.html"
WHY = "unit/assessments/why.html"


@require_GET
def standard(request: SignedIn, unit_id: int, edition_id: int | None = None) -> HttpResponseBase:
    """Show all books on top and one of them below; the spreadsheet has what the page shows."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    views = previews.scorecards_of(unit, clock.now())
    if not views and edition_id is None:
        return render(request, PAGE, {"unit": unit, "books": ()})
    view, places = _chosen(views, edition_id), places_of(*views)
    words, only_short = request.GET.get("q", "").strip(), request.GET.get("short") == "1"
    doors = clerk_doors(unit)
    card = show_card(view, doors, places=places, words=words, only_short=only_short)
    if request.GET.get("export") == "xlsx":
        rows = [each.row for category in card.categories for each in category.criteria]
        return export_response(CriterionTable(rows, request.GET), f"{unit.name}预测得分")
    books = [show_book(each, places=places) for each in views]
    url = reverse("unit:standard-edition", args=[unit.pk, view.edition.pk])
    return render(request, PAGE, {"unit": unit, "books": books, "card": card, "url": url, "places": places})


@require_GET
def printed(request: SignedIn, unit_id: int, edition_id: int) -> HttpResponse:
    """Show one book's predicted card as sheets of A4."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    view = _chosen(previews.scorecards_of(unit, clock.now()), edition_id)
    card = show_card(view, clerk_doors(unit), places=places_of(view))
    return render(request, PRINTED, {"unit": unit, "card": card})


@require_GET
def why(request: SignedIn, unit_id: int, edition_id: int, code: str) -> HttpResponse:
    """Say why a mark is what it is, beside the page or as a page of its own."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    edition = edition_marking(unit, edition_id)
    view = live_why(unit, edition, code, clock.today())
    if view is None:
        raise Http404
    shown = why_of(view, clerk_doors(unit), _back(unit, view))
    part = "#panel" if request.htmx else ""
    return render(request, WHY + part, {"unit": unit, "edition": edition, "why": shown})


def _back(unit: Unit, view: WhyView) -> str:
    """Return where closing leads without scripts: the card, at the criterion's own line."""
    line = "part-negative" if view.is_negative else f"c-{view.code}"
    return f"{reverse('unit:standard-edition', args=[unit.pk, view.edition.pk])}#{line}"


def _chosen(views: Sequence[ScorecardView], edition_id: int | None) -> ScorecardView:
    """Return the card asked for; the first book's where none is named."""
    found = next((view for view in views if edition_id in (None, view.edition.pk)), None)
    if found is None:
        raise Http404
    return found
