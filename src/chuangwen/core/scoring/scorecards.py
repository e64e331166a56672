"""Assessing every unit of a snapshot: columns in, columns out; a card when one is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chuangwen.core.rulebook.atoms import Atom, Ledger
from chuangwen.core.rulebook.columns import Bools, Ints, Table
from chuangwen.core.rulebook.facts import UnitCase
from chuangwen.core.rulebook.model import Book
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.scoring import duck, totals, vectors
from chuangwen.core.scoring.cards import STATUSES, Card, Hit, Mark, Subtotal
from chuangwen.core.scoring.outcomes import PeerValues
from chuangwen.core.scoring.snapshot import Snapshot, SnapshotError, read_cases
from chuangwen.core.scoring.unit import hit, lacking, mark, scopes
from chuangwen.core.scoring.version import ENGINE_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecards:
    """All units' marks, by column; row i is the i-th covered unit in order of id.

    Shape: milli-points as int64; `passes` is 1, 0, or -1 while open; `rank` counts from 1 within `group`, ties
    sharing the better place, by the certain total.
    """

    book: Book
    snapshot: Snapshot
    assessed_on: date
    stage: str
    unit_ids: npt.NDArray[np.int64]
    unit_names: Sequence[str]
    groups: Sequence[str]
    marks: Mapping[str, vectors.MarkColumn]
    categories: Mapping[str, vectors.SubtotalColumn]
    bonus: vectors.SubtotalColumn
    hits: Mapping[str, vectors.HitColumn]
    deducted: Ints
    vetoed: Bools
    total: Ints
    possible: Ints
    passes: Ints
    rank: Ints
    group_size: Ints
    rows: Ints = field(repr=False)
    engine_version: str = ENGINE_VERSION

    def __len__(self) -> int:
        return len(self.unit_ids)

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
        """Yield every card, reading the facts once."""
        peers = {group: self.peers(group) for group in sorted(set(self.groups))}
        for row, case in enumerate(read_cases(self.snapshot, self.rows.tolist())):
            yield self._card(row, case, peers[self.groups[row]])

    def peers(self, group: str) -> dict[str, Peers]:
        """Return the values that ranks compare with in a group: to freeze, and to pass to `assess_unit`."""
        mine = np.array([g == group for g in self.groups], dtype=bool)
        found = {}
        for code, column in self.marks.items():
            if column.criterion.score.relative:
                values = (column.value.value(int(row)) for row in np.flatnonzero(mine))
                found[code] = Peers(tuple(v for v in values if v is not None))
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
        return Card(
            unit_id=case.id, unit_name=case.name, group=self.groups[row], book_digest=book.digest, assessed_on=on,
            marks=tuple(one(c.code) for c in book.criteria),
            bonus_marks=tuple(one(c.code) for c in book.bonus.items),
            categories=tuple(
                _subtotal(self.categories[c.code], row, c.code, c.title, c.full) for c in book.categories
            ),
            bonus=_subtotal(self.bonus, row, "bonus", "加分项", book.bonus.cap),
            hits=tuple(hits), deducted=int(self.deducted[row]), total=certain, possible=possible,
            verdict=totals.verdict(book, certain, possible, hits, lacking(book, case), stage=self.stage),
        )  # fmt: skip

    def _hit(self, column: vectors.HitColumn, row: int, ledger: Ledger) -> Hit | None:
        said = hit(column.item, ledger, self.assessed_on)
        if said is None or not column.times[row]:
            return None
        return replace(
            said, times=int(column.times[row]), concealed=int(column.concealed[row]), points=int(column.points[row])
        )

    def to_arrow(self) -> pa.Table:
        """Return the result as one table: a row per unit, columns named by criterion and category."""
        columns: dict[str, Any] = {"unit_id": self.unit_ids, "group": pa.array(self.groups)}
        for code, column in self.marks.items():
            columns[f"{code}.points"], columns[f"{code}.possible"] = column.points, column.possible
            columns[f"{code}.status"] = column.status.astype(np.int8)
            columns[f"{code}.num"] = _whole(column.value.num, column.value.missing)
            columns[f"{code}.den"] = _whole(column.value.den, column.value.missing)
        for code, part in self.categories.items():
            columns[f"{code}.subtotal"], columns[f"{code}.lost_to_cap"] = part.points, part.lost_to_cap
        columns |= {"bonus": self.bonus.points, "deducted": self.deducted, "vetoed": self.vetoed}
        columns |= {"total": self.total, "possible": self.possible, "passes": self.passes.astype(np.int8)}
        return pa.table({**columns, "rank": self.rank, "group_size": self.group_size})


def _whole(values: Ints, missing: Bools) -> pa.Array:
    """Write whole numbers in 64 bits, or as text where one of them does not fit."""
    if np.abs(values).max(initial=0) < 2**63:
        return pa.array(values.astype(np.int64), mask=missing)
    return pa.array([None if absent else str(v) for v, absent in zip(values, missing, strict=True)], pa.string())


def _subtotal(column: vectors.SubtotalColumn, row: int, code: str, title: str, full: int) -> Subtotal:
    return Subtotal(
        code=code, title=title, points=int(column.points[row]), possible=int(column.possible[row]), full=full,
        lost_to_cap=int(column.lost_to_cap[row]),
    )  # fmt: skip


def assess(book: Book, snapshot: Snapshot, assessed_on: date, *, stage: str = "measured") -> Scorecards:
    """Mark every unit of the snapshot that the book covers.

    :raises SnapshotError: the snapshot stores a quantity at other places than the book reads it.
    """
    book = book.on(assessed_on)
    _same_places(book, snapshot)
    units = snapshot.units()
    kinds = np.array(units["kind"].to_pylist(), dtype=object)
    rows = np.flatnonzero(np.array([book.covers(kind) for kind in kinds], dtype=bool))
    table = _table(book, snapshot, units, rows, kinds, assessed_on)
    marks = {c.code: vectors.mark_column(c, book, table, assessed_on) for c in (*book.criteria, *book.bonus.items)}
    hits = {item.code: vectors.hit_column(item, table, assessed_on) for item in book.negative}
    return _added_up(book, snapshot, assessed_on, stage, table, marks, hits, units.take(rows), rows)


def atoms_of(book: Book, assessed_on: date) -> list[Atom]:
    """Return every atom that the book needs on a day, each once."""
    found = [a for c in (*book.criteria, *book.bonus.items) for a in c.measure.atoms(c.scope(book, assessed_on))]
    for item in book.negative:
        found += [*item.measure.atoms(item.scope(assessed_on)), *item.concealed.atoms(item.scope(assessed_on))]
    return list(dict.fromkeys(found))


def _table(
    book: Book, snapshot: Snapshot, units: pa.Table, rows: Ints, kinds: npt.NDArray[Any], assessed_on: date
) -> Table:
    size = units.num_rows
    columns = duck.columns(atoms_of(book, assessed_on), snapshot, size)
    attributes = {
        name[5:]: (
            units[name].fill_null(0).to_numpy(),
            units[name].is_null().to_numpy(),
        )
        for name in units.column_names
        if name.startswith("attr_")
    }
    kinds = kinds[rows]
    names = [book.group_of(kind) for kind in kinds]
    groups = np.unique(names, return_inverse=True)[1] if names else np.zeros(0, dtype=np.int64)
    if len(rows) == size:
        return Table(size, columns, attributes, kinds, groups)
    cut = {atom: (num[rows], missing[rows]) for atom, (num, missing) in columns.items()}
    return Table(len(rows), cut, {n: (v[rows], m[rows]) for n, (v, m) in attributes.items()}, kinds, groups)


def _added_up(
    book: Book, snapshot: Snapshot, assessed_on: date, stage: str, table: Table,
    marks: dict[str, vectors.MarkColumn], hits: dict[str, vectors.HitColumn], units: pa.Table, rows: Ints,
) -> Scorecards:  # fmt: skip
    size = table.size
    categories = {
        c.code: vectors.subtotal_column(c, [marks[x.code] for x in c.criteria], size) for c in book.categories
    }
    bonus = vectors.bonus_column(book, [marks[c.code] for c in book.bonus.items], size)
    deducted = vectors.sum_of([h.points for h in hits.values()], size)
    vetoed = np.zeros(size, dtype=bool)
    for column in hits.values():
        if column.item.veto:
            vetoed |= column.times > 0
    certain = vectors.total_column(book, [*(c.points for c in categories.values()), bonus.points], deducted, size)
    possible = vectors.total_column(book, [*(c.possible for c in categories.values()), bonus.possible], deducted, size)
    better, group_size = _places(certain, table.groups)
    return Scorecards(
        book=book, snapshot=snapshot, assessed_on=assessed_on, stage=stage,
        unit_ids=units["id"].to_numpy(), unit_names=units["name"].to_pylist(),
        groups=[book.group_of(kind) for kind in table.kinds], marks=marks, categories=categories, bonus=bonus,
        hits=hits, deducted=deducted, vetoed=vetoed, total=certain, possible=possible,
        passes=_passes(book, stage, table, certain, possible, vetoed), rank=better + 1, group_size=group_size,
        rows=rows,
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


def _passes(book: Book, stage: str, table: Table, certain: Ints, possible: Ints, vetoed: Bools) -> Ints:
    line = book.passing.self_score if stage == "self" else book.passing.measured
    passes = np.ones(table.size, dtype=np.int64)
    if line is not None:
        passes = np.where(certain >= line, 1, np.where(possible >= line, -1, 0))
    for _, bound in book.passing.prerequisites:
        unknown = table.attribute(bound.attribute)[1]
        passes = np.where(unknown | ~bound.vector(table), 0, passes)
    return np.where(vetoed, 0, passes)


def _same_places(book: Book, snapshot: Snapshot) -> None:
    stored = snapshot.manifest["places"]
    for kind in book.kinds():
        for quantity in kind.quantities:
            if kind.code in stored and stored[kind.code].get(quantity.code) != quantity.places:
                raise SnapshotError(
                    f"“{kind.name}”的{quantity.name}在快照与规则书里的小数位不一致。请用同一版目录重新生成快照。"
                )
