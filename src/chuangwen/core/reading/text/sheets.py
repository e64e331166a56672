"""Workbooks: every sheet becomes lines, one a row, each cell beside the heading of its column."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import python_calamine

from chuangwen.core.reading.model import Block, Document, UnreadableFile
from chuangwen.core.reading.text.safety import Limits, Package, Watch, broken, declares_entities

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_sheets(data: bytes, name: str, limits: Limits, watch: Watch) -> Document:
    """Read .xlsx, .xls and .ods; formulas show their stored values."""
    if data.startswith(b"PK"):
        _refuse_hostile_parts(Package(data, name, limits), name)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        sheets = [(sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=True)) for sheet in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
        if "password" in str(error).lower():
            raise UnreadableFile(f"文件“{name}”设有密码，系统无法读取。请取消密码另存一份，再重新上传。") from error
        raise broken(name) from error
    if sum(len(rows) for _, rows in sheets) > limits.rows:
        raise UnreadableFile(f"文件“{name}”超过 {limits.rows} 行。请拆分后再上传，或改用台账导入。")
    return _document(sheets, name)


def _refuse_hostile_parts(package: Package, name: str) -> None:
    for part in package.parts:
        if part.endswith((".xml", ".rels")) and declares_entities(package.bytes(part)[:65536]):
            raise UnreadableFile(
                f"文件“{name}”里含有外部实体声明，正常的表格不会有，出于安全没有读取。请用表格软件打开后另存一份再上传。"
            )


def _document(sheets: Sequence[tuple[str, Sequence[Sequence[Any]]]], name: str) -> Document:
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for title, rows in sheets:
        lines = lines_of_table([[cell_text(cell) for cell in row] for row in rows])
        if not lines:
            continue
        text = "\n".join([title, *lines]) + "\n"
        blocks.append(Block(start=at, end=at + len(text), label=f"工作表“{title}”"))
        parts.append(text)
        at += len(text)
    return Document(text="".join(parts), name=name, media_type=_XLSX, blocks=tuple(blocks))


def cell_text(cell: object) -> str:
    """Print a cell: whole numbers without a point, dates as 2025年3月1日."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "year") and hasattr(cell, "month"):
        return f"{cell.year}年{cell.month}月{cell.day}日" if hasattr(cell, "day") else str(cell)
    return " ".join(str(cell).split())


def lines_of_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines of cells with tabs between.

    >>> lines_of_table([["活动", "场次"], ["宣讲", "12"]])
    ['活动\\t场次', '宣讲\\t12']
    """
    return ["\t".join(cells) for cells in _filled(rows)]


def _filled(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for row in rows:
        cells = [cell.replace("\t", " ").replace("\n", " ").strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield cells
