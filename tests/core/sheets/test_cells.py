"""What a cell means."""

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangwen.core.sheets import CellProblem, code_of, date_of, number_of, text_of, yes_of
from chuangwen.core.sheets.cells import is_rough

DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    "written",
    [
        DAY,
        datetime(2025, 3, 1, 8, 30),
        45717,
        45717.0,
        45717.35,
        "45717",
        20250301,
        20250301.0,
        "20250301",
        "2025-03-01",
        "2025-3-1",
        "2025/3/1",
        "2025.3.1",
        "2025.03.01",
        "2025。3。1",
        "2025、3、1",
        "２０２５．３．１",
        "2025年3月1日",
        "2025 年 3 月 1 日",
        "2025年3月1号",
        "2025年3月1日（周六）",
        "2025-03-01 08:30:00",
        "2025-03-01T08:30",
        " 2025-03-01　",
    ],
)
def test_a_day_is_understood_however_people_write_it(written):
    assert date_of(written) == DAY


@pytest.mark.parametrize("written", ["3月1日", "3.1", "03-01", "3/1", "３月１日"])
def test_a_day_without_its_year_takes_the_year_given(written):
    assert date_of(written, year=2025) == DAY


@pytest.mark.parametrize("written", ["", "  ", "-", "—", "无"])
def test_an_empty_cell_has_no_day_and_no_number(written):
    assert date_of(written) is None
    assert number_of(written) is None


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("2023-02-30", "2023年2月只有28天"),
        ("2023.2.29", "2023年2月只有28天"),
        ("2025-13-01", "没有13月"),
        ("2025-00-01", "没有0月"),
        ("2025-03-00", "只有31天"),
        ("0000-03-01", "年份"),
        ("3月5日", "没有写年份"),
        ("2025年3月", "没有写到日"),
        (2025.3, "没有写到日"),
        ("2025.3", "没有写到日"),
        ("25.3.1", "只有两位"),
        ("2025年3月1日至3日", "一段时间"),
        ("2025-03-01至2025-03-03", "一段时间"),
        ("上半年", "不是日期"),
        ("1899-01-01", "1899年"),
        ("2205-03-01", "2205年"),
        (time(8, 30), "不是日期"),
        (True, "不是日期"),
        (3, "不是日期"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(written, says):
    with pytest.raises(CellProblem, match=says):
        date_of(written)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_in_every_manner(day):
    manners = [
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        (day - date(1899, 12, 30)).days,
    ]

    assert {date_of(manner) for manner in manners} == {day}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (30, 30),
        (30.0, 30),
        ("30", 30),
        ("３０", 30),
        ("30人", 30),
        ("30 人次", 30),
        ("1,234", 1234),
        ("１，２３４", 1234),
        ("1,234,567人", 1234567),
        ("1.2万", 12000),
        ("1.2万人", 12000),
        ("0", 0),
    ],
)
def test_a_number_is_understood_with_its_unit(written, number):
    assert number_of(written, units=("人", "人次")) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "limits", "says"),
    [
        ("三十", {}, "阿拉伯数字"),
        ("若干", {}, "阿拉伯数字"),
        ("30场", {"units": ("人",)}, "单位是“人”"),
        ("30余人", {"units": ("人",)}, "约数"),
        ("约30", {}, "约数"),
        ("3.5", {}, "整数"),
        ("3.555", {"places": 2}, "2位小数"),
        (-1, {}, "小于0"),
        ("101", {"most": 100}, "大于100"),
        (float("inf"), {}, "不是数字"),
        (date(2025, 3, 1), {}, "不是数字"),
        (True, {}, "不是数字"),
        ("1,23", {}, "看不懂"),
        ("12-15", {}, "看不懂"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(written, limits, says):
    with pytest.raises(CellProblem, match=says):
        number_of(written, **limits)


def test_an_estimate_is_read_where_the_column_allows_it():
    assert number_of("约300余人", units=("人",), rough=True) == 300
    assert is_rough("约300余人")
    assert not is_rough("300人")


def test_money_in_a_column_of_ten_thousands_stays_as_written():
    assert number_of("3.25万元", units=("万元",), places=2) == Decimal("3.25")
    assert number_of("3.25万元", units=("元",)) == Decimal(32500)


def test_a_binary_fraction_does_not_show():
    assert str(number_of(0.1 + 0.2, places=17)) == "0.30000000000000004"
    assert number_of(12.35, places=2) == Decimal("12.35")


def test_text_keeps_chinese_signs_and_loses_odd_ones():
    assert text_of("　“学雷锋”，Ａ级（２０２５）\u200b\n第一期 ") == "“学雷锋”，A级（2025） 第一期"


def test_a_long_text_says_how_long_it_is():
    with pytest.raises(CellProblem, match="有5个字，最多4个字"):
        text_of("文明办公室", longest=4)


def test_a_code_that_excel_has_rounded_is_not_taken():
    with pytest.raises(CellProblem, match="文本"):
        code_of(9.1350100010000e17)


@pytest.mark.parametrize(("written", "is_yes"), [("是", True), ("√", True), (True, True), ("否", False), ("", False)])
def test_yes_and_no_are_understood(written, is_yes):
    assert yes_of(written) is is_yes


def test_what_is_neither_yes_nor_no_is_refused():
    with pytest.raises(CellProblem, match="“是”或“否”"):
        yes_of("待定")


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.datetimes(), st.dates(), st.times()))
def test_no_cell_breaks_the_reading(cell):
    for read in (text_of, code_of, number_of, date_of, yes_of):
        with suppress(CellProblem):
            read(cell)
