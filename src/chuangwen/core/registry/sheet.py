"""A sheet of units: its columns, and what is wrong with its rows.

Pure: what the register already holds is handed in as `Known`. A parent may be
any unit of the reach or of the same sheet, in any order of rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chuangwen.core.registry.particulars import AreaCodeProblem, Particulars, checked_area_code
from chuangwen.core.registry.uscc import UsccProblem, checked
from chuangwen.core.sheets import CellProblem, Fault, Faults, Row, code_of, number_of, text_of

LONGEST_NAME, LONGEST_CONTACT = 120, 60
MOST_PERSONS = 10_000_000
PLACE_SIGN = "/"
Way = tuple[str, ...]
"""A unit's names from below the root of the reach down to itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    """A unit that the register holds within the reach."""

    id: int
    way: Way
    holds_others: bool
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the register holds. `root` is the top of the reach (its `way` is empty, its name apart).

    `usccs` are all codes in use anywhere, with the name of the unit that has each;
    `kinds` leads from a kind's name to (code, whether it holds other units);
    `levels_left` is how many levels the tree can still take below the root.
    """

    root: KnownUnit
    root_name: str
    levels_left: int
    units: Sequence[KnownUnit]
    usccs: Mapping[str, str]
    kinds: Mapping[str, tuple[str, bool]]


@dataclass(slots=True, kw_only=True, eq=False)
class UnitRow:
    """One row as it was read. `parent_id` or `parent_row` says where the unit belongs."""

    row: int
    parent_words: Way = ()
    name: str = ""
    kind: str = ""
    holds_others: bool = False
    particulars: Particulars = field(default_factory=Particulars)
    parent_id: int | None = None
    parent_row: int | None = None
    way: Way | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSheet:
    """Rows with parents before children, and every fault by row; without faults it may be imported."""

    rows: Sequence[UnitRow]
    faults: Sequence[Fault]


def check(rows: Iterable[Row], label: Callable[[str], str], known: Known) -> CheckedSheet:
    """Read and check every row of a sheet against itself and the register.

    `label` names a column as the sheet does (`Table.label`).
    """
    sheet = list(rows)
    faults = Faults()
    columns = {row.number: row for row in sheet}

    def wrong(row: int, key: str, message: str) -> None:
        faults.add(row, message, columns[row].column(key), label(key))

    units = [_read(row, label, known, faults) for row in sheet]
    _check_codes(units, known, wrong)
    _find_parents(units, known, wrong)
    _find_ways(units, known, wrong)
    _check_names(units, known, wrong)
    ordered = sorted(units, key=lambda unit: (len(unit.way or ()), unit.row))
    return CheckedSheet(rows=ordered, faults=sorted(faults.found, key=lambda fault: (fault.row, fault.column)))


Wrong = Callable[[int, str, str], None]


def _read(row: Row, label: Callable[[str], str], known: Known, faults: Faults) -> UnitRow:
    unit = UnitRow(row=row.number)
    told: dict[str, Any] = {}

    def take(key: str, read: Callable[[Any], Any]) -> None:
        with faults.at(row.number, row.column(key), label(key)):
            told[key] = read(row[key])

    take("parent", lambda cell: _below(known.root_name, _way(cell)))
    take("name", _name)
    take("kind", lambda cell: _kind(cell, known))
    take("uscc", _uscc)
    take("area_code", _area_code)
    take("staff", lambda cell: number_of(cell, units=("人", "名"), most=MOST_PERSONS))
    take("households", lambda cell: number_of(cell, units=("户",), most=MOST_PERSONS))
    take("contact", lambda cell: text_of(cell, longest=LONGEST_CONTACT))
    unit.parent_words, unit.name = told.get("parent", ()), told.get("name", "")
    unit.kind, unit.holds_others = told.get("kind", ("", True))
    unit.particulars = Particulars(
        uscc=told.get("uscc", ""),
        area_code=told.get("area_code", ""),
        staff=_whole(told.get("staff")),
        households=_whole(told.get("households")),
        contact=told.get("contact", ""),
    )
    return unit


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


def _way(cell: Any) -> Way:
    text = text_of(cell).replace("／", PLACE_SIGN).replace("\\", PLACE_SIGN)
    return tuple(name for part in text.split(PLACE_SIGN) if (name := part.strip()))


def _below(root_name: str, way: Way) -> Way:
    return way[1:] if way[:1] == (root_name,) else way


def _name(cell: Any) -> str:
    name = text_of(cell, longest=LONGEST_NAME)
    if not name:
        raise CellProblem("还没有填写单位名称。")
    if PLACE_SIGN in name:
        raise CellProblem("单位名称里不能有“/”，它用来隔开层级。")
    return name


def _kind(cell: Any, known: Known) -> tuple[str, bool]:
    name = text_of(cell)
    if found := known.kinds.get(name):
        return found
    allowed = "、".join(known.kinds)
    raise CellProblem(
        f"没有“{name}”这个单位类型，可选：{allowed}。" if name else f"还没有填写单位类型，可选：{allowed}。"
    )


def _uscc(cell: Any) -> str:
    code = code_of(cell)
    try:
        return checked(code) if code else ""
    except UsccProblem as problem:
        raise CellProblem(str(problem)) from problem


def _area_code(cell: Any) -> str:
    try:
        return checked_area_code(code_of(cell))
    except AreaCodeProblem as problem:
        raise CellProblem(str(problem)) from problem


def _check_codes(units: Sequence[UnitRow], known: Known, wrong: Wrong) -> None:
    first: dict[str, int] = {}
    for unit in units:
        code = unit.particulars.uscc
        if not code:
            continue
        if owner := known.usccs.get(code):
            wrong(unit.row, "uscc", f"这个代码已被“{owner}”使用，请核对。")
        elif code in first:
            wrong(unit.row, "uscc", f"与第{first[code]}行的代码相同，请核对。")
        first.setdefault(code, unit.row)


def _find_parents(units: Sequence[UnitRow], known: Known, wrong: Wrong) -> None:
    """Give each row its parent: a unit of the register or another row."""
    ends: dict[str, list[UnitRow | KnownUnit]] = {}
    for each in (known.root, *known.units):
        if each.way:
            ends.setdefault(each.way[-1], []).append(each)
    for unit in units:
        ends.setdefault(unit.name, []).append(unit)
    for unit in units:
        _find_parent(unit, ends, known, wrong)


def _find_parent(unit: UnitRow, ends: Mapping[str, list[UnitRow | KnownUnit]], known: Known, wrong: Wrong) -> None:
    words = unit.parent_words
    if not words:
        unit.parent_id = known.root.id
        return
    near = [each for each in ends.get(words[-1], ()) if each is not unit]
    fits = _without_doubles([each for each in near if _ends_with(each, words, ends)])
    shown = PLACE_SIGN.join(words)
    if not fits:
        wrong(unit.row, "parent", f"找不到上级“{shown}”：您所管的单位和本表里都没有，请核对名称。")
    elif len(fits) > 1:
        wrong(unit.row, "parent", f"有{len(fits)}个单位都叫“{shown}”，请写出层级，{_example(fits, words)}。")
    elif not fits[0].holds_others:
        wrong(unit.row, "parent", f"“{shown}”这一类单位下面不能再设单位，请核对上级。")
    elif isinstance(fits[0], UnitRow):
        unit.parent_row = fits[0].row
    elif not fits[0].is_open:
        wrong(unit.row, "parent", f"上级“{shown}”已停用，请先启用它，或换一个上级。")
    else:
        unit.parent_id = fits[0].id


def _without_doubles(fits: list[UnitRow | KnownUnit]) -> list[UnitRow | KnownUnit]:
    """Leave out rows that repeat a unit of the register: they are faulty at their own names, not here."""
    known = {each.way for each in fits if isinstance(each, KnownUnit)}

    def is_double(each: UnitRow | KnownUnit) -> bool:
        if isinstance(each, KnownUnit):
            return False
        above = each.parent_words
        return any(way[:-1][-len(above) :] == above if above else len(way) == 1 for way in known)

    return [each for each in fits if not is_double(each)]


def _example(fits: Sequence[UnitRow | KnownUnit], words: Way) -> str:
    """Show how one of several units of a name is told apart."""
    ways = (each.way if isinstance(each, KnownUnit) else (*each.parent_words, each.name) for each in fits)
    way = next((way for way in ways if len(way) > len(words)), ("上级", *words))
    return f"如“{PLACE_SIGN.join(way[-len(words) - 1 :])}”"


def _ends_with(each: UnitRow | KnownUnit, words: Way, ends: Mapping[str, list[UnitRow | KnownUnit]]) -> bool:
    """Say whether a unit's way ends with these words; a row's way goes on through its parent's words."""
    if isinstance(each, KnownUnit):
        return each.way[-len(words) :] == words
    if len(words) == 1:
        return True
    if not each.parent_words:
        return False
    above = words[:-1]
    shared = min(len(above), len(each.parent_words))
    return each.parent_words[-shared:] == above[-shared:]


def _find_ways(units: Sequence[UnitRow], known: Known, wrong: Wrong) -> None:
    """Give each row its whole way; rows that are each other's parents have none."""
    ways = {each.id: each.way for each in (known.root, *known.units)}
    by_row = {unit.row: unit for unit in units}
    for unit in units:
        trail: list[UnitRow] = []
        at: UnitRow | None = unit
        while at is not None and at.way is None and at not in trail:
            trail.append(at)
            at = by_row[at.parent_row] if at.parent_row else None
        if at in trail:
            wrong(unit.row, "parent", "上级单位互相指向，成了一个圈，请核对。")
            continue
        above = at.way if at is not None and at.way is not None else None
        for each in reversed(trail):
            start = above if above is not None else ways.get(each.parent_id or 0)
            above = each.way = None if start is None else (*start, each.name)
        if unit.way is not None and len(unit.way) > known.levels_left:
            wrong(unit.row, "parent", f"层级太深：您所管的单位下面最多再设{known.levels_left}级。")


def _check_names(units: Sequence[UnitRow], known: Known, wrong: Wrong) -> None:
    taken = {each.way: each for each in known.units}
    first: dict[Way, int] = {}
    for unit in units:
        if unit.way is None or not unit.name:
            continue
        if twin := taken.get(unit.way):
            closed = "" if twin.is_open else "（已停用）"
            wrong(unit.row, "name", f"同一上级下已有“{unit.name}”{closed}，请删去这一行或改名。")
        elif unit.way in first:
            wrong(unit.row, "name", f"与第{first[unit.way]}行是同一上级下的同名单位，请核对。")
        first.setdefault(unit.way, unit.row)
