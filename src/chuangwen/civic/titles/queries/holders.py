"""Who of a unit can hold a title: the unit itself, and those who belong to it."""

from django.db.models import Count, Q, QuerySet

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Holder


def holder_of(unit: Unit) -> Holder:
    """Return the unit itself as a holder; one that is not entered yet has no id."""
    known = Holder.objects.filter(unit=unit, kind=HolderKind.UNIT).first()
    return known or Holder(unit=unit, kind=HolderKind.UNIT, name=unit.name, masked=unit.name)


def holders_in(unit: Unit) -> QuerySet[Holder]:
    """Return those who belong to a unit, with `held`: how many titles they hold now. By kind and name, in no rank."""
    rows = Holder.objects.filter(unit=unit).exclude(kind=HolderKind.UNIT)
    held = Count("titles", filter=Q(titles__ended_date=None))
    return rows.annotate(held=held).order_by("kind", "name", "id")


def consenting(unit: Unit, kinds: list[str]) -> QuerySet[Holder]:
    """Return those of a unit who may take part: sections, and households and persons whose consent stands."""
    by_consent = [HolderKind.HOUSEHOLD, HolderKind.PERSON]
    stands = ~Q(kind__in=by_consent) | Q(consented_at__isnull=False, consent_withdrawn_at=None)
    rows = Holder.objects.filter(stands, unit=unit, kind__in=kinds).exclude(kind=HolderKind.UNIT)
    return rows.order_by("kind", "name", "id")
