"""A report beside the facts read in it, as the confirm page shows them; linked both ways."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.urls import reverse

from chuangwen.civic.ledger.enums import ProposalStatus
from chuangwen.civic.ledger.models import Proposal, SourceDocument
from chuangwen.civic.ledger.queries.known import Known
from chuangwen.civic.ledger.queries.proposals import (
    confidence_word,
    draft_of_proposal,
    stored_words,
)
from chuangwen.civic.ledger.queries.readings import Tally
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft, problems_of
from chuangwen.core.catalogue.drafts import ONE_DAY
from chuangwen.web.ui.entry_sheet import kind_name
from chuangwen.web.ui.figures import cn_date

AROUND = 24  # characters shown on either side of an excerpt
ZERO = "原文说没有发生，记为0的事项不用登记。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text under the same facts. `anchor` is the fact that begins here."""

    text: str
    facts: str = ""
    owner: int = 0
    anchor: int = 0
    is_number: bool = False
    is_open: bool = False
    passed_over: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line of the text; `label` names the page or table that begins with it."""

    pieces: Sequence[Piece]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One fact as the clerk judges it: what the text says, what would be stored, how sure the reader is."""

    proposal: Proposal
    number: int
    kind: str
    topic: str
    stored: str
    days: str
    sure: str
    excerpt: tuple[str, str, str]
    notes: Sequence[str]
    known: Known | None
    known_url: str
    problem: str
    entry_url: str

    @property
    def is_open(self) -> bool:
        """Say whether the clerk has not answered yet."""
        return self.proposal.status == ProposalStatus.OPEN

    @property
    def is_accepted(self) -> bool:
        """Say whether it is in the ledger."""
        return self.proposal.status == ProposalStatus.ACCEPTED

    @property
    def is_usual(self) -> bool:
        """Say whether accepting many at once may take it: counted, done, not known, with nothing against it."""
        read = self.proposal
        return self.is_open and not (
            read.is_plan or read.is_norm or read.is_base or read.is_event or self.known or self.problem
        )


def fact_row(proposal: Proposal, document: SourceDocument, known: Known | None, *, today: date) -> FactRow:
    """Return a fact as the page shows it."""
    draft = draft_of_proposal(proposal, today=today)
    start, end = proposal.start, proposal.end
    text = document.text
    return FactRow(
        proposal=proposal,
        number=proposal.position + 1,
        kind=kind_name(draft.kind),
        topic=kinds().topics.get(draft.topic, ""),
        stored=stored_words(draft),
        days=_days(draft),
        sure=confidence_word(proposal.confidence),
        excerpt=(text[max(start - AROUND, 0) : start], text[start:end], text[end : end + AROUND]),
        notes=_notes(proposal, draft),
        known=known,
        known_url=reverse("unit:entry", args=[known.entry_id]) if known and known.entry_id else "",
        problem=_problem(proposal, draft, today),
        entry_url=reverse("unit:entry", args=[proposal.entry_id]) if proposal.entry_id else "",
    )


def _days(draft: FactDraft) -> str:
    return span_words(draft.start_date, draft.end_date) if draft.start_date and draft.end_date else ""


def span_words(first: date, until: date) -> str:
    """Write a span of days short; `until` is exclusive."""
    last = until - ONE_DAY
    if first == last:
        return cn_date(first)
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{first.year}年{first.month}月{first.day}日至{year}{last.month}月{last.day}日"


def _notes(proposal: Proposal, draft: FactDraft) -> list[str]:
    said = [f"{draft.note}记在说明里。"] if draft.note else []
    if proposal.is_plan:
        said.append("说的是计划或规定，不一定已经做了。")
    if proposal.is_event:
        said.append("没有写数量，只记这一件事。")
    if proposal.subject and proposal.subject != proposal.document.unit.name:
        said.append(f"原文说的是“{proposal.subject}”。")
    return said


def _problem(proposal: Proposal, draft: FactDraft, today: date) -> str:
    if proposal.value == 0:
        return ZERO
    return "".join(problem.message for problem in problems_of(draft, kinds(), today=today))


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is marked in a text: facts, numbers left alone, and every place where one begins or ends."""

    text: str
    facts: Sequence[Proposal]
    passed: Sequence[tuple[int, int, str]]
    cuts: Sequence[int]


def paragraphs_of(document: SourceDocument, proposals: Sequence[Proposal]) -> list[Paragraph]:
    """Return the text in paragraphs, cut where facts begin and end."""
    labels = {start: label for start, _, label in document.remarks.get("blocks", ())}
    marks = _marks(document, proposals)
    found: list[Paragraph] = []
    start = 0
    for line in document.text.split("\n"):
        end = start + len(line)
        if line.strip():
            label = next((labels[at] for at in labels if start <= at <= end), "")
            found.append(Paragraph(pieces=list(_pieces(marks, start, end)), label=label))
        start = end + 1
    return found


def _marks(document: SourceDocument, proposals: Sequence[Proposal]) -> _Marks:
    passed = passed_over_in(document)
    places = {place for start, end, _ in passed for place in (start, end)}
    for each in proposals:
        places |= {each.start, each.end, each.number_start, each.number_end}
    return _Marks(document.text, proposals, passed, sorted(places))


def passed_over_in(document: SourceDocument) -> list[tuple[int, int, str]]:
    """Return the numbers that the reader left alone and why; words such as 进一步 are not worth a mark."""
    text = document.text
    return [
        (start, end, why)
        for start, end, why in document.remarks.get("passed_over", ())
        if any(letter.isdecimal() for letter in text[start:end])
    ]


def _pieces(marks: _Marks, start: int, end: int) -> Iterator[Piece]:
    """Cut one paragraph at the marks inside it."""
    facts = [p for p in marks.facts if p.start < end and p.end > start]
    passed = [each for each in marks.passed if each[0] < end and each[1] > start]
    between = marks.cuts[bisect_right(marks.cuts, start) : bisect_left(marks.cuts, end)]
    for first, last in pairwise([start, *(between if facts or passed else ()), end]):
        over = [p for p in facts if p.start <= first and p.end >= last]
        yield _piece(marks.text[first:last], first, over, passed)


def _piece(text: str, at: int, over: Sequence[Proposal], passed: Sequence[tuple[int, int, str]]) -> Piece:
    if not over:
        reason = next((why for start, end, why in passed if start <= at < end), "")
        return Piece(text=text, passed_over=reason)
    numbered = [p for p in over if p.number_start <= at < p.number_end and not p.is_event]
    owner = (numbered or sorted(over, key=lambda p: p.end - p.start))[0]
    return Piece(
        text=text,
        facts=" ".join(str(p.pk) for p in over),
        owner=owner.pk,
        anchor=next((p.pk for p in over if p.start == at), 0),
        is_number=bool(numbered),
        is_open=any(p.status == ProposalStatus.OPEN for p in over),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Figures of the text that do not agree, and the facts concerned."""

    message: str
    facts: Sequence[tuple[int, int]]


def doubts_of(document: SourceDocument, proposals: Sequence[Proposal]) -> list[Doubt]:
    """Return what the reader found contradictory, each with (id, number) of the facts concerned."""
    by_place = {p.number_start: (p.pk, p.position + 1) for p in proposals if not p.is_event}
    return [
        Doubt(
            message=each["message"],
            facts=[by_place[start] for start, _ in each["places"] if start in by_place],
        )
        for each in document.remarks.get("contradictions", ())
    ]


def usual_rows(rows: Sequence[FactRow], line: int) -> list[FactRow]:
    """Return the facts that accepting many at once takes."""
    return [row for row in rows if row.is_usual and row.proposal.confidence >= line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One way to narrow the facts down, and how many there are."""

    key: str
    label: str
    count: int
    url: str
    is_current: bool


def tabs_of(tally: Tally, show: str = "") -> list[Tab]:
    """Return the tabs above the facts: all, and one for each answer."""
    labelled = (
        ("", "全部", tally.whole),
        (ProposalStatus.OPEN, "待确认", tally.open),
        (ProposalStatus.ACCEPTED, "已采纳", tally.accepted),
        (ProposalStatus.REJECTED, "已排除", tally.rejected),
    )
    return [
        Tab(key=key or "all", label=label, count=count, url=f"?show={key}" if key else "?", is_current=key == show)
        for key, label, count in labelled
    ]
