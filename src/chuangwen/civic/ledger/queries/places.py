"""Ledgers over a place: what came in, and who has fallen silent. For the office."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import unit_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflow:
    """What was confirmed over a place since an instant: how many entries, by how many units."""

    entries: int
    units: int


def inflow(place: Unit, since: datetime) -> Inflow:
    """Count what was confirmed over a place since an instant; one query."""
    rows = Entry.objects.filter(below(place.path, "unit__"), status=Status.CONFIRMED, confirmed_at__gte=since)
    return Inflow(**rows.aggregate(entries=Count("id"), units=Count("unit_id", distinct=True)))


def quiet_units(place: Unit, since: date) -> QuerySet[Unit]:
    """Return the assessed units of a place with no confirmed fact on or after a day, the longest silent first.

    Each carries `last_date`, the first day of its latest fact, or None.
    """
    standing = Entry.objects.filter(unit=OuterRef("pk"), status=Status.CONFIRMED)
    kinds = [kind.code for kind in unit_kinds().values() if kind.assessed]
    last = standing.order_by().values("unit").annotate(last=Max("start_date")).values("last")
    return (
        Unit.objects.filter(below(place.path), kind__in=kinds, closed_date=None)
        .filter(~Exists(standing.filter(start_date__gte=since)))
        .annotate(last_date=last)
        .select_related("parent")
        .order_by("last_date", "id")
    )
