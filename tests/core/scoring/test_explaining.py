"""Why a mark is what it is, and what to do next."""

from datetime import date

import pytest

from chuangwen.core.scoring import UnknownCriterion, advise, assess_unit, explain
from tests.core.scoring.makers import ON, a_book, a_case, a_criterion, a_fact

QUARTERS = a_criterion(
    {"periods": "quarter", "of": "meeting", "where": {"topic": "creation"}}, {"per": 1, "worth": 1}, proof=["minutes"]
)
MINUTES = frozenset({"minutes"})


def meeting(number, day, *, topic="creation", proofs=MINUTES, **others):
    return a_fact(number, "meeting", day, topic=topic, proofs=proofs, **others)


def test_each_entry_left_out_is_shown_with_its_own_reason():
    case = a_case(
        meeting(1, date(2026, 2, 1)),
        meeting(2, date(2026, 5, 1), topic="party"),
        meeting(3, date(2025, 5, 1)),
        meeting(4, date(2026, 8, 1), proofs=frozenset({"photo"})),
        meeting(5, date(2026, 8, 2), status="draft"),
        meeting(6, date(2026, 8, 3), status="corrected"),
        meeting(7, date(2026, 8, 4), status="withdrawn"),
        meeting(8, date(2026, 9, 30), days=2),
        meeting(9, date(2026, 12, 31), days=2),
        a_fact(10, "study", date(2026, 2, 1)),
    )

    found = explain(a_book(QUARTERS), case, "I-1", ON)

    assert [fact.id for fact in found.counted] == [1]
    assert {left.fact.id: left.reason for left in found.left_out} == {
        2: "主题是“党的建设”，要求“文明创建”",
        3: "不在考核期内（2026年1月1日至12月31日）",
        4: "缺少佐证：会议纪要或记录",
        5: "还是草稿，尚未确认",
        6: "已被更正",
        7: "已撤回",
        8: "起止日期没有全部落在同一个时段内，无法算作其中任何一个时段",
        9: "起止日期没有全部落在考核期内（2026年1月1日至12月31日）",
    }
    assert (
        found.rule == "计有会议（主题为“文明创建”）的季度数（每季度计1次）；每1次得1分，最多4分；须附会议纪要或记录。"
    )


def test_what_comes_after_full_points_adds_nothing_and_says_so():
    book = a_book(a_criterion({"count": "meeting"}, {"per": 1, "worth": 2}))
    case = a_case(*(meeting(n, date(2026, n, 1)) for n in (1, 2, 3)))

    found = explain(book, case, "I-1", ON)

    assert [fact.id for fact in found.counted] == [1, 2]
    assert [(left.fact.id, left.reason) for left in found.left_out] == [(3, "本项已得满分，这条记录不再加分")]


def test_what_costs_points_is_never_called_superfluous():
    book = a_book(a_criterion({"count": "violation"}, {"full_if": {"at_most": 2}}))
    case = a_case(*(a_fact(n, "violation", date(2026, n, 1)) for n in (1, 2)))

    found = explain(book, case, "I-1", ON)

    assert ([fact.id for fact in found.counted], found.left_out) == ([1, 2], ())


def test_explaining_a_criterion_that_the_book_lacks_is_refused():
    with pytest.raises(UnknownCriterion, match="X-1"):
        explain(a_book(QUARTERS), a_case(), "X-1", ON)


def test_completing_an_entry_comes_before_recording_a_new_one():
    case = a_case(
        meeting(1, date(2026, 2, 1), proofs=frozenset()), meeting(2, date(2026, 2, 2), proofs=frozenset()),
        meeting(3, date(2026, 5, 1), status="draft"),
    )  # fmt: skip

    mend, *add = advise(a_book(QUARTERS), case, ON)

    assert (mend.action, mend.fact_ids, mend.gain) == ("mend", (1, 3), 2000)
    assert mend.sentence == "确认1条草稿，给1条会议记录补上会议纪要或记录，可得2分。"
    assert [(a.action, a.entries, a.gain) for a in add] == [("add", 4, 4000), ("add", 1, 1000)]


def test_advice_keeps_its_promise():
    book = a_book(
        a_criterion({"count": "meeting"}, {"per": 2, "worth": 1}, code="I-1"),
        a_criterion({"count": "study"}, {"steps": {4: 4, 1: 3}}, code="I-2"),
        category={"cap": 6},
    )
    case = a_case(*(meeting(n, date(2026, n, 1)) for n in (1, 2, 3)))
    before = assess_unit(book, case, ON).total

    for advice in advise(book, case, ON):
        kind, size = advice.kinds[0], advice.entries
        more = tuple(a_fact(100 + n, kind, date(2026, 9, 1 + n)) for n in range(size))
        after = assess_unit(book, a_case(*case.facts, *more), ON).total
        assert (advice.code, after - before) == (advice.code, advice.gain)


def test_what_a_cap_takes_is_not_promised():
    book = a_book(
        a_criterion({"count": "meeting"}, {"per": 1, "worth": 4}, code="I-1"),
        a_criterion({"count": "study"}, {"per": 1, "worth": 4}, code="I-2"),
        category={"cap": 4},
    )

    assert advise(book, a_case(meeting(1, date(2026, 1, 1))), ON) == ()


def test_nobody_is_advised_to_do_what_an_office_records_or_what_depends_on_others():
    book = a_book(
        a_criterion({"sites": "passed"}, {"as_is": 1}, code="I-1"),
        a_criterion({"count": "meeting"}, {"rank": {"50%": 4}}, code="I-2"),
        a_criterion({"count": "problem_found"}, {"deduct": {"each": 1}}, code="I-3"),
    )

    assert advise(book, a_case(a_fact(1, "problem_found", date(2026, 1, 1))), ON) == ()
