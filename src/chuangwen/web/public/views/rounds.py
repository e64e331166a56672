"""公告与公示: what anybody may read of rounds, and the form on which anybody may object."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.operations.publicity import object_to
from chuangwen.civic.rounds.queries.publicity import (
    Shown,
    announced_rounds,
    publicities,
    shown_in,
)
from chuangwen.core.lifecycle import APPLICATION_EVENTS, CLOCKS, days_of
from chuangwen.core.refusals import Refusal
from chuangwen.web.public.forms import ObjectionForm
from chuangwen.web.public.guards import is_too_often

PAGE_SIZE = 20
OBJECTIONS_A_DAY = 5
RECEIVED = "objection"
RECEIVED_SECONDS = 3600


@login_not_required
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """List what is announced."""
    page = Paginator(announced_rounds(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "public/rounds.html", {"page": page})


@login_not_required
@require_safe
def announcement(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show an announcement: who may apply, on what conditions, in what steps, and why one may be refused."""
    found = access.announced_round(round_id)
    terms = found.terms
    shown = {
        "round": found,
        "terms": terms,
        "steps": [(APPLICATION_EVENTS[step], found.calendar.get(step)) for step in found.steps],
        "publicity_days": days_of("publicity", terms["clocks"]),
        "objection_days": days_of("objection", terms["clocks"]),
        "clocks": CLOCKS,
        "is_open": found.is_running and found.apply_from_date <= clock.today() <= found.apply_due_date,
        "publicities": found.publicities.order_by("-from_date", "-id"),
    }
    return render(request, "public/announcement.html", shown)


@login_not_required
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """List what is on show now, then what was."""
    past = Paginator(publicities(clock.today(), running=False), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "public/publicities.html", {"running": publicities(clock.today()), "page": past})


@login_not_required
@require_safe
def publicity(request: HttpRequest, publicity_id: int) -> HttpResponse:
    """Show one list; while it is shown, anybody may object to a name on it."""
    found = access.publicity_to_see(publicity_id)
    today = clock.today()
    if today < found.from_date:
        raise Http404
    words = request.GET.get("q", "").strip()
    names, is_running = shown_in(found), today <= found.due_date
    listed = [each for each in names if is_running or each.is_unit]  # families and persons only while it must be
    matching = [each for each in listed if words in each.name or words in each.unit_name]
    shown = {
        "publicity": found,
        "names": Paginator(matching, 10 * PAGE_SIZE).get_page(request.GET.get("page")),
        "count": len(names),
        "hidden": len(names) - len(listed),
        "words": words,
        "is_running": is_running,
        "days_left": (found.due_date - today).days,
    }
    return render(request, "public/publicity.html", shown)


@login_not_required
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, publicity_id: int, application_id: int) -> HttpResponse:
    """Take an objection to a name on a list that is on show."""
    found = access.publicity_to_see(publicity_id)
    about = next((each for each in shown_in(found) if each.application_id == application_id), None)
    if about is None or not found.from_date <= clock.today() <= found.due_date:
        raise Http404
    form = ObjectionForm(request.POST or None)
    shown = {"publicity": found, "about": about, "form": form}
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "objection", most=OBJECTIONS_A_DAY, within=timedelta(days=1)):
            return render(request, "public/too_often.html", shown, status=429)
        if answer := _taken(form, about):
            return answer
    return render(request, "public/objection.html", shown)


def _taken(form: ObjectionForm, about: Shown) -> HttpResponse | None:
    """Take the objection in and lead to its code, or put the refusal into the form."""
    said = form.cleaned_data
    try:
        made = object_to(
            application_id=about.application_id,
            text=said["text"],
            is_anonymous=said["is_anonymous"],
            name=said["name"],
            contact=said["contact"],
            actor=None,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    answer = redirect("public:objection-received")
    answer.set_signed_cookie(RECEIVED, made.tracking_code, max_age=RECEIVED_SECONDS, httponly=True, samesite="Strict")
    return answer
