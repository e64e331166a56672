"""Advice on a day: what is past cannot be made up, and one entry may serve several books."""

from datetime import date

import pytest

from chuangwen.core.scoring import advise, advise_across, assess_unit, explain
from tests.core.scoring.makers import ON, a_book, a_case, a_criterion, a_fact

QUARTERS = a_criterion({"periods": "quarter", "of": "meeting"}, {"per": 1, "worth": 1})
ONE = a_fact(1, "meeting", date(2026, 2, 1))


@pytest.mark.parametrize(
    ("today", "reach", "tail"),
    [
        (None, 4000, "再开3次（4—6月、7—9月、10—12月）可得满分"),
        (date(2026, 6, 30), 4000, "再开3次（4—6月、7—9月、10—12月）可得满分"),
        (date(2026, 7, 1), 3000, "再开2次（7—9月、10—12月）可得3分（已经过去的时段不能补做）"),
        (date(2026, 12, 31), 2000, "再开1次（10—12月）可得2分（已经过去的时段不能补做）"),
        (date(2027, 1, 1), 1000, "已经过去的时段不能补做"),
    ],
)
def test_a_quarter_that_is_past_is_neither_advised_nor_counted(today, reach, tail):
    mark = assess_unit(a_book(QUARTERS), a_case(ONE), ON, today=today).marks[0]

    assert (mark.reach, mark.sentence) == (reach, f"应开4次，已开1次（2月），得1分；{tail}。")


def test_the_day_changes_no_mark():
    plain, late = (assess_unit(a_book(QUARTERS), a_case(ONE), ON, today=day) for day in (None, date(2026, 12, 31)))

    assert (plain.total, plain.possible, plain.marks[0].points) == (late.total, late.possible, late.marks[0].points)


def test_a_festival_that_is_over_is_not_advised():
    feasts = [
        {"name": "春节", "from": date(2026, 2, 8), "until": date(2026, 2, 25)},
        {"name": "中秋节", "from": date(2026, 9, 15), "until": date(2026, 9, 30)},
    ]
    feast = a_criterion({"periods": "feasts", "of": "activity"}, {"per": 1, "worth": 2})
    book = a_book(feast, calendars={"feasts": {"title": "节日", "spans": feasts}})

    (advice,) = advise(book, a_case(), ON, today=date(2026, 5, 1))

    assert (advice.sentence, advice.full) == ("再办1次（中秋节），可得2分。", False)


def test_when_the_window_has_closed_only_what_exists_can_be_completed():
    counted = a_criterion({"count": "meeting"}, {"per": 1, "worth": 1}, proof=["minutes"])

    found = advise(a_book(counted), a_case(ONE), ON, today=date(2027, 1, 5))

    assert [(advice.action, advice.gain) for advice in found] == [("mend", 1000)]


def test_missing_evidence_is_said_when_it_is_what_lacks():
    counted = a_criterion({"count": "meeting"}, {"per": 1, "worth": 1}, proof=["minutes"])

    said = assess_unit(a_book(counted), a_case(ONE), ON).marks[0].sentence

    assert said == "应开4场，尚未开，另有1条记录没有附齐佐证，不计，得0分；再开4场可得满分。"


def small(code, *criteria, **others):
    return a_book(*criteria, book=code, title=code, **others)


def test_one_entry_that_serves_two_books_comes_first():
    one = small("甲", a_criterion({"count": "meeting", "where": {"topic": "creation"}}, {"per": 1, "worth": 1}))
    two = small(
        "乙",
        a_criterion({"periods": "quarter", "of": "meeting", "where": {"topic": ["creation", "party"]}}, {"per": 1, "worth": 1}),
        a_criterion({"count": "lecture"}, {"per": 1, "worth": 1.5}, code="I-2"),
    )  # fmt: skip

    first, *others = advise_across([(one, a_case(), ON), (two, a_case(), ON)], today=date(2026, 8, 1))

    assert (first.gain, [(each.book, each.codes, each.gain) for each in first.gains]) == (
        2000, [("甲", ("I-1",), 1000), ("乙", ("I-1",), 1000)],
    )  # fmt: skip
    assert first.sentence == "开1场会议（主题为“文明创建”，2026年8月1日起），《甲》可得1分；《乙》可得1分。"
    assert [each.fact.kind for each in others if each.gain == 1500] == ["lecture"]


def test_what_is_promised_over_books_is_what_comes():
    books = [
        small("甲", a_criterion({"count": "meeting"}, {"per": 2, "worth": 1}), category={"cap": 3}, base=3),
        small("乙", a_criterion({"periods": "month", "of": "meeting"}, {"per": 1, "worth": 0.5}, proof=["minutes"])),
    ]
    case = a_case(ONE, a_fact(2, "meeting", date(2026, 4, 1), status="draft"))

    for advice in advise_across([(book, case, ON) for book in books], today=date(2026, 6, 1)):
        facts = [fact for fact in case.facts if fact.id != advice.fact.id]
        after = [assess_unit(book, a_case(*facts, advice.fact), ON).total for book in books]
        before = [assess_unit(book, case, ON).total for book in books]
        gained = {book.code: b - a for book, a, b in zip(books, before, after, strict=True) if b > a}
        assert gained == {each.book: each.gain for each in advice.gains}


def test_a_matter_counts_in_one_bonus_item_and_the_other_says_so():
    items = [
        {"code": "B-1", "text": "荣誉", "clause": "一", "points": 3, "measure": {"levels": {"city": 1}, "of": "honour"}},
        {"code": "B-2", "text": "称号", "clause": "一", "points": 3, "measure": {"levels": {"city": 2}, "of": "title_unit"}},
    ]  # fmt: skip
    book = a_book(QUARTERS, bonus={"cap": 2, "highest_level_only": False, "items": items})
    case = a_case(
        a_fact(1, "honour", date(2026, 3, 1), title="书香单位", level="city"),
        a_fact(2, "title_unit", date(2026, 4, 1), title="书香单位", level="city"),
        a_fact(3, "honour", date(2026, 3, 2), title="先进集体", level="city"),
        a_fact(4, "honour", date(2026, 3, 3), title="先进集体", level="city"),
    )

    found = explain(book, case, "B-1", ON)

    assert ([fact.id for fact in found.counted], found.mark.points) == ([3], 1000)
    assert [(left.fact.id, left.reason) for left in found.left_out] == [
        (4, "同一事项已按更高级别计分，不重复计"),
        (1, "同一事项“书香单位”已在加分项B-2计分，不重复计"),
    ]
    assert found.capped == "“加分项”合计超过封顶2分，超出的1分不计。"


@pytest.mark.parametrize(
    ("rule", "facts", "concealed", "deducted"),
    [
        ({}, [None, True, False], 0, 3000),
        ({"concealed": "double"}, [None, True, False], 1, 4000),
        ({"concealed": "double", "not_stated": "concealed"}, [None, True, False], 2, 5000),
        ({"concealed": "double", "reported_within": 30}, [None, (True, 30), (True, 31), True], 1, 5000),
        ({"concealed": "double", "reported_within": 30, "not_stated": "concealed"}, [None, (True, 30), True], 2, 5000),
        ({"concealed": "double", "reported_within": 30}, [(None, 31), (None, 30), (False, 1)], 2, 5000),
        ({"concealed": "double", "reported_within": 30, "not_stated": "concealed"}, [(None, 31), (None, 30)], 1, 3000),
    ],
)
def test_what_is_concealed_is_stated_declared_or_late(rule, facts, concealed, deducted):
    item = {
        "code": "N-1",
        "text": "示例",
        "clause": "一",
        "of": "violation",
        "window": {"months": 12},
        "effect": {"deduct": 1},
    }
    events = []
    for number, said in enumerate(facts, 1):
        reported, late = said if isinstance(said, tuple) else (said, None)
        quantities = {} if late is None else {"report_days": late}
        events.append(a_fact(number, "violation", date(2026, 3, 1), self_reported=reported, quantities=quantities))

    card = assess_unit(a_book(QUARTERS, negative=[{**item, **rule}]), a_case(*events), ON)

    assert (card.hits[0].concealed if rule else 0, card.deducted) == (concealed, deducted)


def test_concealment_may_be_a_veto_and_what_is_not_stated_is_named():
    item = {
        "code": "N-1", "text": "示例", "clause": "一", "of": "violation", "window": {"months": 12},
        "effect": {"deduct": 1}, "concealed": "veto",
    }  # fmt: skip
    unknown, hidden = (
        a_fact(n, "violation", date(2026, 3, n), self_reported=said) for n, said in ((1, None), (2, False))
    )
    book = a_book(QUARTERS, negative=[item])

    one, two = (assess_unit(book, a_case(*facts), ON) for facts in ([unknown], [unknown, hidden]))

    assert (one.hits[0].veto, one.hits[0].sentence) == (
        False, "测评之日以前12个月内有1件负面事件（3月1日），有1件没有写明是否主动报告，按已报告计，扣1分。",
    )  # fmt: skip
    assert (two.verdict.passes, two.hits[0].sentence) == (
        False, "测评之日以前12个月内有2件负面事件（3月1日、3月2日），其中1件未主动报告，有1件没有写明是否主动报告，按已报告计，扣2分，并一票否决。",
    )  # fmt: skip
