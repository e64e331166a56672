"""The one place that reads the clock; only `web` and `batch` may call it."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return this instant, aware, in UTC."""
    return timezone.now()  # noqa: TID251 the edge itself


def today() -> date:
    """Return today's date in the office's time zone."""
    return timezone.localdate()
