"""A unit as the engine wants it: what it is, and the facts that its books look at."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from django.db.models import Count, QuerySet

from chuangwen.civic.ledger.queries.entries import facts_of_units
from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.pairings import partners_below
from chuangwen.civic.rulebooks.queries.editions import InForce
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.rulebook import Book
from chuangwen.core.scoring import Fact, UnitCase
from chuangwen.core.scoring.tables import atoms_of
from chuangwen.core.scoring.unit import peer_groups

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
    """Return the first day that a mark needs, or the window before: what lies just outside is to be explained."""
    windows = [c.scope(book, assessed_on).before for c in (*book.criteria, *book.bonus.items)]
    return min([*(span.start for span in windows if span), *(a.first_day for a in atoms_of(book, assessed_on))])


@lru_cache(maxsize=64)
def _turns(book: Book, assessed_on: date) -> tuple[date, ...]:
    return tuple(sorted({day for atom in atoms_of(book, assessed_on) for day in atom.turns}))


def last_turn(found: InForce, today: date) -> date | None:
    """Return the last day, up to today, from which on less of a book is within reach: a period or the window had ended."""
    turns = _turns(found.book, found.edition.assessed_on)
    place = bisect_right(turns, today)
    return turns[place - 1] if place else None


def merged_groups(found: InForce) -> Mapping[str, str]:
    """Return the group that each peer group ranks in, where the book puts small ones together; one query, else none."""
    if found.book.groups.minimum <= 1:
        return {}
    rows = assessed_units(found.edition.unit).order_by().values_list("kind").annotate(units=Count("pk"))
    return peer_groups(found.book, Counter(dict(rows)).elements())


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
