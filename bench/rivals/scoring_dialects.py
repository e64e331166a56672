"""The conditions of the bench's book in numpy, pandas and Polars: what each rival needs to choose entries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from chuangwen.core.rulebook import conditions as c
from chuangwen.core.rulebook.atoms import Atom
from chuangwen.core.rulebook.spans import Calendar, Listed, Rhythm, Span, Weekly

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Dialect:
    """How a rival reads a column, looks words up, and tells months; the arithmetic is the same everywhere."""

    column: Callable[[str], Any]
    among: Callable[[str, Sequence[str]], Any]
    containing: Callable[[str, str], Any]
    stated: Callable[[str], Any]
    month: Callable[[str, int], Any]  # months since year 0 of a date column plus days
    when: Callable[[Any, Any, Any], Any]
    day: Callable[[date], Any]
    days: Callable[[str], Any]  # days since 1970

    def chosen(self, atom: Atom) -> Any:
        """Return which entries an atom counts."""
        tests = [test for condition in atom.conditions() if (test := self.test(condition)) is not None]
        return reduce(and_, tests)

    def test(self, condition: c.Condition) -> Any:  # noqa: C901  # one line a condition
        match condition:
            case c.Confirmed():
                return self.among("status", ["confirmed"])
            case c.Within(window):
                inside = self.column("start_date") >= self.day(window.start)
                return inside & (self.column("until_date") <= self.day(window.until))
            case c.OneOf(field, values):
                return self.among(field, values)
            case c.Filled(field):
                return ~self.among(field, [""])
            case c.Carries(quantity):
                return self.stated(f"q_{quantity.code}")
            case c.Bound(quantity, side, stored):
                value = self.column(f"q_{quantity.code}")
                reached = value >= stored if side == "at_least" else value <= stored
                return self.stated(f"q_{quantity.code}") & reached
            case c.Reaches(quantity, aim):
                both = self.stated(f"q_{quantity.code}") & self.stated(f"q_{aim.code}")
                got = self.column(f"q_{quantity.code}") * 10**aim.places
                return both & (got >= self.column(f"q_{aim.code}") * 10**quantity.places)
            case c.Concealed():
                return self.stated("self_reported") & ~self.column("self_reported")
            case c.InOnePeriod(rhythm, window):
                return self.place(rhythm, window) >= 0
            case c.Proof(codes, any_one):
                tests = [self.containing("proofs", f",{code},") for code in codes]
                return reduce(or_ if any_one else and_, tests) if tests else None
        raise TypeError(condition)

    def place(self, rhythm: Rhythm, window: Span) -> Any:
        """Return the period that an entry falls into, or -1."""
        match rhythm:
            case Calendar(months):
                base = (window.start.year * 12 + window.start.month - 1) // months
                first, last = self.month("start_date", 0) // months, self.month("until_date", -1) // months
                return self.when(first == last, first - base, -1)
            case Weekly():
                monday = (window.start - EPOCH).days - window.start.weekday()
                first, last = (self.days("start_date") - monday) // 7, (self.days("until_date") - 1 - monday) // 7
                return self.when(first == last, first, -1)
            case Listed():
                place: Any = -1
                for i, period in reversed(list(enumerate(rhythm.within(window)))):
                    place = self.when(self.test(c.Within(period.span)), i, place)
                return place
        raise TypeError(rhythm)


def numpy_dialect(table: pa.Table) -> tuple[Dialect, Callable[[str], np.ndarray]]:
    """Read a kind's table once: words as codes, days as integers; columns are kept."""
    kept: dict[str, np.ndarray] = {}
    words: dict[str, tuple[np.ndarray, list[str]]] = {}

    def column(name: str) -> np.ndarray:
        if name not in kept:
            values = table[name].combine_chunks()
            if pa.types.is_date(values.type):
                values = values.cast(pa.int32())
            kept[name] = values.fill_null(False if pa.types.is_boolean(values.type) else 0).to_numpy(
                zero_copy_only=False
            )
        return kept[name]

    def coded(name: str) -> tuple[np.ndarray, list[str]]:
        if name not in words:
            values = table[name].combine_chunks().dictionary_encode()
            words[name] = values.indices.to_numpy(), values.dictionary.to_pylist()
        return words[name]

    def looked_up(name: str, test: Callable[[str], bool]) -> np.ndarray:
        codes, found = coded(name)
        return np.array([test(word) for word in found], dtype=bool)[codes]

    def stated(name: str) -> np.ndarray:
        return table[name].combine_chunks().is_valid().to_numpy(zero_copy_only=False)

    def month(name: str, plus: int) -> np.ndarray:
        return (column(name) + plus).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12

    dialect = Dialect(
        column=column, among=lambda name, wanted: looked_up(name, set(wanted).__contains__),
        containing=lambda name, text: looked_up(name, lambda word: text in word), stated=stated, month=month,
        when=np.where, day=lambda day: (day - EPOCH).days, days=column,
    )  # fmt: skip
    return dialect, lambda name: coded(name)[0] if table[name].type == pa.string() else column(name)


def pandas_dialect(frame: Any) -> Dialect:
    """Work on a frame whose words are categories and whose days are integers."""

    def months(name: str, plus: int) -> Any:
        days = frame[name].to_numpy() + plus
        return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12

    return Dialect(
        column=lambda name: frame[name] == True if name == "self_reported" else frame[name],  # noqa: E712  # with None
        among=lambda name, wanted: frame[name].isin(list(wanted)),
        containing=lambda name, text: frame[name].isin([w for w in frame[name].cat.categories if text in w]),
        stated=lambda name: frame[name].notna(), month=months, when=np.where, day=lambda day: (day - EPOCH).days,
        days=lambda name: frame[name].to_numpy(),
    )  # fmt: skip


POLARS = Dialect(
    column=pl.col, among=lambda name, wanted: pl.col(name).is_in(list(wanted)),
    containing=lambda name, text: pl.col(name).str.contains(text, literal=True),
    stated=lambda name: pl.col(name).is_not_null(),
    month=lambda name, plus: pl.col(name).dt.offset_by(f"{plus}d").dt.year() * 12
    + pl.col(name).dt.offset_by(f"{plus}d").dt.month().cast(pl.Int32)
    - 1,
    when=lambda test, yes, no: pl.when(test).then(yes).otherwise(no), day=pl.lit,
    days=lambda name: pl.col(name).cast(pl.Int32),
)  # fmt: skip
