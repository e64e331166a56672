"""The sentence of a mark reads as a person of the field would write it."""

from datetime import date

import pytest

from chuangwen.core.scoring import assess_unit
from tests.core.scoring.makers import ON, a_book, a_case, a_criterion, a_fact, catalogue


def said(measure, score, *facts, attributes=None, **others):
    book = a_book(a_criterion(measure, score, **others))
    return assess_unit(book, a_case(*facts, **(attributes or {})), ON).marks[0].sentence


def day(month, number=5):
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("measure", "score", "facts", "sentence"),
    [
        (
            {"periods": "quarter", "of": "meeting"}, {"per": 1, "worth": 1},
            [a_fact(i, "meeting", day(m)) for i, m in enumerate((3, 6, 9))],
            "应开4次，已开3次（3月、6月、9月），得3分；再开1次（10—12月）可得满分。",
        ),
        (
            {"periods": "month", "of": "study"}, {"per": 3, "worth": 1},
            [a_fact(m, "study", day(m)) for m in range(1, 12)],
            "应组织12次，已组织11次（1月、2月、3月、4月、5月、6月等），得3分；再组织1次（12月）可得满分。",
        ),
        (
            {"count": "meeting"}, {"steps": {4: 4, 2: 1}}, [a_fact(1, "meeting", day(3), times=2)],
            "应开4场，已开2场（3月5日），得1分；再开2场可得满分。",
        ),
        ({"count": "meeting"}, {"steps": {4: 4, 2: 1}}, [], "应开4场，尚未开，得0分；再开4场可得满分。"),
        (
            {"any": "body"}, {"full_if": {"at_least": 1}}, [a_fact(1, "body", day(1))],
            "应有组织机构，已有（1月5日），得满分4分。",
        ),
        (
            {"sum": "volunteer_activity.hours"}, {"steps": {100: 4, 50: 2}},
            [a_fact(1, "volunteer_activity", day(1), quantities={"hours": 6250})],
            "服务时长应达到100小时，现有62.5小时（1条记录），得2分；服务时长再增加37.5小时可得满分。",
        ),
        (
            {"ratio": {"sum": "study.attendees"}, "to": {"sum": "study.expected"}, "called": "参训率"},
            {"full_at": 0.85, "each_short": 0.1, "loses": 1},
            [a_fact(1, "study", day(4), quantities={"attendees": 41, "expected": 50})],
            "参训率应达到85%，现为82%（41÷50），得3分；参训率提高到85%可得满分。",
        ),
        (
            {"ratio": {"count": "pledge"}, "to": {"attribute": "staff"}, "called": "签订率"}, {"linear": {"from": 0, "to": 1}},
            [a_fact(1, "pledge", day(4))],
            "签订率应达到100%，还算不出签订率（单位资料未填职工人数），得0分；在单位资料里填写职工人数，使签订率达到100%可得满分。",
        ),
        (
            {"change": {"sum": "saving.electricity"}, "called": "用电量"}, {"full_if": {"at_most": -0.03}},
            [a_fact(1, "saving", date(2025, 6, 1), quantities={"electricity": 1000}),
             a_fact(2, "saving", day(6), quantities={"electricity": 980})],
            "用电量应比上期下降3%以上，下降2%（上期100千瓦时，本期98千瓦时），得0分；做到下降3%可得满分。",
        ),
        (
            {"count": "violation"}, {"deduct": {"each": 1}}, [a_fact(1, "violation", day(6))],
            "应没有负面事件，已有1件（6月5日），得3分。",
        ),
        ({"count": "violation"}, {"deduct": {"each": 1}}, [], "应没有负面事件，尚无记录，得满分4分。"),
        (
            {"survey": "satisfied"}, {"full_at": 0.9, "each_short": 0.05, "loses": 1},
            [a_fact(1, "survey", day(6), quantities={"answers": 200, "satisfied": 176})],
            "满意率应达到90%，现为88%（176÷200），得3分；满意率提高到90%可得满分。",
        ),
        (
            {"graded": "latest"}, {"grades": {"A": 4, "B": 3, "C": 1, "D": 0}},
            [a_fact(1, "grading", day(6), quantities={"grade": 3})],
            "应评为A级，评为B级，得3分；下次评级达到A级可得满分。",
        ),
        (
            {"satisfied": [{"text": "有方案", "measure": {"any": "document"}, "at_least": 1},
                           {"text": "有会议", "measure": {"any": "meeting"}, "at_least": 1}]},
            {"per": 1, "worth": 2}, [a_fact(1, "meeting", day(6))],
            "2条要求应达到2条，已达到1条（尚缺：有方案），得2分；再达到1条可得满分。",
        ),
        (
            {"distinct": "medium", "of": "publicity"}, {"per": 1, "worth": 2},
            [a_fact(1, "publicity", day(6), medium="wechat")],
            "应覆盖2种媒体，已覆盖1种媒体（微信公众号），得2分；再覆盖1种媒体可得满分。",
        ),
        (
            {"levels": {"national": 4, "city": 1}, "of": "honour", "once": False}, {"as_is": 1},
            [a_fact(1, "honour", day(6), level="city")],
            "荣誉表彰按级别加分，获市级1项，得1分；获得国家级荣誉表彰可得满分。",
        ),
    ],
)  # fmt: skip
def test_a_sentence_says_what_is_asked_what_there_is_and_what_is_next(measure, score, facts, sentence):
    assert said(measure, score, *facts) == sentence


def test_a_mark_that_is_open_says_so():
    sentence = said({"survey": "mean"}, {"linear": {"from": 60, "to": 90}}, when_missing="pending")

    assert sentence == "还算不出问卷平均分（没有问卷调查记录），结果待定，暂不计分，最多可得4分。"


def test_an_exception_says_why_and_what_follows():
    meant = {"applies_when": {"attribute": "staff", "at_least": 10}, "otherwise": "renormalise"}
    excused = {"when_missing": "not_applicable", "otherwise": "excused", "excuse": "自查报告"}

    assert said({"count": "meeting"}, {"per": 1, "worth": 1}, attributes={"staff": 3}, **meant) == (
        "本单位不适用（适用条件：职工人数不少于10），不计分，本项目其余标准按比例折算。"
    )
    assert said(
        {"ratio": {"count": "problem_resolved"}, "to": {"count": "problem_found"}}, {"as_is": 1}, **excused
    ) == ("考核期内没有相关记录，本项不适用，附自查报告后计满分4分。")


ALL = {"full_if": {"at_least": 1}}
HALF = {"full_if": {"at_most": 0.5}}
COPIES = {
    "ratio": {"sum": "publicity.copies", "where": {"medium": "leaflet"}},
    "to": {"sum": "publicity.copies"},
    "called": "占比",
}
LEVELS = {"levels": {"city": 0.3}, "of": "title_unit", "once": False, "same_matter_once": False}


@pytest.mark.parametrize(
    ("measure", "score", "facts", "sentence"),
    [
        (
            {"sites": "passed"}, ALL, [],
            "点位达标率应达到100%，还算不出点位达标率（没有实地考察记录），得0分；待文明办记录实地考察，点位达标率达到100%可得满分。",
        ),
        (COPIES, HALF, [], "占比应不超过50%，还算不出占比（没有宣传报道记录），得0分；填报宣传报道，使占比不超过50%可得满分。"),
        (LEVELS, {"as_is": 1}, [], "单位称号按级别加分，没有单位称号，得0分；获得4项市级单位称号可得满分。"),
        (
            {"opinion": "mean"}, {"linear": {"from": 60, "to": 90}},
            [a_fact(i, "opinion", day(3), quantities={"score": 8000 + i}) for i in (1, 2)],
            "部门意见平均分应达到90分，现为80.02分（2份的平均），得0.667分；部门意见平均分提高到90分可得满分。",
        ),
        (
            {"satisfied": [{"text": "有方案", "measure": {"any": "document"}, "at_least": 1}]}, {"per": 1, "worth": 1}, [],
            "1条要求应达到1条，各条都还没有记录，得0分；再达到1条可得满分。",
        ),
        (
            {"change": {"sum": "saving.water"}}, {"full_if": {"at_most": 0}},
            [a_fact(i, "saving", d, quantities={"water": 10}) for i, d in ((1, date(2025, 6, 1)), (2, day(6)))],
            "用水量应不上升，持平（上期1立方米，本期1立方米），得满分1分。",
        ),
    ],
)  # fmt: skip
def test_what_a_unit_cannot_do_is_not_asked_of_it(measure, score, facts, sentence):
    assert said(measure, score, *facts, points=1) == sentence


def test_a_mark_rounded_up_to_full_has_no_next_step():
    rounding = {"places": 0, "mode": "half_up", "at": "criterion"}
    book = a_book(a_criterion({"count": "meeting"}, {"per": 1, "worth": 0.5}, points=1), rounding=rounding)
    mark = assess_unit(book, a_case(a_fact(1, "meeting", day(3))), ON).marks[0]

    assert (mark.sentence, mark.next_step, mark.gain) == ("应开2场，已开1场（3月5日），得满分1分。", "", 0)


def test_long_windows_name_the_year():
    window = {"from": date(2025, 1, 1), "until": date(2027, 1, 1)}
    facts = [a_fact(i, "activity", d) for i, d in ((1, date(2025, 2, 1)), (2, date(2026, 2, 1)))]

    assert said({"periods": "half", "of": "activity"}, {"per": 1, "worth": 1}, *facts, window=window) == (
        "应办4次，已办2次（2025年2月、2026年2月），得2分；再办2次（2025年7—12月、2026年7—12月）可得满分。"
    )
    assert said({"periods": "year", "of": "activity"}, {"per": 1, "worth": 1}, *facts, window=window, points=2) == (
        "应办2次，已办2次（2025年、2026年），得满分2分。"
    )
    assert said({"count": "activity"}, {"steps": {2: 4}}, *facts, window=window).startswith(
        "应办2场，已办2场（2025年2月1日、2026年2月1日）"
    )


def test_a_bonus_item_that_does_not_apply_scales_nothing():
    item = {
        "code": "B-1", "text": "荣誉", "clause": "一", "points": 1, "measure": {"levels": {"city": 1}, "of": "honour"},
        "applies_when": {"attribute": "staff", "at_least": 10}, "otherwise": "renormalise",
    }  # fmt: skip
    book = a_book(a_criterion({"count": "meeting"}, ALL), bonus={"cap": 1, "items": [item]})

    card = assess_unit(book, a_case(staff=3), ON)

    assert card.bonus_marks[0].sentence == "本单位不适用（适用条件：职工人数不少于10），不加分。"


@pytest.mark.parametrize(
    ("measure", "score", "rule"),
    [
        ({"title": "held", "on": "2026-06-30"}, ALL, "计2026年6月30日是否持有称号；持有的得4分，否则不得分。"),
        ({"any": "body"}, {"full_if": {"equals": 1}}, "计有无组织机构；有的得4分，否则不得分。"),
        ({"count": "problem_found"}, {"steps": {0: 4, 2: 1}, "lower_is_better": True}, "计发现问题的个数；没有的得4分，不超过2个得1分。"),
    ],
)  # fmt: skip
def test_a_rule_reads_as_a_clause_of_a_table(measure, score, rule):
    assert a_book(a_criterion(measure, score)).criteria[0].rule_in_words(catalogue()) == rule
