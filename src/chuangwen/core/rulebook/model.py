"""A rule book as frozen values: what an edition says, ready to be run. Amounts of points are milli-points."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

import numpy as np

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook.atoms import Scope
from chuangwen.core.rulebook.columns import Bools, Table
from chuangwen.core.rulebook.conditions import Proof
from chuangwen.core.rulebook.facts import UnitCase
from chuangwen.core.rulebook.measures import Count, Measure
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
        """Return the window of the same length just before."""
        now = self.span(assessed_on)
        if self.fixed:
            return Span(now.start - (now.until - now.start), now.start)
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
    window: WindowRule | None = None
    supplier: str = ""
    note: str = ""

    def scope(self, book: "Book", assessed_on: date) -> Scope:
        """Lend the measure the window and the evidence asked for."""
        rule = self.window or book.window
        return Scope(rule.span(assessed_on), self.proof, rule.before(assessed_on))

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

    @property
    def full(self) -> int:
        """Return the most that the category can give, in milli-points."""
        most = min(self.cap, sum(c.points for c in self.criteria)) * self.weight
        return (2 * most.numerator + most.denominator) // (2 * most.denominator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """Bonus items, capped together; each item is a criterion."""

    cap: int = 0
    items: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativeItem:
    """One item of the 负面清单: a veto, or a deduction for each time, doubled when concealed."""

    code: str
    text: str
    clause: str
    measure: Count
    concealed: Count
    window: WindowRule
    veto: bool = False
    deduct: int = 0
    doubled: bool = False

    def scope(self, assessed_on: date) -> Scope:
        """Return the item's own window; findings need no further evidence here."""
        return Scope(self.window.span(assessed_on))

    def effect(self) -> str:
        """Say what it does."""
        double = "，隐瞒不报的加倍" if self.doubled else ""
        return (
            "一票否决"
            if self.veto
            else f"每{self.measure.kind.times}扣{number(Fraction(self.deduct, 1000), 3)}分{double}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PassLines:
    """What a total must reach, and what else must hold."""

    self_score: int | None = None
    measured: int | None = None
    prerequisites: tuple[tuple[str, Applies], ...] = ()


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
    places: int
    round_down: bool
    methods: Mapping[str, int]
    amendments: tuple[Amendment, ...]
    examples: tuple[Mapping[str, object], ...]
    words: Catalogue = field(repr=False)
    canonical: str = field(repr=False)
    digest: str
    spots: Mapping[str, Spot] = field(default_factory=dict, repr=False)
    intro: str = ""
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


@lru_cache(maxsize=64)
def _amended(book: Book, assessed_on: date) -> Book:
    due = [a for a in book.amendments if a.from_date <= assessed_on]
    if not due or book.amended:
        return book
    now = {a.code: a.criterion for a in due}
    categories = tuple(
        replace(category, criteria=tuple(now.get(c.code, c) for c in category.criteria)) for category in book.categories
    )
    return replace(book, categories=categories, amended=tuple((a.code, a.from_date) for a in due))


def window_of(book: Book, assessed_on: date) -> tuple[date, date]:
    """Return the first day that counts and the first day that no longer does."""
    span = book.window.span(assessed_on)
    return span.start, span.until
