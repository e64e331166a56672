"""Which column of a sheet says what."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chuangwen.core.catalogue import Catalogue, Kind, Quantity
from chuangwen.core.sheets.tables import BRACKETED, heading

HEADS: Mapping[str, tuple[str, ...]] = {
    "kind": ("类别", "记录类别", "工作类别", "事项类别", "种类", "类型"),
    "topic": ("主题", "专题", "领域", "荣誉代码", "细则代码"),
    "title": ("标题", "名称", "事项", "活动名称", "会议名称", "事项名称", "项目名称", "工作事项", "活动主题", "会议主题", "内容", "主要内容", "活动内容", "工作内容"),
    "start": ("开始日期", "日期", "时间", "起始日期", "开始时间", "发生日期", "活动日期", "活动时间", "会议日期", "会议时间", "起止日期", "起止时间"),
    "end": ("结束日期", "结束时间", "截止日期", "终止日期"),
    "times": ("次数", "场次", "场数", "次", "频次"),
    "level": ("级别", "层级", "荣誉级别", "严重程度"),
    "medium": ("媒介", "媒体", "刊发媒体", "宣传载体", "载体"),
    "place": ("地点", "活动地点", "会议地点", "举办地点", "地址", "场所"),
    "note": ("说明", "备注", "简介", "情况说明", "内容", "主要内容", "活动内容", "工作内容"),
    "rough": ("约数", "是否约数"),
    "self_reported": ("发现经过", "主动报告", "是否主动报告"),
}  # fmt: skip
# What a sheet of the office says besides: of which unit a row speaks, and where what it stands on is published.
OFFICE_HEADS: Mapping[str, tuple[str, ...]] = {
    "unit": ("单位", "单位名称", "创建单位", "被查单位", "被考察单位", "责任单位"),
    "link": ("依据链接", "佐证链接", "网页链接", "公开链接", "链接", "网址"),
}
LABELS = {field: heads[0] for field, heads in (*HEADS.items(), *OFFICE_HEADS.items())}
REQUIRED = ("kind", "title", "start")
IGNORED = frozenset(heading(word) for word in ("序号", "编号", "序", "行号", "问题"))
# What people call a quantity without saying whose: the codes that it may mean, likeliest first.
LOOSE: Mapping[str, tuple[str, ...]] = {
    "人数": ("attendees", "people", "members"),
    "参加人数": ("attendees", "people"),
    "参与人数": ("attendees", "people"),
    "出席人数": ("attendees",),
    "到会人数": ("attendees",),
    "人次": ("people", "attendees", "served", "reach"),
    "参与人次": ("people", "attendees"),
    "参加人次": ("people", "attendees"),
    "志愿者人数": ("people", "members"),
    "服务人次": ("served", "people"),
    "受益人数": ("people", "served"),
    "受益人次": ("people", "served"),
    "覆盖人数": ("reach", "people"),
    "户数": ("households",),
    "金额": ("amount", "invested", "spending"),
    "经费": ("spending", "amount", "invested"),
    "资金": ("amount", "invested"),
    "投入": ("amount", "invested", "spending"),
    "数量": ("items", "number", "copies", "trees"),
    "份数": ("copies",),
    "面积": ("area",),
    "长度": ("length",),
    "时长": ("hours",),
    "服务时长": ("hours",),
    "学时": ("hours",),
    "问题数": ("found",),
    "整改数": ("resolved",),
    "点位数": ("sites",),
    "株数": ("trees",),
    "重量": ("tonnes",),
    "体积": ("volume",),
    "车次": ("loads",),
    "覆盖率": ("rate",),
    "完成率": ("rate",),
    "满意率": ("rate",),
    "参训率": ("rate",),
}
SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1000), "百": Decimal(100)}
IN_OTHER_UNITS: Mapping[str, tuple[str, Decimal]] = {
    "㎡": ("平方米", Decimal(1)), "平米": ("平方米", Decimal(1)), "亩": ("平方米", Decimal(2000) / 3), "公顷": ("平方米", Decimal(10_000)),
    "平方公里": ("平方米", Decimal(1_000_000)), "公里": ("米", Decimal(1000)), "千米": ("米", Decimal(1000)), "方": ("立方米", Decimal(1)),
    "公斤": ("吨", Decimal("0.001")), "千克": ("吨", Decimal("0.001")), "度": ("千瓦时", Decimal(1)), "分钟": ("小时", Decimal(1) / 60),
}  # fmt: skip
COUNTS = frozenset("人次名位个户件条份处项家台套块株棵车包本册张") | {"人次"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read. `number` counts from 1; `codes` are the quantities that it may mean."""

    number: int
    head: str
    field: str
    codes: tuple[str, ...] = ()
    unit: str = ""

    def quantity_of(self, kind: Kind) -> Quantity | None:
        """Return what the column measures in rows of this kind."""
        bare = bare_head(self.head)
        named = next((q for q in kind.quantities if heading(q.name) == bare), None)
        return named or next((q for code in self.codes if (q := kind.quantity(code))), None)


@dataclass(frozen=True, slots=True)
class Measure:
    """How the numbers of a column become those of a quantity."""

    quantity: Quantity
    units: tuple[str, ...]
    factor: Decimal


def columns_of(heads: Sequence[str], catalogue: Catalogue, *, of_office: bool = False) -> tuple[Column, ...]:
    """Return the columns that these heads name, left to right; the best head of a field wins."""
    found: dict[int, Column] = {}
    for field, words in {**OFFICE_HEADS, **HEADS}.items() if of_office else HEADS.items():
        if at := _best(heads, words, found):
            found[at] = Column(at, heads[at - 1], field)
    codes = _codes(catalogue)
    for at, head in enumerate(heads, start=1):
        if at not in found and (meant := codes.get(bare_head(head))):
            found[at] = Column(at, head, "quantity", meant, _unit_in(head))
    return tuple(found[at] for at in sorted(found))


def left_out(heads: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """Return the heads of columns that hold something and are not read."""
    read = {column.number for column in columns}
    return [
        head for at, head in enumerate(heads, start=1) if head and at not in read and bare_head(head) not in IGNORED
    ]


def measure_of(column: Column, quantity: Quantity) -> Measure:
    """Say how the column's unit relates to the quantity's; without a unit in the head they are the same."""
    unit = quantity.unit
    if not column.unit or column.unit == unit:
        alike = tuple(COUNTS) if unit in COUNTS else ()
        return Measure(quantity, (unit, *alike), Decimal(1))
    scale = SCALES.get(column.unit[0])
    if scale and column.unit[1:] in ("", unit):
        return Measure(quantity, (column.unit,), scale)
    base, factor = IN_OTHER_UNITS.get(column.unit, ("", Decimal(1)))
    if base == unit:
        return Measure(quantity, (column.unit,), factor)
    return Measure(quantity, (unit, column.unit, *(COUNTS if unit in COUNTS else ())), Decimal(1))


def is_strange(unit: str, quantity: Quantity) -> bool:
    """Say whether a head's unit cannot be turned into the quantity's."""
    if not unit or unit == quantity.unit or {unit, quantity.unit} <= COUNTS:
        return False
    if SCALES.get(unit[0]) and unit[1:] in ("", quantity.unit):
        return False
    return IN_OTHER_UNITS.get(unit, ("",))[0] != quantity.unit


def bare_head(head: str) -> str:
    """Return a head as it is compared, without what stands in brackets.

    >>> bare_head("* 金额（万元）")
    '金额'
    """
    return heading(BRACKETED.sub("", unicodedata.normalize("NFKC", head)))


def _unit_in(head: str) -> str:
    match = BRACKETED.search(unicodedata.normalize("NFKC", head))
    said = match.group()[1:-1].strip().removeprefix("单位").lstrip(":") if match else ""
    return said if len(said) <= 4 else ""  # a longer remark is not a unit


def _best(heads: Sequence[str], words: Sequence[str], taken: Mapping[int, Column]) -> int:
    bare = [bare_head(head) for head in heads]
    for word in words:
        for at, head in enumerate(bare, start=1):
            if head == heading(word) and at not in taken:
                return at
    return 0


def _codes(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Return for each name of a quantity the codes that it may mean."""
    found: dict[str, list[str]] = {heading(word): list(codes) for word, codes in LOOSE.items()}
    for kind in catalogue.kinds.values():
        for quantity in kind.quantities:
            codes = found.setdefault(heading(quantity.name), [])
            if quantity.code not in codes:
                codes.append(quantity.code)
    return {head: tuple(codes) for head, codes in found.items()}
