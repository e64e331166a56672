"""What is done with the facts of a report: each accepted, turned down, or opened again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from chuangwen.civic.journal import pen
from chuangwen.civic.ledger.enums import EvidenceForm, ProposalStatus, Source, Status
from chuangwen.civic.ledger.models import Entry, Evidence, Proposal, SourceDocument
from chuangwen.civic.ledger.operations import _rows
from chuangwen.civic.ledger.operations._proofs import NAME_LIMIT
from chuangwen.civic.ledger.operations._rows import Origin
from chuangwen.civic.ledger.operations._terms import learn
from chuangwen.civic.ledger.operations.refusals import (
    AlreadySettled,
    LedgerRefusal,
    NotRecordable,
    RecordedByOffice,
    SomeNotRecordable,
    TermUnfit,
)
from chuangwen.civic.ledger.queries.lexicon import Meaning
from chuangwen.civic.ledger.queries.proposals import draft_of_proposal
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.core.catalogue import FactDraft

__all__ = [
    "AlreadySettled",
    "AnotherDocument",
    "NotRecordable",
    "RecordedByOffice",
    "SomeNotRecordable",
    "TermUnfit",
    "accept_proposal",
    "accept_proposals",
    "reject_proposal",
    "reopen_proposal",
    "reopen_proposals",
]
TAKEN_BACK = "识读撤销"


class AnotherDocument(LedgerRefusal):
    """Facts of several reports cannot be answered in one act."""

    reason = "所选内容不属于同一份材料。"
    way_out = "请刷新页面后重新选择。"


@transaction.atomic(durable=True)
def accept_proposal(*, proposal_id: int, draft: FactDraft, actor: User, at: datetime, words: str = "") -> Entry:
    """Record a fact of a report, as read or as mended in `draft`, with its place in the text; once.

    The report's file stands behind the entry. `words`, if any, are learnt as
    what the unit calls this kind, so that its next report is read better.

    :raises NotRecordable: something must be mended first.
    :raises RecordedByOffice: the kind is not a unit's to record.
    :raises TermUnfit: the words cannot be learnt.
    """
    proposal = _locked(proposal_id)
    if proposal.entry:
        return proposal.entry
    document = proposal.document
    _rows.must_be_recordable(draft, unit_id=document.unit_id, confirm=True, actor=actor, at=at)
    entry = _entry(proposal, draft, actor=actor, at=at)
    entry.save(force_insert=True)
    proposal.status, proposal.entry, proposal.known_as = ProposalStatus.ACCEPTED, entry, None
    proposal.save(update_fields=["status", "entry", "known_as"])
    _prove([entry], document, actor=actor, at=at)
    said = _rows.said_by(entry) | {"document": document.pk, "proposal": proposal.pk}
    if words:
        meaning = Meaning(kind=draft.kind, topic=draft.topic)
        term, _ = learn(document.unit, words, meaning, document, actor=actor, at=at)
        said |= {"learnt": term.words}
    pen.write("proposal.accepted", entry, actor=actor, at=at, unit_id=document.unit_id, after=said)
    return entry


@transaction.atomic(durable=True)
def accept_proposals(*, document_id: int, proposal_ids: Sequence[int], actor: User, at: datetime) -> tuple[Entry, ...]:
    """Record many open facts of one report as they were read: all or none, with few queries.

    Those accepted already are left as they are. Returns the new entries.

    :raises SomeNotRecordable: `problems` by position among the facts still open.
    :raises RecordedByOffice: one of the kinds is not a unit's to record.
    :raises AnotherDocument: one of them is of another report.
    """
    document, proposals = _locked_among(document_id, proposal_ids)
    waiting = [p for p in proposals if p.status == ProposalStatus.OPEN]
    if not waiting:
        return ()
    drafts = [draft_of_proposal(p, today=_rows.day_of(at)) for p in waiting]
    _rows.all_must_be_recordable(drafts, unit_id=document.unit_id, confirm=True, actor=actor, at=at)
    rows = [_entry(p, draft, actor=actor, at=at) for p, draft in zip(waiting, drafts, strict=True)]
    entries = tuple(Entry.objects.bulk_create(rows, batch_size=_rows.BATCH_SIZE))
    for proposal, entry in zip(waiting, entries, strict=True):
        proposal.status, proposal.entry, proposal.known_as = ProposalStatus.ACCEPTED, entry, None
    Proposal.objects.bulk_update(waiting, ["status", "entry", "known_as"], batch_size=_rows.BATCH_SIZE)
    _prove(entries, document, actor=actor, at=at)
    _rows.touch(document.unit)
    said = _rows.counted(entries) | {"proposals": _rows.id_ranges([p.pk for p in waiting])}
    pen.write("proposals.accepted", document, actor=actor, at=at, unit_id=document.unit_id, after=said)
    return entries


@transaction.atomic(durable=True)
def reject_proposal(*, proposal_id: int, actor: User, at: datetime, known_as_id: int | None = None) -> Proposal:
    """Turn a fact down: nothing is recorded. `known_as_id` names the entry that says it already.

    :raises AlreadySettled: it was accepted.
    """
    proposal = _locked(proposal_id)
    if proposal.status == ProposalStatus.REJECTED:
        return proposal
    if proposal.status == ProposalStatus.ACCEPTED:
        raise AlreadySettled("这一条已经采纳，已记入台账。", remedy="如需去掉，请先撤销采纳。")
    unit_id = proposal.document.unit_id
    known = Entry.objects.filter(pk=known_as_id, unit_id=unit_id).first() if known_as_id else None
    proposal.status, proposal.known_as = ProposalStatus.REJECTED, known
    proposal.save(update_fields=["status", "known_as"])
    said: dict[str, Any] = {"title": proposal.title} | ({"known_as": known.pk} if known else {})
    pen.write("proposal.rejected", proposal, actor=actor, at=at, unit_id=unit_id, after=said)
    return proposal


@transaction.atomic(durable=True)
def reopen_proposal(*, proposal_id: int, actor: User, at: datetime) -> Proposal:
    """Open an answered fact again; what was recorded of it is withdrawn.

    :raises AlreadySettled: its entry was corrected since.
    """
    proposal = _locked(proposal_id)
    if proposal.status == ProposalStatus.OPEN:
        return proposal
    unit_id, entry = proposal.document.unit_id, proposal.entry
    before = {"status": entry.status if entry else proposal.status}
    after: dict[str, Any] = {"proposal": proposal.pk}
    if entry and _take_back([entry]):
        after |= {"status": Status.WITHDRAWN, "reason": TAKEN_BACK}
    _open([proposal])
    pen.write("proposal.reopened", entry or proposal, actor=actor, at=at, unit_id=unit_id, before=before, after=after)
    return proposal


@transaction.atomic(durable=True)
def reopen_proposals(
    *, document_id: int, proposal_ids: Sequence[int], actor: User, at: datetime
) -> tuple[Proposal, ...]:
    """Open many answered facts of one report again: all or none. Returns those that this act opened.

    :raises AlreadySettled: one of the entries was corrected since.
    :raises AnotherDocument: one of them is of another report.
    """
    document, proposals = _locked_among(document_id, proposal_ids)
    settled = [p for p in proposals if p.status != ProposalStatus.OPEN]
    if not settled:
        return ()
    entries = [p.entry for p in settled if p.entry]
    if _take_back(entries):
        _rows.touch(document.unit)
    said = _rows.counted(entries) | {"proposals": _rows.id_ranges([p.pk for p in settled]), "reason": TAKEN_BACK}
    _open(settled)
    pen.write("proposals.reopened", document, actor=actor, at=at, unit_id=document.unit_id, after=said)
    return tuple(settled)


def _entry(proposal: Proposal, draft: FactDraft, *, actor: User, at: datetime) -> Entry:
    origin = Origin(document_id=proposal.document_id, span_start=proposal.start, span_end=proposal.end)
    return _rows.new_entry(
        draft,
        unit_id=proposal.document.unit_id,
        token=None,
        confirm=True,
        source=Source.REPORT,
        actor=actor,
        at=at,
        origin=origin,
    )


def _prove(entries: Sequence[Entry], document: SourceDocument, *, actor: User, at: datetime) -> None:
    """Lay the report's own file behind the entries read from it; of pasted words there is none.

    It is evidence of no particular sort: a summary does not stand for minutes or a receipt.
    """
    if document.file_id is None:
        return
    name, said = document.name[:NAME_LIMIT], {"form": EvidenceForm.FILE, "proof": "other", "file_id": document.file_id}
    rows = [Evidence(entry=entry, name=name, added_by=actor, added_at=at, **said) for entry in entries]
    Evidence.objects.bulk_create(rows, batch_size=_rows.BATCH_SIZE)


def _locked(proposal_id: int) -> Proposal:
    """Make other acts on the fact's unit wait, then read the fact as it stands now.

    Counts the unit's revision whatever comes of it: at worst a preview is made
    once more, and the lock costs no query of its own.
    """
    Unit.objects.filter(documents__proposals=proposal_id).update(ledger_revision=F("ledger_revision") + 1)
    return Proposal.objects.select_related("document__unit", "entry").get(pk=proposal_id)


def _locked_among(document_id: int, proposal_ids: Sequence[int]) -> tuple[SourceDocument, list[Proposal]]:
    unit = _rows.locked_unit(SourceDocument.objects.values_list("unit_id", flat=True).get(pk=document_id))
    document = SourceDocument.objects.get(pk=document_id)
    document.unit = unit
    rows = Proposal.objects.select_related("entry").filter(document=document, pk__in=proposal_ids).order_by("position")
    proposals = list(rows)
    if len(proposals) != len(set(proposal_ids)):
        raise AnotherDocument
    for proposal in proposals:
        proposal.document = document
    return document, proposals


def _take_back(entries: Sequence[Entry]) -> bool:
    """Withdraw what stands, as one statement; say whether anything stood."""
    cited = Entry.objects.filter(corrects__in=[entry.pk for entry in entries]).exclude(status=Status.DISCARDED)
    corrected = set(cited.values_list("corrects_id", flat=True)) if entries else set()
    for entry in entries:
        if entry.pk in corrected:
            raise AlreadySettled(
                f"“{entry.title}”采纳之后已经更正过。", remedy="请到台账里打开更正后的记录，在那里撤回。"
            )
    standing = [entry.pk for entry in entries if entry.status == Status.CONFIRMED]
    if standing:
        Entry.objects.filter(pk__in=standing).update(status=Status.WITHDRAWN, reason=TAKEN_BACK)
    return bool(standing)


def _open(proposals: Sequence[Proposal]) -> None:
    for proposal in proposals:
        proposal.status, proposal.entry, proposal.known_as = ProposalStatus.OPEN, None, None
    Proposal.objects.bulk_update(proposals, ["status", "entry", "known_as"], batch_size=_rows.BATCH_SIZE)
