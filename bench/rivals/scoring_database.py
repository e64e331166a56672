"""One unit after one fact, and a snapshot, with the ledger in a database; run in a process of its own.

    python -m bench.rivals.scoring_database FOLDER ENTRIES

The entries of a snapshot are put into the database that CHUANGWEN_DATABASE names. Prints one JSON object.
"""

# ruff: noqa: S608, SLF001  # it reads the files that the benchmark has just written, by the way that snapshots are read
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from bench.rivals import scoring_book
from bench.rivals.scoring_engines import ON, peak
from chuangwen.core.scoring import assess_unit, explain, open_snapshot, write_snapshot
from chuangwen.core.scoring.remark import kinds_needed, remark_unit

TRIES = 200
SINCE = date(2025, 1, 1)
PER_UNIT = 100
COLUMNS = """unit_id, kind, topic, title, start_date, until_date, times, quantities, level, medium, place, note,
is_approximate, is_self_reported, status, reason, source, created_by_id, created_at, confirmed_by_id, confirmed_at"""


def main() -> None:
    folder, entries = sys.argv[1], int(sys.argv[2])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chuangwen.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    city, rows = fill(folder, entries)
    found: dict[str, Any] = {"entries": rows, "filled": time.perf_counter() - started}
    found |= one_unit(city)
    if rows <= 2_000_000:
        found["snapshot"] = snapshot(city)
    print(json.dumps({**found, "peak": peak()}))


def fill(folder: str, entries: int) -> tuple[int, int]:
    """Put units and their entries into the database, in batches through the driver."""
    from django.db import connection

    from chuangwen.civic.assessments.queries import ledgers
    from chuangwen.civic.orgs.models import Unit
    from chuangwen.civic.people.models import User

    opened = open_snapshot(folder)
    units = opened.units(but=("partners",))
    city = Unit.objects.create(path="00001", kind="city", name="云岭市")
    user = User.objects.create(username="bench", name="沈文", created_at="2026-01-01T00:00:00Z")
    units = units.slice(0, entries // PER_UNIT)
    found = zip(units["kind"].to_pylist(), units["attr_staff"].to_pylist(), strict=True)
    Unit.objects.bulk_create(
        [
            Unit(
                parent=city,
                path=f"00001{n:05x}" if n > 99_998 else f"00001{n + 1:05}",
                kind=kind,
                name=f"单位{n}",
                staff=staff,
            )
            for n, (kind, staff) in enumerate(found)
        ],
        batch_size=5000,
    )
    first = Unit.objects.filter(parent=city).order_by("id").values_list("id", flat=True)[0]
    vendor, address = ledgers._address() or ("", "")
    for number, batch in enumerate(_batches(opened, units.num_rows)):
        _stage(vendor, address, batch, number == 0)
    as_json = "::jsonb" if vendor == "postgresql" else ""
    as_day, as_time = ("::date", "::timestamptz") if vendor == "postgresql" else ("", "")
    yes = ("false", "reported = 1") if vendor == "postgresql" else ("0", "reported")
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute(
            f"INSERT INTO ledger_entry ({COLUMNS}) SELECT unit + {first}, kind, topic, title, start_date{as_day}, "
            f"until_date{as_day}, times, quantities{as_json}, level, medium, place, '', {yes[0]}, {yes[1]}, "
            f"'confirmed', '', 'typed', {user.pk}, '2026-01-01 00:00:00'{as_time}, {user.pk}, "
            f"'2026-01-01 00:00:00'{as_time} FROM staged ORDER BY unit, start_date"
        )
        rows = cursor.rowcount
        cursor.execute("DROP TABLE staged")
        cursor.execute("ANALYZE")
    return city.pk, rows


def _stage(vendor: str, address: str, batch: pa.Table, is_first: bool) -> None:
    from django.db import connection

    if vendor == "postgresql":
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(address) as driver, driver.cursor() as cursor:
            cursor.adbc_ingest("staged", batch, mode="create" if is_first else "append")
            driver.commit()
        return
    names = batch.column_names
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS staged ({', '.join(names)})")
    statement = f"INSERT INTO staged VALUES ({', '.join('?' for _ in names)})"
    connection.connection.executemany(statement, zip(*(batch[name].to_pylist() for name in names), strict=True))
    connection.connection.commit()


def _batches(opened: Any, units: int) -> Iterator[pa.Table]:
    """Yield the confirmed facts of the first units as staged rows, a kind after the other."""
    for kind in opened.kinds:
        file = opened.facts_file(kind)
        with duckdb.connect(":memory:") as engine:
            names = [row[0] for row in engine.execute(f"DESCRIBE SELECT * FROM '{file}'").fetchall()]
            stated = [
                f"CASE WHEN {n} IS NULL THEN '' ELSE ',\"{n[2:]}\":' || {n} END" for n in names if n.startswith("q_")
            ]
            quantities = f"'{{' || ltrim({' || '.join(stated)}, ',') || '}}'" if stated else "'{}'"
            yield engine.sql(
                f"SELECT unit::BIGINT AS unit, '{kind}' AS kind, topic, title, start_date::VARCHAR AS start_date, "
                f"until_date::VARCHAR AS until_date, times::BIGINT AS times, {quantities} AS quantities, level, medium, "
                f"place, coalesce(self_reported, false)::BIGINT AS reported FROM '{file}' "
                f"WHERE status = 'confirmed' AND unit < {units}"
            ).to_arrow_table()


def one_unit(city: int) -> dict[str, list[float]]:
    """Save a fact and mark the unit again: reading what is needed and marking it, then the whole card with reasons."""
    from chuangwen import clock
    from chuangwen.civic.assessments.queries.cases import case_of
    from chuangwen.civic.ledger.models import Entry
    from chuangwen.civic.ledger.queries.recent import facts_of_kinds, facts_of_unit
    from chuangwen.civic.orgs.models import Unit
    from chuangwen.civic.people.models import User

    book, user = scoring_book.book(scoring_book.catalogue()), User.objects.get()
    units = [u for u in Unit.objects.filter(parent_id=city).order_by("?")[: 3 * TRIES] if book.covers(u.kind)][:TRIES]
    shapes = [
        ("meeting", "creation"),
        ("study", "theory"),
        ("volunteer_activity", "practice"),
        ("cleaning", "sanitation"),
    ]
    again: list[float] = []
    card: list[float] = []
    for number, unit in enumerate(units):
        before = assess_unit(book, case_of(unit, facts_of_unit(unit.pk, since=SINCE)), ON)
        kind, topic = shapes[number % len(shapes)]
        Entry.objects.create(
            unit=unit, kind=kind, topic=topic, title="示例", start_date=date(2026, 6, 1), until_date=date(2026, 6, 2),
            status="confirmed", created_by=user, created_at=clock.now(), confirmed_by=user, confirmed_at=clock.now(),
        )  # fmt: skip

        def remarked(unit: Unit = unit, before: Any = before, kind: str = kind) -> Any:
            facts = facts_of_kinds(unit.pk, kinds_needed(book, ON, [kind]), since=SINCE)
            return remark_unit(before, book, case_of(unit, facts), [kind])

        def opened(unit: Unit = unit) -> Any:
            case = case_of(unit, facts_of_unit(unit.pk, since=SINCE))
            explain(book, case, "I-1", ON)
            return assess_unit(book, case, ON)

        found, whole = timed(remarked, again), timed(opened, card)
        if found != whole:
            raise SystemExit(f"unit {unit.pk} marked again differs from the whole")
    return {"again": again[len(shapes) :], "card": card[len(shapes) :]}


def timed(act: Callable[[], Any], times: list[float]) -> Any:
    start = time.perf_counter()
    found = act()
    times.append(time.perf_counter() - start)
    return found


def snapshot(city: int) -> float:
    """Write a snapshot of the whole place."""
    from chuangwen.civic.assessments.queries.ledgers import ledgers_of
    from chuangwen.civic.orgs.models import Unit

    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_snapshot(Path(folder) / "s", ledgers_of(Unit.objects.get(pk=city), since=SINCE), scoring_book.catalogue())
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
