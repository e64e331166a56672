"""A report beside the facts read in it, as the confirm page shows them; linked both ways."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
from chuangwen.core.calendar import last_day
from chuangwen.core.catalogue import FactDraft, problems_of
from chuangwen.web.ui.entry_sheet import kind_name
from chuangwen.web.ui.figures import cn_date
from chuangwen.web.unit.report_texts import labels_of

USUAL_LINE = 80  # the confidence from which many facts are accepted at once, unless the clerk chooses another
UNSORTED = "other"  # what no kind takes is worth a look
AROUND = 24  # characters shown on either side of an excerpt
ZERO = "原文说没有发生，记为0的事项不用登记。"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One fact as the clerk judges it: what the text says, what would be stored, how sure the reader is."""

    proposal: Proposal
    number: int
    kind: str
    topic: str
    stored: str
    days: str
    where: str
    sure: str
    tags: Sequence[str]
    excerpt: tuple[str, str, str]
    notes: Sequence[str]
    known: Known | None
    known_url: str
    problem: str
    doubts: Sequence[str]
    entry_url: str
    correct_url: str
    is_unsorted: bool
    line: int

    @property
    def is_open(self) -> bool:
        """Say whether the clerk has not answered yet."""
        return self.proposal.status == ProposalStatus.OPEN

    @property
    def is_accepted(self) -> bool:
        """Say whether it is in the ledger."""
        return self.proposal.status == ProposalStatus.ACCEPTED

    @property
    def is_above(self) -> bool:
        """Say whether accepting all above the line takes it."""
        return self.is_usual and self.proposal.confidence >= self.line

    @property
    def is_usual(self) -> bool:
        """Say whether accepting many at once may take it: of a kind, counted, done, not known, with nothing against it."""
        read = self.proposal
        is_told = read.is_plan or read.is_norm or read.is_base or read.is_event
        return self.is_open and not (is_told or self.is_unsorted or self.known or self.problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a document says beside its facts, made ready once for many rows: page labels, and what disagrees where."""

    document: SourceDocument
    starts: Sequence[int]
    labels: Sequence[str]
    doubts: Mapping[int, Sequence[str]]

    def label_at(self, place: int) -> str:
        """Return the page or table that a place lies in."""
        at = bisect_right(self.starts, place)
        return self.labels[at - 1] if at else ""


def beside_of(document: SourceDocument) -> Beside:
    """Make ready what a document says beside its facts."""
    labels = labels_of(document)
    starts = sorted(labels)
    doubts: dict[int, list[str]] = {}
    for each in document.remarks.get("contradictions", ()):
        for start, _ in each["places"]:
            doubts.setdefault(start, []).append(each["message"])
    return Beside(document=document, starts=starts, labels=[labels[start] for start in starts], doubts=doubts)


def fact_row(
    proposal: Proposal,
    known: Known | None,
    *,
    beside: Beside,
    today: date,
    line: int = USUAL_LINE,
) -> FactRow:
    """Return a fact as the page shows it; `line` is the confidence from which many are accepted at once."""
    draft = draft_of_proposal(proposal, today=today)
    start, end = proposal.start, proposal.end
    text = beside.document.text
    return FactRow(
        proposal=proposal,
        number=proposal.position + 1,
        kind=kind_name(draft.kind),
        topic=kinds().topics.get(draft.topic, ""),
        stored=stored_words(draft),
        days=_days(draft),
        where=beside.label_at(start),
        sure=confidence_word(proposal.confidence),
        tags=[word for is_so, word in _tags(proposal) if is_so],
        excerpt=(text[max(start - AROUND, 0) : start], text[start:end], text[end : end + AROUND]),
        notes=_notes(proposal, draft),
        known=known,
        known_url=_known_url(known),
        problem=_problem(proposal, draft, today),
        doubts=beside.doubts.get(proposal.number_start, ()) if not proposal.is_event else (),
        entry_url=reverse("unit:entry", args=[proposal.entry_id]) if proposal.entry_id else "",
        correct_url=reverse("unit:entry-correct", args=[proposal.entry_id]) if proposal.entry_id else "",
        is_unsorted=draft.kind == UNSORTED,
        line=line,
    )


def _known_url(known: Known | None) -> str:
    if known is None or not (known.entry_id or known.proposal_id):
        return ""
    return reverse("unit:entry", args=[known.entry_id]) if known.entry_id else f"#p{known.proposal_id}"


def _tags(proposal: Proposal) -> tuple[tuple[bool, str], ...]:
    """Return why accepting many at once leaves a fact alone, in a word."""
    return (
        (proposal.is_norm, "规定"),
        (proposal.is_plan and not proposal.is_norm, "计划"),
        (proposal.is_base, "对比数"),
        (proposal.is_event, "没有数量"),
    )


def _days(draft: FactDraft) -> str:
    return span_words(draft.start_date, draft.end_date) if draft.start_date and draft.end_date else ""


def span_words(first: date, until: date) -> str:
    """Write a span of days short; `until` is exclusive."""
    last = last_day(until)
    if last is None:
        return f"{cn_date(first)}起"
    if first == last:
        return cn_date(first)
    year = "" if first.year == last.year else f"{last.year}年"
    return f"{first.year}年{first.month}月{first.day}日至{year}{last.month}月{last.day}日"


def _notes(proposal: Proposal, draft: FactDraft) -> list[str]:
    said = [f"{draft.note}记在说明里。"] if draft.note else []
    if proposal.is_norm:
        said.append("说的是规定的次数或标准，不是已经做了的事。")
    elif proposal.is_plan:
        said.append("说的是计划，不一定已经做了。")
    if proposal.is_base:
        said.append("是增减之前的数，用来比较，不是本期做的。")
    if proposal.is_event:
        said.append("没有写数量，只记这一件事。")
    if proposal.subject and proposal.subject != proposal.document.unit.name:
        said.append(f"原文说的是“{proposal.subject}”。")
    return said


def _problem(proposal: Proposal, draft: FactDraft, today: date) -> str:
    if proposal.value == 0:
        return ZERO
    return "".join(problem.message for problem in problems_of(draft, kinds(), today=today))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many facts the clerk has answered."""

    done: int
    whole: int


def progress_of(tally: Tally) -> Progress:
    """Return how far the clerk has come."""
    return Progress(done=tally.whole - tally.open, whole=tally.whole)
