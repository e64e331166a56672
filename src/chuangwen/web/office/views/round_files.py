"""One application's whole file; objections and their answers; scans and papers to print."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import OFFICE_READERS, has_role, must_hold
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.models import Application, DepartmentOpinion, Objection, StepRecord
from chuangwen.civic.rounds.operations.opinions import extend_opinion
from chuangwen.civic.rounds.operations.publicity import answer_objection, extend_objection
from chuangwen.civic.rounds.queries.boards import Action, actions_for
from chuangwen.civic.rounds.queries.files import application_file, grounds_of
from chuangwen.core.files import ACCEPTED
from chuangwen.core.lifecycle import OPINIONS, has_passed
from chuangwen.core.refusals import Refusal
from chuangwen.web.office.refusing import shown_refusal
from chuangwen.web.office.round_forms import LABELS, AnswerForm, ExtendForm
from chuangwen.web.ui import files, notices
from chuangwen.web.ui.figures import cn_date
from chuangwen.web.ui.moments import Moment, newest_first
from chuangwen.web.ui.requests import SignedIn

FILE = "office/rounds/application.html"
OPINION = "office/rounds/opinion_extend.html"
OBJECTION = "office/rounds/objection.html"
OBJECTIONS = "office/rounds/objections.html"


@require_safe
def application(request: SignedIn, application_id: int) -> HttpResponse:
    """Show one application's whole file and what may be done with it now."""
    found = access.application_to_read(request.user, application_id)
    file = application_file(found)
    shown = {
        "application": found,
        "round": found.round,
        "file": file,
        "moments": _moments(found, file.steps),
        "actions": [_linked(found, each) for each in actions_for(found, request.user)],
        "features": _features(found),
        "grounds": grounds_of(found.round, file.refusal.grounds) if file.refusal else (),
        "has_refusal_notice": found.state == "refused",
        "may_extend": _may_extend(request, found),
        "extend_url": _step_url(found, "extend"),
        "opinions": [(each, _more_time_url(request, found, each)) for each in file.opinions],
    }
    return render(request, FILE, shown)


def _linked(found: Application, action: Action) -> tuple[Action, str]:
    event = "mark" if action.event == "assess" and not found.round.edition_id else action.event
    return action, _step_url(found, event)


def _step_url(found: Application, event: str) -> str:
    return f"{reverse('office:round-step', args=[found.round_id, event])}?ids={found.pk}"


def _may_extend(request: SignedIn, found: Application) -> bool:
    is_running = bool(found.due_date) and not found.is_over and found.clock != "publicity"
    return is_running and has_role(request.user, {Role.OFFICER})


def _more_time_url(request: SignedIn, found: Application, opinion: DepartmentOpinion) -> str:
    """Return where a department gets more time to answer, while it may."""
    is_open = OPINIONS.row(opinion.answer, "extend") and not has_passed(found.round.steps, found.state, "consult")
    may = is_open and found.round.is_running and has_role(request.user, {Role.OFFICER})
    return reverse("office:opinion-extend", args=[opinion.pk]) if may else ""


def _features(found: Application) -> list[tuple[str, str]]:
    return [(code, text) for code, text in found.features.items() if text]


def _moments(found: Application, steps: tuple[StepRecord, ...]) -> list[Moment]:
    return newest_first(_moment(found, each) for each in steps)


def _moment(found: Application, step: StepRecord) -> Moment:
    said = [*(f"理由：{text}" for text in grounds_of(found.round, step.grounds)), step.reason]
    if step.due_date:
        said.append(f"下一步期限{cn_date(step.due_date)}{'（暂定）' if step.is_provisional else ''}")
    document = " ".join(part for part in (step.basis, step.number) if part)
    return Moment(
        at=step.at,
        what=LABELS.get(step.event, step.get_event_display()),
        who=f"{step.office}　{step.actor_name}" if step.office else step.actor_name,
        note="\n".join(part for part in said if part),
        document=document or ("扫描件" if step.evidence_id else ""),
        url=reverse("office:round-scan", args=[found.pk, step.position]) if step.evidence_id else "",
    )


@require_safe
def scan(request: SignedIn, application_id: int, position: int) -> HttpResponseBase:
    """Give the scan that was handed over with a step."""
    found = access.application_to_read(request.user, application_id)
    step = found.history.select_related("evidence").filter(position=position).first()
    if step is None or step.evidence is None:
        raise Http404
    kind = ACCEPTED.get(step.evidence.media_type)
    return files.sealed_response(step.evidence, f"{found.name}{step.get_event_display()}{kind.suffix if kind else ''}")


@require_http_methods(["GET", "POST"])
def opinion_extend(request: SignedIn, opinion_id: int) -> HttpResponse:
    """Give a department more time to answer, with a reason."""
    found = access.opinion_to_extend(request.user, opinion_id)
    back = reverse("office:application", args=[found.application_id])
    told: dict[str, Any] = {"round_": found.application.round, "event": "extend", "today": clock.today()}
    form = ExtendForm(request.POST, **told) if request.method == "POST" else ExtendForm(**told)
    shown: dict[str, Any] = {"opinion": found, "form": form, "back": back}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            extend_opinion(
                opinion_id=found.pk, days=said["days"], reason=said["reason"], actor=request.user, at=clock.now()
            )
        except Refusal as refusal:
            shown["refusal"] = shown_refusal(refusal)
        else:
            notices.tell(request, f"{found.unit.name}的答复期限已延长，并已通知。")
            return redirect(back)
    return render(request, OPINION, shown)


@require_safe
def objections(request: SignedIn) -> HttpResponse:
    """List the objections that wait for an answer, and those answered."""
    must_hold(request.user, OFFICE_READERS)
    rows = access.objections_handled_by(request.user).select_related("application", "publicity__round")
    shown = {
        "waiting": rows.filter(state="received").order_by("due_date", "id"),
        "answered": rows.exclude(state="received").order_by("-answered_at", "-id")[:100],
        "late_from": clock.today(),
    }
    return render(request, OBJECTIONS, shown)


@require_http_methods(["GET", "POST"])
def objection(request: SignedIn, objection_id: int) -> HttpResponse:
    """Show one objection; answer it, or take more time with a reason."""
    found = access.objection_to_answer(request.user, objection_id)
    wants_time = "days" in request.POST
    told: dict[str, Any] = {"round_": found.publicity.round, "event": "extend", "today": clock.today()}
    form = AnswerForm(request.POST if request.POST and not wants_time else None)
    more = ExtendForm(request.POST, prefix=None, **told) if wants_time else ExtendForm(**told)
    shown: dict[str, Any] = {"objection": found, "form": form, "more": more}
    if request.method == "POST":
        try:
            if said := _answered(request, found, form, more, wants_time=wants_time):
                notices.tell(request, said)
                return redirect("office:objection", found.pk)
        except Refusal as refusal:
            shown["refusal"] = refusal
    return render(request, OBJECTION, shown)


def _answered(request: SignedIn, found: Objection, form: AnswerForm, more: ExtendForm, *, wants_time: bool) -> str:
    """Do what was asked; say what was done, or nothing when the form must be mended."""
    if wants_time and more.is_valid():
        said = more.cleaned_data
        extend_objection(
            objection_id=found.pk, days=said["days"], reason=said["reason"], actor=request.user, at=clock.now()
        )
        return "答复期限已延长。"
    if not wants_time and form.is_valid():
        answer_objection(objection_id=found.pk, actor=request.user, at=clock.now(), **form.cleaned_data)
        return "已书面答复。"
    return ""
