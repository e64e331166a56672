"""What is done with entries: recorded, changed while drafts, confirmed, corrected, withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations import _proofs, _rows
from chuangwen.civic.ledger.operations._proofs import NewEvidence
from chuangwen.civic.ledger.operations._rows import TYPED_IN, Origin
from chuangwen.civic.ledger.operations.corrections import correct_entry, withdraw_entry
from chuangwen.civic.ledger.operations.refusals import (
    AlreadyCorrected,
    AlreadySettled,
    FormOfAnother,
    LedgerRefusal,
    NotRecordable,
    OneUnitAtATime,
    ReasonMissing,
    RecordedByOffice,
    SomeNotRecordable,
)
from chuangwen.civic.ledger.queries.entries import draft_of
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.core.catalogue import FactDraft

__all__ = [
    "AlreadyCorrected",
    "AlreadySettled",
    "FormOfAnother",
    "LedgerRefusal",
    "NotRecordable",
    "OneUnitAtATime",
    "Origin",
    "ReasonMissing",
    "RecordedByOffice",
    "SomeNotRecordable",
    "change_draft",
    "confirm_entries",
    "correct_entry",
    "discard_draft",
    "record_entries",
    "record_entry",
    "withdraw_entry",
]


@transaction.atomic(durable=True)
def record_entry(
    *,
    unit_id: int,
    draft: FactDraft,
    token: str | None,
    confirm: bool,
    source: Source,
    actor: User,
    at: datetime,
    origin: Origin = TYPED_IN,
    evidence: Sequence[NewEvidence] = (),
) -> Entry:
    """Record one fact with its evidence, as a draft or confirmed at once, and note it in the journal.

    `token` is the form's own key: the same form sent twice makes one entry.

    :raises NotRecordable: something must be mended first.
    :raises RecordedByOffice: the kind is not a unit's to record.
    :raises EvidenceNotTaken: a piece of evidence is unsound.
    :raises TooMuchEvidence: more pieces than an entry may hold.
    :raises FormOfAnother: the token belongs to another unit's entry.
    """
    _rows.claim(unit_id)
    if known := _rows.entry_of_form(unit_id, token):
        transaction.set_rollback(True)  # nothing moved on: the revision stays
        return known
    _rows.must_be_recordable(draft, unit_id=unit_id, confirm=confirm, actor=actor, at=at)
    _proofs.must_be_sound(evidence)
    entry = _rows.new_entry(
        draft, unit_id=unit_id, token=token, confirm=confirm, source=source, actor=actor, at=at, origin=origin
    )
    entry.save(force_insert=True)
    attached = _proofs.attach(entry, evidence, actor=actor, at=at)
    said = _rows.said_by(entry) | (_proofs.said_by(attached) if attached else {})
    verb = "entry.confirmed" if confirm else "entry.drafted"
    pen.write(verb, entry, actor=actor, at=at, unit_id=unit_id, after=said)
    return entry


@transaction.atomic(durable=True)
def record_entries(
    *,
    unit_id: int,
    drafts: Sequence[FactDraft],
    token: str | None,
    confirm: bool,
    source: Source,
    actor: User,
    at: datetime,
    origins: Sequence[Origin] = (),
    evidence: Sequence[Sequence[NewEvidence]] = (),
) -> tuple[Entry, ...]:
    """Record many facts of one unit together: all or none, with few queries and one journal line.

    `origins` and `evidence`, when given, say of each draft where it was taken
    from and what stands behind it.

    :raises SomeNotRecordable: naming each draft that must be mended first.
    :raises RecordedByOffice: one of the kinds is not a unit's to record.
    :raises EvidenceNotTaken: a piece of evidence is unsound.
    :raises TooMuchEvidence: more pieces than an entry may hold.
    """
    unit = _rows.locked_unit(unit_id)
    if token and (known := tuple(Entry.objects.filter(unit=unit, token__startswith=f"{token}-").order_by("id"))):
        return known
    _rows.all_must_be_recordable(drafts, unit_id=unit.pk, confirm=confirm, actor=actor, at=at)
    pairs = zip(drafts, origins or [TYPED_IN] * len(drafts), strict=True)
    rows = [
        _rows.new_entry(
            draft,
            unit_id=unit.pk,
            token=f"{token}-{position}" if token else None,
            confirm=confirm,
            source=source,
            actor=actor,
            at=at,
            origin=origin,
        )
        for position, (draft, origin) in enumerate(pairs)
    ]
    for pieces in evidence:
        _proofs.must_be_sound(pieces)
    entries = tuple(Entry.objects.bulk_create(rows, batch_size=_rows.BATCH_SIZE))
    if evidence:
        pairs_of = zip(entries, evidence, strict=True)
        _proofs.attach_all([(entry, piece) for entry, pieces in pairs_of for piece in pieces], actor=actor, at=at)
    _rows.touch(unit)
    verb = "entries.confirmed" if confirm else "entries.drafted"
    pen.write(verb, unit, actor=actor, at=at, unit_id=unit.pk, after=_rows.counted(entries) | {"source": source})
    return entries


@transaction.atomic(durable=True)
def change_draft(*, entry_id: int, draft: FactDraft, actor: User, at: datetime, confirm: bool = False) -> Entry:
    """Change what a draft says, and confirm it when asked.

    :raises AlreadySettled: it is no longer a draft; what is confirmed is corrected, never changed.
    :raises NotRecordable: something must be mended first.
    :raises RecordedByOffice: the kind is not a unit's to record.
    """
    entry = _rows.locked_entry(entry_id)
    unit = entry.unit
    if entry.status != Status.DRAFT:
        raise AlreadySettled(f"这条记录{entry.get_status_display()}，不能直接修改。", remedy=_remedy_for(entry))
    _rows.must_be_allowed([entry.kind], unit_id=unit.pk, actor=actor)
    _rows.must_be_recordable(draft, unit_id=unit.pk, confirm=confirm, actor=actor, at=at)
    before = _rows.said_by(entry)
    for name, value in _rows.columns_of(draft).items():
        setattr(entry, name, value)
    if confirm:
        _rows.settle([entry], actor=actor, at=at)
    after = _rows.said_by(entry)
    if before == after:
        return entry
    entry.save(force_update=True)
    _rows.touch(unit)
    old, new = _rows.changes(before, after)
    verb = "entry.confirmed" if confirm else "entry.changed"
    pen.write(verb, entry, actor=actor, at=at, unit_id=unit.pk, before=old, after=new)
    return entry


def _remedy_for(entry: Entry) -> str:
    if entry.status == Status.CONFIRMED:
        return "如需改动，请用“更正”：新记录会注明更正了哪一条。"
    return "如需登记，请另记一条。"


@transaction.atomic(durable=True)
def confirm_entries(*, entry_ids: Sequence[int], actor: User, at: datetime) -> tuple[Entry, ...]:
    """Confirm drafts of one unit: all or none. Those confirmed already are left as they are.

    Returns the entries that this act confirmed.

    :raises AlreadySettled: one of them was withdrawn, corrected or discarded.
    :raises SomeNotRecordable: one of them is incomplete; `problems` by position among `entry_ids`.
    :raises RecordedByOffice: one of the kinds is not a unit's to record.
    :raises OneUnitAtATime: they belong to several units.
    """
    unit_ids = set(Entry.objects.filter(pk__in=entry_ids).order_by().values_list("unit_id", flat=True))
    if len(unit_ids) > 1:
        raise OneUnitAtATime
    if not unit_ids:
        return ()
    unit = _rows.locked_unit(unit_ids.pop())
    entries = list(Entry.objects.select_for_update().filter(pk__in=entry_ids).order_by("id"))
    drafts = _drafts_among(entries)
    _must_be_complete(drafts, unit=unit, order=list(entry_ids), actor=actor, at=at)
    if not drafts:
        return ()
    _rows.settle(drafts, actor=actor, at=at)
    Entry.objects.filter(pk__in=[entry.pk for entry in drafts], status=Status.DRAFT).update(
        status=Status.CONFIRMED, confirmed_by=actor, confirmed_at=at
    )
    _rows.touch(unit)
    _write_confirmed(drafts, unit=unit, actor=actor, at=at)
    return tuple(drafts)


def _drafts_among(entries: Sequence[Entry]) -> list[Entry]:
    gone = [entry for entry in entries if entry.status not in {Status.DRAFT, Status.CONFIRMED}]
    if gone:
        first = gone[0]
        raise AlreadySettled(
            f"“{first.title}”{first.get_status_display()}，不能确认。", remedy="请刷新页面后重新选择。"
        )
    return [entry for entry in entries if entry.status == Status.DRAFT]


def _must_be_complete(drafts: Sequence[Entry], *, unit: Unit, order: list[int], actor: User, at: datetime) -> None:
    problems = {}
    for entry in drafts:
        if why := _rows.standing_against(draft_of(entry), confirm=True, at=at):
            problems[order.index(entry.pk)] = why
    if problems:
        raise SomeNotRecordable(problems)
    _rows.must_be_allowed((entry.kind for entry in drafts), unit_id=unit.pk, actor=actor)


def _write_confirmed(drafts: Sequence[Entry], *, unit: Unit, actor: User, at: datetime) -> None:
    if len(drafts) == 1:
        before, after = {"status": Status.DRAFT}, {"status": Status.CONFIRMED}
        pen.write("entry.confirmed", drafts[0], actor=actor, at=at, unit_id=unit.pk, before=before, after=after)
    else:
        pen.write("entries.confirmed", unit, actor=actor, at=at, unit_id=unit.pk, after=_rows.counted(drafts))


@transaction.atomic(durable=True)
def discard_draft(*, entry_id: int, actor: User, at: datetime) -> Entry:
    """Put a draft away. Its row stays, and is shown nowhere but in the journal.

    :raises AlreadySettled: it is no longer a draft.
    """
    entry = _rows.locked_entry(entry_id)
    if entry.status == Status.DISCARDED:
        return entry
    if entry.status != Status.DRAFT:
        raise AlreadySettled(
            f"这条记录{entry.get_status_display()}，不能弃用。", remedy="已确认的记录如需撤下，请用“撤回”。"
        )
    _rows.must_be_allowed([entry.kind], unit_id=entry.unit_id, actor=actor)
    _rows.turn(entry, Status.DISCARDED, "entry.discarded", actor=actor, at=at)
    return entry
