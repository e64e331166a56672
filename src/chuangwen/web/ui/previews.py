"""The preview of an import: the sheet as it was read, with each problem at its cell."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewCell:
    """One cell: what the sheet said, what is wrong with it, and what it will become."""

    text: str
    problem: str = ""
    read_as: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row of the sheet, by its number there; `note` speaks of the row as a whole."""

    number: int
    cells: Sequence[PreviewCell]
    note: str = ""
    is_skipped: bool = False

    @property
    def problems(self) -> list[str]:
        """Every problem of the row."""
        return [cell.problem for cell in self.cells if cell.problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do.

    `rows` may be only part of the sheet (all rows with problems, and the first
    good ones); the counts speak of the whole. A cell with a `name` can be mended
    on the page: it shows as an input of that name.
    """

    file_name: str
    heads: Sequence[str]
    rows: Sequence[PreviewRow]
    row_count: int
    bad_count: int = 0
    skipped_count: int = 0

    @property
    def good_count(self) -> int:
        """How many rows are ready."""
        return self.row_count - self.bad_count - self.skipped_count

    @property
    def is_clean(self) -> bool:
        """Say whether nothing stands against the import."""
        return self.bad_count == 0 and self.good_count > 0

    @property
    def hidden_count(self) -> int:
        """How many rows are not shown."""
        return max(self.row_count - len(self.rows), 0)

    @property
    def is_mendable(self) -> bool:
        """Say whether some cell can be mended on the page."""
        return any(cell.name for row in self.rows for cell in row.cells if cell.problem)
