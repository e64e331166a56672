"""Every measure that the manual shows, on both sides, over many units whose entries lie on the borders."""

from datetime import date
from itertools import cycle
from random import Random
from tempfile import TemporaryDirectory

import pytest

from chuangwen.core.rulebook.yaml_tree import plain
from chuangwen.core.scoring import assess, assess_unit, write_snapshot
from tests import specimens
from tests.core.scoring.makers import a_book, a_case, a_criterion, a_fact, catalogue

ON = date(2026, 7, 1)
UNITS, FACTS = 60, 150
FEASTS = [
    {"name": "甲", "from": date(2025, 9, 20), "until": date(2025, 10, 2)},
    {"name": "乙", "from": date(2026, 3, 1), "until": date(2026, 4, 1)},
]
DAYS = [
    date(2024, 7, 1), date(2025, 6, 30), date(2025, 7, 1), date(2025, 9, 30), date(2025, 10, 1), date(2025, 12, 31),
    date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1),
]  # fmt: skip
LENGTHS = [1, 1, 1, 2, 31, 92]
SCORES = [
    {"linear": {"from": 0, "to": 3}}, {"steps": {2: 1, 1: 0.5}}, {"full_if": {"at_least": 1}}, {"full_if": {"at_most": 1}},
    {"rank": {"50%": 1}}, {"deduct": {"each": 0.3}},
]  # fmt: skip


@pytest.fixture(scope="module")
def book():
    shown = [plain(tree) for tree in specimens.listed("# measures")]
    missing = cycle(["zero", "pending", "not_applicable"])
    criteria = [
        a_criterion(tree, score, code=f"I-{number}", points=1, when_missing=next(missing), otherwise="full")
        for number, (tree, score) in enumerate(zip(shown, cycle(SCORES), strict=False))
    ]
    return a_book(*criteria, book="dense", calendars={"festivals": {"title": "节", "spans": FEASTS}})


def entry(random, number, book):
    kind = random.choice(book.kinds())
    start, days = random.choice(DAYS), random.choice(LENGTHS)
    if kind.code == "prior_mark":
        start, days = date(random.randint(2022, 2026), 1, 1), random.choice([1, 365])
    elif kind.term:
        days = random.choice([*LENGTHS, 365, (date.max - start).days, (ON - start).days or 1])
    levels = catalogue().levels_of(kind)
    return a_fact(
        number, kind.code, start, days=days, times=random.choice([1, 1, 2]),
        topic=random.choice([*(kind.topics or ("dense", "minors", "civilized-unit")), ""]),
        quantities={q.code: random.choice([0, 1, 2, 3, 8, 10, 85000]) for q in kind.quantities if random.random() < 0.9},
        level=random.choice([*levels, ""]), medium=random.choice(["", "wechat", "newspaper"]), title=random.choice(["", "甲", "乙"]),
        status=random.choice(["confirmed"] * 9 + ["draft", "corrected", "withdrawn"]),
    )  # fmt: skip


def units(random, book):
    for number in range(UNITS):
        size = random.choice([0, FACTS // 10, FACTS])
        facts = [entry(random, number * FACTS + i + 1, book) for i in range(size)]
        staff = random.choice([{}, {"staff": 0}, {"staff": 7}])
        yield a_case(*facts, number=number, kind=random.choice(["agency", "school"]), **staff)


@pytest.mark.parametrize("seed", range(3))
def test_every_measure_shown_comes_out_alike_on_both_sides(book, seed):
    cases = list(units(Random(seed), book))  # noqa: S311  # made-up units

    with TemporaryDirectory() as folder:
        columns = assess(book, write_snapshot(folder, cases, catalogue()), ON)
        cards = list(columns.all_cards())
    wanted = [assess_unit(book, case, ON, peers=columns.peers(case.kind)) for case in cases]

    for code in columns.marks:
        assert [card.mark(code) for card in cards] == [card.mark(code) for card in wanted], code
    assert cards == wanted


def test_the_made_up_units_reach_every_measure(book):
    cases = list(units(Random(0), book))  # noqa: S311  # made-up units

    cards = [assess_unit(book, case, ON) for case in cases]

    dull = [c.code for c in book.criteria if len({card.mark(c.code).value for card in cards}) < 2]
    assert dull == []
