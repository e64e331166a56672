"""Queries of an SQLite file as Arrow files, in a process of its own.

    python -m chuangwen.civic.assessments.queries.sqlite_rows DATABASE < {"out.arrow": "SELECT …"}

The driver brings another SQLite library than Python's. Two of them in one process undo each other's file locks
when one closes the file, so the driver must never be loaded where Django has the database open.
"""

import json
import sys

import adbc_driver_manager
import adbc_driver_sqlite
import pyarrow as pa


def main() -> None:
    """Answer every query that stands on the standard input.

    The driver is asked directly: its comfortable layer would load far more than the answer takes.
    """
    with (
        adbc_driver_sqlite.connect(sys.argv[1]) as database,
        adbc_driver_manager.AdbcConnection(database) as connection,
    ):
        for path, query in json.load(sys.stdin).items():
            with adbc_driver_manager.AdbcStatement(connection) as statement:
                statement.set_sql_query(query)
                handle, _ = statement.execute_query()
                rows = pa.RecordBatchReader._import_from_c(handle.address)  # noqa: SLF001  # how Arrow takes a stream over
                with pa.OSFile(path, "wb") as sink, pa.ipc.new_stream(sink, rows.schema) as writer:
                    for batch in rows:
                        writer.write_batch(batch)


if __name__ == "__main__":
    main()
