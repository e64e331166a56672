"""Working days as the notices say, against another package's table; periods that add up."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangwen.core.calendar import CalendarError, Deadline, NotPublished, WorkCalendar, load_calendar, read_notices
from chuangwen.places import CATALOGUES

TEXT = (CATALOGUES / "calendar" / "notices.yaml").read_text(encoding="utf-8")
CALENDAR = load_calendar([TEXT])
days = st.dates(min_value=date(2004, 1, 1), max_value=date(2028, 12, 31))
lengths = st.integers(min_value=0, max_value=90)
ONE = timedelta(days=1)


def test_every_day_of_every_published_year_is_as_the_other_package_has_it():
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    span = [first + ONE * n for n in range((last - first).days + 1)]

    assert [d for d in span if CALENDAR.is_working_day(d) != chinese_calendar.is_workday(d)] == []


@pytest.mark.parametrize("day", [date(2026, 10, 10), date(2026, 2, 28), date(2026, 9, 20)])
def test_a_make_up_day_at_a_weekend_is_worked(day):
    assert day.weekday() >= 5
    assert CALENDAR.is_working_day(day)


def test_a_weekday_within_the_spring_festival_is_not_worked():
    assert [CALENDAR.is_working_day(date(2026, 2, day)) for day in range(13, 25)] == [
        True,  # Friday
        True,  # Saturday, made up for
        *[False] * 9,
        True,
    ]


@pytest.mark.parametrize("day", [date(2027, 3, 1), date(2003, 12, 31)])
def test_a_year_without_a_notice_is_not_guessed(day):
    with pytest.raises(NotPublished) as refused:
        CALENDAR.is_working_day(day)

    assert str(day.year) in str(refused.value)


def test_a_period_begins_on_the_day_after_and_skips_the_holiday():
    started = date(2026, 9, 29)  # Tuesday; 1 to 7 October off, Saturday 10 October worked

    assert CALENDAR.add_working_days(started, 5) == Deadline(date=date(2026, 10, 11) + ONE, provisional=False)
    assert CALENDAR.add_working_days(started, 1) == Deadline(date=date(2026, 9, 30))
    assert CALENDAR.add_working_days(started, 0) == Deadline(date=started)


def test_a_period_that_reaches_an_unpublished_year_is_provisional_and_says_so():
    deadline = CALENDAR.add_working_days(date(2026, 12, 28), 5)

    assert deadline.provisional
    assert deadline.say() == "2027年1月5日（周二，暂定）"


def test_the_last_days_of_a_year_wait_for_the_next_notice():
    assert not CALENDAR.add_working_days(date(2026, 12, 25), 1).provisional
    assert CALENDAR.add_working_days(date(2026, 12, 28), 1).provisional
    assert not CALENDAR.add_working_days(date(2025, 12, 28), 2).provisional


def test_an_unpublished_year_still_rests_on_the_days_that_the_law_gives():
    before_spring = date(2027, 2, 4)  # Thursday; the eve is Friday the 5th, the festival lasts to Monday the 8th

    assert CALENDAR.add_working_days(before_spring, 1) == Deadline(date=date(2027, 2, 9), provisional=True)


def test_calendar_days_that_end_on_a_day_off_end_on_the_next_worked_day():
    assert CALENDAR.add_calendar_days(date(2026, 9, 24), 10).date == date(2026, 10, 8)
    assert CALENDAR.add_calendar_days(date(2026, 9, 28), 12).date == date(2026, 10, 10)  # a Saturday that is worked
    assert CALENDAR.add_calendar_days(date(2026, 9, 26), 0) == Deadline(date=date(2026, 9, 26))


def test_the_last_day_belongs_to_the_period():
    deadline = Deadline(date=date(2026, 3, 3))

    assert [deadline.is_over(day) for day in (date(2026, 3, 3), date(2026, 3, 4))] == [False, True]


@given(day=days, count=lengths)
def test_counting_the_days_of_a_period_gives_its_length(day, count):
    last = CALENDAR.add_working_days(day, count).date

    assert CALENDAR.working_days_between(day, last) == count
    assert CALENDAR.working_days_between(last, day) == -count


@given(day=days, count=lengths)
def test_a_longer_or_later_period_never_ends_earlier(day, count):
    end = CALENDAR.add_working_days(day, count).date

    assert end < CALENDAR.add_working_days(day, count + 1).date
    assert end <= CALENDAR.add_working_days(day + ONE, count).date


@given(day=days, first=lengths, second=lengths)
def test_two_periods_on_end_are_one(day, first, second):
    middle = CALENDAR.add_working_days(day, first)
    whole = CALENDAR.add_working_days(day, first + second)

    assert CALENDAR.add_working_days(middle.date, second).date == whole.date


@given(day=days, count=st.integers(min_value=1, max_value=90))
def test_a_period_certain_to_its_end_ends_on_a_worked_day(day, count):
    deadline = CALENDAR.add_working_days(day, count)

    assert deadline.provisional != CALENDAR.is_certain(day, deadline.date)
    assert deadline.provisional or chinese_calendar.is_workday(deadline.date)


def test_an_office_adds_a_later_year_with_its_document():
    own = """
    notices:
      - year: 2027
        document: 示例发〔2026〕8号
        days_off: {元旦: [2027-01-01], 春节: [2027-02-05/2027-02-11]}
        make_up: [2027-02-13]
    """
    calendar = load_calendar([TEXT, own])

    assert calendar.is_working_day(date(2027, 2, 13))
    assert not calendar.add_working_days(date(2026, 12, 28), 5).provisional
    assert calendar.notices[2027].document == "示例发〔2026〕8号"


def test_a_later_file_takes_the_place_of_an_earlier_one():
    extra = "notices: [{year: 2026, days_off: {元旦: [2026-01-01]}}]"

    assert load_calendar([TEXT, extra]).is_working_day(date(2026, 1, 2))
    assert isinstance(load_calendar([]), WorkCalendar)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "YAML"),
        ("years: 3", "notices"),
        ("notices: [{days_off: {}}]", "年份"),
        ("notices: [{year: 2027, days_off: {}}]", "放假日期"),
        ("notices: [{year: 2027, days_off: {元旦: 2027-01-01}}]", "列表"),
        ("notices: [{year: 2027, days_off: {元旦: [1月1日]}}]", "写法"),
        ("notices: [{year: 2027, days_off: {元旦: [2027-01-03/2027-01-01]}}]", "起止"),
        ("notices: [{year: 2027, days_off: {元旦: [2026-01-01]}}]", "别年"),
        ("notices: [{year: 2027, days_off: {元旦: [2027-01-01]}, make_up: [2027-01-04]}]", "不是周末"),
        ("notices: [{year: 2027, days_off: {元旦: [2027-01-02]}, make_up: [2027-01-02]}]", "既写成"),
        ("notices: [{year: 2027, of: {元旦: [2027-01-02]}}]", "不认识"),
        ("notices: [{year: 2027, issued_on: 昨天, days_off: {元旦: [2027-01-02]}}]", "成文日期"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(text, said):
    with pytest.raises(CalendarError, match=said):
        read_notices(text)
