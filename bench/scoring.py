"""The scoring engine against its rivals, from one unit to a nation: times, ratios, peak memory, and equal marks.

    script/bench scoring [--units 1000 10000 100000] [--facts 100] [--rounds 3] [--nation 0] [--database 100000]

Makes its own data (always the same for the same size) and runs every engine in a process of its own, so that peak
memory is its own. All marks are compared. `--nation 1000000` adds a nation by simulation (100 facts a unit, some
minutes to make); `--database N` sets how many entries lie in SQLite, and in PostgreSQL where it is installed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np

ENGINES = {
    "ours": "ours: DuckDB and numpy", "sql": "one hand-written SQL", "polars": "Polars, streaming",
    "numpy": "numpy masks a criterion", "pandas": "pandas groups a criterion", "spark": "ours: Spark, local",
    "scan": "floor: scan five columns", "grouped": "floor: GROUP BY kind, unit",
}  # fmt: skip
BYTES = 2**20


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--units", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    ask.add_argument("--facts", type=int, default=100)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    ask.add_argument("--nation", type=int, default=0, help="units of the simulated nation; 0 leaves it out")
    ask.add_argument("--database", type=int, default=100_000, help="entries in each database; 0 leaves them out")
    ask.add_argument("--keep", help="a folder to keep the made data in")
    args = ask.parse_args()
    engines = [name for name in args.engines if name != "spark" or has_spark()]
    with kept(args.keep) as folder:
        for units in args.units:
            place = made(folder, units, args.facts)
            compare(place, units, args.facts, args.rounds, engines)
            tries(place)
        if args.database:
            databases(made(folder, max(args.database // args.facts, 100), args.facts), args.database)
        if args.nation:
            nation(folder, args.nation, args.facts)


@contextmanager
def kept(folder: str | None) -> Iterator[Path]:
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        yield Path(folder)
    else:
        with tempfile.TemporaryDirectory() as new:
            yield Path(new)


def run(module: str, *arguments: object, **environment: str) -> dict[str, Any]:
    """Run a part of the benchmark in a process of its own and return what it prints."""
    command = [sys.executable, "-m", f"bench.rivals.{module}", *map(str, arguments)]
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(  # its own words say what failed
        command,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path, **environment},
        cwd=ROOT,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def has_spark() -> bool:
    from importlib.util import find_spec

    return bool(find_spec("pyspark") and (shutil.which("java") or os.environ.get("JAVA_HOME")))


def made(folder: Path, units: int, facts: int) -> Path:
    """Make the snapshot of a size, unless it is there."""
    place = folder / f"{units}-{facts}"
    if not (place / "manifest.json").exists():
        start = time.perf_counter()
        run("scoring_data", place, units, facts)
        print(f"\nmade {units:,} units with {units * facts:,} facts in {time.perf_counter() - start:.0f} s", flush=True)
    return place


def compare(place: Path, units: int, facts: int, rounds: int, engines: list[str]) -> None:
    print(f"\n{units:,} units, {units * facts / 1e6:g} M facts, 142 criteria, Parquet → all cards in memory")
    print(
        f"load of the machine {os.getloadavg()[0]:.1f}; the least and the middle of {rounds} runs, in one process each"
    )
    found = {name: run("scoring_engines", name, place, rounds, place / f"{name}.npy") for name in engines}
    best = {name: min(row["times"]) for name, row in found.items()}
    for name, row in found.items():
        ratio = f"{best[name] / best['ours']:8.2f} × ours" if "ours" in best else ""
        times = f"{best[name]:9.3f} s  {median(row['times']):9.3f} s"
        print(f"  {ENGINES[name]:28}{times} {ratio} {row['peak']:8,.0f} MiB", flush=True)
    for bound in ("sql", "grouped"):
        if "ours" in best and bound in best:
            print(f"  ours is {best['ours'] / best[bound]:.2f} × {ENGINES[bound]}")
    exactness(place, [name for name in engines if name not in ("scan", "grouped")])
    orm = run("scoring_oracle", place, 200, place / "ours.npy")
    print(f"  scalar oracle on {orm['units']} units: {orm['differences']} differences")


def exactness(place: Path, engines: list[str]) -> None:
    """Compare every mark of every engine with ours; a rival that gives totals alone is compared by those."""
    if "ours" not in engines:
        return
    ours, marks, wrong = np.load(place / "ours.npy", mmap_mode="r"), 0, {}
    for name in engines:
        other = np.load(place / f"{name}.npy", mmap_mode="r")
        mine = ours if len(other) == len(ours) else ours[-1:]
        differing = int((other != mine).sum())
        marks += other.size if name != "ours" else 0
        if differing:
            wrong[name] = differing
    print(f"  differences: {wrong or 0} in {marks:,} marks of {len(engines) - 1} other engines", flush=True)


def tries(place: Path) -> None:
    """Try a threshold and a new measure on all units, and open single cards."""
    found = run("scoring_tries", place)
    print(
        f"  threshold tried on all units {found['threshold'] * 1000:.0f} ms · a new measure {found['measure'] * 1000:.0f} ms"
        f" · one card of the snapshot with its reasons {found['card'] * 1000:.1f} ms",
        flush=True,
    )


def databases(place: Path, entries: int) -> None:
    """Measure one unit after one fact in SQLite, and in PostgreSQL where it is installed."""
    from bench.rivals.scoring_postgres import cluster

    with tempfile.TemporaryDirectory() as home:
        address = f"sqlite:///{home}/bench.sqlite3"
        told("SQLite", run("scoring_database", place, entries, CHUANGWEN_HOME=home, CHUANGWEN_DATABASE=address))
    with cluster() as address, tempfile.TemporaryDirectory() as home:
        if address is None:
            print("  PostgreSQL is not installed: left out")
        else:
            told("PostgreSQL", run("scoring_database", place, entries, CHUANGWEN_HOME=home, CHUANGWEN_DATABASE=address))


def told(name: str, found: dict[str, Any]) -> None:
    print(f"\n{name}, {found['entries']:,} entries (filled in {found['filled']:.0f} s), load {os.getloadavg()[0]:.1f}")
    for key, said in (("again", "one unit after one fact"), ("card", "one card with all its reasons")):
        times = sorted(found[key])
        late = times[int(len(times) * 0.95)]
        print(f"  {said:32} p50 {median(times) * 1000:6.2f} ms   p95 {late * 1000:6.2f} ms")
    each = sum(found["card"]) / len(found["card"])
    print(
        f"  ORM loop over all units, extrapolated from {len(found['card'])}: {each * 100_000:,.0f} s for 100,000 units"
    )
    if "snapshot" in found:
        print(f"  {'snapshot to Parquet':32} {found['snapshot']:10.2f} s", flush=True)


def nation(folder: Path, most: int, facts: int) -> None:
    """Grow by ten up to a nation, and say what a million facts cost and whether all fits in 4 GB."""
    print("\na nation by simulation")
    for units in [size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size < most] + [most]:
        place = made(folder, units, facts)
        row = run("scoring_engines", "ours", place, 1, place / "ours.npy")
        seconds, millions = min(row["times"]), units * facts / 1e6
        fits = "fits" if row["peak"] < 4096 else "does not fit"
        print(f"  {units:>10,} units {millions:>8,.0f} M facts {seconds:8.2f} s  {seconds / millions * 1000:7.1f} ms a million"
              f"  {row['peak']:8,.0f} MiB ({fits} in 4 GB)", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
