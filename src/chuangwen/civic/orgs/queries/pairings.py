"""Which units share marks (同奖同罚), and on which days."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F, Q, QuerySet

from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.enums import PairingKind
from chuangwen.civic.orgs.models import Pairing, Unit
from chuangwen.civic.orgs.queries.bodies import on

Partners = Mapping[int, tuple[int, ...]]


def pairings_of(unit: Unit) -> QuerySet[Pairing]:
    """Return a unit's pairings from either side, those in force first."""
    rows = Pairing.objects.filter(Q(unit=unit) | Q(partner=unit)).select_related("unit", "partner")
    return rows.order_by(F("until_date").desc(nulls_first=True), "from_date", "id")


def partners_of(unit: Unit, day: date) -> tuple[int, ...]:
    """Return whom a unit names as its partners on a day; one query."""
    return _named(Pairing.objects.filter(Q(unit=unit) | Q(partner=unit)), day).get(unit.pk, ())


def circle_around(unit_id: int, day: date) -> Partners:
    """Return who names whom among all units tied to a unit on a day, however far; a query a step, two for most."""
    found: dict[int, tuple[int, ...]] = {}
    new = {unit_id}
    while new:
        tied = Pairing.objects.filter(Q(unit__in=new) | Q(partner__in=new))
        named = _named(tied, day)
        known = {*named, *(other for others in named.values() for other in others)}
        found |= {unit: named.get(unit, ()) for unit in new}
        new = known - set(found)
    return found


def partners_below(place: Unit, day: date) -> Partners:
    """Return whom each unit of a place names on a day; one query."""
    return _named(Pairing.objects.filter(below(place.path, "unit__") | below(place.path, "partner__")), day)


def _named(rows: QuerySet[Pairing], day: date) -> Partners:
    """Return who names whom: a led unit the one that leads, which names nobody; joint ones each other."""
    found: dict[int, set[int]] = {}
    for unit, partner, kind in rows.filter(on(day)).values_list("unit_id", "partner_id", "kind"):
        found.setdefault(unit, set()).add(partner)
        if kind == PairingKind.JOINT:
            found.setdefault(partner, set()).add(unit)
    return {unit: tuple(sorted(named)) for unit, named in found.items()}
