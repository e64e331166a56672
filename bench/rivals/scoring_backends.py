"""Three rivals as backends: the columns of the same atoms by numpy masks, pandas groups and Polars streaming.

The marking of the columns is ours for all of them; it is a small part of each. A rival may read a kind's file once.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from bench.rivals.scoring_dialects import POLARS, Dialect, numpy_dialect, pandas_dialect
from chuangwen.core.rulebook import takes as t
from chuangwen.core.rulebook.atoms import Atom
from chuangwen.core.scoring import Snapshot
from chuangwen.core.scoring.duck import Columns, by_kind, nothing

DAY_BITS = 44


def _kinds(atoms: Iterable[Atom], snapshot: Snapshot, size: int, found: Columns) -> Iterator[tuple[Any, list[Atom]]]:
    for kind, mine in by_kind(atoms).items():
        file = snapshot.facts_file(kind)
        if file is None:
            found.update({atom: nothing(size) for atom in mine})
        else:
            yield file, mine


def _put(found: Columns, atom: Atom, size: int, units: np.ndarray, numbers: np.ndarray) -> None:
    values, missing = nothing(size)
    if atom.take.zero_is_none:
        units, numbers = units[numbers > 0], numbers[numbers > 0]
    values[units], missing[units] = numbers, False
    found[atom] = values, missing


def by_numpy(atoms: Iterable[Atom], snapshot: Snapshot, size: int) -> Columns:
    """Choose an atom's entries by one mask, then reduce them unit by unit: files are in order of unit."""
    found: Columns = {}
    for file, mine in _kinds(atoms, snapshot, size, found):
        dialect, read = numpy_dialect(pq.read_table(file))
        units = read("unit")
        for atom in mine:
            rows = np.flatnonzero(dialect.chosen(atom))
            chosen = units[rows]
            starts = np.flatnonzero(np.r_[True, chosen[1:] != chosen[:-1]]) if len(rows) else rows
            numbers = _reduced(atom, dialect, read, rows, starts) if len(rows) else rows
            _put(found, atom, size, chosen[starts], numbers)
    return found


def _reduced(atom: Atom, dialect: Dialect, read: Any, rows: np.ndarray, starts: np.ndarray) -> np.ndarray:
    take = atom.take

    def sums(values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values.astype(np.int64), starts)

    match take:
        case t.Times():
            return sums(read("times")[rows])
        case t.Entries():
            return sums(np.ones(len(rows)))
        case t.Total():
            values = read(f"q_{take.quantity.code}")[rows]
            return sums(values * read(f"q_{take.weight.code}")[rows] if take.weight else values)
        case t.Lowest():
            return np.minimum.reduceat(read(f"q_{take.quantity.code}")[rows], starts)
        case t.Latest():
            order = (read("until_date")[rows].astype(np.int64) << DAY_BITS) + read("id")[rows]
            last = np.maximum.reduceat(order, starts)
            is_last = order == np.repeat(last, np.diff(np.r_[starts, len(rows)]))
            return read(f"q_{take.quantity.code}")[rows][is_last]
        case t.Distinct():
            return _bits(read(take.field)[rows], starts)
        case t.Periods():
            return _bits(np.asarray(dialect.place(take.rhythm, take.window))[rows], starts)
        case t.LevelPoints():
            return _levels(take, dialect, read, rows, starts)
    raise TypeError(take)


def _bits(places: np.ndarray, starts: np.ndarray) -> np.ndarray:
    masks = np.bitwise_or.reduceat(np.left_shift(np.int64(1), places.astype(np.int64)), starts)
    return np.bitwise_count(masks).astype(np.int64)


def _levels(take: t.LevelPoints, dialect: Dialect, read: Any, rows: np.ndarray, starts: np.ndarray) -> np.ndarray:
    worth = np.zeros(len(rows), dtype=np.int64)
    for level, milli in take.points:
        worth[dialect.among("level", [level])[rows]] = milli
    if take.once:
        return np.maximum.reduceat(worth, starts)
    if not take.by_matter:
        return np.add.reduceat(worth * read("times")[rows], starts)
    bare = dialect.among("title", [""])[rows]
    matter = np.where(bare, -read("id")[rows], read("title")[rows])
    run = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(rows)]))
    order = np.lexsort((worth, matter, run))
    last = np.r_[(matter[order][1:] != matter[order][:-1]) | (run[order][1:] != run[order][:-1]), True]
    best = np.zeros(len(starts), dtype=np.int64)
    np.add.at(best, run[order][last], worth[order][last])
    return best


def by_pandas(atoms: Iterable[Atom], snapshot: Snapshot, size: int) -> Columns:
    """Choose an atom's entries in a frame, then group them by unit."""
    found: Columns = {}
    for file, mine in _kinds(atoms, snapshot, size, found):
        table = pq.read_table(file)
        words = [name for name in table.column_names if str(table[name].type) == "string"]
        for name in ("start_date", "until_date"):
            table = table.set_column(table.column_names.index(name), name, table[name].cast("int32"))
        frame = table.to_pandas(categories=words)
        dialect = pandas_dialect(frame)
        for atom in mine:
            numbers = _grouped(atom, frame[dialect.chosen(atom)], dialect)
            _put(found, atom, size, numbers.index.to_numpy(), numbers.to_numpy().astype(np.int64))
    return found


def _grouped(atom: Atom, rows: Any, dialect: Dialect) -> Any:  # noqa: C901  # one line a take
    take, units = atom.take, rows["unit"]
    match take:
        case t.Times():
            return rows["times"].groupby(units).sum()
        case t.Entries():
            return units.groupby(units).count()
        case t.Total():
            values = rows[f"q_{take.quantity.code}"].astype("int64")
            weighed = values * rows[f"q_{take.weight.code}"].astype("int64") if take.weight else values
            return weighed.groupby(units).sum()
        case t.Lowest():
            return rows[f"q_{take.quantity.code}"].groupby(units).min()
        case t.Latest():
            last = rows.sort_values(["until_date", "id"]).drop_duplicates("unit", keep="last")
            return last.set_index("unit")[f"q_{take.quantity.code}"]
        case t.Distinct():
            return rows[take.field].cat.codes.groupby(units).nunique()
        case t.Periods():
            places = pandas_dialect(rows).place(take.rhythm, take.window)
            return rows.assign(place=places)["place"].groupby(units).nunique()
        case t.LevelPoints():
            worth = rows["level"].astype(object).map(dict(take.points)).astype("int64")
            if take.once:
                return worth.groupby(units).max()
            if not take.by_matter:
                return (worth * rows["times"]).groupby(units).sum()
            titles = rows["title"].astype(object)
            matter = titles.where(titles != "", "#" + rows["id"].astype(str))
            return worth.groupby([units, matter]).max().groupby(level=0).sum()
    raise TypeError(take)


def by_polars(atoms: Iterable[Atom], snapshot: Snapshot, size: int) -> Columns:
    """Ask one lazy query a kind, all of them at once, by the streaming engine."""
    found: Columns = {}
    asked: list[tuple[list[Atom], pl.LazyFrame]] = []
    for file, mine in _kinds(atoms, snapshot, size, found):
        plain = [
            atom
            for atom in mine
            if not (isinstance(atom.take, t.LevelPoints) and atom.take.by_matter and not atom.take.once)
        ]
        named = [_polars(atom).alias(f"a{i}") for i, atom in enumerate(plain)]
        if plain:
            asked.append((plain, pl.scan_parquet(file).group_by("unit").agg(named)))
        for atom in [atom for atom in mine if atom not in plain]:
            bare = pl.col("title") == ""
            matter = pl.when(bare).then(pl.concat_str(pl.lit("#"), pl.col("id"))).otherwise(pl.col("title"))
            chosen = pl.scan_parquet(file).filter(POLARS.chosen(atom))
            best = chosen.group_by("unit", matter.alias("matter")).agg(_worth(atom.take).max().alias("best"))
            asked.append(([atom], best.group_by("unit").agg(pl.col("best").sum().alias("a0"))))
    frames = pl.collect_all([query for _, query in asked], engine="streaming")
    for (mine, _), frame in zip(asked, frames, strict=True):
        for i, atom in enumerate(mine):
            known = frame.filter(pl.col(f"a{i}").is_not_null())
            _put(found, atom, size, known["unit"].to_numpy(), known[f"a{i}"].cast(pl.Int64).to_numpy())
    return found


def _worth(take: t.LevelPoints) -> pl.Expr:
    return pl.col("level").replace_strict(dict(take.points), default=None, return_dtype=pl.Int64)


def _polars(atom: Atom) -> pl.Expr:
    take, chosen = atom.take, POLARS.chosen(atom)
    match take:
        case t.Times():
            found = pl.col("times").filter(chosen).sum()
        case t.Entries():
            found = chosen.sum()
        case t.Total():
            value = pl.col(f"q_{take.quantity.code}")
            found = (value * pl.col(f"q_{take.weight.code}") if take.weight else value).filter(chosen).sum()
        case t.Lowest():
            return pl.col(f"q_{take.quantity.code}").filter(chosen).min()
        case t.Latest():
            order = pl.col("until_date").cast(pl.Int64) * 2**DAY_BITS + pl.col("id")
            return pl.col(f"q_{take.quantity.code}").filter(chosen).sort_by(order.filter(chosen)).last()
        case t.Distinct():
            found = pl.col(take.field).filter(chosen).n_unique()
        case t.Periods():
            found = POLARS.place(take.rhythm, take.window).filter(chosen).n_unique()
        case t.LevelPoints():
            worth = _worth(take)
            found = worth.filter(chosen).max() if take.once else (worth * pl.col("times")).filter(chosen).sum()
        case _:
            raise TypeError(take)
    return pl.when(chosen.any()).then(found)
