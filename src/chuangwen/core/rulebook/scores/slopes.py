"""Score forms with a slope: linear, short of a mark, deductions, the value itself."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar, Self

from chuangwen.core.rulebook.columns import Column, Ints, ceilings, clipped, floors
from chuangwen.core.rulebook.columns import half_up as half_up_all
from chuangwen.core.rulebook.forms import Form, wrong
from chuangwen.core.rulebook.scores.base import Goal, Peers, Score, Show, half_up, within
from chuangwen.core.rulebook.words import number, points


@dataclass(frozen=True, slots=True)
class Linear(Score):
    """From nothing at one value to full points at another, in proportion, rounded half up to 0.001 point."""

    head: ClassVar[str] = "linear"
    about: ClassVar[str] = "结果四舍五入到0.001分"
    start: Fraction
    end: Fraction

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{linear: {from: 0.5, to: 0.9}}`; `from` above `to` means that less is better."""
        inner = form.form("linear")
        start, end = inner.number("from"), inner.number("to")
        inner.done()
        if start == end:
            raise wrong(inner.spot, "“from”和“to”不能相等。", "若是达到才得分，请用 full_if。")
        return cls(start, end)

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Take the share of the way that is covered."""
        return within(half_up((value - self.start) / (self.end - self.start) * full), full)

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Take the share of the way that is covered."""
        slope = full / (self.end - self.start)
        return clipped(half_up_all(*column.line(slope, -slope * self.start)), full)

    def say(self, full: int, show: Show) -> str:
        """Say both ends."""
        return f"从{show(self.start)}到{show(self.end)}按比例得分，最多{points(full)}"

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Return the far end."""
        if value is not None and self.scalar(value, full) == full:
            return ()
        return (Goal(self.end, full, up=self.end > self.start),)


@dataclass(frozen=True, slots=True)
class FullAt(Score):
    """Full points at a mark; each step short of it loses so much, until none is left.

    A part of a step counts as a step, unless `part_step: ignored`.
    """

    head: ClassVar[str] = "full_at"
    about: ClassVar[str] = "差几档扣几档，扣完为止；达到的是 `full_at` 本身才不扣"
    mark: Fraction
    step: Fraction
    loses: int
    whole_steps: bool = False

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{full_at: 0.85, each_short: 0.10, loses: 1, part_step: counts | ignored}`."""
        mark, step, loses = form.number("full_at"), form.number("each_short"), form.milli("loses")
        if step <= 0 or loses <= 0:
            raise wrong(form.spot, "“each_short”和“loses”都要大于0。")
        return cls(mark, step, loses, form.choice("part_step", ("counts", "ignored"), "counts") == "ignored")

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Count the steps short."""
        short = max(Fraction(0), self.mark - value) / self.step
        return within(full - (floor(short) if self.whole_steps else ceil(short)) * self.loses, full)

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Count the steps short; more steps than there are points to lose change nothing."""
        short = column.line(-1 / self.step, self.mark / self.step)
        steps = floors(*short) if self.whole_steps else ceilings(*short)
        return clipped(full - clipped(steps, ceil(Fraction(full, self.loses))) * self.loses, full)

    def say(self, full: int, show: Show) -> str:
        """Say the mark and the loss."""
        part = "，不足一档不扣" if self.whole_steps else "，不足一档按一档计"
        return f"达到{show(self.mark)}得{points(full)}，每低{show(self.step)}扣{points(self.loses)}{part}，扣完为止"

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Return the next step up and the mark (with whole steps, a step below the mark loses nothing yet)."""
        got = 0 if value is None else self.scalar(value, full)
        if got == full:
            return ()
        short = 0 if value is None else ceil((self.mark - value) / self.step)
        near = self.mark - self.step * (short - 1)
        if value is not None and short > 1 and not self.whole_steps and self.scalar(near, full) > got:
            return (Goal(near, self.scalar(near, full)), Goal(self.mark, full))
        return (Goal(self.mark, full),)


@dataclass(frozen=True, slots=True)
class Deduct(Score):
    """Start from full points and lose so much each, until none is left; rounded half up to 0.001 point."""

    head: ClassVar[str] = "deduct"
    about: ClassVar[str] = "扣完为止；结果四舍五入到0.001分"
    each: int

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{deduct: {each: 0.5}}`."""
        inner = form.form("deduct")
        each = inner.milli("each")
        inner.done()
        if each <= 0:
            raise wrong(inner.spot, "“each”要大于0。")
        return cls(each)

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Take away so much each."""
        return within(half_up(full - value * self.each), full)

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Take away so much each."""
        return clipped(half_up_all(*column.line(Fraction(-self.each), Fraction(full))), full)

    def say(self, full: int, show: Show) -> str:
        """Say the loss."""
        return f"共{points(full)}，每{show(Fraction(1))}扣{points(self.each)}，扣完为止"

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Offer nothing but zero: what was lost is not earned back by doing more."""
        return (Goal(Fraction(0), full, up=False),) if value is None or self.scalar(value, full) < full else ()


@dataclass(frozen=True, slots=True)
class AsIs(Score):
    """The value itself, times a factor, is the points; rounded half up to 0.001 point."""

    head: ClassVar[str] = "as_is"
    about: ClassVar[str] = "结果四舍五入到0.001分"
    factor: Fraction

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{as_is: 1}`, or `{as_is: 0.1}` for a tenth of a point each."""
        factor = form.number("as_is")
        if factor <= 0:
            raise wrong(form.spot, "“as_is”要大于0，例如 as_is: 1 表示一分折一分。")
        return cls(factor)

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Multiply."""
        return within(half_up(value * self.factor * 1000), full)

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Multiply."""
        return clipped(half_up_all(*column.line(self.factor * 1000, Fraction(0))), full)

    def say(self, full: int, show: Show) -> str:
        """Say the factor."""
        rule = "按所得分值计" if self.factor == 1 else f"按数值乘以{number(self.factor, 4)}计分"
        return f"{rule}，最多{points(full)}"

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Return the value that earns everything."""
        if value is not None and self.scalar(value, full) == full:
            return ()
        return (Goal(Fraction(full, 1000) / self.factor, full),)
