"""Worked examples: cases that a rule-book author writes in YAML, run as tests and shown to readers.

Shape: `given` maps `kind[topic]` to days or mappings (date, until, times, level, quantities by code …); `expect` maps
codes of criteria and categories, or total, possible, bonus, deducted, verdict, to what must come out. Entries are
confirmed and have all evidence unless they say otherwise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from chuangwen.core.catalogue import Kind
from chuangwen.core.rulebook.facts import Fact, UnitCase
from chuangwen.core.rulebook.model import Book
from chuangwen.core.rulebook.spans import DAY
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring.cards import MARKED, STATUS_NAMES, Card
from chuangwen.core.scoring.unit import assess_unit

HEAD = re.compile(r"^(?P<kind>\w+)(\[(?P<topic>[\w-]+)\])?$")
WORDS = ("topic", "level", "medium", "place", "source", "status", "title")
NUMBER = re.compile(r"^-?[\d.]+")


class ExampleError(ValueError):
    """An example cannot be read; the message says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """One example, run: its title, its card, and what did not come out as expected."""

    title: str
    card: Card
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Tell whether everything came out as expected."""
        return not self.differences


def usual_day(book: Book) -> date:
    """Return the day on which the whole term counts: its exclusive end, or a year after its start."""
    start, until = book.in_force
    return until or start.replace(year=start.year + 1)


def run_examples(book: Book, examples: Sequence[Mapping[str, Any]] | None = None) -> tuple[ExampleResult, ...]:
    """Run the book's own examples, or others in the same form (all values as text, as YAML trees give them).

    :raises ExampleError: an example cannot be read.
    """
    chosen = book.examples if examples is None else examples
    return tuple(_run(book, example, place) for place, example in enumerate(chosen, start=1))


def case_of(book: Book, example: Mapping[str, Any]) -> UnitCase:
    """Build the unit of an example."""
    unit = dict(example.get("unit") or {})
    kind = str(unit.pop("kind", book.unit_kinds[0] if book.unit_kinds else "agency"))
    attributes = {name: int(value) for name, value in unit.items()}
    facts = tuple(_facts(book, example.get("given") or {}))
    return UnitCase(id=1, name="示例单位", kind=kind, path="", attributes=attributes, facts=facts)


def _run(book: Book, example: Mapping[str, Any], place: int) -> ExampleResult:
    title = str(example.get("title") or f"示例{place}")
    unknown = set(example) - {"title", "unit", "on", "given", "expect"}
    if unknown:
        raise ExampleError(f"示例“{title}”里不认识“{'、'.join(sorted(unknown))}”。")
    try:
        on = date.fromisoformat(str(example["on"])) if example.get("on") else usual_day(book)
        card = assess_unit(book, case_of(book, example), on)
        expect = dict(example.get("expect") or {})
        if not expect:
            raise ExampleError("没有写 expect。")
        return ExampleResult(title=title, card=card, differences=tuple(_differences(card, expect)))
    except (ValueError, InvalidOperation, AttributeError) as error:
        raise ExampleError(f"示例“{title}”读不出来：{error}") from error


def _facts(book: Book, given: Mapping[str, Any]) -> Iterator[Fact]:
    number = 0
    for head, rows in given.items():
        match = HEAD.match(head)
        kind = book.words.kinds.get(match["kind"]) if match else None
        if match is None or kind is None:
            raise ExampleError(f"“{head}”不是本书用到的记录类别。")
        for row in rows:
            number += 1
            fields = dict(row) if isinstance(row, Mapping) else {"date": row}
            yield _fact(book, kind, number, {"topic": match["topic"] or "", **fields})


def _fact(book: Book, kind: Kind, number: int, fields: dict[str, Any]) -> Fact:
    start = date.fromisoformat(str(fields.pop("date")))
    until = date.fromisoformat(str(fields.pop("until"))) if "until" in fields else start + DAY
    words = {word: str(fields.pop(word)) for word in WORDS if word in fields}
    reported = fields.pop("self_reported", None)
    proofs = fields.pop("proofs", None)
    times = int(fields.pop("times", 1))
    quantities = {}
    for code, value in fields.items():
        quantity = kind.quantity(code)
        if quantity is None:
            raise ExampleError(f"“{kind.name}”没有“{code}”。")
        quantities[code] = quantity.stored(Decimal(str(value)))
    return Fact(
        id=number, kind=kind.code, start_date=start, until_date=until, times=times, quantities=quantities,
        proofs=frozenset(book.words.evidence if proofs is None else proofs),
        self_reported=None if reported is None else str(reported).lower() == "true", **words,
    )  # fmt: skip


def _differences(card: Card, expect: dict[str, Any]) -> Iterator[str]:
    step = expect.pop("next", None)
    for code, wanted in expect.items():
        got = _found(card, code, str(wanted))
        if got != _wanted(str(wanted)):
            mark = card.mark(code)
            yield f"{code}：应为{wanted}，算得{got}。{mark.sentence if mark else ''}"
    if step is not None:
        steps = [mark.next_step for code in expect if (mark := card.mark(code))]
        if step not in steps:
            yield f"下一步应为“{step}”，给出的是“{'；'.join(steps)}”。"


def _wanted(text: str) -> str:
    """Read `3`, `3 points` and `3分` as points, anything else as a word."""
    found = NUMBER.match(text)
    return points(int(Decimal(found.group()) * 1000)) if found else text


def _found(card: Card, code: str, wanted: str) -> str:
    mark = card.mark(code)
    if mark:
        return mark.status if wanted in STATUS_NAMES and wanted != MARKED else points(mark.points)
    totals = {"total": card.total, "possible": card.possible, "bonus": card.bonus.points, "deducted": card.deducted}
    totals |= {category.code: category.points for category in card.categories}
    if code in totals:
        return points(totals[code])
    if code == "verdict":
        return card.verdict.name
    raise ExampleError(f"expect 里的“{code}”不是标准、项目或总分。")
