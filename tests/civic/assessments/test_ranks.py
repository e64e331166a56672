"""Criteria that compare units: open before the first assessment, provisional after it, never from today's neighbours."""

import pytest

from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.assessments.queries.why import PROVISIONAL, live_why
from chuangwen.civic.rulebooks.queries.editions import editions_in_force
from tests.civic.assessments.conftest import a_volunteer_day
from tests.civic.small_books import a_published_book, texts
from tests.factories import NOON, TODAY, a_unit

RANKED = texts(**{"score: {per: 1, worth: 0.5}": "score: {rank: {0.5: 4, 1: 1}}"})


@pytest.fixture
def book(city):
    """The small book, in which volunteering is ranked: 4 points for the better half, 1 for the rest."""
    return a_published_book(city.city, RANKED)


@pytest.fixture
def neighbours(city):
    """Two agencies with 5 and 9 activities."""
    units = [a_unit(parent=city.district, kind="agency"), a_unit(parent=city.district, kind="agency")]
    for unit, times in zip(units, (5, 9), strict=True):
        a_volunteer_day(unit, times=times)
    return units


def row_of(unit):
    (card,) = previews.scorecards_of(unit, NOON)
    return card.row("II-1")


def assess(book, city, officer):
    assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)


def test_before_the_first_assessment_a_rank_stays_open(city, book, neighbours):
    a_volunteer_day(city.agency, times=7)

    row = row_of(city.agency)

    assert (row.got, row.most, row.word) == (0, 4000, "待定")


def test_after_an_assessment_a_rank_is_provisional_among_its_values(city, book, neighbours, officer):
    a_volunteer_day(city.agency, times=7)
    assess(book, city, officer)

    row = row_of(city.agency)

    assert (row.got, row.word) == (4000, "暂定")
    assert live_why(city.agency, book, "II-1").sentence.endswith(PROVISIONAL)


def test_what_neighbours_do_after_the_assessment_moves_no_preview(city, book, neighbours, officer):
    a_volunteer_day(city.agency, times=7)
    assess(book, city, officer)
    before = row_of(city.agency).got
    a_volunteer_day(neighbours[0], times=50)
    previews.refresh(city.agency.pk, NOON)

    assert row_of(city.agency).got == before


def test_a_new_assessment_makes_the_previews_of_a_ranking_book_stale(city, book, neighbours, officer):
    a_volunteer_day(city.agency, times=1)
    assert row_of(city.agency).got == 0

    assess(book, city, officer)

    assert row_of(city.agency).got == 1000


def test_a_list_repairs_what_a_new_assessment_made_stale(city, book, neighbours, officer):
    previews.refresh_all(city.city, NOON)
    (found,) = editions_in_force(city.agency.path, "agency", TODAY)
    assert previews.repair(city.city, found, NOON) == 0

    assess(book, city, officer)

    assert previews.repair(city.city, found, NOON) == 5
    assert previews.repair(city.city, found, NOON) == 0
