"""What the table says of one event in one case: where it leads, or everything that stands against it."""

from dataclasses import dataclass

from chuangwen.core.lifecycle.conditions import CONDITIONS
from chuangwen.core.lifecycle.rows import HERE, Case, Machine, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing that stands against an event, fit to show a person."""

    code: str
    said: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Where an event leads; `is_done` when it has led there already, `obstacles` when it may not."""

    target: str
    clock: str = ""
    is_done: bool = False
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Say whether the event may happen now."""
        return not self.is_done and not self.obstacles


def judge(machine: Machine, state: str, event: str, case: Case) -> Verdict:
    """Return what an event does in a state: the only place where that is decided.

    An event that has already led where it leads is done: a second press moves nothing.
    """
    row = machine.row(state, event)
    if row is None:
        if _has_led(machine, state, event):
            return Verdict(target=state, is_done=True)
        return Verdict(target=state, obstacles=(_out_of_turn(machine, state, event),))
    found = (*_wrong_hand(row, case), *_unmet(row, case), *_missing(row, case))
    target = state if row.target == HERE else row.target
    return Verdict(target=target, clock=row.clock, obstacles=found)


def _has_led(machine: Machine, state: str, event: str) -> bool:
    return any(row.event == event and row.target == state for row in machine.rows)


def _out_of_turn(machine: Machine, state: str, event: str) -> Obstacle:
    said = f"现在是“{machine.states.get(state, state)}”，不能办“{machine.events.get(event, event)}”。"
    return Obstacle(code="out_of_turn", said=said, remedy="请刷新页面，按当前环节办理。")


def _wrong_hand(row: Row, case: Case) -> tuple[Obstacle, ...]:
    if case.who & set(row.who):
        return ()
    hands = "或".join(who.label for who in row.who)
    return (Obstacle(code="wrong_hand", said=f"这一步由{hands}办理。", remedy="请由有权限的工作人员办理。"),)


def _unmet(row: Row, case: Case) -> tuple[Obstacle, ...]:
    return tuple(
        Obstacle(code=name, said=f"还不具备：{CONDITIONS[name].said}。", remedy=CONDITIONS[name].remedy)
        for name in row.when
        if not CONDITIONS[name].holds(case)
    )


def _missing(row: Row, case: Case) -> tuple[Obstacle, ...]:
    return tuple(
        Obstacle(code=f"needs_{need}", said=f"还没有填写{need.label}。", remedy="请补全后再提交。")
        for need in row.needs
        if need not in case.given
    )
