"""Which editions mark a unit, and the book behind an edition."""

from datetime import date

import pytest
from django.db import connection

from chuangwen.civic.rulebooks.queries import editions
from chuangwen.civic.rulebooks.queries.editions import TamperedBook, book_of, editions_in_force, editions_in_reach
from tests.civic.small_books import a_published_book, texts
from tests.factories import TODAY, an_edition


def names(path, kind, on=TODAY):
    return [found.edition.title for found in editions_in_force(path, kind, on)]


def test_a_unit_is_marked_by_the_books_of_the_places_above_it(city):
    a_published_book(city.city)
    a_published_book(city.district, texts(小测评="青石区测评", **{"book: small": "book: district"}))
    a_published_book(city.other_district, texts(小测评="临江区测评", **{"book: small": "book: district"}))

    assert names(city.agency.path, "agency") == ["小测评细则（示例）", "青石区测评细则（示例）"]


def test_a_book_marks_only_the_kinds_of_unit_that_it_names(city):
    a_published_book(city.city)

    assert names(city.school.path, "school") == ["小测评细则（示例）"]
    assert names(city.community.path, "community") == []


def test_drafts_and_retired_editions_mark_nobody(city):
    a_published_book(city.city)
    an_edition(unit=city.city, code="draft", status="draft", published_at=None, published_by=None)
    an_edition(unit=city.city, code="retired", status="retired")

    assert names(city.agency.path, "agency") == ["小测评细则（示例）"]


def test_a_book_marks_from_its_first_day_in_force(city):
    a_published_book(city.city)

    assert names(city.agency.path, "agency", on=date(2024, 12, 31)) == []
    assert names(city.agency.path, "agency", on=date(2025, 1, 1)) == ["小测评细则（示例）"]


def test_of_two_editions_of_a_book_the_newer_one_in_force_counts(city):
    a_published_book(city.city)
    a_published_book(
        city.city,
        texts(小测评="新测评", **{'edition: "2025"': 'edition: "2026"', "from: 2025-01-01": "from: 2026-01-01"}),
    )

    assert names(city.agency.path, "agency", on=date(2025, 11, 20)) == ["小测评细则（示例）"]
    assert names(city.agency.path, "agency", on=date(2026, 1, 1)) == ["新测评细则（示例）"]


def test_a_book_is_read_from_the_database_once_in_a_process(city, django_assert_num_queries):
    a_published_book(city.city)
    editions._book.cache_clear()
    editions._book_on.cache_clear()

    with django_assert_num_queries(2):
        editions_in_force(city.agency.path, "agency", TODAY)
    with django_assert_num_queries(1):
        editions_in_force(city.agency.path, "agency", TODAY)


def test_a_text_changed_by_hand_is_noticed(city):
    edition = a_published_book(city.city)
    editions._book.cache_clear()
    editions._book_on.cache_clear()
    trigger = "published_edition_is_frozen"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}" + ("" if connection.vendor == "sqlite" else " ON rulebooks_edition"))
        changed = edition.canonical.replace("小测评", "小考核")
        cursor.execute("UPDATE rulebooks_edition SET canonical = %s", [changed])

    with pytest.raises(TamperedBook):
        book_of(edition)


def test_reach_lists_editions_without_their_texts(city, clerk, other_clerk, django_assert_num_queries):
    edition = a_published_book(city.district)

    with django_assert_num_queries(2):  # the reader's posts, the editions
        assert [found.unit.name for found in editions_in_reach(clerk)] == ["青石区"]
    assert list(editions_in_reach(other_clerk)) == []
    assert edition.canonical
