"""A day by which something is due, whether that day is certain, and the last day of a span."""

import datetime
from dataclasses import dataclass

WEEKDAYS = "一二三四五六日"
ONE_DAY = datetime.timedelta(days=1)


def last_day(until: datetime.date | None) -> datetime.date | None:
    """Return the last day of a span that is kept by its exclusive end: the day that people are shown.

    None where the span has no end: none is kept, or the last day there is.

    >>> last_day(datetime.date(2028, 12, 26))
    datetime.date(2028, 12, 25)
    >>> last_day(datetime.date.max), last_day(None)
    (None, None)
    """
    return None if until is None or until == datetime.date.max else until - ONE_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day of a period. `provisional`: a day of it lies where no calendar is published yet.

    >>> Deadline(date=datetime.date(2026, 10, 15)).say()
    '2026年10月15日（周四）'
    >>> Deadline(date=datetime.date(2027, 1, 5), provisional=True).say()
    '2027年1月5日（周二，暂定）'
    """

    date: datetime.date
    provisional: bool = False

    def say(self) -> str:
        """Say the day in Chinese, with 暂定 when it may still move."""
        mark = "，暂定" if self.provisional else ""
        return f"{self.date.year}年{self.date.month}月{self.date.day}日（周{WEEKDAYS[self.date.weekday()]}{mark}）"

    def is_over(self, today: datetime.date) -> bool:
        """Say whether the period has ended: its last day belongs to it."""
        return today > self.date
