"""Atoms: the base numbers of a book, each resolved to days and evidence, hashable, computed once.

Two criteria that ask for the same number share one atom. `Scope` is what a criterion lends its measure:
the window, the evidence asked for. `Ledger` is one unit's facts, ready to be asked atom by atom.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.conditions import Condition, Confirmed, Proof, Within
from chuangwen.core.rulebook.facts import Fact, UnitCase
from chuangwen.core.rulebook.spans import Span
from chuangwen.core.rulebook.takes import Take

CONFIRMED = Confirmed()
NO_PROOF = Proof()


@dataclass(frozen=True, slots=True)
class Scope:
    """The window and the evidence that a criterion asks for, on a day of assessment."""

    window: Span
    proof: Proof = NO_PROOF
    before: Span | None = None
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
            self._chosen[atom] = tuple(f for f in self.of_kind(atom.kind) if atom.failure(f) is None)
        return self._chosen[atom]

    def number(self, atom: Atom) -> int | None:
        """Return the atom's stored integer, or None when no entry counts."""
        facts = self.chosen(atom)
        return atom.take.scalar(facts) if facts else None
