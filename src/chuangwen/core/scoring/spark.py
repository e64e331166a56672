"""The Spark backend: the same columns from the same Parquet, for snapshots that lie where a cluster works.

The queries of the DuckDB backend are fanned out: a task is a span of units of one kind, each task asks DuckDB on
its worker, and the small answers come back as Arrow. A unit's entries are never split between tasks, so that every
aggregate is whole, whatever it is; row groups outside a task's span are never opened. Queries translated into Spark's
own SQL would be slower, and a second meaning to keep; this way Spark adds no arithmetic of its own.

The workers must see the snapshot's folder under the same path (a shared file system). Needs the extra `spark` and a
Java runtime; without them `columns` says so.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from chuangwen.core.rulebook.atoms import Atom
from chuangwen.core.scoring import duck
from chuangwen.core.scoring.duck import Columns, Found, Query
from chuangwen.core.scoring.snapshot import Snapshot

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SPAN = 50_000  # units of one task
SLICES = 4  # rounds of tasks for each core, so that a slow one holds nobody up


class SparkMissing(RuntimeError):
    """Spark is not installed, or has no Java to run on; the message says what to do."""


def session() -> "SparkSession":
    """Return the running Spark session (a cluster is joined by starting one), or start a local one on all cores.

    :raises SparkMissing: the extra or a Java runtime is missing.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415  # an extra that most installations lack
        from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise SparkMissing("没有安装 Spark。请安装可选组件 chuangwen[spark] 后再试。") from error
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder = SparkSession.builder.master("local[*]").appName("chuangwen")
    for key, value in options.items():
        builder = builder.config(key, value)
    try:
        found: SparkSession = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        raise SparkMissing("Spark 没有启动：没有找到 Java 17 以上的运行环境。请安装后再试。") from error
    return found


def columns(atoms: Iterable[Atom], snapshot: Snapshot, size: int) -> Columns:
    """Return each atom's stored integers by unit, and where they are missing: what `duck.columns` returns.

    :raises SparkMissing: the extra or a Java runtime is missing.
    """
    found, atoms = Columns(), tuple(atoms)
    whole = duck.tables_of(snapshot, atoms)
    asked: list[Query] = []
    tasks: list[tuple[int, str]] = []
    for kind, mine in duck.by_kind(atoms).items():
        if snapshot.facts_file(kind) is None:
            found.update({atom: duck.nothing(size) for atom in mine})
            continue
        for start in range(0, size, SPAN):
            tables = {name: _span(source, start) for name, source in whole.items()}
            written = duck.queries(mine, tables[kind], {}, tables)
            tasks += [(len(asked) + i, query.sql) for i, query in enumerate(written)]
        asked += written
    for query, parts in zip(asked, _answers(tasks, len(asked)), strict=True):
        found.update(duck.spread(query, parts, size))
    return found


def _span(source: str, start: int) -> str:
    """Narrow a relation to the units of one task."""
    return f"(FROM {source} WHERE unit >= {start} AND unit < {start + SPAN})"


def _answers(tasks: Sequence[tuple[int, str]], count: int) -> list[list[Found]]:
    """Run the tasks on the cluster and gather their answers by query."""
    found: list[list[Found]] = [[] for _ in range(count)]
    if not tasks:
        return found
    context = session().sparkContext
    slices = min(len(tasks), context.defaultParallelism * SLICES)
    for number, answer in context.parallelize(list(tasks), slices).mapPartitions(_run).collect():
        found[number].append(_masked(pa.ipc.open_stream(answer).read_all()))
    return found


def _run(tasks: Iterable[tuple[int, str]]) -> Iterator[tuple[int, bytes]]:
    """Ask DuckDB on a worker, one task after the other; 64 bits first, text where they do not suffice."""
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for number, sql in tasks:
            try:
                table = connection.sql(sql.replace(duck.EXACT, "::BIGINT")).to_arrow_table()
            except duckdb.ConversionException:
                table = connection.sql(sql.replace(duck.EXACT, "::VARCHAR")).to_arrow_table()
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema) as writer:
                writer.write_table(table)
            yield number, sink.getvalue().to_pybytes()


def _masked(table: pa.Table) -> Found:
    """Read an answer as numpy arrays with masks, as DuckDB itself hands them out."""
    found = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        absent = column.is_null().to_numpy(zero_copy_only=False)
        is_text = pa.types.is_string(column.type)
        values = column.to_numpy(zero_copy_only=False) if is_text else column.fill_null(0).to_numpy()
        found[name] = np.ma.array(values, mask=absent)
    return found
