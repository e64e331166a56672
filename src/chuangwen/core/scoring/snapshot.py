"""A snapshot: the units and their facts at one moment, as Parquet with a manifest. From it alone all can be repeated.

Layout: `units.parquet` (one row per unit, in order of id; the row number is the unit's index), `facts/kind=K.parquet`
(in order of unit, first day, id) and `manifest.json` with the SHA-256 of every file; its own SHA-256 is the digest.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook.facts import Fact, UnitCase

FORMAT = "chuangwen-snapshot-1"
MANIFEST = "manifest.json"
UNITS = "units.parquet"
ROW_GROUP = 16_384  # small enough to open one unit at once; no slower to read whole
WRITERS = 2  # files written at once; each holds a kind's facts in memory
LARGEST = 10**15  # quantities beyond this cannot be summed exactly in 64 bits over a nation
MOST_TIMES = 10**6
WORDS = ("topic", "level", "medium", "place", "source", "status", "title")


class SnapshotError(ValueError):
    """The snapshot cannot be written or does not verify; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Facts and units as Arrow tables, for callers that have columns rather than objects.

    Shape: `units` has id, name, kind, path, `partners` (ids) and `attr_*`; each table of `facts` (by kind) has the columns of
    `fact_schema(kind)`, with `unit` the row number in `units`, which must be in order of id.
    """

    units: pa.Table
    facts: Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot on disk, opened: its folder, what the manifest says, and the digest that identifies it."""

    folder: Path
    manifest: Mapping[str, Any] = field(repr=False, compare=False)
    digest: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds that have facts."""
        return tuple(self.manifest["places"])

    def facts_file(self, kind: str) -> Path | None:
        """Return the file of a kind's facts, or None when there are none."""
        return self.folder / _name(kind) if kind in self.manifest["places"] else None

    def units(self, *, but: Collection[str] = ()) -> pa.Table:
        """Return the units in the order of their index, without the columns named."""
        file = pq.ParquetFile(self.folder / UNITS)
        return file.read([name for name in file.schema_arrow.names if name not in but])

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column of the units."""
        return pq.ParquetFile(self.folder / UNITS).read([name])[name]

    def has_column(self, name: str) -> bool:
        """Tell whether the units have such a column; older snapshots have fewer."""
        return name in pq.read_schema(self.folder / UNITS).names

    def verify(self) -> None:
        """Compare every file with the manifest.

        :raises SnapshotError: naming the first file that differs or is missing.
        """
        for name, row in self.manifest["files"].items():
            path = self.folder / name
            if not path.is_file() or _hash(path) != row["sha256"]:
                raise SnapshotError(f"快照文件{name}缺失或已被改动。请从备份恢复，或重新生成快照。")


def fact_schema(kind: Kind) -> pa.Schema:
    """Return the columns of a kind's file. `proofs` is a sorted list framed by commas: `,minutes,photo,`."""
    fixed = [
        ("unit", pa.int32()), ("id", pa.int64()), ("start_date", pa.date32()), ("until_date", pa.date32()),
        ("times", pa.int32()), *((word, pa.string()) for word in WORDS),
        ("proofs", pa.string()), ("self_reported", pa.bool_()),
    ]  # fmt: skip
    return pa.schema([*fixed, *((f"q_{q.code}", pa.int64()) for q in kind.quantities)])


def write_snapshot(folder: Path | str, cases: Iterable[UnitCase] | Tables, catalogue: Catalogue) -> Snapshot:
    """Write a snapshot into an empty or new folder. The manifest comes last: without it there is no snapshot.

    :raises SnapshotError: the folder is in use, or a fact does not fit the catalogue.
    """
    folder = Path(folder)
    if (folder / MANIFEST).exists():
        raise SnapshotError(f"{folder.name} 里已经有一份快照。请换一个文件夹。")
    (folder / "facts").mkdir(parents=True, exist_ok=True)
    tables = cases if isinstance(cases, Tables) else tables_of(cases, catalogue)
    _write(tables.units, folder / UNITS)

    def write(kind: str) -> None:  # a mapping may make its tables when they are asked for
        _write(_in_order(tables.facts[kind]), folder / _name(kind))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, sorted(tables.facts)))
    places = {kind: {q.code: q.places for q in catalogue.kinds[kind].quantities} for kind in sorted(tables.facts)}
    return _manifest(folder, places, catalogue)


def open_snapshot(folder: Path | str) -> Snapshot:
    """Open a snapshot by its manifest; `verify` checks the files.

    :raises SnapshotError: there is no readable manifest.
    """
    folder = Path(folder)
    try:
        raw = (folder / MANIFEST).read_bytes()
        found = json.loads(raw)
        manifest = {FORMAT: found}[found["format"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"{folder.name} 不是一份完整的快照。请重新生成。") from error
    return Snapshot(folder, manifest, sha256(raw).hexdigest())


def read_case(snapshot: Snapshot, unit_id: int) -> UnitCase:
    """Return one unit with its facts as the snapshot holds them.

    :raises SnapshotError: the unit is not in the snapshot.
    """
    units = snapshot.units()
    found = [row for row, known in enumerate(units["id"].to_pylist()) if known == unit_id]
    if not found:
        raise SnapshotError(f"快照里没有编号为{unit_id}的单位。请核对单位编号和快照日期。")
    return next(iter(read_cases(snapshot, found, units)))


def read_cases(snapshot: Snapshot, rows: Iterable[int], units: pa.Table | None = None) -> list[UnitCase]:
    """Return units by their row numbers, with their facts in order of kind, first day and id."""
    rows = list(rows)
    units = snapshot.units() if units is None else units
    facts: dict[int, list[Fact]] = {row: [] for row in rows}
    for kind in snapshot.kinds:
        for record in _rows_of(snapshot.folder / _name(kind), rows).to_pylist():
            facts[record["unit"]].append(_fact(kind, record))
    return [
        _case(record, facts[row])
        for row, record in zip(rows, units.take(pa.array(rows, pa.int64())).to_pylist(), strict=True)
    ]


def tables_of(cases: Iterable[UnitCase], catalogue: Catalogue) -> Tables:
    """Turn cases into tables."""
    ordered = sorted(cases, key=lambda case: case.id)
    if len({case.id for case in ordered}) < len(ordered):
        raise SnapshotError("有两个单位的编号相同，无法生成快照。请先合并重复的单位。")
    names = sorted({name for case in ordered for name in case.attributes})
    columns = {
        "id": pa.array([c.id for c in ordered], pa.int64()),
        **{key: pa.array([getattr(c, key) for c in ordered], pa.string()) for key in ("name", "kind", "path")},
        "partners": pa.array([c.partners for c in ordered], pa.list_(pa.int64())),
        **{f"attr_{name}": pa.array([c.attributes.get(name) for c in ordered], pa.int64()) for name in names},
    }
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for row, case in enumerate(ordered):
        for fact in case.facts:
            by_kind.setdefault(fact.kind, []).append(_record(row, fact, catalogue))
    facts = {k: pa.Table.from_pylist(rows, fact_schema(catalogue.kinds[k])) for k, rows in by_kind.items()}
    return Tables(units=pa.table(columns), facts=facts)


def _record(row: int, fact: Fact, catalogue: Catalogue) -> dict[str, Any]:
    kind = catalogue.kinds.get(fact.kind)
    if kind is None:
        raise SnapshotError(f"记录{fact.id}的类别“{fact.kind}”不在目录里。请先在 kinds.yaml 中登记。")
    if strange := [code for code in fact.quantities if kind.quantity(code) is None]:
        raise SnapshotError(f"记录{fact.id}的数量“{strange[0]}”不属于“{kind.name}”。请更正这条记录。")
    if fact.until_date <= fact.start_date:
        raise SnapshotError(f"记录{fact.id}的结束日期不晚于开始日期。请更正这条记录。")
    if any(abs(value) > LARGEST for value in fact.quantities.values()):
        raise SnapshotError(f"记录{fact.id}的数量大得不合常理。请更正这条记录。")
    if not 0 < fact.times <= MOST_TIMES:
        raise SnapshotError(f"记录{fact.id}的次数应当在1到{MOST_TIMES}之间。请更正这条记录。")
    proofs = "".join(f",{code}" for code in sorted(fact.proofs))
    return {
        "unit": row, "id": fact.id, "start_date": fact.start_date, "until_date": fact.until_date, "times": fact.times,
        **{word: getattr(fact, word) for word in WORDS},
        "proofs": f"{proofs}," if proofs else "", "self_reported": fact.self_reported,
        **{f"q_{code}": value for code, value in fact.quantities.items()},
    }  # fmt: skip


def _rows_of(path: Path, units: list[int]) -> pa.Table:
    """Read the rows of some units: the file is in order of unit, so most of a large one is never opened."""
    file = pq.ParquetFile(path)
    table = file.read_row_groups(groups_with(file, units))
    return table.filter(pc.is_in(table["unit"], pa.array(units, pa.int32())))


def groups_with(file: pq.ParquetFile, units: Iterable[int]) -> list[int]:
    """Return the row groups of a kind's file that may hold any of these units, by their statistics."""
    wanted = sorted(units)
    column = file.schema_arrow.get_field_index("unit")
    bounds = [file.metadata.row_group(i).column(column).statistics for i in range(file.num_row_groups)]
    return [i for i, span in enumerate(bounds) if bisect_left(wanted, span.min) < bisect_right(wanted, span.max)]


def _fact(kind: str, record: Mapping[str, Any]) -> Fact:
    quantities = {key[2:]: value for key, value in record.items() if key.startswith("q_") and value is not None}
    start: date = record["start_date"]
    return Fact(
        id=record["id"], kind=kind, start_date=start, until_date=record["until_date"], times=record["times"],
        quantities=quantities, proofs=frozenset(p for p in record["proofs"].split(",") if p),
        self_reported=record["self_reported"], **{word: record[word] for word in WORDS},
    )  # fmt: skip


def _case(record: Mapping[str, Any], facts: list[Fact]) -> UnitCase:
    attributes = {key[5:]: value for key, value in record.items() if key.startswith("attr_") and value is not None}
    return UnitCase(
        id=record["id"], name=record["name"], kind=record["kind"], path=record["path"],
        attributes=attributes, facts=tuple(facts), partners=tuple(record.get("partners") or ()),
    )  # fmt: skip


def _name(kind: str) -> str:
    return f"facts/kind={kind}.parquet"


def _in_order(table: pa.Table) -> pa.Table:
    return table.sort_by([("unit", "ascending"), ("start_date", "ascending"), ("id", "ascending")])


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _manifest(folder: Path, places: Mapping[str, Mapping[str, int]], catalogue: Catalogue) -> Snapshot:
    names = [UNITS, *(_name(kind) for kind in places)]
    files = {name: {"sha256": _hash(folder / name), "rows": pq.read_metadata(folder / name).num_rows} for name in names}
    manifest = {
        "format": FORMAT,
        "catalogue": {"version": catalogue.version, "digest": catalogue.digest},
        "places": places,
        "files": files,
    }
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return open_snapshot(folder)
