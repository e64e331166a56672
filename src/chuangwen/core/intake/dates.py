"""Days and periods as people write them into one cell."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from chuangwen.core.catalogue.drafts import ONE_DAY
from chuangwen.core.sheets import CellProblem, date_of, text_of
from chuangwen.core.sheets.dates import EXAMPLE, SERIALS

DECEMBER = 12
COMPACT = range(19_491_001, 21_000_101)  # 20250301 typed as a number

_SAME = str.maketrans("．／－—–－～〜", "./----~~")
_NOISE = re.compile(r"\s+|[（(]?(?:星期|周)[一二三四五六日天][）)]?|[上下]午|全天|当天")
_MONTH = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})(月?)(?:份)?")
_YEAR = re.compile(r"(\d{4})年?(?:度|全年)?")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]?")
_BETWEEN = re.compile(r"至|到|~|--+")
TWO_ENDS = 2
DASHES_OF_TWO_DAYS = 5  # 2025-03-01-2025-03-05


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to the day before `until`."""

    start: date
    until: date


def span_of(value: Any, *, year: int) -> Span | None:
    """Read a cell as a day or a period, None when it is empty; `year` stands for one that is not written.

    >>> span_of("2025.3.1", year=2024).start, span_of("３月５日", year=2024).start
    (datetime.date(2025, 3, 1), datetime.date(2024, 3, 5))
    >>> span_of("3月1日至5日", year=2025).until, span_of("2025年3月", year=2024).until
    (datetime.date(2025, 3, 6), datetime.date(2025, 4, 1))

    Raises: CellProblem with what is wrong and how to write it.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        _refuse_plain_number(value)
    try:
        day = date_of(value, year=year)
    except CellProblem:
        if isinstance(value, str) and (period := _period(text_of(value), year)):
            return period
        raise
    return Span(day, day + ONE_DAY) if day else None


def _refuse_plain_number(value: float) -> None:
    """3.5 may be 3月5日 or 3月50日 cut short: a spreadsheet does not keep the zero of 3.10."""
    if int(value) not in SERIALS and int(value) not in COMPACT:
        raise CellProblem(f"“{text_of(value)}”是数字，不是日期，{EXAMPLE}。")


def _period(said: str, year: int) -> Span | None:
    text = _NOISE.sub("", said.translate(_SAME))
    if whole := _month_or_year(text, year):
        return whole
    parts = _BETWEEN.split(text)
    if len(parts) == 1:
        parts = _split_at_dash(text)
    if len(parts) != TWO_ENDS or not all(parts):
        return None
    return _from_to(parts[0], parts[1], year)


def _split_at_dash(text: str) -> list[str]:
    """Split 3月1日-5日 and 2025-03-01-2025-03-05 in the middle."""
    dashes = [i for i, c in enumerate(text) if c == "-"]
    if len(dashes) == 1:
        return text.split("-")
    if len(dashes) == DASHES_OF_TWO_DAYS:
        return [text[: dashes[2]], text[dashes[2] + 1 :]]
    return [text]


def _month_or_year(text: str, year: int) -> Span | None:
    if (match := _MONTH.fullmatch(text)) and (match[1] or match[3]) and 1 <= int(match[2]) <= DECEMBER:
        first = date(int(match[1] or year), int(match[2]), 1)
        return Span(first, _month_after(first))
    if match := _YEAR.fullmatch(text):
        return Span(date(int(match[1]), 1, 1), date(int(match[1]) + 1, 1, 1))
    return None


def _month_after(first: date) -> date:
    return date(first.year + 1, 1, 1) if first.month == DECEMBER else date(first.year, first.month + 1, 1)


def _from_to(first: str, last: str, year: int) -> Span | None:
    start = _whole(first, year)
    if start is None:
        return None
    if match := _DAY_ONLY.fullmatch(last):
        last = f"{start.start.year}-{start.start.month}-{match[1]}"
    end = _whole(last, start.start.year)
    if end is None:
        return None
    if end.until <= start.start:
        raise CellProblem(f"“{first}至{last}”的结束早于开始，请核对。")
    return Span(start.start, end.until)


def _whole(text: str, year: int) -> Span | None:
    """Read one end: a day, a month or a year."""
    if period := _month_or_year(text, year):
        return period
    day = date_of(text, year=year)
    return Span(day, day + ONE_DAY) if day else None
