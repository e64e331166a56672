"""What stands against a fact, said once for forms, sheets and reports alike."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft, bars_draft, problems_of

TODAY = date(2025, 11, 20)
MEETING = FactDraft(
    kind="meeting",
    topic="creation",
    title="创建工作推进会",
    start_date=date(2025, 9, 3),
    quantities={"attendees": Decimal(42)},
    place="三楼会议室",
)


def fields(draft, today=TODAY):
    return [problem.field for problem in problems_of(draft, kinds(), today=today)]


def test_nothing_stands_against_a_sound_fact():
    assert problems_of(MEETING, kinds(), today=TODAY) == ()


def test_a_fact_needs_no_more_than_kind_title_and_day():
    assert fields(FactDraft(kind="meeting", title="例会", start_date=TODAY)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "unheard"}, "kind"),
        ({"topic": "waste_sorting"}, "topic"),
        ({"topic": "unheard"}, "topic"),
        ({"title": " "}, "title"),
        ({"title": "字" * 121}, "title"),
        ({"title": "推进\0会"}, "title"),
        ({"note": "字" * 501}, "note"),
        ({"place": "字" * 121}, "place"),
        ({"times": 0}, "times"),
        ({"times": 1_000_001}, "times"),
        ({"start_date": None}, "start_date"),
        ({"start_date": date(225, 3, 1)}, "start_date"),
        ({"until_date": date(2025, 9, 3)}, "until_date"),
        ({"start_date": TODAY + timedelta(days=1)}, "start_date"),
        ({"until_date": TODAY + timedelta(days=2)}, "until_date"),
        ({"level": "city"}, "level"),
        ({"medium": "radio"}, "medium"),
        ({"is_self_reported": True}, "is_self_reported"),
        ({"quantities": {"trees": Decimal(3)}}, "quantities.trees"),
        ({"quantities": {"attendees": Decimal(-1)}}, "quantities.attendees"),
        ({"quantities": {"attendees": Decimal("1.5")}}, "quantities.attendees"),
        ({"quantities": {"attendees": Decimal("NaN")}}, "quantities.attendees"),
        ({"quantities": {"attendees": Decimal("Infinity")}}, "quantities.attendees"),
        ({"quantities": {"attendees": Decimal("1E+15")}}, "quantities.attendees"),
    ],
)
def test_each_fault_is_named_at_its_field_in_a_full_sentence(changes, field):
    (problem,) = problems_of(replace(MEETING, **changes), kinds(), today=TODAY)

    assert problem.field == field
    assert problem.message.endswith("。")


def test_all_faults_are_named_at_once():
    assert fields(replace(MEETING, title="", times=0, level="city")) == ["title", "level", "times"]


def test_a_place_is_refused_where_the_kind_has_none():
    assert fields(FactDraft(kind="document", title="方案", start_date=TODAY, place="会议室")) == ["place"]


@pytest.mark.parametrize(("level", "expected"), [("city", []), ("galactic", ["level"])])
def test_a_level_comes_from_the_list(level, expected):
    assert fields(FactDraft(kind="honour", title="先进集体", start_date=TODAY, level=level)) == expected


def test_today_and_a_span_that_ends_today_are_facts():
    assert fields(replace(MEETING, start_date=TODAY)) == []
    assert fields(replace(MEETING, until_date=TODAY + timedelta(days=1))) == []


def test_without_a_today_no_day_lies_ahead():
    assert fields(replace(MEETING, start_date=date(2999, 1, 1)), today=None) == []


def test_a_draft_may_lack_its_title_and_lie_ahead_but_nothing_that_a_row_cannot_hold():
    ahead = replace(MEETING, title="", start_date=TODAY + timedelta(days=9))
    unheard = replace(MEETING, topic="unheard")

    assert bars_draft(problems_of(ahead, kinds(), today=TODAY)) == ()
    assert len(bars_draft(problems_of(unheard, kinds(), today=TODAY))) == 1


@given(
    value=st.decimals(min_value=0, max_value=10**12, places=2),
    code=st.sampled_from([(k.code, q.code) for k in kinds().kinds.values() for q in k.quantities]),
)
def test_a_quantity_passes_exactly_when_it_is_kept_without_loss(value, code):
    kind, quantity = code
    asked = kinds().kinds[kind].quantity(quantity)

    topic = "" if kinds().kinds[kind].topics else "city-unit"
    problems = fields(FactDraft(kind=kind, topic=topic, title="例", start_date=TODAY, quantities={quantity: value}))

    assert (problems == []) == (asked.shown(asked.stored(value)) == value)
