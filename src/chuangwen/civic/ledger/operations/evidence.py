"""What is done with evidence: attached to an entry, or removed from it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.operations import _proofs, _rows
from chuangwen.civic.ledger.operations._proofs import NewEvidence
from chuangwen.civic.ledger.operations.refusals import (
    AlreadySettled,
    EvidenceNotTaken,
    RecordedByOffice,
    TooMuchEvidence,
)
from chuangwen.civic.ledger.storage import StoredFile
from chuangwen.civic.people.models import User

__all__ = [
    "AlreadySettled",
    "EvidenceNotTaken",
    "NewEvidence",
    "RecordedByOffice",
    "TooMuchEvidence",
    "attach_evidence",
    "attach_file",
    "attach_link",
    "remove_evidence",
]


@transaction.atomic(durable=True)
def attach_evidence(*, entry_id: int, pieces: Sequence[NewEvidence], actor: User, at: datetime) -> tuple[Evidence, ...]:
    """Attach several pieces to one entry; those that it has already are not attached again.

    :raises AlreadySettled: the entry does not stand.
    :raises RecordedByOffice: the entry is the office's.
    :raises EvidenceNotTaken: one of the pieces is unsound.
    :raises TooMuchEvidence: the entry would hold more than the cap.
    """
    return _attach(entry_id, pieces, actor=actor, at=at)


@transaction.atomic(durable=True)
def attach_file(
    *,
    entry_id: int,
    file: StoredFile,
    proof: str,
    name: str,
    actor: User,
    at: datetime,
    is_screenshot: bool = False,
) -> Evidence:
    """Attach one stored file to an entry (see `storage.store`); once, however often it is sent.

    :raises AlreadySettled: the entry does not stand.
    :raises RecordedByOffice: the entry is the office's.
    :raises EvidenceNotTaken: the type of proof is unknown.
    :raises TooMuchEvidence: the entry holds as much as it may.
    """
    piece = NewEvidence(proof=proof, name=name, file=file, is_screenshot=is_screenshot)
    return _attach(entry_id, [piece], actor=actor, at=at)[0]


@transaction.atomic(durable=True)
def attach_link(*, entry_id: int, url: str, proof: str, name: str, actor: User, at: datetime) -> Evidence:
    """Attach the address of what is published already; once, however often it is sent.

    :raises AlreadySettled: the entry does not stand.
    :raises RecordedByOffice: the entry is the office's.
    :raises EvidenceNotTaken: it is no web address, or the type of proof is unknown.
    :raises TooMuchEvidence: the entry holds as much as it may.
    """
    return _attach(entry_id, [NewEvidence(proof=proof, name=name, url=url)], actor=actor, at=at)[0]


def _attach(entry_id: int, pieces: Sequence[NewEvidence], *, actor: User, at: datetime) -> tuple[Evidence, ...]:
    """Attach what is new; return the rows of all the pieces, in their order."""
    entry = _rows.locked_entry(entry_id)
    _must_take_evidence(entry, actor)
    held = {_key(each.file_id, each.url): each for each in Evidence.objects.filter(entry=entry, removed_at=None)}
    new = [piece for piece in pieces if _key_of(piece) not in held]
    _proofs.must_be_sound(new, held=len(held))
    rows = _proofs.attach(entry, new, actor=actor, at=at)
    if rows:
        _rows.touch(entry.unit)
        pen.write("evidence.attached", entry, actor=actor, at=at, unit_id=entry.unit_id, after=_proofs.said_by(rows))
    held |= {_key(each.file_id, each.url): each for each in rows}
    return tuple(held[_key_of(piece)] for piece in pieces)


def _key(file_id: str | None, url: str) -> str:
    return file_id or url


def _key_of(piece: NewEvidence) -> str:
    return piece.file.sha256 if piece.file else piece.url


def _must_take_evidence(entry: Entry, actor: User) -> None:
    if entry.status not in {Status.DRAFT, Status.CONFIRMED}:
        raise AlreadySettled(f"这条记录{entry.get_status_display()}，不能再改动佐证。", remedy="请打开现行的那条记录。")
    _rows.must_be_allowed([entry.kind], unit_id=entry.unit_id, actor=actor)


@transaction.atomic(durable=True)
def remove_evidence(*, evidence_id: int, actor: User, at: datetime) -> Evidence:
    """Take a piece of evidence from its entry. Its row and its bytes stay, shown nowhere.

    :raises AlreadySettled: the entry does not stand.
    :raises RecordedByOffice: the entry is the office's.
    """
    entry_id = Evidence.objects.values_list("entry_id", flat=True).get(pk=evidence_id)
    entry = _rows.locked_entry(entry_id)
    evidence = Evidence.objects.select_for_update().get(pk=evidence_id)
    evidence.entry = entry
    if evidence.removed_at is not None:
        return evidence
    _must_take_evidence(entry, actor)
    evidence.removed_at = at
    evidence.save(update_fields=["removed_at"])
    _rows.touch(entry.unit)
    said = _proofs.said_by([evidence])
    pen.write("evidence.removed", entry, actor=actor, at=at, unit_id=entry.unit_id, before=said)
    return evidence
