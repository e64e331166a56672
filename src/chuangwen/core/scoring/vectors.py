"""The vector side of marks and totals: the same steps as `outcomes` and `totals`, for every unit at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

import numpy as np

from chuangwen.core.rulebook.columns import (
    Bools,
    Column,
    Ints,
    Table,
    constant,
    half_up,
    is_constant,
    largest,
    never,
    packed,
    stretched,
)
from chuangwen.core.rulebook.lines import rounded_all
from chuangwen.core.rulebook.model import Book, Category, Criterion, NegativeItem
from chuangwen.core.scoring.cards import EXCUSED, MARKED, NOT_APPLICABLE, PENDING, STATUSES, Standing
from chuangwen.core.scoring.sharing import circle_of, shared
from chuangwen.core.scoring.tables import Units
from chuangwen.core.scoring.totals import portions

CODES = {status: code for code, status in enumerate(STATUSES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkColumn:
    """One criterion for every unit. `status` holds positions in `STATUSES`; numbers are kept in as few bits as hold them."""

    criterion: Criterion
    value: Column
    points: Ints
    possible: Ints
    status: Ints
    renormalised: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class SubtotalColumn:
    """One category, or the bonus, for every unit."""

    points: Ints
    possible: Ints
    lost_to_cap: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class HitColumn:
    """One negative item for every unit."""

    item: NegativeItem
    times: Ints
    concealed: Ints
    points: Ints

    @property
    def vetoed(self) -> Bools:
        """Tell which units the item fails."""
        item = self.item
        return np.asarray(self.times > 0 if item.veto else (self.concealed > 0) & item.veto_concealed, dtype=bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalColumn:
    """A total for every unit: what is certain, and the most that is possible."""

    points: Ints
    possible: Ints


def mark_column(criterion: Criterion, book: Book, table: Table, assessed_on: date) -> MarkColumn:
    """Mark one criterion for every unit. What is the same for all takes no memory."""
    size, full = table.size, criterion.points
    value = criterion.measure.vector(table, criterion.scope(book, assessed_on))
    if criterion.when_missing == "zero" and criterion.measure.counts:
        value = value.or_zero()
    nowhere = constant(False, size)
    outside = ~criterion.applies_when.vector(table) if criterion.applies_when else nowhere
    open_ = value.missing & ~outside if criterion.when_missing == "pending" else nowhere
    if criterion.when_missing == "not_applicable":
        outside = outside | value.missing
    if not never(outside):
        value = Column(value.num, value.den, value.missing | outside)
    left_out = outside if criterion.otherwise == "renormalise" else nowhere
    scored = criterion.rounds_all(criterion.score.vector(value, full, table.groups))
    points = _where(value.missing, 0, scored)
    points = _where(nowhere if left_out is outside else outside, full, points)
    excepted = CODES[EXCUSED if criterion.otherwise == "excused" else NOT_APPLICABLE]
    status = _where(outside, excepted, _where(open_, CODES[PENDING], constant(CODES[MARKED], size)))
    kept = packed(points)
    return MarkColumn(
        criterion=criterion, value=value.packed(), points=kept,
        possible=kept if never(open_) else packed(np.where(open_, full, points)),
        status=status if is_constant(status) else status.astype(np.int8), renormalised=left_out,
    )  # fmt: skip


def _where(rows: Bools, value: int, other: Ints) -> Ints:
    return other if never(rows) else np.where(rows, value, other)


def subtotal_column(category: Category, marks: Sequence[MarkColumn], size: int) -> SubtotalColumn:
    """Add a category up for every unit: renormalise, cap, weight."""
    counts, base = portions(category) if category.scaled else ([1] * len(marks), 1)
    whole = sum(mark.criterion.points * each for mark, each in zip(marks, counts, strict=True))
    meant = constant(whole, size)
    for mark, each in zip(marks, counts, strict=True):
        if not never(mark.renormalised):
            meant = meant - mark.renormalised * (mark.criterion.points * each)
    certain, lost = _after(category, _portioned([m.points for m in marks], counts, size), whole, meant, base)
    possible = certain
    if any(mark.possible is not mark.points for mark in marks):
        possible, _ = _after(category, _portioned([m.possible for m in marks], counts, size), whole, meant, base)
    same = possible is certain
    certain = packed(certain)
    return SubtotalColumn(points=certain, possible=certain if same else packed(possible), lost_to_cap=lost)


def _portioned(parts: Sequence[Ints], counts: Sequence[int], size: int) -> Ints:
    scaled = [
        part if each == 1 else stretched(part.astype(np.int64), each) * each
        for part, each in zip(parts, counts, strict=True)
    ]
    return sum_of(scaled, size)


def _after(category: Category, got: Ints, whole: int, meant: Ints, base: int) -> tuple[Ints, Ints]:
    scaled = got if base == 1 else half_up(got, np.asarray(base))
    if not is_constant(meant):
        share = half_up(stretched(got, 4 * whole) * whole, np.maximum(stretched(meant, 4 * base) * base, 1))
        scaled = np.where(meant == 0, (2 * whole + base) // (2 * base), share)
    capped = np.minimum(scaled, category.cap)
    weighed = _weighted(capped, category.weight).astype(np.int64)
    lost = packed((scaled - capped).astype(np.int64)) if largest(scaled) > category.cap else constant(0, len(got))
    return (rounded_all(weighed, category.rounding) if category.rounding else weighed), lost


def _weighted(values: Ints, weight: Fraction) -> Ints:
    if weight == 1:
        return values
    return half_up(stretched(values, 4 * weight.numerator) * weight.numerator, np.asarray(weight.denominator))


def bonus_column(book: Book, marks: Sequence[MarkColumn], size: int) -> SubtotalColumn:
    """Add the bonus up for every unit, under its cap."""
    certain, possible = sum_of([m.points for m in marks], size), sum_of([m.possible for m in marks], size)
    cap = book.bonus.cap
    points, most = np.minimum(certain, cap), np.minimum(possible, cap)
    if book.rounding.holds_at("category"):
        points, most = rounded_all(points, book.rounding), rounded_all(most, book.rounding)
    return SubtotalColumn(points=points, possible=most, lost_to_cap=np.maximum(certain - cap, 0))


def hit_column(item: NegativeItem, table: Table, assessed_on: date) -> HitColumn:
    """Apply one negative item to every unit."""
    scope = item.scope(assessed_on)
    times = item.measure.vector(table, scope).or_zero().num
    concealed = item.concealed.vector(table, scope).or_zero().num
    cost = item.deduct * (times + (concealed if item.doubled else 0))
    return HitColumn(item=item, times=times, concealed=concealed, points=cost)


def total_column(book: Book, parts: Sequence[Ints], deducted: Ints, size: int) -> Ints:
    """Add everything up and round as the book says; never below 0."""
    return rounded_all(np.maximum(sum_of(parts, size) - deducted, 0), book.rounding)


def years_column(book: Book, table: Table, own: TotalColumn, assessed_on: date) -> TotalColumn:
    """Weigh every unit's total of the year with its marks of earlier years."""
    rule = book.years
    if rule is None:
        return own
    base = lcm(*(weight.denominator for weight in rule.weights))
    first, *others = (int(weight * base) for weight in rule.weights)
    earlier = [table.column(atom, rule.measure.scale) for atom in rule.measure.atoms(book.scope(assessed_on))]

    def weighed(this_year: Ints, absent: int | None) -> Ints:
        num, den = stretched(this_year.astype(np.int64), 4 * base) * first, np.full(table.size, first, dtype=np.int64)
        for column, weight in zip(earlier, others, strict=True):
            mark = stretched(column.num, 4000 * base) * (1000 // rule.measure.scale)
            num = num + np.where(column.missing, absent or 0, mark) * weight
            den = den + (weight if absent is not None else ~column.missing * weight)
        total: Ints = rounded_all(half_up(num, den), book.rounding).astype(np.int64)
        return total

    if rule.missing == "renormalise":
        return TotalColumn(points=weighed(own.points, None), possible=weighed(own.possible, None))
    most = book.base + book.bonus.cap if rule.missing == "pending" else 0
    return TotalColumn(points=weighed(own.points, 0), possible=weighed(own.possible, most))


def standings(
    units: Units, total: TotalColumn, vetoed: Bools, names: Sequence[str] | None = None
) -> dict[int, Standing]:
    """Return what every unit with partners, or named by one, brings in; few units have any."""
    rows = {unit: int(row) for row, unit in enumerate(units.ids.tolist())} if units.partners else {}
    tied = {*units.partners, *(other for each in units.partners.values() for other in each)}
    return {
        unit: Standing(
            unit_id=unit, name=names[rows[unit]] if names else "", points=int(total.points[rows[unit]]),
            possible=int(total.possible[rows[unit]]), vetoed=bool(vetoed[rows[unit]]),
            partners=units.partners.get(unit, ()),
        )
        for unit in sorted(tied & set(rows))
    }  # fmt: skip


def shared_column(book: Book, units: Units, total: TotalColumn, vetoed: Bools) -> tuple[TotalColumn, Bools]:
    """Share every unit's total with its partners, and what fails them."""
    if book.pairs is None or not units.partners:
        return total, vetoed
    known, points, possible, failed = (
        standings(units, total, vetoed),
        total.points.copy(),
        total.possible.copy(),
        vetoed.copy(),
    )
    rows = {unit: row for row, unit in enumerate(units.ids.tolist()) if unit in known}
    for unit in known:
        circle = circle_of(unit, known)
        if len(circle) > 1:
            row = rows[unit]
            points[row], possible[row] = shared(book.pairs, book.rounding, circle)
            failed[row] |= book.pairs.veto and any(each.vetoed for each in circle)
    return TotalColumn(points=points, possible=possible), failed


def passes_column(book: Book, stage: str, table: Table, total: TotalColumn, vetoed: Bools, assessed_on: date) -> Ints:
    """Tell whether every unit passes: 1, 0, or -1 while it is open."""
    line, scope = book.passing.line(stage), book.scope(assessed_on)
    passes = np.ones(table.size, dtype=np.int64)
    if line is not None:
        passes = np.where(total.points >= line, 1, np.where(total.possible >= line, -1, 0))
    for each in book.passing.prerequisites:
        holds = each.clause.holds_all(each.clause.measure.vector(table, scope))
        passes = np.where(holds, passes, 0)
    return np.where(vetoed, 0, passes)


def sum_of(parts: Sequence[Ints], size: int) -> Ints:
    """Add columns up."""
    total = np.zeros(size, dtype=np.int64)
    for part in parts:
        total = total + part if part.dtype == object else np.add(total, part, out=total)
    return total
