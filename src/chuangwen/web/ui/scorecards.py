"""Scorecards and the reasons behind a mark, as the kit shows them.

Office and unit show the same card; what differs is where its links lead, and
that is `Doors`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from chuangwen.civic.assessments.queries.asks import Ask
from chuangwen.civic.assessments.queries.scorecards import CategoryView, CriterionRow, HitRow, ScorecardView
from chuangwen.civic.assessments.queries.why import WhyEntry, WhyView
from chuangwen.web.ui.figures import cn_date, places_for
from chuangwen.web.ui.reasons import Counted, Step, Why
from chuangwen.web.ui.signs import Light, MarkBar
from chuangwen.web.ui.tables import Column, Table

MOST_COUNTED = 30
MOST_LEFT_OUT = 30
FEWEST_INDEXED = 4


def _nowhere(ask: Ask) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where the links of a card lead for one audience; `add` is empty for readers who record nothing."""

    why: Callable[[int, str], str]
    entry: Callable[[int], str]
    evidence: Callable[[int], str]
    add: Callable[[Ask], str] = _nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCriterion:
    """One criterion ready to show."""

    row: CriterionRow
    bar: MarkBar
    light: Light
    why_url: str
    add_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCategory:
    """One category ready to show; `hidden` criteria are left out by search or filter."""

    view: CategoryView
    bar: MarkBar
    criteria: tuple[ShownCriterion, ...]

    @property
    def hidden(self) -> int:
        """Return how many criteria are not shown."""
        return len(self.view.rows) - len(self.criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHit:
    """One negative item ready to show."""

    row: HitRow
    why_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBook:
    """A card's head: where a unit stands in one book."""

    view: ScorecardView
    bar: MarkBar
    light: Light

    @property
    def short_count(self) -> int:
        """Return how many criteria are short of full points; an honour not yet won is no lack."""
        return sum(part.short_count for part in self.view.categories)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard(ShownBook):
    """A whole card ready to show, as `ui/scorecard.html` takes it."""

    categories: tuple[ShownCategory, ...]
    hits: tuple[ShownHit, ...]
    words: str
    only_short: bool
    can_add: bool
    places: int

    @property
    def count(self) -> int:
        """Return how many criteria the card has."""
        return len(self.view.rows)

    @property
    def short_count(self) -> int:
        """Return how many are short of full points; an honour not yet won is no lack."""
        return sum(part.short_count for part in self.view.categories)

    @property
    def has_index(self) -> bool:
        """Say whether the card is long enough to need a way to its categories."""
        return len(self.categories) >= FEWEST_INDEXED

    @property
    def shown_count(self) -> int:
        """Return how many criteria the search and the filter leave."""
        return sum(len(category.criteria) for category in self.categories)


def places_of(*views: ScorecardView) -> int:
    """Return how many decimals a page of these cards needs: one, or two where one would round."""
    figures = [figure for view in views for figure in (view.got, view.most, *_figures(view))]
    return places_for(*figures)


def _figures(view: ScorecardView) -> Iterator[int]:
    for part in view.parts:
        yield from (part.got, part.most, part.full)
        for row in part.rows:
            yield from (row.got, row.most, row.full)


def show_card(
    view: ScorecardView, doors: Doors, *, places: int, words: str = "", only_short: bool = False, size: str = "large"
) -> ShownCard:
    """Make a card ready to show, narrowed to criteria that hold the words or miss points."""
    wanted = words.casefold().split()
    parts = [_category(part, view, doors, wanted, only_short=only_short, places=places) for part in view.parts]
    is_narrowed = bool(wanted) or only_short
    return ShownCard(
        view=view,
        bar=bar_of(view, places=places, size=size),
        light=verdict_light(view),
        categories=tuple(part for part in parts if part.criteria or not is_narrowed),
        hits=tuple(ShownHit(row=hit, why_url=doors.why(view.edition.pk, hit.code)) for hit in view.hits),
        words=words,
        only_short=only_short,
        can_add=doors.add is not _nowhere and not view.is_kept,
        places=places,
    )


def show_book(view: ScorecardView, *, places: int, size: str = "") -> ShownBook:
    """Make a card's head ready to show."""
    return ShownBook(view=view, bar=bar_of(view, places=places, size=size), light=verdict_light(view))


def bar_of(view: ScorecardView, *, places: int, size: str = "") -> MarkBar:
    """Return a card's total as a mark bar with its pass line."""
    label = "得分" if view.is_kept else "预计得分"
    return MarkBar(
        got=view.got,
        possible=view.open,
        full=view.full,
        pass_line=view.line,
        label=label,
        size=size,
        places=places,
    )


def verdict_light(view: ScorecardView) -> Light:
    """Return a card's verdict with how far the pass line is."""
    obstacles = "".join(f"{each}。" for each in view.obstacles)
    return Light(colour=view.colour, word=view.word, rule=obstacles or "没有障碍。")


def _category(
    part: CategoryView, view: ScorecardView, doors: Doors, wanted: list[str], *, only_short: bool, places: int
) -> ShownCategory:
    rows = [row for row in part.rows if (row.is_short or not only_short) and _holds(row, wanted)]
    return ShownCategory(
        view=part,
        bar=MarkBar(got=part.got, possible=part.open, full=part.full, label=part.title, places=places),
        criteria=tuple(_criterion(row, view, doors, places) for row in rows),
    )


def _holds(row: CriterionRow, wanted: list[str]) -> bool:
    said = f"{row.code} {row.ask.text} {row.ask.clause} {row.ask.kind_name} {row.ask.method}".casefold()
    return all(word in said for word in wanted)


def _criterion(row: CriterionRow, view: ScorecardView, doors: Doors, places: int) -> ShownCriterion:
    label = f"{row.code}得分"
    return ShownCriterion(
        row=row,
        bar=MarkBar(got=row.got, possible=row.open, full=row.full, label=label, size="small", places=places),
        light=Light(colour=row.colour, word=row.word),
        why_url=doors.why(view.edition.pk, row.code),
        add_url=doors.add(row.ask) if row.missing > 0 and row.ask.kind and not view.is_kept else "",
    )


def why_of(view: WhyView, doors: Doors, back_url: str) -> Why:
    """Return what the why panel shows of one mark."""
    return Why(
        title=view.title,
        code=view.code,
        kicker=f"{view.category}",
        back_url=back_url,
        sentence=view.sentence,
        bar=None if view.is_negative else _why_bar(view),
        measured=view.measured,
        rule=view.rule,
        clause=f"出处：{view.source}。考核期：{cn_date(view.first_date)}至{cn_date(view.last_date)}。",
        counted=[_counted(entry, doors) for entry in view.counted[:MOST_COUNTED]],
        counted_total=len(view.counted),
        left_out=[_counted(entry, doors) for entry in view.left_out[:MOST_LEFT_OUT]],
        steps=_steps(view, doors),
    )


def _why_bar(view: WhyView) -> MarkBar:
    places = places_for(view.got, view.most, view.full)
    label = f"{view.code}得分"
    return MarkBar(got=view.got, possible=view.most - view.got, full=view.full, label=label, places=places)


def _counted(entry: WhyEntry, doors: Doors) -> Counted:
    return Counted(
        title=entry.title,
        url=doors.entry(entry.id),
        day=entry.start_date,
        gives=f"{entry.times}{entry.times_word}" if entry.times > 1 else "",
        reason=entry.reason,
        evidence=[(name, doors.evidence(evidence_id)) for evidence_id, name in entry.evidence],
    )


def _steps(view: WhyView, doors: Doors) -> list[Step]:
    if not view.next_step or view.ask is None:
        return []
    url = doors.add(view.ask) if view.ask.kind else ""
    proofs = f"须附：{'、'.join(view.ask.proofs)}。" if view.ask.proofs else ""
    return [Step(text=f"{view.next_step}。{proofs}", url=url, gain=view.gain)]


def door_with(name: str, *args: object, **query: str) -> str:
    """Return a URL with a query string; blank values are left out."""
    said = QueryDict(mutable=True)
    said.update({key: value for key, value in query.items() if value})
    url = reverse(name, args=args)
    return f"{url}?{said.urlencode()}" if said else url


class CriterionTable(Table):
    """A card's criteria as rows, for the spreadsheet; rows are `CriterionRow`s in the book's order."""

    key = "criteria"
    caption, counter = "测评标准", "条"
    row_key = "code"
    columns = (
        Column("category", "测评项目", value="ask.category"),
        Column("code", "代码"),
        Column("text", "测评标准", value="ask.text"),
        Column("method", "测评方法", value="ask.method"),
        Column("rule", "计分规则", value="ask.rule"),
        Column("need", "要求", value="ask.need"),
        Column("have", "现状", value="have"),
        Column("got", "得分", kind="marks", places=2),
        Column("full", "分值", kind="marks", places=2),
        Column("open", "还可争取", kind="marks", places=2),
        Column("word", "状态"),
        Column("sentence", "说明"),
        Column("next", "下一步", value="next_step"),
        Column("clause", "出处", value="ask.clause"),
    )
