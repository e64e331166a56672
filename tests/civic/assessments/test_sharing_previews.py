"""Previews in books that look beyond one unit and one year: partners, earlier marks, small groups, periods that end."""

from datetime import date, datetime, timedelta

import pytest

from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.models import Preview
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.orgs.operations.pairings import pair_units
from chuangwen.civic.rulebooks.queries import editions
from tests.civic.assessments.conftest import a_meeting, a_volunteer_day
from tests.civic.small_books import TEXTS, a_published_book, texts
from tests.factories import NOON, TODAY, a_unit, an_entry

A_DAY = timedelta(days=1)


def a_book_with(city, lines, files=TEXTS):
    """Publish the small book with more lines in its head."""
    return a_published_book(city.city, {**files, "book.yaml": files["book.yaml"] + lines})


def paired(unit, partner, officer, day=TODAY - A_DAY):
    pair_units(
        unit_id=unit.pk, partner_id=partner.pk, kind="joint", document="云文明委〔2025〕6号", from_date=day,
        actor=officer, at=NOON,
    )  # fmt: skip


def row_of(unit):
    return Preview.objects.get(unit=unit)


@pytest.fixture
def couple(city, officer):
    """An agency with two meetings and its school with one, in a book in which the lower total counts."""
    a_book_with(city, "pairs: {share: lower}\n")
    a_meeting(city.agency, date(2025, 3, 5))
    a_meeting(city.agency, date(2025, 6, 5))
    a_meeting(city.school, date(2025, 3, 5))
    paired(city.agency, city.school, officer)
    return city


def test_partners_are_marked_together_and_share_the_lower_total(couple):
    (change,) = previews.refresh(couple.agency.pk, NOON)

    assert change.after == 1000
    assert [row_of(unit).certain for unit in (couple.agency, couple.school)] == [1000, 1000]


def test_what_is_within_reach_is_what_the_partner_can_reach_too(couple):
    previews.refresh(couple.agency.pk, NOON)

    agency, school = row_of(couple.agency), row_of(couple.school)
    assert agency.categories["I"] == [2000, 5000, 6000]
    assert school.categories["I"] == [1000, 4000, 6000]
    assert (agency.possible, school.possible) == (8000, 8000)


def test_a_fact_of_one_partner_moves_the_card_of_the_other(couple):
    previews.refresh(couple.agency.pk, NOON)
    a_meeting(couple.school, date(2025, 6, 5))
    previews.refresh(couple.school.pk, NOON)

    assert row_of(couple.agency).certain == 2000


def test_all_previews_of_a_place_are_shared_too(couple):
    previews.refresh_all(couple.city, NOON)

    assert {row_of(unit).certain for unit in (couple.agency, couple.school)} == {1000}


def test_too_many_partners_leave_the_card_open_and_say_why(couple, monkeypatch):
    monkeypatch.setattr(previews, "MOST_PARTNERS", 0)
    previews.refresh(couple.agency.pk, NOON)

    row = row_of(couple.agency)
    assert (row.certain, row.verdict) == (2000, "open")
    assert "同奖同罚单位的得分还没有算出" in row.card["obstacles"]


def test_a_book_that_shares_costs_four_queries_more_and_one_for_each_partner(couple, django_assert_num_queries):
    editions.book_of(Preview.edition.field.related_model.objects.get())

    with django_assert_num_queries(9):
        previews.refresh(couple.agency.pk, NOON)


def test_marks_of_earlier_years_count_however_long_ago(city):
    a_book_with(city, "years: {weights: [0.5, 0.3, 0.2], missing: renormalise}\n")
    for year, total in ((2024, 8000), (2023, 6000)):
        an_entry(
            unit=city.agency, kind="prior_mark", topic="small", start_date=date(year, 1, 1),
            until_date=date(year + 1, 1, 1), quantities={"total": total},
        )  # fmt: skip

    (change,) = previews.refresh(city.agency.pk, NOON)

    assert change.after == 3600  # 0 this year, 30 % of 8 and 20 % of 6
    assert row_of(city.agency).possible == 3600 + 3500  # half of the 7 points still within reach


def test_a_rank_is_found_in_the_group_that_small_ones_were_put_into(city, officer):
    ranked = texts(**{"score: {per: 1, worth: 0.5}": "score: {rank: {0.5: 4, 1: 1}}"})
    edition = a_book_with(city, "groups: {minimum: 3, called: 小组合并}\n", ranked)
    other = a_unit(parent=city.district, kind="institution")
    a_volunteer_day(city.school, times=5)
    a_volunteer_day(other, times=2)
    assess_units(edition_id=edition.pk, unit_id=city.city.pk, actor=officer, at=NOON)

    previews.refresh(city.school.pk, NOON)

    row = row_of(city.school)
    assert (row.peers, row.marks["II-1"][0]) == ("小组合并", 4000)


def test_a_quarter_that_ends_takes_what_it_promised_along(city, book):
    later = datetime(2025, 12, 31, 12, tzinfo=NOON.tzinfo)
    before = NOON.replace(month=9, day=30)
    (card,) = previews.scorecards_of(city.agency, before)
    assert card.row("I-1").most == 2000

    (card,) = previews.scorecards_of(city.agency, before + A_DAY)
    assert card.row("I-1").most == 1000
    (found,) = editions.editions_in_force(city.agency.path, "agency", TODAY)
    assert previews.repair(city.city, found, later) > 0
    assert previews.repair(city.city, found, later) == 0
