"""Previews: what units would score today. Derived rows, made again whenever a ledger has moved on.

Not acts: nothing is decided here, so nothing is written into the journal. Two
refreshes at once do no harm: each row carries the revision of the ledger that
it was made from, and one made from an older ledger is found stale and made again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from chuangwen.civic.assessments.models import Preview, PreviewDay
from chuangwen.civic.assessments.queries.cards import live_columns, live_standing
from chuangwen.civic.assessments.queries.cases import (
    assessed_kinds,
    assessed_units,
    case_of,
    first_day_read,
    last_turn,
    merged_groups,
    units_with_facts,
)
from chuangwen.civic.assessments.queries.scorecards import ScorecardView, scorecard
from chuangwen.civic.assessments.queries.snapshots import frozen_peers, has_ranks, latest_digest, latest_snapshot
from chuangwen.civic.ledger.queries.recent import facts_of_unit
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.pairings import Partners, circle_around, partners_below
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
from chuangwen.core.scoring import ENGINE_VERSION, Card, UnitCase
from chuangwen.core.scoring.remark import CardCache
from chuangwen.core.scoring.sharing import Standings

BATCH = 500
MOST_REPAIRED = 50
MOST_PARTNERS = 12  # beyond, marking one unit would cost too much: its card says that partners are not known yet
Member = tuple[Unit, UnitCase]
CARDS = CardCache()  # a saved fact marks again only what reads its kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a refresh did to a unit's total in one book, and the facts it saw; `before` is None the first time."""

    edition: Edition
    before: int | None
    after: int
    case: UnitCase = field(compare=False, repr=False)

    @property
    def gain(self) -> int:
        """Return the difference in milli-points."""
        return 0 if self.before is None else self.after - self.before


def refresh(unit_id: int, at: datetime) -> tuple[Change, ...]:
    """Mark one unit anew in every book in force for it; five queries, whatever else the ledger holds.

    In a book that shares marks (同奖同罚) its partners are marked with it: four queries more and one for each of them.

    Call it after an act on the unit's ledger: the changes say what the act was worth.
    """
    unit = Unit.objects.get(pk=unit_id)
    own = FilteredRelation("previews", condition=Q(previews__unit_id=unit_id))
    rows = in_order(published_over(unit.path)).annotate(own=own, before=F("own__certain"), frozen=latest_snapshot())
    books = for_kind(rows, unit.kind, _day(at))
    if not books:
        return ()
    day, since = _day(at), first_day_read(books)
    ties = circle_around(unit_id, day) if any(found.book.pairs for found in books) else {}
    itself = (unit, case_of(unit, facts_of_unit(unit_id, since=since), ties.get(unit_id, ())))
    others = _partners(unit_id, ties, since)
    made = []
    for found in books:
        above = found.edition.unit.path
        mine = [each for each in others if found.book.covers(each[0].kind) and above in line_of(each[0].path)]
        made.append(_made(found, (itself, *(mine if found.book.pairs else ())), merged_groups(found), at))
    _keep([row for rows in made for row in rows], at)
    return tuple(_change(found, rows[0], itself[1]) for found, rows in zip(books, made, strict=True))


def _partners(unit_id: int, ties: Partners, since: date | None) -> list[Member]:
    """Return the units that share marks with one, with their facts; a query each, none of a circle that is too large."""
    others = [other for other in ties if other != unit_id]
    if not 0 < len(others) <= MOST_PARTNERS:
        return []
    units = Unit.objects.filter(pk__in=others, closed_date=None).order_by("id")
    return [(unit, case_of(unit, facts_of_unit(unit.pk, since=since), ties[unit.pk])) for unit in units]


def _change(found: InForce, preview: Preview, case: UnitCase) -> Change:
    before: int | None = getattr(found.edition, "before", None)
    return Change(edition=found.edition, before=before, after=preview.certain, case=case)


def _made(found: InForce, members: Sequence[Member], groups: Mapping[str, str], at: datetime) -> list[Preview]:
    """Mark a unit, or a circle of units that share marks, in one book.

    Marks of partners are shared when all are here; else a unit with partners stays open, and its card says why.
    """
    cards = [_card(found, unit, case, groups, _day(at)) for unit, case in members]
    partners: Standings | None = None
    if len(members) > 1:
        alone = [live_standing(card, found.book, case) for card, (_, case) in zip(cards, members, strict=True)]
        partners = {each.unit_id: each for each in alone}
        cards = [_card(found, unit, case, groups, _day(at), partners) for unit, case in members]
    return [
        Preview(
            edition=found.edition,
            unit=unit,
            ledger_revision=unit.ledger_revision,
            engine=ENGINE_VERSION,
            distribution=_distribution(found),
            refreshed_at=at,
            **live_columns(card, found.book, case, partners),
        )
        for card, (unit, case) in zip(cards, members, strict=True)
    ]


def _card(
    found: InForce, unit: Unit, case: UnitCase, groups: Mapping[str, str], today: date,
    partners: Standings | None = None,
) -> Card:  # fmt: skip
    book, on = found.book, found.edition.assessed_on
    own = book.group_of(unit.kind)
    frozen = _distribution(found)
    peers: dict[str, Peers] = dict(frozen_peers(book, on, frozen).get(own, {}))
    return CARDS.card(
        book, case, on, peers=peers or None, ranked_by=frozen if peers else "", partners=partners,
        group=groups.get(own, ""), today=today,
    )  # fmt: skip


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
    groups = {found.edition.pk: merged_groups(found) for found in books}
    for unit, facts in units_with_facts(place, since=first_day_read(books)) if books else ():
        case, above = case_of(unit, facts, partners.get(unit.pk, ())), line_of(unit.path)
        mine = [each for each in books if each.edition.unit.path in above and each.book.covers(unit.kind)]
        batch += [row for found in mine for row in _made(found, [(unit, case)], groups[found.edition.pk], at)]
        if len(batch) >= BATCH:
            count += _keep(batch, at)
            batch = []
    count += _keep(batch, at)
    for unit_id in partners:  # whoever is tied to one that names somebody is marked with it
        refresh(unit_id, at)
    return count


def scorecards_of(unit: Unit, at: datetime) -> tuple[ScorecardView, ...]:
    """Return a unit's scorecards in every book in force; what is missing or stale is made first."""
    editions = in_order(published_over(unit.path)).annotate(frozen=latest_snapshot())
    books = for_kind(editions, unit.kind, _day(at))
    found = _rows(unit, books)
    if any(_is_stale(found.get(each.edition.pk), unit, each, _day(at)) for each in books):
        refresh(unit.pk, at)
        found = _rows(unit, books)
    return tuple(scorecard(found[each.edition.pk], each.edition, unit.name) for each in books)


def _rows(unit: Unit, books: Sequence[InForce]) -> dict[int, Preview]:
    editions = [each.edition.pk for each in books]
    return {row.edition_id: row for row in Preview.objects.filter(unit=unit, edition_id__in=editions)}


def _is_stale(row: Preview | None, unit: Unit, found: InForce, today: date) -> bool:
    """Say whether a row must be made again: facts, engine or ranks have moved on, or a period has ended since."""
    if row is None or row.ledger_revision < unit.ledger_revision:
        return True
    turned = last_turn(found, today)
    if turned and _day(row.refreshed_at) < turned:
        return True
    return row.engine != ENGINE_VERSION or row.distribution != _distribution(found)


def repair(place: Unit, found: InForce, at: datetime, *, most: int = MOST_REPAIRED) -> int:
    """Make stale or missing previews of a place anew before a list shows them; return how many units had any.

    One query when all are fresh, two for a book that ranks. Many at once are for `refresh_all`.
    """
    kinds = [kind for kind in assessed_kinds() if found.book.covers(kind)]
    own = FilteredRelation("previews", condition=Q(previews__edition=found.edition))
    is_stale = Q(own__id=None) | Q(own__ledger_revision__lt=F("ledger_revision")) | ~Q(own__engine=ENGINE_VERSION)
    if turned := last_turn(found, _day(at)):
        is_stale |= Q(own__refreshed_at__lt=timezone.make_aware(datetime.combine(turned, time.min)))
    if has_ranks(found.book):
        is_stale |= ~Q(own__distribution=latest_digest(found.edition) or "")
    due = assessed_units(place).filter(kind__in=kinds).annotate(own=own).filter(is_stale).order_by("id")[:most]
    ids = [unit.pk for unit in due]
    for unit_id in ids:
        refresh(unit_id, at)
    return len(ids)


def repair_all(at: datetime, *, go_on: Callable[[], None]) -> int:
    """Make all stale or missing previews of every place anew, in small batches; return how many units had any.

    For the first hours of a day on which a period has ended: no page then has to do it.
    """
    count = 0
    for root in Unit.objects.filter(parent=None).order_by("id"):
        editions = in_order(published_around(root.path)).annotate(frozen=latest_snapshot())
        for found in newest(editions, _day(at)):
            batches = assessed_units(found.edition.unit).count() // MOST_REPAIRED + 1
            for _ in range(batches):  # bounded: a unit that cannot be made fresh does not keep us here
                done = repair(found.edition.unit, found, at)
                count += done
                go_on()
                if done < MOST_REPAIRED:
                    break
    return count
