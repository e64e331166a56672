"""The text size, and the page that shows every piece of the kit."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from chuangwen import clock
from chuangwen.web.ui import samples
from chuangwen.web.ui.context import ELDER_COOKIE
from chuangwen.web.ui.exports import export_response

A_YEAR = 365 * 24 * 3600
KIT = "ui/kit.html"


@login_not_required
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Switch between the usual and the large text, and go back to the page."""
    asked = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    response = redirect(asked if is_ours else "/")
    if request.COOKIES.get(ELDER_COOKIE) == "1":
        response.delete_cookie(ELDER_COOKIE)
    else:
        response.set_cookie(ELDER_COOKIE, "1", max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


View = Callable[[HttpRequest], HttpResponseBase]


def only_while_developing(view: View) -> View:
    """Hide a page from everybody unless DEBUG is on."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        return view(request)

    return login_not_required(guarded)


@only_while_developing
def kit(request: HttpRequest) -> HttpResponseBase:
    """Show every piece with sample figures."""
    table = samples.SampleTable(samples.units(), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "示例单位")
    form = samples.SampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form.is_valid()
    return render(request, KIT, samples.everything(clock.now()) | {"table": table, "form": form})


@only_while_developing
def kit_why(request: HttpRequest) -> HttpResponse:
    """Show the why panel, beside the kit or alone."""
    return render(request, "ui/why_page.html", {"why": samples.why(), "frame": samples.frame()})


@only_while_developing
def kit_confirm(request: HttpRequest) -> HttpResponse:
    """Show the question before an act, as a page or in the dialog."""
    return render(request, "ui/confirm_page.html", samples.question() | {"frame": samples.frame()})
