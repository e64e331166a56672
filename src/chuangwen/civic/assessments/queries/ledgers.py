"""A place's ledger for a snapshot, as Arrow tables straight from the database's driver, or as cases through the ORM.

The driver (ADBC) has a connection of its own and sees only what is committed, so inside a transaction, where
somebody may have written already, without a driver, and for a small ledger the ORM is asked instead: the same snapshot.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as json_format
from django.db import connection

from chuangwen.civic.assessments.queries.cases import ATTRIBUTES, assessed_units, cases_of
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.access import after, below
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.pairings import partners_below
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import Kind
from chuangwen.core.scoring import Tables, UnitCase
from chuangwen.core.scoring.duck import cores
from chuangwen.core.scoring.snapshot import LARGEST, MOST_TIMES, fact_schema

log = logging.getLogger(__name__)
LARGE = 20_000  # entries
ENTRIES = """
SELECT e.id, e.unit_id, e.kind, {start} AS start_date, {until} AS until_date, e.times, e.topic, e.level, e.medium,
       e.place, e.source, e.title, CAST(e.quantities AS TEXT) AS quantities,
       CAST(e.is_self_reported AS INTEGER) AS self_reported
FROM ledger_entry e{scan}
WHERE e.status = '{status}' AND e.until_date > '{since}'
  AND e.unit_id IN (SELECT id FROM orgs_unit WHERE path >= '{first}' AND path < '{last}')"""
PROOFS = """
SELECT p.entry_id, p.proof FROM ledger_evidence p
JOIN ledger_entry e ON e.id = p.entry_id JOIN orgs_unit u ON u.id = e.unit_id
WHERE p.removed_at IS NULL AND e.status = '{status}' AND e.until_date > '{since}'
  AND u.path >= '{first}' AND u.path < '{last}'"""
DAYS = {
    "sqlite": "CAST(julianday(e.{0}) - 2440587.5 AS INTEGER)",
    "postgresql": "(e.{0} - DATE '1970-01-01')",
}
WORDS = ("topic", "level", "medium", "place", "source", "title")


def ledgers_of(place: Unit, *, since: date | None, on: date | None = None) -> Tables | Iterable[UnitCase]:
    """Return the assessed units of a place with their confirmed facts: what `write_snapshot` takes, however it came.

    Units are paired as they are `on` a day; without one they are not.
    """
    address = None if connection.in_atomic_block or not _is_large(place) else _address()
    if address:
        try:
            if found := _tables(place, since, on, *address):
                return found
        except (ImportError, OSError, subprocess.SubprocessError, duckdb.Error, pa.ArrowException) as trouble:
            log.warning("the ledger is read through the ORM: %s", trouble)
    return cases_of(place, since=since, on=on)


def _is_large(place: Unit) -> bool:
    """Tell whether the driver is worth its start."""
    return Entry.objects.filter(below(place.path, "unit__"))[:LARGE].count() == LARGE


def _address() -> tuple[str, str] | None:
    """Return the kind of database and where it is, or None when no other connection can see it."""
    known: Mapping[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        name = str(known["NAME"])
        return None if "memory" in name or not name else ("sqlite", name)
    if connection.vendor != "postgresql":
        return None
    said = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    pairs = {**{key: value for key, value in said.items() if value}, "dbname": known["NAME"]}
    return "postgresql", " ".join(f"{key}='{_escaped(str(value))}'" for key, value in pairs.items())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _fetched(vendor: str, address: str, queries: Sequence[str]) -> list[pa.Table]:
    """Ask the database through its driver; SQLite's works in a process of its own (see `sqlite_rows`)."""
    if vendor == "sqlite":
        with TemporaryDirectory() as folder:
            asked = {str(Path(folder) / f"{i}.arrow"): query for i, query in enumerate(queries)}
            command = [sys.executable, "-m", "chuangwen.civic.assessments.queries.sqlite_rows", address]
            subprocess.run(command, input=json.dumps(asked), text=True, check=True, capture_output=True)  # noqa: S603  # our own module
            return [pa.ipc.open_stream(pa.memory_map(path)).read_all() for path in asked]
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415  # a driver that may be absent

    with dbapi.connect(address) as driver, driver.cursor() as cursor:
        return [cursor.execute(query).fetch_arrow_table() for query in queries]


def _tables(place: Unit, since: date | None, on: date | None, vendor: str, address: str) -> Tables | None:
    """Fetch and split the ledger; None when a row does not fit, so that the slow way names it."""
    units = list(assessed_units(place).order_by("id"))  # before the facts: a fact recorded in between waits
    words = {
        "status": Status.CONFIRMED.value,
        "since": since or date.min,
        "first": place.path,
        "last": after(place.path),
        # Most of the ledger is wanted: SQLite reads it in the order it lies in, not by an index.
        "scan": " NOT INDEXED" if vendor == "sqlite" and place.parent_id is None else "",
    }
    days = {name: DAYS[vendor].format(f"{name}_date") for name in ("start", "until")}
    asked = (ENTRIES.format(**words, **days), PROOFS.format(**words))
    entries, proofs = _fetched(vendor, address, asked)
    facts = _split(entries, proofs, [unit.pk for unit in units])
    return None if facts is None else Tables(units=_units(units, partners_below(place, on) if on else {}), facts=facts)


def _units(units: Sequence[Unit], partners: Mapping[int, tuple[int, ...]]) -> pa.Table:
    known = [name for name in sorted(ATTRIBUTES) if any(getattr(unit, name) is not None for unit in units)]
    return pa.table(
        {
            "id": pa.array([unit.pk for unit in units], pa.int64()),
            **{key: pa.array([getattr(unit, key) for unit in units], pa.string()) for key in ("name", "kind", "path")},
            "partners": pa.array([partners.get(unit.pk, ()) for unit in units], pa.list_(pa.int64())),
            **{f"attr_{name}": pa.array([getattr(unit, name) for unit in units], pa.int64()) for name in known},
        }
    )


def _split(entries: pa.Table, proofs: pa.Table, units: Sequence[int]) -> dict[str, pa.Table] | None:
    """Give units their numbers, entries their evidence, and make one table a kind, its quantities as columns."""
    numbers = pc.index_in(entries["unit_id"], pa.array(units, pa.int64()))
    entries = entries.append_column("unit", numbers).filter(pc.is_valid(numbers)).combine_chunks()
    entries = entries.append_column("proofs", _framed(entries["id"], proofs))
    coded = pc.dictionary_encode(entries["kind"].cast(pa.string())).combine_chunks()
    codes, places = coded.dictionary.to_pylist(), coded.indices.to_numpy()
    if not all(code in kinds().kinds for code in codes):
        return None
    with ThreadPoolExecutor(cores()) as pool:

        def of_kind(number: int) -> pa.Table | None:
            return _of_kind(entries.take(pa.array(np.flatnonzero(places == number))), kinds().kinds[codes[number]])

        tables = list(pool.map(of_kind, range(len(codes))))
    found = {code: table for code, table in zip(codes, tables, strict=True) if table is not None}
    return found if len(found) == len(codes) else None


def _framed(entries: pa.ChunkedArray, proofs: pa.Table) -> pa.ChunkedArray:
    """Return each entry's evidence as a sorted list framed by commas; empty where there is none."""
    typed = proofs.cast(pa.schema([("entry_id", pa.int64()), ("proof", pa.string())]))  # none at all has no type
    each = (
        typed.group_by(["entry_id", "proof"]).aggregate([]).sort_by([("entry_id", "ascending"), ("proof", "ascending")])
    )
    lists = each.group_by("entry_id", use_threads=False).aggregate([("proof", "list")])  # one thread keeps the order
    framed = pc.binary_join_element_wise(",", pc.binary_join(lists["proof_list"], ","), ",", "")
    places = pc.index_in(entries, lists["entry_id"].combine_chunks().cast(pa.int64()))
    return framed.cast(pa.string()).take(places).fill_null("")


def _of_kind(found: pa.Table, kind: Kind) -> pa.Table | None:
    """Return a kind's facts in the columns of a snapshot, or None when a row cannot be marked exactly."""
    try:
        numbers = _numbers(found["quantities"], [q.code for q in kind.quantities])
    except pa.ArrowInvalid:
        return None
    if not _fits(found, numbers.values()):
        return None
    rows, reported = found.num_rows, pc.not_equal(found["self_reported"], 0)
    columns = {
        **{name: found[name] for name in ("unit", "id", "times", "proofs", *WORDS)},
        **{name: found[name].cast(pa.int32()).cast(pa.date32()) for name in ("start_date", "until_date")},
        "status": pa.repeat(Status.CONFIRMED.value, rows),
        "self_reported": reported if "self_reported" in kind.fields else pa.nulls(rows, pa.bool_()),
        **{f"q_{code}": column for code, column in numbers.items()},
    }
    schema = fact_schema(kind)
    return pa.table({name: columns[name] for name in schema.names}).cast(schema)


def _numbers(written: pa.ChunkedArray, codes: Sequence[str]) -> dict[str, pa.ChunkedArray]:
    """Read quantities as columns. The same ones are read once, for many entries say the same.

    :raises pa.ArrowInvalid: what is written is not whole numbers of these quantities.
    """
    coded = written.combine_chunks().dictionary_encode()
    schema = pa.schema([(code, pa.int64()) for code in codes])
    strict = json_format.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    lines = "\n".join(coded.dictionary.to_pylist()).encode()
    read = json_format.read_json(pa.BufferReader(lines), parse_options=strict)
    if read.num_rows != len(coded.dictionary):
        raise pa.ArrowInvalid("quantities are not an object a line")
    return {code: read[code].take(coded.indices) for code in codes}


def _fits(found: pa.Table, numbers: Iterable[pa.ChunkedArray]) -> bool:
    """Tell whether the facts of a kind can be summed exactly and last at least a day."""
    bounds = [(found["times"], 1, MOST_TIMES), *((column, -LARGEST, LARGEST) for column in numbers)]
    for column, least, most in bounds:
        seen = pc.min_max(column).as_py()
        if seen["min"] is not None and not least <= seen["min"] <= seen["max"] <= most:
            return False
    return bool(pc.all(pc.greater(found["until_date"], found["start_date"])).as_py())
