"""The one table drawn for people: tables, clocks, conditions and a picture of each machine, in Markdown."""

from collections.abc import Iterator

from chuangwen.core.lifecycle.conditions import CONDITIONS
from chuangwen.core.lifecycle.programme import DEFAULT_STEPS, application_machine
from chuangwen.core.lifecycle.rows import HERE, Machine, Row
from chuangwen.core.lifecycle.tables import APPEALS, CLOCKS, OBJECTIONS, OPINIONS, SANCTIONS, TITLES

CAPTIONS = {
    "application": ("申报", "步骤的取舍和先后由评选办法定；这里画的是默认次序。"),
    "title": ("称号", "称号只会终止，不会删除。"),
    "sanction": ("拟处理意见", "警告、限期整改、停牌、撤销都先提出、听取陈述，再由另一人决定。"),
    "objection": ("异议", "公示期内任何人可以提出，实名、匿名均可。"),
    "appeal": ("申诉", "由没有作出原决定的人办理。"),
    "opinion": ("部门意见", "期限内答复；征求意见办结以前可以延长，已记为未答复的也可以。"),
}


def lifecycle_document() -> str:
    """Return docs/lifecycle.md: everything that the table says, and nothing else."""
    machines = (application_machine(DEFAULT_STEPS), TITLES, SANCTIONS, OBJECTIONS, APPEALS, OPINIONS)
    parts = [line for machine in machines for line in _section(machine)]
    return "\n".join([*_opening(), *parts, *_clocks(), *_conditions()]).rstrip() + "\n"


def _opening() -> Iterator[str]:
    yield "# 申报与称号的规则\n"
    yield "谁在什么状态下、凭什么、在什么期限内可以做什么，只在 `core/lifecycle` 的一张表里规定；本文由该表画出。\n"


def _section(machine: Machine) -> Iterator[str]:
    title, said = CAPTIONS[machine.name]
    yield f"## {title}\n\n{said}\n"
    yield from _picture(machine)
    yield "| 现在 | 事项 | 之后 | 谁办 | 条件 | 须有 | 期限 |\n|---|---|---|---|---|---|---|"
    for row in machine.rows:
        yield _line(machine, row)
    yield ""


def _line(machine: Machine, row: Row) -> str:
    before = "、".join(machine.states[state] for state in row.sources if state) or "（开始）"
    after = "（不变）" if row.target == HERE else machine.states[row.target]
    hands = "、".join(who.label for who in row.who)
    when = "；".join(CONDITIONS[name].said for name in row.when) or "–"
    needs = "、".join(need.label for need in row.needs) or "–"
    clock = CLOCKS[row.clock].name if row.clock else "–"
    return f"| {before} | {machine.events[row.event]} | {after} | {hands} | {when} | {needs} | {clock} |"


def _picture(machine: Machine) -> Iterator[str]:
    yield "```mermaid\nstateDiagram-v2"
    for code, name in machine.states.items():
        yield f'    state "{name}" as {code}'
    yield f"    [*] --> {machine.initial}"
    for row in machine.rows:
        for source in row.sources:
            if source and row.target != HERE:
                yield f"    {source} --> {row.target}: {machine.events[row.event]}"
    for code in sorted(machine.terminal):
        yield f"    {code} --> [*]"
    yield "```\n"


def _clocks() -> Iterator[str]:
    yield "## 期限\n\n均为工作日，从起算日的次日起算；评选办法可以另定，但不得少于下限。日历没有公布的年份，期限注明“暂定”。\n"
    yield "| 期限 | 默认 | 下限 | 起算 | 期满 | 可否延长 |\n|---|---|---|---|---|---|"
    for clock in CLOCKS.values():
        longer = "可以，须写明原因" if clock.extendable else "不可以"
        yield f"| {clock.name} | {clock.days} | {clock.least} | {clock.since} | {clock.end} | {longer} |"
    yield ""


def _conditions() -> Iterator[str]:
    yield "## 条件\n\n| 条件 | 不具备时怎么办 |\n|---|---|"
    for condition in CONDITIONS.values():
        yield f"| {condition.said} | {condition.remedy} |"
