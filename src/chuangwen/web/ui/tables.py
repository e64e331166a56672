"""The table: sorted, filtered, searched, paged and exported by its URL alone.

A page subclasses `Table`, names its columns and filters, and hands in a QuerySet
(one count and one page of rows are asked, however many there are) or a list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString

from chuangwen.web.ui.columns import Column
from chuangwen.web.ui.filters import Chip, ChoiceFilter, DayFilter, Filter, Rows, attribute

__all__ = ["ChoiceFilter", "Column", "DayFilter", "Filter", "Table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell, ready to show."""

    column: Column
    text: str | SafeString
    url: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, ready to show; `subject` is what the page handed in."""

    key: str
    cells: Sequence[Cell]
    url: str
    subject: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One head cell: its column, how it is sorted now, and where a click leads."""

    column: Column
    url: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One filter as the toolbar shows it."""

    filter: Filter
    shape: str
    values: Sequence[str]
    ends: Sequence[tuple[str, str, str]] = ()


class Table:
    """A list of things of one kind, shown a page at a time."""

    key: ClassVar[str] = "rows"
    caption: ClassVar[str] = ""
    counter: ClassVar[str] = "条"
    columns: Sequence[Column] = ()
    filters: Sequence[Filter] = ()
    search_fields: ClassVar[Sequence[str]] = ()
    search_label: ClassVar[str] = "搜索"
    default_sort: ClassVar[str] = ""
    tie_break: ClassVar[str] = "pk"
    row_key: ClassVar[str] = "pk"
    page_size: ClassVar[int] = 50

    def __init__(
        self,
        rows: Rows,
        params: QueryDict,
        *,
        cookies: Mapping[str, str] | None = None,
        columns: Sequence[Column] | None = None,
        filters: Sequence[Filter] | None = None,
    ) -> None:
        self.all_rows = rows
        self.params = params
        self.cookies = cookies or {}
        self.columns = columns if columns is not None else self.columns
        self.filters = filters if filters is not None else self.filters

    def row_url(self, row: Any) -> str:
        """Return where Enter on a row leads; the first linked cell unless overridden."""
        return next((column.link(row) for column in self.shown if column.link), "")

    # What is left after filters and search ---------------------------------
    @cached_property
    def words(self) -> str:
        """What was typed into the search box."""
        return self.params.get("q", "").strip()

    @cached_property
    def narrowed(self) -> Rows:
        """All rows that the filters and the search leave, unsorted."""
        rows = self.all_rows
        for each in self.filters:
            rows = each.narrow(rows, self.params)
        return self.searched(rows, self.words.split()) if self.words else rows

    def searched(self, rows: Rows, words: Sequence[str]) -> Rows:
        """Keep rows in which every word occurs in one of `search_fields`."""
        if not self.search_fields:
            return rows
        if isinstance(rows, QuerySet):
            for word in words:
                rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in self.search_fields)))
            return rows
        return [row for row in rows if all(self._holds(row, word) for word in words)]

    def _holds(self, row: Any, word: str) -> bool:
        return any(word.casefold() in str(attribute(row, name) or "").casefold() for name in self.search_fields)

    # Order -----------------------------------------------------------------
    @cached_property
    def sort(self) -> str:
        """The sort at work, `"-mark"`: the URL's when it names a sortable column."""
        asked = self.params.get("sort", "")
        return asked if self._sorted_column(asked) else self.default_sort

    def _sorted_column(self, sort: str) -> Column | None:
        name = sort.removeprefix("-")
        return next((column for column in self.columns if column.key == name and column.sort), None)

    @cached_property
    def ordered(self) -> Rows:
        """All rows left, in order; the order ends in a unique column."""
        column = self._sorted_column(self.sort)
        rows = self.narrowed
        if isinstance(rows, QuerySet):
            return self._ordered_query(rows, column)
        if column is None:
            return rows
        filled = [row for row in rows if self._sort_value(column, row) is not None]
        blank = [row for row in rows if self._sort_value(column, row) is None]
        return sorted(filled, key=lambda row: self._sort_value(column, row), reverse=self._is_descending) + blank

    def _ordered_query(self, rows: QuerySet[Any], column: Column | None) -> QuerySet[Any]:
        if column is None or callable(column.sort):
            return rows.order_by(*(rows.query.order_by or ()), self.tie_break)
        names = (column.sort,) if isinstance(column.sort, str) else column.sort or ()
        flipped = [f"-{n}" if not n.startswith("-") else n[1:] for n in names] if self._is_descending else names
        return rows.order_by(*flipped, self.tie_break)

    @property
    def _is_descending(self) -> bool:
        return self.sort.startswith("-")

    @staticmethod
    def _sort_value(column: Column, row: Any) -> Any:
        if callable(column.sort):
            return column.sort(row)
        return attribute(row, column.sort if isinstance(column.sort, str) else column.key)

    # The page --------------------------------------------------------------
    @cached_property
    def page(self) -> Page[Any]:
        """The page that the URL asks for, or the nearest that exists."""
        return Paginator(self.ordered, self.page_size).get_page(self.params.get("page"))

    @property
    def count(self) -> int:
        """How many rows are left."""
        return self.page.paginator.count

    @property
    def is_narrowed(self) -> bool:
        """Say whether a filter or a search hides something."""
        return bool(self.words or self.chips)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page, ready to show."""
        return [self._shown_row(row) for row in self.page.object_list]

    def _shown_row(self, row: Any) -> Row:
        cells = [
            Cell(
                column=column,
                text=column.shown_as(row),
                url=column.link(row) if column.link else "",
                why=column.why(row) if column.why else "",
            )
            for column in self.shown
        ]
        key = row.get(self.row_key) if isinstance(row, dict) else getattr(row, self.row_key, "")
        return Row(key=str(key), cells=cells, url=self.row_url(row), subject=row)

    # Columns ---------------------------------------------------------------
    @cached_property
    def shown(self) -> list[Column]:
        """The columns shown: chosen in the URL, else remembered, else the usual ones."""
        chosen = self.params.getlist("cols") or [
            name for name in self.cookies.get(f"cols_{self.key}", "").split(".") if name
        ]
        known = [column for column in self.columns if column.key in chosen]
        if not known:
            return [column for column in self.columns if column.shown or column.fixed]
        return [column for column in self.columns if column.fixed or column in known]

    @property
    def heads(self) -> list[Head]:
        """The head cells of the columns shown."""
        return [self._head(column) for column in self.shown]

    def _head(self, column: Column) -> Head:
        direction = ""
        if column.sort and self.sort.removeprefix("-") == column.key:
            direction = "descending" if self._is_descending else "ascending"
        following = f"-{column.key}" if direction == "ascending" else column.key
        url = self.url(sort=following, page=None) if column.sort else ""
        return Head(column=column, url=url, direction=direction)

    # URLs ------------------------------------------------------------------
    def url(self, **changes: Any) -> str:
        """Return this page's query string with some keys changed; None drops a key."""
        query = self.params.copy()
        query.pop("export", None)
        for key, value in changes.items():
            if value is None:
                query.pop(key, None)
            else:
                query[key] = str(value)
        return f"?{query.urlencode()}"

    @property
    def export_url(self) -> str:
        """Where exactly what is shown comes as a spreadsheet."""
        return self.url(export="xlsx", page=None)

    @property
    def wants_export(self) -> bool:
        """Say whether the URL asks for the spreadsheet instead of the page."""
        return self.params.get("export") == "xlsx"

    @property
    def query_string(self) -> str:
        """Filters and search as one text, so that an act on all rows can find them again."""
        return self.url(page=None).removeprefix("?")

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters at work."""
        found = [(each.label, word) for each in self.filters for word in each.words(self.params)]
        return [Chip(label=label, text=text, without=self._without(key, value)) for label, (key, value, text) in found]

    def _without(self, key: str, value: str) -> str:
        query = self.params.copy()
        query.setlist(key, [each for each in query.getlist(key) if each != value])
        query.pop("page", None)
        return f"?{query.urlencode()}"

    @property
    def cleared_url(self) -> str:
        """This page without filters and search."""
        dropped = {key: None for each in self.filters for key in each.keys}
        return self.url(q=None, page=None, **dropped)

    @property
    def choices(self) -> list[Choice]:
        """The filters as the toolbar shows them."""
        return [self._choice(each) for each in self.filters]

    def _choice(self, each: Filter) -> Choice:
        ends = [
            (key, self.params.get(key, ""), f"{each.label}{word}") for key, word in zip(each.keys, "起止", strict=False)
        ]
        values = self.params.getlist(each.key)
        return Choice(filter=each, shape=getattr(each, "shape", "choice"), values=values, ends=ends)

    def kept(self, *own: str) -> list[tuple[str, str]]:
        """Return the keys of the URL that a form of the table carries along unseen."""
        drop = {"page", "export", *own}
        return [(key, value) for key, values in self.params.lists() if key not in drop for value in values]

    @property
    def kept_by_filters(self) -> list[tuple[str, str]]:
        """What the search and filter form carries along."""
        return self.kept("q", *(key for each in self.filters for key in each.keys))

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        """What the column chooser carries along."""
        return self.kept("cols")
