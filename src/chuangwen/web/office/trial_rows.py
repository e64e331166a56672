"""The units of a trial, as many as a province has: filtered, searched and ordered as whole columns.

Only the rows of the page that is shown are ever made: a unit's row asks which clauses moved it, and that for a
hundred thousand units would take longer than the trial itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast, overload

import numpy as np
from django.http import QueryDict
from django.urls import reverse

from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring.tryon import Impact
from chuangwen.web.ui.filters import Rows
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
PASSING, FAILING, UP, DOWN, SAME = "passing", "failing", "up", "down", "same"
MOVES = {PASSING: "由不达标变为达标", FAILING: "由达标变为不达标", UP: "升分", DOWN: "降分", SAME: "不变"}
WORDS = {1: "达标", 0: "未达标", -1: "待定"}
COLOURS = {1: "green", 0: "red", -1: "grey"}
VERDICTS = [("pass", 1), ("fail", 0), ("open", -1)]


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One unit under both books; why it moved is worked out when the row is shown."""

    impact: Impact
    row: int
    pk: int
    name: str
    group: str
    before: int
    after: int
    was: int
    now: int

    @property
    def moved(self) -> int:
        """What the total gains or loses."""
        return self.after - self.before

    @property
    def verdict(self) -> Light:
        """How it stands under the draft."""
        changed = "" if self.now == self.was else f"{WORDS[self.was]}→"
        return Light(colour=COLOURS[self.now], word=f"{changed}{WORDS[self.now]}")

    @property
    def because(self) -> str:
        """The clauses that moved it most, and by how much."""
        told = self.impact.unit(self.row).clauses[:3]
        return "；".join(f"{code or text} {'+' if moved > 0 else ''}{points(moved)}" for code, text, moved in told)


@dataclass(frozen=True)  # no slots: what is derived is kept
class Columns:
    """What the units of a trial are filtered and ordered by; every column is as long as the trial has units."""

    impact: Impact

    @cached_property
    def names(self) -> Sequence[str]:
        """The names of the units."""
        told = self.impact.after.unit_names
        return [told[at] for at in self.impact.rows_after.tolist()]

    @cached_property
    def groups(self) -> Sequence[str]:
        """The names of their peer groups."""
        told = self.impact.after.groups
        named = {code: group_name(code) for code in set(told)}
        return [named[told[at]] for at in self.impact.rows_after.tolist()]

    def moves(self, move: str) -> Bools:
        """Tell which units move so."""
        moved, impact = self.impact.moved, self.impact
        crossing = {PASSING: impact.newly_passing, FAILING: impact.newly_failing}
        if move in crossing:
            return crossing[move]
        return np.asarray({UP: moved > 0, DOWN: moved < 0, SAME: moved == 0}[move], dtype=np.bool_)

    def order(self, key: str) -> Ints | None:
        """Return the rank of each unit by a column; None for a column that does not sort."""
        (old, new), (_, now) = self.impact.totals, self.impact.verdicts
        numbers = {"before": old, "after": new, "moved": self.impact.moved, "verdict": now}
        if key in numbers:
            return numbers[key]
        words = {"name": lambda: self.names, "group": lambda: self.groups}.get(key)
        return _ranks(words()) if words else None


def _ranks(words: Sequence[str]) -> Ints:
    place = {word: at for at, word in enumerate(sorted(set(words)))}
    return np.fromiter((place[word] for word in words), dtype=np.int64, count=len(words))


class TrialRows(Sequence[TrialRow]):
    """The units that are left, in their order; a row is made when it is asked for."""

    def __init__(self, columns: Columns, at: Ints) -> None:
        self.columns, self.at = columns, at

    def __len__(self) -> int:
        return len(self.at)

    @overload
    def __getitem__(self, place: int) -> TrialRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[TrialRow]: ...
    def __getitem__(self, place: int | slice) -> TrialRow | list[TrialRow]:
        if isinstance(place, slice):
            return [self._row(at) for at in self.at[place].tolist()]
        return self._row(int(self.at[place]))

    def __iter__(self) -> Iterator[TrialRow]:
        return (self._row(at) for at in self.at.tolist())

    def _row(self, at: int) -> TrialRow:
        impact, columns = self.columns.impact, self.columns
        (old, new), (was, now) = impact.totals, impact.verdicts
        there = int(impact.rows_after[at])
        return TrialRow(
            impact, at, int(impact.after.unit_ids[there]), columns.names[at], columns.groups[at], int(old[at]),
            int(new[at]), int(was[at]), int(now[at]),
        )  # fmt: skip

    def kept(self, mask: Bools) -> "TrialRows":
        """Keep the units that a mask over all units tells."""
        return TrialRows(self.columns, self.at[mask[self.at]])

    def holding(self, words: Sequence[str]) -> "TrialRows":
        """Keep the units whose name holds every word."""
        folded = [word.casefold() for word in words]
        names = (self.columns.names[at].casefold() for at in self.at.tolist())
        return TrialRows(self.columns, self.at[[all(word in name for word in folded) for name in names]])

    def ordered_by(self, key: str, *, descending: bool) -> "TrialRows":
        """Order the units by a column; of equal ones those that moved further come first, as without an order."""
        ranks = self.columns.order(key)
        if ranks is None:
            return self
        own = ranks[self.at]
        return TrialRows(self.columns, self.at[np.argsort(-own if descending else own, kind="stable")])


def group_name(code: str) -> str:
    """Return a peer group as a reader calls it."""
    kind = unit_kinds().get(code)
    return kind.name if kind else "全部单位" if code == "all" else code


class TrialTable(Table):
    """The units that both books cover, those that move furthest first."""

    key = "trial"
    caption = "各单位的变化"
    counter = "个单位"
    columns = (
        Column("name", "单位", sort="name", fixed=True, link=lambda row: reverse("office:unit", args=[row.pk])),
        Column("group", "组", sort="group"),
        Column("before", "现行", kind="marks", places=2, sort="before"),
        Column("after", "草案", kind="marks", places=2, sort="after"),
        Column("moved", "变化", kind="marks", places=2, sort="moved"),
        Column("verdict", "结论", sort="verdict"),
        Column("because", "主要原因"),
    )
    search_fields = ("name",)

    def searched(self, rows: Rows, words: Sequence[str]) -> Rows:
        """Keep units whose name holds every word."""
        return cast(TrialRows, rows).holding(words)

    @cached_property
    def ordered(self) -> Rows:
        """All units left, in the order asked for; without one they stay as they come: the furthest moved first."""
        rows = cast(TrialRows, self.narrowed)
        return rows.ordered_by(self.sort.removeprefix("-"), descending=self.sort.startswith("-"))


def unit_table(impact: Impact, params: QueryDict, cookies: Mapping[str, str]) -> TrialTable:
    """Return the units as a table that can be sorted, filtered, searched and exported."""
    columns = Columns(impact)
    furthest = np.argsort(-np.abs(impact.moved), kind="stable").astype(np.int64)
    known = sorted(set(columns.groups))
    filters = [
        ChoiceFilter("move", "变化", list(MOVES.items()), by=_any_of(columns.moves)),
        ChoiceFilter(
            "verdict", "草案结论", [(word, WORDS[code]) for word, code in VERDICTS], by=_any_of(_verdict(impact))
        ),
        ChoiceFilter("group", "组", [(name, name) for name in known], by=_any_of(_group(columns))),
    ]
    return TrialTable(TrialRows(columns, furthest), params, cookies=cookies, filters=filters)


def _any_of(mask_of: Callable[[str], Bools]) -> Callable[[TrialRows, list[str]], TrialRows]:
    """Return a filter that keeps the units of which any of the chosen values is told."""

    def narrowed(rows: TrialRows, values: list[str]) -> TrialRows:
        return rows.kept(np.logical_or.reduce([mask_of(value) for value in values]))

    return narrowed


def _verdict(impact: Impact) -> Callable[[str], Bools]:
    codes = dict(VERDICTS)
    return lambda word: np.asarray(impact.verdicts[1] == codes[word], dtype=np.bool_)


def _group(columns: Columns) -> Callable[[str], Bools]:
    return lambda name: np.fromiter(
        (each == name for each in columns.groups), dtype=np.bool_, count=len(columns.groups)
    )
