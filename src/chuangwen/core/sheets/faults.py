"""What is wrong at which cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from chuangwen.core.sheets.cells import CellProblem


def letters(column: int) -> str:
    """Name a column as Excel does.

    >>> letters(1), letters(27), letters(702)
    ('A', 'AA', 'ZZ')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def address(row: int, column: int) -> str:
    """Name a cell as Excel does.

    >>> address(7, 3)
    'C7'
    """
    return f"{letters(column)}{row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong at one cell. `column` is 0 when the whole row is meant.

    >>> Fault(row=7, column=3, label="开始日期", message="2023年2月没有30日。").sentence
    '第7行“开始日期”（C7）：2023年2月没有30日。'
    """

    row: int
    column: int = 0
    label: str = ""
    message: str

    @property
    def cell(self) -> str:
        """The address, or only the row's number."""
        return address(self.row, self.column) if self.column else str(self.row)

    @property
    def sentence(self) -> str:
        """The fault in words that lead to its cell."""
        if not self.column:
            return f"第{self.row}行：{self.message}"
        return f"第{self.row}行“{self.label}”（{self.cell}）：{self.message}"

    def plain(self) -> dict[str, Any]:
        """Return what JSON can hold; `Fault(**plain)` gives the fault back."""
        return {"row": self.row, "column": self.column, "label": self.label, "message": self.message}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """Return the fault that was made plain."""
        return cls(**plain)


@dataclass(slots=True)
class Faults:
    """Collects the faults of a sheet while its rows are read.

    Use as a context around one cell: what it raises as `CellProblem` becomes a fault.

    >>> faults = Faults()
    >>> with faults.at(7, 3, "开始日期"):
    ...     raise CellProblem("请填写日期。")
    >>> faults.found[0].cell
    'C7'
    """

    found: list[Fault] = field(default_factory=list)

    def at(self, row: int, column: int = 0, label: str = "") -> "_Watch":
        """Watch one cell."""
        return _Watch(self.found, row, column, label)

    def add(self, row: int, message: str, column: int = 0, label: str = "") -> None:
        """Note a fault that is known already."""
        self.found.append(Fault(row=row, column=column, label=label, message=message))

    def rows(self) -> set[int]:
        """Return the numbers of the rows that have a fault."""
        return {fault.row for fault in self.found}


@dataclass(slots=True)
class _Watch:
    found: list[Fault]
    row: int
    column: int
    label: str

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, CellProblem):
            return False
        self.found.append(Fault(row=self.row, column=self.column, label=self.label, message=error.message))
        return True
