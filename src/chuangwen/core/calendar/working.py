"""Which days are worked, and on which day a period ends.

How periods are counted, and by what:

- A period begins on the day after the one that starts it (民法典第二百零一条).
- A period of calendar days that ends on a day off ends on the next working day (第二百零三条).
- A period of working days counts neither days off nor rest days, and counts make-up workdays.
- That these rules of the Civil Code hold for the clocks of 创建 work too is our reading; a
  programme's own rules outrank it, and no document says so expressly.
- Where no notice is published yet, days are counted provisionally: Saturdays, Sundays and the
  statutory days off rest. Such a deadline is 暂定, and is told anew once the notice is there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from chuangwen.core.calendar.deadlines import Deadline
from chuangwen.core.calendar.festivals import statutory_days_off
from chuangwen.core.calendar.notices import Notice, read_notices
from chuangwen.core.refusals import Refusal

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# Notices of 2007, 2008, 2012, 2019 and 2024 moved rest days among these last days of the year before.
YEAR_END = 29


class NotPublished(Refusal):
    """Nobody has said yet which days of that year are worked."""


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """The days off and make-up workdays of all years that have a notice."""

    notices: Mapping[int, Notice]

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(day for notice in self.notices.values() for day in notice.off)

    @cached_property
    def _work(self) -> frozenset[date]:
        return frozenset(day for notice in self.notices.values() for day in notice.work)

    def knows(self, day: date) -> bool:
        """Say whether a notice for the day's year is published."""
        return day.year in self.notices

    def is_working_day(self, day: date) -> bool:
        """Say whether a day is worked.

        :raises NotPublished: no notice for its year is published; this is never guessed.
        """
        if not self.knows(day):
            raise NotPublished(
                f"还不能确定{day.year}年{day.month}月{day.day}日是否上班。",
                why=f"{day.year}年的节假日安排还没有录入。",
                remedy="国务院办公厅的通知发布后，请把日期录入日历文件（见 docs/calendar.md）。",
            )
        return self._is_worked(day)

    def add_working_days(self, day: date, count: int) -> Deadline:
        """Return the last day of a period of working days that `day` starts; `day` itself is not counted.

        :raises ValueError: a negative count.
        """
        if count < 0:
            raise ValueError("A period has no negative length.")
        last, left = day, count
        while left:
            last += ONE_DAY
            left -= self._is_worked(last)
        return Deadline(date=last, provisional=self._is_provisional(day, last))

    def add_calendar_days(self, day: date, count: int) -> Deadline:
        """Return the last day of a period of calendar days; one that ends on a day off ends on the next worked.

        :raises ValueError: a negative count.
        """
        if count < 0:
            raise ValueError("A period has no negative length.")
        last = day + ONE_DAY * count
        while count and not self._is_worked(last):
            last += ONE_DAY
        # Only the end is looked at: what lies between does not move it.
        return Deadline(date=last, provisional=count > 0 and self._is_open(last))

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and with `last`; negative when `last` is the earlier.

        The inverse of `add_working_days`. Where no notice is published the count is provisional
        (see `is_certain`).
        """
        if last < first:
            return -self.working_days_between(last, first)
        return sum(self._is_worked(first + ONE_DAY * n) for n in range(1, (last - first).days + 1))

    def is_certain(self, first: date, last: date) -> bool:
        """Say whether all days after `first` up to `last` are published."""
        return not self._is_provisional(first, last)

    def _is_worked(self, day: date) -> bool:
        if day in self._work:
            return True
        is_off = day in self._off or (not self.knows(day) and day in statutory_days_off(day.year))
        return not is_off and day.weekday() < SATURDAY

    def _is_provisional(self, first: date, last: date) -> bool:
        days = (first + ONE_DAY * n for n in range(1, (last - first).days + 1))
        return any(self._is_open(day) for day in days)

    def _is_open(self, day: date) -> bool:
        """Say whether a notice still to come may change a day."""
        is_year_end = day.month == 12 and day.day >= YEAR_END
        return not self.knows(day) or (is_year_end and day.year + 1 not in self.notices)


def load_calendar(texts: Iterable[str]) -> WorkCalendar:
    """Build the calendar from files; a later file's notice of a year takes the place of an earlier one's.

    :raises CalendarError: a file is not of the form.
    """
    notices = {notice.year: notice for text in texts for notice in read_notices(text)}
    return WorkCalendar(notices=notices)
