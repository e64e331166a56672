"""Days as people write them in sheets."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from chuangwen.core.sheets.cells import BLANKS, SPACES, UNSEEN, CellProblem, text_of

EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST, LATEST = date(1949, 10, 1), date(2100, 1, 1)
SERIALS = range((EARLIEST - EXCEL_EPOCH).days, (LATEST - EXCEL_EPOCH).days)
MARK = r"[-./年、]"
WEEKDAY = r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
HOURS = r"(?:T?\d{1,2}[:时]\d{1,2}(?:[:分]\d{0,2})?.{0,8})?"
FULL = re.compile(rf"(\d{{4}}){MARK}(\d{{1,2}})[-./月、](\d{{1,2}})[日号]?{WEEKDAY}{HOURS}")
TIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
SHORT = re.compile(rf"(\d{{1,2}})[-./月](\d{{1,2}})[日号]?{WEEKDAY}")
MONTH = re.compile(rf"\d{{4}}{MARK}\d{{1,2}}月?|\d{{1,2}}月")
TWO_DIGITS = re.compile(rf"\d{{2}}{MARK}\d{{1,2}}[-./月]\d{{1,2}}[日号]?")
EXAMPLE = "请写成 2025-03-01 这样的日期"


def date_of(value: Any, *, year: int | None = None) -> date | None:
    """Return the day that a cell holds, or None when it is empty.

    Understood: date cells, 2025-03-01, 2025/3/1, 2025.3.1, 20250301, 2025年3月1日（周六），
    full-width digits, Excel serial numbers, and 3月5日 when `year` is given.

    >>> date_of("２０２５．３．１"), date_of(45717), date_of("3月5日", year=2025)
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 1), datetime.date(2025, 3, 5))

    Raises: CellProblem for a day that does not exist (2023-02-30), a missing year or
    day, a span of days, and anything else.
    """
    if isinstance(value, datetime):
        return _sensible(value.date(), value)
    if isinstance(value, date):
        return _sensible(value, value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise CellProblem(f"“{text_of(value)}”不是日期，{EXAMPLE}。")
    text = SPACES.sub("", unicodedata.normalize("NFKC", text_of(value).translate(UNSEEN)).replace("。", "."))
    if text in BLANKS:
        return None
    if serial := _serial(value, text):
        return serial
    if match := FULL.fullmatch(text) or TIGHT.fullmatch(text):
        return _day(*(int(part) for part in match.groups()), text=text)
    if match := SHORT.fullmatch(text):
        return _without_year(match, text, year)
    raise CellProblem(_complaint(text))


def _serial(value: Any, text: str) -> date | None:
    """Read 45717 or 45717.5 as Excel's count of days; 20250301 is far beyond that."""
    if isinstance(value, str) and not re.fullmatch(r"\d{5}", text):
        return None
    number = float(text)
    return EXCEL_EPOCH + timedelta(days=int(number)) if SERIALS.start <= number < SERIALS.stop else None


def _without_year(match: re.Match[str], text: str, year: int | None) -> date:
    if year is None:
        raise CellProblem(f"“{text}”没有写年份，{EXAMPLE}。")
    return _day(year, int(match[1]), int(match[2]), text=text)


def _day(year: int, month: int, day: int, *, text: str) -> date:
    if not 1 <= month <= 12:
        raise CellProblem(f"“{text}”的月份不对：没有{month}月，请核对。")
    try:
        last = monthrange(year, month)[1]
        if not 1 <= day <= last:
            raise CellProblem(f"“{text}”这一天不存在：{year}年{month}月只有{last}天，请核对。")
        return _sensible(date(year, month, day), text)
    except ValueError as error:
        if isinstance(error, CellProblem):
            raise
        raise CellProblem(f"“{text}”的年份不对，{EXAMPLE}。") from error


def _sensible(day: date, value: Any) -> date:
    if not EARLIEST <= day < LATEST:
        raise CellProblem(f"“{text_of(value)}”的年份是{day.year}年，请核对。")
    return day


def _complaint(text: str) -> str:
    if MONTH.fullmatch(text):
        return f"“{text}”没有写到日，{EXAMPLE}。"
    if TWO_DIGITS.fullmatch(text):
        return f"“{text}”的年份只有两位，{EXAMPLE}。"
    if re.search(r"\d[日号]?(?:至|到|~|—|--)", text):
        return f"“{text}”是一段时间，请把起止日期分开填写，{EXAMPLE}。"
    return f"“{text}”不是日期，{EXAMPLE}。"
