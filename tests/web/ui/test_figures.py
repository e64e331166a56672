"""How numbers, marks and days are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chuangwen.web.ui import figures

TODAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("milli", "places", "text"),
    [
        (86_500, 1, "86.5"),
        (86_500, 2, "86.50"),
        (86_450, 1, "86.5"),
        (86_449, 1, "86.4"),
        (-1_250, 1, "−1.3"),
        (-40, 1, "0.0"),
        (1_234_000, 1, "1,234.0"),
        (Decimal("333.333"), 2, "0.33"),
        (None, 1, "—"),
    ],
)
def test_marks_are_points_rounded_half_up(milli, places, text):
    assert figures.marks(milli, places) == text


@pytest.mark.parametrize(("milli", "text"), [(1_000, "+1.0"), (-500, "−0.5"), (0, "0.0"), (None, "—")])
def test_a_change_of_marks_carries_its_sign(milli, text):
    assert figures.marks_change(milli) == text


@pytest.mark.parametrize(("number", "text"), [(8476, "8,476"), (-1200, "−1,200"), (3.25, "3.25"), (None, "—")])
def test_numbers_have_thousands_separators(number, text):
    assert figures.thousands(number) == text


def test_a_day_is_written_with_its_weekday():
    assert figures.cn_date(TODAY) == "2025年3月1日（周六）"


def test_an_instant_is_written_in_the_time_of_the_office():
    late = datetime(2025, 2, 28, 17, 5, tzinfo=UTC)

    assert figures.cn_date(late) == "2025年3月1日（周六）"
    assert figures.cn_time(late) == "2025年3月1日 01:05"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 3, 4), "3天后"),
        (date(2025, 2, 26), "3天前"),
        (date(2025, 3, 1), "今天"),
        (date(2025, 3, 2), "明天"),
        (date(2025, 2, 28), "昨天"),
        (date(2025, 3, 8), "7天后"),
        (date(2025, 3, 9), ""),
        (None, ""),
    ],
)
def test_a_day_within_a_week_is_also_counted_from_today(day, text):
    assert figures.cn_days(day, TODAY) == text


@pytest.mark.parametrize(("count", "text"), [(900, "900 B"), (1536, "1.5 KB"), (31_457_280, "30.0 MB")])
def test_a_file_has_a_size_that_a_person_reads(count, text):
    assert figures.file_size(count) == text
