"""What an assessment stands on: the units that a book covers, and the columns of its atoms, fetched once."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from chuangwen.core.rulebook.atoms import Atom
from chuangwen.core.rulebook.columns import Bools, Ints, Table, Words, room
from chuangwen.core.rulebook.model import Book
from chuangwen.core.scoring import duck
from chuangwen.core.scoring.snapshot import Snapshot, SnapshotError
from chuangwen.core.scoring.unit import peer_groups

Columns = Mapping[Atom, tuple[Ints, Bools]]
Backend = Callable[[Iterable[Atom], Snapshot, int], Columns]
KEPT_BYTES = 512 * 2**20


class ColumnCache:
    """Columns of several snapshots by the snapshot's digest and the atom, the longest unused given up first.

    Facts of a snapshot never change, so nothing here goes stale. May be shared between threads.
    """

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes, self._bytes = kept_bytes, 0
        self._columns: OrderedDict[tuple[str, Atom], tuple[Ints, Bools]] = OrderedDict()
        self._lock = Lock()

    def columns(self, atoms: Iterable[Atom], snapshot: Snapshot, size: int, backend: Backend) -> Columns:
        """Return the atoms' columns, asking the backend only for those that are not kept."""
        wanted = list(dict.fromkeys(atoms))
        with self._lock:
            keys = [(snapshot.digest, atom) for atom in wanted]
            found = {key[1]: self._columns[key] for key in keys if key in self._columns}
            for atom in found:
                self._columns.move_to_end((snapshot.digest, atom))
        if lacking := [atom for atom in wanted if atom not in found]:
            fetched = backend(lacking, snapshot, size)
            self._keep(snapshot.digest, fetched)
            found.update(fetched)
        return found

    def _keep(self, digest: str, fetched: Columns) -> None:
        with self._lock:
            for atom, column in fetched.items():
                if (digest, atom) not in self._columns:
                    self._bytes += _bytes(column)
                self._columns[digest, atom] = column
            while self._bytes > self._kept_bytes and self._columns:
                self._bytes -= _bytes(self._columns.popitem(last=False)[1])


def _bytes(column: tuple[Ints, Bools]) -> int:
    return column[0].nbytes + column[1].nbytes


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a snapshot that a book covers: their rows in it, their own columns, their peer groups."""

    rows: Ints
    ids: Ints
    names: pa.ChunkedArray
    kinds: Words
    groups: Words
    attributes: Mapping[str, tuple[Ints, Bools]] = field(repr=False)
    whole: int  # how many units the snapshot has
    partners: Mapping[int, tuple[int, ...]] = field(default_factory=dict, repr=False)  # by id, where there are any


def units_of(book: Book, snapshot: Snapshot) -> Units:
    """Return the covered units in order of id."""
    table = snapshot.units(but=("path", "partners"))
    kinds = _words(table["kind"])
    rows = np.flatnonzero(kinds.among([kind for kind in kinds.names if book.covers(kind)]))
    found = {
        name[5:]: (table[name].fill_null(0).to_numpy(), table[name].is_null().to_numpy())
        for name in table.column_names
        if name.startswith("attr_")
    }
    ids, names = table["id"].to_numpy(), table["name"]
    if len(rows) < table.num_rows:
        kinds, ids, names = kinds.taken(rows), ids[rows], names.take(pa.array(rows))
        found = {name: (values[rows], missing[rows]) for name, (values, missing) in found.items()}
    groups = kinds.renamed(book.group_of)
    if book.groups.minimum > 1:
        merged = peer_groups(book, kinds.to_list())
        groups = groups.renamed(lambda name: merged.get(name, name))  # names of units that are not covered stay
    partners = _partners(snapshot, ids) if book.pairs else {}
    return Units(rows, ids, names, kinds, groups, found, table.num_rows, partners)


def _partners(snapshot: Snapshot, ids: Ints) -> dict[int, tuple[int, ...]]:
    """Return the partners of the covered units that have any; a snapshot may be older than partnerships."""
    if not snapshot.has_column("partners"):
        return {}
    covered, found = set(ids.tolist()), snapshot.column("partners").to_pylist()
    units = snapshot.column("id").to_pylist()
    return {unit: tuple(others) for unit, others in zip(units, found, strict=True) if others and unit in covered}


def _words(column: pa.ChunkedArray) -> Words:
    coded = pa.chunked_array(column).combine_chunks().dictionary_encode()
    return Words(coded.indices.to_numpy().astype(np.int64), tuple(coded.dictionary.to_pylist()))


def columns_of(
    book: Book, snapshot: Snapshot, assessed_on: date, *, backend: Backend = duck.columns,
    cache: ColumnCache | None = None, units: Units | None = None, known: Columns | None = None,
) -> Table:  # fmt: skip
    """Return the columns of every atom that a book needs on a day, a row per covered unit.

    What `cache` keeps, or an earlier table over the same units has (`known`), is not asked for again.

    :raises SnapshotError: the snapshot stores a quantity at other places than the book reads it.
    """
    _same_places(book, snapshot)
    units = units or units_of(book, snapshot)
    wanted = atoms_of(book.on(assessed_on), assessed_on)
    found = {atom: known[atom] for atom in wanted if known and atom in known}
    lacking = [atom for atom in wanted if atom not in found]
    fetched: dict[Atom, tuple[Ints, Bools]] = {}
    if lacking and cache:
        fetched = dict(cache.columns(lacking, snapshot, units.whole, backend))
    elif lacking:
        fetched = dict(backend(lacking, snapshot, units.whole))
    if len(units.rows) < units.whole:
        _keep_rows(fetched, units.rows)
    return Table(len(units.rows), {**found, **fetched}, units.attributes, units.kinds, units.groups.codes)


def _keep_rows(columns: dict[Atom, tuple[Ints, Bools]], rows: Ints) -> None:
    """Keep some rows of each column, in place: all whole columns beside all the shorter ones are much memory."""

    def keep(atom: Atom) -> None:
        num, missing = columns[atom]
        columns[atom] = num, missing = _rows(num, rows), _rows(missing, rows)
        num.flags.writeable = missing.flags.writeable = False

    with ThreadPoolExecutor(duck.cores()) as pool:
        list(pool.map(keep, list(columns)))


def _rows(values: Any, rows: Ints) -> Any:
    if values.dtype == object:
        return values.take(rows)
    return values.take(rows, out=room(len(rows), values.dtype.type), mode="clip")  # "raise" would copy once more


def atoms_of(book: Book, assessed_on: date) -> list[Atom]:
    """Return every atom that the book needs on a day, each once."""
    found = [a for c in (*book.criteria, *book.bonus.items) for a in c.measure.atoms(c.scope(book, assessed_on))]
    found += [atom for measure in book.line_measures() for atom in measure.atoms(book.scope(assessed_on))]
    for item in book.negative:
        found += [*item.measure.atoms(item.scope(assessed_on)), *item.concealed.atoms(item.scope(assessed_on))]
    return list(dict.fromkeys(found))


def _same_places(book: Book, snapshot: Snapshot) -> None:
    stored = snapshot.manifest["places"]
    for kind in book.kinds():
        for quantity in kind.quantities:
            # A snapshot may be older than a quantity of the catalogue; only one stored otherwise is in the way.
            if stored.get(kind.code, {}).get(quantity.code, quantity.places) != quantity.places:
                raise SnapshotError(
                    f"“{kind.name}”的{quantity.name}在快照与规则书里的小数位不一致。请用同一版目录重新生成快照。"
                )
