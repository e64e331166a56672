"""Marks over a place: ranks, losses, changes; few queries for any number of units."""

from datetime import date, timedelta

import pytest

from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.models import PreviewDay
from chuangwen.civic.assessments.queries import compare, places
from tests.civic.assessments.conftest import a_meeting, a_volunteer_day
from tests.civic.small_books import a_published_book, texts
from tests.factories import NOON, TODAY, a_preview, a_unit

WEEK = timedelta(days=7)


@pytest.fixture
def marked(city, book):
    """Three units: an agency with 1 point, another with 4, a school with none."""
    a_meeting(city.agency, date(2025, 3, 5))
    a_volunteer_day(city.other_agency, times=8)
    previews.refresh_all(city.city, NOON)
    return city


def test_units_are_ranked_within_their_group(marked, book):
    rows = places.previews_in(marked.city, book).order_by("peers", "position", "id")

    assert [(row.unit.name, row.certain, row.position, row.group_size) for row in rows] == [
        ("临江区水务局", 4000, 1, 2),
        ("青石区税务局", 1000, 2, 2),
        ("青石区实验小学", 0, 1, 1),
    ]


def test_units_with_equal_marks_share_the_better_place(city, book):
    previews.refresh_all(city.city, NOON)

    rows = places.previews_in(city.city, book).filter(peers="agency")

    assert [row.position for row in rows] == [1, 1]


def test_a_filter_does_not_change_the_rank(marked, book):
    (row,) = places.previews_in(marked.district, book).filter(unit=marked.agency)

    assert (row.position, row.group_size) == (2, 2)


def test_a_hundred_rows_with_their_units_cost_one_query(city, book, django_assert_num_queries):
    for _ in range(100):
        a_preview(edition=book, unit=a_unit(parent=city.district, kind="agency"), peers="agency")

    with django_assert_num_queries(1):
        rows = list(places.with_change(places.previews_in(city.city, book), TODAY - WEEK))
        assert len({row.unit.parent.name for row in rows}) == 1


def test_losses_are_summed_over_a_place_the_greatest_first(marked, book):
    losses = places.category_losses(marked.city, book)

    assert [(loss.code, loss.lost, loss.units, loss.short_units) for loss in losses] == [
        ("I", 17_000, 3, 3),
        ("II", 8000, 3, 2),
    ]
    assert (losses[1].title, losses[1].mean_got, losses[1].mean_lost) == ("志愿服务", 1333, 2666)


def test_losses_of_a_district_leave_the_other_one_out(marked, book):
    losses = places.category_losses(marked.other_district, book)

    assert [(loss.code, loss.lost, loss.units) for loss in losses] == [("I", 6000, 1), ("II", 0, 1)]


def test_the_weakest_criteria_name_their_cost_and_how_many_units_miss_them(marked, book):
    weakest = places.weakest_criteria(marked.city, book, most=2)

    assert [(loss.code, loss.lost, loss.short_units) for loss in weakest] == [("I-1", 11_000, 3), ("II-1", 8000, 2)]
    assert weakest[0].ask.text == "创建领导小组每季度至少召开一次专题会议。"


def test_the_units_behind_a_weak_criterion_can_be_listed(marked, book):
    rows = places.units_short_of(marked.city, book, "II-1").order_by("unit_id")

    assert [row.unit.name for row in rows] == ["青石区税务局", "青石区实验小学"]


def test_units_are_counted_by_outlook_and_by_band(marked, book):
    found = places.outlook(marked.city, book)

    assert (found.passes, found.open, found.fails, found.units) == (0, 3, 0, 3)
    assert [(band.label, band.count) for band in places.bands(marked.city, book)] == [
        ("90%以上", 0),
        ("80%—90%", 0),
        ("60%—80%", 0),
        ("不足60%", 3),
    ]


def test_changes_since_a_day_are_told_with_before_and_after(marked, book):
    PreviewDay.objects.create(edition=book, unit=marked.agency, day=TODAY - WEEK, certain=500)
    PreviewDay.objects.create(edition=book, unit=marked.agency, day=TODAY - 2 * WEEK, certain=0)

    rows = places.week_changes(marked.city, book, TODAY - WEEK)

    assert [(row.unit.name, row.before, row.certain, row.change) for row in rows] == [("青石区税务局", 500, 1000, 500)]


def test_a_unit_first_marked_within_the_week_is_compared_with_its_first_total(marked, book):
    PreviewDay.objects.create(edition=book, unit=marked.agency, day=TODAY - timedelta(days=3), certain=250)

    rows = places.week_changes(marked.city, book, TODAY - WEEK)

    assert [(row.unit.name, row.before, row.change) for row in rows] == [("青石区税务局", 250, 750)]


def test_the_criterion_that_costs_a_unit_most_is_found(marked, book):
    (card,) = previews.scorecards_of(marked.agency, NOON)

    assert places.costliest(card).code == "II-1"


def test_two_scorecards_stand_side_by_side(marked, book):
    cards = [previews.scorecards_of(unit, NOON)[0] for unit in (marked.agency, marked.other_agency)]

    compared = compare.compare_scorecards(cards)

    assert [(c.code, [part.got for part in c.parts]) for c in compared] == [
        ("I", [1000, 0]),
        ("II", [0, 4000]),
        ("bonus", [0, 0]),
    ]
    assert [(row.ask.code, row.spread) for row in compared[0].criteria] == [("I-1", 1000), ("I-2", 0)]


def test_two_books_are_paired_by_what_they_measure_not_by_their_codes(city, book):
    other = texts(
        小测评="青石区测评",
        **{"book: small": "book: district", "code: II-1": "code: C-9", "any: document": "any: pledge"},
    )
    comparison = compare.compare_books(book, a_published_book(city.district, other))

    pairs = [(p.left.code if p.left else None, p.right.code if p.right else None) for p in comparison.pairs]
    assert pairs == [("I-1", "I-1"), ("I-2", None), ("II-1", "C-9"), ("B-1", "B-1"), (None, "I-2")]
    assert (comparison.shared, comparison.left_total) == (3, 4)
