"""Numbers that stand alone in a table cell: the heading of their column gives unit and noun."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chuangwen.core.reading.measured import Measured
from chuangwen.core.reading.numbers import Number, numbers_in
from chuangwen.core.reading.units import Unit, unit_after

_IN_BRACKETS = re.compile(r"（(?:单位：)?([^（）]{1,6})）$")
_LAST_WORD = re.compile(r"(人次|人数|场次|次数|户数|件数|金额|场|次|个|份|篇|元|名)$")
_MEANT = {"人数": "人", "次数": "次", "户数": "户", "件数": "件", "金额": "元"}
_NOT_MEASURED = re.compile(r"序号|编号|电话|年份|日期|时间|年月|学号|身份证|邮编|代码|排名|名次|备注|得分|分值")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that fills a cell, with the unit and the words that its headings give."""

    number: Number
    unit: Unit
    row: str
    column: str


def cells_in(plain: str) -> Iterator[Cell]:
    """Yield the lone numbers of every table: lines with tabs, whose first line without numbers is the heading."""
    heading: list[str] = []
    at = 0
    for line in plain.split("\n"):
        cells = line.split("\t")
        if len(cells) < 2:
            heading = []
        elif not any(_is_number(cell) for cell in cells):
            heading = cells
        else:
            yield from _of_row(cells, heading, at)
        at += len(line) + 1


def measure_cell(cell: Cell) -> Measured:
    """Let the heading stand for what comes before the number, and the first words of the row for the noun."""
    words = cell.row + cell.column
    return Measured(
        noun=cell.row,
        before=cell.column,
        after="",
        item=words,
        clause=words,
        sentence=words,
        earlier="",
        start=cell.number.start,
        end=cell.number.end,
        suffix=True,
        number=cell.number.text,
    )


def _of_row(cells: list[str], heading: list[str], at: int) -> Iterator[Cell]:
    label = next((cell for cell in cells if cell.strip() and not _is_number(cell)), "")
    for cell, column in zip(cells, heading, strict=False):
        if _is_number(cell) and (unit := _unit_of(column, at + len(cell))):
            number = next(numbers_in(cell))
            placed = replace(number, start=at + number.start, end=at + number.end)
            yield Cell(placed, unit, label, column)
        at += len(cell) + 1


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"\s*\d[\d,]*(?:\.\d+)?\s*", cell))


def _unit_of(column: str, end: int) -> Unit | None:
    """Return the unit that a heading names: 参加人数（人次）, 投入金额（万元）, 场次."""
    if _NOT_MEASURED.search(column):
        return None
    match = _IN_BRACKETS.search(column) or _LAST_WORD.search(column)
    if not match:
        return None
    word = _MEANT.get(match.group(1), match.group(1))
    scale = re.match(r"[万亿]+(?=元|人|册|份|株|亩|吨)", word)
    unit = unit_after(word, scale.end() if scale else 0, arabic=True, large=True)
    if unit is None:
        return None
    factor = unit.factor * {"万": 10**4, "亿": 10**8, "万亿": 10**12}[scale.group()] if scale else unit.factor
    return Unit(unit.text, unit.sort, end, factor, approx=False, written=False)
