"""总览: where do we stand, what is late, what has changed."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chuangwen import clock
from chuangwen.civic.assessments.queries import places
from chuangwen.civic.assessments.queries.places import Band, Loss
from chuangwen.civic.ledger.queries.places import inflow, quiet_units
from chuangwen.civic.orgs.access import OFFICE_READERS, must_hold
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.web.office.desk import Desk, desk_of
from chuangwen.web.ui.charts import Chart, Series
from chuangwen.web.ui.navigation import NavItem
from chuangwen.web.ui.requests import SignedIn

PAGE = "office/overview.html"
A_WEEK = timedelta(days=7)
QUIET = timedelta(days=30)
MOST_LISTED = 8


@require_safe
def overview(request: SignedIn) -> HttpResponse:
    """Show one place in one book on one screen."""
    must_hold(request.user, OFFICE_READERS)
    desk = desk_of(request)
    shown = {"desk": desk, "tabs": book_tabs(request, desk)} | _ledgers(desk)
    if desk.edition:
        shown |= _marks(desk, desk.edition)
    return render(request, PAGE, shown)


def book_tabs(request: SignedIn, desk: Desk) -> list[NavItem]:
    """Return a tab for each book in force, keeping the rest of the URL."""
    query = request.GET.copy()
    query.pop("page", None)
    found = []
    for each in desk.books:
        query["book"] = str(each.edition.pk)
        found.append(
            NavItem(label=str(each.edition), url=f"?{query.urlencode()}", icon="", current=each.edition == desk.edition)
        )
    return found


def _ledgers(desk: Desk) -> dict[str, Any]:
    quiet = quiet_units(desk.place, clock.today() - QUIET)
    return {"inflow": inflow(desk.place, desk.at - A_WEEK), "quiet": quiet[:MOST_LISTED], "quiet_count": quiet.count()}


def _marks(desk: Desk, edition: Edition) -> dict[str, Any]:
    changes = places.week_changes(desk.place, edition, clock.today() - A_WEEK)
    losses = places.category_losses(desk.place, edition)
    return {
        "outlook": places.outlook(desk.place, edition),
        "bands": _band_chart(places.bands(desk.place, edition)),
        "losses": _loss_chart(losses),
        "weakest": places.weakest_criteria(desk.place, edition, most=MOST_LISTED),
        "risen": changes.filter(Q(change__gt=0)).order_by(F("change").desc(), "id")[:MOST_LISTED],
        "fallen": changes.filter(Q(change__lt=0)).order_by(F("change").asc(), "id")[:MOST_LISTED],
    }


def _band_chart(bands: tuple[Band, ...]) -> Chart:
    return Chart(
        key="bands",
        title="各分数段的单位",
        unit="个",
        categories=[band.label for band in bands],
        series=[Series(name="单位数", values=[band.count for band in bands])],
        shape="rows",
    )


def _loss_chart(losses: tuple[Loss, ...]) -> Chart:
    return Chart(
        key="losses",
        title="各项目平均失分",
        unit="分",
        categories=[loss.title for loss in losses],
        series=[Series(name="平均失分", values=[round(loss.mean_lost / 1000, 2) for loss in losses])],
        shape="rows",
    )
