"""Words that tests use of days: a day's chores are done, and what each said."""

from datetime import date, datetime, time

from chuangwen.civic.jobs import chores
from chuangwen.civic.letters.models import LetterCopy
from tests.factories import SHANGHAI


def chores_of(day: date) -> dict[str, str]:
    """Do all chores of a day at its noon; return what each said by its code."""
    at = datetime.combine(day, time(12), tzinfo=SHANGHAI)
    today = chores.Day(date=day, at=at, go_on=lambda: None)
    return {code: chore.function(today) for code, chore in chores._register.items()}


def letters_to(user) -> list[str]:
    """Return the subjects of a person's letters, in order."""
    return list(LetterCopy.objects.filter(user=user).order_by("id").values_list("letter__subject", flat=True))
