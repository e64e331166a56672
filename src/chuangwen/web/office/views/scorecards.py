"""One unit as the office sees it: its scorecard in each book, and the reason of every mark."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.access import card_to_read, edition_marking, may_read_whole
from chuangwen.civic.assessments.models import Preview
from chuangwen.civic.assessments.queries import places
from chuangwen.civic.assessments.queries.scorecards import ScorecardView, scorecard
from chuangwen.civic.assessments.queries.why import WhyView, kept_why, live_why
from chuangwen.civic.orgs.access import unit_to_read
from chuangwen.civic.orgs.models import Unit
from chuangwen.core.scoring import SnapshotError
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.navigation import NavItem
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.scorecards import CriterionTable, Doors, bar_of, door_with, places_of, show_card, why_of

PAGE = "office/assessments/unit.html"
WHY = "office/assessments/why.html"


def doors_of(unit_id: int, assessment_id: int | None = None) -> Doors:
    """Return where the links of a unit's card lead: to its preview's reasons, or to a kept card's."""

    def why(edition_id: int, code: str) -> str:
        if assessment_id is not None:
            return reverse("office:card-why", args=[assessment_id, unit_id, code])
        return reverse("office:why", args=[unit_id, edition_id, code])

    return Doors(
        why=why,
        entry=lambda entry_id: reverse("office:entry", args=[entry_id]),
        evidence=lambda evidence_id: reverse("office:evidence-file", args=[evidence_id]),
    )


@require_safe
def unit(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """Show a unit's predicted scorecard, one tab a book."""
    request.unit = unit_to_read(request.user, unit_id)
    cards = previews.scorecards_of(request.unit, clock.now())
    if not cards:
        return render(request, PAGE, {"unit": request.unit})
    view = next((card for card in cards if str(card.edition.pk) == request.GET.get("book")), cards[0])
    if request.GET.get("export") == "xlsx":
        return export_response(CriterionTable(view.rows, request.GET), f"{view.unit_name}得分明细")
    ranked = places.previews_in(request.unit, view.edition).filter(unit=request.unit).first()
    return render(request, PAGE, _shown(request, request.unit, view, cards, ranked))


def _shown(
    request: SignedIn, unit: Unit, view: ScorecardView, cards: tuple[ScorecardView, ...], ranked: Preview | None
) -> dict[str, object]:
    decimals = places_of(view)
    card = show_card(
        view,
        doors_of(unit.pk),
        places=decimals,
        words=request.GET.get("words", ""),
        only_short=request.GET.get("short") == "1",
    )
    return {
        "unit": unit,
        "card": card,
        "ranked": ranked,
        "costliest": places.costliest(view),
        "tabs": [_tab(each, unit, view) for each in cards],
        "kept": places.kept_cards_of(unit),
    }


def _tab(each: ScorecardView, unit: Unit, current: ScorecardView) -> NavItem:
    url = door_with("office:unit", unit.pk, book=str(each.edition.pk))
    return NavItem(label=each.title, url=url, icon="", current=each.edition == current.edition)


@require_safe
def why(request: SignedIn, unit_id: int, edition_id: int, code: str) -> HttpResponseBase:
    """Show why a unit has this mark, by the ledger as it stands now."""
    request.unit = unit_to_read(request.user, unit_id)
    edition = edition_marking(request.unit, edition_id)
    found = live_why(request.unit, edition, code, clock.today())
    back = door_with("office:unit", unit_id, book=str(edition_id))
    return _reason(request, found, doors_of(unit_id), f"{back}#c-{code}")


def _reason(request: SignedIn, found: WhyView | None, doors: Doors, back_url: str) -> HttpResponseBase:
    if found is None:
        raise Http404
    return render(request, WHY, {"why": why_of(found, doors, back_url), "unit": request.unit})


@require_safe
def card(request: SignedIn, assessment_id: int, unit_id: int) -> HttpResponseBase:
    """Show a unit's card in a kept assessment: it never changes."""
    kept = card_to_read(request.user, assessment_id, unit_id)
    request.unit = kept.unit
    view = scorecard(kept, kept.assessment.edition, kept.unit.name)
    if request.GET.get("export") == "xlsx":
        return export_response(CriterionTable(view.rows, request.GET), f"{view.unit_name}测评得分明细")
    shown = show_card(view, doors_of(unit_id, assessment_id), places=places_of(view))
    told = {"unit": kept.unit, "card": shown, "kept": kept, "bar": _bar(view)}
    is_whole_open = may_read_whole(request.user, kept.assessment)
    return render(request, "office/assessments/card.html", told | {"is_whole_open": is_whole_open})


def _bar(view: ScorecardView) -> object:
    return bar_of(view, places=places_of(view), size="large")


@require_safe
def card_why(request: SignedIn, assessment_id: int, unit_id: int, code: str) -> HttpResponseBase:
    """Show why a kept mark is what it is, by the snapshot it was made from."""
    kept = card_to_read(request.user, assessment_id, unit_id)
    request.unit = kept.unit
    try:
        found = kept_why(kept, code)
    except SnapshotError as trouble:
        return render(request, "office/assessments/snapshot_gone.html", {"kept": kept, "trouble": str(trouble)})
    back = reverse("office:card", args=[assessment_id, unit_id])
    return _reason(request, found, doors_of(unit_id, assessment_id), f"{back}#c-{code}")
