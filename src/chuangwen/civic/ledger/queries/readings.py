"""Reports handed in to be read: what the reader made of them, and how far the clerk has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q, QuerySet

from chuangwen.civic.ledger.enums import ProposalStatus
from chuangwen.civic.ledger.models import Proposal, SourceDocument
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue.drafts import EARLIEST
from chuangwen.core.reading import Document, ReadFact, Reading, UnreadableFile, extract, read
from chuangwen.core.reading.written import written_on as day_in

MOST_CHARACTERS = 300_000  # what is read while somebody waits: a few seconds
MOST_PROPOSALS = 2000
MOST_REMARKS = 500
LARGEST_FIGURE = 10**14  # what the columns of a proposal hold


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """A report as the reader read it, before it is kept. `until_date` is exclusive."""

    name: str
    digest: str
    text: str
    from_date: date
    until_date: date
    written_on: date | None
    facts: Sequence[ReadFact]
    remarks: dict[str, Any]


def read_report(
    document: Document, *, digest: str, unit: Unit, period: tuple[date, date], written_on: date | None = None
) -> ReadReport:
    """Read the facts of a text for a unit; the day it was written on is taken from the text when nobody says.

    Shape: `period` is (first day, day after the last) of what the text covers.
    """
    day = written_on or day_in(document.text)
    reading = read(document, catalogue=kinds(), subject=unit.name, written_on=day, period=period)
    facts = [fact for fact in reading.facts if _is_of_this_world(fact)]
    return ReadReport(
        name=document.name,
        digest=digest,
        text=document.text,
        from_date=period[0],
        until_date=period[1],
        written_on=day,
        facts=facts[:MOST_PROPOSALS],
        remarks=_remarks(document, reading, len(facts)),
    )


def text_of_file(content: bytes, name: str) -> Document:
    """Take the text out of a file, fit to be stored.

    :raises UnreadableFile: with what happened and what to do.
    """
    return _storable(extract(content, name))


def text_of_words(words: str, name: str) -> Document:
    """Take pasted words as a document; line ends are made one.

    :raises UnreadableFile: they are too many to be read while somebody waits.
    """
    return _storable(Document(text=words.replace("\r\n", "\n").replace("\r", "\n"), name=name))


def digest_of(content: bytes) -> str:
    """Name a document by its bytes."""
    return sha256(content).hexdigest()


def _storable(document: Document) -> Document:
    """Replace what a database cannot hold, one sign for one, so that every offset stays true."""
    if len(document.text) > MOST_CHARACTERS:
        most = MOST_CHARACTERS // 10_000
        said = f"“{document.name}”有{len(document.text) / 10_000:.0f}万字，一次最多识读{most}万字。"
        raise UnreadableFile(f"{said}请按部门或年份拆分成几份，再分别上传。")
    text = document.text.replace("\0", " ")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return Document(
        text=text, name=document.name, media_type=document.media_type, blocks=document.blocks, notes=document.notes
    )


def _is_of_this_world(fact: ReadFact) -> bool:
    """Leave out figures that no ledger column can hold; they are misread numbers."""
    return all(number is None or abs(number) < LARGEST_FIGURE for number in (fact.value, fact.amount))


def _remarks(document: Document, reading: Reading, found: int) -> dict[str, Any]:
    notes = list(document.notes)
    if found > MOST_PROPOSALS:
        notes.append(f"读到{found}条，只列出前{MOST_PROPOSALS}条。请把材料拆分后分别识读。")
    return {
        "blocks": [[block.start, block.end, block.label] for block in document.blocks[:MOST_REMARKS]],
        "contradictions": [
            {"message": each.message, "places": [list(place) for place in each.places]}
            for each in reading.contradictions[:MOST_REMARKS]
        ],
        "passed_over": [[each.start, each.end, each.reason] for each in reading.passed_over[: 4 * MOST_REMARKS]],
        "notes": notes,
    }


def sensible_period(first: date, last: date) -> bool:
    """Say whether a period can be what a report covers."""
    return EARLIEST <= first <= last


def document_of(unit: Unit, digest: str) -> SourceDocument | None:
    """Return the document that the unit has had read already, by its bytes."""
    return SourceDocument.objects.filter(unit=unit, digest=digest).first()


def documents_of_unit(unit: Unit) -> QuerySet[SourceDocument]:
    """Return a unit's reports, newest first, with how many facts wait, were accepted, were turned down."""

    def count(status: ProposalStatus) -> Count:
        return Count("proposals", filter=Q(proposals__status=status))

    return (
        SourceDocument.objects.filter(unit=unit)
        .select_related("added_by")
        .defer("text", "remarks")
        .annotate(
            open_count=count(ProposalStatus.OPEN),
            accepted_count=count(ProposalStatus.ACCEPTED),
            rejected_count=count(ProposalStatus.REJECTED),
        )
        .order_by("-added_at", "-id")
    )


def waiting_proposals(unit: Unit) -> int:
    """Return how many facts read from a unit's reports wait for the clerk's word."""
    return Proposal.objects.filter(document__unit=unit, status=ProposalStatus.OPEN).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far the clerk has come with a report."""

    open: int = 0
    accepted: int = 0
    rejected: int = 0

    @property
    def whole(self) -> int:
        """How many facts there are."""
        return self.open + self.accepted + self.rejected


def tally_of(document: SourceDocument) -> Tally:
    """Count the answers given to a report, in one query."""
    rows = Proposal.objects.filter(document=document).order_by().values("status").annotate(count=Count("pk"))
    return Tally(**{row["status"]: row["count"] for row in rows})


def proposals_of(document: SourceDocument) -> list[Proposal]:
    """Return what was read, in text order, with the entries made of it."""
    rows = Proposal.objects.filter(document=document).select_related("entry", "known_as").order_by("position")
    proposals = list(rows)
    for proposal in proposals:
        proposal.document = document
    return proposals
