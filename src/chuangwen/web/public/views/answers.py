"""What became of an objection, by its code; what a certificate certifies, by its number and code."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.models import Objection
from chuangwen.civic.rounds.operations.publicity import withdraw_objection
from chuangwen.civic.titles.queries.certificates import verified
from chuangwen.core.refusals import Refusal
from chuangwen.web.public.forms import CertificateForm, CodeForm
from chuangwen.web.public.guards import is_too_often
from chuangwen.web.public.views.rounds import RECEIVED, RECEIVED_SECONDS
from chuangwen.web.ui import notices

LOOKS_AN_HOUR = 20


@login_not_required
@never_cache
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Show the code of the objection just sent, once more to write down."""
    code = request.get_signed_cookie(RECEIVED, default="", max_age=RECEIVED_SECONDS)
    if not code:
        return redirect("public:objection-status")
    return render(request, "public/objection_received.html", {"objection": access.objection_by_code(code)})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Say what became of an objection; its code comes in the form, never in an address."""
    form = CodeForm(request.POST or None)
    shown: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "objection-status", most=LOOKS_AN_HOUR, within=timedelta(hours=1)):
            return render(request, "public/too_often.html", shown, status=429)
        found = _found(form)
        if found and "withdraw" in request.POST:
            return _withdrawn(request, found)
        shown["objection"] = found
    return render(request, "public/objection_status.html", shown)


def _found(form: CodeForm) -> Objection | None:
    try:
        return access.objection_by_code(form.cleaned_data["code"])
    except Http404:
        form.add_error("code", "没有这个查询码。请核对后再查；字母不分大小写。")
        return None


def _withdrawn(request: HttpRequest, found: Objection) -> HttpResponse:
    try:
        withdraw_objection(tracking_code=found.tracking_code, actor=None, at=clock.now())
    except Refusal as refusal:
        notices.tell(request, str(refusal))
    else:
        notices.tell(request, "异议已撤回。")
    return redirect("public:objection-status")


@login_not_required
@never_cache
@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """Say what a certificate certifies: name, honour, dates, and nothing more."""
    form = CertificateForm(request.GET or None)
    shown: dict[str, object] = {"form": form}
    if request.GET and form.is_valid():
        if is_too_often(request, "certificate", most=LOOKS_AN_HOUR, within=timedelta(hours=1)):
            return render(request, "public/too_often.html", shown, status=429)
        found = verified(form.cleaned_data["number"], form.cleaned_data["code"])
        shown |= {"asked": True, "found": found, "is_valid": bool(found and found.is_valid(clock.today()))}
    return render(request, "public/certificate.html", shown)
