"""Columns of exact numbers, one row per unit: the vector side of the language."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from mmap import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]  # int64, or Python integers (object) where int64 could overflow
Bools = npt.NDArray[np.bool_]
SAFE = 2**62
LARGE = 2**18  # rows


def constant(value: int | bool, size: int) -> npt.NDArray[Any]:
    """Return a column that holds one value in every row and takes no memory: its rows are all the same place."""
    return np.broadcast_to(np.asarray(value), (size,))


def room(size: int, dtype: type) -> npt.NDArray[Any]:
    """Return a column of zeros; a large one has pages of its own, which go back to the system when it is let go.

    Among the short-lived columns of reckoning a nation, the heap would be left full of holes of their size.
    """
    if size < LARGE:
        return np.zeros(size, dtype)
    return np.frombuffer(mmap(-1, size * np.dtype(dtype).itemsize), dtype)


def is_constant(values: npt.NDArray[Any]) -> bool:
    """Tell whether all rows are known to be the same place."""
    return values.strides == (0,)


def narrow(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return one row of a constant, for sums that need it once; other columns as they are."""
    return values[:1] if is_constant(values) else values


def packed(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Keep whole numbers in 16 or 32 bits where they suffice: to be looked at or added up, not multiplied.

    What is read-only is a constant or shared with others; a copy of it would only take memory.
    """
    if values.dtype == object or not values.flags.writeable:
        return values
    most = largest(values)
    return next((values.astype(kind) for kind in (np.int16, np.int32) if most <= np.iinfo(kind).max), values)


def never(column: Bools) -> bool:
    """Tell whether no row is true."""
    return not narrow(column).any()


@dataclass(frozen=True, slots=True)
class Column:
    """One rational number per unit, `num / den` with `den > 0`; a missing row holds 0 / 1 or 0 / `den`.

    Arrays are shared between columns and never changed in place.
    """

    num: Ints
    den: Ints
    missing: Bools

    def packed(self) -> "Column":
        """Return the same numbers in less memory: to be looked at, not reckoned with."""
        return Column(packed(self.num), packed(self.den), self.missing)

    @classmethod
    def of(cls, num: Ints, missing: Bools, den: int = 1) -> "Column":
        """Make a column with one denominator for all rows."""
        return cls(num if never(missing) else np.where(missing, 0, num), constant(den, len(num)), missing)

    def or_zero(self) -> "Column":
        """Read missing as 0: nothing was recorded, and nothing counts as none."""
        return Column(self.num, self.den, constant(False, len(self.num)))

    def over(self, other: "Column", when_zero: int | None) -> "Column":
        """Divide exactly; where the divisor is 0 the value is `when_zero`, or missing."""
        num, den = times(self.num, other.den), times(self.den, other.num)
        if narrow(den).min(initial=0) < 0:
            flip = np.where(den < 0, -1, 1)
            num, den = num * flip, den * flip
        missing, zero = self.missing | other.missing, den == 0
        if when_zero is None:
            missing |= zero
        num = np.where(missing, 0, np.where(zero, when_zero, num) if when_zero is not None else num)
        return Column(num, np.where(missing | zero, 1, den), missing)

    def line(self, slope: Fraction, start: Fraction) -> tuple[Ints, Ints]:
        """Return `slope * value + start` as numerators and positive denominators."""
        a, b = slope.numerator * start.denominator, start.numerator * slope.denominator
        c = slope.denominator * start.denominator
        factor = max(abs(a), abs(b), c)
        num, den = stretched(self.num, 4 * factor), stretched(self.den, 4 * factor)
        first = num if a == 1 else num * a
        one = narrow(den)
        return first if b == 0 else first + one * b, spread(one * c, len(num))

    def at_least(self, bound: Fraction) -> Bools:
        """Tell where the value reaches the bound, by cross-multiplication."""
        if is_constant(self.den):
            return np.asarray(self.num >= ceil(bound * int(self.den[:1].sum())), dtype=bool)
        num, _ = self.line(Fraction(1), -bound)
        return np.asarray(num >= 0, dtype=bool)

    def at_most(self, bound: Fraction) -> Bools:
        """Tell where the value stays at or below the bound."""
        if is_constant(self.den):
            return np.asarray(self.num <= floor(bound * int(self.den[:1].sum())), dtype=bool)
        num, _ = self.line(Fraction(1), -bound)
        return np.asarray(num <= 0, dtype=bool)

    def value(self, row: int) -> Fraction | None:
        """Return one row as an exact number, or None when it is missing."""
        return None if self.missing[row] else Fraction(int(self.num[row]), int(self.den[row]))


@dataclass(frozen=True, slots=True)
class Words:
    """One word per unit out of few: a code for each row, and what the codes stand for."""

    codes: Ints
    names: tuple[str, ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Words":
        """Code a list of words."""
        places = {word: place for place, word in enumerate(dict.fromkeys(words))}
        return cls(np.array([places[word] for word in words], dtype=np.int64), tuple(places))

    def __len__(self) -> int:
        return len(self.codes)

    def among(self, wanted: Collection[str]) -> Bools:
        """Tell which rows hold one of these words."""
        return np.array([name in wanted for name in self.names], dtype=bool)[self.codes]

    def renamed(self, name: Callable[[str], str]) -> "Words":
        """Replace each word by another; words that become the same share a code."""
        after = [name(word) for word in self.names]
        places = {word: place for place, word in enumerate(dict.fromkeys(after))}
        return Words(np.array([places[word] for word in after], dtype=np.int64)[self.codes], tuple(places))

    def taken(self, rows: Ints) -> "Words":
        """Return some of the rows."""
        return Words(self.codes[rows], self.names)

    def to_list(self) -> list[str]:
        """Return the words."""
        found: list[str] = np.array([*self.names, ""], dtype=object)[self.codes].tolist()
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """What the backend hands to the vector side: the atoms' columns and the units' own columns."""

    size: int
    atoms: Mapping[Any, tuple[Ints, Bools]]
    attributes: Mapping[str, tuple[Ints, Bools]]
    kinds: Words
    groups: Ints

    def attribute(self, name: str) -> tuple[Ints, Bools]:
        """Return an attribute of the units; one that nobody states is missing everywhere."""
        return self.attributes.get(name) or (np.zeros(self.size, dtype=np.int64), np.ones(self.size, dtype=bool))

    def column(self, atom: Any, den: int = 1) -> Column:
        """Return an atom's column at a scale; an atom nobody has a row for is missing everywhere."""
        num, missing = self.atoms[atom]  # 0 where missing, as every backend gives it
        return Column(num, constant(den, self.size), missing)


def spread(values: Ints, size: int) -> Ints:
    """Return one row as a constant of so many rows, and whole columns as they are."""
    return np.broadcast_to(values, (size,))


def largest(values: Ints) -> int:
    """Return the greatest distance from 0."""
    few = narrow(values)
    return max(int(few.max(initial=0)), -int(few.min(initial=0)))


def stretched(values: Ints, factor: int) -> Ints:
    """Return the values ready to be multiplied by `factor` without overflow."""
    if values.dtype == object:
        return values
    return values.astype(object) if largest(values) * factor >= SAFE else values


def wide(left: Ints, right: Ints) -> Ints:
    """Return `left` ready to be multiplied by `right` row by row."""
    if right.dtype == object:
        return left.astype(object)
    return stretched(left, largest(right) or 1)


def times(left: Ints, right: Ints) -> Ints:
    """Multiply row by row without overflow."""
    for one, other in ((left, right), (right, left)):
        if is_constant(one) and (one[:1] == 1).all():
            return other
    if is_constant(left) and is_constant(right):
        return spread(wide(left[:1], right[:1]) * right[:1], len(left))
    return wide(left, right) * right


def floors(num: Ints, den: Ints) -> Ints:
    """Divide and round down."""
    few = narrow(den)
    whole: Ints = num if len(few) == 1 < len(num) and few[0] == 1 else num // few
    return whole


def ceilings(num: Ints, den: Ints) -> Ints:
    """Divide and round up."""
    whole: Ints = -floors(-num, den)
    return whole


def half_up(num: Ints, den: Ints) -> Ints:
    """Divide and round to the nearest whole, halves up (towards plus infinity)."""
    few = narrow(den)
    whole: Ints = (2 * num + few) // (2 * few)
    return whole


def clipped(values: Ints, top: int) -> Ints:
    """Bring points into 0 … top, as int64."""
    clean: Ints = np.minimum(np.maximum(values, 0), top).astype(np.int64)
    return clean
