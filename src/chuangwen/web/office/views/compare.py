"""Side by side: two units in one book, or two books."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chuangwen.civic.assessments.models import Preview
from chuangwen.civic.assessments.queries.compare import (
    ComparedCategory,
    ComparedCriterion,
    compare_books,
    compare_scorecards,
)
from chuangwen.civic.assessments.queries.places import previews_in
from chuangwen.civic.assessments.queries.scorecards import ScorecardView, scorecard
from chuangwen.civic.orgs.access import BOOK_READERS, OFFICE_READERS, must_hold
from chuangwen.civic.rulebooks import access
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import editions_in_reach
from chuangwen.web.office.desk import Desk, desk_of
from chuangwen.web.office.views.scorecards import doors_of
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.scorecards import bar_of, places_of, verdict_light
from chuangwen.web.ui.signs import MarkBar


@require_safe
def units(request: SignedIn) -> HttpResponse:
    """Put two units' scorecards in one book side by side: `?left=…&right=…`."""
    must_hold(request.user, OFFICE_READERS)
    desk = desk_of(request)
    shown: dict[str, Any] = {"desk": desk}
    if desk.edition:
        rows = previews_in(desk.place, desk.edition)
        names = rows.order_by("unit__path").values_list("unit_id", "unit__name")
        shown |= {"names": list(names), "sides": ("left", "right")} | _sides(request, desk, desk.edition, rows)
    return render(request, "office/assessments/compare_units.html", shown)


def _sides(request: SignedIn, desk: Desk, edition: Edition, rows: QuerySet[Preview]) -> dict[str, Any]:
    asked = [request.GET.get(side, "") for side in ("left", "right")]
    chosen = [int(each) for each in asked if each.isdecimal()]
    found = {row.unit_id: row for row in rows.filter(unit_id__in=chosen).defer(None)}
    shown: dict[str, Any] = {"left": next(iter(chosen), None), "right": chosen[1] if len(chosen) > 1 else None}
    if len(chosen) < 2 or any(each not in found for each in chosen):
        return shown
    cards = [scorecard(found[each], edition, found[each].unit.name) for each in chosen]
    decimals = places_of(*cards)
    heads = [(card, bar_of(card, places=decimals), verdict_light(card)) for card in cards]
    parts = [
        (part, _totals(part, cards, decimals), [(line, _marks(line, cards, decimals)) for line in part.criteria])
        for part in compare_scorecards(cards)
    ]
    return shown | {"heads": heads, "parts": parts}


def _totals(part: ComparedCategory, cards: list[ScorecardView], decimals: int) -> list[tuple[str, MarkBar]]:
    """Return each unit's name and total in a category."""
    pairs = zip(cards, part.parts, strict=True)
    return [(card.unit_name, _small(each.got, each.open, each.full, decimals)) for card, each in pairs]


def _marks(line: ComparedCriterion, cards: list[ScorecardView], decimals: int) -> list[tuple[str, str, MarkBar]]:
    """Return each unit's name, the address of the reason, and the mark in one criterion."""
    return [
        (
            card.unit_name,
            doors_of(card.unit_id).why(card.edition.pk, row.code),
            _small(row.got, row.open, row.full, decimals),
        )
        for card, row in zip(cards, line.rows, strict=True)
    ]


def _small(got: int, still: int, full: int, decimals: int) -> MarkBar:
    return MarkBar(got=got, possible=still, full=full, size="small", places=decimals)


@require_safe
def books(request: SignedIn) -> HttpResponse:
    """Pair the criteria of two books that measure the same thing: `?left=…&right=…`."""
    must_hold(request.user, BOOK_READERS)
    editions = list(
        editions_in_reach(request.user).exclude(status=EditionStatus.RETIRED).order_by("unit__path", "code", "id")
    )
    chosen = [_chosen(request, side, editions, at) for at, side in enumerate(("left", "right"))]
    shown: dict[str, Any] = {"editions": editions, "left": chosen[0], "right": chosen[1]}
    if chosen[0] and chosen[1]:
        shown["comparison"] = compare_books(chosen[0], chosen[1])
    return render(request, "office/rulebooks/compare_books.html", shown)


def _chosen(request: SignedIn, side: str, editions: list[Edition], at: int) -> Edition | None:
    asked = request.GET.get(side, "")
    if asked.isdecimal():
        return access.edition_to_read(request.user, int(asked))
    return editions[at] if len(editions) > at else None
