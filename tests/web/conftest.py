"""Days on which pages are looked at."""

from datetime import datetime

import pytest

from chuangwen import clock
from tests.factories import SHANGHAI


@pytest.fixture
def _early_in_the_year(monkeypatch):
    """Set the clock to when all of the small book's window lies ahead: what is past can be made up no more."""
    now = datetime(2025, 1, 2, 9, 0, tzinfo=SHANGHAI)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(clock, "today", now.date)
