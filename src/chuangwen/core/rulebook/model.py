"""A rule book as frozen values: what an edition says, ready to be run. Amounts of points are milli-points."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

import numpy as np

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook.atoms import Atom, Claims, Scope
from chuangwen.core.rulebook.columns import Bools, Ints, Table
from chuangwen.core.rulebook.conditions import Concealed, Proof
from chuangwen.core.rulebook.facts import UnitCase
from chuangwen.core.rulebook.lines import Groups, Pairs, PassLines, Rounding, Years, half_up, rounded, rounded_all
from chuangwen.core.rulebook.measures import Count, Levels, Measure
from chuangwen.core.rulebook.scores import Score
from chuangwen.core.rulebook.spans import Span, months_earlier
from chuangwen.core.rulebook.words import ATTRIBUTES, UNIT_KINDS, number
from chuangwen.core.rulebook.yaml_tree import Spot

METHODS = {
    "document_review": "材料审核",
    "site_visit": "实地考察",
    "covert_visit": "暗访",
    "survey": "问卷调查",
    "online_filing": "网上申报",
    "opinion_request": "征求意见",
}
WHEN_MISSING = ("zero", "pending", "not_applicable")
MANY = 2
OTHERWISE = ("renormalise", "full", "excused")


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRule:
    """Which days of facts count: so many months before a day, or fixed days."""

    months: int = 0
    from_month_start: bool = False
    fixed: Span | None = None

    def span(self, assessed_on: date) -> Span:
        """Return the window of an assessment; the day of assessment itself is outside.

        >>> WindowRule(months=12).span(date(2027, 1, 1)).say()
        '2026年1月1日至12月31日'
        """
        if self.fixed:
            return self.fixed
        until = assessed_on.replace(day=1) if self.from_month_start else assessed_on
        return Span(months_earlier(until, self.months), until)

    def say(self) -> str:
        """Say the rule."""
        if self.fixed:
            return self.fixed.say()
        return f"测评{'当月' if self.from_month_start else '之日'}以前{self.months}个月"

    def before(self, assessed_on: date) -> Span:
        """Return the window just before: as many months, or as many days where fixed days are no whole months.

        >>> WindowRule(fixed=Span(date(2025, 1, 1), date(2025, 7, 1))).before(date(2025, 7, 1)).say()
        '2024年7月1日至12月31日'
        """
        now = self.span(assessed_on)
        if self.fixed:
            months = (now.until.year - now.start.year) * 12 + now.until.month - now.start.month
            is_whole = now.start.day == now.until.day
            start = months_earlier(now.start, months) if is_whole else now.start - (now.until - now.start)
            return Span(start, now.start)
        return Span(months_earlier(now.until, 2 * self.months), now.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applies:
    """For which units a criterion is meant: by kind, by a number of the unit. An unknown number does not excuse."""

    unit_kinds: tuple[str, ...] = ()
    attribute: str = ""
    at_least: Fraction | None = None
    at_most: Fraction | None = None

    def holds(self, case: UnitCase) -> bool:
        """Tell whether the criterion is meant for this unit."""
        if self.unit_kinds and case.kind not in self.unit_kinds:
            return False
        value = case.attributes.get(self.attribute)
        if not self.attribute or value is None:
            return True
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def vector(self, table: Table) -> Bools:
        """Tell the same for every unit."""
        good = table.kinds.among(self.unit_kinds) if self.unit_kinds else np.ones(table.size, dtype=bool)
        if not self.attribute:
            return good
        value, missing = table.attribute(self.attribute)
        if self.at_least is not None:
            good &= missing | (value * self.at_least.denominator >= self.at_least.numerator)
        if self.at_most is not None:
            good &= missing | (value * self.at_most.denominator <= self.at_most.numerator)
        return good

    def say(self) -> str:
        """Say for whom."""
        low = f"不少于{number(self.at_least)}" if self.at_least is not None else ""
        high = f"不超过{number(self.at_most)}" if self.at_most is not None else ""
        bound = f"{ATTRIBUTES[self.attribute]}{'且'.join(p for p in (low, high) if p)}" if self.attribute else ""
        kinds = f"单位类别为{'、'.join(UNIT_KINDS.get(k, k) for k in self.unit_kinds)}" if self.unit_kinds else ""
        return "，".join(part for part in (kinds, bound) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One 测评标准: what it says, where it stands, how it is measured and scored."""

    code: str
    text: str
    clause: str
    points: int
    measure: Measure
    score: Score
    when_missing: str
    method: str = ""
    proof: Proof = field(default_factory=Proof)
    applies_when: Applies | None = None
    otherwise: str = "renormalise"
    excuse: str = ""
    is_bonus: bool = False  # nothing is scaled up for a bonus item that does not apply
    window: WindowRule | None = None
    supplier: str = ""
    note: str = ""
    share: Fraction = Fraction(1)  # what one of its points counts in the total, where methods are scaled
    rounding: Rounding | None = None  # where the book rounds each criterion

    def rounds(self, milli: int) -> int:
        """Round the points of this criterion, if the book rounds each."""
        return min(rounded(milli, self.rounding), self.points) if self.rounding else milli

    def rounds_all(self, milli: Ints) -> Ints:
        """Do the same for every unit."""
        return np.minimum(rounded_all(milli, self.rounding), self.points) if self.rounding else milli

    def scope(self, book: "Book", assessed_on: date, today: date | None = None) -> Scope:
        """Lend the measure the window and the evidence asked for, and among bonus items the claims of the others."""
        rule = self.window or book.window
        window, before = rule.span(assessed_on), rule.before(assessed_on)
        claims = book.claims(self, assessed_on)
        return Scope(window, self.proof, before, claims, day=assessed_on, today=today)

    @property
    def method_name(self) -> str:
        """Return the method in Chinese."""
        return METHODS.get(self.method, "")

    def rule_in_words(self, words: Catalogue) -> str:
        """Say the whole rule in one sentence, from the same objects that compute it."""
        parts = [
            f"计{self.measure.title(words)}",
            self.score.say(self.points, self.measure.show),
            self.proof.say(words),
            f"适用条件：{self.applies_when.say()}" if self.applies_when else "",
        ]
        return "；".join(part for part in parts if part) + "。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One 测评项目: criteria under a cap, with a weight."""

    code: str
    title: str
    criteria: tuple[Criterion, ...]
    cap: int
    weight: Fraction = Fraction(1)
    scaled: bool = False  # its criteria count by the share of their method
    rounding: Rounding | None = None  # where the book rounds each category

    @property
    def full(self) -> int:
        """Return the most that the category can give, in milli-points."""
        return half_up(min(self.cap, half_up(self.worth)) * self.weight)

    @property
    def worth(self) -> Fraction:
        """Return what the criteria come to together, before the cap."""
        return sum((c.points * c.share for c in self.criteria), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """Bonus items, capped together; each item is a criterion.

    Shape: with `same_matter_once`, entries that agree in the fields `matter` count in one item alone.
    """

    cap: int = 0
    items: tuple[Criterion, ...] = ()
    same_matter_once: bool = False
    matter: tuple[str, ...] = ()

    @property
    def rivals(self) -> tuple[Criterion, ...]:
        """Return the items among which a matter counts once: those by level that are meant for every unit."""
        if not self.same_matter_once:
            return ()
        return tuple(
            c for c in self.items if isinstance(c.measure, Levels) and c.measure.by_matter and not c.applies_when
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativeItem:
    """One item of the 负面清单: a veto, or a deduction for each time.

    Shape: `concealed` counts what was not reported; it is `doubled`, or fails the unit (`veto_concealed`).
    """

    code: str
    text: str
    clause: str
    measure: Count
    concealed: Count
    window: WindowRule
    veto: bool = False
    deduct: int = 0
    doubled: bool = False
    veto_concealed: bool = False
    rule: Concealed = field(default_factory=Concealed)

    def scope(self, assessed_on: date) -> Scope:
        """Return the item's own window; findings need no further evidence here."""
        return Scope(self.window.span(assessed_on), day=assessed_on)

    def effect(self) -> str:
        """Say what it does."""
        if self.veto:
            return "一票否决"
        said = f"每{self.measure.kind.times}扣{number(Fraction(self.deduct, 1000), 3)}分"
        if not (self.doubled or self.veto_concealed):
            return said
        return f"{said}，隐瞒不报的{'加倍' if self.doubled else '一票否决'}{self.rule.declared()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A dated change inside an edition: from that day of assessment on, the criterion reads so."""

    code: str
    from_date: date
    reference: str
    criterion: Criterion
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Book:
    """An edition of a rule book. `digest` identifies it: two books with one digest mark alike."""

    code: str
    edition: str
    title: str
    body: str
    document: str
    basis: str
    in_force: tuple[date, date | None]
    unit_kinds: tuple[str, ...]
    window: WindowRule
    peers: Mapping[str, tuple[str, ...]] | None
    base: int
    categories: tuple[Category, ...]
    bonus: Bonus
    negative: tuple[NegativeItem, ...]
    passing: PassLines
    rounding: Rounding
    methods: Mapping[str, int]
    amendments: tuple[Amendment, ...]
    examples: tuple[Mapping[str, object], ...]
    words: Catalogue = field(repr=False)
    canonical: str = field(repr=False)
    digest: str
    spots: Mapping[str, Spot] = field(default_factory=dict, repr=False)
    intro: str = ""
    years: Years | None = None
    pairs: Pairs | None = None
    groups: Groups = field(default_factory=Groups)
    amended: tuple[tuple[str, date], ...] = ()  # the amendments already worked in, by `on`

    def __repr__(self) -> str:
        return f"<Book {self.code}/{self.edition} {self.digest[:12]}>"

    def __hash__(self) -> int:
        return hash((self.digest, self.amended))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Book) and (self.digest, self.amended) == (other.digest, other.amended)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria of every category, in order; bonus items are not among them."""
        return tuple(c for category in self.categories for c in category.criteria)

    def criterion(self, code: str) -> Criterion | None:
        """Return the criterion or bonus item with this code."""
        return next((c for c in (*self.criteria, *self.bonus.items) if c.code == code), None)

    def claims(self, criterion: Criterion, assessed_on: date) -> Claims | None:
        """Return the bonus items among which a matter of this one counts once, or None when it counts by itself."""
        rivals = self.bonus.rivals
        codes = [rival.code for rival in rivals]
        if criterion.code not in codes or len(codes) < MANY:
            return None
        items = tuple((rival.code, _claim(rival, self, assessed_on)) for rival in rivals)
        return Claims(items, codes.index(criterion.code), self.bonus.matter)

    def scope(self, assessed_on: date) -> Scope:
        """Return the window of the whole book, for what no criterion asks: prerequisites, earlier years."""
        return Scope(self.window.span(assessed_on), before=self.window.before(assessed_on), day=assessed_on)

    def line_measures(self) -> tuple[Measure, ...]:
        """Return what is measured over the whole book: prerequisites, earlier years."""
        needed = tuple(each.clause.measure for each in self.passing.prerequisites)
        return (*needed, self.years.measure) if self.years else needed

    def covers(self, unit_kind: str) -> bool:
        """Tell whether units of this kind are assessed by the book."""
        return not self.unit_kinds or unit_kind in self.unit_kinds

    def group_of(self, unit_kind: str) -> str:
        """Name the peer group of a kind of unit: rank and compare only within."""
        if self.peers is None:
            return "all"
        return next((name for name, kinds in self.peers.items() if unit_kind in kinds), unit_kind)

    def on(self, assessed_on: date) -> "Book":
        """Return the book as it reads on a day: with the amendments that are in force by then."""
        return _amended(self, assessed_on)

    def kinds(self) -> tuple[Kind, ...]:
        """Return every kind of entry that the book reads."""
        return tuple(self.words.kinds.values())


@lru_cache(maxsize=256)
def _claim(item: Criterion, book: Book, assessed_on: date) -> Atom:
    rule = item.window or book.window
    (atom,) = item.measure.atoms(Scope(rule.span(assessed_on), item.proof, rule.before(assessed_on)))
    return atom


@lru_cache(maxsize=64)
def _amended(book: Book, assessed_on: date) -> Book:
    due = [a for a in book.amendments if a.from_date <= assessed_on]
    if not due or book.amended:
        return book
    now = {a.code: a.criterion for a in due}
    categories = tuple(
        replace(category, criteria=tuple(now.get(c.code, c) for c in category.criteria)) for category in book.categories
    )
    bonus = replace(book.bonus, items=tuple(replace(now.get(c.code, c), is_bonus=True) for c in book.bonus.items))
    return replace(book, categories=categories, bonus=bonus, amended=tuple((a.code, a.from_date) for a in due))


def window_of(book: Book, assessed_on: date) -> tuple[date, date]:
    """Return the first day that counts and the first day that no longer does."""
    span = book.window.span(assessed_on)
    return span.start, span.until
