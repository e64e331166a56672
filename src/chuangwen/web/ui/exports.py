"""A table as a spreadsheet: exactly the rows and columns that the page shows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chuangwen.web.ui.columns import Column, Exported
from chuangwen.web.ui.tables import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_TEXT = 32767  # of one cell, by the file format
LONGEST_SHEET_NAME = 31
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
CHUNK = 2000


def export_response(table: Table, name: str) -> FileResponse:
    """Answer with all filtered rows and the shown columns as `name.xlsx`."""
    rows = table.ordered
    subjects = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
    book = workbook(name, table.shown, subjects)
    return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def spreadsheet_response(content: bytes, name: str) -> HttpResponse:
    """Answer with a workbook that is written already, as `name.xlsx`."""
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response


def workbook(name: str, columns: Sequence[Column], subjects: Iterable[Any]) -> BytesIO:
    """Write one sheet: a bold head that stays in sight, then a row a subject."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": True}) as book:
        sheet = book.add_worksheet(name.translate(FORBIDDEN_IN_NAMES).strip()[:LONGEST_SHEET_NAME] or "Sheet1")
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "quoted": book.add_format({"quote_prefix": True}),
        }
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _width(column))
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.label, formats["head"])
        for line, subject in enumerate(subjects, start=1):
            for at, column in enumerate(columns):
                write_cell(sheet, line, at, column.exported(subject), formats)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_paper(9)
    file.seek(0)
    return file


def write_cell(sheet: Worksheet, line: int, at: int, value: Exported, formats: dict[str, Format]) -> None:
    """Write one value by its type; text is never taken for a formula."""
    if value is None:
        return
    if isinstance(value, datetime):
        sheet.write_datetime(line, at, value, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(line, at, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001 a day has no zone
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, at, float(value))
    else:
        quoted = formats["quoted"] if value.startswith(FORMULA_STARTS) else None
        sheet.write_string(line, at, value[:LONGEST_TEXT], quoted)


def _width(column: Column) -> int:
    return {"number": 12, "marks": 12, "date": 14, "time": 18}.get(column.kind, 24)
