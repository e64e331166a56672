"""Previews: what units would score today. Derived rows, made again whenever a ledger has moved on.

Not acts: nothing is decided here, so nothing is written into the journal. Two
refreshes at once do no harm: each row carries the revision of the ledger that
it was made from, and one made from an older ledger is found stale and made again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from chuangwen.civic.assessments.models import Preview, PreviewDay
from chuangwen.civic.assessments.queries.cards import live_columns
from chuangwen.civic.assessments.queries.cases import (
    assessed_kinds,
    assessed_units,
    case_of,
    first_day_read,
    units_with_facts,
)
from chuangwen.civic.assessments.queries.scorecards import ScorecardView, scorecard
from chuangwen.civic.assessments.queries.snapshots import frozen_peers, has_ranks, latest_digest, latest_snapshot
from chuangwen.civic.ledger.queries.entries import facts_of_unit
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.pairings import partners_below, partners_of
from chuangwen.civic.rulebooks.access import line_of
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import (
    InForce,
    for_kind,
    in_order,
    newest,
    published_around,
    published_over,
)
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.scoring import ENGINE_VERSION, UnitCase, assess_unit

BATCH = 500
MOST_REPAIRED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a refresh did to a unit's total in one book; `before` is None the first time."""

    edition: Edition
    before: int | None
    after: int

    @property
    def gain(self) -> int:
        """Return the difference in milli-points."""
        return 0 if self.before is None else self.after - self.before


def refresh(unit_id: int, at: datetime) -> tuple[Change, ...]:
    """Mark one unit anew in every book in force for it; five queries, whatever else the ledger holds.

    Call it after an act on the unit's ledger: the changes say what the act was worth.
    """
    unit = Unit.objects.get(pk=unit_id)
    own = FilteredRelation("previews", condition=Q(previews__unit_id=unit_id))
    rows = in_order(published_over(unit.path)).annotate(own=own, before=F("own__certain"), frozen=latest_snapshot())
    books = for_kind(rows, unit.kind, _day(at))
    if not books:
        return ()
    partners = partners_of(unit, _day(at)) if any(found.book.pairs for found in books) else ()
    case = case_of(unit, facts_of_unit(unit_id, since=first_day_read(books)), partners)
    made = [_made(found, unit, case, at) for found in books]
    _keep(made, at)
    return tuple(_change(found, preview) for found, preview in zip(books, made, strict=True))


def _change(found: InForce, preview: Preview) -> Change:
    before: int | None = getattr(found.edition, "before", None)
    return Change(edition=found.edition, before=before, after=preview.certain)


def _made(found: InForce, unit: Unit, case: UnitCase, at: datetime) -> Preview:
    edition, book = found.edition, found.book
    groups = frozen_peers(book, edition.assessed_on, _distribution(found))
    peers: dict[str, Peers] = dict(groups.get(book.group_of(unit.kind), {}))
    card = assess_unit(book, case, edition.assessed_on, peers=peers or None, today=_day(at))
    return Preview(
        edition=edition,
        unit=unit,
        ledger_revision=unit.ledger_revision,
        engine=ENGINE_VERSION,
        distribution=_distribution(found),
        refreshed_at=at,
        **live_columns(card, book, case),
    )


def _distribution(found: InForce) -> str:
    """Return the snapshot that ranks compare with; nothing in a book that ranks nobody."""
    frozen: str | None = getattr(found.edition, "frozen", None)
    return frozen or "" if has_ranks(found.book) else ""


def _keep(previews: Sequence[Preview], at: datetime) -> int:
    """Write previews and the totals of the day over what was there; two queries a batch."""
    keys = ("edition", "unit")
    columns = [f.name for f in Preview._meta.concrete_fields if f.name not in {"id", *keys}]
    Preview.objects.bulk_create(previews, update_conflicts=True, unique_fields=keys, update_fields=columns)
    days = [PreviewDay(edition=p.edition, unit=p.unit, day=_day(at), certain=p.certain) for p in previews]
    PreviewDay.objects.bulk_create(
        days, update_conflicts=True, unique_fields=(*keys, "day"), update_fields=("certain",)
    )
    return len(previews)


def forget(units: QuerySet[Unit]) -> None:
    """Drop what was made of units that are about to go; if they stay after all, it is made again."""
    Preview.objects.filter(unit__in=units).delete()
    PreviewDay.objects.filter(unit__in=units).delete()


def _day(at: datetime) -> date:
    """Return the office's calendar day of an instant."""
    return timezone.localtime(at).date()


def refresh_all(place: Unit, at: datetime) -> int:
    """Mark every unit of a place anew in all its books, in batches; return how many scorecards were made.

    For use after a book has been published, and by commands.
    """
    editions = in_order(published_around(place.path)).annotate(frozen=latest_snapshot())
    books = newest(editions, _day(at))
    batch: list[Preview] = []
    count = 0
    partners = partners_below(place, _day(at)) if any(found.book.pairs for found in books) else {}
    for unit, facts in units_with_facts(place, since=first_day_read(books)) if books else ():
        case, above = case_of(unit, facts, partners.get(unit.pk, ())), line_of(unit.path)
        mine = [each for each in books if each.edition.unit.path in above and each.book.covers(unit.kind)]
        batch += [_made(found, unit, case, at) for found in mine]
        if len(batch) >= BATCH:
            count += _keep(batch, at)
            batch = []
    return count + _keep(batch, at)


def scorecards_of(unit: Unit, at: datetime) -> tuple[ScorecardView, ...]:
    """Return a unit's scorecards in every book in force; what is missing or stale is made first."""
    editions = in_order(published_over(unit.path)).annotate(frozen=latest_snapshot())
    books = for_kind(editions, unit.kind, _day(at))
    found = _rows(unit, books)
    if any(_is_stale(found.get(each.edition.pk), unit, each) for each in books):
        refresh(unit.pk, at)
        found = _rows(unit, books)
    return tuple(scorecard(found[each.edition.pk], each.edition, unit.name) for each in books)


def _rows(unit: Unit, books: Sequence[InForce]) -> dict[int, Preview]:
    editions = [each.edition.pk for each in books]
    return {row.edition_id: row for row in Preview.objects.filter(unit=unit, edition_id__in=editions)}


def _is_stale(row: Preview | None, unit: Unit, found: InForce) -> bool:
    if row is None or row.ledger_revision < unit.ledger_revision:
        return True
    return row.engine != ENGINE_VERSION or row.distribution != _distribution(found)


def repair(place: Unit, found: InForce, at: datetime, *, most: int = MOST_REPAIRED) -> int:
    """Make stale or missing previews of a place anew before a list shows them; return how many units had any.

    One query when all are fresh, two for a book that ranks. Many at once are for `refresh_all`.
    """
    kinds = [kind for kind in assessed_kinds() if found.book.covers(kind)]
    own = FilteredRelation("previews", condition=Q(previews__edition=found.edition))
    is_stale = Q(own__id=None) | Q(own__ledger_revision__lt=F("ledger_revision")) | ~Q(own__engine=ENGINE_VERSION)
    if has_ranks(found.book):
        is_stale |= ~Q(own__distribution=latest_digest(found.edition) or "")
    due = assessed_units(place).filter(kind__in=kinds).annotate(own=own).filter(is_stale).order_by("id")[:most]
    ids = [unit.pk for unit in due]
    for unit_id in ids:
        refresh(unit_id, at)
    return len(ids)
