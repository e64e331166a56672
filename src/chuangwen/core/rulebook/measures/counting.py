"""Measures that count: how many, whether any, how many different, how many periods."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Self

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.atoms import Ledger, Scope
from chuangwen.core.rulebook.columns import Column, Table
from chuangwen.core.rulebook.conditions import FIELD_NAMES
from chuangwen.core.rulebook.forms import Form
from chuangwen.core.rulebook.measures.base import Measured, Single
from chuangwen.core.rulebook.measures.where import kind_of, where_of
from chuangwen.core.rulebook.spans import Calendar, Listed, Period, Rhythm, months_earlier, period_of, periods_of
from chuangwen.core.rulebook.takes import Distinct as DistinctTake
from chuangwen.core.rulebook.takes import Periods as PeriodsTake
from chuangwen.core.rulebook.takes import Take, Times
from chuangwen.core.rulebook.words import VERBS, days, listed, number, verb_of

QUARTERLY = Calendar(3)
RHYTHM_NAMES = {"周": "每周", "个月": "每月", "个季度": "每季度", "个半年": "每半年", "年": "每年"}


@dataclass(frozen=True, slots=True)
class Counting(Single):
    """Shared words of the counting measures."""

    counts: ClassVar[bool] = True

    @property
    def unit(self) -> str:
        """Return the measure word."""
        return self.kind.times

    @property
    def verb(self) -> str:
        """Return the verb of the kind."""
        return verb_of(self.kind.code)

    def show(self, value: Fraction) -> str:
        """Write the count with its measure word."""
        return f"{number(value)}{self.unit}"

    def want(self, value: Fraction, up: bool) -> str:
        """Say how many are asked for, or how few."""
        if not up:
            return f"{self.kind.name}应不超过{self.show(value)}" if value else f"应没有{self.kind.name}"
        return f"应{self.verb}{self.show(value)}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say how many there are, and when."""
        if not measured.value:
            return f"尚未{self.verb}" if self.kind.code in VERBS else "尚无记录"
        return f"已{self.verb}{self.show(measured.value)}（{self.detail(measured, scope)}）"

    def detail(self, measured: Measured, scope: Scope) -> str:
        """Say which: the days, unless a measure knows better."""
        return days(fact.start_date for fact in measured.facts)

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say how many more."""
        verb = "增加" if self.verb == "有" else self.verb
        return f"再{verb}{self.show(goal - (measured.value or 0))}"


@dataclass(frozen=True, slots=True)
class Count(Counting):
    """How many times: the sum of the entries' `times`."""

    head: ClassVar[str] = "count"
    about: ClassVar[str] = "次数合计"
    none: ClassVar[str] = "0"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{count: meeting, where: …}`."""
        kind = kind_of(form, "count")
        return cls(kind, where_of(form, kind))

    def take(self, scope: Scope) -> Take:
        """Add the times up."""
        return Times()

    def title(self, words: Catalogue) -> str:
        """Name the count."""
        return f"{self.subject(words)}的{self.unit}数"


@dataclass(frozen=True, slots=True)
class Any(Counting):
    """Whether there is any entry: 1, or 0."""

    head: ClassVar[str] = "any"
    about: ClassVar[str] = "有为1，无为0"
    none: ClassVar[str] = "0"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{any: body, where: …}`."""
        kind = kind_of(form, "any")
        return cls(kind, where_of(form, kind))

    def take(self, scope: Scope) -> Take:
        """Add the times up; only whether there are any is used."""
        return Times()

    def scalar(self, ledger: Ledger, scope: Scope) -> Measured:
        """Read any number of entries as 1."""
        facts = ledger.chosen(self.atom(scope))
        return Measured(value=Fraction(1) if facts else None, facts=facts)

    def vector(self, table: Table, scope: Scope) -> Column:
        """Read any number of entries as 1."""
        missing = table.column(self.atom(scope)).missing
        return Column.of((~missing).astype("int64"), missing)

    def most(self, scope: Scope) -> int | None:
        """Return 1: there is one or there is none."""
        return 1

    def title(self, words: Catalogue) -> str:
        """Ask whether there is one."""
        return f"有无{self.subject(words)}"

    def show(self, value: Fraction) -> str:
        """Write yes or no."""
        return "有" if value else "无"

    def want(self, value: Fraction, up: bool) -> str:
        """Say that one is asked for, or that none may be."""
        return f"应有{self.kind.name}" if up else f"应没有{self.kind.name}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say that there is one, and when."""
        return f"已有（{self.detail(measured, scope)}）" if measured.value else "尚无记录"

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Ask for one."""
        return f"{'增加' if self.verb == '有' else self.verb}{self.kind.name}1{self.unit}"


@dataclass(frozen=True, slots=True)
class Distinct(Counting):
    """How many different values of a field: media, levels, topics, places."""

    head: ClassVar[str] = "distinct"
    about: ClassVar[str] = "一栏里不同的值有几个；没填这一栏的记录不算"
    none: ClassVar[str] = "0"
    field: str = "medium"
    names: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{distinct: medium, of: publicity, where: …}`."""
        field = form.choice("distinct", FIELD_NAMES)
        kind = kind_of(form, "of")
        words = form.desk.catalogue
        lists = {"topic": words.topics, "level": words.levels, "medium": words.media}
        return cls(kind, where_of(form, kind), field, tuple(lists.get(field, {}).items()))

    def detail(self, measured: Measured, scope: Scope) -> str:
        """Name the different values."""
        names = dict(self.names)
        return listed(list(dict.fromkeys(names.get(v, v) for v in (getattr(f, self.field) for f in measured.facts))))

    @property
    def unit(self) -> str:
        """Return the measure word of the field."""
        return {"place": "个地点", "level": "个级别", "source": "个来源"}.get(
            self.field, f"种{FIELD_NAMES[self.field]}"
        )

    @property
    def verb(self) -> str:
        """Speak of covering fields, whatever the kind."""
        return "覆盖"

    def take(self, scope: Scope) -> Take:
        """Count the different values."""
        return DistinctTake(self.field)

    def title(self, words: Catalogue) -> str:
        """Name the count."""
        return f"{self.subject(words)}覆盖的{FIELD_NAMES[self.field]}数"

    def most(self, scope: Scope) -> int | None:
        """Return how many words the field has, where they are listed; a kind's topics are its own."""
        if self.field == "topic":
            return len(self.kind.topics) or None
        return len(self.names) or None

    def effort(self, value: Fraction, goal: Fraction) -> int:
        """One entry for each new value."""
        return max(1, int(goal - value))


@dataclass(frozen=True, slots=True)
class Periods(Counting):
    """How many periods of a rhythm (weeks, months, quarters, listed festivals) have an entry."""

    head: ClassVar[str] = "periods"
    about: ClassVar[str] = "有记录的时段数；周从星期一算起"
    none: ClassVar[str] = "0"
    rhythm: Rhythm = QUARTERLY

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{periods: quarter, of: meeting, where: …}`."""
        rhythm = form.desk.rhythm(form.text("periods"), form.at("periods"))
        kind = kind_of(form, "of")
        return cls(kind, where_of(form, kind), rhythm)

    @property
    def unit(self) -> str:
        """Speak of times, one a period."""
        return "次"

    def take(self, scope: Scope) -> Take:
        """Count the periods that have an entry."""
        return PeriodsTake(self.rhythm, scope.window)

    def most(self, scope: Scope) -> int | None:
        """Return how many periods the window has."""
        return len(periods_of(self.rhythm, scope.window))

    def title(self, words: Catalogue) -> str:
        """Name the rhythm."""
        if isinstance(self.rhythm, Listed):
            return f"{self.rhythm.name}中有{self.subject(words)}的个数"
        return (
            f"有{self.subject(words)}的{self.rhythm.unit.removeprefix('个')}数（{RHYTHM_NAMES[self.rhythm.unit]}计1次）"
        )

    def detail(self, measured: Measured, scope: Scope) -> str:
        """Name the periods that have an entry; for long periods, the months."""
        periods = periods_of(self.rhythm, scope.window)
        hits = self._hits(measured, scope)
        if isinstance(self.rhythm, Calendar) and self.rhythm.months > 1:
            first: dict[int | None, str] = {}
            for fact in sorted(measured.facts, key=lambda f: f.start_date):
                month = "" if self.rhythm.months == YEARLY else f"{fact.start_date.month}月"
                year = f"{fact.start_date.year}年" if not month or _is_long(scope) else ""
                first.setdefault(self._place(fact.start_date, fact.until_date, scope), f"{year}{month}")
            return "、".join(first.values())
        return listed([periods[place].name for place in sorted(hits)])

    def ceiling(self, measured: Measured, scope: Scope) -> Fraction | None:
        """Leave out the periods that are past: they cannot be made up."""
        return None if scope.today is None else (measured.value or 0) + Fraction(len(self._empty(measured, scope)))

    def _empty(self, measured: Measured, scope: Scope) -> list[Period]:
        """Return the periods that have no entry and can still get one."""
        hits, today = self._hits(measured, scope), scope.today
        return [
            period
            for place, period in enumerate(periods_of(self.rhythm, scope.window))
            if place not in hits and (today is None or min(period.span.until, scope.window.until) > today)
        ]

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say how many more, and in which periods."""
        empty = self._empty(measured, scope)
        gap = number(goal - (measured.value or 0))
        verb = "增加" if self.verb == "有" else self.verb
        return (
            f"再{verb}{gap}次（{listed([self._span(period, scope) for period in empty])}）"
            if empty
            else f"再{verb}{gap}次"
        )

    def _hits(self, measured: Measured, scope: Scope) -> set[int]:
        places = (self._place(fact.start_date, fact.until_date, scope) for fact in measured.facts)
        return {place for place in places if place is not None}

    def _place(self, start: date, until: date, scope: Scope) -> int | None:
        return period_of(self.rhythm, scope.window, start, until)

    def _span(self, period: Period, scope: Scope) -> str:
        """Name a quarter or half by its months: 10—12月."""
        if isinstance(self.rhythm, Calendar) and self.rhythm.months in (3, 6):
            first = period.span.start.month
            year = f"{period.span.start.year}年" if _is_long(scope) else ""
            return f"{year}{first}—{first + self.rhythm.months - 1}月"
        return period.name


YEARLY = 12  # months


def _is_long(scope: Scope) -> bool:
    """Tell whether the window has a month twice, so that a month says nothing without its year."""
    return scope.window.start < months_earlier(scope.window.until, YEARLY)
