"""Lunar festivals, against another package and against the books that list them."""

from datetime import date

import pytest
import yaml
from borax.calendars.festivals2 import LunarFestival, TermFestival
from borax.calendars.lunardate import LunarDate

from chuangwen.core.calendar import festivals_of, load_calendar, lunar_day
from chuangwen.core.calendar.festivals import LUNAR, statutory_days_off
from chuangwen.places import CATALOGUES, RULEBOOKS

YEARS = range(2004, 2061)


def test_the_spring_festival_of_2027_is_the_sixth_of_february():
    assert lunar_day(2027, 1, 1) == date(2027, 2, 6)


@pytest.mark.parametrize(("name", "month", "day"), LUNAR)
def test_lunar_festivals_fall_where_another_package_has_them(name, month, day):
    found = {year: next(f.date for f in festivals_of(year) if f.name == name) for year in YEARS}

    assert found == {year: LunarDate(year, month, day).to_solar_date() for year in YEARS}
    assert LunarFestival(month=month, day=day).at(2027) == LunarDate(2027, month, day)


def test_clear_and_bright_falls_where_another_package_has_it():
    term = TermFestival(name="清明")

    assert [next(f.date for f in festivals_of(y) if f.name == "清明节") for y in YEARS] == [
        term.at(y).to_solar_date() if hasattr(term.at(y), "to_solar_date") else term.at(y) for y in YEARS
    ]


def test_the_festivals_of_a_year_stand_in_the_order_of_their_days():
    for year in YEARS:
        found = [festival.date for festival in festivals_of(year)]
        assert found == sorted(found)
        assert len(found) == 7


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_days_that_the_law_gives_are_off_in_the_notices_too(year):
    off = load_calendar([(CATALOGUES / "calendar" / "notices.yaml").read_text()]).notices[year].off
    given = statutory_days_off(year)

    # In 2025 中秋节 fell in the National Day week, and the notice counts it there.
    assert len(given) == 13
    assert set(given) - set(off) == set()


@pytest.mark.parametrize("path", sorted(RULEBOOKS.glob("*/*/book.yaml")), ids=lambda path: path.parent.parent.name)
def test_the_festivals_that_a_book_lists_hold_the_lunar_day(path):
    listed = (yaml.safe_load(path.read_text()).get("calendars") or {}).get("festivals", {"spans": []})
    own = {f.name: f.date for year in YEARS for f in festivals_of(year) if str(year) == path.parent.name}
    for span in listed["spans"]:
        day = next(day for name, day in own.items() if name.removesuffix("节") in span["name"])
        assert span["from"] <= day < span["until"]
