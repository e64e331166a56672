"""Who holds what, on any day: registers, figures, what expires soon, how far a place is covered."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from chuangwen.civic.orgs.access import OFFICE_READERS, below, reach
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import StarRating, Title, TitleEvent
from chuangwen.core.lifecycle.eligibility import months_after
from chuangwen.core.lifecycle.tables import GOOD, LIVE

UNDER_SANCTION = tuple(state for state in LIVE if state not in GOOD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How many titles of an honour at a level are held on a day."""

    honour: str
    honour_name: str
    level: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A part of a whole: `rate` in tenths of a percent, None where the whole is not known."""

    name: str
    part: int
    whole: int

    @property
    def rate(self) -> int | None:
        """Return the rate in tenths of a percent, rounded half up.

        >>> Coverage(name="星级文明户", part=8476, whole=24217).rate
        350
        """
        return (self.part * 2000 + self.whole) // (2 * self.whole) if self.whole else None

    @property
    def percent(self) -> str:
        """Write the rate.

        >>> Coverage(name="星级文明户", part=8476, whole=24217).percent
        '35.0%'
        """
        if self.rate is None:
            return ""
        return "不到0.1%" if self.part and not self.rate else f"{self.rate // 10}.{self.rate % 10}%"


def titles_in_reach(user: User) -> QuerySet[Title]:
    """Return the titles that the office sees, by place."""
    return _listed(Title.objects.filter(reach(user, OFFICE_READERS, "unit__")))


def titles_of_unit(unit: Unit) -> QuerySet[Title]:
    """Return what a unit and those who belong to it hold and held, the newest first."""
    return _listed(Title.objects.filter(unit=unit)).order_by("-from_date", "-id")


def _listed(rows: QuerySet[Title]) -> QuerySet[Title]:
    rows = rows.select_related("holder", "unit__parent", "honour", "programme", "certificate")
    return rows.order_by("unit__path", "id")


def on_day(rows: QuerySet[Title], day: date) -> QuerySet[Title]:
    """Return those held on a day, whatever became of them later."""
    return rows.filter(Q(ended_date=None) | Q(ended_date__gt=day), from_date__lte=day).filter(
        Q(until_date=None) | Q(until_date__gt=day)
    )


def held_on(place: Unit, day: date) -> QuerySet[Title]:
    """Return what was held in a place on a day."""
    return on_day(_listed(Title.objects.filter(below(place.path, "unit__"))), day)


def with_state_at(rows: QuerySet[Title], at: datetime) -> QuerySet[Title]:
    """Return the titles with `state_then`: the state that each was in at an instant."""
    last = TitleEvent.objects.filter(title=OuterRef("pk"), at__lte=at).order_by("-at", "-id")
    return rows.annotate(state_then=Subquery(last.values("after")[:1]))


def figures_on(place: Unit, day: date) -> tuple[Figure, ...]:
    """Return how many titles are held in a place on a day, by honour and level; one query."""
    rows = on_day(Title.objects.filter(below(place.path, "unit__")), day).order_by()
    counted = rows.values_list("honour__code", "honour__name", "level").annotate(n=Count("id"))
    return tuple(
        Figure(honour=code, honour_name=name, level=level, count=n)
        for code, name, level, n in counted.order_by("honour__code", "level")
    )


def expiring(place: Unit, today: date, *, months: int = 6) -> QuerySet[Title]:
    """Return live titles of a place whose term runs out within so many months, the soonest first."""
    rows = _listed(Title.objects.filter(below(place.path, "unit__"), state__in=LIVE))
    return rows.filter(until_date__lte=months_after(today, months)).order_by("until_date", "id")


def under_sanction(place: Unit) -> QuerySet[Title]:
    """Return the titles of a place that are warned, being put right or suspended, or about to be."""
    open_sanction = Q(sanctions__state__in=("proposed", "heard", "waived"))
    rows = _listed(Title.objects.filter(below(place.path, "unit__")))
    return rows.filter(Q(state__in=UNDER_SANCTION) | open_sanction, ended_date=None).distinct()


def coverage(place: Unit, day: date) -> tuple[Coverage, ...]:
    """Return how far a place is covered on a day: units titled, and households with stars; four queries."""
    units = Unit.objects.filter(below(place.path), closed_date=None)
    held = on_day(Title.objects.filter(below(place.path, "unit__")), day)
    titled = held.filter(holder__kind=HolderKind.UNIT).values("unit").distinct().count()
    homes = held.filter(holder__kind=HolderKind.HOUSEHOLD)
    starred = StarRating.objects.filter(Q(until_date=None) | Q(until_date__gt=day), title__in=homes, from_date__lte=day)
    households = units.filter(kind__in=("community", "village")).aggregate(n=Sum("households"))["n"] or 0
    assessed = units.exclude(kind__in=("city", "district", "office")).count()
    return (
        Coverage(name="获得称号的单位", part=titled, whole=assessed),
        Coverage(name="有称号的家庭", part=homes.values("holder").distinct().count(), whole=households),
        Coverage(name="有星级的家庭", part=starred.values("title").distinct().count(), whole=households),
    )


def flag_history(honour_code: str, place: Unit) -> QuerySet[Title]:
    """Return who had a flag from when until when, the newest first."""
    rows = Title.objects.filter(below(place.path, "programme__unit__"), honour__code=honour_code, honour__is_flag=True)
    return _listed(rows).annotate(given_back=F("ended_date")).order_by("-from_date", "-id")


def ended_by(place: Unit, day: date) -> QuerySet[Title]:
    """Return what was held in a place and is held no more on a day."""
    over = Q(ended_date__lte=day) | Q(until_date__lte=day)
    return _listed(Title.objects.filter(over, below(place.path, "unit__")))
