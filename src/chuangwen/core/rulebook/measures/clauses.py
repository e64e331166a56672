"""The measure of clauses: how many of the listed demands hold."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

import numpy as np

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook.atoms import Atom, Ledger, Scope
from chuangwen.core.rulebook.columns import Bools, Column, Table
from chuangwen.core.rulebook.forms import Form, wrong
from chuangwen.core.rulebook.measures.base import Measure, Measured, together
from chuangwen.core.rulebook.measures.reading import measure_of
from chuangwen.core.rulebook.refusals import refused

SIDES = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Clause:
    """One demand: a measure and the bound that it must meet. A missing value does not meet it."""

    text: str
    measure: Measure
    side: str
    bound: Fraction

    @classmethod
    def read(cls, form: Form) -> "Clause":
        """Read `{text: 有年度方案, measure: {any: document}, at_least: 1}`."""
        sides = [side for side in SIDES if form.has(side)]
        if len(sides) != 1:
            raise wrong(form.spot, "每一条要写 at_least 或 at_most 之一。")
        if why := refused(form.text("text")):
            raise wrong(form.at("text"), f"这一条不能收入：{why[0]}", why[1])
        clause = cls(form.text("text"), measure_of(form.form("measure")), sides[0], form.number(sides[0]))
        form.done()
        return clause

    def holds(self, value: Fraction | None) -> bool:
        """Compare the value with the bound; what counts reads nothing as 0."""
        if value is None and self.measure.counts:
            value = Fraction(0)
        if value is None:
            return False
        return value >= self.bound if self.side == "at_least" else value <= self.bound

    def holds_all(self, column: Column) -> Bools:
        """Compare every unit's value with the bound."""
        column = column.or_zero() if self.measure.counts else column
        holds = column.at_least(self.bound) if self.side == "at_least" else column.at_most(self.bound)
        return holds & ~column.missing

    def within_reach(self, measured: Measured, scope: Scope) -> bool:
        """Tell whether the clause holds or can still be made to hold."""
        if self.holds(measured.value) or self.measure.closed(scope):
            return self.holds(measured.value)
        if self.side == "at_most":
            return self.measure.falls
        top = self.measure.ceiling(measured, scope)
        return top is None or top >= self.bound


@dataclass(frozen=True, slots=True)
class Satisfied(Measure):
    """How many of the listed clauses hold."""

    head: ClassVar[str] = "satisfied"
    about: ClassVar[str] = (
        "做到的条数；`at_least` 或 `at_most` 写界限，没有数的不算做到；没有一条有记录的，按没有记录办"
    )
    none: ClassVar[str] = "0"
    counts: ClassVar[bool] = True
    clauses: tuple[Clause, ...]

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{satisfied: [{text, measure, at_least}, …]}`."""
        clauses = tuple(Clause.read(part) for part in form.forms("satisfied"))
        if not clauses:
            raise wrong(form.at("satisfied"), "“satisfied”至少要列一条。")
        return cls(clauses)

    def atoms(self, scope: Scope) -> tuple[Atom, ...]:
        """Return the atoms of every clause."""
        return tuple(atom for clause in self.clauses for atom in clause.measure.atoms(scope))

    def scalar(self, ledger: Ledger, scope: Scope) -> Measured:
        """Count the clauses that hold; missing when nothing at all was recorded."""
        parts = tuple(clause.measure.scalar(ledger, scope) for clause in self.clauses)
        if all(part.value is None for part in parts):
            return Measured(value=None, lacking=tuple(c.text for c in self.clauses if not c.holds(None)))
        held = [c.holds(part.value) for c, part in zip(self.clauses, parts, strict=True)]
        lacking = tuple(c.text for c, holds in zip(self.clauses, held, strict=True) if not holds)
        return Measured(value=Fraction(sum(held)), facts=together(parts), parts=parts, lacking=lacking)

    def vector(self, table: Table, scope: Scope) -> Column:
        """Count the clauses that hold."""
        total = np.zeros(table.size, dtype=np.int64)
        missing = np.ones(table.size, dtype=bool)
        for clause in self.clauses:
            column = clause.measure.vector(table, scope)
            missing &= column.missing
            total += clause.holds_all(column)
        return Column.of(total, missing)

    def ceiling(self, measured: Measured, scope: Scope) -> Fraction | None:
        """Return how many clauses hold or can still be made to hold."""
        if scope.today is None:
            return None
        parts = measured.parts or (Measured(value=None),) * len(self.clauses)
        return Fraction(sum(c.within_reach(part, scope) for c, part in zip(self.clauses, parts, strict=True)))

    def most(self, scope: Scope) -> int | None:
        """Return how many clauses there are."""
        return len(self.clauses)

    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of every clause."""
        return tuple({k.code: k for c in self.clauses for k in c.measure.kinds()}.values())

    def title(self, words: Catalogue) -> str:
        """List the clauses."""
        return f"下列{len(self.clauses)}条中达到的条数：{'；'.join(c.text for c in self.clauses)}"

    def show(self, value: Fraction) -> str:
        """Write the count."""
        return f"{value}条"

    def want(self, value: Fraction, up: bool) -> str:
        """Say how many are asked for."""
        return f"{len(self.clauses)}条要求应达到{value}条" if up else f"应不超过{value}条"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say how many hold and which do not."""
        if measured.value is None:
            return "各条都还没有记录"
        lacking = f"（尚缺：{'、'.join(measured.lacking)}）" if measured.lacking else ""
        return f"已达到{measured.value or 0}条{lacking}"

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say how many more; which ones are open stands beside it."""
        return f"再达到{goal - (measured.value or 0)}条"
