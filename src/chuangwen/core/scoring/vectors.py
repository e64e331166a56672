"""The vector side of marks and totals: the same steps as `outcomes` and `totals`, for every unit at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from chuangwen.core.rulebook.columns import (
    Bools,
    Column,
    Ints,
    Table,
    constant,
    half_up,
    is_constant,
    never,
    stretched,
)
from chuangwen.core.rulebook.model import Book, Category, Criterion, NegativeItem
from chuangwen.core.scoring.cards import EXCUSED, MARKED, NOT_APPLICABLE, PENDING, STATUSES

CODES = {status: code for code, status in enumerate(STATUSES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkColumn:
    """One criterion for every unit. `status` holds positions in `STATUSES`."""

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
    points = _where(value.missing, 0, criterion.score.vector(value, full, table.groups))
    points = _where(nowhere if left_out is outside else outside, full, points).astype(np.int32)
    excepted = CODES[EXCUSED if criterion.otherwise == "excused" else NOT_APPLICABLE]
    status = _where(outside, excepted, _where(open_, CODES[PENDING], constant(CODES[MARKED], size)))
    return MarkColumn(
        criterion=criterion, value=value, points=points, possible=_where(open_, full, points),
        status=status if is_constant(status) else status.astype(np.int8), renormalised=left_out,
    )  # fmt: skip


def _where(rows: Bools, value: int, other: Ints) -> Ints:
    return other if never(rows) else np.where(rows, value, other)


def subtotal_column(category: Category, marks: Sequence[MarkColumn], size: int) -> SubtotalColumn:
    """Add a category up for every unit: renormalise, cap, weight."""
    whole = sum(mark.criterion.points for mark in marks)
    meant = constant(whole, size)
    for mark in marks:
        if not never(mark.renormalised):
            meant = meant - mark.renormalised * mark.criterion.points
    certain, lost = _after(category, sum_of([m.points for m in marks], size), whole, meant)
    possible = certain
    if any(mark.possible is not mark.points for mark in marks):
        possible, _ = _after(category, sum_of([m.possible for m in marks], size), whole, meant)
    return SubtotalColumn(points=certain, possible=possible, lost_to_cap=lost)


def _after(category: Category, got: Ints, whole: int, meant: Ints) -> tuple[Ints, Ints]:
    scaled = got
    if not is_constant(meant):
        scaled = np.where(meant == 0, whole, half_up(stretched(got, 4 * whole) * whole, np.maximum(meant, 1)))
    capped = np.minimum(scaled, category.cap)
    return _weighted(capped, category.weight).astype(np.int64), (scaled - capped).astype(np.int64)


def _weighted(values: Ints, weight: Fraction) -> Ints:
    if weight == 1:
        return values
    return half_up(stretched(values, 4 * weight.numerator) * weight.numerator, np.asarray(weight.denominator))


def bonus_column(book: Book, marks: Sequence[MarkColumn], size: int) -> SubtotalColumn:
    """Add the bonus up for every unit, under its cap."""
    certain, possible = sum_of([m.points for m in marks], size), sum_of([m.possible for m in marks], size)
    cap = book.bonus.cap
    return SubtotalColumn(
        points=np.minimum(certain, cap), possible=np.minimum(possible, cap), lost_to_cap=np.maximum(certain - cap, 0)
    )


def hit_column(item: NegativeItem, table: Table, assessed_on: date) -> HitColumn:
    """Apply one negative item to every unit."""
    scope = item.scope(assessed_on)
    times = item.measure.vector(table, scope).or_zero().num
    concealed = item.concealed.vector(table, scope).or_zero().num
    cost = item.deduct * (times + (concealed if item.doubled else 0))
    return HitColumn(item=item, times=times, concealed=concealed, points=cost)


def total_column(book: Book, parts: Sequence[Ints], deducted: Ints, size: int) -> Ints:
    """Add everything up and round as the book says; never below 0."""
    unit = int(10 ** (3 - book.places))
    whole: Ints = np.maximum(sum_of(parts, size) - deducted, 0)
    return whole // unit * unit if book.round_down else (2 * whole + unit) // (2 * unit) * unit


def sum_of(parts: Sequence[Ints], size: int) -> Ints:
    """Add columns up."""
    total = np.zeros(size, dtype=np.int64)
    for part in parts:
        total = total + part if part.dtype == object else np.add(total, part, out=total)
    return total
