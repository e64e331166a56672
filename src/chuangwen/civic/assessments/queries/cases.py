"""A unit as the engine wants it: what it is, and the facts that its books look at."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from chuangwen.civic.ledger.queries.entries import facts_of_units
from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.pairings import partners_below
from chuangwen.civic.rulebooks.queries.editions import InForce
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.rulebook import Book
from chuangwen.core.scoring import Fact, UnitCase

ATTRIBUTES = ("staff", "households")


def assessed_kinds() -> tuple[str, ...]:
    """Return the kinds of unit that can be marked."""
    return tuple(code for code, kind in unit_kinds().items() if kind.assessed)


def assessed_units(place: Unit) -> QuerySet[Unit]:
    """Return the open units of a place that can be marked."""
    return Unit.objects.filter(below(place.path), kind__in=assessed_kinds(), closed_date=None)


def case_of(unit: Unit, facts: tuple[Fact, ...], partners: tuple[int, ...] = ()) -> UnitCase:
    """Return a unit with its facts and whom it shares marks with; a number that nobody has filled in is left out."""
    known = {name: getattr(unit, name) for name in ATTRIBUTES}
    attributes = {name: value for name, value in known.items() if value is not None}
    return UnitCase(
        id=unit.pk,
        name=unit.name,
        kind=unit.kind,
        path=unit.path,
        attributes=attributes,
        facts=facts,
        partners=partners,
    )


def first_day_read(books: Iterable[InForce]) -> date | None:
    """Return the first day that any of the books looks at; facts before it change no mark."""
    days = [_first_day(found.book, found.edition.assessed_on) for found in books]
    return min(days, default=None)


@lru_cache(maxsize=64)
def _first_day(book: Book, assessed_on: date) -> date:
    scopes = [c.scope(book, assessed_on) for c in (*book.criteria, *book.bonus.items)]
    starts = [scope.before.start if scope.before else scope.window.start for scope in scopes]
    return min([*starts, *(item.scope(assessed_on).window.start for item in book.negative)])


def cases_of(place: Unit, *, since: date | None, on: date | None = None) -> Iterator[UnitCase]:
    """Yield each assessed unit of a place with its confirmed facts, in order of unit; facts are read once.

    Units are paired as they are `on` a day; without one they are not.
    """
    partners = partners_below(place, on) if on else {}
    for unit, facts in units_with_facts(place, since=since):
        yield case_of(unit, facts, partners.get(unit.pk, ()))


def units_with_facts(place: Unit, *, since: date | None) -> Iterator[tuple[Unit, tuple[Fact, ...]]]:
    """Yield each assessed unit of a place with its confirmed facts.

    Units are read before facts: a fact recorded in between makes a preview look stale, never fresh.
    """
    units = list(assessed_units(place).order_by("id"))
    facts = facts_of_units(place.path, since=since)
    ahead = next(facts, None) if units else None
    for unit in units:
        own: list[Fact] = []
        while ahead and ahead[0] <= unit.pk:
            if ahead[0] == unit.pk:
                own.append(ahead[1])
            ahead = next(facts, None)
        yield unit, tuple(own)
