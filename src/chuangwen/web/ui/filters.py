"""Filters of a table: each reads its own keys of the URL and shows itself as a chip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date

from chuangwen.web.ui.figures import cn_date, day_of

Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One filter at work: what it says, and the URL without it."""

    label: str
    text: str
    without: str


class Filter(Protocol):
    """What a table asks of a filter."""

    @property
    def key(self) -> str:
        """Its name in the URL."""

    @property
    def label(self) -> str:
        """Its name for the reader."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the URL that are this filter's."""

    def narrow(self, rows: Rows, params: QueryDict) -> Rows:
        """Return the rows that the URL leaves."""

    def words(self, params: QueryDict) -> list[tuple[str, str, str]]:
        """Return (key, value, text) for each value at work."""


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """One of a few values; repeated in the URL it means any of them.

    For a QuerySet give `lookup` (`"kind"`, `"unit__area_id"`) or `by`, a function
    of (rows, values); for a list give `by` or the attribute's name in `lookup`.
    A value that is not among the choices is ignored.
    """

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    lookup: str = ""
    by: Callable[[Any, list[str]], Any] | None = None
    shape: str = "choice"

    @property
    def keys(self) -> tuple[str, ...]:
        """Its own name."""
        return (self.key,)

    def values(self, params: QueryDict) -> list[str]:
        """Return the chosen values that exist."""
        known = {str(value) for value, _ in self.choices}
        return [value for value in params.getlist(self.key) if value in known]

    def narrow(self, rows: Rows, params: QueryDict) -> Rows:
        """Keep the rows that have one of the chosen values."""
        values = self.values(params)
        if not values:
            return rows
        if self.by:
            narrowed: Rows = self.by(rows, values)
            return narrowed
        name = self.lookup or self.key
        if isinstance(rows, QuerySet):
            return rows.filter(**{f"{name}__in": values})
        return [row for row in rows if str(attribute(row, name)) in values]

    def words(self, params: QueryDict) -> list[tuple[str, str, str]]:
        """Name each chosen value."""
        names = {str(value): name for value, name in self.choices}
        return [(self.key, value, names[value]) for value in self.values(params)]


@dataclass(frozen=True, slots=True)
class DayFilter:
    """A span of days, both ends included: `<key>_from` and `<key>_to` in the URL.

    `lookup` names a date field (or attribute); give `"at__date"` for an instant.
    """

    key: str
    label: str
    lookup: str = ""
    shape: str = "days"

    @property
    def keys(self) -> tuple[str, ...]:
        """Its two ends."""
        return (f"{self.key}_from", f"{self.key}_to")

    def ends(self, params: QueryDict) -> tuple[date | None, date | None]:
        """Return both ends; one that is no date is ignored."""
        first, last = (_day(params.get(key, "")) for key in self.keys)
        return first, last

    def narrow(self, rows: Rows, params: QueryDict) -> Rows:
        """Keep the rows within the span."""
        first, last = self.ends(params)
        name = self.lookup or self.key
        if isinstance(rows, QuerySet):
            bounds = {f"{name}__gte": first, f"{name}__lte": last}
            return rows.filter(**{key: day for key, day in bounds.items() if day})
        return [row for row in rows if _within(attribute(row, name), first, last)]

    def words(self, params: QueryDict) -> list[tuple[str, str, str]]:
        """Write each end."""
        ends = zip(self.keys, self.ends(params), ("起", "止"), strict=True)
        return [(key, params.get(key, ""), f"{cn_date(day)}{word}") for key, day, word in ends if day]


def attribute(row: Any, path: str) -> Any:
    """Follow `unit.area.name` or `unit__area__name` through objects and mappings."""
    for name in path.replace("__", ".").split("."):
        if row is None:
            return None
        row = row[name] if isinstance(row, dict) else getattr(row, name)
    return row() if callable(row) else row


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _within(value: Any, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    if value is None:
        return False
    day = day_of(value)
    return (first is None or first <= day) and (last is None or day <= last)
