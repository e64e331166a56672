"""The preview of a sheet as its page shows it: the columns worth a look, each problem at its cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from chuangwen.civic.ledger.models import ImportBatch
from chuangwen.civic.wordbook import kinds
from chuangwen.web.ui.entry_sheet import kind_name
from chuangwen.web.ui.sheet_forms import CELL, LEFT_OUT

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: what it says, what is wrong with it, and the input that mends it."""

    text: str
    head: str
    problem: str = ""
    name: str = ""
    is_mended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, by the number that Excel shows; `tick` names the box that leaves it out."""

    number: int
    cells: Sequence[Cell]
    notes: Sequence[str] = ()
    tick: str = ""
    is_left_out: bool = False
    is_bad: bool = False
    twin_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One page of the rows worth a look, and how many each of the groups holds."""

    heads: Sequence[str]
    rows: Sequence[Row]
    page: "Page[dict[str, Any]]"
    bad_not_kept: int

    @property
    def has_inputs(self) -> bool:
        """Say whether something can be mended or left out here."""
        return any(row.tick for row in self.rows)


def preview_of(batch: ImportBatch, page_number: str | None, entry_url: Callable[[int], str]) -> Preview:
    """Return one page of a sheet's preview: faulty rows first, then likely repeats, then a few good ones."""
    page = Paginator(batch.rows, ROWS_A_PAGE).get_page(page_number)
    columns = _columns(batch, list(page.object_list))
    heads = batch.summary["heads"]
    kept = sum(1 for row in batch.rows if row.get("faults"))
    return Preview(
        heads=[_head(heads, column) for column in columns],
        rows=[_row(row, columns, heads, batch.mending, entry_url) for row in page.object_list],
        page=page,
        bad_not_kept=batch.summary["bad"] - kept,
    )


def _columns(batch: ImportBatch, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Return the numbers of the columns that are read and say anything on this page."""
    wrong = {fault["column"] for row in rows for fault in row.get("faults", ())}
    filled = {at for row in rows for at, cell in enumerate(row["cells"], start=1) if cell not in ("", None)}
    return [column for column in batch.summary["read"] if column in wrong or column in filled]


def _head(heads: Sequence[str], column: int) -> str:
    return heads[column - 1] if column <= len(heads) else ""


def _row(
    row: dict[str, Any], columns: Sequence[int], heads: Sequence[str], mending: dict[str, Any],
    entry_url: Callable[[int], str],
) -> Row:  # fmt: skip
    number = row["row"]
    by_clerk = str(number) in mending and mending[str(number)] is None
    changed = mending.get(str(number)) or {}
    problems: dict[int, str] = {}
    for fault in row.get("faults", ()):
        problems[fault["column"]] = problems.get(fault["column"], "") + fault["message"]
    twin = row.get("twin") or {}
    can_mend = bool(problems) or bool(changed)
    return Row(
        number=number,
        cells=[
            Cell(
                text=_text(row["cells"], column),
                head=_head(heads, column),
                problem=problems.get(column, ""),
                name=f"{CELL}{number}-{column}" if column in problems or str(column) in changed else "",
                is_mended=str(column) in changed and column not in problems,
            )
            for column in columns
        ],
        notes=[says for says in (problems.get(0, ""), row.get("left_out", ""), twin.get("says", "")) if says],
        tick=f"{LEFT_OUT}{number}" if can_mend or by_clerk or twin else "",
        is_left_out=bool(row.get("left_out")),
        is_bad=bool(problems),
        twin_url=entry_url(twin["entry"]) if twin.get("entry") else "",
    )


def _text(cells: Sequence[Any], column: int) -> str:
    value = cells[column - 1] if column <= len(cells) else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import recorded, for its receipt."""

    count: int
    kinds: Sequence[tuple[str, int, str]]
    is_confirmed: bool


def receipt_of(batch: ImportBatch) -> Imported:
    """Return what a committed sheet recorded: how many of which kind."""
    said = batch.summary["imported"]
    names = kinds().kinds
    return Imported(
        count=said["count"],
        kinds=[
            (kind_name(code), count, names[code].times if code in names else "条")
            for code, count in said["kinds"].items()
        ],
        is_confirmed=said["confirmed"],
    )


def days_in(batch: ImportBatch) -> tuple[date, date] | None:
    """Return the first and the last day that a sheet speaks of."""
    first, last = batch.summary.get("first"), batch.summary.get("last")
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def kinds_in(batch: ImportBatch) -> list[tuple[str, int]]:
    """Return how many good rows there are of each kind."""
    return [(kind_name(code), count) for code, count in batch.summary.get("kinds", {}).items()]
