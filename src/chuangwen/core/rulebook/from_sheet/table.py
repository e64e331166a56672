"""From a printed table to lines: heads of one or more rows, merged cells filled, sections told from items."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chuangwen.core.sheets import Sheet, SheetRefused, read_sheets, text_of
from chuangwen.core.sheets.tables import heading

HEADS_WITHIN = 12
LONGEST_BANNER = 40
WORDS: Mapping[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "代码", "指标编号"),
    "category": ("项目", "测评项目", "一级指标", "指标类别", "类别", "考核项目", "测评类别"),
    "content": ("内容", "测评内容", "二级指标", "测评指标", "考核内容", "主要内容", "指标", "指标内容", "三级指标"),
    "standard": (
        "标准", "测评标准", "评分标准", "考核标准", "计分标准", "评分细则", "评分办法", "计分办法", "评分说明", "标准要求",
        "具体要求", "工作要求", "测评要求",
    ),
    "points": ("分值", "标准分", "满分", "分数", "标准分值", "权重分", "赋分"),
    "method": ("方法", "测评方法", "测评方式", "考核方式", "考核方法", "评分方式", "采集方式", "评价方式"),
    "proof": ("材料", "佐证材料", "申报材料", "证明材料", "所需材料", "材料清单", "印证资料"),
    "supplier": ("责任部门", "责任单位", "牵头部门", "提供部门", "责任科室"),
}  # fmt: skip
FIELDS = {word: key for key, words in WORDS.items() for word in words}
BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
SUM = re.compile(r"^(合计|总计|总分|小计|共计)")
BONUS = re.compile(r"加分(项|项目|内容|指标)?|附加分")
NEGATIVE = re.compile(r"负面清单|扣分(项|项目|内容)|一票否决|否决(项|指标)|减分(项|项目)?")
POINTS = re.compile(r"(\d+(?:\.\d+)?)\s*分")
OWN_SUM = re.compile(r"[(（][^()（）]*?(\d+(?:\.\d+)?)\s*分[^()（）]*[)）]")
PLAIN, PLUS, MINUS, TOTAL = "item", "bonus", "negative", "sum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table, with what merged cells lend it.

    Shape: `share` is over how many rows the cell of points reaches; `section` is item, bonus, negative or sum.
    """

    row: int
    sheet: str
    section: str
    category: str
    number: str
    content: str
    standard: str
    points: Decimal | None
    share: int
    method: str
    proof: str
    supplier: str

    @property
    def text(self) -> str:
        """Return everything that the row asks for."""
        parts = [*dict.fromkeys(part for part in (self.content, self.standard) if part)]
        return "；".join([*(part.rstrip("。；;，,") for part in parts[:-1]), *parts[-1:]])


def read_lines(content: bytes, *, name: str) -> list[Line]:
    """Read the table of every visible sheet that has one.

    Raises: SheetRefused when the file cannot be read, or no sheet has heads for what is asked and for points.
    """
    found = [line for sheet in read_sheets(content, name=name) for line in _lines(sheet)]
    if not found:
        raise SheetRefused(
            f"文件“{name}”没有转换。",
            why="没有找到细则的表头：至少要有“内容”或“标准”一列，和“分值”一列。",
            remedy="请把表头写成“项目、内容、标准、分值、方法”，再试一次。",
        )
    return found


def _lines(sheet: Sheet) -> Iterator[Line]:
    grid, owner = _filled(sheet)
    last, columns = _heads(grid)
    if "points" not in columns or not {"content", "standard"} & set(columns):
        return
    category, section = "", PLAIN
    for at in range(last + 1, len(grid)):
        cells = grid[at]
        said = [text for text in dict.fromkeys(cells) if text]
        if not said or _is_heads_again(cells, columns):
            continue
        banner = said[0] if _is_banner(cells, said, at, columns, owner) else ""
        if banner:
            section, category = _section(banner, section), banner
            if SUM.match(banner):
                yield _line(sheet.name, at, TOTAL, banner, cells, columns, owner)
            continue
        if (own := _cell(cells, columns, "category")) and own != category:
            category, section = own, _section(own, PLAIN)
        if SUM.match(said[0]):
            yield _line(sheet.name, at, TOTAL, category, cells, columns, owner)
        else:
            yield _line(sheet.name, at, section, category, cells, columns, owner)


def _line(
    sheet: str, at: int, section: str, category: str, cells: Sequence[str], columns: Mapping[str, int],
    owner: Mapping[tuple[int, int], tuple[int, int]],
) -> Line:  # fmt: skip
    of = {key: _cell(cells, columns, key) for key in WORDS}
    place = (at, columns["points"])
    share = sum(1 for (_, column), first in owner.items() if column == place[1] and first == owner.get(place)) or 1
    return Line(
        row=at + 1, sheet=sheet, section=section, category=category, number=of["number"], content=of["content"],
        standard=of["standard"], points=_points(of["points"]), share=share, method=of["method"], proof=of["proof"],
        supplier=of["supplier"],
    )  # fmt: skip


def _filled(sheet: Sheet) -> tuple[list[list[str]], dict[tuple[int, int], tuple[int, int]]]:
    """Return the cells as tidy text with merged cells filled, and for each merged cell where it begins."""
    width = max((len(row) for row in sheet.cells), default=0)
    grid = [[_text(row[c]) if c < len(row) else "" for c in range(width)] for row in sheet.cells]
    owner = {}
    for (top, left), (bottom, right) in sheet.merged:
        for r in range(top - 1, min(bottom, len(grid))):
            for c in range(left - 1, min(right, width)):
                grid[r][c], owner[(r, c)] = grid[top - 1][left - 1], (top - 1, left - 1)
    return grid, owner


def _text(cell: Any) -> str:
    return text_of(cell) if cell is not None else ""


def _heads(grid: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Return the last row of heads and the columns: the best row counts, with those above and below that refine it."""
    best = max(range(min(HEADS_WITHIN, len(grid))), key=lambda r: (len({*map(_field, grid[r])} - {""}), -r), default=-1)
    if best < 0 or not any(map(_field, grid[best])):
        return 0, {}
    last = best
    while last + 1 < len(grid) and _refines(grid[last + 1], grid[best]):
        last += 1
    columns: dict[str, int] = {}
    for c in range(len(grid[best])):
        for r in (*range(last, best - 1, -1), *range(best - 1, max(best - 2, -1), -1)):
            if key := _field(grid[r][c]):
                columns.setdefault(key, c)
                break
    return last, columns


def _refines(row: Sequence[str], heads: Sequence[str]) -> bool:
    """Tell whether a row belongs to the heads: it says only head words, some of them new."""
    new = [text for text, head in zip(row, heads, strict=True) if text and text != head]
    return bool(new) and all(map(_field, new))


def _is_heads_again(cells: Sequence[str], columns: Mapping[str, int]) -> bool:
    return all(_field(cells[column]) == key for key, column in columns.items())


def _field(text: str) -> str:
    return FIELDS.get(heading(text)) or FIELDS.get(heading(BRACKETS.sub("", text)), "")


def _is_banner(
    cells: Sequence[str], said: Sequence[str], at: int, columns: Mapping[str, int],
    owner: Mapping[tuple[int, int], tuple[int, int]],
) -> bool:  # fmt: skip
    """Tell a row that names a section: one text alone, left of what is asked or across the table; or a sum."""
    if len(said) == 2 and SUM.match(said[0]) and _points(said[1]) is not None:
        return True
    wide = len({place for place, first in owner.items() if place[0] == at == first[0]}) > 1
    asked = min(columns[key] for key in ("content", "standard") if key in columns)
    return len(said) == 1 and len(said[0]) <= LONGEST_BANNER and (wide or cells.index(said[0]) < asked)


def _section(words: str, now: str) -> str:
    if NEGATIVE.search(words):
        return MINUS
    return PLUS if BONUS.search(words) else PLAIN if now == PLAIN or not SUM.match(words) else now


def _cell(cells: Sequence[str], columns: Mapping[str, int], key: str) -> str:
    column = columns.get(key)
    return cells[column] if column is not None and column < len(cells) else ""


def _points(text: str) -> Decimal | None:
    """Read `3`, `3分`, `3.5 分（含…）`; a range or a deduction is none.

    >>> _points("3分"), _points("2.5"), _points("-5分"), _points("按级别")
    (Decimal('3'), Decimal('2.5'), Decimal('5'), None)
    """
    match = re.match(r"^[-+－＋]?(\d+(?:\.\d+)?)(?:分|$|[(（])", unicodedata.normalize("NFKC", text).replace(" ", ""))
    return Decimal(match.group(1)) if match else None
