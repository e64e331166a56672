"""What the reader hands back: documents, facts with their place in the text, and contradictions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class UnreadableFile(ValueError):
    """A file whose text cannot be taken out. The message is Chinese: what happened, why, what to do."""


class ReadingStopped(UnreadableFile):
    """The caller asked to stop while a long file was being read; nothing was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a document: a page, a sheet, a table, a header. Offsets are indices of `Document.text`.

    `sureness` (0 to 1) is below 1 where the words were recognised in a picture.
    """

    start: int
    end: int
    label: str
    sureness: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a file. For plain text files, indices are those of the decoded file, line ends untouched."""

    text: str
    name: str = ""
    media_type: str = "text/plain"
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()

    def label_at(self, offset: int) -> str:
        """Return the label of the innermost block at an offset (第3页, 表1 …), or an empty string."""
        inside = [b for b in self.blocks if b.start <= offset < b.end]
        return min(inside, key=lambda b: b.end - b.start).label if inside else ""

    def sureness_at(self, offset: int) -> float:
        """Return how sure it is that the characters at an offset are those of the file: 1 unless they are from a picture."""
        return min((b.sureness for b in self.blocks if b.start <= offset < b.end), default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFact:
    """One statement fit for the ledger, proposed by the reader.

    Units: `value` is in base units (万 and 亿 expanded, 35% is 0.35, 百分点 likewise);
    `amount` is the same in the unit of the kind's quantity (35% is 35, 亩 become 平方米).
    `until_date` is exclusive. A `base` is what a rise or fall began with (从52个增加到86个),
    a figure to compare with and not one of this period. An event without a number has `event` set, value 1 and the
    span of its words as its number span.
    """

    start: int
    end: int
    text: str
    num: str
    num_start: int
    num_end: int
    value: Decimal
    unit: str
    approx: bool
    kind: str
    topic: str
    period: str | None
    from_date: date | None
    until_date: date | None
    subject: str | None
    status: str
    confidence: float
    because: str
    quantity: str | None
    amount: Decimal | None
    title: str
    norm: bool = False
    event: bool = False
    base: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A number that is not a fact, and the reason in Chinese."""

    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Figures of one document that do not agree. `places` are the number spans concerned."""

    message: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was read in one document, in text order."""

    facts: tuple[ReadFact, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()


EMPTY_LEXICON: Mapping[str, str] = {}
"""No office terms: the default of `read`."""

__all__ = [
    "EMPTY_LEXICON",
    "Block",
    "Contradiction",
    "Document",
    "PassedOver",
    "ReadFact",
    "Reading",
    "ReadingStopped",
    "UnreadableFile",
]
