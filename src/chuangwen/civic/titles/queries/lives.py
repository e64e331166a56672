"""A title's whole life, what may be done to it now, and what waits for an answer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from chuangwen.civic.orgs.access import OFFICE_READERS, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.access import hands_of
from chuangwen.civic.titles.enums import RectificationState, ReviewResult
from chuangwen.civic.titles.models import Appeal, Recheck, Rectification, Sanction, Title, YearlyReview
from chuangwen.core.lifecycle import TITLES, Need, Who

OPEN_SANCTIONS = ("proposed", "heard", "waived")
BY_SANCTION = frozenset({"warn", "order", "suspend", "revoke"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened to a title, as its time line shows it."""

    at: datetime
    event: str
    what: str
    state: str
    who: str
    basis: str
    number: str
    reason: str
    evidence_id: str | None
    evidence_note: str
    due_date: date | None
    is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleAction:
    """Something that a person's hand may do to a title now; `is_sanction`: it is proposed first, and heard."""

    event: str
    label: str
    needs: tuple[Need, ...]
    is_sanction: bool


def life_of(title: Title) -> tuple[Moment, ...]:
    """Return everything that happened to a title, in order; one query."""
    return tuple(
        Moment(
            at=event.at,
            event=event.event,
            what=event.get_event_display(),
            state=event.get_after_display(),
            who=event.actor_name,
            basis=event.basis,
            number=event.number,
            reason=event.reason,
            evidence_id=event.evidence_id,
            evidence_note=event.evidence_note,
            due_date=event.due_date,
            is_provisional=event.is_provisional,
        )
        for event in title.history.order_by("at", "id")
    )


def actions_for(title: Title, user: User) -> tuple[TitleAction, ...]:
    """Return what the person's hand could do in the title's state; no query. Sanctions are an officer's to propose."""
    hands = hands_of(user, unit_path=title.unit.path, awarding_path=title.programme.unit.path)
    proposing = hands | ({Who.AWARDING} if Who.OFFICE in hands else frozenset())
    return tuple(
        TitleAction(
            event=row.event, label=TITLES.events[row.event], needs=row.needs, is_sanction=row.event in BY_SANCTION
        )
        for row in TITLES.rows
        if title.state in row.sources and (proposing if row.event in BY_SANCTION else hands) & set(row.who)
    )


def reviews_in_reach(user: User, *, year: int | None = None) -> QuerySet[YearlyReview]:
    """Return the yearly reviews that the office sees, by due day."""
    rows = YearlyReview.objects.filter(reach(user, OFFICE_READERS, "title__unit__"))
    rows = rows.filter(year=year) if year else rows
    return rows.select_related("title__holder", "title__unit", "title__honour").order_by("due_date", "id")


def reviews_owed(unit: Unit) -> QuerySet[YearlyReview]:
    """Return the yearly reports that a unit still owes, the most urgent first."""
    rows = YearlyReview.objects.filter(title__unit=unit, result=ReviewResult.DUE, title__ended_date=None)
    return rows.select_related("title__honour", "title__holder").order_by("due_date", "id")


def sanctions_in_reach(user: User) -> QuerySet[Sanction]:
    """Return open sanctions that the office sees, by the day until which a statement may come."""
    rows = Sanction.objects.filter(reach(user, OFFICE_READERS, "title__unit__"), state__in=OPEN_SANCTIONS)
    related = ("title__holder", "title__unit", "title__honour", "proposed_by")
    return rows.select_related(*related).order_by("statement_due_date", "id")


def sanctions_to_answer(user: User) -> QuerySet[Sanction]:
    """Return the sanctions that the person's units may still answer."""
    rows = Sanction.objects.filter(reach(user, {Role.CLERK}, "title__unit__"), state="proposed")
    return rows.select_related("title__honour", "title__unit").order_by("statement_due_date", "id")


def appeals_in_reach(user: User) -> QuerySet[Appeal]:
    """Return open appeals that the office sees, the most urgent first."""
    rows = Appeal.objects.filter(reach(user, OFFICE_READERS, "title__unit__"), state="filed")
    return rows.select_related("title__holder", "title__honour", "sanction").order_by("due_date", "id")


def open_appeals(unit: Unit) -> QuerySet[Appeal]:
    """Return a unit's own appeals that wait for their decision."""
    rows = Appeal.objects.filter(title__unit=unit, state="filed")
    return rows.select_related("title__honour", "title__holder").order_by("due_date", "id")


def open_rectifications(unit: Unit) -> QuerySet[Rectification]:
    """Return what a unit was ordered to put right, the most urgent first."""
    rows = Rectification.objects.filter(title__unit=unit, state=RectificationState.OPEN)
    return rows.select_related("title__honour", "title__holder").order_by("due_date", "id")


def rechecks_in_reach(user: User) -> QuerySet[Recheck]:
    """Return the draws that the office sees, the newest first."""
    rows = Recheck.objects.filter(reach(user, OFFICE_READERS, "unit__"))
    return rows.select_related("unit", "honour", "drawn_by").order_by("-drawn_at", "-id")
