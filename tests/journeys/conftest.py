"""Whole paths in a real browser, on a day that never changes: the books that come with the program are of 2026."""

import time

import pytest

from chuangwen import clock
from tests.journeys import town as towns


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch):
    """Set the clock at the edge to the day of the journeys; it goes on from there."""
    started = time.monotonic()

    def now():
        return towns.NOW + towns.ONE_DAY / 86400 * (time.monotonic() - started)

    monkeypatch.setattr(clock, "now", now)
    monkeypatch.setattr(clock, "today", lambda: now().astimezone(towns.SHANGHAI).date())


@pytest.fixture
def town(live_server, city, clerk, officer):
    """A city with a book in force and some facts."""
    return towns.a_living_town(city, clerk, officer)
