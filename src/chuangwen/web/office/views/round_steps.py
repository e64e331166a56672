"""One step for one application or for many: first what it would do, then the papers, then the act.

Each application moves or is reported with its reasons; sent twice, it moves what has not moved yet.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.rounds.operations.awards import award_titles, extend_clock, report_up
from chuangwen.civic.rounds.operations.council import decide_council, record_session
from chuangwen.civic.rounds.operations.opinions import ask_opinions
from chuangwen.civic.rounds.operations.publicity import publicise
from chuangwen.civic.rounds.operations.screening import move_applications, record_assessment, record_mark
from chuangwen.civic.rounds.queries.boards import applications_of, batches
from chuangwen.civic.rounds.trying import Outcome, try_step
from chuangwen.core.refusals import Refusal
from chuangwen.web.office.round_forms import FORMS, LABELS, SessionForm, StepForm
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn

PAGE = "office/rounds/step.html"
SESSION = "office/rounds/session_new.html"
REPORT = "office/rounds/step_report.html"
MOST = 2000
PLAIN = frozenset({"recommend", "accept", "consult", "sign", "settle", "return", "refuse"})
NOT_STEPS = frozenset({"ask", "extend"})  # these move nothing on

Act = Callable[[Round, Sequence[int], StepForm, User, datetime], Outcome]


@require_http_methods(["GET", "POST"])
def step(request: SignedIn, round_id: int, event: str) -> HttpResponse:
    """Show what a step would do to the chosen applications; with `sure`, do it."""
    found = access.round_to_run(request.user, round_id)
    if event not in ACTS:
        raise Http404
    chosen = _chosen(request, found)
    tried = _tried(request, found, event, chosen)
    ready = [each for each in chosen if each.pk in tried.moved]
    form = _form(request, found, event, ready)
    shown: dict[str, Any] = {"round": found, "event": event, "label": LABELS[event], "form": form, "ready": ready}
    shown |= {"unready": tried.refused, "already": len(tried.already), "back": _back(found, request)}
    if request.POST.get("sure") and form.is_valid():
        try:
            outcome = _done(found, event, [each.pk for each in ready], form, request.user)
        except Refusal as refusal:
            shown["refusal"] = refusal
        else:
            return _told(request, found, event, outcome)
    return render(request, SESSION if event == "decide" else PAGE, shown)


def _chosen(request: SignedIn, found: Round) -> list[Application]:
    """Return the applications that were ticked, or all at the step that the list shows."""
    asked = request.POST if request.method == "POST" else request.GET
    rows = applications_of(found, request.user)
    if asked.get("all_at"):
        return list(rows.filter(state=asked["all_at"])[:MOST])
    ids = [int(each) for each in asked.getlist("ids") if each.isdecimal()]
    return list(rows.filter(pk__in=ids[:MOST]))


def _tried(request: SignedIn, found: Round, event: str, chosen: Sequence[Application]) -> Outcome:
    ids = [each.pk for each in chosen]
    if event in NOT_STEPS:
        return Outcome(moved=tuple(ids))
    asked = "assess" if event == "mark" else event
    tried = try_step(round_id=found.pk, application_ids=ids, event=asked, actor=request.user, at=clock.now())
    if event != "decide":
        return tried
    # The votes come with this very form: that none are there yet stands in nobody's way.
    waiting = tuple(each for each in tried.refused if {o.code for o in each.obstacles} == {"votes_carry"})
    rest = tuple(each for each in tried.refused if each not in waiting)
    ready = (*tried.moved, *(each.application_id for each in waiting))
    return Outcome(moved=ready, already=tried.already, refused=rest)


def _form(request: SignedIn, found: Round, event: str, ready: Sequence[Application]) -> StepForm:
    told: dict[str, Any] = {"round_": found, "event": event, "today": clock.today()}
    sent = (request.POST, request.FILES) if request.POST.get("sure") else ()
    if event == "decide":
        return SessionForm(*sent, applications=ready, **told)
    return FORMS.get(event, StepForm)(*sent, **told)


def _back(found: Round, request: SignedIn) -> str:
    one = request.GET.getlist("ids")
    if len(one) == 1 and one[0].isdecimal():
        return reverse("office:application", args=[one[0]])
    return reverse("office:round", args=[found.pk])


def _done(found: Round, event: str, ids: Sequence[int], form: StepForm, actor: User) -> Outcome:
    """Do the step, a hundred at a time; what one batch did stays done if the next is stopped."""
    at = clock.now()
    total = Outcome()
    for batch in batches(ids):
        now = ACTS[event](found, batch, form, actor, at)
        total = Outcome(
            moved=total.moved + now.moved, already=total.already + now.already, refused=total.refused + now.refused
        )
    return total


def _told(request: SignedIn, found: Round, event: str, outcome: Outcome) -> HttpResponse:
    said = f"“{LABELS[event]}”已办理{len(outcome.moved)}个。"
    if outcome.refused:
        return render(request, REPORT, {"round": found, "label": LABELS[event], "outcome": outcome})
    notices.tell(request, said)
    if len(outcome.moved) == 1:
        return redirect("office:application", outcome.moved[0])
    return redirect("office:round", found.pk)


# The acts, each in the same shape -----------------------------------------------
def _plain(event: str) -> Act:
    def act(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
        return move_applications(
            round_id=found.pk, application_ids=ids, event=event, paper=form.paper(), actor=actor, at=at
        )

    return act


def _decide(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
    assert isinstance(form, SessionForm)  # noqa: S101 the form of this step
    said, ballots = form.cleaned_data, form.ballots()
    session = record_session(
        round_id=found.pk,
        name=said["name"],
        held_date=said["held_date"],
        members=list(dict.fromkeys(ballot.member for cast in ballots.values() for ballot in cast)),
        ballots=ballots,
        token=said["token"],
        number=said["number"],
        actor=actor,
        at=at,
    )
    return decide_council(session_id=session.pk, application_ids=ids, actor=actor, at=at)


def _report(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
    said = form.cleaned_data
    _, outcome = report_up(
        round_id=found.pk,
        application_ids=ids,
        to_body=said["to_body"],
        number=said["number"],
        reported_date=said["reported_date"],
        actor=actor,
        at=at,
    )
    return outcome


def _assess(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
    chosen = int(form.cleaned_data["assessment"])
    return record_assessment(round_id=found.pk, application_ids=ids, assessment_id=chosen, actor=actor, at=at)


def _mark(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
    mark = int(form.cleaned_data["mark"] * 1000)
    for application_id in ids:
        record_mark(application_id=application_id, mark=mark, paper=form.paper(), actor=actor, at=at)
    return Outcome(moved=tuple(ids))


def _publicise(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
    said = form.cleaned_data
    _, outcome = publicise(
        round_id=found.pk,
        application_ids=ids,
        name=said["name"],
        text=said["text"],
        number=said["number"],
        from_date=said["from_date"],
        token=said["token"],
        actor=actor,
        at=at,
    )
    return outcome


def _award(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
    said = form.cleaned_data
    _, outcome = award_titles(
        round_id=found.pk,
        application_ids=ids,
        document=said["document"],
        number=said["number"],
        decided_date=said["decided_date"],
        from_date=said["from_date"],
        actor=actor,
        at=at,
    )
    return outcome


def _ask(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
    departments = [int(each) for each in form.cleaned_data["departments"]]
    ask_opinions(round_id=found.pk, application_ids=ids, unit_ids=departments, actor=actor, at=at)
    return Outcome(moved=tuple(ids))


def _extend(found: Round, ids: Sequence[int], form: StepForm, actor: User, at: datetime) -> Outcome:
    said = form.cleaned_data
    for application_id in ids:
        extend_clock(application_id=application_id, days=said["days"], reason=said["reason"], actor=actor, at=at)
    return Outcome(moved=tuple(ids))


ACTS: Mapping[str, Act] = {event: _plain(event) for event in PLAIN} | {
    "decide": _decide,
    "report_up": _report,
    "assess": _assess,
    "mark": _mark,
    "publicise": _publicise,
    "award": _award,
    "ask": _ask,
    "extend": _extend,
}
