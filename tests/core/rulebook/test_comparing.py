"""Two books compared, and a book looked over: in sentences, with places."""

from dataclasses import replace
from datetime import date

from chuangwen.core.rulebook import check, diff
from tests.core.scoring.makers import a_book, a_criterion, catalogue

QUARTERS = {"periods": "quarter", "of": "meeting"}


def sentences(before, after):
    return [difference.sentence for difference in diff(before, after)]


def test_a_book_does_not_differ_from_itself():
    book = a_book(a_criterion(QUARTERS, {"per": 1, "worth": 1}))

    assert diff(book, book) == ()


def test_every_change_is_said_as_the_rule_says_itself():
    before = a_book(
        a_criterion(QUARTERS, {"per": 1, "worth": 1}),
        a_criterion({"any": "body"}, {"full_if": {"at_least": 1}}, code="I-2"),
    )
    after = a_book(
        a_criterion({"periods": "month", "of": "meeting"}, {"per": 3, "worth": 1}, proof=["minutes"]),
        a_criterion({"any": "pledge"}, {"full_if": {"at_least": 1}}, code="I-3"),
        title="示例细则二",
        **{"pass": {"measured": 6}},
    )

    assert sentences(before, after) == [
        "全书 的名称由“示例细则”改为“示例细则二”。",
        "全书 的测评达标线由“无”改为“6分”。",
        "I-1 的测量由“有会议的季度数（每季度计1次）”改为“有会议的月数（每月计1次）”。",
        "I-1 的计分由“每1次得1分，最多4分”改为“每3次得1分，最多4分”。",
        "I-1 的佐证由“无”改为“须附会议纪要或记录”。",
        "删去 I-2：示例。（4分）",
        "新增 I-3：示例。（4分）",
    ]


def findings(book, words=None):
    found = check(book, words or catalogue())
    return [(f.severity, f.code, f.message) for f in found if f.code != "examples"]


def test_points_out_of_reach_are_found():
    book = a_book(a_criterion(QUARTERS, {"per": 1, "worth": 0.5}))

    assert findings(book) == [
        ("warning", "I-1", "I-1 要8次才得满分，而最多只能有4次（得2分）。"),
    ]


def test_the_same_number_scored_twice_is_found():
    twice = [a_criterion(QUARTERS, {"per": 1, "worth": 1}, code=code) for code in ("I-1", "I-2")]

    assert findings(a_book(*twice)) == [("note", "I-2", "I-2 与 I-1 计的是同一个数，同一件事计了两次分。")]


def test_what_an_office_records_should_wait_rather_than_be_nothing():
    book = a_book(a_criterion({"sites": "passed"}, {"linear": {"from": 0, "to": 1}}))

    assert findings(book) == [("warning", "I-1", "I-1 的“实地考察”由文明办记录，记录之前单位得0分。")]


def test_evidence_that_the_kind_never_has_is_found():
    book = a_book(a_criterion(QUARTERS, {"per": 1, "worth": 1}, proof=["receipt"]))

    assert findings(book) == [("warning", "I-1", "I-1 要求的佐证“票据或收据”不是这类记录通常有的。")]


def test_a_window_wider_than_the_book_and_a_line_out_of_reach_are_found():
    wide = a_criterion({"count": "meeting"}, {"per": 1, "worth": 1}, window={"months": 24})

    assert findings(a_book(wide, **{"pass": {"self": 9}})) == [
        ("error", "pass", "自评达标线9分高于可得的最高分4分。"),
        ("warning", "I-1", "I-1 的考核期超出了全书的考核期。"),
    ]


def test_a_stored_edition_is_compared_with_the_catalogue_of_today():
    book = a_book(a_criterion({"sum": "meeting.attendees"}, {"per": 1, "worth": 1}))
    words = catalogue()
    meeting = words.kinds["meeting"]
    finer = replace(meeting, quantities=tuple(replace(q, places=1) for q in meeting.quantities))

    gone = findings(book, replace(words, kinds={k: v for k, v in words.kinds.items() if k != "meeting"}))
    changed = findings(book, replace(words, kinds={**words.kinds, "meeting": finer}))

    assert gone == [("error", "meeting", "目录里已经没有“会议”，没有记录能够支持它。")]
    assert changed == [("error", "meeting", "“会议”的参会人数在目录里已经改变。")]


def test_a_finding_knows_its_place():
    book = a_book(a_criterion(QUARTERS, {"per": 1, "worth": 0.5}), in_force={"from": date(2026, 1, 1)})

    assert str(check(book, catalogue())[0]).startswith("1.yaml:1:")


def test_a_percentage_written_as_a_whole_number_is_found():
    book = a_book(
        a_criterion({"survey": "aware"}, {"full_at": 90, "each_short": 5, "loses": 1}, when_missing="pending")
    )

    (found,) = (f for f in check(book, catalogue()) if f.code == "I-1")

    assert found.message == "I-1 要9000%才得满分，而最多只能有100%（得0分）。"
    assert found.suggestion.startswith("比率请写成90%或0.9。")


def test_steps_that_nobody_can_reach_are_named():
    book = a_book(a_criterion(QUARTERS, {"steps": {12: 4, 6: 3, 2: 1}}))

    assert [message for _, _, message in findings(book)] == [
        "I-1 要12次才得满分，而最多只能有4次（得1分）。",
        "I-1 的6次这些档次也达不到。",
    ]


def test_a_number_that_two_criteria_share_is_found():
    book = a_book(
        a_criterion({"count": "meeting"}, {"per": 1, "worth": 1}),
        a_criterion(
            {"ratio": {"count": "meeting"}, "to": {"count": "body"}}, {"linear": {"from": 0, "to": 1}}, code="I-2"
        ),
    )

    assert findings(book) == [("note", "I-2", "I-2 与 I-1 都用到同一个数（会议）。")]


def test_a_criterion_for_units_that_the_book_does_not_cover_and_kinds_without_a_group_are_found():
    strange = a_criterion(
        {"count": "meeting"}, {"per": 1, "worth": 1}, applies_when={"unit_kind": ["hospital"]}, otherwise="full"
    )

    assert findings(a_book(strange, peers={"城": ["agency"]})) == [
        ("warning", "I-1", "I-1 只适用于医院，而本书不测评这类单位，谁也不适用。"),
        ("note", "peers", "学校、村不在任何一组里，各自成组。"),
    ]


def test_what_no_finding_harms_need_not_wait():
    book = a_book(
        a_criterion({"findings": "all"}, {"full_if": {"at_most": 0}}),
        a_criterion({"title": "held"}, {"full_if": {"at_least": 1}}, code="I-2"),
    )

    assert findings(book) == []


def test_years_partners_and_groups_are_compared_too():
    before = a_book(a_criterion(QUARTERS, {"per": 1, "worth": 1}))
    after = a_book(
        a_criterion(QUARTERS, {"per": 1, "worth": 1}),
        years={"mean": 2, "missing": "zero"},
        pairs={"share": "mean", "veto": "own"},
        groups={"minimum": 3},
        rounding={"places": 1, "mode": "half_even", "at": "category"},
    )

    assert sentences(before, after) == [
        "全书 的总分取位由“2位小数，四舍五入”改为“1位小数，四舍六入五成双，从每个项目起”。",
        "全书 的年度计算由“无”改为“2年平均，没有得分的年度按0分计”。",
        "全书 的同奖同罚由“无”改为“取平均分”。",
        "全书 的最小分组由“无”改为“3个单位”。",
    ]
