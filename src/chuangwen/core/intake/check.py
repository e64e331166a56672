"""Each row of a grid as a draft of a fact, or what is wrong with it and where."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from chuangwen.core.catalogue import Kind
from chuangwen.core.catalogue.drafts import FOREVER, MOST_TIMES, ONE_DAY, FactDraft, problems_of
from chuangwen.core.intake.columns import LABELS, Column, Measure, measure_of
from chuangwen.core.intake.dates import Span, span_of
from chuangwen.core.intake.grids import Grid
from chuangwen.core.intake.words import Words
from chuangwen.core.sheets import CellProblem, number_of, text_of, yes_of
from chuangwen.core.sheets.cells import BLANKS, is_rough
from chuangwen.core.sheets.faults import Fault

EXAMPLE_STARTS = ("【示例】", "示例：", "示例:", "（示例）")
TOTALS = frozenset({"合计", "总计", "小计", "累计", "共计"})
PLACES_OF_A_DOUBLE = 9  # 0.1 + 0.2 is kept as 0.30000000000000004
LARGEST = 10**15
REPORTED = {"主动报告": True, "他人发现": False, "未主动报告": False, "未说明": None, "不清楚": None}
ADDRESS = re.compile(r"https?://[^\s/?#]+\.[^\s]+")
LONGEST_ADDRESS = 500
TIDY_ALREADY = re.compile(r"[\u4e00-\u9fff0-9A-Za-z，。、；（）“”《》]*")
TIMES_UNITS = ("次", "场", "个", "项", "期", "件", "份", "篇", "条", "支", "处", "笔", "人", "场次")
FIELD_OF_DRAFT = {
    "start_date": "start", "until_date": "end", "is_approximate": "rough", "is_self_reported": "self_reported",
}  # fmt: skip

Mending = Mapping[str, Mapping[str, str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a row is checked against. Facts later than `today` have not happened; `year` is for dates without one.

    Of an office's sheet `unit_of` finds the unit that a cell names, or raises CellProblem; kinds in `linked` need the
    address of what they stand on.
    """

    words: Words
    year: int
    today: date
    recorded_by: str = "unit"
    unit_of: Callable[[str], int] | None = None
    linked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row: its draft when nothing stands against it. `left_out` says why a row is not meant to be imported.

    Of an office's sheet it also says of which unit it speaks, and where what it stands on is published.
    """

    number: int
    cells: Sequence[Any] = field(repr=False)
    draft: FactDraft | None = None
    faults: tuple[Fault, ...] = ()
    left_out: str = ""
    unit_id: int | None = None
    link: str = ""


@dataclass(slots=True)
class _Found:
    """What the cells of one row said, and their faults, while it is being read."""

    number: int
    said: dict[str, Any] = field(default_factory=dict)
    quantities: dict[str, Decimal] = field(default_factory=dict)
    places: dict[str, Column] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    is_rough: bool = False

    def fault(self, column: Column | None, message: str) -> None:
        """Note what is wrong at a column of this row."""
        at, label = (column.number, column.head) if column else (0, "")
        self.faults.append(Fault(row=self.number, column=at, label=label, message=message))


def check_rows(grid: Grid, rules: Rules, mending: Mapping[str, Any] | None = None) -> Iterator[CheckedRow]:
    """Yield every row of the grid, checked. `mending` is row → column → new text, or None for a row left out."""
    reader = _Reader(grid, rules)
    mended = mending or {}
    merged: dict[int, list[Fault]] = {}
    for fault in grid.faults:
        merged.setdefault(fault.row, []).append(fault)
    for number, cells in grid.rows():
        key = str(number)
        if key in mended and mended[key] is None:
            yield CheckedRow(number, cells, left_out="您选择了不导入这一行。")
            continue
        changed = with_changes(cells, mended.get(key))
        standing = [f for f in merged.get(number, ()) if str(f.column) not in (mended.get(key) or {})]
        yield reader.row(number, changed, standing)


def with_changes(cells: Sequence[Any], changes: Mapping[str, str] | None) -> Sequence[Any]:
    """Return the cells with the clerk's changes, by column number."""
    if not changes:
        return cells
    changed = list(cells)
    for column, text in changes.items():
        at = int(column) - 1
        changed.extend([""] * (at + 1 - len(changed)))
        changed[at] = text
    return changed


class _Reader:
    """Reads row after row; what a cell's words mean is worked out once for each word."""

    def __init__(self, grid: Grid, rules: Rules) -> None:
        self.rules = rules
        self.words = rules.words
        self.by_field = {column.field: column for column in grid.columns if column.field != "quantity"}
        self.at = {name: column.number - 1 for name, column in self.by_field.items()}
        self.measured = [column for column in grid.columns if column.field == "quantity"]
        self.width = max(column.number for column in grid.columns)
        self.kind_of_all = grid.kind
        self._meant: dict[tuple[str, Any], Any] = {}
        self._measures: dict[tuple[int, str], Measure | None] = {}

    def row(self, number: int, cells: Sequence[Any], standing: Sequence[Fault]) -> CheckedRow:
        """Check one row."""
        if len(cells) < self.width:
            cells = [*cells, *[""] * (self.width - len(cells))]
        if left_out := self._why_left_out(cells):
            return CheckedRow(number, cells, left_out=left_out)
        found = _Found(number, faults=list(standing))
        kind = self._kind(found, cells)
        unit_id, link = self._of_office(found, cells, kind) if self.rules.unit_of else (None, "")
        self._plain_fields(found, cells, kind)
        self._dates(found, cells, kind)
        if kind:
            for column in self.measured:
                value = cells[column.number - 1]
                if value != "" and value is not None:
                    self._measure(found, value, column, kind)
        draft = None if found.faults or kind is None else self._draft(found, kind)
        return CheckedRow(
            number, cells, None if found.faults else draft, tuple(found.faults), unit_id=unit_id, link=link
        )

    def _of_office(self, found: _Found, cells: Sequence[Any], kind: Kind | None) -> tuple[int | None, str]:
        """Return of which unit a row of an office speaks, and the address of what it stands on."""
        before = len(found.faults)
        unit_id: int | None = self._read(found, cells, "unit", self._unit_of)
        if unit_id is None and len(found.faults) == before:
            found.fault(self.by_field["unit"], "请填写单位。")
        link: str = self._read(found, cells, "link", _address) or ""
        if kind and kind.code in self.rules.linked and not link:
            found.fault(
                self.by_field.get("link"),
                f"{kind.name}须附认定材料：请填写公开发布的链接；只有文件的，请在网页上逐条登记。",
            )
        return unit_id, link

    def _unit_of(self, value: Any) -> int | None:
        text = text_of(value)
        return self.rules.unit_of(text) if text and self.rules.unit_of else None

    def _why_left_out(self, cells: Sequence[Any]) -> str:
        title = cells[self.at["title"]]
        if isinstance(title, str) and title.lstrip().startswith(EXAMPLE_STARTS):
            return "示例行，不导入。"
        for value in (cells[0], cells[1] if self.width > 1 else "", title):
            if isinstance(value, str) and value.strip() in TOTALS:
                return "合计行，不导入。"
        return ""

    def _cell(self, cells: Sequence[Any], field_name: str) -> Any:
        """Return a field's raw cell; "" when it is empty or the sheet has no such column."""
        at = self.at.get(field_name)
        value = "" if at is None else cells[at]
        return "" if value is None else value

    def _once(self, field_name: str, value: Any, read: Callable[[Any], Any]) -> Any:
        """Work out what a value means, once for each value; a problem is remembered too."""
        key = (field_name, value if not isinstance(value, bool) else str(value))
        if key not in self._meant:
            try:
                self._meant[key] = read(value)
            except CellProblem as problem:
                self._meant[key] = problem
        return self._meant[key]

    def _read(self, found: _Found, cells: Sequence[Any], field_name: str, read: Callable[[Any], Any]) -> Any:
        """Return what a field says, or None and a fault; empty cells say nothing."""
        if field_name not in self.at or (value := self._cell(cells, field_name)) == "":
            return None
        meant = self._once(field_name, value, read)
        if isinstance(meant, CellProblem):
            found.fault(self.by_field[field_name], meant.message)
            return None
        return meant

    def _kind(self, found: _Found, cells: Sequence[Any]) -> Kind | None:
        column = self.by_field.get("kind")
        kind: Kind | None
        if column is None:
            kind = self.words.catalogue.kinds[self.kind_of_all]
        else:
            kind = self._read(found, cells, "kind", self._kind_of)
            if kind is None and not found.faults:
                found.fault(column, "请填写类别。")
        if kind and kind.recorded_by != self.rules.recorded_by:
            whose = "由文明办记录，单位不能自己填报" if self.rules.recorded_by == "unit" else "由单位自己填报"
            found.fault(column, f"“{kind.name}”{whose}，请删去这一行。")
            return None
        return kind

    def _kind_of(self, value: Any) -> Kind | None:
        text = text_of(value)
        return self.words.kind(text) if text else None

    def _plain_fields(self, found: _Found, cells: Sequence[Any], kind: Kind | None) -> None:
        said = found.said
        said["title"] = said["place"] = said["note"] = said["topic"] = ""
        for name in ("title", "place", "note"):
            if value := self._cell(cells, name):
                said[name] = value if type(value) is str and TIDY_ALREADY.fullmatch(value) else text_of(value)
        said["level"] = self._level(found, cells, kind)
        said["medium"] = self._read(found, cells, "medium", lambda v: self.words.medium(text_of(v))) or ""
        said["is_self_reported"] = self._read(found, cells, "self_reported", reported_of)
        found.is_rough = self._read(found, cells, "rough", yes_of) or False
        said["times"] = self._times(found, cells, kind)
        said["topic"] = self._of_kind(found, cells, "topic", kind, self._topic_of)

    def _level(self, found: _Found, cells: Sequence[Any], kind: Kind | None) -> str:
        return self._of_kind(found, cells, "level", kind, lambda v, kind: self.words.level(text_of(v), kind))

    def _of_kind(
        self, found: _Found, cells: Sequence[Any], name: str, kind: Kind | None, read: Callable[[Any, Kind], str]
    ) -> str:
        """Return what a cell says in the words of the kind; nothing while the kind is not known."""
        value = self._cell(cells, name)
        if kind is None or value == "":
            return ""
        meant = self._once(f"{name} of {kind.code}", value, lambda v: read(v, kind))
        if isinstance(meant, CellProblem):
            found.fault(self.by_field[name], meant.message)
            return ""
        return str(meant)

    def _topic_of(self, value: Any, kind: Kind) -> str:
        text = text_of(value)
        return "" if text in BLANKS else self.words.topic(text, kind)

    def _times(self, found: _Found, cells: Sequence[Any], kind: Kind | None) -> int:
        """Return how many occurrences the row stands for; one when it does not say."""
        value = self._cell(cells, "times")
        if value == "" or value == 1:
            return 1
        units = (kind.times, *TIMES_UNITS) if kind else TIMES_UNITS
        times = self._read(found, cells, "times", lambda v: _counted(v, units))
        found.is_rough |= isinstance(value, str) and is_rough(value)
        return int(times) if times is not None else 1

    def _dates(self, found: _Found, cells: Sequence[Any], kind: Kind | None) -> None:
        year = self.rules.year
        start: Span | None = self._read(found, cells, "start", lambda v: span_of(v, year=year))
        if start is None:
            if not any(f.column == self.by_field["start"].number for f in found.faults):
                found.fault(self.by_field["start"], "请填写日期。")
            return
        end: Span | None = self._read(found, cells, "end", lambda v: span_of(v, year=start.start.year))
        if end and end.until <= start.start:
            found.fault(self.by_field["end"], "结束日期早于开始日期，请核对。")
        found.said["start_date"] = start.start
        lasts = kind is not None and kind.term and start.until - start.start == ONE_DAY
        found.said["until_date"] = end.until if end else FOREVER if lasts else start.until

    def _measure(self, found: _Found, value: Any, column: Column, kind: Kind) -> None:
        key = (column.number, kind.code)
        if key not in self._measures:
            quantity = column.quantity_of(kind)
            self._measures[key] = measure_of(column, quantity) if quantity else None
        measure = self._measures[key]
        meant = self._once(f"{column.number} of {kind.code}", value, lambda v: _number(v, measure))
        if isinstance(meant, CellProblem):
            found.fault(column, meant.message)
        elif meant is not None and measure is None:
            found.fault(column, f"“{kind.name}”不记“{column.head}”，请清空这一格，或者换一个类别。")
        elif meant is not None and measure is not None:
            self._keep(found, column, measure, meant)
            found.is_rough |= isinstance(value, str) and is_rough(value)

    @staticmethod
    def _keep(found: _Found, column: Column, measure: Measure, value: Decimal) -> None:
        code = measure.quantity.code
        if code in found.quantities:
            other = found.places[code]
            found.fault(column, f"和“{other.head}”列说的是同一项数量（{measure.quantity.name}），请只留一列。")
            return
        found.quantities[code] = value
        found.places[code] = column

    def _draft(self, found: _Found, kind: Kind) -> FactDraft:
        draft = FactDraft(kind=kind.code, quantities=found.quantities, is_approximate=found.is_rough, **found.said)
        for problem in problems_of(draft, self.words.catalogue, today=self.rules.today):
            found.fault(self._place_of(problem.field, found), problem.message)
        return draft

    def _place_of(self, field_name: str, found: _Found) -> Column | None:
        """Return the column that a problem of the draft is about."""
        if field_name.startswith("quantities."):
            return found.places.get(field_name.removeprefix("quantities."))
        name = FIELD_OF_DRAFT.get(field_name, field_name)
        if name == "end" and "end" not in self.by_field:
            name = "start"
        return self.by_field.get(name) if name in LABELS else None


def _address(value: Any) -> str:
    text = text_of(value)
    if text in BLANKS:
        return ""
    if not ADDRESS.fullmatch(text) or len(text) > LONGEST_ADDRESS:
        raise CellProblem("不是可以打开的网页地址，请填写以 http:// 或 https:// 开头的完整地址。")
    return text


def reported_of(value: Any) -> bool | None:
    """Return whether the unit reported it itself; None when that is not stated.

    >>> reported_of("主动报告"), reported_of("他人发现"), reported_of("未说明"), reported_of("是")
    (True, False, None, True)
    """
    word = text_of(value)
    if word in REPORTED:
        return REPORTED[word]
    try:
        return yes_of(value)
    except CellProblem:
        raise CellProblem(f"“{word}”看不懂，请填写“主动报告”“他人发现”或“未说明”。") from None


def _counted(value: Any, units: Collection[str]) -> Decimal | None:
    """Return a number of occurrences."""
    _must_be_of_this_world(value)
    try:
        return number_of(value, units=units, least=1, most=MOST_TIMES, rough=True)
    except InvalidOperation:
        raise CellProblem("这个数不合理，请核对。") from None


def _must_be_of_this_world(value: Any) -> None:
    if isinstance(value, time) or (isinstance(value, float | int) and abs(value) >= LARGEST):
        raise CellProblem("这个数不合理，请核对。")


def _number(value: Any, measure: Measure | None) -> Decimal | None:
    """Return a cell's number in the unit of its quantity; zero and blanks where nothing is measured are nothing."""
    if isinstance(value, float) and not value.is_integer():
        value = round(value, PLACES_OF_A_DOUBLE)
    _must_be_of_this_world(value)
    if measure is None:
        return None if value == 0 or text_of(value) in BLANKS | {"0"} else Decimal(1)
    if measure.quantity.unit == "%" and isinstance(value, float) and 0 < value < 1:
        shown = text_of(round(value * 100, PLACES_OF_A_DOUBLE))
        raise CellProblem(f"看不出{value}是{shown}%还是{value}%：请填“{shown}%”或“{value}%”。")
    try:
        number = number_of(value, units=measure.units, places=PLACES_OF_A_DOUBLE, rough=True)
    except InvalidOperation:
        raise CellProblem("这个数不合理，请核对。") from None
    if number is None:
        return None
    number = _plain(number * measure.factor)
    return round(number, measure.quantity.places) if measure.factor != 1 else number


def _plain(number: Decimal) -> Decimal:
    """Drop the zeros that a rounding left behind."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
