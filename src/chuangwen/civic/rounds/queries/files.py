"""One application's whole file, and what waits for a unit or a department."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from chuangwen.civic.orgs.access import posts_of
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.enums import Answer, RoundState
from chuangwen.civic.rounds.models import (
    Application,
    DepartmentOpinion,
    Extension,
    Objection,
    Round,
    StepRecord,
    Vote,
)
from chuangwen.civic.rulebooks.access import line_of
from chuangwen.core.lifecycle import APPLICATION_EVENTS
from chuangwen.core.lifecycle.programme import next_step

ANSWERED = {"refused": "refuse", "returned": "return"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFile:
    """Everything about one application. Who objected is not in it: that is the handling office's."""

    application: Application
    steps: tuple[StepRecord, ...]
    opinions: tuple[DepartmentOpinion, ...]
    votes: tuple[Vote, ...]
    objections: tuple[Objection, ...]
    extensions: tuple[Extension, ...]
    next_step: str
    next_label: str

    @property
    def refusal(self) -> StepRecord | None:
        """Return the step that refused or returned it last, if its state is that."""
        wanted = ANSWERED.get(self.application.state)
        return next((step for step in reversed(self.steps) if step.event == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound:
    """A round that a unit may apply in, with its application if it has one."""

    round: Round
    application: Application | None
    is_open: bool


def application_file(application: Application) -> ApplicationFile:
    """Return an application's file; five queries."""
    step = next_step(application.round.steps, application.state)
    objections = Objection.objects.filter(application=application).defer("name", "contact")
    return ApplicationFile(
        application=application,
        steps=tuple(application.history.select_related("evidence").order_by("position")),
        opinions=tuple(application.opinions.select_related("unit").order_by("unit__path", "id")),
        votes=tuple(application.votes.select_related("session").order_by("session__held_date", "id")),
        objections=tuple(objections.order_by("received_at", "id")),
        extensions=tuple(application.extensions.select_related("opinion__unit").order_by("given_at", "id")),
        next_step=step,
        next_label=APPLICATION_EVENTS.get(step, ""),
    )


def grounds_of(round_: Round, codes: list[str]) -> tuple[str, ...]:
    """Return the sentences of grounds as the round froze them."""
    known = {ground["code"]: ground["text"] for ground in round_.terms["grounds"]}
    return tuple(known.get(code, code) for code in codes)


def opinions_waiting(user: User, today: date) -> QuerySet[DepartmentOpinion]:
    """Return what the person's departments are asked and may still answer, the most urgent first."""
    ids = [post.unit_id for post in posts_of(user) if post.role == Role.CLERK]
    rows = DepartmentOpinion.objects.filter(unit_id__in=ids, answer=Answer.WAITING, due_date__gte=today)
    running = rows.filter(application__round__state=RoundState.ANNOUNCED)
    return running.select_related("application__round", "unit").order_by("due_date", "id")


def screening_waiting(user: User) -> QuerySet[Application]:
    """Return the applications that the person's departments are to screen, the most urgent first."""
    rows = Application.objects.filter(access.screened_by(user), state="submitted", round__state=RoundState.ANNOUNCED)
    return rows.select_related("round", "unit").order_by("due_date", "id")


def rounds_for_unit(unit: Unit, today: date) -> tuple[OpenRound, ...]:
    """Return announced rounds of places above a unit, each with the unit's own application; two queries."""
    rows = Round.objects.filter(unit__path__in=line_of(unit.path), state=RoundState.ANNOUNCED)
    found = list(rows.select_related("programme__honour", "unit").order_by("apply_due_date", "id"))
    own = Application.objects.filter(unit=unit, holder__kind="unit", round__in=found).exclude(state="withdrawn")
    by_round = {application.round_id: application for application in own.order_by("id")}
    return tuple(
        OpenRound(
            round=each,
            application=by_round.get(each.pk),
            is_open=each.apply_from_date <= today <= each.apply_due_date,
        )
        for each in found
    )


def last_answers(applications: Sequence[Application]) -> dict[int, StepRecord]:
    """Return, by application, why it was returned or refused, where that is how it stands now; one query."""
    ids = [each.pk for each in applications if each.state in ANSWERED]
    rows = StepRecord.objects.filter(application__in=ids, event__in=ANSWERED.values()).order_by("position")
    state = {each.pk: each.state for each in applications}
    return {row.application_id: row for row in rows if ANSWERED[state[row.application_id]] == row.event}


def applications_of_unit(unit: Unit) -> QuerySet[Application]:
    """Return all applications of a unit and of those who belong to it, the newest first."""
    rows = Application.objects.filter(unit=unit).select_related("round__programme__honour", "holder", "title")
    return rows.order_by("-round__year", "-id")
