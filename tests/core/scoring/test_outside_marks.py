"""Books and ledgers marked outside the engine, by plain arithmetic from the manual's words: both sides must agree.

Each folder of `outside` holds a book, a ledger of units (one a line) and their marks on two days. The other tests of
the engine compare two sides that share definitions; these marks share nothing with either.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from chuangwen.core.rulebook import load_folder
from chuangwen.core.scoring import (
    Fact,
    UnitCase,
    assess,
    assess_unit,
    partner_standings,
    peer_groups,
    peer_values,
    write_snapshot,
)
from tests.core.scoring.makers import catalogue

OUTSIDE = Path(__file__).parent / "outside"
BOOKS = sorted(path.name for path in OUTSIDE.iterdir())
DAYS = [date(2026, 8, 31), date(2027, 1, 1)]


def rows(name, file):
    return [json.loads(line) for line in (OUTSIDE / name / file).read_text(encoding="utf-8").splitlines()]


def a_fact(row):
    start, until = (date.fromisoformat(row.pop(end)) for end in ("start", "until"))
    return Fact(start_date=start, until_date=until, **{**row, "proofs": frozenset(row.get("proofs", ()))})


@cache
def cases(name):
    return [
        UnitCase(
            id=row["id"], name=f"单位{row['id']}", kind=row["kind"], path="", attributes=row["attributes"],
            partners=tuple(row["partners"]), facts=tuple(map(a_fact, row["facts"])),
        )
        for row in rows(name, "ledger.jsonl")
    ]  # fmt: skip


def wanted(name, day):
    return {int(unit): marks for on, unit, marks in rows(name, "marks.jsonl") if on == day.isoformat()}


def written(card):
    """Write a card as the marks outside are written, without its place."""
    marks = (*card.marks, *card.bonus_marks)
    return {
        "marks": {m.code: [None if m.value is None else str(m.value), m.points, m.possible, m.status] for m in marks},
        "categories": {part.code: [part.points, part.possible] for part in card.categories},
        "bonus": [card.bonus.points, card.bonus.possible],
        "hits": {hit.code: [hit.times, hit.veto, hit.points] for hit in card.hits},
        "total": [card.total, card.possible],
        "passes": card.verdict.passes,
    }


def without_place(marks):
    return {key: said for key, said in marks.items() if key != "place"}


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", BOOKS)
def test_one_unit_is_marked_as_it_was_marked_outside(name, day):
    book, units = load_folder(OUTSIDE / name, catalogue()), cases(name)
    peers, groups = peer_values(book, units, day), peer_groups(book, [unit.kind for unit in units])
    partners = partner_standings(book, units, day, peers=peers)

    for unit in filter(lambda unit: book.covers(unit.kind), units):
        group = book.group_of(unit.kind)
        card = assess_unit(book, unit, day, peers=peers[group], group=groups[group], partners=partners)
        assert written(card) == without_place(wanted(name, day)[unit.id]), unit.id


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", BOOKS)
def test_all_units_are_marked_and_placed_as_they_were_outside(name, day):
    with TemporaryDirectory() as folder:
        found = assess(load_folder(OUTSIDE / name, catalogue()), write_snapshot(folder, cases(name), catalogue()), day)
        cards = {card.unit_id: written(card) for card in found.all_cards()}
    places = zip(found.rank.tolist(), found.group_size.tolist(), strict=True)

    marked = wanted(name, day)
    assert cards == {unit: without_place(marks) for unit, marks in marked.items()}
    assert list(map(list, places)) == [marks["place"] for marks in marked.values()]
