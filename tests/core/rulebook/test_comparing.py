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
