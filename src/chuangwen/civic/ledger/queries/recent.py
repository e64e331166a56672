"""A unit's facts of a few kinds, at once after an act: one statement written out, for the ORM would cost more than it."""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import connection

from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.wordbook import kinds as catalogue
from chuangwen.core.rulebook.facts import Fact

STATEMENT = """
SELECT e.id, e.kind, e.start_date, e.until_date, e.topic, e.times, e.quantities, e.level, e.medium, e.place, e.source,
       e.status, e.title, e.is_self_reported, p.proof
FROM ledger_entry e LEFT JOIN ledger_evidence p ON p.entry_id = e.id AND p.removed_at IS NULL
WHERE e.unit_id = %s AND e.kind IN ({places}) AND e.until_date > %s AND e.status IN (%s, %s) ORDER BY e.id"""
PLAIN = ("topic", "times", "quantities", "level", "medium", "place", "source", "status", "title")


def facts_of_kinds(unit_id: int, kinds: Collection[str], *, since: date | None = None) -> tuple[Fact, ...]:
    """Return what `facts_of_unit` does, of some kinds alone."""
    if not kinds:
        return ()
    wanted = sorted(kinds)
    statement = STATEMENT.format(places=", ".join(["%s"] * len(wanted)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [unit_id, *wanted, since or date.min, Status.DRAFT, Status.CONFIRMED])
        rows = cursor.fetchall()
    proofs: dict[int, set[str]] = {}
    for row in rows:
        if row[-1] is not None:
            proofs.setdefault(row[0], set()).add(row[-1])
    return tuple(_fact(row, frozenset(proofs.get(number, ()))) for number, row in {row[0]: row for row in rows}.items())


def _fact(row: tuple[Any, ...], proofs: frozenset[str]) -> Fact:
    number, kind, start, until, *plain, is_self_reported, _ = row
    said = dict(zip(PLAIN, plain, strict=True))
    known = catalogue().kinds.get(kind)
    asks = known is not None and "self_reported" in known.fields
    if isinstance(said["quantities"], str):
        said["quantities"] = json.loads(said["quantities"])
    return Fact(
        id=number, kind=kind, start_date=_day(start), until_date=_day(until), proofs=proofs,
        self_reported=bool(is_self_reported) if asks else None, **said,
    )  # fmt: skip


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
