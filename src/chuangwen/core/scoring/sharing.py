"""After a year's own total: earlier years by weight, then what partners share (同奖同罚). Scalar: the meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from chuangwen.core.rulebook.atoms import Ledger
from chuangwen.core.rulebook.lines import Pairs, Rounding, half_up, rounded
from chuangwen.core.rulebook.model import Book
from chuangwen.core.rulebook.words import number, points
from chuangwen.core.scoring.cards import Standing, Step

Standings = Mapping[int, Standing]  # by the id of the unit
OWN, YEARS, PARTNERS = "本年度得分", "年度计算", "同奖同罚"
NOT_YET = "同奖同罚单位的得分还没有算出"


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A total with the steps that led to it, what else fails the unit, and what is still unknown."""

    points: int
    possible: int
    trail: tuple[Step, ...] = ()
    obstacles: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def with_years(book: Book, ledger: Ledger, own: Total, assessed_on: date) -> Total:
    """Weigh this year's total with the marks of earlier years."""
    rule = book.years
    if rule is None:
        return own
    scope = book.scope(assessed_on)
    years = [span.start.year for span in rule.measure.spans(scope)]
    found = [part.value for part in rule.measure.scalar(ledger, scope).parts]
    earlier = [None if value is None else int(value * 1000) for value in found]
    most = book.base + book.bonus.cap

    def weighed(this_year: int, absent: int | None) -> int:
        marks = [this_year, *(absent if mark is None else mark for mark in earlier)]
        known = [(mark, weight) for mark, weight in zip(marks, rule.weights, strict=True) if mark is not None]
        total = sum((mark * weight for mark, weight in known), Fraction(0)) / sum(weight for _, weight in known)
        return rounded(half_up(total), book.rounding)

    if rule.missing == "renormalise":
        certain, possible = weighed(own.points, None), weighed(own.possible, None)
    else:
        certain, possible = weighed(own.points, 0), weighed(own.possible, most if rule.missing == "pending" else 0)
    said = "、".join(
        f"{year}年{'没有得分' if mark is None else points(mark)}" for year, mark in zip(years, earlier, strict=True)
    )
    step = Step(
        name=YEARS, points=certain, possible=possible,
        sentence=f"本年度{_range(own.points, own.possible)}，{said}；{rule.say()}，得{_range(certain, possible)}。",
    )  # fmt: skip
    return Total(points=certain, possible=possible, trail=(*_own(own), step))


def with_partners(book: Book, own: Total, mine: Standing, known: Standings | None) -> Total:
    """Share the total with the unit's partners, as the book says."""
    rule = book.pairs
    if rule is None:
        return own
    if known is None:
        return own if not mine.partners else _open(own)
    circle = circle_of(mine.unit_id, known)
    if len(circle) < 2:  # alone
        return own
    certain, possible = shared(rule, book.rounding, circle)
    names = "、".join(f"“{each.name}”{points(each.points)}" for each in circle)
    step = Step(
        name=PARTNERS, points=certain, possible=possible,
        sentence=f"{names}同奖同罚，{rule.say()}，得{_range(certain, possible)}。",
    )  # fmt: skip
    vetoed = [each for each in circle if each.vetoed and each.unit_id != mine.unit_id] if rule.veto else []
    obstacles = tuple(f"同奖同罚单位“{each.name}”被一票否决" for each in vetoed)
    return Total(points=certain, possible=possible, trail=(*_own(own), step), obstacles=obstacles)


def shared(rule: Pairs, rounding: Rounding, circle: Sequence[Standing]) -> tuple[int, int]:
    """Return the total that a circle of partners shares: what is certain, and the most that is possible."""
    if rule.share == "principal":
        first = principal_of(circle)
        return first.points, first.possible
    certain, possible = [each.points for each in circle], [each.possible for each in circle]
    if rule.share == "lower":
        return min(certain), min(possible)
    means = (half_up(Fraction(sum(values), len(values))) for values in (certain, possible))
    low, high = (rounded(mean, rounding) for mean in means)
    return low, high


def principal_of(circle: Sequence[Standing]) -> Standing:
    """Return the unit that names no partner while the others name theirs; when that is not one, the smallest id."""
    heads = [each for each in circle if not each.partners]
    return min(heads if len(heads) == 1 else circle, key=lambda each: each.unit_id)


def circle_of(unit_id: int, known: Standings) -> tuple[Standing, ...]:
    """Return the units tied together by partnership, whoever names whom, in order of id; strangers do not count."""
    ties: dict[int, set[int]] = {}
    for each in known.values():
        for other in each.partners:
            if other in known:
                ties.setdefault(each.unit_id, set()).add(other)
                ties.setdefault(other, set()).add(each.unit_id)
    found, waiting = {unit_id}, [unit_id]
    while waiting:
        new = ties.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return tuple(known[each] for each in sorted(found) if each in known)


def _own(own: Total) -> tuple[Step, ...]:
    if own.trail:
        return own.trail
    said = f"本年度得{_range(own.points, own.possible)}。"
    return (Step(name=OWN, points=own.points, possible=own.possible, sentence=said),)


def _open(own: Total) -> Total:
    return Total(points=own.points, possible=own.possible, trail=own.trail, unknown=(NOT_YET,))


def _range(certain: int, possible: int) -> str:
    return points(certain) if certain == possible else f"{number(Fraction(certain, 1000), 3)}至{points(possible)}"
