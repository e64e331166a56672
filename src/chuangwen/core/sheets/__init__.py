"""Excel sheets in and out: guarded, read into rows with addresses, marked up, templated.

An importer goes this way, and nothing in it needs a database:

1. Say what the columns are: `FIELDS = (Field(key="name", label="单位名称", required=True), …)`.
2. `table = read_table(content, FIELDS, name="台账.xlsx")` checks the file (`guards`), finds
   the sheet and the row of heads (`tables`), or raises `SheetRefused`.
3. For each `Row` in `table.rows()` turn cells into values: `text_of`, `code_of`, `number_of`,
   `date_of`, `yes_of`. Each raises `CellProblem`; `Faults` collects these at their cells.
4. Keep `fault.plain()` and `table.plain_rows()` (both JSON) for the preview page, and give
   `marked_up(heads, rows, faults)` for download; `template(FIELDS, …)` is the empty form.

Shape: rows and columns of an address are those that Excel shows (row 1, column A).
"""

from chuangwen.core.sheets.cells import CellProblem, code_of, number_of, text_of, yes_of
from chuangwen.core.sheets.dates import date_of
from chuangwen.core.sheets.faults import Fault, Faults, address, letters
from chuangwen.core.sheets.guards import SheetRefused, check
from chuangwen.core.sheets.tables import Field, Row, Sheet, Table, read_sheets, read_table
from chuangwen.core.sheets.writing import marked_up, template

__all__ = [
    "CellProblem",
    "Fault",
    "Faults",
    "Field",
    "Row",
    "Sheet",
    "SheetRefused",
    "Table",
    "address",
    "check",
    "code_of",
    "date_of",
    "letters",
    "marked_up",
    "number_of",
    "read_sheets",
    "read_table",
    "template",
    "text_of",
    "yes_of",
]
