"""Who holds which role where."""

from collections.abc import Iterable

from django.db.models import F, Prefetch, Q, QuerySet

from chuangwen.civic.orgs.models import Grant
from chuangwen.civic.people.models import User


def grants_in_force() -> QuerySet[Grant]:
    """Return all roles held now, with person and unit, in tree order."""
    return Grant.objects.filter(until_date=None).select_related("user", "unit").order_by("unit__path", "role", "id")


def grants_of(user: User) -> QuerySet[Grant]:
    """Return a person's roles, those held now first."""
    ended = F("until_date").desc(nulls_first=True)
    return Grant.objects.filter(user=user).select_related("unit").order_by(ended, "from_date", "id")


def with_roles(accounts: QuerySet[User]) -> QuerySet[User]:
    """Add to each account its `roles`: the grants in force, with their units; one query more."""
    held = Grant.objects.filter(until_date=None).select_related("unit").order_by("unit__path", "id")
    return accounts.prefetch_related(Prefetch("grants", queryset=held, to_attr="roles"))


def find_accounts(words: str, accounts: QuerySet[User]) -> QuerySet[User]:
    """Narrow accounts to those whose account name or person's name holds every word."""
    for word in words.split():
        accounts = accounts.filter(Q(username__icontains=word) | Q(name__icontains=word))
    return accounts


def holding(accounts: QuerySet[User], roles: Iterable[str]) -> QuerySet[User]:
    """Narrow accounts to those that hold one of the roles now."""
    return accounts.filter(pk__in=Grant.objects.filter(role__in=list(roles), until_date=None).values("user_id"))
