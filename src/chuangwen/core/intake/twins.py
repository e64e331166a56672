"""Rows that may be the same fact twice: inside the sheet, or already in the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chuangwen.core.catalogue import FactDraft
from chuangwen.core.intake.words import title_key

NEAR_DAYS = timedelta(days=3)
SERIES = 3  # a title that stands in so many rows is a series, not a slip


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An entry that stands in the ledger, as far as it is compared."""

    entry_id: int
    kind: str
    start_date: date
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """What a row may repeat: a row above it, or an entry. `is_same` when the day is the same too."""

    is_same: bool
    row: int = 0
    entry_id: int = 0
    date: date

    @property
    def sentence(self) -> str:
        """The hint in words."""
        where = f"和第{self.row}行" if self.row else "和台账里的一条记录"
        if self.is_same:
            return f"{where}类别、日期、标题都相同，可能是重复的。"
        return f"{where}类别、标题相同，日期（{self.date}）相近，请核对是不是同一件事。"


Key = tuple[str, str]


def twins_of(drafts: Iterable[tuple[int, FactDraft]], known: Iterable[Known]) -> dict[int, Twin]:
    """Return by row number what the row may repeat; rows on their own are left out.

    Compared are kind, title without signs and spaces, and day. Work done every
    week or every day under one title is a series: only its exact repeats are shown.
    """
    rows: dict[Key, list[tuple[date, int]]] = {}
    for number, draft in drafts:
        if draft.start_date is not None:
            rows.setdefault((draft.kind, title_key(draft.title)), []).append((draft.start_date, number))
    entries: dict[Key, list[tuple[date, int]]] = {}
    for entry in known:
        key = (entry.kind, title_key(entry.title))
        if key in rows:
            entries.setdefault(key, []).append((entry.start_date, entry.entry_id))
    found: dict[int, Twin] = {}
    for key, days in rows.items():
        if len(days) > 1 or key in entries:
            found.update(_among(days, entries.get(key, [])))
    return found


def _among(days: Sequence[tuple[date, int]], entries: Sequence[tuple[date, int]]) -> dict[int, Twin]:
    found: dict[int, Twin] = {}
    is_series = len(days) + len(entries) > SERIES
    seen: dict[date, int] = {}
    by_day = dict(entries)
    for day, number in days:
        if day in by_day:
            found[number] = Twin(is_same=True, entry_id=by_day[day], date=day)
        elif day in seen:
            found[number] = Twin(is_same=True, row=seen[day], date=day)
        elif not is_series and (near := _near(day, entries, seen)):
            found[number] = near
        seen.setdefault(day, number)
    return found


def _near(day: date, entries: Sequence[tuple[date, int]], seen: dict[date, int]) -> Twin | None:
    for other, entry_id in entries:
        if abs(other - day) <= NEAR_DAYS:
            return Twin(is_same=False, entry_id=entry_id, date=other)
    for other, row in seen.items():
        if abs(other - day) <= NEAR_DAYS:
            return Twin(is_same=False, row=row, date=other)
    return None
