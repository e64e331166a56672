"""A column of a table: where its value comes from, how it reads, how it is exported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from chuangwen.web.ui import figures
from chuangwen.web.ui.filters import attribute
from chuangwen.web.ui.signs import Light, MarkBar

Kind = Literal["text", "number", "marks", "figure", "date", "time"]
CSS = {"number": "cw-num", "marks": "cw-num", "figure": "cw-num", "date": "cw-day", "time": "cw-day"}
Exported = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `value` is a path (`"unit.name"`, default: the key) or a function of the row; it
    may give text, a number, a day, a `MarkBar`, a `Light`, or any safe HTML.
    `sort` makes the head clickable: ORM fields for a QuerySet; for a list a path or a
    function of the row. `link` and `why` give the cell's URL from the row.
    A `figure` is text that is read as a number (3/47, +0.5) and stands to the right.
    `template` renders the cell with `row` and `value`; the export still uses `value`.
    """

    key: str
    label: str
    value: str | Callable[[Any], Any] = ""
    sort: str | tuple[str, ...] | Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    why: Callable[[Any], str] | None = None
    kind: Kind = "text"
    places: int = 1
    template: str = ""
    help: str = ""
    shown: bool = True
    fixed: bool = False

    @property
    def css(self) -> str:
        """Classes of the column's cells."""
        return CSS.get(self.kind, "")

    def value_of(self, row: Any) -> Any:
        """Return the row's value in this column."""
        return self.value(row) if callable(self.value) else attribute(row, self.value or self.key)

    def shown_as(self, row: Any) -> str | SafeString:
        """Return the cell as a reader sees it."""
        value = self.value_of(row)
        if self.template:
            return render_to_string(self.template, {"row": row, "value": value})
        if value is None or value == "":
            return figures.NOTHING
        return self._written(value)

    def _written(self, value: Any) -> str | SafeString:
        if hasattr(value, "__html__"):
            return conditional_escape(value)
        match self.kind:
            case "marks":
                return figures.marks(value, self.places)
            case "number":
                return figures.thousands(value)
            case "time":
                return figures.cn_time(value)
            case "date":
                return figures.cn_date(value)
        return str(value)

    def exported(self, row: Any) -> Exported:
        """Return the cell as a spreadsheet holds it: numbers as numbers, days as days."""
        value = self.value_of(row)
        kind = self.kind
        if isinstance(value, MarkBar):
            value, kind = value.got, "marks"
        elif isinstance(value, Light):
            value = value.word
        if value is None or value == "":
            return None
        if kind == "marks":
            return Decimal(value) / figures.MILLI
        if isinstance(value, datetime):
            return timezone.make_naive(value) if timezone.is_aware(value) else value
        is_plain = isinstance(value, int | float | Decimal | date) and not isinstance(value, bool)
        return value if is_plain else str(value)
