"""Bodies and their members, as they are on a day and as they were."""

from datetime import date

from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, QuerySet, Value, When

from chuangwen.civic.orgs.enums import Seat
from chuangwen.civic.orgs.models import Body, BodyMember, Unit

SEATS = (Seat.HEAD, Seat.DEPUTY, Seat.OFFICE, Seat.LIAISON, Seat.MEMBER)


def on(day: date) -> Q:
    """Match what stands on a day: begun, and not yet ended."""
    return Q(from_date__lte=day) & (Q(until_date=None) | Q(until_date__gt=day))


def by_seat(members: QuerySet[BodyMember]) -> QuerySet[BodyMember]:
    """Order members as a list of names does: head, deputies, office, liaison, members."""
    ranks = [When(seat=seat, then=Value(rank)) for rank, seat in enumerate(SEATS)]
    rank = Case(*ranks, default=Value(len(SEATS)), output_field=IntegerField())
    return members.order_by(rank, "from_date", "id")


def members_on(body: Body, day: date) -> QuerySet[BodyMember]:
    """Return who sits in a body on a day."""
    return by_seat(body.members.filter(on(day)))


def former_members(body: Body, day: date) -> QuerySet[BodyMember]:
    """Return whose seats had ended by a day, last ended first."""
    return body.members.filter(until_date__lte=day).order_by("-until_date", "-id")


def bodies_on(unit: Unit, day: date) -> list[Body]:
    """Return a unit's bodies on a day, each with its `sitting` members of that day; two queries."""
    sitting = Prefetch("members", queryset=by_seat(BodyMember.objects.filter(on(day))), to_attr="sitting")
    return list(Body.objects.filter(on(day), unit=unit).order_by("from_date", "id").prefetch_related(sitting))


def bodies_of(unit: Unit, day: date) -> QuerySet[Body]:
    """Return all bodies of a unit, standing ones first, each with `seat_count` of a day."""
    seats = Count("members", filter=Q(members__from_date__lte=day) & _not_over("members__", day))
    return (
        Body.objects.filter(unit=unit)
        .annotate(seat_count=seats)
        .order_by(F("until_date").desc(nulls_first=True), "from_date", "id")
    )


def _not_over(prefix: str, day: date) -> Q:
    return Q(**{f"{prefix}until_date": None}) | Q(**{f"{prefix}until_date__gt": day})
