"""The measure of earlier years: marks that a book gave the unit before."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

import numpy as np

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.atoms import Atom, Ledger, Scope
from chuangwen.core.rulebook.columns import Bools, Column, Ints, Table, wide
from chuangwen.core.rulebook.conditions import OneOf
from chuangwen.core.rulebook.forms import Form, wrong
from chuangwen.core.rulebook.measures.amounts import Amount
from chuangwen.core.rulebook.measures.base import Measured, together
from chuangwen.core.rulebook.spans import DAY, Span, year_span
from chuangwen.core.rulebook.takes import Latest, Take
from chuangwen.core.rulebook.words import number

MODES = {"latest": "最近一次", "best": "最高的", "worst": "最低的", "mean": "平均", "count": "达到要求的年数"}
MISSING_YEARS = {"renormalise": "没有得分的年度不计", "zero": "没有得分的年度按0分计", "pending": "缺一年就待定"}
RESULTS = {"mean": "平均", "best": "最高", "worst": "最低"}
MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Prior(Amount):
    """The marks of earlier years. A mark belongs to the calendar year that its span lies in; the later number wins.

    Shape: the year of an assessment is that of the last day of its window; `years` counts back from the year before.
    `latest` alone also sees the year of the assessment itself.
    """

    head: ClassVar[str] = "prior"
    about: ClassVar[str] = (
        "一本细则（`book`，不写是本书）历年的得分，`years` 不写是1：`latest` 前 `years` 年以来最近一次（今年的也算，整段在这几年里即可）、`best`、`worst`、`mean` 前 `years` 年的最高、最低、平均，`count` 达到 `at_least` 的年数；得分属于整段所在的公历年，同一年有几个的取最后一天最晚的，同一天的取后填的；测评的年度是考核期最后一天所在的年；`mean` 要写 `missing_years`：renormalise（没有得分的年度不计）、zero（按0分）或 pending（缺一年就没有）"
    )
    mode: str = "latest"
    years: int = 1
    missing: str = "renormalise"
    at_least: Fraction = Fraction(0)

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{prior: latest | best | worst | mean | count, book: …, years: 3, missing_years: …, at_least: 85}`."""
        mode = form.choice("prior", MODES)
        kind = form.desk.kind("prior_mark", form.spot)
        quantity = form.desk.quantity(kind, "total", form.spot)
        years, book = form.whole("years", 1), form.text("book", form.desk.book)
        if not 1 <= years <= MOST_YEARS:
            raise wrong(form.at("years"), f"“years”应当在1到{MOST_YEARS}之间。")
        missing = form.choice("missing_years", MISSING_YEARS) if mode == "mean" else "renormalise"
        bound = form.number("at_least") if mode == "count" else Fraction(0)
        called = form.text("called", "")
        return cls(kind, (OneOf("topic", (book,)),), quantity, called, mode, years, missing, bound)

    @property
    def name(self) -> str:
        """Return what the book calls the mark."""
        usual = "历年得分" if self.years > 1 else "上年度得分"
        return self.called or ("得分" if self.mode == "latest" else usual)

    def take(self, scope: Scope) -> Take:
        """Take the latest mark of a year."""
        return Latest(self.quantity)

    def spans(self, scope: Scope) -> tuple[Span, ...]:
        """Return the years that are looked at, the nearest first; `latest` sees them as one."""
        year = (scope.window.until - DAY).year
        if self.mode == "latest":
            return (Span(year_span(year - self.years).start, year_span(year).until),)
        return tuple(year_span(year - back) for back in range(1, self.years + 1))

    def atoms(self, scope: Scope) -> tuple[Atom, ...]:
        """Return one atom for each year."""

        def make() -> tuple[Atom, ...]:
            scopes = [Scope(span, scope.proof) for span in self.spans(scope)]
            return tuple(Atom(self.kind.code, self.where, each, self.take(each)) for each in scopes)

        atoms: tuple[Atom, ...] = scope.keep(self, make)
        return atoms

    def scalar(self, ledger: Ledger, scope: Scope) -> Measured:
        """Take each year's mark, then the one asked for."""
        parts = tuple(self._year(ledger, atom) for atom in self.atoms(scope))
        return Measured(value=self._of([part.value for part in parts]), facts=together(parts), parts=parts)

    def _year(self, ledger: Ledger, atom: Atom) -> Measured:
        found = ledger.number(atom)
        chosen = ledger.chosen(atom)
        return Measured(value=None if found is None else Fraction(found, self.scale), facts=chosen)

    def _of(self, values: Sequence[Fraction | None]) -> Fraction | None:
        known = [value for value in values if value is not None]
        if not known or (self.missing == "pending" and len(known) < len(values)):
            return None
        if self.mode == "count":
            return Fraction(sum(value >= self.at_least for value in known))
        if self.mode == "mean":
            return sum(known, Fraction(0)) / (len(values) if self.missing == "zero" else len(known))
        return min(known) if self.mode == "worst" else max(known) if self.mode == "best" else known[0]

    def vector(self, table: Table, scope: Scope) -> Column:
        """Do the same for every unit."""
        columns = [table.column(atom, self.scale) for atom in self.atoms(scope)]
        gone = np.array([column.missing for column in columns])
        none = np.asarray(gone.any(axis=0) if self.missing == "pending" else gone.all(axis=0), dtype=bool)
        if self.mode == "count":
            held = np.array([column.at_least(self.at_least) for column in columns]) & ~gone
            return Column.of(held.sum(axis=0, dtype=np.int64), none)
        if self.mode == "mean":
            return self._mean(columns, gone.sum(axis=0), none)
        found = columns[0]
        for column in columns[1:]:
            found = self._better(found, column)
        return found

    def _mean(self, columns: Sequence[Column], gone: Ints, none: Bools) -> Column:
        years = len(columns) if self.missing == "zero" else np.maximum(len(columns) - gone, 1)
        total = sum(column.num for column in columns)
        count = np.where(none, 1, years * self.scale)
        return Column(np.where(none, 0, total), count.astype(np.int64), none)

    def _better(self, one: Column, other: Column) -> Column:
        """Keep the better of two years, or the one that is known."""
        first = one.num >= other.num if self.mode == "best" else one.num <= other.num
        keep = other.missing | (~one.missing & first)
        num = np.where(keep, wide(one.num, one.den), wide(other.num, other.den))
        return Column.of(num, one.missing & other.missing, self.scale)

    def title(self, words: Catalogue) -> str:
        """Name the years, the book and what is taken."""
        book = self.where[0].say(words).removeprefix("主题为")
        span = f"前{self.years}个年度" if self.years > 1 else "上一年度"
        span = span if self.mode != "latest" else f"{span}以来"
        rule = {"count": f"达到{number(self.at_least)}分的年数", "mean": f"平均分（{MISSING_YEARS[self.missing]}）"}
        return f"细则{book}{span}{rule.get(self.mode) or MODES[self.mode] + '得分'}"

    def show(self, value: Fraction) -> str:
        """Write points, or years."""
        return f"{number(value)}年" if self.mode == "count" else f"{number(value, 3)}分"

    def want(self, value: Fraction, up: bool) -> str:
        """Say the mark, or the number of years, asked for."""
        name = f"{self.name}达到{number(self.at_least)}分的年数" if self.mode == "count" else self.name
        return f"{name}应{'达到' if up else '不超过'}{self.show(value)}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """List the years with their marks; those without are named."""
        if self.mode == "latest":
            return f"最近一次为{self.show(measured.value)}" if measured.value is not None else f"还没有{self.name}"
        years = [span.start.year for span in self.spans(scope)]
        parts = measured.parts or tuple(Measured(value=None) for _ in years)
        said = [
            f"{year}年{'没有得分' if part.value is None else f'{number(part.value, 3)}分'}"
            for year, part in zip(years, parts, strict=True)
        ]
        result = "" if measured.value is None or len(years) == 1 else f"，{self._result(measured.value)}"
        return f"{'、'.join(said)}{result}"

    def _result(self, value: Fraction) -> str:
        if self.mode == "count":
            return f"有{self.show(value)}达到"
        return RESULTS[self.mode] + self.show(value)

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say that earlier years stand; only the mark to come can change them."""
        return f"以后年度的{self.name}达到{self.show(goal)}"

    def most(self, scope: Scope) -> int | None:
        """Return how many years there are to count."""
        return self.years if self.mode == "count" else None

    def closed(self, scope: Scope) -> bool:
        """Earlier years stand as they are, whatever the day."""
        return True
