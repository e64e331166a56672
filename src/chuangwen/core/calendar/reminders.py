"""When to remind of a last day, and in which words."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from chuangwen.core.calendar.deadlines import Deadline
from chuangwen.core.calendar.working import WorkCalendar

OVERDUE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """How near a last day is: `step` is the tightest step reached, `left` the working days after today up to the day."""

    step: int
    left: int
    deadline: Deadline

    @property
    def is_overdue(self) -> bool:
        """Say whether the last day is over."""
        return self.step == OVERDUE

    def say(self) -> str:
        """Say how near it is.

        >>> Reminder(step=7, left=5, deadline=Deadline(date=datetime.date(2026, 10, 15))).say()
        '最后一天是2026年10月15日（周四），还剩5个工作日'
        >>> Reminder(step=OVERDUE, left=-3, deadline=Deadline(date=datetime.date(2026, 10, 15))).say()
        '期限到2026年10月15日（周四）为止，现已逾期'
        """
        if self.is_overdue:
            return f"期限到{self.deadline.say()}为止，现已逾期"
        rest = f"还剩{self.left}个工作日" if self.left else "过了今天就没有工作日了"
        return f"最后一天是{self.deadline.say()}，{rest}"


def reminder_of(
    calendar: WorkCalendar, today: datetime.date, deadline: Deadline, steps: Sequence[int]
) -> Reminder | None:
    """Return the reminder that a day calls for; None while it is too early.

    Of several steps reached only the tightest counts, so that days without a look cause one letter and not many.
    """
    left = calendar.working_days_between(today, deadline.date)
    if deadline.is_over(today):
        return Reminder(step=OVERDUE, left=left, deadline=deadline)
    step = min((step for step in steps if left <= step), default=None)
    return None if step is None else Reminder(step=step, left=left, deadline=deadline)


def last_day_to_look_at(calendar: WorkCalendar, today: datetime.date, steps: Sequence[int]) -> datetime.date:
    """Return the latest last day that may call for a reminder today."""
    return calendar.add_working_days(today, max(steps)).date
