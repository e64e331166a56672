"""A place's ledger for a snapshot, as Arrow tables straight from the database's driver, or as cases through the ORM.

The driver (ADBC) has a connection of its own and sees only what is committed, so inside a transaction, where
somebody may have written already, without a driver, and for a small ledger the ORM is asked instead: the same snapshot.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
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
from chuangwen.core.scoring.snapshot import LARGEST, MOST_TIMES, fact_schema

log = logging.getLogger(__name__)
LARGE = 20_000  # entries
ENTRIES = """
SELECT e.id, e.unit_id, e.kind, {start} AS start_date, {until} AS until_date, e.times, e.topic, e.level, e.medium,
       e.place, e.source, e.title, CAST(e.quantities AS TEXT) AS quantities,
       CAST(e.is_self_reported AS INTEGER) AS self_reported
FROM ledger_entry e JOIN orgs_unit u ON u.id = e.unit_id
WHERE e.status = '{status}' AND e.until_date > '{since}' AND u.path >= '{first}' AND u.path < '{last}'"""
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
    }
    days = {name: DAYS[vendor].format(f"{name}_date") for name in ("start", "until")}
    asked = (ENTRIES.format(**words, **days), PROOFS.format(**words))
    entries, proofs = _fetched(vendor, address, asked)
    with duckdb.connect(":memory:") as engine:
        engine.register("entries", entries)
        engine.register("proofs", proofs)
        engine.register("units", pa.table({"id": pa.array([u.pk for u in units], pa.int64())}))
        facts = _split(engine)
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


def _split(engine: duckdb.DuckDBPyConnection) -> dict[str, pa.Table] | None:
    """Give units their numbers, entries their evidence, and make one table a kind, its quantities as columns."""
    engine.execute(
        """CREATE TABLE facts AS
        WITH numbered AS (SELECT id, (row_number() OVER (ORDER BY id) - 1)::INTEGER AS unit FROM units),
             framed AS (SELECT entry_id, ',' || string_agg(DISTINCT proof, ',' ORDER BY proof) || ',' AS framed
                        FROM proofs GROUP BY entry_id)
        SELECT unit, e.* EXCLUDE (unit_id), coalesce(framed, '') AS proofs FROM entries e
        JOIN numbered n ON n.id = e.unit_id LEFT JOIN framed f ON f.entry_id = e.id"""
    ).fetchall()
    found: dict[str, pa.Table] = {}
    for (code,) in engine.execute("SELECT DISTINCT kind FROM facts ORDER BY kind").fetchall():
        kind = kinds().kinds.get(code)
        table = _of_kind(engine, kind) if kind else None
        if table is None:
            return None
        found[code] = table
    return found


def _of_kind(engine: duckdb.DuckDBPyConnection, kind: Kind) -> pa.Table | None:
    """Return a kind's facts, or None when a row carries what the catalogue does not allow."""
    numbers = [f"(quantities->>'$.{q.code}')::BIGINT AS \"q_{q.code}\"" for q in kind.quantities]
    reported = "self_reported <> 0" if "self_reported" in kind.fields else "NULL::BOOLEAN"
    selects = [
        *("unit", "id", "DATE '1970-01-01' + start_date::INTEGER AS start_date"),
        *("DATE '1970-01-01' + until_date::INTEGER AS until_date", "times::INTEGER AS times", *WORDS),
        *(f"'{Status.CONFIRMED.value}' AS status", "proofs", f"{reported} AS self_reported", *numbers),
    ]
    schema = fact_schema(kind)
    query = f"SELECT {', '.join(selects)} FROM facts WHERE kind = '{kind.code}'"  # noqa: S608  # codes of the catalogue
    found: Any = engine.sql(query).to_arrow_table()
    table: pa.Table = found.select(schema.names).cast(schema)
    return table if _fits(engine, kind) else None


def _fits(engine: duckdb.DuckDBPyConnection, kind: Kind) -> bool:
    """Tell whether every row of a kind can be marked exactly and carries only the kind's own quantities."""
    codes = [q.code for q in kind.quantities]
    large = [f"abs((quantities->>'$.{code}')::HUGEINT) > {LARGEST}" for code in codes]
    known = f"[{', '.join(repr(code) for code in codes)}]::VARCHAR[]"
    strange = f"len(list_filter(json_keys(quantities), lambda k: NOT list_contains({known}, k))) > 0"
    tests = [*large, strange, f"times NOT BETWEEN 1 AND {MOST_TIMES}", "until_date <= start_date"]
    wrong = f"kind = '{kind.code}' AND ({' OR '.join(tests)})"
    return engine.execute(f"SELECT count(*) FROM facts WHERE {wrong}").fetchall() == [(0,)]  # noqa: S608  # codes of the catalogue
