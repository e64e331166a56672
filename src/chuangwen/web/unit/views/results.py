"""公布的得分: what the office has made public of a unit, and how the unit checks it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chuangwen.civic.assessments.queries.scorecards import COLOURS, VERDICTS
from chuangwen.civic.assessments.queries.seals import published_cards
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.seals import shown_seal
from chuangwen.web.ui.signs import Light

PAGE = "unit/assessments/results.html"


@require_safe
def results(request: SignedIn, unit_id: int) -> HttpResponse:
    """List the unit's published marks; below, the seal of one of them, the newest unless another is asked for."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    cards = list(published_cards(unit))
    asked = next((card for card in cards if str(card.assessment_id) == request.GET.get("of")), None)
    chosen = asked or (cards[0] if cards else None)
    shown = {
        "unit": unit,
        "rows": [(card, Light(colour=COLOURS[card.verdict], word=VERDICTS[card.verdict])) for card in cards],
    }
    if chosen:
        shown |= {"chosen": chosen, "shown": shown_seal(chosen.assessment.seal, at_once="check" in request.GET)}
    return render(request, PAGE, shown)
