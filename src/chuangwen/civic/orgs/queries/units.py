"""Units as the pages show them: the tree, one level of it, and what a search finds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from chuangwen.civic.orgs.access import below, outermost, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.people.models import User

HIGHEST = "9" * STEP + "9"  # behind every path of one level below


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A unit in its tree; `depth` counts from the top of what was asked for."""

    unit: Unit
    depth: int


def units_in_reach(user: User, roles: Iterable[Role], words: str = "") -> QuerySet[Unit]:
    """Return the units that the user reaches in one of the roles, narrowed by a search, in tree order.

    Each word must occur in the name, begin the pinyin initials, or begin the USCC.
    """
    found = Unit.objects.filter(reach(user, roles)).select_related("parent").order_by("path")
    return search(found, words)


def search(units: QuerySet[Unit], words: str) -> QuerySet[Unit]:
    """Narrow units to those that every word finds, by name, pinyin initials or USCC."""
    for word in words.split():
        narrow = Q(name__icontains=word)
        if word.isascii():
            narrow |= Q(initials__contains=word.lower()) | Q(uscc__startswith=word.upper())
        units = units.filter(narrow)
    return units


def tree(top: Unit) -> list[Node]:
    """Return a unit and everything below it in tree order; one query."""
    units = Unit.objects.filter(below(top.path)).order_by("path")
    return [Node(unit=unit, depth=unit.depth - top.depth) for unit in units]


def tops_of(user: User, roles: Iterable[Role]) -> list[Unit]:
    """Return the highest units that the user reaches in one of the roles; one query."""
    return list(Unit.objects.filter(path__in=outermost(user, roles)).order_by("path"))


def children_of(unit: Unit) -> QuerySet[Unit]:
    """Return the units directly below, open ones first, each with `below_count` of all open units below it."""
    return with_counts(Unit.objects.filter(parent=unit)).order_by(F("closed_date").asc(nulls_first=True), "path")


def with_counts(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Add `below_count`: how many open units stand anywhere below each."""
    inside = (
        Unit.objects.filter(path__gt=OuterRef("path"), path__lt=Concat(OuterRef("path"), Value(HIGHEST)))
        .filter(closed_date=None)
        .order_by()
        .values(one=Value(1))
        .annotate(count=Count("id"))
        .values("count")
    )
    return units.annotate(below_count=Coalesce(Subquery(inside, output_field=IntegerField()), 0))


def way_to(unit: Unit) -> Sequence[Unit]:
    """Return the units above a unit from the top down, without itself; one query."""
    paths = [unit.path[:end] for end in range(STEP, len(unit.path), STEP)]
    return list(Unit.objects.filter(path__in=paths).order_by("path"))
