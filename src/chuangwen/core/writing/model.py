"""An official document as data: what it says and to whom; the writers know how it looks."""

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  `date` is the field's name
from enum import StrEnum


class DocumentKind(StrEnum):
    """The kinds that the builders make."""

    APPLICATION = "申报表"
    REFUSAL = "不予受理通知书"
    PUBLICITY = "公示"
    AWARD = "命名决定"
    WARNING = "警告决定"
    RECTIFICATION = "限期整改通知书"
    SUSPENSION = "停牌决定"
    REVOCATION = "撤销决定"
    HEARING = "陈述申辩告知书"
    ANSWER = "异议答复书"
    LETTER = "通知"
    CERTIFICATE = "证书"


class Align(StrEnum):
    """Where a paragraph stands in its line."""

    BODY = "body"  # two characters in, both edges even
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the body."""

    text: str
    align: Align = Align.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; its number (一、（一）1.（1）) is counted by the writer."""

    text: str
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in {1, 2, 3, 4}:
            raise ValueError("Headings of official documents have four levels.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A plain list, each point a paragraph of its own: 1. 2. 3."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a head that stands again on each page. `shares` are the columns' widths, in proportion."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows) or (self.shares and len(self.shares) != len(self.head)):
            raise ValueError("Each row of a table has as many cells as its head.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a form: `span` columns wide, at least `tall` millimetres high; `foot` stands at its lower right."""

    text: str
    span: int = 1
    is_label: bool = False
    tall: int = 0
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form to be filled or filled already: rows of labelled cells over `shares`."""

    shares: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if any(sum(cell.span for cell in row) != len(self.shares) for row in self.rows):
            raise ValueError("The cells of each row of a form fill its columns.")


Block = Paragraph | Heading | Items | Table | Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What follows the document on pages of its own; `landscape` for wide lists."""

    title: str
    body: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An official document.

    `red_head` is the head in red (`云岭市精神文明建设委员会文件`): only for bodies
    entitled to one, blank for all others. `qr` is the text of a code that stands
    beside the signature, with `qr_note` under it.
    """

    kind: DocumentKind
    title: str
    body: tuple[Block, ...]
    issuer: str = ""
    date: Day | None = None
    doc_number: str = ""
    to: str = ""
    attachments: tuple[Attachment, ...] = ()
    copies: str = ""
    red_head: str = ""
    qr: str = ""
    qr_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate on one landscape page; `qr` leads to where anybody may verify it."""

    holder: str
    text: str
    number: str
    issuer: str
    date: Day
    qr: str
    heading: str = "荣誉证书"
    until: str = ""


Paper = Document | Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A written paper. `fonts_replaced`: each typeface that this machine lacks, with what stands in for it."""

    content: bytes
    media_type: str
    suffix: str
    fonts_replaced: tuple[tuple[str, str], ...] = ()
