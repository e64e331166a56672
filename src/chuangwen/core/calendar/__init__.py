"""Working days with 调休, deadlines that say when they are 暂定, festivals by the lunar calendar.

    calendar = load_calendar(texts)                 # civic: `wordbook.work_calendar()`
    deadline = calendar.add_working_days(day, 5)    # Deadline(date=…, provisional=False)
    deadline.say()                                  # 2026年10月15日（周四）

A period begins on the day after the one that starts it. The table of days off is
data (`catalogues/calendar/notices.yaml`): a year without a notice is never guessed.
"""

from chuangwen.core.calendar.deadlines import Deadline, last_day
from chuangwen.core.calendar.festivals import Festival, festivals_of, lunar_day
from chuangwen.core.calendar.notices import CalendarError, Notice, read_notices
from chuangwen.core.calendar.reminders import OVERDUE, Reminder, last_day_to_look_at, reminder_of
from chuangwen.core.calendar.working import NotPublished, WorkCalendar, load_calendar

__all__ = [
    "OVERDUE",
    "CalendarError",
    "Deadline",
    "Festival",
    "NotPublished",
    "Notice",
    "Reminder",
    "WorkCalendar",
    "festivals_of",
    "last_day",
    "last_day_to_look_at",
    "load_calendar",
    "lunar_day",
    "read_notices",
    "reminder_of",
]
