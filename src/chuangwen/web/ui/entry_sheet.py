"""One ledger entry as a page shows it: for the unit's clerk and for the office alike.

The audiences differ in their doors, not in what the entry says; so each hands
in its `Doors` and gets the same sheet.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chuangwen.civic.ledger.enums import EvidenceForm, Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.queries.entries import draft_of
from chuangwen.civic.wordbook import kinds
from chuangwen.core.calendar import last_day
from chuangwen.core.catalogue.drafts import level_label, topic_label
from chuangwen.core.files import ACCEPTED, FileKind
from chuangwen.web.ui.entry_fields import REPORTED
from chuangwen.web.ui.figures import cn_date, file_size, thousands
from chuangwen.web.ui.moments import Moment
from chuangwen.web.ui.signs import Light

COLOURS = {Status.DRAFT: "yellow", Status.CONFIRMED: "green"}
RULES = {
    Status.DRAFT: "草稿不计分，确认后才计分，也不能再直接修改。",
    Status.CONFIRMED: "已确认，计入得分；如有错误请用更正。",
    Status.CORRECTED: "已被另一条记录更正，不再计分。",
    Status.WITHDRAWN: "已撤回，不再计分。",
    Status.DISCARDED: "草稿已弃用。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where an audience's own pages of an entry and its evidence are."""

    entry: Callable[[int], str]
    evidence: Callable[[int], str]
    picture: Callable[[int], str]
    original: Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of evidence, ready to show."""

    evidence: Evidence
    url: str
    proof: str
    about: str
    picture: str = ""
    small: str = ""
    original: str = ""
    others: Sequence["Citing"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """Another entry that cites the same file, and its page."""

    entry: Entry
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that an entry's page says."""

    entry: Entry
    kind: str
    times_word: str
    light: Light
    days: str
    facts: Sequence[tuple[str, str]]
    pieces: Sequence[Piece] = ()
    moments: Sequence[Moment] = ()
    excerpt: Sequence[str] = field(default=())


def light_of(entry: Entry) -> Light:
    """Return how an entry stands, as a light."""
    status = Status(entry.status)
    return Light(colour=COLOURS.get(status, "grey"), word=status.label, rule=RULES[status])


def kind_name(code: str) -> str:
    """Return a kind's name, or its code when the catalogue has dropped it."""
    kind = kinds().kinds.get(code)
    return kind.name if kind else code


def days_of(entry: Entry) -> str:
    """Write an entry's day or span of days; what has no end yet is named by its first day."""
    last = last_day(entry.until_date)
    if last is None:
        return f"{cn_date(entry.start_date)}起"
    if last == entry.start_date:
        return cn_date(entry.start_date)
    return f"{cn_date(entry.start_date)}至{cn_date(last)}"


def figures_of(entry: Entry) -> list[tuple[str, str]]:
    """Return the quantities that an entry holds, each with its unit."""
    kind, draft = kinds().kinds.get(entry.kind), draft_of(entry)
    about = "约" if entry.is_approximate else ""
    quantities = kind.quantities if kind else ()
    return [
        (q.name, f"{about}{_plain(draft.quantities[q.code])}{q.unit}") for q in quantities if q.code in draft.quantities
    ]


def _plain(value: Decimal) -> str:
    """Write a quantity with thousands separators and no idle zeros: 12.50 → 12.5."""
    whole = value.to_integral_value()
    return thousands(whole if whole == value else value.normalize())


def figures_in_words(entry: Entry) -> str:
    """Write an entry's quantities in one line."""
    return "，".join(f"{name}{figure}" for name, figure in figures_of(entry))


def facts_of(entry: Entry) -> list[tuple[str, str]]:
    """Return what an entry says as (label, text); empty columns left out."""
    words = kinds()
    kind = words.kinds.get(entry.kind)
    counter = kind.times if kind else "次"
    said = [
        ("日期", days_of(entry)),
        (topic_label(kind) if kind else "主题", words.topics.get(entry.topic, entry.topic)),
        ("次数", f"{thousands(entry.times)}{counter}"),
        *figures_of(entry),
        (level_label(kind) if kind else "级别", (words.levels_of(kind) if kind else {}).get(entry.level, entry.level)),
        ("媒介", words.media.get(entry.medium, entry.medium)),
        ("地点", entry.place),
        ("发现经过", REPORTED[entry.is_self_reported] if kind and "self_reported" in kind.fields else ""),
        ("说明", entry.note),
        ("来源", _source(entry)),
    ]
    return [(label, text) for label, text in said if text]


def _source(entry: Entry) -> str:
    """Say how an entry came, and of an imported one from which row of which sheet."""
    said = entry.get_source_display()
    return f"{said}：{entry.batch.name}，第{entry.row_number}行" if entry.batch else said


def piece_of(evidence: Evidence, doors: Doors, others: Sequence[Entry] = ()) -> Piece:
    """Return a piece of evidence with its doors."""
    proof = kinds().evidence.get(evidence.proof, evidence.proof)
    file = evidence.file
    if file is None:
        return Piece(evidence=evidence, url=doors.evidence(evidence.pk), proof=proof, about="网页链接")
    known = ACCEPTED.get(file.media_type)
    picture = doors.picture(evidence.pk) if file.view else ""
    return Piece(
        evidence=evidence,
        url=doors.evidence(evidence.pk),
        proof=proof,
        about=f"{_form_of(evidence, known)} {file_size(file.size)}",
        picture=picture,
        small=f"{picture}?size=small" if picture else "",
        original=doors.original(evidence.pk),
        others=[Citing(entry=entry, url=doors.entry(entry.pk)) for entry in others],
    )


def _form_of(evidence: Evidence, kind: FileKind | None) -> str:
    """Name what the piece is: a screenshot, or the kind of its file."""
    if evidence.form == EvidenceForm.SCREENSHOT:
        return EvidenceForm.SCREENSHOT.label
    return kind.name if kind else "文件"


def pieces_of(
    evidence: Iterable[Evidence], doors: Doors, others: Mapping[str, Sequence[Entry]] | None = None
) -> list[Piece]:
    """Return pieces of evidence with their doors and the other entries that cite the same file."""
    used = others or {}
    return [piece_of(each, doors, used.get(each.file_id or "", ())) for each in evidence]


def excerpt_of(entry: Entry) -> tuple[str, ...]:
    """Return (before, the very words, after) of the report that an entry was read from; empty when typed."""
    if entry.document is None or entry.span_start is None or entry.span_end is None:
        return ()
    text, start, end = entry.document.text, entry.span_start, entry.span_end
    around = 60
    return (text[max(start - around, 0) : start], text[start:end], text[end : end + around])


def sheet_of(entry: Entry, *, pieces: Sequence[Piece], moments: Sequence[Moment]) -> Sheet:
    """Return all that an entry's page says."""
    kind = kinds().kinds.get(entry.kind)
    return Sheet(
        entry=entry,
        kind=kind_name(entry.kind),
        times_word=kind.times if kind else "次",
        light=light_of(entry),
        days=days_of(entry),
        facts=facts_of(entry),
        pieces=pieces,
        moments=moments,
        excerpt=excerpt_of(entry),
    )
