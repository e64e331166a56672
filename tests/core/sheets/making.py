"""Workbooks for tests, good and bad."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import xlsxwriter


def workbook(*rows, merged=(), sheet="表一", hidden=()) -> bytes:
    """A workbook of one sheet; `merged` are Excel ranges with their text."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name in hidden:
            other = book.add_worksheet(name)
            other.write_row(0, 0, rows[0])
        page = book.add_worksheet(sheet)
        page.activate()
        page.set_first_sheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, cells in enumerate(rows):
            for at, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(line, at, datetime(cell.year, cell.month, cell.day), day)
                elif cell is not None:
                    page.write(line, at, cell)
        for span, text in merged:
            page.merge_range(span, text)
        for name in hidden:
            book.get_worksheet_by_name(name).hide()
    return file.getvalue()


def remade(content: bytes, **members: bytes) -> bytes:
    """The workbook with some members replaced; `__` in a name stands for `/`, `_dot_` for a dot."""
    out = BytesIO()
    named = {name.replace("__", "/").replace("_dot_", "."): body for name, body in members.items()}
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, named.pop(member.filename, None) or old.read(member))
        for name, body in named.items():
            new.writestr(name, body)
    return out.getvalue()


def member(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)
