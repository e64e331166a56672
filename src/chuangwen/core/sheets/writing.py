"""Sheets out: the one that was handed in with its faults marked, and the empty template."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chuangwen.core.sheets.faults import Fault
from chuangwen.core.sheets.tables import Field

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TEXT = 32767  # of one cell, by the file format
LONGEST_NOTE = 1000
LONGEST_CHOICES = 255  # of a drop-down's list, by the file format
ROWS_WITH_CHOICES = 2000
PROBLEMS_HEAD = "问题（改好后可删去本列）"


def marked_up(heads: Sequence[str], rows: Iterable[tuple[int, Sequence[Any]]], faults: Iterable[Fault]) -> bytes:
    """Return the sheet as .xlsx with each faulty cell red and noted, and a last column that says all.

    `rows` are (row number, raw cells); they are written at their own numbers, so
    that an address in a fault still leads to its cell.
    """
    by_row: dict[int, list[Fault]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, []).append(fault)
    listed = [(number, cells) for number, cells in rows]
    head_row = max(1, min((number for number, _ in listed), default=2) - 1)
    width = max([len(heads), *(len(cells) for _, cells in listed)])
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, looks = book.add_worksheet("核对"), _looks(book)
        sheet.set_column(0, width - 1, 16)
        sheet.set_column(width, width, 60)
        for at, head in enumerate((*heads, *[""] * (width - len(heads)), PROBLEMS_HEAD)):
            sheet.write_string(head_row - 1, at, head, looks["head"])
        for number, cells in listed:
            _mark_row(sheet, looks, number, cells, by_row.get(number, []), width)
        sheet.freeze_panes(head_row, 0)
    return file.getvalue()


def _looks(book: xlsxwriter.Workbook) -> dict[str, Format]:
    red = {"bg_color": "#FBE3E1", "border": 1, "border_color": "#B3261E"}
    day = {"num_format": "yyyy-mm-dd"}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
        "plain": book.add_format({}),
        "plain_day": book.add_format(day),
        "plain_quoted": book.add_format({"quote_prefix": True}),
        "wrong": book.add_format(red),
        "wrong_day": book.add_format(red | day),
        "wrong_quoted": book.add_format(red | {"quote_prefix": True}),
        "say": book.add_format({"font_color": "#B3261E", "text_wrap": True}),
    }


def _mark_row(
    sheet: Worksheet, looks: dict[str, Format], number: int, cells: Sequence[Any], faults: list[Fault], width: int
) -> None:
    wrong: dict[int, list[str]] = {}
    for fault in faults:
        wrong.setdefault(fault.column, []).append(fault.message)
    for column, cell in enumerate(cells, start=1):
        _write(sheet, number - 1, column - 1, cell, looks, "wrong" if column in wrong else "plain")
    for column, messages in wrong.items():
        if column:
            sheet.write_comment(number - 1, column - 1, "\n".join(messages)[:LONGEST_NOTE], {"x_scale": 2})
            if column > len(cells) or cells[column - 1] in ("", None):
                sheet.write_blank(number - 1, column - 1, None, looks["wrong"])
    if faults:
        said = "\n".join(f"{fault.label}：{fault.message}" if fault.label else fault.message for fault in faults)
        sheet.write_string(number - 1, width, said[:LONGEST_TEXT], looks["say"])


def _write(sheet: Worksheet, row: int, column: int, cell: Any, looks: dict[str, Format], look: str) -> None:
    """Write one raw cell by its type; text is never taken for a formula."""
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, looks[look])
    elif isinstance(cell, int | float | Decimal):
        sheet.write_number(row, column, float(cell), looks[look])
    elif isinstance(cell, date):
        day = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  a day has no zone
        sheet.write_datetime(row, column, day, looks[f"{look}_day"])
    else:
        text = str(cell)[:LONGEST_TEXT]
        quoted = text.startswith(FORMULA_STARTS)
        sheet.write_string(row, column, text, looks[f"{look}_quoted" if quoted else look])


def template(
    fields: Sequence[Field], *, title: str = "导入", notes: Sequence[str] = (), sample: Mapping[str, str] | None = None
) -> bytes:
    """Return an empty .xlsx form: heads (required ones starred), drop-downs, and a sheet that explains.

    The examples stand on the second sheet only, so that nobody imports them. An
    importer that knows its own example row may give it as `sample`, by key.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#F3F1EC"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        faint = book.add_format({"num_format": "@", "italic": True, "font_color": "#767676"})
        sheet = book.add_worksheet(title[:31])
        for at, each in enumerate(fields):
            sheet.set_column(at, at, each.width, text)
            sheet.write_string(0, at, f"{each.label}*" if each.required else each.label, head)
            if each.help:
                sheet.write_comment(0, at, each.help, {"x_scale": 2})
            _offer_choices(book, sheet, at, each)
            if sample and each.key in sample:
                sheet.write_string(1, at, sample[each.key], faint)
        sheet.freeze_panes(1, 0)
        _explain(book, fields, notes, head, wrap)
    return file.getvalue()


def _offer_choices(book: xlsxwriter.Workbook, sheet: Worksheet, at: int, each: Field) -> None:
    """Put a drop-down on a column; a long list stands on a hidden sheet."""
    if not each.choices:
        return
    source: Any = list(each.choices)
    if len(",".join(each.choices)) > LONGEST_CHOICES:
        words = book.add_worksheet(f"选项{at + 1}")
        words.hide()
        words.write_column(0, 0, each.choices)
        source = f"='选项{at + 1}'!$A$1:$A${len(each.choices)}"
    rule = {"validate": "list", "source": source, "error_type": "warning", "error_message": "请从下拉列表里选择。"}
    sheet.data_validation(1, at, ROWS_WITH_CHOICES, at, rule)


def _explain(
    book: xlsxwriter.Workbook, fields: Sequence[Field], notes: Sequence[str], head: Format, wrap: Format
) -> None:
    sheet = book.add_worksheet("填写说明")
    for at, (word, width) in enumerate((("列", 18), ("是否必填", 10), ("怎么填", 60), ("示例", 30))):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, word, head)
    for line, each in enumerate(fields, start=1):
        said = each.help or ("可选值：" + "、".join(each.choices) if each.choices else "")
        for at, words in enumerate((each.label, "必填" if each.required else "选填", said, each.example)):
            sheet.write_string(line, at, words, wrap)
    for line, note in enumerate(notes, start=len(fields) + 2):
        sheet.merge_range(line, 0, line, 3, note, wrap)
