"""The DuckDB backend: from atoms and a snapshot to columns. One small query per kind of entry, integers only.

A backend is one function, `columns(atoms, snapshot, size)`; all that follows is the same for every backend.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from chuangwen.core.rulebook.atoms import Atom
from chuangwen.core.rulebook.columns import Bools, Ints
from chuangwen.core.rulebook.conditions import quoted
from chuangwen.core.scoring.snapshot import Snapshot

EXACT = "{exact}"
MOST = 16  # aggregates with many more FILTERs grow worse than linearly
Columns = dict[Atom, tuple[Ints, Bools]]


@dataclass(frozen=True, slots=True)
class Query:
    """One query and the atoms whose columns it gives: each with the names of its output columns.

    The query is written with `{exact}` for the type of its numbers: 64 bits, or text where they do not suffice.
    """

    sql: str
    outputs: tuple[tuple[Atom, tuple[str, ...]], ...]

    def typed(self, exact: str) -> str:
        """Return the query with its numbers in this type."""
        return self.sql.replace(EXACT, exact)


def columns(atoms: Iterable[Atom], snapshot: Snapshot, size: int) -> Columns:
    """Return each atom's stored integers by unit, and where they are missing."""
    found: Columns = {}
    by_kind: dict[str, list[Atom]] = {}
    for atom in dict.fromkeys(atoms):
        by_kind.setdefault(atom.kind, []).append(atom)
    connection = duckdb.connect(":memory:")
    try:
        for kind, mine in by_kind.items():
            file = snapshot.facts_file(kind)
            if file is None:
                found.update({atom: nothing(size) for atom in mine})
                continue
            for query in queries(mine, file):
                found.update(_run(connection, query, size))
    finally:
        connection.close()
    return found


def nothing(size: int) -> tuple[Ints, Bools]:
    """Return a column that is missing everywhere."""
    return np.zeros(size, dtype=np.int64), np.ones(size, dtype=bool)


def queries(atoms: Sequence[Atom], file: Path) -> list[Query]:
    """Write the queries for the atoms of one kind: few aggregates each, and the odd ones by themselves."""
    source = f"(FROM read_parquet({quoted(str(file))}))"
    plain = [atom for atom in atoms if atom.take.source("") is None]
    found = [_grouped(plain[i : i + MOST], source) for i in range(0, len(plain), MOST)]
    for atom in atoms:
        if own := atom.take.source(atom.predicate()):
            found.append(Query(f"WITH facts AS {source} {own}", ((atom, ("a0",)),)))
    return found


def _grouped(atoms: Sequence[Atom], source: str) -> Query:
    selects: list[str] = []
    outputs: list[tuple[Atom, tuple[str, ...]]] = []
    for atom in atoms:
        names = []
        for aggregate in atom.take.sql():
            names.append(f"a{len(selects)}")
            selects.append(f"({aggregate} FILTER (WHERE {atom.predicate()})){EXACT} AS {names[-1]}")
        outputs.append((atom, tuple(names)))
    first, last = min(a.scope.window.start for a in atoms), max(a.scope.window.until for a in atoms)
    common = f"status = 'confirmed' AND start_date >= DATE '{first}' AND until_date <= DATE '{last}'"
    sql = f"WITH facts AS {source} SELECT unit, {', '.join(selects)} FROM facts WHERE {common} GROUP BY unit"  # noqa: S608  # texts are quoted
    return Query(sql, tuple(outputs))


def _run(connection: duckdb.DuckDBPyConnection, query: Query, size: int) -> Columns:
    try:
        got = connection.execute(query.typed("::BIGINT")).fetchnumpy()
    except duckdb.ConversionException:
        got = _whole(connection.execute(query.typed("::VARCHAR")).fetchnumpy())
    units = np.asarray(got["unit"])
    return {atom: _column(atom, [got[name] for name in names], units, size) for atom, names in query.outputs}


def _whole(found: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Read numbers that came as text into Python integers, which have no largest."""
    numbers = dict(found)
    for name, texts in found.items():
        if name != "unit":
            absent = np.ma.getmaskarray(texts)
            read = [0 if none else int(text) for text, none in zip(texts.tolist(), absent, strict=True)]
            numbers[name] = np.ma.array(np.array(read, dtype=object), mask=absent)
    return numbers


def _column(
    atom: Atom, parts: Sequence[npt.NDArray[np.int64]], units: npt.NDArray[np.int64], size: int
) -> tuple[Ints, Bools]:
    """Spread the grouped rows over all units; masks of periods become counts of bits."""
    values, missing = nothing(size)
    absent = np.logical_and.reduce([np.ma.getmaskarray(part) for part in parts])
    counted = np.ma.filled(parts[0], 0)
    if atom.take.masks:
        masks = np.array([np.ma.filled(part, 0) for part in parts], dtype=np.int64)
        counted = np.bitwise_count(masks).sum(axis=0, dtype=np.int64)
    elif atom.take.zero_is_none:
        absent |= counted == 0
    if counted.dtype == object:
        values = values.astype(object)
    values[units], missing[units] = counted, absent
    return values, missing
