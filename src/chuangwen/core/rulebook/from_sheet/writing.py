"""Writing the skeleton as YAML that a person goes on with: what is open is marked TODO beside the original text."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chuangwen.core.rulebook.from_sheet.guesses import TODO
from chuangwen.core.rulebook.from_sheet.items import REFUSED, Chapter, Item, RowReport

SCHEMA_LINE = "# yaml-language-server: $schema={folder}rulebook.schema.json\n"
BARE = re.compile(r"^[\w\u4e00-\u9fff（）《》“”、，。；：％/.\u2014-]+$")
LOOKS_OTHERWISE = re.compile(r"^(?:[-\d.]|true$|false$|null$|yes$|no$|on$|off$|~)", re.IGNORECASE)
ORDER = ("code", "text", "clause", "method", "points", "measure", "score", "proof", "when_missing", "supplier")
HINTS = {
    "points": "值几分",
    "measure": "量什么，见手册第三节",
    "score": "怎样计分，见手册第五节",
}

OPEN_HEAD = """\
{schema}# 由表格“{name}”转换。带 TODO 的须由人决定；没有 TODO 的也请逐条核对。
# 改好后检查：chuangwen rulebook check 本文件夹
book: my-book                      # TODO 代码：小写字母、数字和短横线
edition: "2026"                    # TODO 版本
title: {title}
authority:                         # TODO 依据：没有依据的细则不能发布
  body: TODO 制定机关
  document: TODO 发文字号
  basis: TODO 批准开展的依据
in_force: {{from: 2026-01-01, until: 2027-01-01}}     # TODO 施行期，until 当天不算在内
applies_to: {{unit_kinds: [agency, institution, enterprise, school]}}   # TODO 适用的单位类别
"""
HEAD = """\
{schema}# 由表格“{name}”转换，请逐条核对后再发布。
book: {head.code}
edition: {edition}
title: {title}
authority: {authority}
in_force: {in_force}
applies_to: {{unit_kinds: [{kinds}]}}
"""
REST = """\
window: {{months: 12, before: assessment}}            # 测评日以前多少个月的记录计入
peers: [unit_kind]                                  # 在同类单位中排名
base: {base}                                        # 各项目满分之和
{passing}rounding: {{places: 2, mode: half_up, at: total}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a table does not say of its book. Units: `measured`, the pass line, in points; `until` is exclusive."""

    code: str
    edition: str
    title: str
    body: str
    document: str
    basis: str
    start: date
    until: date | None
    unit_kinds: Sequence[str]
    measured: Decimal | None = None


def book_text(
    head: Head | None, name: str, chapters: Sequence[Chapter], plus: Sequence[Item], plus_cap: Decimal | None,
    minus: Sequence[Item], rows: Sequence[RowReport],
) -> str:  # fmt: skip
    """Write book.yaml: the head, bonus and negative list, and the list of what was refused."""
    base = plain(sum((chapter.points for chapter in chapters), Decimal(0)))
    passing = f"pass: {{measured: {plain(head.measured)}}}\n" if head and head.measured else ""
    lines = [_head_text(head, name) + REST.format(base=base, passing=passing)]
    if plus:
        known = sum((item.points or Decimal(0) for item in plus), Decimal(0))
        cap = f"{plain(plus_cap)}" if plus_cap else f"{plain(known)}   # TODO 原表没有写封顶，暂取各项合计"
        lines.append(f"bonus:\n  cap: {cap}\n  items:\n" + "".join(_block(item, "    ") for item in plus))
    if minus:
        lines.append("negative:\n" + "".join(_block(item, "  ") for item in minus))
    if gone := [row for row in rows if row.outcome == REFUSED]:
        told = "".join(f"#   {row.sheet} 第{row.row}行：{row.text}——{''.join(row.says)}\n" for row in gone)
        lines.append(f"# 以下内容按规定不能收入，没有转换：\n{told}")
    return "\n".join(lines)


def _head_text(head: Head | None, name: str) -> str:
    schema = SCHEMA_LINE.format(folder="")
    if head is None:
        return OPEN_HEAD.format(schema=schema, name=name, title=scalar(re.sub(r"\.\w+$", "", name)))
    until = f", until: {head.until}" if head.until else ""
    said = {"body": head.body, "document": head.document, "basis": head.basis}
    return HEAD.format(
        schema=schema, name=name, head=head, edition=json.dumps(head.edition, ensure_ascii=False),
        title=scalar(head.title), authority=flow(said), in_force=f"{{from: {head.start}{until}}}",
        kinds=", ".join(head.unit_kinds),
    )  # fmt: skip


def category_text(chapter: Chapter) -> str:
    """Write the file of one category."""
    head = f"category: {scalar(chapter.code)}\ntitle: {scalar(chapter.title)}\ncriteria:\n"
    return SCHEMA_LINE.format(folder="../") + head + "".join(_block(item, "  ") for item in chapter.items)


def _block(item: Item, indent: str) -> str:
    fields = item.fields
    keys = [key for key in ORDER if key in fields] + [key for key in fields if key not in ORDER]
    lines = [f"{key}: {flow(fields[key])}{_hint(key, fields, item)}" for key in keys]
    return f"{indent}- " + f"\n{indent}  ".join(lines) + "\n"


def _hint(key: str, fields: Mapping[str, Any], item: Item) -> str:
    if fields[key] == TODO:
        return f"   # {HINTS[key]}"
    if key == "clause":
        return "   # TODO 换成条款号"
    return f"   # 识别：{'；'.join(item.report.says)}" if key in ("measure", "of") and item.report.says else ""


def flow(value: Any) -> str:
    """Write a value in one line of YAML.

    >>> flow({"steps": {12: 4, 8: 3}}), flow({"any": ["minutes", "photo"]}), flow("第一条：有：冒号")
    ('{steps: {12: 4, 8: 3}}', '{any: [minutes, photo]}', '第一条：有：冒号')
    """
    return "".join(_flow(value))


def _flow(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    elif isinstance(value, list | tuple):
        yield "[" + ", ".join(map(flow, value)) + "]"
    else:
        yield plain(value) if isinstance(value, Decimal | int) else scalar(value)


def scalar(text: str) -> str:
    """Write a text, in quotes where YAML would read it as something else."""
    return text if BARE.match(text) and not LOOKS_OTHERWISE.match(text) else json.dumps(text, ensure_ascii=False)


def plain(number: Decimal | int) -> str:
    """Write a number without needless zeros.

    >>> plain(Decimal("2.50")), plain(Decimal("1E+1"))
    ('2.5', '10')
    """
    return f"{Decimal(number).normalize():f}"
