"""Queries of an SQLite file as Arrow files, in a process of its own.

    python -m chuangwen.civic.assessments.queries.sqlite_rows DATABASE < {"out.arrow": "SELECT …"}

The driver brings another SQLite library than Python's. Two of them in one process undo each other's file locks
when one closes the file, so the driver must never be loaded where Django has the database open.
"""

import json
import sys

import pyarrow as pa
from adbc_driver_sqlite import dbapi


def main() -> None:
    """Answer every query that stands on the standard input, inside one transaction."""
    with dbapi.connect(sys.argv[1]) as driver, driver.cursor() as cursor:
        for path, query in json.load(sys.stdin).items():
            rows = cursor.execute(query).fetch_record_batch()
            with pa.OSFile(path, "wb") as sink, pa.ipc.new_stream(sink, rows.schema) as writer:
                for batch in rows:
                    writer.write_batch(batch)


if __name__ == "__main__":
    main()
