"""From a year's own total to the total: rounding, shares of methods, earlier years, partners, small groups."""

from dataclasses import replace
from datetime import date
from tempfile import TemporaryDirectory

import pytest

from chuangwen.core.rulebook import BookErrors
from chuangwen.core.scoring import assess, assess_unit, partner_standings, peer_groups, peer_values, write_snapshot
from tests.core.scoring.makers import ON, a_book, a_case, a_criterion, a_fact, catalogue

EACH = {"per": 1, "worth": 1}
COUNT = a_criterion({"count": "meeting"}, EACH, points=10)


def meetings(times, **others):
    return a_case(a_fact(1, "meeting", date(2026, 5, 6), times=times), **others)


def mark_of(year, total, *, number, book="small"):
    return a_fact(
        number, "prior_mark", date(year, 1, 1), days=365 if year % 4 else 366, topic=book, quantities={"total": total}
    )


def grade(value):
    return a_fact(1, "grading", date(2026, 5, 5), quantities={"grade": value})


@pytest.mark.parametrize(
    ("rounding", "points", "total"),
    [
        ({"places": 1, "mode": "half_up", "at": "total"}, 1350, 1400),
        ({"places": 1, "mode": "half_even", "at": "total"}, 1350, 1400),
        ({"places": 1, "mode": "half_up", "at": "criterion"}, 1400, 1400),
        ({"places": 0, "mode": "down", "at": "criterion"}, 1000, 1000),
        ({"places": 0, "mode": "half_even", "at": "category"}, 1350, 1000),
    ],
)
def test_points_are_rounded_from_the_step_that_the_book_names(rounding, points, total):
    as_is = a_criterion({"latest": "grading.grade"}, {"as_is": 0.27})

    card = assess_unit(a_book(as_is, rounding=rounding), a_case(grade(5)), ON)

    assert (card.marks[0].points, card.total) == (points, total)


def test_halves_go_to_the_even_figure_where_the_book_says_so():
    as_is = a_criterion({"latest": "grading.grade"}, {"as_is": 0.25})
    rule = {"places": 1, "mode": "half_even", "at": "total"}

    assert [assess_unit(a_book(as_is, rounding=rule), a_case(grade(n)), ON).total for n in (1, 3, 5)] == [
        200,
        800,
        1200,
    ]


def test_each_method_counts_by_its_share():
    book = a_book(
        a_criterion({"count": "meeting"}, EACH, code="I-1", points=4, method="document_review"),
        a_criterion({"count": "study"}, EACH, code="I-2", points=4, method="document_review"),
        a_criterion({"latest": "grading.grade"}, EACH, code="I-3", points=4, method="site_visit"),
        methods={"document_review": 6, "site_visit": 4, "scaled": True}, base=10,
    )  # fmt: skip

    card = assess_unit(book, meetings(3), ON)

    assert (card.marks[0].points, card.total) == (3000, 2250)  # 3 of 8 points, of 6
    assert book.categories[0].full == 10000


def test_a_criterion_without_a_method_cannot_be_scaled():
    with pytest.raises(BookErrors, match="标准I-1没有写测评方法"):
        a_book(a_criterion({"count": "meeting"}, EACH), methods={"survey": 4, "scaled": True})


@pytest.mark.parametrize(
    ("years", "total", "possible"),
    [
        ({"weights": [0.6, 0.4], "missing": "renormalise"}, 8600, 8600),  # 9 x 0.6 + 8 x 0.4
        ({"mean": 3, "missing": "renormalise"}, 8500, 8500),  # (9 + 8) / 2
        ({"mean": 3, "missing": "zero"}, 5670, 5670),  # 17 / 3
        ({"mean": 3, "missing": "pending"}, 5670, 9000),  # to (9 + 8 + 10) / 3
        ({"weights": [0.5, 0.3, 0.2], "missing": "renormalise"}, 8630, 8630),  # 6.9 / 0.8 = 8.625
    ],
)
def test_earlier_years_count_by_weight_and_a_gap_means_what_the_book_says(years, total, possible):
    case = a_case(
        *meetings(9).facts, mark_of(2025, 8000, number=2), mark_of(2026, 1, number=3), mark_of(2022, 1, number=4)
    )

    card = assess_unit(a_book(COUNT, years=years), case, ON)

    assert (card.total, card.possible) == (total, possible)
    assert [step.name for step in card.trail] == ["本年度得分", "年度计算"]


def test_the_trail_says_how_the_years_came_together():
    card = assess_unit(
        a_book(COUNT, years={"weights": [0.6, 0.4], "missing": "zero"}), a_case(mark_of(2025, 8500, number=1)), ON
    )

    assert card.trail[1].sentence == "本年度0分，2025年8.5分；本年度占60%、前1年占40%，没有得分的年度按0分计，得3.4分。"


def test_weights_must_come_to_one():
    with pytest.raises(BookErrors, match="各年权重合计应当等于1"):
        a_book(COUNT, years={"weights": [0.6, 0.5], "missing": "zero"})


def shared_totals(share, cases, veto="shared"):
    book = a_book(COUNT, pairs={"share": share, "veto": veto}, **{"pass": {"measured": 5}}, negative=[
        {"code": "N-1", "text": "示例", "clause": "一", "of": "violation", "window": {"months": 12}, "effect": "veto"}])  # fmt: skip
    known = partner_standings(book, cases, ON)
    cards = [assess_unit(book, case, ON, partners=known) for case in cases]
    with TemporaryDirectory() as folder:
        columns = assess(book, write_snapshot(folder, cases, catalogue()), ON)
        assert list(columns.all_cards()) == sorted(cards, key=lambda card: card.unit_id)
        assert columns.passes.tolist() == [int(card.verdict.passes) for card in cards]
    return cards


@pytest.mark.parametrize(("share", "total"), [("lower", 4000), ("mean", 6000), ("principal", 8000)])
def test_partners_share_one_total(share, total):
    cases = [meetings(8, number=1), replace(meetings(4, number=2), partners=(1,)), meetings(2, number=3)]

    assert [card.total for card in shared_totals(share, cases)] == [total, total, 2000]


def test_where_both_name_each_other_the_smaller_number_leads():
    cases = [replace(meetings(3, number=1), partners=(2,)), replace(meetings(7, number=2), partners=(1,))]

    assert [card.total for card in shared_totals("principal", cases)] == [3000, 3000]


def test_a_veto_fails_the_partner_too_unless_the_book_says_otherwise():
    faulty = a_case(a_fact(1, "meeting", date(2026, 5, 6), times=9), a_fact(2, "violation", date(2026, 5, 6)), number=1)
    cases = [faulty, replace(meetings(9, number=2), partners=(1,))]

    together, apart = shared_totals("lower", cases)[1], shared_totals("lower", cases, veto="own")[1]

    assert (together.verdict.passes, together.verdict.obstacles) == (False, ("同奖同罚单位“单位1”被一票否决",))
    assert apart.verdict.passes is True


def test_a_partner_outside_the_book_does_not_count():
    cases = [replace(meetings(9, number=1), partners=(2, 77)), meetings(1, number=2, kind="enterprise")]

    assert [card.total for card in shared_totals("lower", cases[:1])] == [9000]
    with TemporaryDirectory() as folder:
        book = a_book(COUNT, pairs={"share": "lower"})
        assert assess(book, write_snapshot(folder, cases, catalogue()), ON).total.tolist() == [9000]


def test_while_a_partner_is_not_marked_the_verdict_stays_open():
    book = a_book(COUNT, pairs={"share": "lower"}, **{"pass": {"measured": 5}})

    card = assess_unit(book, replace(meetings(9), partners=(2,)), ON)

    assert (card.total, card.verdict.name, card.verdict.obstacles) == (9000, "待定", ("同奖同罚单位的得分还没有算出",))


def test_groups_that_are_too_small_rank_together():
    rank = a_criterion({"count": "meeting"}, {"rank": {"50%": 4}})
    book = a_book(rank, groups={"minimum": 2, "called": "小组"})
    cases = [
        meetings(1, number=1), meetings(2, number=2), meetings(5, number=3, kind="school"), meetings(6, number=4, kind="village"),
    ]  # fmt: skip
    peers, groups = peer_values(book, cases, ON), peer_groups(book, [case.kind for case in cases])

    cards = [assess_unit(book, c, ON, peers=peers[c.kind], group=groups[c.kind]) for c in cases]

    assert groups == {"agency": "agency", "school": "小组", "village": "小组"}
    assert [card.total for card in cards] == [0, 4000, 0, 4000]


def test_another_books_mark_can_be_a_prerequisite():
    need = {"text": "未成年人测评", "measure": {"prior": "latest", "book": "minors"}, "at_least": 85}
    book = a_book(COUNT, **{"pass": {"measured": 0, "prerequisites": [need]}})

    def verdict(*marks):
        return assess_unit(book, a_case(*(mark_of(y, t, number=y, book=b) for y, t, b in marks)), ON).verdict

    assert verdict().obstacles == ("前置条件“未成年人测评”的结果还没有填写",)
    assert verdict((2025, 84999, "minors")).obstacles == (
        "前置条件“未成年人测评”为84.999分，没有达到要求（得分应达到85分）",
    )
    assert verdict((2025, 84000, "minors"), (2026, 85000, "minors")).passes is True
    assert verdict((2024, 99000, "minors"), (2025, 99000, "small")).passes is False
