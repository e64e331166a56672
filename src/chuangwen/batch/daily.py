"""The day's chores are asked for: by each worker once a day, and by `chuangwen daily`."""

import logging
from datetime import date, datetime
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from chuangwen import clock
from chuangwen.civic.jobs.chores import DAILY, occasion_of
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import enqueue

EVERY = 60  # seconds between two looks at the clock
logger = logging.getLogger(__name__)


def ask_for(day: date, *, at: datetime) -> Job:
    """Ask for the chores of a day; asked for already, by whomever, it is the same job."""
    return enqueue(
        kind=DAILY, params={"day": day.isoformat()}, unit_id=None, actor=None, at=at, occasion=occasion_of(day)
    )


def ask_again(day: date, *, at: datetime) -> Job:
    """Ask for the chores of a day once more: they find what has come up since."""
    return enqueue(kind=DAILY, params={"day": day.isoformat()}, unit_id=None, actor=None, at=at)


def day_to_begin(at: datetime) -> date | None:
    """Return the day whose chores may begin; None before the time of day that is set, or where none is."""
    here = timezone.localtime(at)
    return here.date() if settings.DAILY_AT and here.time() >= settings.DAILY_AT else None


class Waker(Thread):
    """Looks at the clock beside the worker: when a new day has begun, its chores are asked for."""

    def __init__(self) -> None:
        super().__init__(name="waker", daemon=True)
        self.ended = Event()
        self.asked: date | None = None

    def run(self) -> None:
        """Look at once and then every minute, until ended."""
        while settings.DAILY_AT:
            try:
                self.look()
            except DatabaseError:  # busy or gone for a moment; the next look tries again
                logger.warning("The day's chores could not be asked for.", exc_info=True)
            close_old_connections()
            if self.ended.wait(EVERY):
                break
        connections.close_all()

    def look(self) -> None:
        """Ask for the chores of a day that has begun; this worker asks once a day."""
        at = clock.now()
        day = day_to_begin(at)
        if day and day != self.asked:
            ask_for(day, at=at)
            self.asked = day
