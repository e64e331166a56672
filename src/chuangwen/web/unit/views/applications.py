"""One application of the unit: what it says, where it stands, what is done with it, and its papers."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.models import Application
from chuangwen.civic.rounds.operations.applications import (
    WRITABLE,
    submit_application,
    withdraw_application,
    write_features,
)
from chuangwen.civic.rounds.queries.eligibility import hindrances_of
from chuangwen.civic.rounds.queries.files import ApplicationFile, application_file
from chuangwen.civic.rounds.queries.papers import application_form_of, refusal_notice_of
from chuangwen.core.refusals import Refusal
from chuangwen.core.writing import is_doc_number
from chuangwen.web.ui import notices
from chuangwen.web.ui.papers import paper_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.scorecards import places_of, show_book
from chuangwen.web.unit import candidacies
from chuangwen.web.unit.application_forms import FeaturesForm, WithdrawForm
from chuangwen.web.unit.refusing import act_and_lead_on, reasons_of, refused

FILE = "unit/rounds/application.html"
FEATURES = "unit/rounds/features.html"
NOTICE = "unit/rounds/notice.html"
QUESTION = "ui/confirm_page.html"


@require_safe
def application(request: SignedIn, application_id: int) -> HttpResponse:
    """Show an application: as a draft with what stands in its way, later with all that happened to it."""
    found = _found(request, application_id)
    file, today = application_file(found), clock.today()
    is_writable = found.state in WRITABLE and found.round.is_running
    context: dict[str, Any] = {
        "unit": found.unit,
        "application": found,
        "round": found.round,
        "file": file,
        "shown": candidacies.shown_application(found, today, file.refusal),
        "moments": candidacies.moments_of(found, file.steps),
        "features": candidacies.features_of(found),
        "is_writable": is_writable,
        "may_withdraw": not found.is_over and found.round.is_running,
        "opinions": _opinions(file),
        "has_notice": file.refusal is not None,
        "has_form": found.submitted_at is not None,
        "has_paper": _has_paper(file),
    }
    return render(request, FILE, context | (_draft(found) if is_writable else {}))


def _found(request: SignedIn, application_id: int) -> Application:
    found = access.application_to_fill(request.user, application_id)
    request.unit = found.unit
    return found


def _draft(found: Application) -> dict[str, Any]:
    """Return what a draft shows: what the ledger gives today, and what stands against handing it in."""
    views = previews.scorecards_of(found.unit, clock.now()) if found.round.edition_id else ()
    books = [view for view in views if view.edition.pk == found.round.edition_id]
    places = places_of(*books)
    return {
        "books": [show_book(view, places=places, size="large") for view in books],
        "places": places,
        "hindrances": hindrances_of(found.round, found.holder, today=clock.today(), but=found.pk),
    }


def _opinions(file: ApplicationFile) -> list[tuple[str, str, Any]]:
    """Return which departments were asked and whether they have answered; what they said is the office's to weigh."""
    words = {"waiting": "等待答复", "silent": "没有答复"}
    return [(each.unit.name, words.get(each.answer, "已答复"), each.due_date) for each in file.opinions]


def _has_paper(file: ApplicationFile) -> bool:
    step = file.refusal
    return file.application.state == "refused" and step is not None and is_doc_number(step.number)


@require_http_methods(["GET", "POST"])
def features(request: SignedIn, application_id: int) -> HttpResponse:
    """Write what is special, under the criteria that the unit chooses."""
    found = _found(request, application_id)
    back = reverse("unit:application", args=[found.pk])
    if found.state not in WRITABLE:
        return redirect(back)
    added = request.GET.get("add", "")
    form = FeaturesForm(request.POST or None, round_=found.round, written=found.features, added=added)
    shown: dict[str, Any] = {"unit": found.unit, "application": found, "round": found.round, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            texts = form.features()
            write_features(application_id=found.pk, features=texts, actor=request.user, at=clock.now())
        except Refusal as refusal:
            return render(request, FEATURES, shown | {"refusal": refusal, "reasons": reasons_of(refusal)})
        if more := form.cleaned_data.get("more"):
            return redirect(f"{reverse('unit:application-features', args=[found.pk])}?add={more}#id_text-{more}")
        notices.tell(request, "特色工作已保存。")
        return redirect(back)
    return render(request, FEATURES, shown)


@require_http_methods(["GET", "POST"])
def submit(request: SignedIn, application_id: int) -> HttpResponse:
    """Ask once, then hand the application in."""
    found = _found(request, application_id)
    back = reverse("unit:application", args=[found.pk])
    if request.method == "POST":
        return act_and_lead_on(
            request,
            lambda: submit_application(application_id=found.pk, actor=request.user, at=clock.now()),
            said="已提交。接下来由责任部门或文明办初审，有结果会告知。",
            to=back,
            label="回到这份申报",
        )
    asked = {
        "title": "提交申报？",
        "text": f"{found.name}，{found.round.name}",
        "consequences": [
            "单位名称、自评得分和特色工作按现在的内容固定，以后台账变化不影响这份申报。",
            "提交后不能修改；需要修改的，由文明办退回补正。",
            "命名以前可以随时撤回。",
        ],
        "submit": "提交申报",
        "action": reverse("unit:application-submit", args=[found.pk]),
        "cancel_url": back,
    }
    return render(request, QUESTION, asked)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, application_id: int) -> HttpResponse:
    """Ask why, then take the application back."""
    found = _found(request, application_id)
    back = reverse("unit:application", args=[found.pk])
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return act_and_lead_on(
            request,
            lambda: withdraw_application(application_id=found.pk, reason=reason, actor=request.user, at=clock.now()),
            said="申报已撤回。",
            to=back,
            label="回到这份申报",
        )
    asked = {
        "title": "撤回申报？",
        "text": f"{found.name}，{found.round.name}",
        "consequences": ["撤回后这份申报不再办理，记录保留。", "申报期内可以重新申报。"],
        "submit": "撤回申报",
        "action": reverse("unit:application-withdraw", args=[found.pk]),
        "cancel_url": back,
        "form": form,
    }
    return render(request, QUESTION, asked)


@require_safe
def notice(request: SignedIn, application_id: int) -> HttpResponse:
    """Show why the application was returned or refused, as a sheet to print."""
    found = _found(request, application_id)
    file = application_file(found)
    if file.refusal is None:
        raise Http404
    shown = candidacies.shown_application(found, clock.today(), file.refusal)
    told = {
        "application": found,
        "round": found.round,
        "shown": shown,
        "is_returned": found.state == "returned",
        "remedy": _remedy(shown.answered_by),
    }
    return render(request, NOTICE, told)


def _remedy(office: str) -> str:
    return f"对本通知有异议的，可以向{office}书面反映。"


@require_safe
def paper(request: SignedIn, application_id: int, which: str, suffix: str) -> HttpResponseBase:
    """Give the application form, or the notice of its refusal, as docx or PDF."""
    found = _found(request, application_id)
    back = reverse("unit:application", args=[found.pk])
    try:
        if which == "form" and found.submitted_at is not None:
            return paper_response(application_form_of(found), suffix, f"{found.name}申报表")
        step = application_file(found).refusal
        if which == "refusal" and step is not None and found.state == "refused":
            issuer = candidacies.office_of(found, step)
            made = refusal_notice_of(found, issuer=issuer, doc_number=step.number, remedy=_remedy(issuer))
            return paper_response(made, suffix, f"{found.name}不予命名告知书")
    except Refusal as refusal:
        return refused(request, refusal, back=back, label="回到这份申报")
    raise Http404
