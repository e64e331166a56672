"""What every score form is: a number to milli-points, never below 0 nor above the criterion's points."""

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from chuangwen.core.rulebook.columns import Column, Ints
from chuangwen.core.rulebook.forms import Form, nearest, wrong

Show = Callable[[Fraction], str]


@dataclass(frozen=True, slots=True)
class Peers:
    """The values of a unit's peer group, in order: those that have one. Its own value is among them."""

    values: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        """Put the values in order, whoever gives them."""
        object.__setattr__(self, "values", tuple(sorted(self.values)))

    def better(self, value: Fraction, lower: bool) -> int:
        """Return how many peers are strictly better than a value."""
        return bisect_left(self.values, value) if lower else len(self.values) - bisect_right(self.values, value)


@dataclass(frozen=True, slots=True)
class Goal:
    """A value that earns more: reach it from below (`up`) or from above."""

    value: Fraction
    points: int
    up: bool = True


class Score(ABC):
    """One score form of the language. `head` is the key that names it in a book, `about` its rule for the manual."""

    head: ClassVar[str]
    about: ClassVar[str] = ""
    relative: ClassVar[bool] = False  # needs the values of the peers
    __slots__ = ()

    @classmethod
    @abstractmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read the form from its mapping; `full` is the criterion's points, for checks."""

    @abstractmethod
    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Turn one value into milli-points: the meaning."""

    @abstractmethod
    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Turn a column into milli-points; rows without a value may hold anything."""

    @abstractmethod
    def say(self, full: int, show: Show) -> str:
        """Say the rule in words."""

    @abstractmethod
    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Return the values that would earn more than this one does, the nearest first, full points last."""

    def full_goal(self, full: int) -> Goal | None:
        """Return the value that earns everything, or None when no single value does."""
        found = self.goals(None, full)
        return found[-1] if found and found[-1].points == full else None


SCORES: dict[str, type[Score]] = {}


def score_of(form: Form, full: int) -> Score:
    """Read any score form."""
    heads = [head for head in SCORES if form.has(head)]
    form.asked.difference_update(set(SCORES) - set(heads))
    if len(heads) != 1:
        near = [n for key in form.tree.items for n in nearest(key, SCORES)]
        hint = f"您是不是要写“{near[0]}”？" if near and not heads else ""
        raise wrong(form.spot, "看不出这是哪一种计分方式。", f"{hint}请从这些当中选一个：{'、'.join(sorted(SCORES))}。")
    score = SCORES[heads[0]].read(form, full)
    form.done()
    return score


def half_up(value: Fraction) -> int:
    """Round to the nearest whole, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def within(value: int, full: int) -> int:
    """Bring points into 0 … full."""
    return min(max(value, 0), full)
