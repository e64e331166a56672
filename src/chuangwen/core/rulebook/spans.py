"""Half-open spans of days, and the periods (weeks, months, quarters …) that rhythms are counted in."""

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

DAY = timedelta(days=1)
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
HALVES = ("上半年", "下半年")
BITS = 60  # periods kept in one 64-bit mask


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `start` up to, but not including, `until`."""

    start: date
    until: date

    def holds(self, start: date, until: date) -> bool:
        """Tell whether the whole span [start, until) lies inside this one.

        >>> Span(date(2026, 1, 1), date(2027, 1, 1)).holds(date(2026, 12, 31), date(2027, 1, 2))
        False
        """
        return self.start <= start and until <= self.until

    def say(self) -> str:
        """Name the span by its first and last day.

        >>> Span(date(2026, 1, 1), date(2027, 1, 1)).say()
        '2026年1月1日至12月31日'
        """
        last = self.until - DAY
        tail = f"{last.month}月{last.day}日" if last.year == self.start.year else say_day(last)
        return say_day(self.start) if last == self.start else f"{say_day(self.start)}至{tail}"


ALWAYS = Span(date.min, date.max)


def year_span(year: int) -> Span:
    """Return the days of a calendar year."""
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def say_day(day: date) -> str:
    """Write a day as 2026年3月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def months_earlier(day: date, months: int) -> date:
    """Go back whole months; a day that the month lacks becomes its last day.

    >>> months_earlier(date(2024, 2, 29), 12)
    datetime.date(2023, 2, 28)
    """
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Rhythm(Protocol):
    """Periods in which an entry is expected. A span counts in a period only when it lies wholly inside."""

    @property
    def unit(self) -> str:
        """Name one period with its measure word: 个月, 个季度."""
        ...

    def __hash__(self) -> int: ...

    def within(self, window: Span) -> tuple["Period", ...]:
        """Return the periods that share at least one day with the window, in order and without overlap."""
        ...

    def sql(self, window: Span) -> str:
        """Write the position of a row's period among those of the window; NULL when it crosses a border."""
        ...


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a rhythm: its name in a sentence and its days."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Weekly:
    """Weeks from Monday to Sunday."""

    unit: str = "周"

    def within(self, window: Span) -> tuple[Period, ...]:
        """Name each week by its Monday."""
        monday = window.start - timedelta(days=window.start.weekday())
        found = []
        while monday < window.until:
            found.append(Period(f"{monday.month}月{monday.day}日当周", Span(monday, monday + 7 * DAY)))
            monday += 7 * DAY
        return tuple(found)

    def sql(self, window: Span) -> str:
        """Count weeks from the Monday on or before the window's first day."""
        monday = window.start - timedelta(days=window.start.weekday())
        first, last = (f"({day} - DATE '{monday}') // 7" for day in ("start_date", "(until_date - 1)"))
        return f"CASE WHEN {first} = {last} THEN {first} END"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Calendar periods of 1, 3, 6 or 12 months, counted from January."""

    months: int

    @property
    def unit(self) -> str:
        """Name one period: 个月, 个季度, 个半年, 年."""
        return {1: "个月", 3: "个季度", 6: "个半年", 12: "年"}[self.months]

    def within(self, window: Span) -> tuple[Period, ...]:
        """Name months by number and longer periods by name, with the year when the window spans two."""
        index = (window.start.year * 12 + window.start.month - 1) // self.months
        one_year = window.start.year == (window.until - DAY).year
        found = []
        while (start := _first_day(index * self.months)) < window.until:
            name = self._name(start) if one_year else f"{start.year}年{self._name(start)}"
            found.append(Period(name, Span(start, _first_day((index + 1) * self.months))))
            index += 1
        return tuple(found)

    def sql(self, window: Span) -> str:
        """Count periods from the one that holds the window's first day."""
        base = (window.start.year * 12 + window.start.month - 1) // self.months
        size = f" // {self.months}" if self.months > 1 else ""
        first, last = (f"(year({day}) * 12 + month({day}) - 1){size}" for day in ("start_date", "(until_date - 1)"))
        return f"CASE WHEN {first} = {last} THEN {first} - {base} END"

    def _name(self, start: date) -> str:
        place = (start.month - 1) // self.months
        if self.months == 1:
            return f"{start.month}月"
        return {3: QUARTERS, 6: HALVES}.get(self.months, ("全年",))[place]


@dataclass(frozen=True, slots=True)
class Listed:
    """Named spans listed in the book, such as the traditional festivals of a year."""

    name: str
    periods: tuple[Period, ...]
    unit: str = "个"

    def within(self, window: Span) -> tuple[Period, ...]:
        """Return the listed spans that lie wholly inside the window."""
        return tuple(p for p in self.periods if window.holds(p.span.start, p.span.until))

    def sql(self, window: Span) -> str:
        """Compare with the ends of each listed span; listed spans never overlap."""
        tests = [
            f"WHEN start_date >= DATE '{p.span.start}' AND until_date <= DATE '{p.span.until}' THEN {i}"
            for i, p in enumerate(self.within(window))
        ]
        return f"CASE {' '.join(tests)} END" if tests else "NULL::INTEGER"


RHYTHMS: dict[str, Rhythm] = {
    "week": Weekly(),
    "month": Calendar(1),
    "quarter": Calendar(3),
    "half": Calendar(6),
    "year": Calendar(12),
}


def _first_day(month_index: int) -> date:
    return date(month_index // 12, month_index % 12 + 1, 1)


@lru_cache(maxsize=256)
def periods_of(rhythm: Rhythm, window: Span) -> tuple[Period, ...]:
    """Return the rhythm's periods in the window; remembered, because every fact asks."""
    return rhythm.within(window)


def period_of(rhythm: Rhythm, window: Span, start: date, until: date) -> int | None:
    """Return the position of the period that wholly holds [start, until), or None when it crosses a border."""
    periods = periods_of(rhythm, window)
    place = bisect_right(periods, start, key=lambda period: period.span.start) - 1
    return place if place >= 0 and periods[place].span.holds(start, until) else None
