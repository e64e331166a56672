"""How applications move, one or a hundred: lock, ask the table, write. Runs inside the caller's act.

However many there are, the queries are the same; each application is judged
alone, and the outcome says of each what became of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, Subquery

from chuangwen.civic.journal import pen
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import Answer, Choice
from chuangwen.civic.rounds.models import Application, DepartmentOpinion, Objection, Round, StepRecord, Vote
from chuangwen.civic.rounds.operations import _letters
from chuangwen.civic.rounds.operations.refusals import RoundNotRunning
from chuangwen.civic.titles import access
from chuangwen.civic.titles.operations import _rows
from chuangwen.civic.titles.operations._refusing import refusal_of
from chuangwen.civic.titles.operations._rows import BLANK, Paper
from chuangwen.core.calendar import Deadline
from chuangwen.core.lifecycle import APPLICATION_EVENTS, Case, Machine, Obstacle, Verdict, application_machine, judge

VERBS = {
    "submit": "application.submitted",
    "recommend": "application.recommended",
    "accept": "application.accepted",
    "consult": "application.consulted",
    "decide": "application.decided",
    "sign": "application.signed",
    "report_up": "application.reported",
    "assess": "application.assessed",
    "publicise": "application.publicised",
    "settle": "application.cleared",
    "award": "application.awarded",
    "return": "application.returned",
    "refuse": "application.refused",
    "withdraw": "application.withdrawn",
}
OCCUPYING = ("publicised", "cleared", "decided", "signed", "reported", "awarded")  # what takes a place of the quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An application that did not move, and everything that stands against it."""

    application_id: int
    name: str
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a batch: `moved` now, `already` there before, `refused` with reasons."""

    moved: tuple[int, ...] = ()
    already: tuple[int, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass(slots=True, kw_only=True)
class Known:
    """What the conditions need to know of many applications, read at once."""

    objections: dict[int, tuple[int, int]] = field(default_factory=dict)
    opinions: dict[int, int] = field(default_factory=dict)
    votes: dict[int, tuple[int, int]] = field(default_factory=dict)
    occupied: Counter[str] = field(default_factory=Counter)


Before = Callable[[Sequence[Application], Verdict], Mapping[str, Any]]


def locked_round(round_id: int, what: str) -> Round:
    """Lock a round that is running.

    :raises RoundNotRunning: it is not announced, or closed.
    """
    rows = Round.objects.select_for_update(of=("self",), no_key=True)
    round_ = rows.select_related("programme__unit", "programme__honour", "unit").get(pk=round_id)
    if not round_.is_running:
        raise RoundNotRunning(what, round_.get_state_display())
    return round_


def locked_applications(round_: Round, ids: Sequence[int]) -> list[Application]:
    """Lock applications of one round, in order of their ids."""
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        "unit", "holder__unit", "screener", "publicity"
    )
    found = list(rows.filter(round=round_, pk__in=ids).order_by("id"))
    for application in found:
        application.round = round_
    return found


def round_of(application_id: int) -> int:
    """Return the round that an application belongs to."""
    return Application.objects.values_list("round_id", flat=True).get(pk=application_id)


def known_of(round_: Round, ids: Sequence[int], event: str, at: datetime) -> Known:
    """Read what the event's conditions ask of applications; at most two queries, however many they are."""
    known = Known()
    if event in {"settle", "award"}:
        rows = Objection.objects.filter(application_id__in=ids).order_by("application_id").values_list("application_id")
        counted = rows.annotate(open=Count("id", Q(state="received")), upheld=Count("id", Q(state="upheld")))
        known.objections = {pk: (still, upheld) for pk, still, upheld in counted}
    if event == "consult":
        open_ = Q(application_id__in=ids, answer=Answer.WAITING, due_date__gte=_rows.day_of(at))
        waiting = DepartmentOpinion.objects.filter(open_).order_by("application_id")
        known.opinions = dict(waiting.values_list("application_id").annotate(n=Count("id")))
    if event == "decide":
        last = Vote.objects.filter(application=OuterRef("application")).order_by("-session_id").values("session_id")
        cast = Vote.objects.filter(application_id__in=ids, session_id=Subquery(last[:1]))
        votes = cast.exclude(choice=Choice.RECUSED).order_by("application_id")
        told = votes.values_list("application_id").annotate(agreed=Count("id", Q(choice=Choice.FOR)), cast=Count("id"))
        known.votes = {pk: (agreed, cast) for pk, agreed, cast in told}
    if event == "publicise":
        taken = Application.objects.filter(round=round_, state__in=OCCUPYING, publicity__isnull=False)
        known.occupied = Counter(taken.order_by().values_list("unit_kind", flat=True))
    return known


def case_of(
    application: Application, known: Known, *, actor: User, at: datetime, paper: Paper = BLANK, **more: Any
) -> Case:
    """Return what the table needs to know of one application and a hand; no query of its own."""
    round_ = application.round
    screener = application.screener.path if application.screener else ""
    opened, upheld = known.objections.get(application.pk, (0, 0))
    agreed, cast = known.votes.get(application.pk, (0, 0))
    today = _rows.day_of(at)
    return Case(
        today=today,
        who=access.hands_of(
            actor,
            unit_path=application.unit.path,
            awarding_path=round_.programme.unit.path,
            screener_path=screener,
        ),
        actor=actor.pk,
        given=paper.given,
        is_conflicted=access.is_conflicted(actor, application.unit.path),
        is_window_open=_is_window_open(application, at),
        has_consent=application.holder.has_consent,
        open_opinions=known.opinions.get(application.pk, 0),
        votes_for=agreed,
        votes_cast=cast,
        mark=application.mark,
        line=round_.terms["pass_line"] if "assess" in round_.steps else None,
        is_within_quota=_is_within_quota(application, known),
        publicity_due=application.publicity.due_date if application.publicity else None,
        open_objections=opened,
        upheld_objections=upheld,
        **more,
    )


def _is_window_open(application: Application, at: datetime) -> bool:
    """Say whether it may be handed in: within the round's days, or while it is being supplemented."""
    today, round_ = _rows.day_of(at), application.round
    return application.state == "returned" or round_.apply_from_date <= today <= round_.apply_due_date


def _is_within_quota(application: Application, known: Known) -> bool:
    if application.publicity_id is not None:
        return True
    quota: Mapping[str, int] = application.round.terms["quota"]
    kind = application.unit_kind
    if kind in quota:
        return known.occupied[kind] < quota[kind]
    others = sum(n for other, n in known.occupied.items() if other not in quota)
    return "" not in quota or others < quota[""]


def move(
    round_: Round,
    ids: Sequence[int],
    event: str,
    *,
    actor: User,
    at: datetime,
    paper: Paper = BLANK,
    before: Before | None = None,
    office: str = "",
) -> Outcome:
    """Move what the table lets move, and report of the rest; about fifteen queries for one or for many.

    `before` is called with what will move and gives the columns that all of them get.
    """
    applications = locked_applications(round_, ids)
    ready, verdict, outcome = judged(round_, applications, event, actor=actor, at=at, paper=paper)
    if ready:
        columns = before(ready, verdict) if before else {}
        write(round_, ready, event, verdict, columns, actor=actor, at=at, paper=paper, office=office)
    return outcome


def judged(
    round_: Round, applications: Sequence[Application], event: str, *, actor: User, at: datetime, paper: Paper
) -> tuple[list[Application], Verdict, Outcome]:
    """Ask the table about each application: which will move, where to, and what became of all of them."""
    machine = application_machine(round_.steps)
    known = known_of(round_, [application.pk for application in applications], event, at)
    ready, already, refused = [], [], []
    leads = Verdict(target="")
    for application in applications:
        verdict = judge(machine, application.state, event, case_of(application, known, actor=actor, at=at, paper=paper))
        if verdict.is_done:
            already.append(application.pk)
        elif verdict.obstacles:
            refused.append(Refused(application_id=application.pk, name=application.name, obstacles=verdict.obstacles))
        else:
            ready.append(application)
            leads = verdict
            known.occupied[application.unit_kind] += event == "publicise"
    moved = tuple(application.pk for application in ready)
    return ready, leads, Outcome(moved=moved, already=tuple(already), refused=tuple(refused))


def write(
    round_: Round,
    ready: Sequence[Application],
    event: str,
    verdict: Verdict,
    columns: Mapping[str, Any],
    *,
    actor: User,
    at: datetime,
    paper: Paper,
    office: str,
) -> None:
    """Write the new state, one step each, and one line for the act."""
    due = clock_of(round_, verdict, columns, at)
    said = {
        "state": verdict.target,
        "clock": verdict.clock,
        "due_date": due.date if due else None,
        "is_provisional": due.provisional if due else False,
    } | dict(columns)
    positions = last_positions(ready)
    records = [
        record(a, event, positions[a.pk] + 1, verdict.target, actor=actor, at=at, paper=paper, due=due, office=office)
        for a in ready
    ]
    Application.objects.filter(pk__in=[a.pk for a in ready]).update(**said)
    StepRecord.objects.bulk_create(records, batch_size=500)
    _letters.tell_of_steps(round_, records, at=at)
    known = {name: value for name, value in said.items() if not hasattr(value, "resolve_expression")}
    for application in ready:
        for name, value in known.items():
            setattr(application, name, value)
    tell(round_, ready, VERBS[event], actor=actor, at=at, paper=paper)


def clock_of(round_: Round, verdict: Verdict, columns: Mapping[str, Any], at: datetime) -> Deadline | None:
    """Return the time limit that a move starts; a publicity brings its own."""
    if publicity := columns.get("publicity"):
        return Deadline(date=publicity.due_date, provisional=publicity.is_provisional)
    if not verdict.clock:
        return None
    return _rows.deadline(verdict.clock, round_.terms["clocks"], _rows.day_of(at))


def last_positions(applications: Sequence[Application]) -> Mapping[int, int]:
    """Return the place of each application's last step, 0 where it has none."""
    rows = StepRecord.objects.filter(application_id__in=[a.pk for a in applications])
    last = dict(rows.values_list("application_id").annotate(last=Max("position")).order_by("application_id"))
    return {a.pk: last.get(a.pk, 0) for a in applications}


def record(
    application: Application,
    event: str,
    position: int,
    target: str,
    *,
    actor: User,
    at: datetime,
    paper: Paper = BLANK,
    due: Deadline | None = None,
    office: str = "",
) -> StepRecord:
    """Return one step that is not yet saved."""
    return StepRecord(
        application=application,
        position=position,
        event=event,
        before=application.state,
        after=target,
        office=office or application.round.unit.name,
        basis=paper.basis,
        number=paper.number,
        grounds=list(paper.grounds),
        reason=paper.reason,
        evidence_id=paper.evidence_id,
        due_date=due.date if due else None,
        is_provisional=due.provisional if due else False,
        actor=actor,
        actor_name=actor.name,
        at=at,
    )


def tell(
    round_: Round, applications: Sequence[Application], verb: str, *, actor: User, at: datetime, paper: Paper = BLANK
) -> None:
    """Write the act's one line: about the application, or about the round when there are many."""
    said = {"number": paper.number, "reason": paper.reason, "basis": paper.basis, "grounds": list(paper.grounds)}
    after = {name: value for name, value in said.items() if value}
    if len(applications) == 1:
        one = applications[0]
        pen.write(verb, one, actor=actor, at=at, unit_id=one.unit_id, after=after | {"state": one.state})
        return
    ids = [a.pk for a in applications]
    pen.write(verb, round_, actor=actor, at=at, unit_id=round_.unit_id, after=after | {"count": len(ids), "ids": ids})


def move_one(
    application_id: int,
    event: str,
    *,
    actor: User,
    at: datetime,
    paper: Paper = BLANK,
    before: Before | None = None,
    office: str = "",
) -> Application:
    """Move one application, or say why not; one that is there already is returned as it is.

    :raises RoundNotRunning: the round is not announced, or closed.
    :raises LifecycleRefusal: named by what weighs most.
    """
    what = f"没有办理“{APPLICATION_EVENTS[event]}”。"
    round_ = locked_round(round_of(application_id), what)
    outcome = move(round_, [application_id], event, actor=actor, at=at, paper=paper, before=before, office=office)
    if outcome.refused:
        raise refusal_of(Verdict(target="", obstacles=outcome.refused[0].obstacles), what)
    return Application.objects.select_related("round", "unit", "holder").get(pk=application_id)


def machine_of(round_: Round) -> Machine:
    """Return the table of a round's applications."""
    return application_machine(round_.steps)


def note_silence(application_ids: Sequence[int], at: datetime) -> int:
    """Note as silence every opinion whose time is over; returns how many."""
    waiting = DepartmentOpinion.objects.filter(application_id__in=application_ids, answer=Answer.WAITING)
    return waiting.filter(due_date__lt=_rows.day_of(at)).update(answer=Answer.SILENT, answered_at=at)


def give_marks(marks: Mapping[int, int], basis: str) -> None:
    """Write each application's own mark, in one query."""
    rows = [Application(pk=pk, mark=mark, marked_by=basis[:200]) for pk, mark in marks.items()]
    Application.objects.bulk_update(rows, ["mark", "marked_by"])
