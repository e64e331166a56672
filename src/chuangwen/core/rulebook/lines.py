"""How totals are made: rounding, weighted years, pairs, pass lines and what must hold besides. Milli-points."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from chuangwen.core.rulebook.columns import Ints
from chuangwen.core.rulebook.measures import Clause, Prior
from chuangwen.core.rulebook.words import percent

MODES = {
    "half_up": "四舍五入",
    "half_even": "四舍六入五成双",
    "down": "舍去",
}
PLACES_AT = {"criterion": "每条标准", "category": "每个项目", "total": "总分"}
SHARES = {"lower": "取较低的总分", "mean": "取平均分", "principal": "取牵头单位的总分"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """To how many places, how, and from where on: a criterion's points, a category's, or the total alone."""

    places: int = 2
    mode: str = "half_up"
    at: str = "total"

    @property
    def unit(self) -> int:
        """Return the last place kept, in milli-points."""
        return int(10 ** (3 - self.places))

    def holds_at(self, step: str) -> bool:
        """Tell whether this step is rounded: the one named, and all that follow."""
        order = list(PLACES_AT)
        return order.index(step) >= order.index(self.at)

    def say(self) -> str:
        """Say the rule."""
        start = "" if self.at == "total" else f"，从{PLACES_AT[self.at]}起"
        return f"{self.places}位小数，{MODES[self.mode]}{start}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """The total of the term: this year's and earlier years' by weight, this year first.

    Shape: earlier years come from marks of `book`; `missing` is renormalise, zero or pending.
    """

    weights: tuple[Fraction, ...]
    missing: str
    measure: Prior

    def say(self) -> str:
        """Say the weights, and what a year without a mark means."""
        even = len(set(self.weights)) == 1
        shares = (
            f"{len(self.weights)}年平均"
            if even
            else "、".join(
                f"{'本年度' if back == 0 else f'前{back}年'}占{percent(weight)}"
                for back, weight in enumerate(self.weights)
            )
        )
        rule = {"renormalise": "没有得分的年度不计", "zero": "没有得分的年度按0分计", "pending": "没有得分的年度待定"}
        return f"{shares}，{rule[self.missing]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """同奖同罚: what partners share. `veto` tells whether one's veto fails them all."""

    share: str
    veto: bool = True

    def say(self) -> str:
        """Say the rule."""
        return f"{SHARES[self.share]}{'，一方被一票否决的都不得通过' if self.veto else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    """What must hold besides the total: a measure and its bound, over the window of the book."""

    clause: Clause

    def say(self) -> str:
        """Say the bound."""
        return self.clause.measure.want(self.clause.bound, self.clause.side == "at_least")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassLines:
    """What a total must reach, and what else must hold."""

    self_score: int | None = None
    measured: int | None = None
    prerequisites: tuple[Prerequisite, ...] = ()

    def line(self, stage: str) -> int | None:
        """Return the line of a stage: the unit's own marking, or the measured one."""
        return self.self_score if stage == "self" else self.measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The smallest group that ranks by itself; smaller ones are put together."""

    minimum: int = 1
    together: str = "合并组"


def half_up(value: Fraction) -> int:
    """Round to the nearest whole, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def rounded(value: int, rounding: Rounding) -> int:
    """Round milli-points as the book says.

    >>> [rounded(1335, Rounding(mode=mode)) for mode in ("half_up", "half_even", "down")]
    [1340, 1340, 1330]
    >>> rounded(1345, Rounding(mode="half_even"))
    1340
    """
    unit = rounding.unit
    whole, rest = divmod(value, unit)
    if rounding.mode == "down" or 2 * rest < unit:
        return whole * unit
    if 2 * rest > unit or rounding.mode == "half_up":
        return (whole + 1) * unit
    return (whole + whole % 2) * unit


def rounded_all(values: Ints, rounding: Rounding) -> Ints:
    """Do the same for every row."""
    unit = rounding.unit
    if unit == 1:
        return values
    whole, rest = values // unit, values % unit
    up = 2 * rest > unit
    if rounding.mode == "half_up":
        up = 2 * rest >= unit
    elif rounding.mode == "half_even":
        up = up | ((2 * rest == unit) & (whole % 2 == 1))
    kept: Ints = whole * unit if rounding.mode == "down" else (whole + up) * unit
    return kept


def merged(sizes: Iterable[tuple[str, int]], rule: Groups) -> dict[str, str]:
    """Return the group that each group ranks in: its own, or that of all too small ones.

    >>> merged([("学校", 5), ("医院", 1), ("社团", 1)], Groups(minimum=2))
    {'学校': '学校', '医院': '合并组', '社团': '合并组'}
    """
    return {name: name if size >= rule.minimum else rule.together for name, size in sizes}
