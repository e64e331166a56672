"""A draft tried on a snapshot: the impact is exact, and every difference has the clause that made it."""

from datetime import date
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

from chuangwen.core.scoring import write_snapshot
from chuangwen.core.scoring.tryon import compare, figures, first_day, try_on
from tests.core.scoring.makers import ON, a_book, a_case, a_criterion, a_fact, catalogue
from tests.core.scoring.strategies import ON as DAY
from tests.core.scoring.strategies import books, ledgers
from tests.core.scoring.test_vector_equals_scalar import reference

MEETINGS = a_criterion({"count": "meeting"}, {"per": 1, "worth": 1})
STUDIES = a_criterion({"count": "study"}, {"per": 1, "worth": 1}, code="I-2", text="学习。")


def of(number, kind, times, unit_kind="agency"):
    facts = [a_fact(100 * number + n, kind, date(2026, 1 + n, 5)) for n in range(times)]
    return a_case(*facts, number=number, kind=unit_kind)


def tried(tmp_path, draft, current, *cases):
    return try_on(draft, current, write_snapshot(tmp_path / "s", cases, catalogue()), ON)


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # two books and a ledger take too long to shrink
)
@given(current=books(), draft=books(), cases=ledgers())
def test_every_move_is_what_marking_each_unit_twice_by_hand_gives(current, draft, cases):
    with TemporaryDirectory() as folder:
        impact = try_on(draft, current, write_snapshot(folder, cases, catalogue()), DAY)

    both = sorted((c for c in cases if current.covers(c.kind) and draft.covers(c.kind)), key=lambda case: case.id)
    was, is_ = ([card.total for card in reference(book, cases, both)] for book in (current, draft))
    units = [impact.unit(row) for row in range(len(impact))]

    assert [(u.unit_id, u.before, u.after) for u in units] == list(zip([c.id for c in both], was, is_, strict=True))
    assert [sum(moved for *_, moved in u.clauses) for u in units] == [u.moved for u in units]
    assert sum(g.units for g in impact.groups()) == len(both)
    assert sum(b.before for b in impact.bands()) == sum(b.after for b in impact.bands()) == len(both)


def test_a_higher_demand_is_named_as_the_clause_that_costs_a_unit_its_pass(tmp_path):
    harder = {**MEETINGS, "score": {"per": 2, "worth": 1}}
    lines = {"pass": {"measured": 3}}

    impact = tried(
        tmp_path, a_book(harder, **lines), a_book(MEETINGS, **lines), of(1, "meeting", 4), of(2, "meeting", 1)
    )

    assert impact.newly_failing.tolist() == [True, False]
    assert [(u.name, u.moved, u.because) for u in impact.losers()] == [
        ("单位1", -2000, ("I-1", "示例。", -2000)),
        ("单位2", -1000, ("I-1", "示例。", -1000)),
    ]
    assert impact.gainers() == ()
    (clause,) = impact.changes
    assert (clause.fate, clause.gained, clause.lost, clause.sum) == ("changed", 0, 2, -3000)


def test_a_criterion_that_is_only_called_otherwise_is_recognised_by_what_it_measures(tmp_path):
    renamed = {**MEETINGS, "code": "III-9", "text": "另一种说法。"}

    impact = tried(tmp_path, a_book(renamed, STUDIES), a_book(MEETINGS), of(1, "meeting", 2))

    assert [(c.code, c.before_code, c.fate, c.sum) for c in impact.changes] == [
        ("III-9", "I-1", "rekeyed", 0),
        ("I-2", "", "added", 0),
    ]


def test_what_a_draft_drops_is_taken_from_those_who_had_it(tmp_path):
    impact = tried(tmp_path, a_book(STUDIES), a_book(MEETINGS, STUDIES), of(1, "meeting", 2), of(2, "study", 1))

    assert [(c.code, c.fate, c.full_before, c.full_after, c.sum) for c in impact.changes] == [
        ("I-1", "removed", 4000, 0, -2000)
    ]


def test_a_cap_is_named_when_no_clause_did_it(tmp_path):
    capped = a_book(MEETINGS, STUDIES, category={"cap": 5})

    impact = tried(tmp_path, capped, a_book(MEETINGS, STUDIES), of(1, "meeting", 4))
    both = a_case(*of(1, "meeting", 4).facts, *(a_fact(900 + n, "study", date(2026, 2, 2)) for n in range(4)))
    lower = tried(tmp_path / "b", capped, a_book(MEETINGS, STUDIES), both)

    assert impact.moved.tolist() == [0]
    assert lower.losers()[0].clauses == (("", "封顶、折算、合并与取位", -3000),)


def test_units_of_a_kind_that_only_one_book_covers_are_counted_apart(tmp_path):
    only_agencies = a_book(MEETINGS, applies_to={"unit_kinds": ["agency"]})

    impact = tried(tmp_path, only_agencies, a_book(MEETINGS), of(1, "meeting", 1), of(2, "meeting", 1, "school"))

    assert (len(impact), impact.left, impact.joined) == (1, (2,), ())


def test_a_draft_that_covers_nobody_leaves_nothing_to_compare(tmp_path):
    nobody = a_book(MEETINGS, applies_to={"unit_kinds": ["hospital"]})

    impact = tried(tmp_path, nobody, a_book(MEETINGS), of(1, "meeting", 1))

    assert (len(impact), impact.bands(), impact.groups(), impact.losers()) == (0, (), (), ())
    assert figures(impact)["left"] == [1]


def test_a_draft_that_looks_further_back_says_from_when(tmp_path):
    longer = a_book(MEETINGS, window={"months": 24})

    assert (first_day(a_book(MEETINGS), ON), first_day(longer, ON)) == (date(2025, 1, 1), date(2023, 1, 1))


def test_comparing_a_result_with_itself_finds_nothing(tmp_path):
    impact = tried(tmp_path, a_book(MEETINGS), a_book(MEETINGS), of(1, "meeting", 3))
    same = compare(impact.before, impact.before)

    assert (same.changes, same.gainers(), same.losers()) == ((), (), ())
    assert np.array_equal(same.moved, [0])
