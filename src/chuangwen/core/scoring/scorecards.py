"""Assessing every unit of a snapshot: columns in, columns out; a card when one is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from chuangwen.core.rulebook.atoms import Ledger
from chuangwen.core.rulebook.columns import Bools, Ints, Table, largest
from chuangwen.core.rulebook.facts import UnitCase
from chuangwen.core.rulebook.model import Book, Criterion
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.scoring import duck, totals, vectors
from chuangwen.core.scoring.cards import STATUSES, Card, Hit, Mark, Standing, Subtotal
from chuangwen.core.scoring.outcomes import PeerValues
from chuangwen.core.scoring.sharing import OWN, PARTNERS, YEARS, Total, with_partners, with_years
from chuangwen.core.scoring.snapshot import Snapshot, SnapshotError, read_cases
from chuangwen.core.scoring.tables import Backend, ColumnCache, Units, columns_of, units_of
from chuangwen.core.scoring.unit import hit, lacking, mark, scopes, standing
from chuangwen.core.scoring.version import ENGINE_VERSION

CASES = 1000  # units whose facts are in memory at once
LARGE = 20_000  # units from which on a column is worth a thread


@dataclass(frozen=True, kw_only=True)  # no slots: what is read late is kept
class Scorecards:
    """All units' marks, by column; row i is the i-th covered unit in order of id.

    Shape: milli-points as int64; `passes` is 1, 0, or -1 while open; `rank` counts from 1 within `group`, ties
    sharing the better place, by the certain total.
    """

    book: Book
    snapshot: Snapshot
    assessed_on: date
    stage: str
    units: Units = field(repr=False)
    table: Table = field(repr=False)
    marks: Mapping[str, vectors.MarkColumn]
    categories: Mapping[str, vectors.SubtotalColumn]
    bonus: vectors.SubtotalColumn
    hits: Mapping[str, vectors.HitColumn]
    deducted: Ints
    vetoed: Bools
    own: vectors.TotalColumn  # of the year alone
    weighed: vectors.TotalColumn  # with earlier years, before partners
    total: Ints
    possible: Ints
    passes: Ints
    rank: Ints
    group_size: Ints
    engine_version: str = ENGINE_VERSION

    def __len__(self) -> int:
        return len(self.units.ids)

    @property
    def unit_ids(self) -> Ints:
        """Return the ids of the units, in order."""
        return self.units.ids

    @cached_property
    def unit_names(self) -> Sequence[str]:
        """Return the names of the units."""
        names: list[str] = self.units.names.to_pylist()
        return names

    @cached_property
    def groups(self) -> Sequence[str]:
        """Return the peer group of each unit."""
        return self.units.groups.to_list()

    @property
    def rows(self) -> Ints:
        """Return the rows of the units in the snapshot."""
        return self.units.rows

    def row_of(self, unit_id: int) -> int:
        """Return the row of a unit.

        :raises SnapshotError: the unit is not among those assessed.
        """
        found = np.flatnonzero(self.unit_ids == unit_id)
        if not len(found):
            raise SnapshotError(f"编号为{unit_id}的单位不在这次测评里。请核对单位类别是否适用本规则书。")
        return int(found[0])

    def cards(self, row: int) -> Card:
        """Return one unit's card: numbers from the columns, words and entries from the unit's facts."""
        case = read_cases(self.snapshot, [int(self.rows[row])])[0]
        return self._card(row, case, self.peers(self.groups[row]))

    def all_cards(self) -> Iterator[Card]:
        """Yield every card; facts are read once, some units at a time, so that memory does not grow with them."""
        for start in range(0, len(self), CASES):
            rows = self.rows[start : start + CASES].tolist()
            for row, case in enumerate(read_cases(self.snapshot, rows), start):
                yield self._card(row, case, self.peers(self.groups[row]))

    def peers(self, group: str) -> dict[str, Peers]:
        """Return the values that ranks compare with in a group: to freeze, and to pass to `assess_unit`."""
        if group not in self._peers:
            self._peers[group] = self._peers_of(group)
        return dict(self._peers[group])

    @cached_property
    def _peers(self) -> dict[str, dict[str, Peers]]:
        return {}

    def _peers_of(self, group: str) -> dict[str, Peers]:
        mine = self.units.groups.among([group])
        found = {}
        for code, column in self.marks.items():
            if column.criterion.score.relative:
                value = column.value
                rows = np.flatnonzero(mine & ~value.missing)
                pairs = zip(value.num[rows].tolist(), value.den[rows].tolist(), strict=True)
                found[code] = Peers(tuple(Fraction(num, den) for num, den in pairs))
        return found

    def _card(self, row: int, case: UnitCase, peers: PeerValues) -> Card:
        ledger = Ledger(case)
        book, on = self.book, self.assessed_on

        said_of = {c.code: mark(c, scope, ledger, peers) for c, scope in scopes(book, on)}

        def one(code: str) -> Mark:
            column, said = self.marks[code], said_of[code]
            return replace(
                said, value=column.value.value(row), points=int(column.points[row]),
                possible=int(column.possible[row]), status=STATUSES[int(column.status[row])],
                renormalised=bool(column.renormalised[row]),
            )  # fmt: skip

        hits = [found for column in self.hits.values() if (found := self._hit(column, row, ledger))]
        certain, possible = int(self.total[row]), int(self.possible[row])
        said = self._trail(row, ledger, hits)
        gaps = (*lacking(book, case, on, ledger), *said.obstacles)
        return Card(
            unit_id=case.id, unit_name=case.name, group=self.groups[row], book_digest=book.digest, assessed_on=on,
            marks=tuple(one(c.code) for c in book.criteria),
            bonus_marks=tuple(one(c.code) for c in book.bonus.items),
            categories=tuple(
                _subtotal(self.categories[c.code], row, c.code, c.title, c.full) for c in book.categories
            ),
            bonus=_subtotal(self.bonus, row, "bonus", "加分项", book.bonus.cap),
            hits=tuple(hits), deducted=int(self.deducted[row]), total=certain, possible=possible,
            verdict=totals.verdict(book, certain, possible, hits, gaps, stage=self.stage), trail=said.trail,
        )  # fmt: skip

    def _trail(self, row: int, ledger: Ledger, hits: Sequence[Hit]) -> Total:
        """Tell how the total came about: words from the unit's facts, numbers from the columns."""
        book, own, weighed = self.book, _total(self.own, row), _total(self.weighed, row)
        said = with_years(book, ledger, own, self.assessed_on)
        mine = standing(ledger.case, weighed, hits)
        said = with_partners(book, replace(weighed, trail=said.trail), mine, self.standings)
        final = vectors.TotalColumn(points=self.total, possible=self.possible)
        numbers = {OWN: own, YEARS: weighed, PARTNERS: _total(final, row)}
        steps = (replace(s, points=numbers[s.name].points, possible=numbers[s.name].possible) for s in said.trail)
        return replace(said, trail=tuple(steps))

    @cached_property
    def standings(self) -> Mapping[int, Standing]:
        """Return what every unit with partners brings in: to freeze, and to pass to `assess_unit`."""
        if self.book.pairs is None:
            return {}
        return vectors.standings(self.units, self.weighed, self.vetoed, self.unit_names)

    def _hit(self, column: vectors.HitColumn, row: int, ledger: Ledger) -> Hit | None:
        said = hit(column.item, ledger, self.assessed_on)
        if said is None or not column.times[row]:
            return None
        return replace(
            said, times=int(column.times[row]), concealed=int(column.concealed[row]), points=int(column.points[row])
        )

    def to_arrow(self) -> pa.Table:
        """Return the result as one table: a row per unit, columns named by criterion and category."""
        columns: dict[str, Any] = {"unit_id": self.unit_ids, "group": pa.array(self.groups, pa.string())}
        for code, column in self.marks.items():
            columns[f"{code}.points"] = column.points.astype(np.int64)
            columns[f"{code}.possible"] = column.possible.astype(np.int64)
            columns[f"{code}.status"] = column.status.astype(np.int8)
            columns[f"{code}.num"] = _whole(column.value.num, column.value.missing)
            columns[f"{code}.den"] = _whole(column.value.den, column.value.missing)
        for code, part in self.categories.items():
            columns[f"{code}.subtotal"] = part.points.astype(np.int64)
            columns[f"{code}.lost_to_cap"] = part.lost_to_cap.astype(np.int64)
        columns |= {"bonus": self.bonus.points, "deducted": self.deducted, "vetoed": self.vetoed}
        columns |= {"total": self.total, "possible": self.possible, "passes": self.passes.astype(np.int8)}
        return pa.table({**columns, "rank": self.rank, "group_size": self.group_size})


def _whole(values: Ints, missing: Bools) -> pa.Array:
    """Write whole numbers in 64 bits, or as text where one of them does not fit."""
    if largest(values) < 2**63:
        return pa.array(values.astype(np.int64), mask=missing)
    return pa.array([None if absent else str(v) for v, absent in zip(values, missing, strict=True)], pa.string())


def _total(column: vectors.TotalColumn, row: int) -> Total:
    return Total(points=int(column.points[row]), possible=int(column.possible[row]))


def _subtotal(column: vectors.SubtotalColumn, row: int, code: str, title: str, full: int) -> Subtotal:
    return Subtotal(
        code=code, title=title, points=int(column.points[row]), possible=int(column.possible[row]), full=full,
        lost_to_cap=int(column.lost_to_cap[row]),
    )  # fmt: skip


def assess(
    book: Book, snapshot: Snapshot, assessed_on: date, *, stage: str = "measured", backend: Backend = duck.columns,
    cache: ColumnCache | None = None,
) -> Scorecards:  # fmt: skip
    """Mark every unit of the snapshot that the book covers.

    `backend` supplies the atoms' columns (`duck.columns`, or `columns` of the Spark module); `cache` keeps them for
    other books over the same snapshot.

    :raises SnapshotError: the snapshot stores a quantity at other places than the book reads it.
    """
    book, units = book.on(assessed_on), units_of(book, snapshot)
    table = columns_of(book, snapshot, assessed_on, backend=backend, cache=cache, units=units)
    return _assessed(book, snapshot, assessed_on, stage, units, table, None)


def reassess(
    before: Scorecards, book: Book, *, backend: Backend = duck.columns, cache: ColumnCache | None = None
) -> Scorecards:
    """Mark the same snapshot on the same day by a changed book, working out only what the change touches.

    Columns, marks and categories that both books share are taken from `before`; the result is that of `assess`.
    """
    on, snapshot = before.assessed_on, before.snapshot
    book = book.on(on)
    if _units_told(book) != _units_told(before.book):
        return assess(book, snapshot, on, stage=before.stage, backend=backend, cache=cache)
    known = before.table.atoms
    table = columns_of(book, snapshot, on, backend=backend, cache=cache, units=before.units, known=known)
    return _assessed(book, snapshot, on, before.stage, before.units, table, before)


def _units_told(book: Book) -> tuple[object, ...]:
    """Return what a book says of which units it covers and how they are grouped and tied."""
    return book.unit_kinds, book.peers, book.groups, book.pairs


def _assessed(
    book: Book, snapshot: Snapshot, on: date, stage: str, units: Units, table: Table, before: Scorecards | None
) -> Scorecards:
    """Mark each criterion, category and negative item, unless `before` has it already."""
    old = before.book if before else None

    def marked(criterion: Criterion) -> vectors.MarkColumn:
        known = before.marks.get(criterion.code) if before else None
        is_known = (
            old and known and known.criterion == criterion and criterion.scope(old, on) == criterion.scope(book, on)
        )
        return known if known and is_known else vectors.mark_column(criterion, book, table, on)

    criteria = (*book.criteria, *book.bonus.items)
    with ThreadPoolExecutor(duck.cores() if table.size >= LARGE else 1) as pool:
        marks = {criterion.code: found for criterion, found in zip(criteria, pool.map(marked, criteria), strict=True)}
    hits = {}
    for item in book.negative:
        kept = before.hits.get(item.code) if before else None
        hits[item.code] = kept if kept and kept.item == item else vectors.hit_column(item, table, on)
    categories = {}
    for category in book.categories:
        mine = [marks[c.code] for c in category.criteria]
        is_known = before is not None and category in before.book.categories
        if before and is_known and all(before.marks[m.criterion.code] is m for m in mine):
            categories[category.code] = before.categories[category.code]
        else:
            categories[category.code] = vectors.subtotal_column(category, mine, table.size)
    return _added_up(book, snapshot, on, stage, units, table, marks, hits, categories)


def _added_up(
    book: Book, snapshot: Snapshot, assessed_on: date, stage: str, units: Units, table: Table,
    marks: dict[str, vectors.MarkColumn], hits: dict[str, vectors.HitColumn],
    categories: dict[str, vectors.SubtotalColumn],
) -> Scorecards:  # fmt: skip
    size = table.size
    bonus = vectors.bonus_column(book, [marks[c.code] for c in book.bonus.items], size)
    deducted = vectors.sum_of([h.points for h in hits.values()], size)
    vetoed = np.zeros(size, dtype=bool)
    for column in hits.values():
        vetoed |= column.vetoed
    own = vectors.TotalColumn(
        points=vectors.total_column(book, [*(c.points for c in categories.values()), bonus.points], deducted, size),
        possible=vectors.total_column(
            book, [*(c.possible for c in categories.values()), bonus.possible], deducted, size
        ),
    )
    weighed = vectors.years_column(book, table, own, assessed_on)
    total, failed = vectors.shared_column(book, units, weighed, vetoed)
    better, group_size = _places(total.points, table.groups)
    return Scorecards(
        book=book, snapshot=snapshot, assessed_on=assessed_on, stage=stage, units=units, table=table,
        marks=marks, categories=categories, bonus=bonus, hits=hits, deducted=deducted, vetoed=vetoed,
        own=own, weighed=weighed, total=total.points, possible=total.possible,
        passes=vectors.passes_column(book, stage, table, total, failed, assessed_on), rank=better + 1, group_size=group_size,
    )  # fmt: skip


def _places(total: Ints, groups: Ints) -> tuple[Ints, Ints]:
    """Return how many of the group are strictly better, and how many there are."""
    better, size = np.zeros(len(total), dtype=np.int64), np.zeros(len(total), dtype=np.int64)
    for group in np.unique(groups):
        mine = np.flatnonzero(groups == group)
        ordered = np.sort(total[mine])
        better[mine] = len(mine) - np.searchsorted(ordered, total[mine], side="right")
        size[mine] = len(mine)
    return better, size
