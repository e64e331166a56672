"""From marks to a total: renormalise, cap, weight, bonus, negative list, rounding. Each step in whole milli-points.

Every division is rounded half up to 0.001 point at once; then, from the step that the book names on, as the book says.
"""

from collections.abc import Iterable, Sequence
from math import lcm

from chuangwen.core.rulebook.lines import rounded
from chuangwen.core.rulebook.model import Book, Category
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring.cards import Hit, Mark, Subtotal, Verdict


def portions(category: Category) -> tuple[list[int], int]:
    """Return what a point of each criterion counts, as whole numbers over one denominator."""
    base = lcm(*(c.share.denominator for c in category.criteria))
    return [int(c.share * base) for c in category.criteria], base


def subtotal(category: Category, marks: Sequence[Mark]) -> Subtotal:
    """Add a category up. Nothing applicable at all counts as full."""
    counts, base = portions(category) if category.scaled else ([1] * len(marks), 1)
    whole = sum(mark.full * each for mark, each in zip(marks, counts, strict=True))
    meant = sum(mark.full * each for mark, each in zip(marks, counts, strict=True) if not mark.renormalised)

    def weighed(value: int) -> int:
        weight = category.weight
        return _half_up(value * weight.numerator, weight.denominator)

    def after(got: int) -> tuple[int, int]:
        scaled = _half_up(whole, base) if meant == 0 else _half_up(got * whole, meant * base)
        capped = min(scaled, category.cap)
        final = weighed(capped)
        return (rounded(final, category.rounding) if category.rounding else final), scaled - capped

    certain, lost = after(sum(mark.points * each for mark, each in zip(marks, counts, strict=True)))
    possible, _ = after(sum(mark.possible * each for mark, each in zip(marks, counts, strict=True)))
    return Subtotal(
        code=category.code, title=category.title, points=certain, possible=possible,
        full=weighed(min(category.cap, _half_up(whole, base))), lost_to_cap=lost,
    )  # fmt: skip


def _half_up(num: int, den: int) -> int:
    """Round a ratio to the nearest whole, halves up: whole numbers alone, for every mark asks."""
    return (2 * num + den) // (2 * den)


def bonus(book: Book, marks: Sequence[Mark]) -> Subtotal:
    """Add the bonus up, under its cap."""
    certain, possible = sum(mark.points for mark in marks), sum(mark.possible for mark in marks)
    cap, rounding = book.bonus.cap, book.rounding

    def after(got: int) -> int:
        return rounded(min(got, cap), rounding) if rounding.holds_at("category") else min(got, cap)

    return Subtotal(
        code="bonus", title="加分项", points=after(certain), possible=after(possible), full=cap,
        lost_to_cap=max(0, certain - cap),
    )  # fmt: skip


def total(book: Book, parts: Iterable[int], deducted: int) -> int:
    """Add categories and bonus, take the deductions away, and round as the book says; never below 0."""
    return rounded(max(0, sum(parts) - deducted), book.rounding)


def verdict(
    book: Book, certain: int, possible: int, hits: Sequence[Hit], lacking: Sequence[str], *, stage: str,
    unknown: Sequence[str] = (),
) -> Verdict:  # fmt: skip
    """Name every obstacle; a line inside the range, or a partner not marked yet (`unknown`), leaves the verdict open."""
    line = book.passing.line(stage)
    obstacles = [f"负面清单{hit.code}一票否决：{hit.text}" for hit in hits if hit.veto]
    obstacles += list(lacking)
    passes: bool | None = not obstacles
    if line is not None and possible < line:
        obstacles.append(f"总分{points(possible)}低于达标线{points(line)}，差{points(line - possible)}")
        passes = False
    elif line is not None and certain < line:
        obstacles.append(f"总分在{points(certain)}至{points(possible)}之间，达标线{points(line)}，还有待定项")
        passes = None if passes else False
    if unknown:
        obstacles += unknown
        passes = None if passes else passes
    return Verdict(passes=passes, obstacles=tuple(obstacles), line=line)
