"""The page that anybody sees first."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chuangwen import clock
from chuangwen.civic.rounds.queries.publicity import announced_rounds, publicities

MOST = 5


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what this is, what is on show today, and where to sign in."""
    shown = {"publicities": publicities(clock.today())[:MOST], "rounds": announced_rounds()[:MOST]}
    return render(request, "public/landing.html", shown)
