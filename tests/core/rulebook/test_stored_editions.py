"""Editions stored long ago read as they did: the same digest, the same marks, whatever the catalogue has learnt since.

`tests/editions` keeps texts as they were stored, with made-up units and the marks that were given to them then.
"""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook import diff, from_canonical, load_folder, to_canonical
from chuangwen.core.scoring import Fact, UnitCase, assess, assess_unit, write_snapshot
from chuangwen.core.scoring.snapshot import Tables, tables_of
from tests.core.scoring.makers import ON, ROOT, a_book, a_case, a_criterion, a_fact, catalogue

STORED = ROOT / "tests" / "editions"
TEXTS = sorted(path for path in STORED.glob("*.json") if not path.name.endswith(".marks.json"))


def cases_of(path: Path) -> list[tuple[UnitCase, dict]]:
    rows = json.loads(path.with_suffix(".marks.json").read_text(encoding="utf-8"))
    return [
        (
            UnitCase(
                id=row["id"], name=f"单位{row['id']}", kind=row["kind"], path="", attributes=row["attributes"],
                facts=tuple(fact_of(fact) for fact in row["facts"]),
            ),
            row["expect"],
        )
        for row in rows
    ]  # fmt: skip


def fact_of(row: dict) -> Fact:
    days = {key: date.fromisoformat(row[key]) for key in ("start_date", "until_date")}
    return Fact(**{**row, **days, "proofs": frozenset(row.get("proofs", ()))})


def said(card) -> dict:
    return {
        "total": [card.total, card.possible],
        "marks": {m.code: [m.points, m.possible, m.status] for m in (*card.marks, *card.bonus_marks)},
        "hits": {h.code: [h.times, h.concealed, h.points, h.veto] for h in card.hits},
        "passes": card.verdict.passes,
    }


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_stored_edition_still_reads_and_keeps_its_digest(path):
    text = path.read_text(encoding="utf-8")
    book = from_canonical(text)
    assert book.digest == sha256(text.encode()).hexdigest()
    assert to_canonical(book) == text


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_stored_edition_marks_as_it_did(path):
    book = from_canonical(path.read_text(encoding="utf-8"))
    for case, expected in cases_of(path):
        assert said(assess_unit(book, case, ON)) == expected


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_snapshot_of_that_time_gives_the_same_marks(path, tmp_path):
    """Older snapshots have no partners, and their files only the quantities that were known then."""
    book, cases = from_canonical(path.read_text(encoding="utf-8")), cases_of(path)
    ranked = {c.code for c in (*book.criteria, *book.bonus.items) if c.score.relative}
    cards = assess(book, an_older_snapshot(tmp_path, [case for case, _ in cases], book.words), ON)
    for row, (_, expected) in enumerate(cases):
        found = said(cards.cards(row))
        for code, mark in expected["marks"].items():
            assert code in ranked or found["marks"][code] == mark
        assert found["hits"] == expected["hits"]


def test_a_book_of_today_reads_a_snapshot_that_is_older_than_its_quantities(tmp_path):
    words = from_canonical(TEXTS[0].read_text(encoding="utf-8")).words
    older = replace(
        words, kinds={**words.kinds, "site_check": without(catalogue().kinds["site_check"], "items", "good")}
    )
    book = a_book(
        a_criterion({"sites": "each", "needs": "80%"}, {"linear": {"from": 0, "to": 1}}),
        a_criterion({"sites": "passed"}, {"linear": {"from": 0, "to": 1}}, code="I-2"),
        pairs={"share": "lower"},
    )
    case = a_case(a_fact(1, "site_check", date(2026, 5, 1), quantities={"sites": 4, "passed": 3}))
    card = assess(book, an_older_snapshot(tmp_path, [case], older), ON).cards(0)
    assert said(card) == said(assess_unit(book, case, ON))
    assert [mark.points for mark in card.marks] == [0, 3000]


def an_older_snapshot(folder: Path, cases: list[UnitCase], words: Catalogue):
    tables = tables_of(cases, words)
    return write_snapshot(folder, Tables(units=tables.units.drop_columns(["partners"]), facts=tables.facts), words)


def without(kind: Kind, *quantities: str) -> Kind:
    return replace(kind, quantities=tuple(q for q in kind.quantities if q.code not in quantities))


@pytest.mark.parametrize("name", ["city-unit", "city-agency"])
def test_the_book_of_today_differs_from_its_first_form_only_in_where_a_matter_counts(name):
    before = from_canonical((STORED / f"{name}-2026-format-1.json").read_text(encoding="utf-8"))
    now = load_folder(ROOT / "rulebooks" / name / "2026", catalogue())
    assert [each.what for each in diff(before, now)] == ["加分同一事项"]
