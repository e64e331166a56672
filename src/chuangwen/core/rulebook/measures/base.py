"""What every measure is: one exact number per unit, or missing, with its scalar side, its vector side and its words."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import ClassVar, Self

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook.atoms import Atom, Ledger, Scope
from chuangwen.core.rulebook.columns import Column, Table
from chuangwen.core.rulebook.conditions import Condition
from chuangwen.core.rulebook.facts import Fact
from chuangwen.core.rulebook.forms import Form
from chuangwen.core.rulebook.takes import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured value with the facts behind it and the parts that a sentence shows."""

    value: Fraction | None
    facts: tuple[Fact, ...] = ()
    parts: tuple["Measured", ...] = ()
    lacking: tuple[str, ...] = ()


class Measure(ABC):
    """One measure of the language. `head` is the key that names it in a book; the manual is written from the rest."""

    head: ClassVar[str]
    about: ClassVar[str] = ""  # what it measures, for the manual
    none: ClassVar[str] = "没有"  # what it is when nothing is recorded
    counts: ClassVar[bool] = False  # nothing recorded means 0, not missing
    hardness: ClassVar[int] = 1  # how much harder one entry is to earn than to write down; orders advice
    __slots__ = ()

    @classmethod
    @abstractmethod
    def read(cls, form: Form) -> Self:
        """Read the measure from its mapping in a book."""

    @abstractmethod
    def atoms(self, scope: Scope) -> tuple[Atom, ...]:
        """Return the base numbers that the measure is made of."""

    @abstractmethod
    def scalar(self, ledger: Ledger, scope: Scope) -> Measured:
        """Measure one unit from its facts: the meaning."""

    @abstractmethod
    def vector(self, table: Table, scope: Scope) -> Column:
        """Measure every unit from the atoms' columns."""

    @abstractmethod
    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of entry that the measure reads."""

    @abstractmethod
    def title(self, words: Catalogue) -> str:
        """Name what is measured, for the rule in words."""

    @abstractmethod
    def want(self, value: Fraction, up: bool) -> str:
        """Say what is asked for: 应开4次."""

    @abstractmethod
    def have(self, measured: Measured, scope: Scope) -> str:
        """Say what was found: 已开3次（3月、6月、9月）."""

    @abstractmethod
    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say what would reach the goal: 再开1次（10—12月）."""

    def show(self, value: Fraction) -> str:
        """Write a value with its unit, as it stands in tables."""
        return str(value)

    def most(self, scope: Scope) -> int | None:
        """Return the largest value that the measure can have, or None when there is no limit."""
        return None

    @property
    def falls(self) -> bool:
        """Tell whether the unit can bring the value down again; what happened and was counted stays."""
        return not self.counts

    def closed(self, scope: Scope) -> bool:
        """Tell whether nothing done from `scope.today` on can change the value."""
        return scope.today is not None and scope.window.until <= scope.today

    def ceiling(self, measured: Measured, scope: Scope) -> Fraction | None:
        """Return the largest value still within reach on `scope.today`, or None when there is no limit."""
        return None

    def effort(self, value: Fraction, goal: Fraction) -> int:
        """Return how many entries it takes to get from a value to the goal; used to find the cheapest."""
        return max(1, ceil(goal - value)) if self.counts else 1


@dataclass(frozen=True, slots=True)
class Single(Measure):
    """A measure that is one take over one kind of entry."""

    kind: Kind
    where: tuple[Condition, ...] = field(default=())

    @abstractmethod
    def take(self, scope: Scope) -> Take:
        """Return what is taken from the entries."""

    @property
    def scale(self) -> int:
        """Return by how much the stored integer is larger than the value."""
        return 1

    def atoms(self, scope: Scope) -> tuple[Atom, ...]:
        """Return the one atom."""
        return (self.atom(scope),)

    def atom(self, scope: Scope) -> Atom:
        """Resolve the measure to its atom; made once for each scope."""
        atom: Atom = scope.keep(self, lambda: Atom(self.kind.code, self.where, scope, self.take(scope)))
        return atom

    def scalar(self, ledger: Ledger, scope: Scope) -> Measured:
        """Take the number from the facts that count."""
        atom = self.atom(scope)
        found = ledger.number(atom)
        value = None if found is None else Fraction(found, self.scale)
        return Measured(value=value, facts=ledger.chosen(atom))

    def vector(self, table: Table, scope: Scope) -> Column:
        """Return the atom's column at its scale."""
        return table.column(self.atom(scope), self.scale)

    def kinds(self) -> tuple[Kind, ...]:
        """Return the one kind."""
        return (self.kind,)

    def subject(self, words: Catalogue) -> str:
        """Name the entries counted: 会议（主题为“文明创建”）."""
        said = "，".join(s for c in self.where if (s := c.say(words)))
        return f"{self.kind.name}（{said}）" if said else self.kind.name


def together(measured: Iterable[Measured]) -> tuple[Fact, ...]:
    """Return the facts of several parts, each once, in order."""
    return tuple({fact.id: fact for part in measured for fact in part.facts}.values())
