"""公布的测评结果: the seals of what has been made public, and how anybody checks a result against them."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chuangwen.civic.assessments.queries.keys import public_keys
from chuangwen.civic.assessments.queries.seals import published_seals

A_PAGE = 20


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """List the published seals with the office's keys; marks and facts of units are not shown here."""
    page = Paginator(published_seals(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/results.html", {"page": page, "keys": public_keys()})
