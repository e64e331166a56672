"""Very many new entries at once, handed to the database in one go.

`bulk_create` builds a model object and compiles an INSERT for every few dozen
rows; for 100,000 rows that is most of the time an import takes.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import CharField, Field, IntegerField

from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations._rows import columns_of
from chuangwen.core.catalogue import FactDraft


def insert(drafts: Iterable[tuple[int, FactDraft, int]], constants: Mapping[str, Any]) -> int:
    """Insert (row number, checked draft, unit id); `constants` are the columns that all share. Returns how many."""
    fields = [field for field in Entry._meta.concrete_fields if not field.primary_key]
    common = {**{field.attname: field.get_default() for field in fields}, **constants}
    shared = {field.attname: field.get_db_prep_save(common[field.attname], connection) for field in fields}
    prepare = {field.attname: _preparer(field) for field in fields if not isinstance(field, CharField | IntegerField)}
    rows = []
    for number, draft, unit_id in drafts:
        said = columns_of(draft)
        said["row_number"], said["unit_id"] = number, unit_id
        for name in prepare.keys() & said.keys():
            said[name] = prepare[name](said[name])
        rows.append(tuple({**shared, **said}.values()))
    if rows:
        _write(fields, rows)
    return len(rows)


def _preparer(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    """Return a function that turns a value into what the database takes, once for each value."""
    known: dict[Any, Any] = {}

    def prepare(value: Any) -> Any:
        key = tuple(value.items()) if isinstance(value, dict) else value
        if key not in known:
            known[key] = field.get_db_prep_save(value, connection)
        return known[key]

    return prepare


def _write(fields: "list[Field[Any, Any]]", rows: list[tuple[Any, ...]]) -> None:
    """Hand all rows over at once: COPY where there is one, else one statement prepared once."""
    quote = connection.ops.quote_name
    table = f"{quote(Entry._meta.db_table)} ({', '.join(quote(str(field.column)) for field in fields)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 names of our own columns, no value
