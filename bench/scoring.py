"""The scoring engine against its rivals: one hand-written SQL for the same book, and the floor below both.

    script/bench scoring [--units 100 1000] [--facts 100] [--rounds 5]

Makes its own data (always the same for the same size), marks a book of 106 criteria over it, checks that the rival
gives every unit the same total, and prints times, ratios and peak memory.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.rivals import scoring_data, scoring_sql
from chuangwen.core.catalogue import Catalogue
from chuangwen.core.catalogue import load as load_catalogue
from chuangwen.core.rulebook import Book, load
from chuangwen.core.rulebook.yaml_tree import parse, plain
from chuangwen.core.scoring import Snapshot, assess, assess_unit, read_cases, write_snapshot

ON = date(2027, 1, 1)
HEADS = (
    "count",
    "any",
    "sum",
    "latest",
    "lowest",
    "periods",
    "distinct",
    "survey",
    "sites",
    "opinion",
    "graded",
    "target",
)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--units", type=int, nargs="+", default=[100, 1_000, 10_000])
    ask.add_argument("--facts", type=int, default=100)
    ask.add_argument("--rounds", type=int, default=5)
    args = ask.parse_args()
    catalogue = load_catalogue((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))
    book = doubled(catalogue)
    print(
        f"a book of {len(book.criteria)} criteria, {len(book.bonus.items)} bonus and {len(book.negative)} negative items"
    )
    for units in args.units:
        with tempfile.TemporaryDirectory() as folder:
            tables = scoring_data.tables(units, args.facts, catalogue)
            snapshot = write_snapshot(folder, tables, catalogue)
            compare(book, snapshot, units, args.rounds)
    print(f"\npeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


def doubled(catalogue: Catalogue) -> Book:
    """Make the 106-criteria book: every category of the city book, and again over typed entries alone."""
    folder = ROOT / "rulebooks" / "city-unit" / "2026"
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*.yaml")):
        tree = plain(parse(path.read_text(encoding="utf-8"), path.name))
        tree.pop("examples", None)
        if path.name == "book.yaml":
            tree["base"] = "200"
            tree.pop("methods")
            tree["amend"] += [{**change, "criterion": f"{change['criterion']}t"} for change in tree["amend"]]
            texts["book.yaml"] = json.dumps(tree, ensure_ascii=False)
            continue
        texts[path.name] = json.dumps(tree, ensure_ascii=False)
        again = {**tree, "category": f"{tree['category']}t", "criteria": [typed(c) for c in tree["criteria"]]}
        texts[f"typed-{path.name}"] = json.dumps(again, ensure_ascii=False)
    return load(texts, catalogue)


def typed(criterion: dict[str, object]) -> dict[str, object]:
    """Return the criterion over typed entries alone, under a code of its own."""
    return {**criterion, "code": f"{criterion['code']}t", "measure": narrowed(criterion["measure"])}


def narrowed(measure: object) -> object:
    if isinstance(measure, list):
        return [narrowed(part) for part in measure]
    if not isinstance(measure, dict):
        return measure
    inner = {key: value if key == "where" else narrowed(value) for key, value in measure.items()}
    if any(head in inner for head in HEADS):
        inner["where"] = {**inner.get("where", {}), "source": "typed"}
    return inner


def compare(book: Book, snapshot: Snapshot, units: int, rounds: int) -> None:
    rows = sum(part["rows"] for name, part in snapshot.manifest["files"].items() if name.startswith("facts"))
    print(f"\n{units:,} units, {rows:,} facts, from Parquet to every mark in memory, best of {rounds}")
    ours, cards = best(lambda: assess(book, snapshot, ON), rounds)
    rival, totals = best(lambda: scoring_sql.totals(snapshot), rounds)
    floor, _ = best(lambda: grouped(snapshot), rounds)
    if cards.total.tolist() != totals:
        raise SystemExit("the rival gives another total: one of the two is wrong")
    print(f"  ours (DuckDB and numpy)         {ours * 1000:9.1f} ms")
    print(f"  one hand-written SQL            {rival * 1000:9.1f} ms   ours is {ours / rival:.2f} times that")
    print(f"  floor: GROUP BY kind, unit      {floor * 1000:9.1f} ms   ours is {ours / floor:.2f} times that")
    print(f"  same totals: all {len(totals):,}")
    one_unit(book, snapshot, min(units, 200))


def best(act: Callable[[], object], rounds: int) -> tuple[float, object]:
    """Return the shortest of several runs, and what the act gives."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = act()
        times.append(time.perf_counter() - start)
    return min(times), found


def grouped(snapshot: Snapshot) -> object:
    """Count the entries by kind and unit: less work than any marking can do."""
    files = str(snapshot.folder / "facts" / "*.parquet")
    with duckdb.connect(":memory:") as connection:
        sql = f"SELECT filename, unit, count(*) FROM read_parquet('{files}', filename = true, union_by_name = true)"  # noqa: S608  # its own files
        return connection.execute(f"{sql} GROUP BY 1, 2").fetchnumpy()


def one_unit(book: Book, snapshot: Snapshot, count: int) -> None:
    """Mark single units again, as after one saved fact."""
    times = []
    for case in read_cases(snapshot, range(count)):
        if book.covers(case.kind):
            start = time.perf_counter()
            assess_unit(book, case, ON)
            times.append(time.perf_counter() - start)
    times.sort()
    middle, late = times[len(times) // 2] * 1000, times[int(len(times) * 0.95)] * 1000
    print(f"  one unit again, with sentences  {middle:9.2f} ms   (95 of 100 within {late:.2f} ms)")


if __name__ == "__main__":
    main()
