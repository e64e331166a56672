"""What is done with confirmed entries: a correction takes one's place, or it is withdrawn. It is never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.operations import _rows
from chuangwen.civic.ledger.operations._rows import Origin
from chuangwen.civic.ledger.operations.refusals import AlreadyCorrected, AlreadySettled, ReasonMissing
from chuangwen.civic.ledger.queries.entries import correction_of
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft

REASON_LIMIT = 200


@transaction.atomic(durable=True)
def withdraw_entry(*, entry_id: int, reason: str, actor: User, at: datetime) -> Entry:
    """Take a confirmed fact back, with its reason. It counts no longer, and stays readable.

    :raises ReasonMissing: a withdrawal says why.
    :raises AlreadySettled: it is not confirmed.
    :raises AlreadyCorrected: a correction of it is under way.
    :raises RecordedByOffice: the kind is not a unit's to take back.
    """
    entry = _rows.locked_entry(entry_id)
    if entry.status == Status.WITHDRAWN:
        return entry
    _must_stand(entry, actor, "撤回")
    said = _reason(reason, "撤回")
    if correction := correction_of(entry):
        raise AlreadyCorrected(correction.pk)
    _rows.turn(entry, Status.WITHDRAWN, "entry.withdrawn", actor=actor, at=at, reason=said)
    return entry


def _must_stand(entry: Entry, actor: User, word: str) -> None:
    if entry.status == Status.DRAFT:
        raise AlreadySettled(f"草稿不用{word}。", remedy="请直接修改或弃用草稿。")
    if entry.status != Status.CONFIRMED:
        raise AlreadySettled(f"这条记录{entry.get_status_display()}，不能再{word}。", remedy="请打开现行的那条记录。")
    _rows.must_be_allowed([entry.kind], unit_id=entry.unit_id, actor=actor)


def _reason(reason: str, word: str) -> str:
    said = reason.strip()
    if not said:
        raise ReasonMissing(f"还没有写{word}原因。")
    if len(said) > REASON_LIMIT:
        raise ReasonMissing(f"{word}原因有{len(said)}个字，太长了。")
    return said


@transaction.atomic(durable=True)
def correct_entry(
    *,
    entry_id: int,
    draft: FactDraft,
    reason: str,
    token: str | None,
    confirm: bool,
    actor: User,
    at: datetime,
) -> Entry:
    """Record a correction that cites a confirmed entry; once confirmed, it takes the entry's place.

    The entry itself stays as it was; its evidence and its place in a report are
    cited again, so that nothing has to be handed in twice.

    :raises ReasonMissing: a correction says why.
    :raises AlreadySettled: the entry is not confirmed.
    :raises AlreadyCorrected: it has a correction already.
    :raises NotRecordable: something must be mended first.
    :raises RecordedByOffice: the kind is not a unit's to record.
    """
    cited = _rows.locked_entry(entry_id)
    if known := _rows.entry_of_form(cited.unit_id, token):
        return known
    _must_stand(cited, actor, "更正")
    if correction := correction_of(cited):
        raise AlreadyCorrected(correction.pk)
    said = _reason(reason, "更正")
    _rows.must_be_recordable(draft, unit_id=cited.unit_id, confirm=confirm, actor=actor, at=at)
    entry = _new_correction(cited, draft, said, token, actor=actor, at=at)
    if confirm:
        _rows.settle([entry], actor=actor, at=at)
    entry.save(force_insert=True)
    _cite_evidence(cited, entry, actor=actor, at=at)
    _rows.touch(cited.unit)
    before, after = _rows.changes(_rows.said_by(cited), _rows.said_by(entry))
    verb = "entry.corrected" if confirm else "entry.correction_drafted"
    pen.write(verb, entry, actor=actor, at=at, unit_id=cited.unit_id, before=before, after=after)
    return entry


def _new_correction(
    cited: Entry, draft: FactDraft, reason: str, token: str | None, *, actor: User, at: datetime
) -> Entry:
    is_office = kinds().kinds[draft.kind].recorded_by == "office"
    origin = Origin(document_id=cited.document_id, span_start=cited.span_start, span_end=cited.span_end)
    entry = _rows.new_entry(
        draft,
        unit_id=cited.unit_id,
        token=token,
        confirm=False,
        source=Source.OFFICE if is_office else Source.TYPED,
        actor=actor,
        at=at,
        origin=origin,
    )
    entry.corrects, entry.reason = cited, reason
    return entry


def _cite_evidence(cited: Entry, entry: Entry, *, actor: User, at: datetime) -> None:
    rows = Evidence.objects.filter(entry=cited, removed_at=None).order_by("id")
    copied: list[Mapping[str, Any]] = list(rows.values("form", "proof", "file_id", "name", "url"))
    Evidence.objects.bulk_create([Evidence(entry=entry, added_by=actor, added_at=at, **row) for row in copied])
