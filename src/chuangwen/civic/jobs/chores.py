"""The register of daily chores, and the work that does all of them: what is due because a day has come.

An app offers a chore in its own room `work.py`, which is loaded at start:

    @chore("expire_titles", name="称号到期")
    def expire(day: Day) -> str: ...

A chore looks at how things stand and not at what ran yesterday: done twice it does nothing new, and after a week
without it catches up. It calls `day.go_on()` between transactions and returns what it did, in one line.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chuangwen.civic.jobs.work import Handle, Interrupted, work

DAILY = "daily"
BROKEN = "没有办成，详情已记入运行日志；明天会再办，也可以由系统管理员运行 chuangwen daily 补办。"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The day whose chores are done, the moment at which they are, and what to call between two transactions."""

    date: date
    at: datetime
    go_on: Callable[[], None]


Function = Callable[[Day], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """One daily chore: its name in Chinese and the function that does it; a long one waits until the others are done."""

    code: str
    name: str
    function: Function
    is_long: bool = False


_register: dict[str, Chore] = {}


def chore(code: str, *, name: str, is_long: bool = False) -> Callable[[Function], Function]:
    """Register a function as a daily chore."""

    def registered(function: Function) -> Function:
        _register[code] = Chore(code=code, name=name, function=function, is_long=is_long)
        return function

    return registered


def occasion_of(day: date) -> str:
    """Name the chores of a day, so that they are asked for once, however many workers there are."""
    return f"{DAILY}:{day.isoformat()}"


@work(DAILY, name="每日事务")
def do_chores(handle: Handle) -> dict[str, Any]:
    """Do all chores of the day `day`, one after another; one that fails does not keep the others from being done."""
    day = date.fromisoformat(handle.params["day"])
    in_order = sorted(_register.values(), key=lambda each: each.is_long)  # else as they were registered
    told = [_told(chore, day, number, handle) for number, chore in enumerate(in_order)]
    return {"day": day.isoformat(), "lines": told}


def _told(chore: Chore, day: date, number: int, handle: Handle) -> dict[str, Any]:
    """Do one chore; say what it did and whether it was done."""

    def go_on() -> None:
        handle.progress(number, len(_register), chore.name)

    go_on()
    try:
        said, is_done = chore.function(Day(date=day, at=handle.at, go_on=go_on)), True
    except Interrupted:
        raise
    except Exception:
        logger.exception("Chore %s failed.", chore.code)
        said, is_done = BROKEN, False
    return {"name": chore.name, "said": said, "is_done": is_done}
