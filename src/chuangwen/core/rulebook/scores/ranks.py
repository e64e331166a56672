"""The score form that compares: the place among peers."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

import numpy as np

from chuangwen.core.rulebook.columns import Column, Ints, clipped
from chuangwen.core.rulebook.forms import Form, milli_of, number_of, wrong
from chuangwen.core.rulebook.scores.base import Goal, Peers, Score, Show, within
from chuangwen.core.rulebook.words import percent, points
from chuangwen.core.rulebook.yaml_tree import Leaf


@dataclass(frozen=True, slots=True)
class Rank(Score):
    """Points by place among the peers that have a value.

    Shape: `{0.1: 5, 0.3: 3}` gives 5 to a unit when the peers strictly better than it are fewer than a tenth of
    the group: the first tenth, a part of a unit counting as one. Ties share the better place; the only unit of
    a group is first.
    """

    head: ClassVar[str] = "rank"
    about: ClassVar[str] = (
        "比自己好的同组单位少于该比例即算在内（不足一名按一名计）；并列同名次；没有数的、这条待定或不适用的单位不参加；组里只有一个单位，列第一"
    )
    relative: ClassVar[bool] = True
    table: tuple[tuple[Fraction, int], ...]  # from the narrowest to the widest
    lower: bool = False

    @classmethod
    def read(cls, form: Form, full: int) -> Self:
        """Read `{rank: {0.1: 5, 0.3: 3}}`; with `lower_is_better: true` the least is first."""
        inner, lower = form.form("rank"), form.flag("lower_is_better")
        rows = sorted(
            (number_of(Leaf(key, spot), "rank"), milli_of(inner.part(key), key))
            for key, spot in inner.tree.keys.items()
        )
        worths = [worth for _, worth in rows]
        if not rows or rows[0][0] <= 0 or rows[-1][0] > 1 or worths != sorted(worths, reverse=True):
            raise wrong(
                inner.spot, "“rank”应当写成“前多少得几分”，比例在0到1之间，越靠前分越高。", "例如 {0.1: 5, 0.3: 3}。"
            )
        if worths[0] != full:
            raise wrong(inner.spot, f"最靠前的一档是{points(worths[0])}，与分值{points(full)}不一致。", "请改成一致。")
        return cls(tuple(rows), lower)

    def _worth(self, better: int, size: int, full: int) -> int:
        return within(next((w for share, w in self.table if better < share * size), 0), full)

    def scalar(self, value: Fraction, full: int, peers: Peers | None = None) -> int:
        """Count the peers that are strictly better."""
        if peers is None:
            raise ValueError("a rank needs the values of the peers")
        return self._worth(peers.better(value, self.lower), len(peers.values), full)

    def vector(self, column: Column, full: int, groups: Ints) -> Ints:
        """Rank exactly: order the distinct fractions once, then count within each group."""
        better, size = standing(column, groups, self.lower)
        got = np.zeros(len(column.num), dtype=np.int64)
        for share, worth in reversed(self.table):
            got = np.where(better * share.denominator < share.numerator * size, worth, got)
        return clipped(got, full)

    def say(self, full: int, show: Show) -> str:
        """List the shares."""
        steps = "，".join(f"同组前{percent(share)}得{points(worth)}" for share, worth in self.table)
        return f"{steps}（不足一名按一名计，并列同名次）"

    def goals(self, value: Fraction | None, full: int) -> tuple[Goal, ...]:
        """Offer nothing: the place depends on others."""
        return ()


def standing(column: Column, groups: Ints, lower: bool) -> tuple[Ints, Ints]:
    """Return, per row, how many peers are strictly better and how many peers have a value."""
    order = ordinals(column)
    order = -order if lower else order
    better, size = np.zeros(len(order), dtype=np.int64), np.zeros(len(order), dtype=np.int64)
    for group in np.unique(groups):
        rows = np.flatnonzero((groups == group) & ~column.missing)
        ordered = np.sort(order[rows])
        better[rows] = len(rows) - np.searchsorted(ordered, order[rows], side="right")
        size[rows] = len(rows)
    return better, size


def ordinals(column: Column) -> Ints:
    """Replace each fraction by its place among the distinct fractions, exactly."""
    if len(column.num) and (column.den == column.den[0]).all() and column.num.dtype != object:
        return np.unique(column.num, return_inverse=True)[1].astype(np.int64)
    pairs = list(zip(column.num.tolist(), column.den.tolist(), strict=True))
    distinct = {pair: Fraction(*pair) for pair in set(pairs)}
    places = {value: place for place, value in enumerate(sorted(set(distinct.values())))}
    return np.array([places[distinct[pair]] for pair in pairs], dtype=np.int64)
