"""The yearly notices of days off and make-up workdays: read from YAML text, checked, frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

KEYS = {"year", "document", "issued_on", "days_off", "make_up"}
ONE_DAY = timedelta(days=1)


class CalendarError(ValueError):
    """A calendar file is not usable; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one notice says of a year: days off by festival, and the rest days that are worked instead."""

    year: int
    off: Mapping[date, str]
    work: frozenset[date]
    document: str = ""
    issued_on: date | None = None


def read_notices(text: str) -> tuple[Notice, ...]:
    """Read the notices of one file.

    :raises CalendarError: the file is not of the form, or a day stands where it cannot.

    >>> [n] = read_notices("notices: [{year: 2026, days_off: {元旦: [2026-01-01/2026-01-03]}, make_up: [2026-01-04]}]")
    >>> len(n.off), sorted(n.work)
    (3, [datetime.date(2026, 1, 4)])
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CalendarError(f"日历文件不是有效的 YAML：{error}") from error
    rows = raw.get("notices") if isinstance(raw, dict) else None
    if not isinstance(rows, list):
        raise CalendarError("日历文件须以 notices 列出各年的通知。")
    return tuple(_notice(row) for row in rows)


def _notice(row: Any) -> Notice:
    if not isinstance(row, dict) or not isinstance(row.get("year"), int):
        raise CalendarError("每项通知须写明年份，例如 year: 2027。")
    year = row["year"]
    if strange := set(row) - KEYS:
        raise CalendarError(f"{year}年的通知里有不认识的项：{'、'.join(sorted(map(str, strange)))}。")
    if not isinstance(row.get("days_off"), dict) or not row["days_off"]:
        raise CalendarError(f"{year}年的通知须以 days_off 列出放假日期。")
    off = {day: str(name) for name, spans in row["days_off"].items() for span in _listed(spans, year) for day in span}
    work = frozenset(day for span in _listed(row.get("make_up") or [], year) for day in span)
    _check(year, off, work)
    issued = row.get("issued_on")
    if issued is not None and not isinstance(issued, date):
        raise CalendarError(f"{year}年通知的成文日期不是日期：{issued}。")
    return Notice(year=year, off=off, work=work, document=str(row.get("document") or ""), issued_on=issued)


def _listed(spans: Any, year: int) -> list[list[date]]:
    if not isinstance(spans, list):
        raise CalendarError(f"{year}年的日期须写成列表，例如 [2027-01-01/2027-01-03]。")
    return [_days(span, year) for span in spans]


def _days(span: Any, year: int) -> list[date]:
    """Read one day, or the first and last of several: `2026-02-15/2026-02-23`."""
    first, _, last = str(span).partition("/")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise CalendarError(f"{year}年的日期写法不对：{span}。") from error
    if not timedelta(0) <= end - start <= timedelta(days=31):
        raise CalendarError(f"{year}年的起止日期不对：{span}。")
    return [start + ONE_DAY * n for n in range((end - start).days + 1)]


def _check(year: int, off: Iterable[date], work: frozenset[date]) -> None:
    """Want days of the year (or of the last days before it), and no day both off and worked."""
    days = set(off) | work
    if far := [day for day in days if day.year != year and not (day.year == year - 1 and day.month == 12)]:
        raise CalendarError(f"{year}年的通知里有别年的日期：{min(far)}。")
    if twice := set(off) & work:
        raise CalendarError(f"{year}年的{min(twice)}既写成放假又写成上班。")
    if weekday := [day for day in work if day.weekday() < 5]:
        raise CalendarError(f"{year}年的{min(weekday)}不是周末，不需要写成调休上班。")
