"""What a sheet handed in would do to a unit's ledger: checked, compared, summed up for a page."""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import BatchStatus, Status
from chuangwen.civic.ledger.models import Entry, ImportBatch
from chuangwen.civic.ledger.queries.entries import STANDING
from chuangwen.civic.ledger.queries.units import units_named
from chuangwen.civic.orgs.access import reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.intake.check import CheckedRow, Rules, check_rows
from chuangwen.core.intake.grids import Grid, read_grid
from chuangwen.core.intake.twins import NEAR_DAYS, Known, Twin, twins_of
from chuangwen.core.intake.words import Words
from chuangwen.core.sheets import marked_up
from chuangwen.core.sheets.faults import Fault
from chuangwen.core.sheets.tables import plain

MOST_BAD = 1000  # rows with faults kept for the page; the marked-up sheet has them all
MOST_TWINS = 300
MOST_GOOD = 20
CHUNK = 5000
LINKED = frozenset({"violation"})  # a negative event stands on a finding that can be read

Mending = dict[str, dict[str, str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSheet:
    """A sheet read and checked, and on what: an act takes it only if that still holds."""

    file_id: str
    year: int
    mending: Mending
    grid: Grid
    rows: Sequence[CheckedRow]
    twins: Mapping[int, Twin]
    is_of_office: bool = False

    @property
    def bad(self) -> list[CheckedRow]:
        """Return the rows that something stands against."""
        return [row for row in self.rows if row.faults]

    def importable(self, *, with_twins: bool) -> Iterator[tuple[CheckedRow, FactDraft]]:
        """Yield what a commit would record; exact repeats only when asked."""
        for row in self.rows:
            twin = self.twins.get(row.number)
            if row.draft is not None and (with_twins or twin is None or not twin.is_same):
                yield row, row.draft


def check_sheet(
    content: bytes, *, name: str, file_id: str, unit_id: int, year: int, today: date, mending: Mending | None = None,
    of_office: bool = False,
) -> CheckedSheet:  # fmt: skip
    """Read and check a sheet for a unit's ledger; `year` is for dates that do not say one.

    One `of_office` holds what an office records of the units below `unit_id`, which each row names.

    :raises SheetRefused: the file cannot be read, or lacks the needed columns.
    """
    rules = Rules(words=words(), year=year, today=today)
    if of_office:
        named = units_named(Unit.objects.get(pk=unit_id))
        rules = replace(rules, recorded_by="office", unit_of=named.find, linked=LINKED)
    with _no_collection():
        return _checked(content, name, file_id, unit_id, rules, mending or {})


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the cycle collector from walking through a sheet's cells again and again: a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _checked(content: bytes, name: str, file_id: str, unit_id: int, rules: Rules, mending: Mending) -> CheckedSheet:
    of_office = rules.unit_of is not None
    grid = read_grid(content, words(), name=name, most_bytes=settings.UPLOAD_CAP, of_office=of_office)
    rows = tuple(check_rows(grid, rules, mending))
    return CheckedSheet(
        file_id=file_id, year=rules.year, mending=mending, grid=grid, rows=rows, twins=_twins(rows, unit_id),
        is_of_office=of_office,
    )  # fmt: skip


def _twins(rows: Sequence[CheckedRow], unit_id: int) -> dict[int, Twin]:
    """Return by row what it may repeat, of the same unit."""
    drafts: dict[int, list[tuple[int, FactDraft]]] = {}
    for row in rows:
        if row.draft:
            drafts.setdefault(row.unit_id or unit_id, []).append((row.number, row.draft))
    known = _known(drafts)
    found: dict[int, Twin] = {}
    for each, own in drafts.items():
        found.update(twins_of(own, known.get(each, ())))
    return found


def check_batch(
    batch: ImportBatch, *, today: date, mending: Mending | None = None, year: int | None = None
) -> CheckedSheet:
    """Check a sheet again from its sealed bytes, with the clerk's changes (those kept, or the new ones given)."""
    return check_sheet(
        storage.path_of(batch.file.original).read_bytes(),
        name=batch.name,
        file_id=batch.file_id,
        unit_id=batch.unit_id,
        year=year or batch.default_year,
        today=today,
        mending=batch.mending if mending is None else mending,
        of_office=batch.is_of_office,
    )


@cache
def words() -> Words:
    """Return the vocabulary of the shipped catalogue."""
    return Words.of(kinds())


def _known(drafts: Mapping[int, Sequence[tuple[int, FactDraft]]]) -> dict[int, list[Known]]:
    """Return by unit the entries that its drafts may repeat; one query for all units."""
    days = [draft.start_date for own in drafts.values() for _, draft in own if draft.start_date]
    if not days:
        return {}
    rows = Entry.objects.filter(
        unit_id__in=list(drafts),
        status__in=STANDING,
        start_date__gte=min(days) - NEAR_DAYS,
        start_date__lte=max(days) + NEAR_DAYS,
    ).order_by()
    found: dict[int, list[Known]] = {}
    columns = rows.values_list("unit_id", "id", "kind", "start_date", "title")
    for unit_id, entry_id, kind, start, title in columns.iterator(CHUNK):
        found.setdefault(unit_id, []).append(Known(entry_id=entry_id, kind=kind, start_date=start, title=title))
    return found


def summary_of(checked: CheckedSheet) -> dict[str, Any]:
    """Return what the preview says of the whole sheet."""
    drafts = [row.draft for row in checked.rows if row.draft]
    days = [draft.start_date for draft in drafts if draft.start_date]
    ends = [draft.end_date for draft in drafts if draft.end_date]
    twins = Counter("same" if twin.is_same else "near" for twin in checked.twins.values())
    return {
        "rows": len(checked.rows),
        "good": len(drafts),
        "bad": sum(1 for row in checked.rows if row.faults),
        "faults": sum(len(row.faults) for row in checked.rows),
        "units": len({row.unit_id for row in checked.rows if row.draft}),
        "left_out": sum(1 for row in checked.rows if row.left_out),
        "same": twins["same"],
        "near": twins["near"],
        "kinds": dict(Counter(draft.kind for draft in drafts).most_common()),
        "first": min(days).isoformat() if days else "",
        "last": (max(ends) - timedelta(days=1)).isoformat() if ends else "",
        "heads": list(checked.grid.heads),
        "read": [column.number for column in checked.grid.columns],
        "sheet": checked.grid.sheet,
        "notes": list(checked.grid.notes),
    }


def rows_to_show(checked: CheckedSheet) -> list[dict[str, Any]]:
    """Return the rows worth a look as JSON: faulty ones, likely repeats, those left out, then a few good ones."""
    bad = checked.bad[:MOST_BAD]
    twins = [row for row in checked.rows if row.number in checked.twins]
    twins.sort(key=lambda row: (not checked.twins[row.number].is_same, row.number))
    left_out = [row for row in checked.rows if row.left_out]
    good = [row for row in checked.rows if row.draft and row.number not in checked.twins]
    shown = [*bad, *twins[:MOST_TWINS], *left_out[:MOST_TWINS], *good[:MOST_GOOD]]
    return [_plain_row(row, checked.twins.get(row.number)) for row in shown]


def _plain_row(row: CheckedRow, twin: Twin | None) -> dict[str, Any]:
    said: dict[str, Any] = {"row": row.number, "cells": [plain(cell) for cell in row.cells]}
    if row.faults:
        said["faults"] = [fault.plain() for fault in row.faults]
    if row.left_out:
        said["left_out"] = row.left_out
    if twin:
        said["twin"] = {"same": twin.is_same, "row": twin.row, "entry": twin.entry_id, "says": twin.sentence}
    return said


def marked_sheet(checked: CheckedSheet) -> bytes:
    """Return the whole sheet as .xlsx, each fault red and noted at its cell; repeats are said beside the row."""
    faults = [fault for row in checked.rows for fault in row.faults]
    faults += [Fault(row=number, message=twin.sentence) for number, twin in sorted(checked.twins.items())]
    return marked_up(checked.grid.heads, [(row.number, row.cells) for row in checked.rows], faults)


def waiting_sheet(unit: Unit, file_id: str) -> ImportBatch | None:
    """Return the preview that already stands for these bytes."""
    return ImportBatch.objects.filter(unit=unit, file_id=file_id, status=BatchStatus.PREVIEW).first()


def batches_of_unit(unit: Unit) -> QuerySet[ImportBatch]:
    """Return the sheets handed in for a unit, newest first, without those put away."""
    return _listed(ImportBatch.objects.filter(unit=unit, is_of_office=False))


def office_batches(user: User) -> QuerySet[ImportBatch]:
    """Return the sheets of records that the offices of the user have handed in, newest first, without those put away."""
    return _listed(ImportBatch.objects.filter(reach(user, {Role.OFFICER}, "unit__"), is_of_office=True))


def _listed(rows: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
    standing = rows.exclude(status=BatchStatus.DROPPED).select_related("unit", "added_by", "committed_by")
    return standing.defer("rows", "mending").order_by("-added_at", "-id")


def entries_of_batch(batch: ImportBatch) -> QuerySet[Entry]:
    """Return what an import recorded, in the order of the sheet."""
    return Entry.objects.filter(batch=batch).select_related("unit").order_by("row_number", "id")


def entry_counts(batch: ImportBatch) -> dict[Status, int]:
    """Return how many entries of an import stand in which status."""
    rows = Entry.objects.filter(batch=batch).order_by().values_list("status", flat=True)
    return {Status(status): count for status, count in Counter(rows.iterator(CHUNK)).items()}
