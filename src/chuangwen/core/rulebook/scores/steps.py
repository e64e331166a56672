"""Score forms with steps: all or nothing, so much each, a table of thresholds, grades."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar, Self

import numpy as np

from chuangwen.core.rulebook.columns import Column, Ints, clipped, floors
from chuangwen.core.rulebook.forms import Form, milli_of, number_of, wrong
from chuangwen.core.rulebook.scores.base import Goal, Peers, Score, Show, within
from chuangwen.core.rulebook.words import points
from chuangwen.core.rulebook.yaml_tree import Leaf

LETTERS = ("D", "C", "B", "A")


@dataclass(frozen=True, slots=True)
class FullIf(Score):
    """All or nothing: full points when the value is at least, at most, or exactly so much."""

    head: ClassVar[str] = "full_if"
    about: ClassVar[str] = "满足得满分，否则0分"
    at_least: Fraction | None
    at_most: Fraction | None

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{full_if: {at_least: 1}}`, `{at_most: …}`, both, or `{equals: …}`."""
        inner = form.form("full_if")
        sides = ("equals", "equals") if inner.has("equals") else ("at_least", "at_most")
        low, high = (inner.number(side) if inner.has(side) else None for side in sides)
        inner.done()
        if low is None and high is None:
            raise wrong(inner.spot, "“full_if”要写 at_least、at_most 或 equals。")
        if low is not None and high is not None and low > high:
            raise wrong(inner.spot, "at_least 比 at_most 还大，永远得不到分。", "请对调或改正。")
        return cls(low, high)

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Compare with both bounds."""
        low = self.at_least is None or value >= self.at_least
        return full if low and (self.at_most is None or value <= self.at_most) else 0

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Compare with both bounds."""
        good = np.ones(len(column.num), dtype=bool)
        if self.at_least is not None:
            good &= column.at_least(self.at_least)
        if self.at_most is not None:
            good &= column.at_most(self.at_most)
        return np.where(good, full, 0)

    def say(self, full: int, show: Show) -> str:
        """Say the bounds."""
        low, high = self.at_least, self.at_most
        if low and high in {None, low} and show(low) in {"有", "持有"}:
            bound = f"{show(low)}的"
        elif low is not None and low == high:
            bound = f"为{show(low)}"
        else:
            parts = [f"达到{show(low)}" if low is not None else "", at_most(high, show) if high is not None else ""]
            bound = "且".join(part for part in parts if part)
        return f"{bound}得{points(full)}，否则不得分"

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Return the bound that is not met."""
        if value is not None and self.scalar(value, full):
            return ()
        if self.at_least is not None and (value is None or value < self.at_least):
            return (Goal(self.at_least, full),)
        return (Goal(self.at_most, full, up=False),) if self.at_most is not None else ()


def at_most(bound: Fraction, show: Show) -> str:
    """Say an upper bound: none at all where that is what 0 of a count means, no rise where it is a change."""
    shown = show(bound)
    if shown == "持平":
        return "不上升的"
    is_count = not bound and shown.startswith("0") and not shown.endswith(("%", "分"))
    return "没有的" if is_count else f"不超过{shown}"


@dataclass(frozen=True, slots=True)
class Per(Score):
    """So many points for every whole so many."""

    head: ClassVar[str] = "per"
    about: ClassVar[str] = "只计整份，`worth` 是每份的分"
    every: Fraction
    worth: int

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{per: 1, worth: 0.5}`."""
        every, worth = form.number("per"), form.milli("worth")
        if every <= 0 or worth <= 0:
            raise wrong(form.spot, "“per”和“worth”都要大于0。")
        return cls(every, worth)

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Count the whole portions."""
        return within(floor(value / self.every) * self.worth, full)

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Count the whole portions."""
        portions = floors(*column.line(1 / self.every, Fraction(0)))
        return clipped(np.minimum(portions, ceil(Fraction(full, self.worth))) * self.worth, full)

    def say(self, full: int, show: Show) -> str:
        """Say the portion and the most."""
        return f"每{show(self.every)}得{points(self.worth)}，最多{points(full)}"

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Return the next portion and the last."""
        have = 0 if value is None else max(0, floor(value / self.every))
        most = ceil(Fraction(full, self.worth))
        steps = dict.fromkeys((have + 1, most)) if have < most else {}
        return tuple(Goal(step * self.every, within(step * self.worth, full)) for step in steps)


@dataclass(frozen=True, slots=True)
class Steps(Score):
    """A table of thresholds: the highest one reached gives its points; `at_most` tables read downwards."""

    head: ClassVar[str] = "steps"
    about: ClassVar[str] = "分值逐级变化，最好一档等于分值"
    table: tuple[tuple[Fraction, int], ...]  # from the best to the worst
    down: bool = False

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{steps: {12: 4, 8: 3, 4: 1}}`; with `lower_is_better: true` each is an upper bound."""
        inner, down = form.form("steps"), form.flag("lower_is_better")
        rows = [
            (number_of(Leaf(key, spot), "steps"), milli_of(inner.part(key), key))
            for key, spot in inner.tree.keys.items()
        ]
        rows.sort(key=lambda row: row[0], reverse=not down)
        worths = [worth for _, worth in rows]
        if not rows or worths != sorted(worths, reverse=True) or len({bound for bound, _ in rows}) < len(rows):
            raise wrong(inner.spot, "“steps”的分值应当随门槛一级一级变化，且门槛不重复。", "例如 {12: 4, 8: 3, 4: 1}。")
        if worths[0] != full:
            raise wrong(inner.spot, f"最高一档是{points(worths[0])}，与分值{points(full)}不一致。", "请改成一致。")
        return cls(tuple(rows), down)

    def _reached(self, value: Fraction, bound: Fraction) -> bool:
        return value <= bound if self.down else value >= bound

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Find the best threshold that is reached."""
        return within(next((worth for bound, worth in self.table if self._reached(value, bound)), 0), full)

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Overwrite from the worst step to the best."""
        got = np.zeros(len(column.num), dtype=np.int64)
        for bound, worth in reversed(self.table):
            got = np.where(column.at_most(bound) if self.down else column.at_least(bound), worth, got)
        return clipped(got, full)

    def say(self, full: int, show: Show) -> str:
        """List the steps."""
        return "，".join(
            f"{at_most(bound, show) if self.down else f'达到{show(bound)}'}得{points(worth)}"
            for bound, worth in self.table
        )

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Return every better step, the nearest first."""
        got = -1 if value is None else self.scalar(value, full)
        better = [Goal(bound, worth, up=not self.down) for bound, worth in self.table if worth > got]
        return tuple(reversed(better))


@dataclass(frozen=True, slots=True)
class Grades(Score):
    """Points by grade A, B, C, D. The grade is given (A = 4 … D = 1), or earned by a count (`at`)."""

    head: ClassVar[str] = "grades"
    about: ClassVar[str] = "不写 `at` 时A、B、C、D为4、3、2、1；写了 `at`，没有界限的最后一级收下其余"
    table: tuple[tuple[str, Fraction, int], ...]  # letter, lowest value, points; best first

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{grades: {A: 2, B: 1.5, C: 1, D: 0}}`, by count with `at: {A: 5, B: 4, C: 3}`."""
        inner = form.form("grades")
        letters = [letter for letter in reversed(LETTERS) if inner.has(letter)]
        inner.done()
        worths = [milli_of(inner.part(letter), letter) for letter in letters]
        if not worths or worths != sorted(worths, reverse=True) or worths[0] != full:
            raise wrong(inner.spot, f"等级的分值应当从A起逐级降低，且最高等级等于分值{points(full)}。")
        return cls(tuple(zip(letters, _bounds(form, letters), worths, strict=True)))

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Find the best grade that is reached."""
        return within(next((worth for _, bound, worth in self.table if value >= bound), 0), full)

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Overwrite from the worst grade to the best."""
        got = np.zeros(len(column.num), dtype=np.int64)
        for _, bound, worth in reversed(self.table):
            got = np.where(column.at_least(bound), worth, got)
        return clipped(got, full)

    def say(self, full: int, show: Show) -> str:
        """List the grades."""
        given = all(bound == LETTERS.index(letter) + 1 for letter, bound, _ in self.table)
        return "，".join(
            f"{letter}级{points(worth)}" if given or bound < 0 else f"达到{show(bound)}为{letter}级、{points(worth)}"
            for letter, bound, worth in self.table
        )

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Return every better grade, the nearest first."""
        got = -1 if value is None else self.scalar(value, full)
        return tuple(reversed([Goal(bound, worth) for _, bound, worth in self.table if worth > got]))


def _bounds(form: Form, letters: list[str]) -> list[Fraction]:
    """Return the lowest value of each grade; the last grade without a bound takes all the rest."""
    if not form.has("at"):
        return [Fraction(LETTERS.index(letter) + 1) for letter in letters]
    inner = form.form("at")
    bounds = [inner.number(letter) if inner.has(letter) else Fraction(-1) for letter in letters]
    inner.done()
    if bounds != sorted(bounds, reverse=True) or len(set(bounds)) < len(bounds):
        raise wrong(inner.spot, "“at”里的条数应当从A起逐级减少。", "例如 {A: 5, B: 4, C: 3}。")
    return bounds
