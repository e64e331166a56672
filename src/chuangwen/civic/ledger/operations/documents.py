"""What is done with a report as a whole: kept with the facts read in it, and dated anew."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import ProposalStatus
from chuangwen.civic.ledger.models import EvidenceFile, Proposal, SourceDocument
from chuangwen.civic.ledger.operations import _rows
from chuangwen.civic.ledger.operations._proofs import NAME_LIMIT
from chuangwen.civic.ledger.queries.readings import Days, ReadReport
from chuangwen.civic.ledger.storage import StoredFile
from chuangwen.civic.people.models import User
from chuangwen.core.reading import ReadEntry


@transaction.atomic(durable=True)
def read_document(
    *,
    unit_id: int,
    report: ReadReport,
    file: StoredFile | None,
    actor: User,
    at: datetime,
    still_wanted: Callable[[], None] | None = None,
) -> SourceDocument:
    """Keep a report with the facts that were read in it. The same bytes again are the same document.

    `still_wanted` is asked before anything is laid down: what it raises leaves nothing behind.
    """
    if still_wanted:
        still_wanted()
    unit = _rows.locked_unit(unit_id)
    known = SourceDocument.objects.filter(unit=unit, digest=report.digest).first()
    if known:
        return known
    if file:
        EvidenceFile.objects.bulk_create([storage.row_of(file, at)], ignore_conflicts=True)
    document = SourceDocument.objects.create(
        unit=unit,
        name=report.name[:NAME_LIMIT],
        file_id=file.sha256 if file else None,
        text=report.text,
        digest=report.digest,
        written_on=report.written_on,
        from_date=report.from_date,
        until_date=report.until_date,
        remarks=report.remarks,
        added_by=actor,
        added_at=at,
    )
    rows = [_proposal(document, position, entry) for position, entry in enumerate(report.entries)]
    Proposal.objects.bulk_create(rows, batch_size=_rows.BATCH_SIZE)
    said = {"name": document.name, "digest": document.digest, "facts": len(rows)}
    pen.write("document.read", document, actor=actor, at=at, unit_id=unit.pk, after=said)
    return document


def _proposal(document: SourceDocument, position: int, entry: ReadEntry) -> Proposal:
    fact = entry.lead
    told = (*entry.facts, *entry.breakdown)
    return Proposal(
        document=document,
        position=position,
        start=min(each.start for each in told),
        end=max(each.end for each in told),
        number_start=fact.num_start,
        number_end=fact.num_end,
        kind=fact.kind,
        topic=fact.topic,
        title=_cut("title", fact.title),
        value=fact.value,
        unit_word=_cut("unit_word", fact.unit),
        quantity=fact.quantity or "",
        amount=fact.amount,
        is_approximate=any(each.approx for each in entry.facts),
        is_plan=fact.status == "plan",
        is_norm=fact.norm,
        is_base=fact.base,
        is_event=fact.event,
        also=_also(entry),
        breakdown=_cut("breakdown", "、".join(each.text for each in entry.breakdown)),
        period=_cut("period", fact.period),
        subject=_cut("subject", fact.subject),
        from_date=fact.from_date,
        until_date=fact.until_date,
        confidence=round(max(0.0, min(1.0, entry.confidence)) * 100),
        because=_cut("because", fact.because),
    )


def _also(entry: ReadEntry) -> list[list[Any]]:
    """Return what the entry says beyond its leading fact, each with the place of its number."""
    rest = [(code, amount) for code, amount in entry.quantities if code != entry.lead.quantity]
    others = [fact for fact in entry.facts if fact is not entry.lead]
    return [
        [code, str(amount), fact.num_start, fact.num_end] for (code, amount), fact in zip(rest, others, strict=False)
    ]


def _cut(column: str, words: str | None) -> str:
    """Shorten words to what a column of a proposal takes."""
    field = Proposal._meta.get_field(column)
    return (words or "")[: getattr(field, "max_length", None)]


@transaction.atomic(durable=True)
def date_document(*, document_id: int, days: Days, actor: User, at: datetime) -> SourceDocument:
    """Say what time a report speaks of; facts that wait get the days that follow from it.

    What was accepted keeps its days: it is in the ledger, and is put right there.
    """
    unit = _rows.locked_unit(SourceDocument.objects.values_list("unit_id", flat=True).get(pk=document_id))
    document = SourceDocument.objects.get(pk=document_id)
    before = _said_of_days(document)
    document.from_date, document.until_date, document.written_on = days.from_date, days.until_date, days.written_on
    was, now = _rows.changes(before, _said_of_days(document))
    if not now:
        return document
    document.save(update_fields=["from_date", "until_date", "written_on"])
    waiting = list(Proposal.objects.filter(document=document, status=ProposalStatus.OPEN))
    for proposal in waiting:
        place = (proposal.number_start, proposal.is_event)
        proposal.from_date, proposal.until_date = days.by_place.get(place, (None, None))
    Proposal.objects.bulk_update(waiting, ["from_date", "until_date"], batch_size=_rows.BATCH_SIZE)
    now |= {"facts": len(waiting)}
    pen.write("document.dated", document, actor=actor, at=at, unit_id=unit.pk, before=was, after=now)
    return document


def _said_of_days(document: SourceDocument) -> dict[str, Any]:
    return {name: getattr(document, name) for name in ("from_date", "until_date", "written_on")}
