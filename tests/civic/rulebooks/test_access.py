"""Who reads and who changes an edition: places above, own, below, and beside."""

import pytest
from django.http import Http404

from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rulebooks import access
from chuangwen.civic.rulebooks.enums import EditionStatus
from tests.factories import a_person, an_edition


def a_draft(**columns):
    return an_edition(status=EditionStatus.DRAFT, published_at=None, published_by=None, **columns)


def test_a_clerk_reads_the_books_of_the_places_above(city, clerk):
    edition = an_edition(unit=city.city)

    assert access.edition_to_read(clerk, edition.pk) == edition


def test_a_clerk_does_not_see_the_books_of_a_district_beside(city, clerk, other_clerk):
    edition = an_edition(unit=city.other_district)

    assert access.edition_to_read(other_clerk, edition.pk) == edition
    with pytest.raises(Http404):
        access.edition_to_read(clerk, edition.pk)


def test_an_officer_of_the_city_reads_and_changes_the_books_of_its_districts(city, officer):
    edition = a_draft(unit=city.district)

    assert access.edition_to_read(officer, edition.pk) == edition
    assert access.edition_to_change(officer, edition.pk) == edition


def test_an_officer_of_a_district_reads_the_citys_book_but_may_not_change_it(city, district_officer):
    edition = an_edition(unit=city.city)

    assert access.edition_to_read(district_officer, edition.pk) == edition
    with pytest.raises(Http404):
        access.edition_to_change(district_officer, edition.pk)


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.REVIEWER, Role.INSPECTOR])
def test_a_draft_is_seen_by_officers_only(city, officer, role):
    reader = a_person(role, city.city)
    draft = a_draft(unit=city.city)

    assert access.edition_to_read(officer, draft.pk) == draft
    with pytest.raises(Http404):
        access.edition_to_read(reader, draft.pk)


@pytest.mark.parametrize("role", [Role.LEADER, Role.REVIEWER, Role.INSPECTOR])
def test_other_roles_of_the_office_read_a_book_and_do_not_change_it(city, role):
    reader = a_person(role, city.city)
    edition = an_edition(unit=city.city)

    assert access.edition_to_read(reader, edition.pk) == edition
    with pytest.raises(Http404):
        access.edition_to_change(reader, edition.pk)


def test_keepers_and_strangers_find_no_book(city, officer, system_admin, audit_admin, stranger):
    edition = an_edition(unit=city.city)

    assert access.edition_to_read(officer, edition.pk) == edition
    for person in (system_admin, audit_admin, stranger):
        with pytest.raises(Http404):
            access.edition_to_read(person, edition.pk)


def test_only_officers_at_or_above_a_place_issue_its_books(city, officer, district_officer, clerk):
    assert access.may_issue(officer, city.district)
    assert access.may_issue(district_officer, city.district)
    assert not access.may_issue(district_officer, city.city)
    assert not access.may_issue(district_officer, city.other_district)
    assert not access.may_issue(clerk, city.agency)
