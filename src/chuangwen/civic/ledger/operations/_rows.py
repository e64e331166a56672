"""What the acts on entries share: lock, check, build, settle. Each function runs inside the caller's act."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from chuangwen.civic.journal import pen
from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry, ImportBatch
from chuangwen.civic.ledger.operations.refusals import FormOfAnother, NotRecordable, RecordedByOffice, SomeNotRecordable
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft, Problem, bars_draft, problems_of

BATCH_SIZE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an entry was taken from: a span of a report, or a row of a sheet."""

    document_id: int | None = None
    span_start: int | None = None
    span_end: int | None = None
    batch_id: int | None = None
    row_number: int | None = None


TYPED_IN = Origin()


def day_of(at: datetime) -> date:
    """Return the office's calendar day of an instant."""
    return timezone.localtime(at).date()


def locked_unit(unit_id: int) -> Unit:
    """Lock a unit: acts on one unit's ledger wait for each other."""
    return Unit.objects.select_for_update().get(pk=unit_id)


def touch(unit: Unit) -> None:
    """Note that the unit's ledger has moved on, so that previews know."""
    claim(unit.pk)


def touch_all(batch: ImportBatch) -> None:
    """Note that the ledgers of all units of a sheet have moved on."""
    if not batch.is_of_office:
        touch(batch.unit)
        return
    lock_all(batch)
    Unit.objects.filter(pk__in=_units_of(batch)).update(ledger_revision=F("ledger_revision") + 1)


def lock_all(batch: ImportBatch) -> None:
    """Lock the units that the entries of a sheet belong to, always in one order; the batch's own is locked already."""
    if batch.is_of_office:
        list(Unit.objects.select_for_update().filter(pk__in=_units_of(batch)).order_by("pk").values_list("pk"))


def _units_of(batch: ImportBatch) -> QuerySet[Entry, Any]:
    return Entry.objects.filter(batch=batch).order_by().values("unit_id").distinct()


def claim(unit_id: int) -> None:
    """Count the unit's revision; as an update it also makes other acts on the unit wait."""
    Unit.objects.filter(pk=unit_id).update(ledger_revision=F("ledger_revision") + 1)


def must_be_recordable(draft: FactDraft, *, unit_id: int, confirm: bool, actor: User, at: datetime) -> None:
    """Refuse a draft that cannot be kept, or cannot be confirmed when that is asked.

    :raises NotRecordable: something must be mended first.
    :raises RecordedByOffice: the kind is not a unit's to record.
    """
    if problems := standing_against(draft, confirm=confirm, at=at):
        raise NotRecordable(problems)
    must_be_allowed([draft.kind], unit_id=unit_id, actor=actor)


def must_be_allowed(codes: Iterable[str], *, unit_id: int, actor: User) -> None:
    """Refuse a unit's hand on what the office records; asks for the unit only when there is such a kind.

    :raises RecordedByOffice: the kind is not a unit's to record.
    """
    known = kinds().kinds
    of_office = [known[code] for code in dict.fromkeys(codes) if code in known and known[code].recorded_by == "office"]
    if of_office and not access.is_officer_over(actor, Unit.objects.get(pk=unit_id)):
        raise RecordedByOffice(of_office[0].name)


def standing_against(draft: FactDraft, *, confirm: bool, at: datetime) -> tuple[Problem, ...]:
    """Return what keeps the draft from being confirmed, or from being kept at all."""
    problems = problems_of(draft, kinds(), today=day_of(at))
    return problems if confirm else bars_draft(problems)


def all_must_be_recordable(
    drafts: Sequence[FactDraft], *, unit_id: int, confirm: bool, actor: User, at: datetime
) -> None:
    """Refuse several drafts together when one of them cannot be recorded.

    :raises SomeNotRecordable: naming each such draft by its position.
    :raises RecordedByOffice: one of the kinds is not a unit's to record.
    """
    found = ((at_, standing_against(draft, confirm=confirm, at=at)) for at_, draft in enumerate(drafts))
    if problems := {position: why for position, why in found if why}:
        raise SomeNotRecordable(problems)
    must_be_allowed((draft.kind for draft in drafts), unit_id=unit_id, actor=actor)


def columns_of(draft: FactDraft) -> dict[str, Any]:
    """Return a checked draft as an entry's columns, quantities as stored integers."""
    kind = kinds().kinds[draft.kind]
    stored = {q.code: q.stored(draft.quantities[q.code]) for q in kind.quantities if q.code in draft.quantities}
    return {
        "kind": draft.kind,
        "topic": draft.topic,
        "title": draft.title.strip(),
        "start_date": draft.start_date,
        "until_date": draft.end_date,
        "times": draft.times,
        "quantities": stored,
        "level": draft.level,
        "medium": draft.medium,
        "place": draft.place.strip(),
        "note": draft.note.strip(),
        "is_approximate": draft.is_approximate,
        "is_self_reported": draft.is_self_reported,
    }


def new_entry(
    draft: FactDraft,
    *,
    unit_id: int,
    token: str | None,
    confirm: bool,
    source: Source,
    actor: User,
    at: datetime,
    origin: Origin = TYPED_IN,
) -> Entry:
    """Return an entry that is not yet saved."""
    settled = {"status": Status.CONFIRMED, "confirmed_by": actor, "confirmed_at": at} if confirm else {}
    return Entry(
        unit_id=unit_id,
        token=token,
        source=source,
        created_by=actor,
        created_at=at,
        document_id=origin.document_id,
        span_start=origin.span_start,
        span_end=origin.span_end,
        batch_id=origin.batch_id,
        row_number=origin.row_number,
        **columns_of(draft),
        **settled,
    )


STATED = frozenset({"is_self_reported"})  # a no is a statement too


def said_by(entry: Entry) -> dict[str, Any]:
    """Return what an entry says, as the journal keeps it; empty columns left out."""
    columns = (
        *("kind", "topic", "title", "start_date", "until_date", "times", "quantities", "level", "medium", "place"),
        *("note", "is_approximate", "is_self_reported", "status", "source", "corrects_id", "reason"),
    )
    said = {name: getattr(entry, name) for name in columns}
    kind = kinds().kinds.get(entry.kind)
    if kind is None or "self_reported" not in kind.fields:
        del said["is_self_reported"]
    return {name: value for name, value in said.items() if value not in ("", None, {}) and (value or name in STATED)}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return only what differs: the old values and the new ones; None stands for an empty column."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def id_ranges(ids: Sequence[int]) -> list[list[int]]:
    """Write ids short: consecutive ones as [first, last].

    >>> id_ranges([4, 5, 6, 9])
    [[4, 6], [9, 9]]
    """
    ranges: list[list[int]] = []
    for each in sorted(ids):
        if ranges and ranges[-1][1] == each - 1:
            ranges[-1][1] = each
        else:
            ranges.append([each, each])
    return ranges


def entry_of_form(unit_id: int, token: str | None) -> Entry | None:
    """Return the entry that this very form made before, if it did.

    :raises FormOfAnother: the token belongs to another unit's entry.
    """
    known = Entry.objects.filter(token=token).first() if token else None
    if known and known.unit_id != unit_id:
        raise FormOfAnother
    return known


def locked_entry(entry_id: int) -> Entry:
    """Lock the entry's unit, then read the entry as it stands now."""
    unit_id = Entry.objects.values_list("unit_id", flat=True).get(pk=entry_id)
    unit = locked_unit(unit_id)
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    entry.unit = unit
    return entry


def settle(entries: Sequence[Entry], *, actor: User, at: datetime) -> None:
    """Turn drafts into confirmed entries, and what they correct into corrected ones."""
    cited = [entry.corrects_id for entry in entries if entry.corrects_id]
    if cited:
        Entry.objects.filter(pk__in=cited, status=Status.CONFIRMED).update(status=Status.CORRECTED)
    for entry in entries:
        entry.status, entry.confirmed_by, entry.confirmed_at = Status.CONFIRMED, actor, at


def turn(entry: Entry, status: Status, verb: str, *, actor: User, at: datetime, reason: str | None = None) -> None:
    """Move an entry to another status and write the act's journal line."""
    before: dict[str, Any] = {"status": entry.status}
    after: dict[str, Any] = {"status": status}
    if reason is not None:
        before["reason"], after["reason"] = entry.reason, reason
        entry.reason = reason
    entry.status = status
    entry.save(update_fields=["status", "reason"])
    touch(entry.unit)
    pen.write(verb, entry, actor=actor, at=at, unit_id=entry.unit_id, before=before, after=after)


def counted(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the ids and their count, as the journal keeps an act on many entries."""
    return {"count": len(entries), "ids": id_ranges([entry.pk for entry in entries])}
