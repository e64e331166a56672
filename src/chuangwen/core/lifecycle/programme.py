"""A programme's own order of steps: checked, and made into the table of its applications."""

from collections.abc import Mapping, Sequence
from functools import cache

from chuangwen.core.lifecycle.rows import Machine, Row
from chuangwen.core.lifecycle.tables import (
    APPLICATION_ENDS,
    APPLICATION_EVENTS,
    APPLICATION_STATES,
    CLOCKS,
    REFUSE,
    RETURN,
    STEPS,
    WITHDRAW,
)

DEFAULT_STEPS = (
    *("submit", "recommend", "accept", "consult", "decide", "sign", "report_up"),
    *("assess", "publicise", "settle", "award"),
)
SHORTEST_STEPS = ("submit", "publicise", "settle", "award")


def faults_of_steps(steps: Sequence[str]) -> tuple[str, ...]:
    """Return what is wrong with an order of steps; empty when a programme may use it.

    >>> faults_of_steps(("submit", "accept", "award"))
    ('命名之前必须有公示。', '公示之后必须紧接着办结异议。')
    """
    found = []
    if unknown := [step for step in steps if step not in STEPS]:
        found.append(f"没有“{'、'.join(unknown)}”这样的步骤。")
    if twice := sorted({step for step in steps if steps.count(step) > 1}):
        found.append(f"步骤重复：{'、'.join(APPLICATION_EVENTS.get(step, step) for step in twice)}。")
    if not steps or steps[0] != "submit":
        found.append("第一步必须是提交申报。")
    if not steps or steps[-1] != "award":
        found.append("最后一步必须是命名。")
    if "publicise" not in steps:
        found.append("命名之前必须有公示。")
    if "settle" not in _after(steps, "publicise"):
        found.append("公示之后必须紧接着办结异议。")
    if "assess" in steps and "publicise" in steps and steps.index("assess") > steps.index("publicise"):
        found.append("测评必须在公示之前。")
    return tuple(found)


def _after(steps: Sequence[str], step: str) -> Sequence[str]:
    return steps[steps.index(step) + 1 : steps.index(step) + 2] if step in steps else ()


def faults_of_clocks(clocks: Mapping[str, int]) -> tuple[str, ...]:
    """Return what is wrong with a programme's own time limits.

    >>> faults_of_clocks({"publicity": 3})
    ('公示至少5个工作日。',)
    """
    found = [f"没有“{code}”这种期限。" for code in clocks if code not in CLOCKS]
    for code, days in clocks.items():
        if code in CLOCKS and days < CLOCKS[code].least:
            found.append(f"{CLOCKS[code].name}至少{CLOCKS[code].least}个工作日。")
    return tuple(found)


def days_of(clock: str, own: Mapping[str, int]) -> int:
    """Return a clock's working days: the programme's own, or the table's, and never under the floor."""
    return max(own.get(clock, CLOCKS[clock].days), CLOCKS[clock].least)


def application_machine(steps: Sequence[str]) -> Machine:
    """Return the table of applications for an order of steps.

    :raises ValueError: the order is not one (`faults_of_steps` says why).
    """
    if faults := faults_of_steps(steps):
        raise ValueError("".join(faults))
    return _machine(tuple(steps))


@cache
def _machine(steps: tuple[str, ...]) -> Machine:
    reached = [STEPS[step].target for step in steps]
    rows = [_sourced(STEPS["submit"], ("drafted", "returned"))]
    rows += [_sourced(STEPS[step], (before,)) for step, before in zip(steps[1:], reached, strict=False)]
    early = tuple(reached[: steps.index("publicise")])
    standing = tuple(reached[:-1])
    rows.append(_sourced(RETURN, early))
    rows.append(_sourced(REFUSE, (*standing, "returned")))
    rows.append(_sourced(WITHDRAW, ("drafted", "returned", *standing)))
    used = {"drafted", "returned", *reached, *APPLICATION_ENDS}
    return Machine(
        name="application",
        states={code: name for code, name in APPLICATION_STATES.items() if code in used},
        events=APPLICATION_EVENTS,
        rows=tuple(rows),
        initial="drafted",
        terminal=APPLICATION_ENDS,
    )


def _sourced(row: Row, sources: tuple[str, ...]) -> Row:
    return Row(
        event=row.event,
        sources=sources,
        target=row.target,
        who=row.who,
        when=row.when,
        needs=row.needs,
        clock=row.clock,
    )


def next_step(steps: Sequence[str], state: str) -> str:
    """Return the step whose turn it is in a state; nothing once it is over.

    >>> next_step(SHORTEST_STEPS, "submitted")
    'publicise'
    """
    if state in {"drafted", "returned"}:
        return "submit"
    machine = application_machine(steps)
    turn = [row.event for row in machine.rows if row.event in STEPS and state in row.sources]
    return turn[0] if turn else ""


def has_passed(steps: Sequence[str], state: str, step: str) -> bool:
    """Say whether a step lies behind an application: it was done, or the application has come to its end.

    >>> has_passed(DEFAULT_STEPS, "accepted", "consult"), has_passed(DEFAULT_STEPS, "decided", "consult")
    (False, True)
    """
    reached = [STEPS[each].target for each in steps]
    if state in APPLICATION_ENDS:
        return True
    return step in steps and state in reached and reached.index(state) >= steps.index(step)
