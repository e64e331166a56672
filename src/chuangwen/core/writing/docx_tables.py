"""Tables of a docx: heads that stand again on each page, forms with merged cells."""

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Length, Mm, Pt

from chuangwen.core.writing import layout
from chuangwen.core.writing.docx_pieces import element, say
from chuangwen.core.writing.model import Cell, Form, Table

CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def put_table(file: Any, block: Table) -> None:
    """Add a table under a head that stands again on each page."""
    shares = block.shares or (1,) * len(block.head)
    table = _table(file, len(block.rows) + 1, shares)
    grid = [list(row.cells) for row in table.rows]
    for cells, row in zip(grid, (block.head, *block.rows), strict=True):
        face = "heiti" if row is block.head else "fangsong"
        for cell, text in zip(cells, row, strict=True):
            _fill(cell, text, face, CENTER)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))  # noqa: SLF001  python-docx has no word for it
    table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))  # noqa: SLF001  python-docx has no word for it


def put_form(file: Any, block: Form) -> None:
    """Add a form of labelled cells, some of them several columns wide."""
    table = _table(file, len(block.rows), block.shares)
    for row, told in zip(table.rows, block.rows, strict=True):
        at = 0
        cells = row.cells
        for cell in told:
            place = cells[at].merge(cells[at + cell.span - 1]) if cell.span > 1 else cells[at]
            _fill_form(place, cell)
            at += cell.span
        if tall := max(cell.tall for cell in told):
            row.height, row.height_rule = Mm(tall), WD_ROW_HEIGHT_RULE.AT_LEAST


def _fill_form(place: Any, cell: Cell) -> None:
    if cell.is_label:
        _fill(place, cell.text, "heiti", CENTER)
        return
    _fill(place, cell.text, "fangsong", LEFT)
    if cell.tall:
        place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    if cell.foot:
        for _ in range(max(1, cell.tall // 12)):
            _line(place.add_paragraph(), LEFT)
        say(_line(place.add_paragraph(), RIGHT), cell.foot, "fangsong", layout.TABLE_SIZE)


def _table(file: Any, rows: int, shares: Sequence[int]) -> Any:
    table = file.add_table(rows=rows, cols=len(shares), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    section = file.sections[-1]
    whole = section.page_width - section.left_margin - section.right_margin
    for column, share in zip(table.columns, shares, strict=True):
        width = Length(whole * share // sum(shares))
        column.width = width
        for cell in column.cells:
            cell.width = width
    return table


def _fill(cell: Any, text: str, face: str, align: Any) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    say(_line(cell.paragraphs[0], align), text, face, layout.TABLE_SIZE)


def _line(paragraph: Any, align: Any) -> Any:
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(20)
    return paragraph
