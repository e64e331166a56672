"""Titles on a day, problems found, marks of earlier years, answers to a survey, sites by n of m: values and sentences."""

from datetime import date
from fractions import Fraction

import pytest

from chuangwen.core.rulebook import BookErrors
from chuangwen.core.scoring import assess_unit, explain
from tests.core.scoring.makers import ON, a_book, a_case, a_criterion, a_fact
from tests.core.scoring.test_sharing import mark_of

FULL = {"full_if": {"at_least": 1}}
NONE = {"full_if": {"at_most": 0}}
HELD = {"title": "held", "where": {"topic": "civilised", "level": {"at_least": "city"}}, "called": "市级文明单位称号"}


def marked(measure, score, *facts, **others):
    return assess_unit(a_book(a_criterion(measure, score, **others)), a_case(*facts), ON).marks[0]


def title(start, until, *, level="city", topic="civilised"):
    return a_fact(1, "title_held", start, days=(until - start).days, level=level, topic=topic)


@pytest.mark.parametrize(
    ("on", "start", "until", "held"),
    [
        ("assessment", date(2024, 1, 1), date(2027, 1, 2), 1),
        ("assessment", date(2024, 1, 1), date(2027, 1, 1), 0),
        ("assessment", date(2027, 1, 1), date(2028, 1, 1), 1),
        ("assessment", date(2027, 1, 2), date(2028, 1, 1), 0),
        ("window_start", date(2024, 1, 1), date(2026, 1, 2), 1),
        ("window_start", date(2024, 1, 1), date(2026, 1, 1), 0),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1), 1),
        ("2024-03-01", date(2024, 2, 29), date(2024, 3, 1), 0),
    ],
)
def test_a_title_is_held_on_each_day_of_its_half_open_term(on, start, until, held):
    assert marked({**HELD, "on": on}, FULL, title(start, until)).value == held


def test_a_title_below_the_level_or_of_another_honour_is_not_the_one_asked_for():
    for other in ({"level": "county"}, {"topic": "campus"}):
        case = a_case(title(date(2024, 1, 1), date(2028, 1, 1), **other))
        found = explain(a_book(a_criterion(HELD, FULL)), case, "I-1", ON)

        assert (found.mark.value, len(found.left_out)) == (0, 1)


def test_a_title_that_ended_says_so():
    case = a_case(title(date(2024, 1, 1), date(2026, 7, 1)))

    found = explain(a_book(a_criterion(HELD, FULL)), case, "I-1", ON)

    assert found.sentence == "应持有市级文明单位称号，2027年1月1日没有持有，得0分；取得市级文明单位称号可得满分。"
    assert found.left_out[0].reason == "到2027年1月1日已经结束（2026年6月30日为最后一天）"


def test_a_title_that_is_held_says_until_when():
    said = marked(HELD, FULL, title(date(2024, 1, 1), date(2028, 1, 1))).sentence

    assert said == "应持有市级文明单位称号，2027年1月1日持有（有效期至2027年12月31日），得满分4分。"


def finding(number, start, until, *, severity="major"):
    return a_fact(number, "finding", start, days=(until - start).days, level=severity)


FOUND = (
    finding(1, date(2025, 11, 1), date.max),
    finding(2, date(2026, 3, 1), date(2026, 3, 2)),
    finding(3, date(2026, 12, 31), date(2027, 1, 1), severity="critical"),
    finding(4, date(2026, 12, 31), date(2027, 1, 2), severity="minor"),
)


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ({"findings": "all"}, 3),
        ({"findings": "open"}, 2),
        ({"findings": "all", "where": {"severity": {"at_least": "major"}}}, 2),
        ({"findings": "open", "where": {"severity": "minor"}}, 1),
        ({"findings": "open", "where": {"severity": "critical"}}, 0),
    ],
)
def test_findings_count_by_their_day_or_while_they_are_open(measure, value):
    assert marked(measure, NONE, *FOUND).value == value


def test_open_findings_are_advised_to_be_closed_and_past_ones_are_not():
    assert marked({"findings": "open"}, NONE, *FOUND).sentence == (
        "应没有未销号的督导问题，有2个尚未销号（2025年11月1日、2026年12月31日发现），得0分；整改销号2个可得满分。"
    )
    assert marked({"findings": "all"}, NONE, *FOUND).sentence == (
        "应没有督导问题，有3个（3月1日、12月31日发现），得0分。"
    )


MARKS = (mark_of(2025, 90000, number=1), mark_of(2024, 80000, number=2), mark_of(2026, 99000, number=3))


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ({"prior": "latest"}, Fraction(99)),
        ({"prior": "best", "years": 3}, Fraction(90)),
        ({"prior": "worst", "years": 3}, Fraction(80)),
        ({"prior": "mean", "years": 3, "missing_years": "renormalise"}, Fraction(85)),
        ({"prior": "mean", "years": 3, "missing_years": "zero"}, Fraction(170, 3)),
        ({"prior": "mean", "years": 3, "missing_years": "pending"}, None),
        ({"prior": "mean", "years": 2, "missing_years": "pending"}, Fraction(85)),
        ({"prior": "count", "years": 3, "at_least": 80}, 2),
        ({"prior": "count", "years": 3, "at_least": 80.001}, 1),
        ({"prior": "best", "years": 3, "book": "other"}, None),
    ],
)
def test_earlier_marks_by_year(measure, value):
    assert marked(measure, {"linear": {"from": 0, "to": 100}}, *MARKS).value == value


def test_of_two_marks_of_one_year_the_later_number_counts():
    twice = (mark_of(2025, 90000, number=1), mark_of(2025, 70000, number=2))

    assert marked({"prior": "best"}, {"as_is": 0.01}, *twice).value == 70


def test_earlier_years_are_listed_and_nothing_is_promised():
    mark = marked(
        {"prior": "mean", "years": 3, "missing_years": "renormalise"}, {"linear": {"from": 60, "to": 90}}, *MARKS
    )

    assert mark.sentence == "历年得分应达到90分，2025年90分、2024年80分、2023年没有得分，平均85分，得3.333分。"
    assert (mark.gain, mark.reach) == (0, 3333)


def test_a_mean_must_say_what_a_year_without_a_mark_means():
    with pytest.raises(BookErrors, match="缺少“missing_years”"):
        a_book(a_criterion({"prior": "mean", "years": 2}, FULL))


@pytest.mark.parametrize(("answer", "share"), [("aware", 9), ("supportive", 8), ("involved", 7)])
def test_a_survey_gives_the_share_of_each_answer(answer, share):
    asked = {"answers": 10, "aware": 9, "supportive": 8, "involved": 7}

    mark = marked({"survey": answer}, FULL, a_fact(1, "survey", date(2026, 5, 5), quantities=asked))

    assert mark.value == Fraction(share, 10)


@pytest.mark.parametrize(
    ("needs", "value"),
    [({"needs": "80%"}, Fraction(2, 3)), ({"at_least": 8}, Fraction(1, 3)), ({"needs": "80.1%"}, 0)],
)
def test_each_site_passes_by_its_own_n_of_m(needs, value):
    seen = [(10, 8), (5, 4), (100, 7), (0, 0)]
    sites = [
        a_fact(n, "site_check", date(2026, 5, 5), quantities={"items": items, "good": good})
        for n, (items, good) in enumerate(seen[:3], 1)
    ]

    assert marked({"sites": "each", **needs}, FULL, *sites).value == value


@pytest.mark.parametrize(
    ("window", "before", "value"),
    [
        (("2025-01-01", "2026-01-01"), date(2024, 1, 1), Fraction(-1, 5)),  # the year before is a day longer
        (("2026-01-01", "2026-07-01"), date(2025, 7, 1), Fraction(-1, 5)),  # the half before is three days longer
        (("2026-01-01", "2026-07-01"), date(2025, 6, 30), None),
        (("2026-01-01", "2026-01-31"), date(2025, 12, 2), Fraction(-1, 5)),  # thirty days are no whole month
        (("2026-01-01", "2026-01-31"), date(2025, 12, 1), None),
    ],
)
def test_written_days_are_compared_with_as_many_months_before(window, before, value):
    rule = dict(zip(("from", "until"), map(date.fromisoformat, window), strict=True))
    facts = (
        a_fact(1, "saving", before, quantities={"electricity": 1000}),
        a_fact(2, "saving", rule["from"], quantities={"electricity": 800}),
    )

    assert marked({"change": {"sum": "saving.electricity"}}, NONE, *facts, window=rule).value == value
