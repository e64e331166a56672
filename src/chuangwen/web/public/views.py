"""The page that anybody sees first."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Say what this is, who it is for and where to sign in."""
    return render(request, "public/landing.html")
