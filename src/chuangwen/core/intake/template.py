"""The empty form that a unit downloads: one for all kinds, or one for a kind with only its columns."""

from collections.abc import Sequence

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.catalogue.drafts import level_label, topic_label
from chuangwen.core.intake.columns import LABELS
from chuangwen.core.sheets import Field, template

REPORTED_WORDS = ("主动报告", "他人发现", "未说明")
OPEN_END = "还没有结束的（没有销号、没有期限）留空。"
NOTES = (
    "一行写一条记录。表头可以换位置，也可以删去不用的列，但“类别”“标题”“开始日期”不能缺。",
    "日期可以写2025-03-01、2025.3.1或3月5日（没有写年份的，按导入页面上选的年份）。一段时间请分别填写开始日期和结束日期。",
    "数量只填数字；表头括号里是单位，改成“万元”“亩”等也能换算。某一类记录用不到的数量列请留空。",
    "标题前写有“【示例】”的行和“合计”行不会导入。",
    "请不要填写宗教信仰、民族、生育等个人信息。先进个人、家庭只填数量，姓名放在佐证材料里。",
)


OFFICE_NOTES = (
    "一行写一个单位的一条记录；表头可以换位置，也可以删去不用的列，但“单位”“类别”“标题”“开始日期”不能缺。",
    "单位填全称或统一社会信用代码；有重名的，写成“青石区/水务局”。",
    "负面事件须有认定材料：填写公开发布的网页链接。只有文件的，请在网页上逐条登记并上传。",
    *NOTES[1:],
)


def entry_template(catalogue: Catalogue, kind: Kind | None = None, *, of_office: bool = False) -> bytes:
    """Return the form as .xlsx: of one kind, or of all that a unit, or the office of units, may record."""
    whose = "office" if of_office else "unit"
    kinds = (kind,) if kind else tuple(k for k in catalogue.kinds.values() if k.recorded_by == whose)
    name = "文明办记录" if of_office else "台账"
    title = f"{name}（{kind.name}）" if kind else name
    fields, sample = fields_of(kinds, catalogue), _sample(kinds, catalogue)
    if of_office:
        fields, sample = (*OFFICE_FIELDS, *fields), sample | {"unit": "青石区/水务局"}
    return template(fields, title=title, notes=OFFICE_NOTES if of_office else NOTES, sample=sample)


def fields_of(kinds: Sequence[Kind], catalogue: Catalogue) -> tuple[Field, ...]:
    """Return the columns of the form, those asked of every record first."""
    asked = {name for kind in kinds for name in kind.fields}
    topics = dict.fromkeys(catalogue.topics[code] for kind in kinds for code in kind.topics)
    first = [
        _field("kind", required=True, choices=[k.name for k in kinds], help="从下拉列表里选。"),
        _topic(kinds, tuple(topics)),
        _field("title", required=True, width=40, help="一句话说清做了什么，最多120个字。"),
        _field("start", required=True, help="写成2025-03-01；只有一天的，不用填结束日期。"),
        _field("end", help=f"最后一天，例如2025-03-05。{OPEN_END if any(kind.term for kind in kinds) else ''}"),
        _field("times", width=8, help="这一行代表几场、几次、几项；不填按1计。"),
    ]
    if levels := dict.fromkeys(name for kind in kinds for name in catalogue.levels_of(kind).values()):
        labels = {level_label(kind) for kind in kinds if catalogue.levels_of(kind)}
        said = "督导问题填严重程度，其他填级别。" if len(labels) > 1 else ""
        label = labels.pop() if len(labels) == 1 else ""
        first.append(_field("level", choices=tuple(levels), help=said, label=label))
    if "self_reported" in asked:
        first.append(_field("self_reported", choices=tuple(REPORTED_WORDS), help="没有写明的填“未说明”，也可以留空。"))
    if "medium" in asked:
        first.append(_field("medium", choices=tuple(catalogue.media.values())))
    if "place" in asked:
        first.append(_field("place", width=20))
    last = [
        _field("note", width=30, help="最多500个字。"),
        _field("rough", width=8, choices=("是", "否"), help="数字是估计的，填“是”。"),
    ]
    return (*first, *_measured(kinds), *last)


def _topic(kinds: Sequence[Kind], topics: Sequence[str]) -> Field:
    """Return the column of topics; of one kind without topics it takes that kind's code."""
    if topics:
        return _field("topic", choices=topics, help="可以留空；选了主题，更容易对上测评标准。")
    return _field("topic", required=True, help="填写代码，由小写字母、数字和连字符组成。", label=topic_label(kinds[0]))


def _field(
    name: str, *, required: bool = False, choices: Sequence[str] = (), help: str = "", width: int = 14, label: str = ""
) -> Field:
    return Field(
        key=name, label=label or LABELS[name], required=required, choices=tuple(choices), help=help, width=width
    )


OFFICE_FIELDS = (
    _field("unit", required=True, width=28, help="全称或统一社会信用代码；有重名的写出上级，用“/”隔开。"),
    _field("link", width=30, help="认定材料公开发布的网页地址，负面事件必填。"),
)


def _measured(kinds: Sequence[Kind]) -> list[Field]:
    """Return one column for each name and unit of a quantity, with the kinds that use it."""
    users: dict[str, list[Kind]] = {}
    codes: dict[str, str] = {}
    for kind in kinds:
        for quantity in kind.quantities:
            label = f"{quantity.name}（{quantity.unit}）"
            users.setdefault(label, []).append(kind)
            codes.setdefault(label, quantity.code)
    return [
        Field(
            key=f"{codes[label]}@{label}",
            label=label,
            width=12,
            help=f"用于：{'、'.join(kind.name for kind in using)}。",
        )
        for label, using in users.items()
    ]


def _sample(kinds: Sequence[Kind], catalogue: Catalogue) -> dict[str, str]:
    """Return the example row by column key; its title begins with a mark, so that it is never imported."""
    kind = kinds[0]
    sample = {"kind": kind.name, "title": f"【示例】{kind.summary.rstrip('。')}", "start": "2025-03-05", "times": "1"}
    if kind.topics:
        sample["topic"] = catalogue.topics[kind.topics[0]]
    for quantity in kind.quantities[:1]:
        sample[f"{quantity.code}@{quantity.name}（{quantity.unit}）"] = "36"
    return sample
