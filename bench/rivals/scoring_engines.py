"""One engine over one snapshot in a process of its own: prints seconds and peak memory, keeps its marks.

python -m bench.rivals.scoring_engines ENGINE FOLDER ROUNDS OUT
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bench.rivals import scoring_book, scoring_sql
from chuangwen.core.scoring import Scorecards, Snapshot, assess, open_snapshot

ON = date(2027, 1, 1)
READ = ("unit", "start_date", "until_date", "topic", "times")


def scan(snapshot: Snapshot) -> None:
    """Read the five columns that almost every criterion needs."""
    parts = ", ".join(f"max({name})" for name in READ)
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SELECT {parts} FROM '{snapshot.folder}/facts/*.parquet'").fetchall()  # noqa: S608  # its own files


def grouped(snapshot: Snapshot) -> None:
    """Count the entries by kind and unit: less work than any marking can do."""
    kinds = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, unit FROM '{snapshot.facts_file(kind)}'"  # noqa: S608  # its own files
        for kind in snapshot.kinds
    )
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"SELECT kind, unit, count(*) FROM ({kinds}) GROUP BY kind, unit").fetchnumpy()  # noqa: S608  # its own files


def assessed(backend: Any) -> Callable[[Snapshot], Scorecards]:
    book = scoring_book.book(scoring_book.catalogue())
    return lambda snapshot: assess(book, snapshot, ON, backend=backend)


def engines(name: str) -> Callable[[Snapshot], Any]:
    """Return an engine; its libraries are loaded only in its own process."""
    if name in ("scan", "grouped"):
        return {"scan": scan, "grouped": grouped}[name]
    if name == "sql":
        return scoring_sql.totals
    if name == "ours":
        from chuangwen.core.scoring import duck

        return assessed(duck.columns)
    if name == "spark":
        from chuangwen.core.scoring import spark

        return assessed(spark.columns)
    from bench.rivals import scoring_backends

    return assessed(getattr(scoring_backends, f"by_{name}"))


def peak() -> float:
    """Return the most memory that this process and its children have held, in MiB."""
    own = os.getpid()
    parents = {int(p.name): int(_status(p, "PPid") or 0) for p in Path("/proc").iterdir() if p.name.isdigit()}
    family = {own}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(int((_status(Path(f"/proc/{pid}"), "VmHWM") or "0").split()[0]) for pid in family) / 1024


def _status(process: Path, key: str) -> str | None:
    try:
        lines = (process / "status").read_text().splitlines()
    except OSError:
        return None
    return next((line.split(":")[1].strip() for line in lines if line.startswith(f"{key}:")), None)


def main() -> None:
    name, folder, rounds, out = sys.argv[1:]
    snapshot, act = open_snapshot(folder), engines(name)
    times, found = [], None
    for _ in range(int(rounds)):
        found = None
        start = time.perf_counter()
        found = act(snapshot)
        times.append(time.perf_counter() - start)
    most = peak()
    if isinstance(found, Scorecards):
        marks = [column.points for column in found.marks.values()]
        np.save(out, np.array([*marks, found.total], dtype=np.int32))
    elif found is not None:
        np.save(out, np.array([found], dtype=np.int32))
    print(json.dumps({"times": times, "peak": most}))


if __name__ == "__main__":
    main()
