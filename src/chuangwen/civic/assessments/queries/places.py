"""Marks over a place: lists with ranks, where points are lost, what changed. For the office.

Everything reads previews of one edition; kept cards carry their own ranks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Card, Preview, PreviewDay
from chuangwen.civic.assessments.queries.asks import Ask, asks_of
from chuangwen.civic.assessments.queries.scorecards import VERDICTS, CriterionRow, ScorecardView
from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import book_of

HEAVY = ("assessment__edition__canonical", "assessment__edition__sources")  # texts that no list shows
SHARES = (90, 80, 60)  # of the full points, in per cent; bands are drawn for reading only


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Points not yet had in one category or criterion, over the units of a place. Milli-points."""

    code: str
    title: str
    got: int
    full: int
    units: int
    short_units: int
    ask: Ask | None = None

    @property
    def lost(self) -> int:
        """Return the points missing over all units."""
        return self.full - self.got

    @property
    def mean_got(self) -> int:
        """Return the mean over the units, rounded down."""
        return self.got // self.units if self.units else 0

    @property
    def mean_full(self) -> int:
        """Return the mean of what could be had."""
        return self.full // self.units if self.units else 0

    @property
    def mean_lost(self) -> int:
        """Return the mean of what is missing."""
        return self.lost // self.units if self.units else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How many units stand in a band of the total, in per cent of full points; `until` is exclusive."""

    label: str
    start: int
    until: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How many units are over the line, still may be, or cannot be any more."""

    passes: int
    open: int
    fails: int

    @property
    def units(self) -> int:
        """Return how many there are."""
        return self.passes + self.open + self.fails


def previews_in(place: Unit, edition: Edition) -> QuerySet[Preview]:
    """Return the previews of a place's units in a book, light, each with `position` and `group_size`.

    The rank is among all units of the group in the book, not only those shown,
    so a filter does not change it. One query for any number of rows.
    """
    group = Preview.objects.filter(edition_id=OuterRef("edition_id"), peers=OuterRef("peers"), unit__closed_date=None)
    better = group.filter(certain__gt=OuterRef("certain")).order_by().values("peers").annotate(n=Count("id"))
    size = group.order_by().values("peers").annotate(n=Count("id"))
    rows = Preview.objects.filter(below(place.path, "unit__"), edition=edition, unit__closed_date=None)
    return (
        rows.select_related("unit", "unit__parent")
        .defer("card", "marks")
        .annotate(
            position=Coalesce(Subquery(better.values("n")), 0) + 1,
            group_size=Coalesce(Subquery(size.values("n")), 0),
            open=F("possible") - F("certain"),
        )
    )


def with_change(rows: QuerySet[Preview], since: date) -> QuerySet[Preview]:
    """Annotate previews with `before`, the total at the end of `since`, and `change` from it.

    A unit marked for the first time after that day is compared with its first total.
    """
    days = PreviewDay.objects.filter(edition_id=OuterRef("edition_id"), unit_id=OuterRef("unit_id"))
    last = Subquery(days.filter(day__lte=since).order_by("-day").values("certain")[:1])
    first = Subquery(days.filter(day__gt=since).order_by("day").values("certain")[:1])
    return rows.annotate(before=Coalesce(last, first, F("certain"))).annotate(change=F("certain") - F("before"))


def week_changes(place: Unit, edition: Edition, since: date) -> QuerySet[Preview]:
    """Return the previews whose total has changed since a day, with `before` and `change`."""
    return with_change(previews_in(place, edition), since).exclude(certain=F("before"))


def outlook(place: Unit, edition: Edition) -> Outlook:
    """Count a place's units by how they would fare."""
    rows = _rows(place, edition).order_by().values_list("verdict").annotate(n=Count("id"))
    found = dict(rows)
    return Outlook(**{verdict: found.get(verdict, 0) for verdict in VERDICTS})


def bands(place: Unit, edition: Edition) -> tuple[Band, ...]:
    """Count a place's units by bands of the total, the best first."""
    rows = list(_rows(place, edition).values_list("certain", "full"))
    edges = [(SHARES[0], None), *((low, high) for high, low in zip(SHARES, (*SHARES[1:], 0), strict=True))]
    return tuple(
        Band(label=_band_name(low, high), start=low, until=high, count=_between(rows, low, high)) for low, high in edges
    )


def _band_name(low: int, high: int | None) -> str:
    if high is None:
        return f"{low}%以上"
    return f"{low}%—{high}%" if low else f"不足{high}%"


def _between(rows: Iterable[tuple[int, int]], low: int, high: int | None) -> int:
    return sum(certain * 100 >= low * full and (high is None or certain * 100 < high * full) for certain, full in rows)


def category_losses(place: Unit, edition: Edition) -> tuple[Loss, ...]:
    """Return every category over a place's units, the most points lost first. One query."""
    titles = {category.code: category.title for category in book_of(edition).categories}
    sums = _sums(_rows(place, edition).values_list("categories", flat=True).iterator())
    found = [_loss(code, title, sums.get(code)) for code, title in titles.items()]
    return tuple(sorted(found, key=lambda loss: (-loss.lost, loss.code)))


def weakest_criteria(place: Unit, edition: Edition, *, most: int = 10) -> tuple[Loss, ...]:
    """Return the criteria that cost a place's units the most points. Bonus items are no loss. One query."""
    asks = asks_of(book_of(edition), edition.assessed_on)
    sums = _sums(_rows(place, edition).values_list("marks", flat=True).iterator())
    found = [_loss(ask.code, ask.text, sums.get(ask.code), ask) for ask in asks.values() if not ask.is_bonus]
    return tuple(sorted(found, key=lambda loss: (-loss.lost, loss.code))[:most])


def costliest(card: ScorecardView) -> CriterionRow | None:
    """Return the criterion that costs a unit the most points, or None when nothing is missing."""
    rows = [row for part in card.categories for row in part.rows if row.is_short]
    return max(rows, key=lambda row: row.missing, default=None)


def units_short_of(place: Unit, edition: Edition, code: str) -> QuerySet[Preview]:
    """Return the previews of the units that miss points in one criterion."""
    rows = previews_in(place, edition).annotate(criterion_got=_number(code, "0"), criterion_full=_number(code, "2"))
    return rows.filter(Q(criterion_got__lt=F("criterion_full")))


def _number(code: str, at: str) -> Cast:
    """Take one figure of a criterion out of the JSON, as a number on both databases."""
    return Cast(KeyTextTransform(at, KeyTextTransform(code, "marks")), IntegerField())


def _rows(place: Unit, edition: Edition) -> QuerySet[Preview]:
    return Preview.objects.filter(below(place.path, "unit__"), edition=edition, unit__closed_date=None)


Sums = dict[str, list[int]]


def _sums(marks: Iterable[dict[str, list[int]]]) -> Sums:
    """Add up [got, full, units, short units] by code; where a criterion is left out, the unit does not count."""
    sums: Sums = {}
    for row in marks:
        for code, (got, _, full) in row.items():
            if full:
                found = sums.setdefault(code, [0, 0, 0, 0])
                found[0] += min(got, full)
                found[1] += full
                found[2] += 1
                found[3] += got < full
    return sums


def _loss(code: str, title: str, sums: list[int] | None, ask: Ask | None = None) -> Loss:
    got, full, units, short = sums or (0, 0, 0, 0)
    return Loss(code=code, title=title, got=got, full=full, units=units, short_units=short, ask=ask)


def kept_cards_of(unit: Unit) -> QuerySet[Card]:
    """Return a unit's cards in finished assessments, the newest first, without their marks."""
    rows = Card.objects.filter(unit=unit, assessment__status=AssessmentStatus.FINISHED)
    rows = rows.select_related("assessment__edition").defer("card", "marks", *HEAVY)
    return rows.order_by("-assessment__finished_at", "-id")
