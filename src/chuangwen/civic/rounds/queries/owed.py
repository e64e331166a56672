"""What a unit owes under its applications and titles, told in one query: how many of each, and the nearest last day."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Value, When

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import RoundState
from chuangwen.civic.rounds.queries.files import applications_of_unit, opinions_waiting, screening_waiting
from chuangwen.civic.titles.queries.lives import open_rectifications, reviews_owed, sanctions_to_answer

NEVER = Q(pk=None)
NOTICE = When(reminded_at__isnull=False, title__notice_due_date__isnull=False, then=F("title__notice_due_date"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedKind:
    """All that a unit owes of one kind: how many, the nearest last day, and whether that may still move."""

    code: str
    count: int
    due_date: date | None
    is_provisional: bool


def owed_by(unit: Unit, user: User, today: date) -> tuple[OwedKind, ...]:
    """Return what a unit owes, also as a department, as the person sees it; the nearest last day first. One query."""
    own = applications_of_unit(unit).filter(round__state=RoundState.ANNOUNCED)
    drafts = own.filter(state="drafted", round__apply_due_date__gte=today)  # later nobody can hand them in
    provisional = Q(is_provisional=True)
    parts = (
        _counted("draft", drafts, Min("round__apply_due_date"), NEVER),
        _counted("returned", own.filter(state="returned"), Min("due_date"), provisional),
        _counted("report", reviews_owed(unit), Min(Case(NOTICE, default=F("due_date"))), NEVER),
        _counted(
            "statement", sanctions_to_answer(user).filter(title__unit=unit), Min("statement_due_date"), provisional
        ),
        _counted("rectification", open_rectifications(unit), Min("due_date"), provisional),
        _counted("screening", screening_waiting(user).filter(screener=unit), Min("due_date"), provisional),
        _counted("opinion", opinions_waiting(user, today).filter(unit=unit), Min("due_date"), provisional),
    )
    rows = reduce(lambda first, second: first.union(second, all=True), parts)
    found = [
        OwedKind(code=code, count=count, due_date=due, is_provisional=bool(moving))
        for code, count, due, moving in rows
        if count
    ]
    return tuple(sorted(found, key=lambda each: (each.due_date or date.max, each.code)))


def _counted(code: str, rows: QuerySet[Any], nearest: Min, provisional: Q) -> QuerySet[Any, Any]:
    """Count rows of one kind into one row, also where there are none."""
    named = rows.order_by().annotate(code=Value(code, output_field=CharField())).values_list("code")
    counted: QuerySet[Any, Any] = named.annotate(
        count=Count("pk"), nearest=nearest, moving=Count("pk", filter=provisional)
    )
    return counted
