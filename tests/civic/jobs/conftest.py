"""Work for tests: it counts, and stops when it is told to."""

import pytest

from chuangwen.civic.jobs import work
from chuangwen.core.refusals import Refusal


class NothingToCount(Refusal):
    """A refusal that a person can act on."""


@pytest.fixture
def counting(monkeypatch):
    """Register a work that counts to `to`, and return how far each attempt came, by attempt."""
    counted = {}

    def count(handle):
        counted[handle.attempt] = 0
        if not handle.params["to"]:
            raise NothingToCount("没有可数的。", why="数目是零。", remedy="请换一个数。")
        for number in range(handle.params["to"]):
            handle.progress(number, handle.params["to"], f"数到{number}")
            if number == handle.params.get("break_at"):
                raise RuntimeError(number)
            if hook := counted.get("hook"):
                hook(handle, number)
            counted[handle.attempt] = number + 1
        return {"counted": handle.params["to"]}

    register = {**work._register, "count": work.Work(kind="count", name="数数", function=count)}
    monkeypatch.setattr(work, "_register", register)
    return counted
