"""A city whose small book is published, and words to fill its ledgers."""

from datetime import date

import pytest

from tests.civic.small_books import a_published_book
from tests.factories import an_entry, an_evidence


@pytest.fixture
def book(city):
    """The small book, in force for the whole city."""
    return a_published_book(city.city)


def a_meeting(unit, day, *, minutes=True, **columns):
    """A meeting on 创建; with its minutes unless told otherwise."""
    entry = an_entry(unit=unit, kind="meeting", topic="creation", start_date=day, **columns)
    if minutes:
        an_evidence(entry=entry, proof="minutes")
    return entry


def a_volunteer_day(unit, day=date(2025, 5, 4), **columns):
    return an_entry(unit=unit, kind="volunteer_activity", topic="volunteering", start_date=day, **columns)
