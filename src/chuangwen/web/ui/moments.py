"""The time line: what happened to a thing, by whom, when, and by which document."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry of a time line.

    `at` is an instant or a day. `document` is a number or a file's name, and
    `url` leads to it. `before` and `after` show a change (旧 → 新).
    """

    at: datetime | date
    what: str
    who: str = ""
    note: str = ""
    document: str = ""
    url: str = ""
    before: str = ""
    after: str = ""

    @property
    def has_time(self) -> bool:
        """Say whether the hour is known."""
        return isinstance(self.at, datetime)


def newest_first(moments: Iterable[Moment]) -> list[Moment]:
    """Return the moments, newest first; a day without an hour counts as its end. Of one instant, the last told is newest."""
    rows = list(moments)
    rows.reverse()
    return sorted(rows, key=_instant, reverse=True)


def _instant(moment: Moment) -> datetime:
    at = moment.at
    if not isinstance(at, datetime):
        return datetime.combine(at, time.max, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
