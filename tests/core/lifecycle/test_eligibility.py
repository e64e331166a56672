"""Who may apply: every reason against it is told at once."""

from dataclasses import replace
from datetime import date

import pytest

from chuangwen.core.lifecycle import Candidate, Held, Incident, Terms, hindrances
from chuangwen.core.lifecycle.eligibility import months_after, months_before

TODAY = date(2026, 3, 10)
TERMS = Terms(
    honour="civil_unit",
    level="provincial",
    holder_kinds=frozenset({"unit"}),
    unit_kinds=frozenset({"agency", "school"}),
    basis="示例办法",
    needs_level="city",
    apply_line=90_000,
)
HELD = Held(honour="civil_unit", level="city", state="awarded", since=date(2024, 1, 1), until=date(2027, 1, 1))
FIT = Candidate(holder_kind="unit", unit_kind="agency", held=(HELD,), mark=91_000)


def codes(candidate, terms=TERMS):
    return [found.code for found in hindrances(terms, candidate, TODAY)]


def test_a_fit_candidate_has_nothing_against_it():
    assert hindrances(TERMS, FIT, TODAY) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"held": ()}, "ladder"),
        ({"held": (replace(HELD, until=TODAY),)}, "ladder"),
        ({"held": (replace(HELD, state="warned"),)}, "ladder"),
        ({"held": (replace(HELD, honour="civil_school"),)}, "ladder"),
        ({"held": (replace(HELD, level="county"),)}, "ladder"),
        ({"unit_kind": "hospital"}, "kind"),
        ({"holder_kind": "person"}, "holder"),
        ({"mark": 89_999}, "mark"),
        ({"mark": None}, "no_mark"),
        ({"is_open": False}, "closed"),
        ({"has_applied": True}, "twice"),
        ({"has_consent": False}, "consent"),
        ({"vetoes": ("发生一票否决情形。",)}, "veto"),
        ({"incidents": (Incident(entry_id=7, title="责任事故", day=date(2025, 3, 10)),)}, "incident"),
        ({"held": (HELD, replace(HELD, level="provincial", until=date(2029, 1, 1)))}, "held"),
    ],
)
def test_each_condition_that_is_not_met_is_named(changes, code):
    assert codes(replace(FIT, **changes)) == [code]


def test_an_incident_before_the_window_counts_no_more():
    old = Incident(entry_id=7, title="责任事故", day=date(2025, 3, 9))

    assert codes(replace(FIT, incidents=(old,))) == []


def test_an_incident_names_the_entries_behind_it():
    incident = Incident(entry_id=7, title="责任事故", day=date(2026, 1, 1))

    (found,) = hindrances(TERMS, replace(FIT, incidents=(incident,)), TODAY)

    assert found.entries == (7,)
    assert "责任事故" in found.said


def test_an_exempt_unit_need_not_hold_the_title_below():
    assert codes(replace(FIT, held=(), is_exempt=True)) == []


def test_a_title_near_its_end_may_be_applied_for_again():
    near = replace(HELD, level="provincial", until=months_after(TODAY, 12))

    assert codes(replace(FIT, held=(HELD, near))) == []


def test_the_title_below_must_have_been_held_long_enough():
    assert codes(FIT, replace(TERMS, least_held_months=36)) == ["ladder_time"]


def test_without_an_approval_nobody_applies():
    assert codes(FIT, replace(TERMS, basis=" ")) == ["basis"]


def test_everything_that_stands_against_it_is_told_at_once():
    assert codes(replace(FIT, held=(), mark=1, unit_kind="hospital")) == ["kind", "ladder", "mark"]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, before):
    assert months_before(day, months) == before
