"""A unit's facts at once, all or of a few kinds: one statement written out, for the ORM would cost more than it."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.wordbook import kinds as catalogue
from chuangwen.core.catalogue import Kind
from chuangwen.core.rulebook.facts import Fact

STATEMENT = """
SELECT e.id, e.kind, e.start_date, e.until_date, e.topic, e.times, e.quantities, e.level, e.medium, e.place, e.source,
       e.status, e.title, e.is_self_reported, p.proof
FROM ledger_entry e LEFT JOIN ledger_evidence p ON p.entry_id = e.id AND p.removed_at IS NULL
WHERE e.unit_id = %s AND e.until_date > %s AND e.status IN (%s, %s)"""
NO_PROOFS: frozenset[str] = frozenset()


def facts_of_kinds(unit_id: int, kinds: Collection[str], *, since: date | None = None) -> tuple[Fact, ...]:
    """Return what `facts_of_unit` does, of some kinds alone."""
    if not kinds:
        return ()
    wanted = sorted(kinds)
    return _facts(unit_id, since, f" AND e.kind IN ({', '.join(['%s'] * len(wanted))})", wanted)


def facts_of_unit(unit_id: int, *, since: date | None = None, until: date | None = None) -> tuple[Fact, ...]:
    """Return a unit's drafts and confirmed entries as the core sees them, in one query.

    `since` and `until` (exclusive) leave out what lies wholly outside, so that
    the cost does not grow with the years that a ledger has been kept.
    """
    return _facts(unit_id, since, " AND e.start_date < %s", [until]) if until else _facts(unit_id, since, "", ())


def _facts(unit_id: int, since: date | None, more: str, values: Sequence[date | str]) -> tuple[Fact, ...]:
    """Ask and fold the rows of one entry, one for each piece of its evidence, into one fact; in order of id.

    Sorted here and not by the database, which would then read the ledger by id from its first year on.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT + more, [unit_id, since or date.min, Status.DRAFT, Status.CONFIRMED, *values])
        rows = cursor.fetchall()
    proofs: dict[int, set[str]] = {}
    for row in rows:
        if row[-1] is not None:
            proofs.setdefault(row[0], set()).add(row[-1])
    known = catalogue().kinds
    return tuple(_fact(row, proofs, known) for _, row in sorted({row[0]: row for row in rows}.items()))


def _fact(row: tuple[Any, ...], proofs: Mapping[int, set[str]], known: Mapping[str, Kind]) -> Fact:
    number, code, start, until, topic, times, said, level, medium, place, source, status, title, reported, _ = row
    kind = known.get(code)
    asks = reported is not None and kind is not None and "self_reported" in kind.fields
    return Fact(
        id=number, kind=code, start_date=_day(start), until_date=_day(until), topic=topic, times=times,
        quantities=json.loads(said) if isinstance(said, str) else said, level=level, medium=medium, place=place,
        source=source, status=status, title=title, self_reported=bool(reported) if asks else None,
        proofs=frozenset(proofs[number]) if number in proofs else NO_PROOFS,
    )  # fmt: skip


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
