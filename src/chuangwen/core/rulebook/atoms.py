"""Atoms: the base numbers of a book, each resolved to days and evidence, hashable, computed once.

Two criteria that ask for the same number share one atom. `Scope` is what a criterion lends its measure:
the window, the evidence asked for. `Ledger` is one unit's facts, ready to be asked atom by atom.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.conditions import Condition, Confirmed, Proof, Within
from chuangwen.core.rulebook.facts import Fact, UnitCase
from chuangwen.core.rulebook.spans import Span
from chuangwen.core.rulebook.takes import MATTER, LevelPoints, Take, matter_of, matter_sql

CONFIRMED = Confirmed()
NO_PROOF = Proof()
MOST_ITEMS = 1000


@dataclass(frozen=True, slots=True)
class Scope:
    """The window and the evidence that a criterion asks for, on a day of assessment.

    Shape: `claims` are the bonus items among which one matter counts once; `today`, when given, is the day on which
    advice is read: what is past by then cannot be made up.
    """

    window: Span
    proof: Proof = NO_PROOF
    before: Span | None = None
    claims: "Claims | None" = None
    day: date | None = field(default=None, compare=False)
    today: date | None = field(default=None, compare=False)
    _kept: dict[int, tuple[object, Any]] = field(default_factory=dict, compare=False, repr=False)

    def earlier(self) -> "Scope":
        """Return the same scope over the window before."""
        if self.before is None:
            raise ValueError("a scope without an earlier window was asked for it")
        before = self.before
        earlier: Scope = self.keep(self, lambda: Scope(before, self.proof))
        return earlier

    def keep(self, owner: object, make: Callable[[], Any]) -> Any:
        """Return what was made for this owner before, or make it. The owner is held, so that its id stays its own."""
        found = self._kept.get(id(owner))
        if found is None:
            found = self._kept[id(owner)] = (owner, make())
        return found[1]


@dataclass(frozen=True, slots=True)
class Atom:
    """One base number: what is taken from the entries of a kind that meet every condition."""

    kind: str
    where: tuple[Condition, ...]
    scope: Scope
    take: Take
    tests: tuple[Condition, ...] = field(init=False, compare=False, repr=False)
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out once what every look-up needs."""
        tests = (CONFIRMED, *self.where, Within(self.scope.window), *self.take.needs(), self.scope.proof)
        object.__setattr__(self, "tests", tests)
        object.__setattr__(self, "_hash", hash((self.kind, self.where, self.scope, self.take)))

    def __hash__(self) -> int:
        return self._hash

    def conditions(self) -> tuple[Condition, ...]:
        """Return every condition, the most telling first: an entry left out is given its first failure."""
        return self.tests

    def failure(self, fact: Fact) -> Condition | None:
        """Return the first condition that the entry does not meet, or None when it counts."""
        for condition in self.tests:
            if not condition.admits(fact):
                return condition
        return None

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Say why an entry does not count; empty when it does."""
        failure = self.failure(fact)
        return failure.reason(fact, words) if failure else ""

    def predicate(self) -> str:
        """Write all conditions as one SQL test."""
        return " AND ".join(sql for c in self.conditions() if (sql := c.sql()) != "true")

    @property
    def first_day(self) -> date:
        """Return the first day that it looks at: an entry that is over before it counts for nothing."""
        return max(day for test in self.tests if (day := test.first_day))

    @property
    def turns(self) -> tuple[date, ...]:
        """Return the days from which on less of it is within reach: the ends of its periods and of its window."""
        return (*self.take.turns(), *(day for test in self.tests if (day := test.last_turn)))

    def source(self, tables: Mapping[str, str]) -> str | None:
        """Write a whole query over `facts` where one FILTER cannot say it, or None.

        `tables` names the rows of every kind that has any, for queries that look beyond their own kind.
        """
        if self.scope.claims is None:
            return self.take.source(self.predicate())
        return self.scope.claims.source(self, tables)


@dataclass(frozen=True, slots=True)
class Claims:
    """The bonus items among which one matter counts once: where it earns most, on a tie in the earlier item.

    Shape: `items` are the items' codes and atoms in the order of the book; `mine` is the place of the item that asks;
    `fields` make two entries one matter.
    """

    items: tuple[tuple[str, Atom], ...]
    mine: int
    fields: tuple[str, ...] = MATTER

    def owners(self, ledger: "Ledger") -> Mapping[str, int]:
        """Return the place of the item in which each matter counts."""
        best: dict[str, tuple[int, int]] = {}
        for place, (_, atom) in enumerate(self.items):
            for fact in ledger.chosen(atom):
                matter, claim = matter_of(fact, self.fields), (worth_of(atom, fact), -place)
                best[matter] = max(best.get(matter, claim), claim)
        return {matter: -place for matter, (_, place) in best.items()}

    def source(self, asked: Atom, tables: Mapping[str, str]) -> str:
        """Write the query: find each matter's best claim, then add up what is left to the item that asks."""
        parts = [
            self._claim(place, atom, tables[atom.kind])
            for place, (_, atom) in enumerate(self.items)
            if atom.kind in tables
        ]
        nothing = "SELECT 0 AS unit, '' AS matter, 0::BIGINT AS claim WHERE false"
        best = f"SELECT unit, matter, max(claim) AS claim FROM ({' UNION ALL '.join(parts) or nothing}) GROUP BY 1, 2"  # noqa: S608  # words come from the catalogue
        rows = (
            f"(SELECT facts.* FROM facts JOIN ({best}) AS best ON best.unit = facts.unit AND best.matter = "  # noqa: S608  # words come from the catalogue
            f"{matter_sql(self.fields, asked.kind)} WHERE best.claim % {MOST_ITEMS} = {MOST_ITEMS - 1 - self.mine} "
            f"AND {asked.predicate()})"
        )
        return _level_take(asked).added_up(rows)

    def _claim(self, place: int, atom: Atom, rows: str) -> str:
        """Write the claims of one item: larger for more points, then for the earlier item."""
        matter, worth = matter_sql(self.fields, atom.kind), _level_take(atom).worth_sql()
        claim = f"{worth}::BIGINT * {MOST_ITEMS} + {MOST_ITEMS - 1 - place}"
        return f"SELECT unit, {matter} AS matter, {claim} AS claim FROM {rows} WHERE {atom.predicate()}"  # noqa: S608  # words come from the catalogue


def worth_of(atom: Atom, fact: Fact) -> int:
    """Return what the level of an entry is worth, in milli-points."""
    return dict(_level_take(atom).points)[fact.level]


def _level_take(atom: Atom) -> LevelPoints:
    if not isinstance(atom.take, LevelPoints):
        raise TypeError("only points by level can claim a matter")
    return atom.take


@dataclass(frozen=True, slots=True)
class Ledger:
    """One unit's facts by kind; remembers which of them an atom counts."""

    case: UnitCase
    _kinds: dict[str, list[Fact]] = field(default_factory=dict)
    _chosen: dict[Atom, tuple[Fact, ...]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Fact]:
        """Return the facts of a kind in order of day, then number: answers never depend on the order given."""
        if not self._kinds:
            for fact in sorted(self.case.facts, key=lambda f: (f.start_date, f.id)):
                self._kinds.setdefault(fact.kind, []).append(fact)
        return self._kinds.get(kind, [])

    def chosen(self, atom: Atom) -> tuple[Fact, ...]:
        """Return the facts that the atom counts."""
        if atom not in self._chosen:
            claims, passed = atom.scope.claims, [f for f in self.of_kind(atom.kind) if atom.failure(f) is None]
            owners = claims.owners(self) if claims and passed else {}
            self._chosen[atom] = tuple(
                f for f in passed if claims is None or owners[matter_of(f, claims.fields)] == claims.mine
            )
        return self._chosen[atom]

    def number(self, atom: Atom) -> int | None:
        """Return the atom's stored integer, or None when no entry counts."""
        facts = self.chosen(atom)
        return atom.take.scalar(facts) if facts else None
