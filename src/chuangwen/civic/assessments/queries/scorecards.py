"""One unit's scorecard in one book, shaped for pages: the same for office and unit, preview and kept card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chuangwen.civic.assessments.models import Card, CardColumns, Preview
from chuangwen.civic.assessments.queries.asks import Ask, asks_of
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.core.rulebook import Book
from chuangwen.core.scoring import STATUS_NAMES

VERDICTS = {"passes": "达标", "fails": "未达标", "open": "待定"}
OUTLOOKS = {"passes": "已达标", "fails": "难以达标", "open": "尚未达标"}
COLOURS = {"passes": "green", "fails": "red", "open": "yellow"}
MARKED = "marked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One criterion for one unit: what it asks, what there is, what it gives. Milli-points.

    `is_provisional`: a rank among values of the latest assessment, not of today.
    """

    ask: Ask
    got: int
    most: int
    full: int
    status: str
    have: str
    sentence: str
    next_step: str
    gain: int
    counted: int
    is_provisional: bool = False

    @property
    def code(self) -> str:
        """Return the criterion's code."""
        return self.ask.code

    @property
    def open(self) -> int:
        """Return what may still be gained on top of what is there."""
        return self.most - self.got

    @property
    def missing(self) -> int:
        """Return how far it is from full points."""
        return self.full - self.got

    @property
    def is_short(self) -> bool:
        """Say whether points are missing; a bonus not won is no lack."""
        return self.missing > 0 and not self.ask.is_bonus

    @property
    def is_marked(self) -> bool:
        """Say whether it has been given points; other rows are pending, excused or not applicable."""
        return self.status == MARKED

    @property
    def word(self) -> str:
        """Return where the criterion stands, in a word."""
        if not self.is_marked:
            return STATUS_NAMES[self.status]
        if self.is_provisional:
            return "暂定"
        if self.ask.is_bonus:
            return "已加分" if self.got else "未加分"
        if not self.is_short:
            return "已满分"
        return "还没有" if self.got == 0 else "未满分"

    @property
    def colour(self) -> str:
        """Return the light's colour for the word."""
        if not self.is_marked or (self.ask.is_bonus and not self.got):
            return "grey"
        if not self.is_short:
            return "green"
        return "red" if self.got == 0 else "yellow"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """One category with its criteria; `lost_to_cap` was earned and does not count."""

    code: str
    title: str
    got: int
    most: int
    full: int
    lost_to_cap: int
    rows: tuple[CriterionRow, ...]

    @property
    def open(self) -> int:
        """Return what may still be gained."""
        return self.most - self.got

    @property
    def missing(self) -> int:
        """Return how far the category is from full points; a bonus not won is no lack."""
        return self.full - self.got if any(row.is_short for row in self.rows) else 0

    @property
    def short_count(self) -> int:
        """Return how many criteria are short of full points."""
        return sum(row.is_short for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """A negative item that applies to the unit."""

    code: str
    text: str
    clause: str
    points: int
    veto: bool
    sentence: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardView:
    """A whole scorecard. `line` is the pass line; `position` is None where ranks were not asked for."""

    edition: Edition
    unit_id: int
    unit_name: str
    got: int
    most: int
    full: int
    line: int | None
    verdict: str
    obstacles: tuple[str, ...]
    categories: tuple[CategoryView, ...]
    bonus: CategoryView | None
    hits: tuple[HitRow, ...]
    deducted: int
    peers: str
    position: int | None = None
    group_size: int | None = None
    made_at: datetime | None = None
    is_kept: bool = False

    @property
    def title(self) -> str:
        """Return the book's name with its edition."""
        return str(self.edition)

    @property
    def assessed_on(self) -> date:
        """Return the day by which facts count."""
        return self.edition.assessed_on

    @property
    def open(self) -> int:
        """Return what may still be gained."""
        return self.most - self.got

    @property
    def to_line(self) -> int:
        """Return how many points are missing to the pass line."""
        return max(0, (self.line or 0) - self.got)

    @property
    def word(self) -> str:
        """Return the verdict in a word; before the assessment it is an outlook."""
        return (VERDICTS if self.is_kept else OUTLOOKS)[self.verdict]

    @property
    def colour(self) -> str:
        """Return the verdict's light."""
        return COLOURS[self.verdict]

    @property
    def parts(self) -> tuple[CategoryView, ...]:
        """Return the categories and, where the book has one, the bonus."""
        return (*self.categories, self.bonus) if self.bonus else self.categories

    @property
    def rows(self) -> tuple[CriterionRow, ...]:
        """Return all criteria and bonus items in the book's order."""
        return tuple(row for part in self.parts for row in part.rows)

    def row(self, code: str) -> CriterionRow | None:
        """Return one criterion's row."""
        return next((row for row in self.rows if row.code == code), None)


def scorecard(row: Preview | Card, edition: Edition, unit_name: str) -> ScorecardView:
    """Return a stored card as pages show it. Asks the database nothing once the book is read."""
    book = book_of(edition)
    parts = [_category(c.code, c.title, [x.code for x in c.criteria], row, book, edition) for c in book.categories]
    codes = [item.code for item in book.bonus.items]
    bonus = _category("bonus", "加分项", codes, row, book, edition) if codes else None
    return ScorecardView(
        edition=edition,
        unit_id=row.unit_id,
        unit_name=unit_name,
        got=row.certain,
        most=row.possible,
        full=row.full,
        line=row.card["line"],
        verdict=row.verdict,
        obstacles=tuple(row.card["obstacles"]),
        categories=tuple(parts),
        bonus=bonus,
        hits=tuple(_hit(hit) for hit in row.card["hits"]),
        deducted=row.card["deducted"],
        peers=row.peers,
        position=getattr(row, "position", None),
        group_size=getattr(row, "group_size", None),
        made_at=row.refreshed_at if isinstance(row, Preview) else row.assessment.finished_at,
        is_kept=isinstance(row, Card),
    )


def _category(
    code: str, title: str, codes: Sequence[str], row: CardColumns, book: Book, edition: Edition
) -> CategoryView:
    got, most, full = row.categories[code]
    asks = asks_of(book, edition.assessed_on)
    return CategoryView(
        code=code,
        title=title,
        got=got,
        most=most,
        full=full,
        lost_to_cap=row.card["capped"].get(code, 0),
        rows=tuple(
            _criterion(asks[each], row.marks[each], row.card["marks"][each], is_live=isinstance(row, Preview))
            for each in codes
        ),
    )


def _criterion(ask: Ask, marks: Sequence[int], said: dict[str, Any], *, is_live: bool) -> CriterionRow:
    got, most, full = marks
    return CriterionRow(
        ask=ask,
        got=got,
        most=most,
        full=full,
        status=said["status"],
        have=said["have"],
        sentence=said["sentence"],
        next_step=said["next"],
        gain=said["gain"],
        counted=said["counted"],
        is_provisional=is_live and ask.is_rank,
    )


def _hit(said: dict[str, Any]) -> HitRow:
    return HitRow(**{**said, "entries": tuple(said["entries"])})
