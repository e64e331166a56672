"""What a unit would score today: it follows the ledger, costs little, and repairs itself."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.models import Preview, PreviewDay
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.queries import editions
from tests.civic.assessments.conftest import a_meeting, a_volunteer_day
from tests.civic.small_books import a_published_book, texts
from tests.factories import NOON, TODAY, a_unit, an_entry

ONE_DAY = timedelta(days=1)


def totals(unit):
    return {row.edition.title: row.certain for row in Preview.objects.filter(unit=unit).select_related("edition")}


def moved_on(unit):
    """Count the unit's ledger on, as every act on it does."""
    Unit.objects.filter(pk=unit.pk).update(ledger_revision=F("ledger_revision") + 1)


def test_the_first_refresh_gives_a_preview_in_every_book_in_force(city, book):
    a_published_book(city.district, texts(小测评="青石区测评", **{"book: small": "book: district"}))
    a_meeting(city.agency, date(2025, 3, 5))

    changes = previews.refresh(city.agency.pk, NOON)

    assert [(c.edition.title, c.before, c.after) for c in changes] == [
        ("小测评细则（示例）", None, 1000),
        ("青石区测评细则（示例）", None, 1000),
    ]
    assert totals(city.agency) == {"小测评细则（示例）": 1000, "青石区测评细则（示例）": 1000}


def test_the_mark_rises_by_what_a_new_fact_is_worth(city, book):
    a_meeting(city.agency, date(2025, 3, 5))
    previews.refresh(city.agency.pk, NOON)

    a_meeting(city.agency, date(2025, 6, 5))
    (change,) = previews.refresh(city.agency.pk, NOON)

    assert (change.before, change.after, change.gain) == (1000, 2000, 1000)


def test_a_refresh_twice_is_one_preview_and_one_day(city, book):
    previews.refresh(city.agency.pk, NOON)
    previews.refresh(city.agency.pk, NOON)

    assert (Preview.objects.count(), PreviewDay.objects.count()) == (1, 1)


def test_each_day_keeps_its_last_total(city, book):
    previews.refresh(city.agency.pk, NOON - ONE_DAY)
    a_meeting(city.agency, date(2025, 3, 5))
    previews.refresh(city.agency.pk, NOON)
    a_meeting(city.agency, date(2025, 6, 5))
    previews.refresh(city.agency.pk, NOON + timedelta(hours=1))

    assert list(PreviewDay.objects.order_by("day").values_list("day", "certain")) == [
        (TODAY - ONE_DAY, 0),
        (TODAY, 2000),
    ]


def test_drafts_and_withdrawn_entries_give_nothing(city, book):
    a_meeting(city.agency, date(2025, 3, 5), status=Status.DRAFT)
    a_meeting(city.agency, date(2025, 6, 5), status=Status.WITHDRAWN)
    a_meeting(city.agency, date(2025, 9, 5))

    (change,) = previews.refresh(city.agency.pk, NOON)

    assert change.after == 1000


def test_what_may_still_be_gained_is_kept_beside_what_is_certain(city, book):
    a_meeting(city.agency, date(2025, 3, 5))

    previews.refresh(city.agency.pk, NOON)

    row = Preview.objects.get()
    assert (row.certain, row.possible, row.full, row.verdict) == (1000, 8000, 10_000, "open")
    assert row.categories == {"I": [1000, 4000, 6000], "II": [0, 4000, 4000], "bonus": [0, 0, 3000]}
    assert row.marks["I-1"] == [1000, 2000, 4000]  # two quarters without a meeting are past


def test_a_unit_that_no_book_covers_has_no_preview(city, book):
    assert previews.refresh(city.community.pk, NOON) == ()
    assert Preview.objects.count() == 0


@pytest.mark.parametrize("elsewhere", [10, 1000])
def test_a_refresh_asks_five_queries_however_much_the_ledger_holds_elsewhere(
    city, book, elsewhere, django_assert_num_queries
):
    other = a_unit(parent=city.other_district, kind="school")
    writer = a_meeting(city.agency, date(2025, 3, 5)).created_by
    for _ in range(elsewhere):
        an_entry(unit=other, created_by=writer)
    editions.book_of(book)

    with django_assert_num_queries(5):
        previews.refresh(city.agency.pk, NOON)


def test_reading_a_fresh_preview_writes_nothing(city, book, django_assert_num_queries):
    previews.scorecards_of(city.agency, NOON)

    with django_assert_num_queries(2):
        (card,) = previews.scorecards_of(city.agency, NOON)

    assert card.got == 0


def test_a_stale_preview_is_made_anew_when_it_is_read(city, book):
    previews.refresh(city.agency.pk, NOON)
    a_meeting(city.agency, date(2025, 3, 5))
    moved_on(city.agency)
    city.agency.refresh_from_db()

    (card,) = previews.scorecards_of(city.agency, NOON)

    assert card.got == 1000


def test_a_preview_of_an_older_engine_is_made_anew_when_it_is_read(city, book):
    previews.refresh(city.agency.pk, NOON)
    Preview.objects.update(engine="0", certain=9000, possible=9000)

    (card,) = previews.scorecards_of(city.agency, NOON)

    assert card.got == 0


def test_all_units_of_a_place_are_marked_as_each_alone_would_be(city, book):
    a_meeting(city.agency, date(2025, 3, 5))
    a_volunteer_day(city.school, times=3)
    a_meeting(city.other_agency, date(2025, 3, 5), minutes=False)

    assert previews.refresh_all(city.city, NOON) == 3

    together = list(Preview.objects.order_by("unit_id").values("unit_id", "certain", "possible", "card", "marks"))
    for unit in (city.agency, city.school, city.other_agency):
        previews.refresh(unit.pk, NOON)
    assert (
        list(Preview.objects.order_by("unit_id").values("unit_id", "certain", "possible", "card", "marks")) == together
    )
    assert [row["certain"] for row in together] == [1000, 1500, 0]


def test_a_place_is_refreshed_in_as_many_queries_for_three_units_as_for_thirty(
    city, book, django_assert_max_num_queries
):
    for _ in range(30):
        a_unit(parent=city.district, kind="agency")
    editions.book_of(book)

    with django_assert_max_num_queries(8):
        assert previews.refresh_all(city.city, NOON) == 33


def test_refreshing_a_district_leaves_the_other_one_alone(city, book):
    previews.refresh_all(city.district, NOON)

    assert set(Preview.objects.values_list("unit_id", flat=True)) == {city.agency.pk, city.school.pk}


def test_a_list_repairs_only_what_is_stale(city, book):
    previews.refresh_all(city.city, NOON)
    moved_on(city.school)
    (found,) = editions.editions_in_force(city.agency.path, "agency", TODAY)

    assert previews.repair(city.city, found, NOON) == 1
    assert previews.repair(city.city, found, NOON) == 0


def test_a_closed_unit_is_marked_no_more(city, book):
    Unit.objects.filter(pk=city.school.pk).update(closed_date=TODAY)

    previews.refresh_all(city.city, NOON)

    assert not Preview.objects.filter(unit=city.school).exists()


def test_when_a_quarter_has_ended_the_days_chore_makes_every_estimate_anew_once(city, book):
    last_of_quarter = NOON.replace(month=9, day=30)
    previews.refresh_all(city.city, last_of_quarter)
    before = Preview.objects.get(unit=city.agency).possible
    beats = []

    found = [
        previews.repair_all(at, go_on=lambda: beats.append(1))
        for at in (last_of_quarter, last_of_quarter + ONE_DAY, last_of_quarter + 2 * ONE_DAY)
    ]

    assert found == [0, Preview.objects.count(), 0]
    assert Preview.objects.get(unit=city.agency).possible < before  # a quarter without a meeting cannot be made up
    assert beats
