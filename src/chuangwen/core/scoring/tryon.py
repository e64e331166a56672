"""Trying a draft: what a changed book would do to every unit of a snapshot, exactly, and which clause does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from chuangwen.core.rulebook.columns import Bools, Ints
from chuangwen.core.rulebook.diffs import diff
from chuangwen.core.rulebook.model import Book, Criterion, NegativeItem
from chuangwen.core.scoring.scorecards import Scorecards, assess, reassess
from chuangwen.core.scoring.snapshot import Snapshot, SnapshotError
from chuangwen.core.scoring.tables import ColumnCache
from chuangwen.core.scoring.vectors import HitColumn, MarkColumn

KEPT, CHANGED, ADDED, REMOVED, REKEYED = "kept", "changed", "added", "removed", "rekeyed"
FATE_NAMES = {KEPT: "未改", CHANGED: "改动", ADDED: "新增", REMOVED: "删去", REKEYED: "改了代码"}
REST, REST_TEXT, BANDS = "", "封顶、折算、合并与取位", 10  # what no single clause does; of a distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseMove:
    """What one clause does: its fate between the books, and how it moves the units' marks.

    Shape: `code` is the draft's, or the current one's where the draft has dropped it; `before_code` is the current
    code of a clause that is only called otherwise. Milli-points; a negative item counts below zero.
    """

    code: str
    before_code: str
    text: str
    fate: str
    full_before: int
    full_after: int
    moved: Ints = field(repr=False, compare=False)

    @property
    def gained(self) -> int:
        """Return how many units gain by it."""
        return int((self.moved > 0).sum())

    @property
    def lost(self) -> int:
        """Return how many units lose by it."""
        return int((self.moved < 0).sum())

    @property
    def sum(self) -> int:
        """Return what all units gain or lose by it together."""
        return int(self.moved.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMove:
    """A peer group: how many units, the sums of their totals, and how many pass, before and after."""

    name: str
    units: int
    sum_before: int
    sum_after: int
    passes_before: int
    passes_after: int

    @property
    def mean_before(self) -> int:
        """Return the mean total now, rounded down to a milli-point."""
        return self.sum_before // self.units

    @property
    def mean_after(self) -> int:
        """Return the mean total under the draft."""
        return self.sum_after // self.units


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A span of totals `[low, high)`, the last one closed, with the units in it before and after."""

    low: int
    high: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMove:
    """One unit under both books; `clauses` are what moved it, the strongest first, and add up to the difference."""

    unit_id: int
    name: str
    group: str
    before: int
    after: int
    passes_before: int
    passes_after: int
    rank_before: int
    rank_after: int
    clauses: tuple[tuple[str, str, int], ...]

    @property
    def moved(self) -> int:
        """Return what the total gains or loses."""
        return self.after - self.before

    @property
    def because(self) -> tuple[str, str, int] | None:
        """Return the clause that moved the unit furthest in the direction it went, or furthest at all."""
        same_way = [each for each in self.clauses if each[2] * self.moved > 0]
        return next(iter(same_way or self.clauses), None)


@dataclass(frozen=True, kw_only=True)  # no slots: what is derived is kept
class Impact:
    """A draft beside the current book over the units that both cover, in order of id; the rest is counted only.

    Shape: `rows_before` and `rows_after` are the rows of one unit in both results. Every figure is milli-points as
    int64, and `sum(clauses) + rest == total after - total before` for every unit.
    """

    before: Scorecards
    after: Scorecards
    rows_before: Ints = field(repr=False)
    rows_after: Ints = field(repr=False)
    clauses: tuple[ClauseMove, ...] = field(repr=False)
    left: tuple[int, ...] = ()  # units that only the current book covers
    joined: tuple[int, ...] = ()  # units that only the draft covers

    def __len__(self) -> int:
        return len(self.rows_after)

    @cached_property
    def totals(self) -> tuple[Ints, Ints]:
        """Return the totals before and after."""
        return self.before.total[self.rows_before], self.after.total[self.rows_after]

    @cached_property
    def verdicts(self) -> tuple[Ints, Ints]:
        """Return the verdicts before and after: 1 passes, 0 does not, -1 is open."""
        return self.before.passes[self.rows_before], self.after.passes[self.rows_after]

    @cached_property
    def moved(self) -> Ints:
        """Return what each total gains or loses."""
        old, new = self.totals
        return new - old

    @cached_property
    def rest(self) -> Ints:
        """Return what caps, scaling and rounding do beyond the clauses."""
        told = [clause.moved for clause in self.clauses if clause.fate != KEPT or clause.moved.any()]
        rest: Ints = self.moved - _sum(told, len(self))
        return rest

    @property
    def newly_passing(self) -> Bools:
        """Tell which units pass only under the draft."""
        old, new = self.verdicts
        return np.asarray((old != 1) & (new == 1), dtype=bool)

    @property
    def newly_failing(self) -> Bools:
        """Tell which units pass only under the current book."""
        old, new = self.verdicts
        return np.asarray((old == 1) & (new != 1), dtype=bool)

    @property
    def changes(self) -> tuple[ClauseMove, ...]:
        """Return the clauses that are not the same in both books, or that move somebody."""
        return tuple(c for c in self.clauses if c.fate != KEPT or c.gained or c.lost)

    def groups(self) -> tuple[GroupMove, ...]:
        """Return every peer group of the draft with its sums, in order of name."""
        groups, found = self.after.units.groups, []
        codes = groups.codes[self.rows_after]
        (old, new), (was, is_) = self.totals, self.verdicts
        for code in np.unique(codes).tolist():
            mine, name = codes == code, groups.names[code]
            found.append(
                GroupMove(
                    name=name, units=int(mine.sum()), sum_before=int(old[mine].sum()), sum_after=int(new[mine].sum()),
                    passes_before=int((was[mine] == 1).sum()), passes_after=int((is_[mine] == 1).sum()),
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda group: group.name))

    def bands(self, count: int = BANDS) -> tuple[Band, ...]:
        """Return the distribution of totals before and after, in about so many bands of whole points."""
        old, new = self.totals
        if not len(self):
            return ()
        low, high = int(min(old.min(), new.min())), int(max(old.max(), new.max()))
        step = _round_step((high - low) // count + 1)
        edges = list(range(low // step * step, high + 1, step))
        edges.append(edges[-1] + step)
        counts = [np.histogram(side, bins=np.array(edges))[0] for side in (old, new)]
        return tuple(
            Band(low=a, high=b, before=int(one), after=int(two))
            for a, b, one, two in zip(edges, edges[1:], *counts, strict=False)
        )

    def unit(self, row: int) -> UnitMove:
        """Return one unit with the clauses that moved it."""
        at, then = int(self.rows_after[row]), int(self.rows_before[row])
        parts = [(c.code, c.text, int(c.moved[row])) for c in self.clauses]
        parts.append((REST, REST_TEXT, int(self.rest[row])))
        telling = sorted((p for p in parts if p[2]), key=lambda part: (-abs(part[2]), part[0]))
        return UnitMove(
            unit_id=int(self.after.unit_ids[at]), name=self.after.unit_names[at], group=self.after.groups[at],
            before=int(self.before.total[then]), after=int(self.after.total[at]),
            passes_before=int(self.before.passes[then]), passes_after=int(self.after.passes[at]),
            rank_before=int(self.before.rank[then]), rank_after=int(self.after.rank[at]), clauses=tuple(telling),
        )  # fmt: skip

    def gainers(self, most: int = 10) -> tuple[UnitMove, ...]:
        """Return the units that gain most."""
        return self._furthest(-self.moved, most)

    def losers(self, most: int = 10) -> tuple[UnitMove, ...]:
        """Return the units that lose most."""
        return self._furthest(self.moved, most)

    def _furthest(self, order: Ints, most: int) -> tuple[UnitMove, ...]:
        ahead = np.argsort(order, kind="stable")[:most]
        return tuple(self.unit(int(row)) for row in ahead if order[row] < 0)


def try_on(
    draft: Book, current: Book, snapshot: Snapshot, day: date, *, stage: str = "measured",
    before: Scorecards | None = None, cache: ColumnCache | None = None,
) -> Impact:  # fmt: skip
    """Mark every unit by both books on one day, and compare.

    `before` is the current book's result on this snapshot and day, where it is known; only what the draft changes is
    then worked out. `cache` keeps columns for further trials.

    :raises SnapshotError: the snapshot stores a quantity otherwise than a book reads it, or is older than it.
    """
    try:
        before = before or assess(current, snapshot, day, stage=stage, cache=cache)
        return compare(before, reassess(before, draft, cache=cache))
    except duckdb.BinderException as error:
        raise SnapshotError("快照比目录旧，里面没有草案要看的数量。请用今天的台账试算。") from error


def compare(before: Scorecards, after: Scorecards) -> Impact:
    """Put two results over the same units side by side."""
    left = joined = np.zeros(0, dtype=np.int64)
    if np.array_equal(before.unit_ids, after.unit_ids):
        rows_before = rows_after = np.arange(len(after))
    else:
        both, rows_before, rows_after = np.intersect1d(
            before.unit_ids, after.unit_ids, assume_unique=True, return_indices=True
        )
        left, joined = (np.setdiff1d(side.unit_ids, both, assume_unique=True) for side in (before, after))
    return Impact(
        before=before, after=after, rows_before=rows_before, rows_after=rows_after,
        clauses=tuple(_clauses(before, after, rows_before, rows_after)),
        left=tuple(left.tolist()), joined=tuple(joined.tolist()),
    )  # fmt: skip


def first_day(book: Book, day: date) -> date:
    """Return the first day of facts that a book reads: a snapshot made for another book may begin later."""
    book = book.on(day)
    scopes = [c.scope(book, day) for c in (*book.criteria, *book.bonus.items)]
    starts = [scope.before.start if scope.before else scope.window.start for scope in scopes]
    return min([*starts, *(item.scope(day).window.start for item in book.negative)])


def _clauses(before: Scorecards, after: Scorecards, old: Ints, new: Ints) -> list[ClauseMove]:
    twins, nothing = _twins(before, after), np.zeros(len(new), dtype=np.int64)
    changed = {difference.code for difference in diff(before.book, after.book)}
    ours, theirs = _by_code(before.book), _by_code(after.book)
    found = []
    for code, clause in theirs.items():
        was = twins.get(code, "")
        fate = ADDED if not was else REKEYED if was != code else CHANGED if code in changed else KEPT
        is_same = old is new and fate == KEPT and _column(before, code) is _column(after, code)
        moved = nothing if is_same else _marks(after, code, new) - (_marks(before, was, old) if was else 0)
        found.append(_move(code, was, fate, clause, ours.get(was), clause, moved))
    kept = set(twins.values())
    for code, clause in ours.items():
        if code not in kept:
            found.append(_move(code, code, REMOVED, clause, clause, None, -_marks(before, code, old)))
    return found


Clause = Criterion | NegativeItem


def _move(
    code: str, was: str, fate: str, shown: Clause, old: Clause | None, new: Clause | None, moved: Ints
) -> ClauseMove:
    return ClauseMove(
        code=code, before_code=was, text=shown.text, fate=fate, full_before=_full(old), full_after=_full(new),
        moved=moved,
    )  # fmt: skip


def _full(clause: Clause | None) -> int:
    if clause is None:
        return 0
    return clause.points if isinstance(clause, Criterion) else -clause.deduct


def _by_code(book: Book) -> dict[str, Clause]:
    clauses: list[Clause] = [*book.criteria, *book.bonus.items, *book.negative]
    return {clause.code: clause for clause in clauses}


def _twins(before: Scorecards, after: Scorecards) -> dict[str, str]:
    """Pair the draft's codes with the current ones: the same code, else the same measure or the same words."""
    ours, theirs = _by_code(before.book), _by_code(after.book)
    pairs = {code: code for code in theirs if code in ours and isinstance(ours[code], type(theirs[code]))}
    free = [code for code in ours if code not in pairs.values()]
    for code in theirs:
        if code in pairs:
            continue
        mine = _meaning(theirs[code], after.book, after.assessed_on)
        alike = [
            other for other in free
            if ours[other].text == theirs[code].text or _meaning(ours[other], before.book, before.assessed_on) == mine
        ]  # fmt: skip
        if alike:
            pairs[code] = alike[0]
            free.remove(alike[0])
    return pairs


def _meaning(clause: Clause, book: Book, day: date) -> object:
    if isinstance(clause, NegativeItem):
        return ("negative", clause.measure.atoms(clause.scope(day)))
    return (clause.measure.head, clause.measure.atoms(clause.scope(book, day)))


def _column(cards: Scorecards, code: str) -> MarkColumn | HitColumn:
    return cards.marks[code] if code in cards.marks else cards.hits[code]


def _marks(cards: Scorecards, code: str, rows: Ints) -> Ints:
    """Return what a clause gives each unit; a negative item takes away."""
    points: Ints = _column(cards, code).points[rows].astype(np.int64)
    return points if code in cards.marks else -points


def _sum(parts: Sequence[Ints], size: int) -> npt.NDArray[np.int64]:
    total = np.zeros(size, dtype=np.int64)
    for part in parts:
        total += part
    return total


def _round_step(least: int) -> int:
    """Return the next of 0.1, 0.2, 0.5, 1, 2, 5, 10 … points in milli-points."""
    step = 100
    for factor in (2, 5, 10, 20, 50, 100, 200, 500, 1000):
        if step >= least:
            return step
        step = 100 * factor
    return step


def figures(impact: Impact, most: int = 10) -> Mapping[str, Any]:
    """Return an impact as plain figures, for JSON: milli-points throughout."""
    old, new = impact.totals
    return {
        "current": impact.before.book.digest, "draft": impact.after.book.digest,
        "snapshot": impact.after.snapshot.digest, "assessed_on": impact.after.assessed_on.isoformat(),
        "units": len(impact), "left": list(impact.left), "joined": list(impact.joined),
        "sum_before": int(old.sum()), "sum_after": int(new.sum()),
        "newly_passing": [impact.unit(int(row)).unit_id for row in np.flatnonzero(impact.newly_passing)],
        "newly_failing": [impact.unit(int(row)).unit_id for row in np.flatnonzero(impact.newly_failing)],
        "clauses": [
            {
                "code": c.code, "before_code": c.before_code, "fate": c.fate, "gained": c.gained, "lost": c.lost,
                "sum": c.sum, "full_before": c.full_before, "full_after": c.full_after,
            }
            for c in impact.changes
        ],
        "groups": [
            {
                "name": g.name, "units": g.units, "sum_before": g.sum_before, "sum_after": g.sum_after,
                "passes_before": g.passes_before, "passes_after": g.passes_after,
            }
            for g in impact.groups()
        ],
        "bands": [[b.low, b.high, b.before, b.after] for b in impact.bands()],
        "gainers": [_unit_figures(each) for each in impact.gainers(most)],
        "losers": [_unit_figures(each) for each in impact.losers(most)],
    }  # fmt: skip


def _unit_figures(unit: UnitMove) -> dict[str, Any]:
    said = {"unit": unit.unit_id, "name": unit.name, "before": unit.before, "after": unit.after}
    return said | {"clauses": [{"code": code or "rest", "moved": moved} for code, _, moved in unit.clauses]}
