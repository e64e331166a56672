"""The journal's lines on an entry, told as a time line."""

from collections.abc import Iterable
from typing import Any

from django.utils.dateparse import parse_date

from chuangwen.civic.journal.enums import VERBS
from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.wordbook import kinds
from chuangwen.core.calendar import last_day
from chuangwen.web.ui.entry_fields import REPORTED
from chuangwen.web.ui.figures import cn_date, thousands
from chuangwen.web.ui.moments import Moment, newest_first

EMPTY = "（空）"
LABELS = {
    "kind": "类别",
    "topic": "主题",
    "title": "标题",
    "start_date": "开始日期",
    "until_date": "结束日期",
    "times": "次数",
    "level": "级别",
    "medium": "媒介",
    "place": "地点",
    "note": "说明",
    "is_approximate": "约数",
    "is_self_reported": "发现经过",
}


def moments_of(entry: Entry, lines: Iterable[Line]) -> list[Moment]:
    """Return the lines as moments of a time line, newest first."""
    return newest_first(
        [
            Moment(
                at=line.at,
                what=VERBS.get(line.verb, "处理"),
                who=line.actor.name if line.actor else "系统",
                note=_evidence(line) if line.verb.startswith("evidence.") else _changes(entry, line),
            )
            for line in lines
        ]
    )


def _evidence(line: Line) -> str:
    """Name the pieces that were attached or removed."""
    words = kinds().evidence
    pieces = (line.after or line.before).get("evidence", ())
    return "、".join(f"{piece['name']}（{words.get(piece['proof'], '其他')}）" for piece in pieces)


def _changes(entry: Entry, line: Line) -> str:
    """Say what an act changed, old to new, and why."""
    said = []
    if line.before:
        said = [
            f"{label}：{_written(name, line.before.get(name))} → {_written(name, line.after.get(name))}"
            for name, label in LABELS.items()
            if line.before.get(name) != line.after.get(name)
        ]
        said += _quantities(entry, line.before.get("quantities") or {}, line.after.get("quantities") or {})
    if reason := line.after.get("reason"):
        said.append(f"原因：{reason}")
    return "；".join(said)


def _quantities(entry: Entry, old: dict[str, int], new: dict[str, int]) -> list[str]:
    kind = kinds().kinds.get(entry.kind)
    quantities = kind.quantities if kind else ()
    return [
        f"{q.name}：{thousands(q.shown(old[q.code])) if q.code in old else EMPTY}"
        f" → {thousands(q.shown(new[q.code])) if q.code in new else EMPTY}"
        for q in quantities
        if old.get(q.code) != new.get(q.code)
    ]


def _written(name: str, value: Any) -> str:
    """Write one column's value as a reader knows it."""
    words = kinds()
    lists = {"topic": words.topics, "level": {**words.levels, **words.severities}, "medium": words.media}
    if name == "is_self_reported":
        return REPORTED[value]
    if name.startswith("is_"):
        return "是" if value else "否"
    if value in (None, ""):
        return EMPTY
    if name in lists:
        return lists[name].get(value, value)
    if name == "kind":
        return words.kinds[value].name if value in words.kinds else str(value)
    if name.endswith("_date") and (day := parse_date(value)):
        return cn_date(last_day(day)) if name == "until_date" else cn_date(day)
    return str(value)
