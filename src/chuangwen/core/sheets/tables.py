"""From a workbook to a table: which sheet, which row of heads, which columns, which rows."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from math import isfinite
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from chuangwen.core.sheets.cells import text_of
from chuangwen.core.sheets.faults import Fault, letters
from chuangwen.core.sheets.guards import MOST_BYTES, SheetRefused, broken, check

HEADS_WITHIN = 20  # rows: above the heads stand at most a title and some words of help
BRACKETED = re.compile(r"[(\[【〔].*?[)\]】〕]")
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column that an importer knows, and what its template says about it.

    Heads match by `label` or a synonym; spaces, full-width signs, stars and what
    stands in brackets do not matter. `choices` become a drop-down in the template.
    """

    key: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    width: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of data. `number` is the row that Excel shows; `cells` are all its raw cells."""

    number: int
    cells: Sequence[Any]
    columns: Mapping[str, int]

    def __getitem__(self, key: str) -> Any:
        """Return the raw cell of a field; "" when the sheet has no such column."""
        column = self.columns.get(key, 0)
        return self.cells[column - 1] if 0 < column <= len(self.cells) else ""

    def column(self, key: str) -> int:
        """Return the field's column number (A is 1), or 0."""
        return self.columns.get(key, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One visible worksheet: its raw cells from A1 on, and its merged ranges (from 1, both ends in)."""

    name: str
    cells: Sequence[Sequence[Any]]
    merged: Sequence[Range] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows below the heads. `columns` maps each field found to its column number."""

    sheet: str
    fields: Sequence[Field]
    columns: Mapping[str, int]
    heads: Sequence[str]
    head_row: int
    body: Sequence[Sequence[Any]] = field(repr=False)
    faults: Sequence[Fault] = ()

    def rows(self) -> Iterator[Row]:
        """Yield each row that holds anything."""
        for number, cells in enumerate(self.body, start=self.head_row + 1):
            if _is_filled(cells):
                yield Row(number=number, cells=cells, columns=self.columns)

    def plain_rows(self) -> list[dict[str, Any]]:
        """Return the rows as JSON can hold them: `{"row": 7, "cells": [...]}`."""
        return [{"row": row.number, "cells": [plain(cell) for cell in row.cells]} for row in self.rows()]

    def label(self, key: str) -> str:
        """Return the head of a field as the sheet writes it, or as we call it."""
        if column := self.columns.get(key):
            return self.heads[column - 1]
        return next(each.label for each in self.fields if each.key == key)


def plain(cell: Any) -> Any:
    """Return a cell as JSON and every database can hold it: days and times as ISO text."""
    if isinstance(cell, str):
        return cell.replace("\x00", "")
    if isinstance(cell, float) and not isfinite(cell):
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


def read_sheets(content: bytes, *, name: str, most_bytes: int = MOST_BYTES) -> list[Sheet]:
    """Read all visible worksheets of a workbook after the guards have passed it.

    Raises: SheetRefused when the guards refuse, or the file cannot be read.
    """
    check(content, name=name, most_bytes=most_bytes)
    what = f"文件“{name}”没有导入。"
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            shown = [
                meta.name
                for meta in book.sheets_metadata
                if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
            ]
            return [_sheet(book, each) for each in shown]
    except PasswordError as error:
        raise SheetRefused(what, why="文件设置了打开密码。", remedy="请去掉打开密码并保存，再重新选择文件。") from error
    except (CalamineError, OSError, ValueError) as error:
        raise broken(what) from error


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    merged = [((r1 + 1, c1 + 1), (r2 + 1, c2 + 1)) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ()]
    return Sheet(name=name, cells=sheet.to_python(skip_empty_area=False), merged=merged)


def read_table(content: bytes, fields: Sequence[Field], *, name: str, most_bytes: int = MOST_BYTES) -> Table:
    """Read the one table that an importer wants out of a workbook.

    Takes the first visible sheet whose heads have every required field. Merged
    cells below the heads are in `table.faults`, each at its first cell.

    Raises: SheetRefused as `read_sheets` does, or when no sheet has the columns
    (naming those missing), two columns have the same head, or no row holds anything.
    """
    tables = [
        found for sheet in read_sheets(content, name=name, most_bytes=most_bytes) if (found := _table(sheet, fields))
    ]
    best = min(tables, key=lambda table: len(missing(table)), default=None)
    what = f"文件“{name}”没有导入。"
    if best is None or missing(best):
        absent = missing(best) if best else [each.label for each in fields if each.required]
        where = f"工作表“{best.sheet}”第{best.head_row}行是表头，" if best else "没有找到表头，"
        raise SheetRefused(
            what,
            why=f"{where}缺少这些列：{'、'.join(absent)}。",
            remedy="请对照模板补齐表头（列的先后不限），再重新选择文件。",
        )
    _refuse_twins(best, what)
    if next(best.rows(), None) is None:
        raise SheetRefused(
            what, why=f"工作表“{best.sheet}”的表头下面没有内容。", remedy="请从表头的下一行开始填写，再重新选择文件。"
        )
    return best


def missing(table: Table) -> list[str]:
    """Return the labels of the required fields that a table lacks."""
    return [each.label for each in table.fields if each.required and each.key not in table.columns]


def _refuse_twins(table: Table, what: str) -> None:
    names = _names(table.fields)
    seen: dict[str, int] = {}
    for column, head in enumerate(table.heads, start=1):
        key = _field_of(head, names)
        if key and key in seen:
            raise SheetRefused(
                what,
                why=f"{letters(seen[key])}列和{letters(column)}列的表头都是“{table.label(key)}”，不知道该用哪一列。",
                remedy="请删去多余的一列，再重新选择文件。",
            )
        if key:
            seen[key] = column


def _table(sheet: Sheet, fields: Sequence[Field]) -> Table | None:
    """Find the row of heads: the one that names the most fields."""
    names = _names(fields)
    best: tuple[int, int] = (0, 0)
    for number, cells in enumerate(sheet.cells[:HEADS_WITHIN], start=1):
        known = {key for cell in cells if isinstance(cell, str) and (key := _field_of(cell, names))}
        best = max(best, (len(known), -number))
    if not best[0]:
        return None
    head_row = -best[1]
    heads = [text_of(cell) for cell in sheet.cells[head_row - 1]]
    columns: dict[str, int] = {}
    for column, head in enumerate(heads, start=1):
        if key := _field_of(head, names):
            columns.setdefault(key, column)
    return Table(
        sheet=sheet.name,
        fields=fields,
        columns=columns,
        heads=heads,
        head_row=head_row,
        body=sheet.cells[head_row:],
        faults=_merged(sheet, head_row, heads),
    )


def _merged(sheet: Sheet, head_row: int, heads: Sequence[str]) -> list[Fault]:
    """Find merged cells that hold something and reach into rows that hold something."""
    found = []
    for first, last in sheet.merged:
        if not _is_filled(sheet.cells[first[0] - 1][first[1] - 1 : first[1]]):
            continue
        below = range(max(first[0], head_row + 1), min(last[0], len(sheet.cells)) + 1)
        row = next((row for row in below if _is_filled(sheet.cells[row - 1])), None)
        if row is not None:
            label = heads[first[1] - 1] if first[1] <= len(heads) else ""
            found.append(Fault(row=row, column=first[1], label=label, message=_unmerge(first, last)))
    return found


def _is_filled(cells: Sequence[Any]) -> bool:
    return any(cell != "" and cell is not None and str(cell).strip() for cell in cells)


def _unmerge(first: tuple[int, int], last: tuple[int, int]) -> str:
    span = f"{letters(first[1])}{first[0]}:{letters(last[1])}{last[0]}"
    return f"{span} 是合并单元格，程序分不清每一格的内容，请取消合并并逐格填写。"


def _names(fields: Sequence[Field]) -> dict[str, str]:
    return {heading(word): each.key for each in fields for word in (each.label, *each.synonyms)}


def _field_of(head: str, names: Mapping[str, str]) -> str | None:
    return names.get(heading(head)) or names.get(heading(BRACKETED.sub("", unicodedata.normalize("NFKC", head))))


def heading(text: str) -> str:
    """Return a head as it is compared: half-width, lower case, no spaces, stars or colons.

    >>> heading("＊ 统一社会 信用代码：")
    '统一社会信用代码'
    """
    return re.sub(r"[\s*★:：]", "", unicodedata.normalize("NFKC", text)).lower()
