"""From marks to a total: renormalise, cap, weight, bonus, negative list, rounding. Each step in whole milli-points.

Every division is rounded half up to 0.001 point at once; the total is rounded as the book says.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from chuangwen.core.rulebook.model import Book, Category
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring.cards import Hit, Mark, Subtotal, Verdict


def half_up(value: Fraction) -> int:
    """Round to the nearest whole, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def subtotal(category: Category, marks: Sequence[Mark]) -> Subtotal:
    """Add a category up. Nothing applicable at all counts as full."""
    whole = sum(mark.full for mark in marks)
    meant = sum(mark.full for mark in marks if not mark.renormalised)

    def after(got: int) -> tuple[int, int]:
        scaled = whole if meant == 0 else half_up(Fraction(got * whole, meant))
        capped = min(scaled, category.cap)
        return half_up(capped * category.weight), scaled - capped

    certain, lost = after(sum(mark.points for mark in marks))
    possible, _ = after(sum(mark.possible for mark in marks))
    return Subtotal(
        code=category.code, title=category.title, points=certain, possible=possible,
        full=category.full, lost_to_cap=lost,
    )  # fmt: skip


def bonus(book: Book, marks: Sequence[Mark]) -> Subtotal:
    """Add the bonus up, under its cap."""
    certain, possible = sum(mark.points for mark in marks), sum(mark.possible for mark in marks)
    cap = book.bonus.cap
    return Subtotal(
        code="bonus", title="加分项", points=min(certain, cap), possible=min(possible, cap), full=cap,
        lost_to_cap=max(0, certain - cap),
    )  # fmt: skip


def total(book: Book, parts: Iterable[int], deducted: int) -> int:
    """Add categories and bonus, take the deductions away, and round as the book says; never below 0."""
    unit = int(10 ** (3 - book.places))
    whole = max(0, sum(parts) - deducted)
    return whole // unit * unit if book.round_down else (2 * whole + unit) // (2 * unit) * unit


def verdict(
    book: Book, certain: int, possible: int, hits: Sequence[Hit], lacking: Sequence[str], *, stage: str
) -> Verdict:
    """Name every obstacle; a line inside the range leaves the verdict open."""
    line = book.passing.self_score if stage == "self" else book.passing.measured
    obstacles = [f"负面清单{hit.code}一票否决：{hit.text}" for hit in hits if hit.veto]
    obstacles += list(lacking)
    passes: bool | None = not obstacles
    if line is not None and possible < line:
        obstacles.append(f"总分{points(possible)}低于合格线{points(line)}，差{points(line - possible)}")
        passes = False
    elif line is not None and certain < line:
        obstacles.append(f"总分在{points(certain)}至{points(possible)}之间，合格线{points(line)}，还有待定项")
        passes = None if passes else False
    return Verdict(passes=passes, obstacles=tuple(obstacles), line=line)
