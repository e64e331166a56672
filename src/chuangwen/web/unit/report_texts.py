"""The text of a report as the confirm page shows it: in paragraphs, cut where facts begin and end."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chuangwen.civic.ledger.enums import ProposalStatus
from chuangwen.civic.ledger.models import Proposal, SourceDocument

LONG = 60_000  # a longer text is shown only around the facts of the page
MARGIN = 1_000
_PAGE = re.compile(r"第(\d+)页$")
PICTURED = ("application/pdf", "image/")


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
    """A line of the text; `labels` name the pages or tables that begin in it, each with the number of its picture or 0."""

    pieces: Sequence[Piece]
    labels: Sequence[tuple[str, int]] = ()
    doubts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is marked in a text: facts, numbers left alone, and every place where one begins or ends."""

    text: str
    facts: Sequence[Proposal]
    passed: Sequence[tuple[int, int, str]]
    cuts: Sequence[int]


def part_shown(document: SourceDocument, proposals: Sequence[Proposal]) -> tuple[int, int]:
    """Return from where to where a text is shown beside these facts: all of it unless it is long."""
    text = document.text
    if len(text) <= LONG or not proposals:
        return 0, min(len(text), LONG)
    first, last = min(p.start for p in proposals), max(p.end for p in proposals)
    end = text.find("\n", min(len(text), last + MARGIN))
    return text.rfind("\n", 0, max(0, first - MARGIN)) + 1, len(text) if end < 0 else end


def paragraphs_of(document: SourceDocument, proposals: Sequence[Proposal]) -> list[Paragraph]:
    """Return the text around the facts in paragraphs, cut where they begin and end."""
    marks, labels, doubts = _marks(document, proposals), labels_of(document), _doubtful_places(document)
    starts = sorted(labels)
    found: list[Paragraph] = []
    start, stop = part_shown(document, proposals)
    before = start  # a page may begin in an empty line: its label stands before the next words
    for line in document.text[start:stop].split("\n"):
        end = start + len(line)
        if line.strip():
            within = [labels[at] for at in starts[bisect_left(starts, before) : bisect_right(starts, end)]]
            before = end + 1
            found.append(
                Paragraph(
                    pieces=list(_pieces(marks, start, end)),
                    labels=[(label, page_of(label, document)) for label in within],
                    doubts=list(dict.fromkeys(said for place, said in doubts if start <= place < end)),
                )
            )
        start = end + 1
    return found


def labels_of(document: SourceDocument) -> dict[int, str]:
    """Return what pages, tables and sheets are called, by where they begin."""
    labels: dict[int, str] = {}
    for start, _, label in document.remarks.get("blocks", ()):
        labels.setdefault(start, label)
    return labels


def page_of(label: str, document: SourceDocument) -> int:
    """Return the number of the page that can be shown as it looks, or 0."""
    file = document.file
    if file is None or not label or not file.media_type.startswith(PICTURED):
        return 0
    numbered = _PAGE.search(label)
    return int(numbered[1]) if numbered else 1


def _doubtful_places(document: SourceDocument) -> list[tuple[int, str]]:
    said = document.remarks.get("contradictions", ())
    return [(place[0], each["message"]) for each in said for place in each["places"]]


def numbers_of(proposal: Proposal) -> list[tuple[int, int]]:
    """Return where the numbers of a fact stand."""
    also = [(start, end) for _, _, start, end in proposal.also]
    return [(proposal.number_start, proposal.number_end), *also]


def _marks(document: SourceDocument, proposals: Sequence[Proposal]) -> _Marks:
    passed = passed_over_in(document)
    places = {place for start, end, _ in passed for place in (start, end)}
    for each in proposals:
        places |= {each.start, each.end} | {place for span in numbers_of(each) for place in span}
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
    numbered = [p for p in over if not p.is_event and any(start <= at < end for start, end in numbers_of(p))]
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
    by_place = {start: (p.pk, p.position + 1) for p in proposals if not p.is_event for start, _ in numbers_of(p)}
    return [
        Doubt(
            message=each["message"],
            facts=[by_place[start] for start, _ in each["places"] if start in by_place],
        )
        for each in document.remarks.get("contradictions", ())
    ]
