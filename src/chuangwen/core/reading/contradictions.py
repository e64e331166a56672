"""Figures of one document that do not agree. They are pointed out, never resolved."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from chuangwen.core.reading.model import Contradiction, ReadFact

_SENTENCE_ENDS = "。！？\n"
_REST = ("其他", "其它", "其余", "剩余")
_LEAST_TITLE = 4
_MOST_PARTS = 40
_OVERLAPPING = {"人", "名", "位"}
"""Persons are counted by several marks at once (其中党员…，博士…), so their parts may exceed the total together."""


def found_in(facts: Sequence[ReadFact], text: str) -> tuple[Contradiction, ...]:
    """Return what does not add up, in text order: parts and total, mended and found, the same thing twice.

    Rounding is allowed for: parts may miss a printed total by half of its last digit each.
    """
    counted = [fact for fact in facts if not fact.event]
    found = [*_parts(counted, text), *_mended(counted, text), *_twice(counted)]
    return tuple(sorted(found, key=lambda c: c.places))


def _parts(facts: Sequence[ReadFact], text: str) -> Iterator[Contradiction]:
    """X, 其中 a、b、c: the parts may not exceed the total; with 其余 among them they must make it up."""
    for i, total in enumerate(facts):
        parts = _parts_of(facts[i + 1 : i + 1 + _MOST_PARTS], total, text)
        if not parts:
            continue
        summed = sum((part.value for part in parts), Decimal(0))
        slack = _half_digit(total) + sum((_half_digit(part) for part in parts), Decimal(0))
        closed = any(word in text[total.num_end : parts[-1].num_end] for word in _REST)
        too_large = any(part.value > total.value for part in parts) or (
            summed > total.value + slack and total.unit not in _OVERLAPPING
        )
        if too_large or (closed and abs(summed - total.value) > slack):
            yield Contradiction(
                message=f"“{total.num}{total.unit}”与其中各项之和 {summed:f} 不一致，请核对原文。",
                places=tuple((f.num_start, f.num_end) for f in (total, *parts)),
            )


def _parts_of(following: Sequence[ReadFact], total: ReadFact, text: str) -> list[ReadFact]:
    parts: list[ReadFact] = []
    last = total.num_end
    for fact in following:
        between = text[last : fact.num_start]
        if any(mark in between for mark in _SENTENCE_ENDS + "；;") or fact.unit != total.unit:
            break
        if not parts and "其中" not in between:
            break
        parts.append(fact)
        last = fact.num_end
    return [] if total.approx or any(part.approx for part in parts) or total.unit in {"%", "百分点"} else parts


def _half_digit(fact: ReadFact) -> Decimal:
    """Half of the last printed digit: 31.9万 may stand for anything within 0.05万. Whole numbers are exact."""
    digits = fact.num.replace(",", "")
    if "." not in digits:
        return Decimal(0)
    places = sum(1 for _ in _digits_after_point(digits))
    printed = Decimal("".join(c for c in digits if c.isdecimal() or c == "."))
    scale = fact.value / printed if printed else Decimal(1)
    return Decimal("0.5").scaleb(-places) * scale


def _digits_after_point(digits: str) -> Iterator[str]:
    for char in digits.split(".", 1)[1]:
        if not char.isdecimal():
            return
        yield char


def _mended(facts: Sequence[ReadFact], text: str) -> Iterator[Contradiction]:
    """More problems mended than found, in one sentence."""
    for first, second in pairwise(facts):
        if (first.kind, second.kind) != ("problem_found", "problem_resolved") or first.unit != second.unit:
            continue
        same_sentence = not any(mark in text[first.num_end : second.num_start] for mark in _SENTENCE_ENDS)
        if same_sentence and second.value > first.value and not (first.approx or second.approx):
            yield Contradiction(
                message=f"整改 {second.num}{second.unit}，多于发现的 {first.num}{first.unit}，请核对原文。",
                places=((first.num_start, first.num_end), (second.num_start, second.num_end)),
            )


def _twice(facts: Sequence[ReadFact]) -> Iterator[Contradiction]:
    """Find the same thing of the same period with two values."""

    def sameness(fact: ReadFact) -> tuple[str, str, str, str]:
        return fact.title, fact.unit, fact.period or "", fact.status

    exact = [
        f
        for f in facts
        if not f.approx
        and not f.norm
        and len(f.title) >= _LEAST_TITLE
        and (f.unit not in {"%", "百分点"} or "率" in f.title)
    ]
    for (title, *_), same in groupby(sorted(exact, key=lambda f: (sameness(f), f.num_start)), key=sameness):
        group = list(same)
        if len({fact.value for fact in group}) > 1:
            values = "、".join(f"{fact.num}{fact.unit}" for fact in group)
            yield Contradiction(
                message=f"“{title}”出现了不同的数字：{values}，请核对哪一个为准。",
                places=tuple((f.num_start, f.num_end) for f in group),
            )
