"""The answers: a card per unit, a mark per criterion, every number exact. Points are integer milli-points."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

MARKED = "marked"
PENDING = "pending"
NOT_APPLICABLE = "not_applicable"
EXCUSED = "excused"
STATUSES = (MARKED, PENDING, NOT_APPLICABLE, EXCUSED)
STATUS_NAMES = {MARKED: "已计分", PENDING: "待定", NOT_APPLICABLE: "不适用", EXCUSED: "已说明"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one criterion gives one unit.

    Shape: `points` is certain, `possible` is the most that is still open, `full` is what the criterion is worth.
    `reach` is the most that the unit can still come to by what it records. `value` is exact; None means missing.
    `renormalised` marks are left out and the rest of the category scaled.
    """

    code: str
    value: Fraction | None
    shown: str
    points: int
    possible: int
    full: int
    status: str
    because: tuple[int, ...]
    sentence: str
    next_step: str = ""
    gain: int = 0
    renormalised: bool = False
    reach: int = 0

    @property
    def lost(self) -> int:
        """Return what can no longer be had from this criterion."""
        return 0 if self.renormalised else self.full - self.possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtotal:
    """What a category (or the bonus) gives: after renormalising, cap and weight."""

    code: str
    title: str
    points: int
    possible: int
    full: int
    lost_to_cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A negative item that applies: how many times, how many of them concealed, what it costs."""

    code: str
    text: str
    clause: str
    veto: bool
    times: int
    concealed: int
    points: int
    because: tuple[int, ...]
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step from a unit's own mark of the year to its total: earlier years, partners. Both numbers come after it."""

    name: str
    points: int
    possible: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What partners share of a unit: its total before sharing, and whether it is vetoed."""

    unit_id: int
    name: str
    points: int
    possible: int
    vetoed: bool
    partners: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the unit passes: True, False, or None while it is open; with every obstacle named."""

    passes: bool | None
    obstacles: tuple[str, ...]
    line: int | None

    @property
    def name(self) -> str:
        """Return the verdict in a word."""
        return {True: "达标", False: "未达标", None: "待定"}[self.passes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A unit's scorecard under one book on one day. Totals are rounded as the book says; `total <= possible`.

    Shape: `trail` tells how the total came about where earlier years or partners have a part in it; else it is empty.
    """

    unit_id: int
    unit_name: str
    group: str
    book_digest: str
    assessed_on: date
    marks: tuple[Mark, ...]
    bonus_marks: tuple[Mark, ...]
    categories: tuple[Subtotal, ...]
    bonus: Subtotal
    hits: tuple[Hit, ...]
    deducted: int
    total: int
    possible: int
    verdict: Verdict
    trail: tuple[Step, ...] = ()

    def mark(self, code: str) -> Mark | None:
        """Return the mark of a criterion or bonus item."""
        return next((m for m in (*self.marks, *self.bonus_marks) if m.code == code), None)
