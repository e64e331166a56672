"""Days and periods as people write them into one cell."""

from datetime import date, datetime

import pytest

from chuangwen.core.intake.dates import Span, span_of
from chuangwen.core.sheets import CellProblem


def span(start, until):
    return Span(date.fromisoformat(start), date.fromisoformat(until))


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-05", "2025/3/5", "2025.3.5", "20250305", 20250305.0, "2025年3月5日（周三）", "２０２５．３．５", "3月5日", "3.5",
        45721, 45721.0, "45721", date(2025, 3, 5), datetime(2025, 3, 5, 9, 30), "2025-03-05 09:30",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell):
    assert span_of(cell, year=2025) == span("2025-03-05", "2025-03-06")


@pytest.mark.parametrize(
    ("cell", "start", "until"),
    [
        ("3月1日至5日", "2025-03-01", "2025-03-06"),
        ("3月1日-5日", "2025-03-01", "2025-03-06"),
        ("3月28日—4月2日", "2025-03-28", "2025-04-03"),
        ("2025.3.1-3.5", "2025-03-01", "2025-03-06"),
        ("2025-03-01-2025-03-05", "2025-03-01", "2025-03-06"),
        ("2025-03-01 至 2025-03-05", "2025-03-01", "2025-03-06"),
        ("2025年3月", "2025-03-01", "2025-04-01"),
        ("12月", "2025-12-01", "2026-01-01"),
        ("2024年度", "2024-01-01", "2025-01-01"),
        ("1月—3月", "2025-01-01", "2025-04-01"),
    ],
)
def test_a_period_in_one_cell_is_read_to_its_last_day(cell, start, until):
    assert span_of(cell, year=2025) == span(start, until)


@pytest.mark.parametrize("cell", ["", "  ", "—"])
def test_an_empty_cell_is_no_day(cell):
    assert span_of(cell, year=2025) is None


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2023-02-30", "2023年2月只有28天"),
        ("13月1日", "没有13月"),
        ("去年年底", "不是日期"),
        ("3月5日至1日", "结束早于开始"),
        ("25.3.1", "只有两位"),
        (3.5, "是数字，不是日期"),
        (3.1, "是数字，不是日期"),
        (True, "不是日期"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(cell, said):
    with pytest.raises(CellProblem, match=said):
        span_of(cell, year=2025)
