"""Columns of exact numbers, one row per unit: the vector side of the language."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]  # int64, or Python integers (object) where int64 could overflow
Bools = npt.NDArray[np.bool_]
SAFE = 2**62


@dataclass(frozen=True, slots=True)
class Column:
    """One rational number per unit, `num / den` with `den > 0`; a missing row holds 0 / 1."""

    num: Ints
    den: Ints
    missing: Bools

    @classmethod
    def of(cls, num: Ints, missing: Bools, den: int = 1) -> "Column":
        """Make a column with one denominator for all rows."""
        return cls(np.where(missing, 0, num), np.full(len(num), den, dtype=np.int64), missing)

    def or_zero(self) -> "Column":
        """Read missing as 0: nothing was recorded, and nothing counts as none."""
        return Column(self.num, self.den, np.zeros(len(self.num), dtype=bool))

    def over(self, other: "Column", when_zero: int | None) -> "Column":
        """Divide exactly; where the divisor is 0 the value is `when_zero`, or missing."""
        num, den = wide(self.num, other.den), wide(self.den, other.num)
        num, den = num * other.den, den * other.num
        flip = np.where(den < 0, -1, 1)
        num, den = num * flip, den * flip
        missing, zero = self.missing | other.missing, den == 0
        if when_zero is None:
            missing = missing | zero
        num = np.where(missing, 0, np.where(zero, when_zero or 0, num))
        return Column(num, np.where(missing | zero, 1, den), missing)

    def line(self, slope: Fraction, start: Fraction) -> tuple[Ints, Ints]:
        """Return `slope * value + start` as numerators and positive denominators."""
        a, b = slope.numerator * start.denominator, start.numerator * slope.denominator
        factor = max(abs(a), abs(b), slope.denominator * start.denominator)
        num, den = stretched(self.num, 4 * factor), stretched(self.den, 4 * factor)
        return num * a + den * b, den * (slope.denominator * start.denominator)

    def at_least(self, bound: Fraction) -> Bools:
        """Tell where the value reaches the bound, by cross-multiplication."""
        num, den = self.line(Fraction(1), -bound)
        return np.asarray(num * np.sign(den) >= 0, dtype=bool)

    def at_most(self, bound: Fraction) -> Bools:
        """Tell where the value stays at or below the bound."""
        num, _ = self.line(Fraction(1), -bound)
        return np.asarray(num <= 0, dtype=bool)

    def value(self, row: int) -> Fraction | None:
        """Return one row as an exact number, or None when it is missing."""
        return None if self.missing[row] else Fraction(int(self.num[row]), int(self.den[row]))


@dataclass(frozen=True, slots=True)
class Table:
    """What the backend hands to the vector side: the atoms' columns and the units' own columns."""

    size: int
    atoms: Mapping[Any, tuple[Ints, Bools]]
    attributes: Mapping[str, tuple[Ints, Bools]]
    kinds: npt.NDArray[Any]
    groups: Ints

    def attribute(self, name: str) -> tuple[Ints, Bools]:
        """Return an attribute of the units; one that nobody states is missing everywhere."""
        return self.attributes.get(name) or (np.zeros(self.size, dtype=np.int64), np.ones(self.size, dtype=bool))

    def column(self, atom: Any, den: int = 1) -> Column:
        """Return an atom's column at a scale; an atom nobody has a row for is missing everywhere."""
        num, missing = self.atoms[atom]
        return Column.of(num, missing, den)


def stretched(values: Ints, factor: int) -> Ints:
    """Return the values ready to be multiplied by `factor` without overflow."""
    if values.dtype == object:
        return values
    largest = int(np.abs(values).max(initial=0))
    return values.astype(object) if largest * factor >= SAFE else values


def wide(left: Ints, right: Ints) -> Ints:
    """Return `left` ready to be multiplied by `right` row by row."""
    if right.dtype == object:
        return left.astype(object)
    return stretched(left, int(np.abs(right).max(initial=0)) or 1)


def floors(num: Ints, den: Ints) -> Ints:
    """Divide and round down."""
    whole: Ints = num // den
    return whole


def ceilings(num: Ints, den: Ints) -> Ints:
    """Divide and round up."""
    whole: Ints = -((-num) // den)
    return whole


def half_up(num: Ints, den: Ints) -> Ints:
    """Divide and round to the nearest whole, halves up (towards plus infinity)."""
    whole: Ints = (2 * num + den) // (2 * den)
    return whole


def clipped(values: Ints, top: int) -> Ints:
    """Bring points into 0 … top, as int64."""
    clean: Ints = np.minimum(np.maximum(values, 0), top).astype(np.int64)
    return clean
