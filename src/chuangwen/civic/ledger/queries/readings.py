"""Reports handed in to be read: what the reader made of them, and how far the clerk has come."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Count, Q, QuerySet

from chuangwen.civic.ledger.enums import ProposalStatus
from chuangwen.civic.ledger.models import Proposal, SourceDocument
from chuangwen.civic.ledger.queries.lexicon import Meaning, kinds_in, lexicon_of, plain
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue.drafts import EARLIEST
from chuangwen.core.files import PDFIUM
from chuangwen.core.reading import Document, ReadEntry, ReadFact, Reading, UnreadableFile, entries_of, extract, read
from chuangwen.core.reading.text import Limits
from chuangwen.core.reading.written import written_on as day_in

MOST_CHARACTERS = 1_000_000
MOST_PROPOSALS = 5000
MOST_REMARKS = 500
_OFFICE = re.compile(
    r"(?:中共)?([^\d，。：、（）“”《》\s关]{2,18}?(?:局|委员会|委|办公室|医院|学校|小学|中学|公司|街道|社区|镇|乡|村))(?=\d|二〇|关于|工作|文明|精神|年)"
)
LARGEST_FIGURE = 10**14  # what the columns of a proposal hold


Advise = Callable[[Reading, str], Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """A report as the reader read it, before it is kept. `until_date` is exclusive."""

    name: str
    digest: str
    text: str
    from_date: date
    until_date: date
    written_on: date | None
    entries: Sequence[ReadEntry]
    remarks: dict[str, Any]


def read_report(
    document: Document,
    *,
    digest: str,
    unit: Unit,
    period: tuple[date, date],
    written_on: date | None = None,
    advise: Advise | None = None,
) -> ReadReport:
    """Read the facts of a text for a unit, with its words; the day of writing is taken from the text when nobody says.

    Shape: `period` is (first day, day after the last) of what the text covers;
    `advise` may weigh a second opinion in before the facts are put together.
    """
    day = written_on or day_in(document.text)
    lexicon = lexicon_of(unit)
    reading = read(
        document, catalogue=kinds(), subject=unit.name, written_on=day, period=period, lexicon=kinds_in(lexicon)
    )
    if advise:
        reading = advise(reading, document.text)
    facts = [fact for fact in reading.facts if _is_of_this_world(fact)]
    if topical := {word: meaning for word, meaning in lexicon.items() if meaning.topic}:
        facts = [_on_topic(fact, topical) for fact in facts]
    entries = entries_of(facts, document.text, kinds())
    return ReadReport(
        name=document.name,
        digest=digest,
        text=document.text,
        from_date=period[0],
        until_date=period[1],
        written_on=day,
        entries=entries[:MOST_PROPOSALS],
        remarks=_remarks(document, reading, len(entries), unit),
    )


def _on_topic(fact: ReadFact, lexicon: Mapping[str, Meaning]) -> ReadFact:
    """Give a fact the topic of the office's word that stands in it."""
    words = plain(fact.text)
    topic = next((m.topic for word, m in lexicon.items() if m.kind == fact.kind and word in words), "")
    return replace(fact, topic=topic) if topic else fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of each fact of a text, by the place of its number, for another period or day of writing."""

    from_date: date
    until_date: date
    written_on: date | None
    by_place: Mapping[tuple[int, bool], tuple[date | None, date | None]]


def days_anew(document: SourceDocument, *, period: tuple[date, date], written_on: date | None) -> Days:
    """Read again when each fact of a kept report was, as if it had been handed in with this period."""
    day = written_on or day_in(document.text)
    reading = read(document.text, catalogue=kinds(), subject="", written_on=day, period=period)
    return Days(
        from_date=period[0],
        until_date=period[1],
        written_on=day,
        by_place={(fact.num_start, fact.event): (fact.from_date, fact.until_date) for fact in reading.facts},
    )


def text_of_file(
    content: bytes,
    name: str,
    *,
    limits: Limits | None = None,
    most: int = MOST_CHARACTERS,
    progress: Callable[[int, int], None] | None = None,
) -> Document:
    """Take the text out of a file, fit to be stored. `progress` hears pages done and in all.

    :raises UnreadableFile: with what happened and what to do.
    """
    with PDFIUM if b"%PDF-" in content[:1024] else nullcontext():
        document = extract(content, name, limits=limits, progress=progress)
    return _storable(document, most)


def text_of_words(words: str, name: str, *, most: int = MOST_CHARACTERS) -> Document:
    """Take pasted words as a document; line ends are made one.

    :raises UnreadableFile: they are too many.
    """
    return _storable(Document(text=words.replace("\r\n", "\n").replace("\r", "\n"), name=name), most)


def digest_of(content: bytes) -> str:
    """Name a document by its bytes."""
    return sha256(content).hexdigest()


def _storable(document: Document, most: int) -> Document:
    """Replace what a database cannot hold, one sign for one, so that every offset stays true."""
    if len(document.text) > most:
        said = f"“{document.name}”有{len(document.text) / 10_000:.0f}万字，一次最多识读{most // 10_000}万字。"
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


def _remarks(document: Document, reading: Reading, found: int, unit: Unit) -> dict[str, Any]:
    notes = [*document.notes, *_of_another(document.text, unit)]
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


def _of_another(text: str, unit: Unit) -> list[str]:
    """Warn when the title names another office than the one that hands the report in."""
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    named = _OFFICE.match(title)
    if named is None or named[1] in unit.name or unit.name in title:
        return []
    return [
        f"材料标题写的是“{named[1]}”，与本单位“{unit.name}”不同。请确认没有交错；别的单位做的事不要记入本单位台账。"
    ]


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
