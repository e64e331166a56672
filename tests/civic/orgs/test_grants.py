"""Roles: granted and ended, keepers kept apart."""

from itertools import permutations

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.access import KEEPERS, has_role, posts_of
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Grant, Unit
from chuangwen.civic.orgs.operations import grants, units
from chuangwen.civic.orgs.queries.grants import find_accounts, grants_in_force, grants_of, holding, with_roles
from chuangwen.civic.people import queries as people
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.accounts import close_account
from tests.factories import NOON, TODAY, a_grant, a_user

pytestmark = pytest.mark.django_db
BUSINESS = sorted(set(Role) - KEEPERS)


def granted(user, unit, role, actor=None):
    return grants.grant_role(user_id=user.pk, unit_id=unit.pk, role=role, actor=actor, at=NOON)


def test_a_role_is_granted_once_however_often_the_button_is_pressed(city, security_admin):
    user = a_user(username="clerk-new")

    first = granted(user, city.agency, Role.CLERK, security_admin)
    again = granted(user, city.agency, Role.CLERK, security_admin)

    assert (first, first.from_date) == (again, TODAY)
    line = Line.objects.get()
    assert (line.verb, line.actor, line.unit_id) == ("grant.given", security_admin, city.agency.pk)
    assert line.after == {"username": "clerk-new", "role": "clerk", "unit": "青石区税务局"}


def test_a_person_may_hold_several_business_roles(city):
    user = a_user()
    for role in BUSINESS:
        granted(user, city.city, role)

    assert {post.role for post in posts_of(User.objects.get(pk=user.pk))} == set(BUSINESS)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        *permutations(sorted(KEEPERS), 2),
        *((keeper, role) for keeper in sorted(KEEPERS) for role in BUSINESS),
        *((role, keeper) for keeper in sorted(KEEPERS) for role in BUSINESS),
    ],
)
def test_a_keepers_role_goes_together_with_no_other(city, held, wanted):
    user = a_user()
    granted(user, city.city, held)

    with pytest.raises(grants.RolesKeptApart, match="此人已是") as refusal:
        granted(user, city.city, wanted)
    assert Role(held).label in refusal.value.what
    assert Grant.objects.count() == 1


def test_a_role_that_has_ended_stands_in_nobodys_way(city, security_admin):
    user = a_user()
    grants.end_grant(grant_id=granted(user, city.city, Role.CLERK).pk, actor=security_admin, at=NOON)

    assert granted(user, city.city, Role.AUDIT_ADMIN).role == Role.AUDIT_ADMIN


def test_a_keeper_stands_at_the_top_of_the_tree(city):
    with pytest.raises(grants.KeeperOfAPart):
        granted(a_user(), city.district, Role.SYSTEM_ADMIN)


def test_nobody_grants_to_themselves_or_ends_their_own_role(city, security_admin):
    own = security_admin.grants.get()

    with pytest.raises(grants.OwnRole):
        granted(security_admin, city.city, Role.OFFICER, security_admin)
    with pytest.raises(grants.OwnRole):
        grants.end_grant(grant_id=own.pk, actor=security_admin, at=NOON)
    assert has_role(User.objects.get(pk=security_admin.pk), {Role.SECURITY_ADMIN})


def test_closed_accounts_and_closed_units_take_no_role(city, officer, security_admin):
    closed = a_user()
    close_account(user_id=closed.pk, actor=security_admin, at=NOON)
    units.close_unit(unit_id=city.school.pk, actor=officer, at=NOON)

    with pytest.raises(grants.AccountClosed):
        granted(closed, city.agency, Role.CLERK)
    with pytest.raises(grants.UnitClosed):
        granted(a_user(), city.school, Role.CLERK)


def test_a_closed_accounts_roles_rest_until_it_is_opened_again(city, clerk, security_admin):
    close_account(user_id=clerk.pk, actor=security_admin, at=NOON)

    assert posts_of(User.objects.get(pk=clerk.pk)) == ()
    assert grants_of(clerk).count() == 1


def test_an_ended_role_opens_no_door_and_is_ended_once(clerk, security_admin):
    grant = clerk.grants.get()
    for _ in range(2):
        grants.end_grant(grant_id=grant.pk, actor=security_admin, at=NOON)

    assert posts_of(User.objects.get(pk=clerk.pk)) == ()
    assert Grant.objects.get(pk=grant.pk).until_date == TODAY
    assert [line.verb for line in Line.objects.all()] == ["grant.ended"]


def test_people_are_found_by_account_name_and_role(city, clerk, officer):
    accounts = people.accounts()

    assert list(find_accounts("许知", accounts)) == [clerk]
    assert list(find_accounts("CLERK 许", accounts)) == [clerk]
    assert list(holding(accounts, [Role.OFFICER])) == [officer]


@pytest.mark.parametrize("count", [1, 3, 60])
def test_accounts_and_roles_are_read_in_few_queries(city, django_assert_num_queries, count):
    for number in range(count):
        a_grant(user=a_user(), unit=city.agency if number % 2 else city.school)

    with django_assert_num_queries(2):
        assert all(account.roles[0].unit.name for account in with_roles(people.accounts()))
    with django_assert_num_queries(1):
        assert len([grant.user.name + grant.unit.name for grant in grants_in_force()]) == count
    assert Unit.objects.count() == 9
