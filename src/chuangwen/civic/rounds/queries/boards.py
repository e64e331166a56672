"""A round as the office sees it: columns by step, who is overdue, what may be done next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from chuangwen.civic.people.models import User
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.enums import Answer, Choice
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.titles.access import hands_of
from chuangwen.core.lifecycle import APPLICATION_EVENTS, STEPS, Need, application_machine
from chuangwen.core.lifecycle.programme import next_step
from chuangwen.core.lifecycle.tables import APPLICATION_ENDS

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One state of a round's board: how many are there, how many of them past their day, which step comes next."""

    state: str
    label: str
    step: str
    step_label: str
    count: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a person's hand may do to an application now; the act itself says what still stands against it."""

    event: str
    label: str
    needs: tuple[Need, ...]
    is_step: bool


def rounds_in_reach(user: User) -> QuerySet[Round]:
    """Return the rounds that the office sees, the newest first, each with its `applied` count."""
    rows = Round.objects.filter(access.rounds_seen_by(user)).select_related("programme__honour", "unit")
    applied = Count("applications", ~Q(applications__state__in=["drafted", "withdrawn"]))
    return rows.annotate(applied=applied).order_by("-year", "-id")


def board(round_: Round, user: User, today: date) -> tuple[Column, ...]:
    """Return the columns of a round in the order of its steps, then how it ended; one query."""
    late = Q(due_date__lt=today) & ~Q(state__in=APPLICATION_ENDS)
    rows = applications_of(round_, user).order_by().values_list("state")
    found = {state: (n, over) for state, n, over in rows.annotate(n=Count("id"), late=Count("id", late))}
    machine = application_machine(round_.steps)
    return tuple(_column(state, label, round_, found) for state, label in machine.states.items() if state != "drafted")


def _column(state: str, label: str, round_: Round, found: dict[str, tuple[int, int]]) -> Column:
    count, overdue = found.get(state, (0, 0))
    step = next_step(round_.steps, state)
    step_label = APPLICATION_EVENTS.get(step, "")
    return Column(state=state, label=label, step=step, step_label=step_label, count=count, overdue=overdue)


def applications_of(round_: Round, user: User, *, state: str = "", text: str = "") -> QuerySet[Application]:
    """Return the applications of a round that the office sees; drafts are the units' own."""
    rows = Application.objects.filter(access.applications_seen_by(user), round=round_).exclude(state="drafted")
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(unit_name__icontains=text))
    return rows.select_related("unit__parent", "holder", "screener", "publicity").order_by("name", "id")


def overdue_of(round_: Round, user: User, today: date) -> QuerySet[Application]:
    """Return the applications whose time limit has passed, the oldest first."""
    rows = applications_of(round_, user).filter(due_date__lt=today).exclude(state__in=APPLICATION_ENDS)
    return rows.order_by("due_date", "id")


def with_opinion_counts(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return the applications with `asked`, `waiting` and `against`: what departments were asked and said."""
    return rows.annotate(
        asked=Count("opinions", distinct=True),
        waiting=Count("opinions", Q(opinions__answer=Answer.WAITING), distinct=True),
        against=Count("opinions", Q(opinions__answer=Answer.OBJECTS), distinct=True),
    )


def with_vote_counts(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return the applications with `agreed` and `cast` votes; who recused is not counted."""
    return rows.annotate(
        agreed=Count("votes", Q(votes__choice=Choice.FOR), distinct=True),
        cast=Count("votes", ~Q(votes__choice=Choice.RECUSED), distinct=True),
    )


def batches(ids: Sequence[int], size: int = BATCH) -> Iterator[tuple[int, ...]]:
    """Yield ids in batches that the acts take.

    >>> list(batches([1, 2, 3], 2))
    [(1, 2), (3,)]
    """
    for start in range(0, len(ids), size):
        yield tuple(ids[start : start + size])


def actions_for(application: Application, user: User) -> tuple[Action, ...]:
    """Return what the person's hand could do in the application's state; no query."""
    round_ = application.round
    if not round_.is_running:
        return ()
    hands = hands_of(
        user,
        unit_path=application.unit.path,
        awarding_path=round_.unit.path,
        screener_path=application.screener.path if application.screener else "",
    )
    machine = application_machine(round_.steps)
    return tuple(
        Action(event=row.event, label=APPLICATION_EVENTS[row.event], needs=row.needs, is_step=row.event in STEPS)
        for row in machine.rows
        if application.state in row.sources and hands & set(row.who)
    )
