"""The DuckDB backend: from atoms and a snapshot to columns. Small queries per kind of entry, integers only.

A backend is one function, `columns(atoms, snapshot, size)`; all that follows is the same for every backend.
Each query runs on one thread and as many queries at once as there are cores: a kind's file is too small to be
shared between threads, and the queries do not wait for one another.
"""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from chuangwen.core.rulebook.atoms import Atom
from chuangwen.core.rulebook.columns import Bools, Ints, room
from chuangwen.core.rulebook.conditions import Condition, Within, column_of, quoted
from chuangwen.core.rulebook.spans import BITS, Span
from chuangwen.core.rulebook.takes import Distinct
from chuangwen.core.scoring.snapshot import Snapshot

EXACT = "{exact}"
QUANTITY = re.compile(r'"q_\w+"')  # how `column_of` names them; a text that looks alike does no harm
MOST = 16  # aggregates with many more FILTERs grow worse than linearly
Columns = dict[Atom, tuple[Ints, Bools]]
Found = Mapping[str, npt.NDArray[Any]]
Vocabulary = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Output:
    """An atom's columns in a query; masks of periods, or of words, are to have their bits counted."""

    atom: Atom
    names: tuple[str, ...]
    masks: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One query and what it gives.

    The query is written with `{exact}` for the type of its numbers: 64 bits, or text where they do not suffice.
    """

    sql: str
    outputs: tuple[Output, ...]

    def typed(self, exact: str) -> str:
        """Return the query with its numbers in this type."""
        return self.sql.replace(EXACT, exact)


def columns(atoms: Iterable[Atom], snapshot: Snapshot, size: int) -> Columns:
    """Return each atom's stored integers by unit, and where they are missing (the integer is then 0)."""
    found, atoms = Columns(), tuple(atoms)
    tasks: list[tuple[Sequence[Atom], Path]] = []
    tables = tables_of(snapshot, atoms)
    for kind, mine in by_kind(atoms).items():
        file = snapshot.facts_file(kind)
        if file is None:
            found.update({atom: nothing(size) for atom in mine})
        else:
            tasks += [(mine[i : i + MOST], file) for i in range(0, len(mine), MOST)]
    tasks.sort(key=lambda task: -task[1].stat().st_size * len(task[0]))  # the longest first, none waits at the end
    with duckdb.connect(":memory:", config={"threads": 1}) as connection, ThreadPoolExecutor(cores()) as pool:

        def answered(task: tuple[Sequence[Atom], Path]) -> Columns:
            return _answered(connection.cursor(), task[0], size, tables)

        for part in pool.map(answered, tasks):
            found.update(part)
    return found


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def by_kind(atoms: Iterable[Atom]) -> dict[str, list[Atom]]:
    """Sort atoms by the kind that they read, each once."""
    found: dict[str, list[Atom]] = {}
    for atom in dict.fromkeys(atoms):
        found.setdefault(atom.kind, []).append(atom)
    return found


def nothing(size: int) -> tuple[Ints, Bools]:
    """Return a column that is missing everywhere."""
    values, missing = room(size, np.int64), room(size, bool)
    missing.fill(True)
    return values, missing


def source_of(file: Path, absent: Collection[str] = ()) -> str:
    """Write a snapshot file as a relation; columns that the file is too old to have are empty."""
    relation = f"FROM read_parquet({quoted(str(file))})"
    empty = "".join(f", NULL::BIGINT AS {column}" for column in sorted(absent))
    return f"({relation} SELECT *{empty})" if empty else f"({relation})"


def tables_of(snapshot: Snapshot, atoms: Iterable[Atom]) -> dict[str, str]:
    """Return the relation of every kind that has facts, fit for what the atoms ask of it."""
    asked: dict[str, set[str]] = {}
    for atom in atoms:
        rivals = [rival for _, rival in atom.scope.claims.items] if atom.scope.claims else []
        for each in (atom, *rivals):
            columns = (QUANTITY.findall(condition.sql()) for condition in each.conditions())
            asked.setdefault(each.kind, set()).update(*columns)
    stored = {kind: {column_of(code) for code in places} for kind, places in snapshot.manifest["places"].items()}
    return {
        kind: source_of(file, asked.get(kind, set()) - stored[kind])
        for kind in snapshot.kinds
        if (file := snapshot.facts_file(kind))
    }


def _answered(
    cursor: duckdb.DuckDBPyConnection, atoms: Sequence[Atom], size: int, tables: Mapping[str, str]
) -> Columns:
    """Ask for the columns of some atoms of one kind."""
    found: Columns = {}
    with cursor:
        source = tables[atoms[0].kind]
        for query in queries(atoms, source, _vocabulary(cursor, atoms, source), tables):
            try:
                got = cursor.execute(query.typed("::BIGINT")).fetchnumpy()
            except duckdb.ConversionException:
                got = cursor.execute(query.typed("::VARCHAR")).fetchnumpy()
            found.update(spread(query, [got], size))
    return found


def _vocabulary(cursor: duckdb.DuckDBPyConnection, atoms: Sequence[Atom], source: str) -> Vocabulary:
    """Return the words of each field whose different values are counted, where they fit into one mask."""
    fields = sorted({atom.take.field for atom in atoms if isinstance(atom.take, Distinct)})
    found = {}
    for field in fields:
        rows = cursor.execute(f"SELECT DISTINCT {field} FROM {source} LIMIT {BITS + 1}").fetchall()  # noqa: S608  # a field of ours
        if len(rows) <= BITS:
            found[field] = sorted(str(word) for (word,) in rows if word)
    return found


def queries(atoms: Sequence[Atom], source: str, words: Vocabulary, tables: Mapping[str, str]) -> list[Query]:
    """Write the queries for atoms of one kind: few aggregates each, and the odd ones by themselves.

    `tables` names the relation of every kind that has facts, for atoms that look beyond their own kind.
    """
    plain = [atom for atom in atoms if atom.source(tables) is None]
    found = [_grouped(plain[i : i + MOST], source, words) for i in range(0, len(plain), MOST)]
    for atom in atoms:
        if own := atom.source(tables):
            found.append(Query(f"WITH facts AS {source} {own}", (Output(atom, ("a0",)),)))
    return found


def _grouped(atoms: Sequence[Atom], source: str, words: Vocabulary) -> Query:
    """Write one pass over a kind: what all atoms ask of an entry stands in WHERE, what several ask is asked once."""
    shared = [c for c in atoms[0].conditions() if all(c in atom.conditions() for atom in atoms[1:])]
    first, last = min(a.scope.window.start for a in atoms), max(a.scope.window.until for a in atoms)
    whole = Within(Span(first, last))
    common = _tests([*shared, whole])
    own = [_tests(c for c in atom.conditions() if c not in shared and c != whole) for atom in atoms]
    often = [test for test, times in Counter(test for tests in own for test in tests).items() if times > 1]
    places = dict.fromkeys(atom.take.place for atom in atoms if atom.take.place)
    once = {sql: f"w{i}" for i, sql in enumerate([*often, *places])}
    selects: list[str] = []
    outputs: list[Output] = []
    for atom, tests in zip(atoms, own, strict=True):
        where = f" FILTER (WHERE {' AND '.join(once.get(test, test) for test in tests)})" if tests else ""
        masks, aggregates = _aggregates(atom, words)
        names = tuple(f"a{len(selects) + i}" for i in range(len(aggregates)))
        for how, name in zip(aggregates, names, strict=True):
            taken = how.replace(atom.take.place, once[atom.take.place]) if atom.take.place else how
            selects.append(f"({taken}{where}){EXACT} AS {name}")
        outputs.append(Output(atom, names, masks))
    told = "".join(f", {sql} AS {name}" for sql, name in once.items())
    facts = f"{source} SELECT *{told} WHERE {' AND '.join(common)}"
    return Query(f"SELECT unit, {', '.join(selects)} FROM (FROM {facts}) GROUP BY unit", tuple(outputs))  # noqa: S608  # texts are quoted


def _tests(conditions: Iterable[Condition]) -> list[str]:
    return list(dict.fromkeys(f"({sql})" for c in conditions if (sql := c.sql()) != "true"))


def _aggregates(atom: Atom, words: Vocabulary) -> tuple[bool, tuple[str, ...]]:
    """Return the aggregates, and whether they are masks. A few words are bits too: much cheaper than DISTINCT."""
    if isinstance(atom.take, Distinct) and atom.take.field in words:
        cases = " ".join(f"WHEN {quoted(word)} THEN {1 << i}" for i, word in enumerate(words[atom.take.field]))
        return True, (f"bit_or(CASE {atom.take.field} {cases} END)" if cases else "max(NULL::BIGINT)",)
    return atom.take.masks, atom.take.sql()


def spread(query: Query, parts: Sequence[Found], size: int) -> Columns:
    """Spread the grouped rows of a query, which may have been answered in parts, over all units."""
    parts = [_whole(part) for part in parts if len(part["unit"])]
    wide = any(part[name].dtype == object for part in parts for output in query.outputs for name in output.names)
    return {output.atom: _column(output, parts, size, wide) for output in query.outputs}


def _whole(found: Found) -> dict[str, npt.NDArray[Any]]:
    """Read numbers that came as text into Python integers, which have no largest."""
    numbers = dict(found)
    for name, values in found.items():
        if name != "unit" and values.dtype == object:
            absent = np.ma.getmaskarray(values)
            read = [0 if none else int(text) for text, none in zip(values.tolist(), absent, strict=True)]
            numbers[name] = np.ma.array(np.array(read, dtype=object), mask=absent)
    return numbers


def _column(output: Output, parts: Sequence[Found], size: int, wide: bool) -> tuple[Ints, Bools]:
    """Put an atom's numbers in their rows; masks become counts of bits."""
    values, missing = nothing(size)
    values = values.astype(object) if wide and not output.masks else values
    for part in parts:
        units, numbers = part["unit"], [part[name] for name in output.names]
        absent = np.logical_and.reduce([np.ma.getmaskarray(each) for each in numbers])
        counted = np.ma.getdata(numbers[0])
        if output.masks:
            masks = np.array([np.ma.filled(each, 0) for each in numbers], dtype=np.int64)
            counted = np.bitwise_count(masks).sum(axis=0, dtype=np.int64)
        elif output.atom.take.zero_is_none:
            absent = absent | (counted == 0)
        values[units], missing[units] = np.where(absent, 0, counted), absent
    values.flags.writeable = missing.flags.writeable = False
    return values, missing
