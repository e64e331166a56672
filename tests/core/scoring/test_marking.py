"""What a mark means: windows, missing values, exceptions, caps, rounding, vetoes, verdicts."""

from datetime import date
from fractions import Fraction

import pytest

from chuangwen.core.rulebook import window_of
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.scoring import NotCovered, assess_unit, peer_values
from tests.core.scoring.makers import ON, a_book, a_case, a_criterion, a_fact

COUNT = {"count": "meeting"}
EACH = {"per": 1, "worth": 1}


def marked(criterion, *facts, on=ON, **attributes):
    return assess_unit(a_book(criterion), a_case(*facts, **attributes), on).marks[0]


def meeting(number=1, day=date(2026, 5, 6), **others):
    return a_fact(number, "meeting", day, **others)


def test_the_window_of_the_year_is_the_calendar_year():
    assert window_of(a_book(a_criterion(COUNT, EACH)), ON) == (date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("day", "days", "counts"),
    [
        (date(2026, 1, 1), 1, True),
        (date(2025, 12, 31), 1, False),
        (date(2026, 12, 31), 1, True),
        (date(2026, 12, 31), 2, False),
        (date(2025, 12, 31), 2, False),
        (date(2026, 1, 1), 365, True),
        (date(2027, 1, 1), 1, False),
    ],
)
def test_an_entry_counts_when_its_whole_span_lies_in_the_window(day, days, counts):
    assert marked(a_criterion(COUNT, EACH), meeting(day=day, days=days)).value == int(counts)


def test_a_leap_day_belongs_to_the_window_that_ends_on_the_first_of_march():
    assert marked(a_criterion(COUNT, EACH), meeting(day=date(2024, 2, 29)), on=date(2024, 3, 1)).value == 1


def test_an_entry_may_stand_for_several_times():
    mark = marked(a_criterion(COUNT, EACH), meeting(times=3))

    assert (mark.value, mark.points, mark.because) == (3, 3000, (1,))


def test_points_stay_between_nothing_and_full():
    assert marked(a_criterion(COUNT, EACH), meeting(times=12)).points == 4000
    assert marked(a_criterion(COUNT, {"deduct": {"each": 1}}), meeting(times=12)).points == 0


def test_a_ratio_is_exact_at_its_threshold():
    criterion = a_criterion(
        {"ratio": {"sum": "study.attendees"}, "to": {"sum": "study.expected"}},
        {"full_at": 0.7, "each_short": 0.1, "loses": 0.2},
    )

    def at(attendees, expected):
        fact = a_fact(1, "study", date(2026, 5, 5), quantities={"attendees": attendees, "expected": expected})
        return marked(criterion, fact)

    assert (at(7, 10).value, at(7, 10).points) == (Fraction(7, 10), 4000)
    assert at(6999999, 10000000).points == 3800
    assert at(6, 10).points == 3800
    assert at(1, 3).points == 3200


@pytest.mark.parametrize(
    ("when_missing", "otherwise", "status", "points", "possible"),
    [
        ("zero", "full", "marked", 0, 0),
        ("pending", "full", "pending", 0, 4000),
        ("not_applicable", "full", "not_applicable", 4000, 4000),
        ("not_applicable", "renormalise", "not_applicable", 0, 0),
        ("not_applicable", "excused", "excused", 4000, 4000),
    ],
)
def test_a_missing_value_means_what_the_book_says(when_missing, otherwise, status, points, possible):
    criterion = a_criterion(
        {"latest": "volunteer_person.people"}, {"full_if": {"at_least": 1}},
        when_missing=when_missing, otherwise=otherwise, excuse="理由",
    )  # fmt: skip

    mark = marked(criterion)

    assert (mark.value, mark.status, mark.points, mark.possible) == (None, status, points, possible)


def test_nothing_to_complain_of_is_full_points_where_each_complaint_costs():
    assert marked(a_criterion({"count": "violation"}, {"deduct": {"each": 1}})).points == 4000


def test_an_unknown_number_of_staff_does_not_excuse():
    criterion = a_criterion(COUNT, EACH, applies_when={"attribute": "staff", "at_least": 10}, otherwise="full")

    assert [marked(criterion, **staff).points for staff in ({"staff": 9}, {"staff": 10}, {})] == [4000, 0, 0]


def test_what_is_left_out_is_spread_over_the_rest_of_its_category():
    book = a_book(
        a_criterion(COUNT, EACH, code="I-1", points=1),
        a_criterion(COUNT, EACH, code="I-2", points=2),
        a_criterion({"latest": "staff.people"}, EACH, code="I-3", points=3, when_missing="not_applicable", otherwise="renormalise"),
    )  # fmt: skip

    card = assess_unit(book, a_case(meeting()), ON)

    assert card.categories[0].points == 4000  # 2 of 3 points, of 6 in all


def test_a_category_in_which_nothing_applies_counts_as_full():
    nothing = a_criterion({"latest": "staff.people"}, EACH, when_missing="not_applicable", otherwise="renormalise")

    assert assess_unit(a_book(nothing), a_case(), ON).total == 4000


def test_a_cap_says_what_it_took():
    book = a_book(a_criterion(COUNT, EACH), a_criterion(COUNT, EACH, code="I-2"), category={"cap": 5})

    subtotal = assess_unit(book, a_case(meeting(times=9)), ON).categories[0]

    assert (subtotal.points, subtotal.lost_to_cap, subtotal.full) == (5000, 3000, 5000)


@pytest.mark.parametrize(
    ("rounding", "total"),
    [
        ({"places": 2, "mode": "half_up", "at": "total"}, 1340),
        ({"places": 2, "mode": "down", "at": "total"}, 1330),
        ({"places": 1, "mode": "half_up", "at": "total"}, 1300),
        ({"places": 0, "mode": "half_up", "at": "total"}, 1000),
        ({"places": 3, "mode": "down", "at": "total"}, 1335),
    ],
)
def test_the_total_is_rounded_once_and_as_the_book_says(rounding, total):
    as_is = a_criterion({"latest": "grading.grade"}, {"as_is": 0.267})
    fact = a_fact(1, "grading", date(2026, 5, 5), quantities={"grade": 5})

    card = assess_unit(a_book(as_is, rounding=rounding), a_case(fact), ON)

    assert (card.marks[0].points, card.total) == (1335, total)


def violation(number=1, day=date(2026, 5, 6), **others):
    return a_fact(number, "violation", day, **others)


def negative(effect, **others):
    return {"code": "N-1", "text": "示例", "clause": "一", "of": "violation", "window": {"months": 12}, "effect": effect, **others}  # fmt: skip


def test_a_veto_fails_whoever_has_it_and_leaves_the_total_to_be_seen():
    book = a_book(a_criterion(COUNT, EACH), negative=[negative("veto")], **{"pass": {"measured": 1}})

    card = assess_unit(book, a_case(meeting(times=4), violation(2)), ON)

    assert (card.total, card.verdict.name, card.verdict.obstacles) == (4000, "未达标", ("负面清单N-1一票否决：示例",))


def test_only_what_is_known_to_be_concealed_is_doubled():
    book = a_book(a_criterion(COUNT, {"deduct": {"each": 1}}), negative=[negative({"deduct": 0.5}, concealed="double")])
    facts = [violation(1), violation(2, self_reported=True), violation(3, self_reported=False, times=2)]

    card = assess_unit(book, a_case(*facts), ON)

    assert (card.hits[0].times, card.hits[0].concealed, card.deducted, card.total) == (4, 2, 3000, 1000)


def test_a_total_never_falls_below_nothing():
    book = a_book(a_criterion(COUNT, EACH), negative=[negative({"deduct": 50})])

    assert assess_unit(book, a_case(violation()), ON).total == 0


def test_a_pass_line_inside_the_range_leaves_the_verdict_open():
    book = a_book(
        a_criterion(COUNT, EACH),
        a_criterion({"opinion": "mean"}, {"as_is": 1}, code="I-2", when_missing="pending"),
        **{"pass": {"measured": 6}},
    )

    verdicts = [assess_unit(book, a_case(meeting(times=n)), ON).verdict for n in (1, 2, 4)]

    assert [v.name for v in verdicts] == ["未达标", "待定", "待定"]
    assert verdicts[0].obstacles == ("总分5分低于达标线6分，差1分",)
    assert verdicts[1].obstacles == ("总分在2分至6分之间，达标线6分，还有待定项",)


def test_a_prerequisite_that_is_unknown_or_unmet_is_an_obstacle():
    need = {"text": "未成年人测评", "attribute": "minors_score", "at_least": 85}
    book = a_book(a_criterion(COUNT, EACH), **{"pass": {"measured": 0, "prerequisites": [need]}})

    found = [
        assess_unit(book, a_case(**known), ON).verdict for known in ({}, {"minors_score": 84}, {"minors_score": 85})
    ]

    assert [v.passes for v in found] == [False, False, True]
    assert found[1].obstacles == ("前置条件“未成年人测评”为84，没有达到要求（未成年人思想道德建设测评得分应达到85）",)


RANK = a_criterion(COUNT, {"rank": {"10%": 4, "50%": 2}})


def test_a_rank_without_its_peers_stays_open():
    mark = marked(RANK, meeting())

    assert (mark.status, mark.points, mark.possible) == ("pending", 0, 4000)
    assert mark.sentence == "已开1场（5月6日），名次待全部单位测评后确定，暂不计分，最多可得4分。"


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([3], 4000),
        ([3, 3], 4000),
        ([3, 4], 0),
        ([3, 4, 2], 2000),
        ([3, 4, 5], 0),
        ([3, *range(4, 13)], 0),
        ([3, 9, *[0] * 9], 4000),
    ],
)
def test_a_rank_counts_those_who_are_strictly_better(values, points):
    peers = {"I-1": Peers(tuple(Fraction(v) for v in values))}

    card = assess_unit(a_book(RANK), a_case(meeting(times=3)), ON, peers=peers)

    assert card.marks[0].points == points


def test_peers_are_those_of_the_group_alone():
    cases = [a_case(meeting(times=n), number=n, kind=kind) for n, kind in ((1, "agency"), (2, "agency"), (3, "school"))]

    found = peer_values(a_book(RANK), cases, ON)

    assert found == {"agency": {"I-1": Peers((Fraction(1), Fraction(2)))}, "school": {"I-1": Peers((Fraction(3),))}}


def test_an_amendment_holds_for_assessments_from_its_day():
    book = a_book(
        a_criterion(COUNT, EACH),
        amend=[{"criterion": "I-1", "from": date(2026, 7, 1), "score": {"per": 2, "worth": 1}, "reference": "某号"}],
    )

    marks = [
        assess_unit(book, a_case(meeting(times=2)), day).total for day in (date(2026, 6, 30), date(2026, 7, 1), ON)
    ]

    assert marks == [2000, 1000, 1000]


def test_a_book_does_not_mark_units_it_is_not_meant_for():
    with pytest.raises(NotCovered, match="不适用于"):
        assess_unit(a_book(a_criterion(COUNT, EACH)), a_case(kind="enterprise"), ON)


def test_the_order_in_which_facts_are_given_changes_nothing():
    facts = [meeting(n, day=date(2026, n, 3)) for n in (3, 1, 2)]
    book = a_book(a_criterion(COUNT, EACH))

    assert assess_unit(book, a_case(*facts), ON) == assess_unit(book, a_case(*reversed(facts)), ON)
