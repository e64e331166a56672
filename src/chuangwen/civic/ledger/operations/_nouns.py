"""Facts that other nouns produce: a title held, from the day of its award to its end.

Each function runs inside the caller's act, which locks, checks and writes the
journal line; here the facts are written and the units' revisions counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations import _rows
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.core.catalogue import FactDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Produced:
    """A fact of one unit, with a token of its own."""

    unit_id: int
    draft: FactDraft
    token: str


def record_facts(facts: Sequence[Produced], *, actor: User, at: datetime) -> list[Entry]:
    """Write confirmed facts of several units in three queries; in the order in which they came."""
    rows = [
        _rows.new_entry(
            each.draft,
            unit_id=each.unit_id,
            token=each.token,
            confirm=True,
            source=Source.NOUN,
            actor=actor,
            at=at,
        )
        for each in facts
    ]
    entries = Entry.objects.bulk_create(rows, batch_size=_rows.BATCH_SIZE)
    _count_revisions({entry.unit_id for entry in entries})
    return entries


def close_facts(ends: Mapping[int, date], *, reason: str, actor: User, at: datetime) -> dict[int, Entry]:
    """End facts on their days, by a correction that cites each; one that never began is withdrawn.

    Returns the corrections by the id of the fact that they take the place of.
    """
    standing = list(Entry.objects.select_for_update().filter(pk__in=ends, status=Status.CONFIRMED).order_by("id"))
    ended = [entry for entry in standing if ends[entry.pk] > entry.start_date]
    void = [entry for entry in standing if ends[entry.pk] <= entry.start_date]
    Entry.objects.filter(pk__in=[e.pk for e in void]).update(status=Status.WITHDRAWN, reason=reason[:200])
    Entry.objects.filter(pk__in=[e.pk for e in ended]).update(status=Status.CORRECTED)
    rows = [_ending(entry, ends[entry.pk], reason[:200], actor=actor, at=at) for entry in ended]
    Entry.objects.bulk_create(rows, batch_size=_rows.BATCH_SIZE)
    _count_revisions({entry.unit_id for entry in (*ended, *void)})
    return {cited.pk: row for cited, row in zip(ended, rows, strict=True)}


def _ending(cited: Entry, until: date, reason: str, *, actor: User, at: datetime) -> Entry:
    kept = {
        field.attname: getattr(cited, field.attname)
        for field in Entry._meta.concrete_fields
        if field.attname not in {"id", "token", "until_date", "corrects_id", "reason", "created_at", "confirmed_at"}
    }
    kept |= {"status": Status.CONFIRMED, "created_by_id": actor.pk, "confirmed_by_id": actor.pk}
    return Entry(until_date=until, corrects=cited, reason=reason, created_at=at, confirmed_at=at, **kept)


def _count_revisions(unit_ids: set[int]) -> None:
    Unit.objects.filter(pk__in=unit_ids).update(ledger_revision=F("ledger_revision") + 1)
