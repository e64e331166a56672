"""What is taken from the entries that count: their number, a sum, the latest value, and so on.

A take is the innermost operation of the language. Its scalar side works on facts, its SQL side on a
snapshot table grouped by unit; both give one stored integer per unit, or nothing when no entry counts.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chuangwen.core.catalogue import Quantity
from chuangwen.core.rulebook.conditions import Carries, Condition, Filled, InOnePeriod, OneOf, column_of, quoted
from chuangwen.core.rulebook.facts import Fact
from chuangwen.core.rulebook.spans import BITS, Rhythm, Span, period_of, periods_of

MATTER = ("title",)  # what makes two entries one matter, unless the book says otherwise


class Take(ABC):
    """One aggregate over the entries of one kind that count."""

    __slots__ = ()

    def needs(self) -> tuple[Condition, ...]:
        """Return what an entry must carry before anything can be taken from it."""
        return ()

    @abstractmethod
    def scalar(self, facts: Sequence[Fact]) -> int:
        """Take the number from at least one fact."""

    @abstractmethod
    def sql(self) -> tuple[str, ...]:
        """Write the aggregates, each to be followed by a FILTER. Several are masks whose bits are counted."""

    @property
    def masks(self) -> bool:
        """Tell whether the SQL gives bit masks of periods instead of numbers."""
        return False

    @property
    def zero_is_none(self) -> bool:
        """Tell whether the SQL answers 0, not NULL, when no entry counts."""
        return False

    @property
    def place(self) -> str:
        """Return the part of the SQL that is dear and recurs in it, to be worked out once an entry; or nothing."""
        return ""

    def turns(self) -> tuple[date, ...]:
        """Return the days from which on less can be taken."""
        return ()

    def source(self, predicate: str) -> str | None:
        """Write a whole query of its own where one FILTER cannot say it, or None."""
        return None


@dataclass(frozen=True, slots=True)
class Times(Take):
    """How many times: an entry may stand for twelve meetings."""

    def scalar(self, facts: Sequence[Fact]) -> int:
        """Add the times up."""
        return sum(fact.times for fact in facts)

    def sql(self) -> tuple[str, ...]:
        """Add the times up."""
        return ("sum(times)",)


@dataclass(frozen=True, slots=True)
class Entries(Take):
    """How many entries."""

    def scalar(self, facts: Sequence[Fact]) -> int:
        """Count the entries."""
        return len(facts)

    def sql(self) -> tuple[str, ...]:
        """Count the entries; none is NULL, as everywhere."""
        return ("sum(1)",)


@dataclass(frozen=True, slots=True)
class Total(Take):
    """The sum of a quantity, optionally each value times another quantity (a weight)."""

    quantity: Quantity
    weight: Quantity | None = None
    beside: Quantity | None = None

    def needs(self) -> tuple[Condition, ...]:
        """Ask for every quantity involved, so that both sides of a ratio see the same entries."""
        return tuple(Carries(q) for q in (self.quantity, self.weight, self.beside) if q)

    def scalar(self, facts: Sequence[Fact]) -> int:
        """Add stored integers."""
        code, weight = self.quantity.code, self.weight
        return sum(f.quantities[code] * (f.quantities[weight.code] if weight else 1) for f in facts)

    def sql(self) -> tuple[str, ...]:
        """Add stored integers."""
        value = column_of(self.quantity.code)
        if self.weight:
            value = f"{value}::HUGEINT * {column_of(self.weight.code)}"
        return (f"sum({value})",)


@dataclass(frozen=True, slots=True)
class Lowest(Take):
    """The lowest value of a quantity."""

    quantity: Quantity

    def needs(self) -> tuple[Condition, ...]:
        """Ask for the quantity."""
        return (Carries(self.quantity),)

    def scalar(self, facts: Sequence[Fact]) -> int:
        """Return the least stored integer."""
        return min(fact.quantities[self.quantity.code] for fact in facts)

    def sql(self) -> tuple[str, ...]:
        """Return the least stored integer."""
        return (f"min({column_of(self.quantity.code)})",)


@dataclass(frozen=True, slots=True)
class Latest(Take):
    """The value on the latest day. An entry belongs to its last day; on one day the later number wins."""

    quantity: Quantity

    def needs(self) -> tuple[Condition, ...]:
        """Ask for the quantity."""
        return (Carries(self.quantity),)

    def scalar(self, facts: Sequence[Fact]) -> int:
        """Return the value of the entry with the latest end, then the largest id."""
        return latest(facts).quantities[self.quantity.code]

    def sql(self) -> tuple[str, ...]:
        """Order by end and id in one integer, days before ids (which stay below 2 to the 44th)."""
        order = f"(until_date - DATE '1970-01-01')::BIGINT * {2**44} + id"
        return (f"arg_max({column_of(self.quantity.code)}, {order})",)


def latest(facts: Sequence[Fact]) -> Fact:
    """Return the entry with the latest end; ties go to the larger id."""
    return max(facts, key=lambda fact: (fact.until_date, fact.id))


@dataclass(frozen=True, slots=True)
class Distinct(Take):
    """How many different values a field has."""

    field: str

    def needs(self) -> tuple[Condition, ...]:
        """Ask for the field to be filled in."""
        return (Filled(self.field),)

    def scalar(self, facts: Sequence[Fact]) -> int:
        """Count the different values."""
        return len({getattr(fact, self.field) for fact in facts})

    def sql(self) -> tuple[str, ...]:
        """Count the different values."""
        return (f"count(DISTINCT {self.field})",)

    @property
    def zero_is_none(self) -> bool:
        """Tell that a count is never NULL."""
        return True


@dataclass(frozen=True, slots=True)
class Periods(Take):
    """How many periods of a rhythm have an entry."""

    rhythm: Rhythm
    window: Span

    def needs(self) -> tuple[Condition, ...]:
        """Ask for a span inside one period."""
        return (InOnePeriod(self.rhythm, self.window),)

    def turns(self) -> tuple[date, ...]:
        """Return the ends of the periods."""
        return tuple(period.span.until for period in periods_of(self.rhythm, self.window))

    def scalar(self, facts: Sequence[Fact]) -> int:
        """Count the periods that some entry falls in."""
        return len({period_of(self.rhythm, self.window, f.start_date, f.until_date) for f in facts})

    def sql(self) -> tuple[str, ...]:
        """Collect the periods as bits, 60 to a mask: much cheaper than counting distinct values."""
        place = self.place
        count = len(periods_of(self.rhythm, self.window))
        return tuple(
            f"bit_or(CASE WHEN {place} BETWEEN {low} AND {low + BITS - 1} "
            f"THEN 1::BIGINT << ({place} - {low})::BIGINT END)"
            for low in range(0, max(count, 1), BITS)
        )

    @property
    def place(self) -> str:
        """Return the position of the period."""
        return f"({self.rhythm.sql(self.window)})"

    @property
    def masks(self) -> bool:
        """Tell that the bits are to be counted."""
        return True


@dataclass(frozen=True, slots=True)
class LevelPoints(Take):
    """Milli-points by the level of an honour.

    Shape: `once` takes the best level alone; `by_matter` counts entries of one matter once, at their best level;
    otherwise every time counts. `matter` names the fields that make two entries one matter.
    """

    points: tuple[tuple[str, int], ...]
    once: bool
    by_matter: bool
    matter: tuple[str, ...] = MATTER

    def needs(self) -> tuple[Condition, ...]:
        """Ask for a level that earns something."""
        return (OneOf("level", tuple(level for level, _ in self.points)),)

    def scalar(self, facts: Sequence[Fact]) -> int:
        """Take the best, the best per matter, or all."""
        worth = dict(self.points)
        if self.once:
            return max(worth[fact.level] for fact in facts)
        if not self.by_matter:
            return sum(worth[fact.level] * fact.times for fact in facts)
        best: dict[str, int] = {}
        for fact in facts:
            matter = matter_of(fact, self.matter)
            best[matter] = max(best.get(matter, 0), worth[fact.level])
        return sum(best.values())

    def sql(self) -> tuple[str, ...]:
        """Take the best or all; matters need a query of their own."""
        return (f"max({self.worth_sql()})",) if self.once else (f"sum({self.worth_sql()} * times)",)

    def source(self, predicate: str) -> str | None:
        """Group by matter first, then add the best of each."""
        if self.once or not self.by_matter:
            return None
        return self.added_up(f"(SELECT * FROM facts WHERE {predicate})")  # noqa: S608  # texts are quoted

    def added_up(self, rows: str) -> str:
        """Write the query over these rows; the value of each matter is its best where it counts once."""
        if self.once or not self.by_matter:
            (taken,) = self.sql()
            return f"SELECT unit, {taken}{{exact}} AS a0 FROM {rows} GROUP BY unit"  # noqa: S608  # words come from the catalogue
        best = f"SELECT unit, {matter_sql(self.matter)} AS matter, max({self.worth_sql()}) AS best FROM {rows} GROUP BY 1, 2"  # noqa: S608  # words come from the catalogue
        return f"SELECT unit, sum(best){{exact}} AS a0 FROM ({best}) GROUP BY unit"  # noqa: S608  # texts are quoted

    def worth_sql(self) -> str:
        """Write the worth of a row."""
        cases = " ".join(f"WHEN {quoted(level)} THEN {milli}" for level, milli in self.points)
        return f"(CASE level {cases} END)"


def matter_of(fact: Fact, fields: Sequence[str] = MATTER) -> str:
    """Return what an entry is about: the fields that name its matter, or itself when the first of them is empty."""
    said = [str(getattr(fact, name)) for name in fields]
    return "\x1f".join(said) if said[0] else f"#{fact.kind}{fact.id}"


def matter_sql(fields: Sequence[str], kind: str = "") -> str:
    """Write the same as SQL."""
    said = " || chr(31) || ".join(fields)
    return f"(CASE WHEN {fields[0]} = '' THEN '#{kind}' || id ELSE {said} END)"
