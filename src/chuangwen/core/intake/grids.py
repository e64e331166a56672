"""From a workbook to the one grid of entries in it: which sheet, which heads, what its merged cells mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.intake.columns import LABELS, REQUIRED, Column, bare_head, columns_of, is_strange, left_out
from chuangwen.core.intake.words import Words
from chuangwen.core.sheets import Sheet, SheetRefused, letters, read_sheets, text_of
from chuangwen.core.sheets.faults import Fault
from chuangwen.core.sheets.tables import HEADS_WITHIN, heading

EXPLAINING = ("填写说明", "选项")  # sheets of our own template
MERGED_COUNT = "合并单元格里的数量分不清属于哪一行，请取消合并并逐行填写。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rows below the heads. `kind` stands for all rows when the sheet has no such column; `needs` must be there."""

    sheet: str
    heads: Sequence[str]
    head_row: int
    columns: Sequence[Column]
    body: Sequence[Sequence[Any]] = field(repr=False)
    kind: str = ""
    faults: Sequence[Fault] = ()
    notes: Sequence[str] = ()
    needs: Sequence[str] = REQUIRED

    def rows(self) -> Iterator[tuple[int, Sequence[Any]]]:
        """Yield each row that holds anything, with the number that Excel shows."""
        for number, cells in enumerate(self.body, start=self.head_row + 1):
            if any(
                cell != "" and cell is not None and not (isinstance(cell, str) and not cell.strip()) for cell in cells
            ):
                yield number, cells

    def column(self, field_name: str) -> Column | None:
        """Return the column that says this field."""
        return next((column for column in self.columns if column.field == field_name), None)


def read_grid(content: bytes, words: Words, *, name: str, most_bytes: int, of_office: bool = False) -> Grid:
    """Read the ledger entries out of a workbook; one `of_office` also says of which unit each row speaks.

    Takes the visible sheet whose heads say the most; names the others in `notes`.

    Raises: SheetRefused when the file is refused, no sheet has the needed columns
    (naming those missing), or nothing stands below the heads.
    """
    sheets = [s for s in read_sheets(content, name=name, most_bytes=most_bytes) if not s.name.startswith(EXPLAINING)]
    grids = [grid for sheet in sheets if (grid := _grid(sheet, words, of_office))]
    what = f"文件“{name}”没有导入。"
    best = min(grids, key=lambda grid: (len(missing(grid)), -len(grid.columns)), default=None)
    if best is None or missing(best):
        raise SheetRefused(
            what, why=_what_is_missing(best, of_office), remedy="请对照模板补齐表头（列的先后不限），再重新选择文件。"
        )
    if next(best.rows(), None) is None:
        why = f"工作表“{best.sheet}”的表头下面没有内容。"
        raise SheetRefused(what, why=why, remedy="请从表头的下一行开始填写，再重新选择文件。")
    _refuse_twins(best, what)
    return _noted(best, [grid for grid in grids if grid is not best and not missing(grid)], words.catalogue)


def missing(grid: Grid) -> list[str]:
    """Return the labels of the columns without which nothing can be read."""
    have = {column.field for column in grid.columns} | ({"kind"} if grid.kind else set())
    return [LABELS[each] for each in grid.needs if each not in have]


def needs(of_office: bool) -> tuple[str, ...]:
    """Return the fields without which nothing can be read."""
    return ("unit", *REQUIRED) if of_office else REQUIRED


def _what_is_missing(grid: Grid | None, of_office: bool) -> str:
    if grid is None:
        needed = "、".join(LABELS[each] for each in needs(of_office))
        return f"没有找到表头，至少要有这些列：{needed}。"
    return f"工作表“{grid.sheet}”第{grid.head_row}行是表头，缺少这些列：{'、'.join(missing(grid))}。"


def _refuse_twins(grid: Grid, what: str) -> None:
    seen: dict[str, int] = {}
    for column in grid.columns:
        bare = bare_head(column.head)
        if bare in seen:
            raise SheetRefused(
                what,
                why=f"{letters(seen[bare])}列和{letters(column.number)}列的表头都是“{column.head}”，不知道该用哪一列。",
                remedy="请删去多余的一列，再重新选择文件。",
            )
        seen[bare] = column.number


def _grid(sheet: Sheet, words: Words, of_office: bool) -> Grid | None:
    """Find the row of heads: the one that names the most columns."""
    best: tuple[int, int] = (0, 0)
    for number, cells in enumerate(sheet.cells[:HEADS_WITHIN], start=1):
        named = columns_of([text_of(cell) for cell in cells], words.catalogue, of_office=of_office)
        best = max(best, (len(named), -number))
    if not best[0]:
        return None
    head_row = -best[1]
    heads = [text_of(cell) for cell in sheet.cells[head_row - 1]]
    columns = columns_of(heads, words.catalogue, of_office=of_office)
    body, faults = _unmerged(sheet, head_row, columns)
    return Grid(
        sheet=sheet.name,
        heads=heads,
        head_row=head_row,
        columns=columns,
        body=body,
        kind="" if any(c.field == "kind" for c in columns) else words.kinds.get(heading(sheet.name), ""),
        faults=faults,
        needs=needs(of_office),
    )


def _unmerged(sheet: Sheet, head_row: int, columns: Sequence[Column]) -> tuple[list[Sequence[Any]], list[Fault]]:
    """Give each cell of a merged range its first cell's words; a number cannot be shared out like this."""
    body: list[Sequence[Any]] = list(sheet.cells[head_row:])
    by_number = {column.number: column for column in columns}
    faults: list[Fault] = []
    for (top, left), (bottom, right) in sheet.merged:
        if bottom <= head_row or (top, left) == (bottom, right) or left not in by_number:
            continue
        column = by_number[left]
        if column.field in ("quantity", "times") and bottom > top:
            faults.append(Fault(row=max(top, head_row + 1), column=left, label=column.head, message=MERGED_COUNT))
            continue
        value = sheet.cells[top - 1][left - 1]
        for number in range(max(top, head_row + 1), min(bottom, head_row + len(body)) + 1):
            cells = list(body[number - head_row - 1])
            cells[left - 1] = value
            body[number - head_row - 1] = cells
    return body, faults


def _noted(grid: Grid, others: Sequence[Grid], catalogue: Catalogue) -> Grid:
    """Say what of the workbook is not read, so that nothing is left out silently."""
    notes: list[str] = []
    if others:
        names = "、".join(f"“{other.sheet}”" for other in others)
        notes.append(f"只读了工作表“{grid.sheet}”；{names}没有读，请另存为单独的文件再导入。")
    if heads := left_out(grid.heads, grid.columns):
        notes.append(f"这些列不是台账里的内容，没有导入：{'、'.join(heads)}。")
    for column in grid.columns:
        units = [q for kind in catalogue.kinds.values() if (q := column.quantity_of(kind))]
        if column.field == "quantity" and units and all(is_strange(column.unit, q) for q in units):
            notes.append(f"表头“{column.head}”的单位换算不了，按“{units[0].unit}”计算，请核对。")
    return replace(grid, notes=notes)
