"""The one table, walked at random: what must never happen cannot happen, whatever a programme orders."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuangwen.core.lifecycle import (
    APPEALS,
    CLOCKS,
    CONDITIONS,
    DEFAULT_STEPS,
    OBJECTIONS,
    OPINIONS,
    SANCTIONS,
    STEPS,
    TITLES,
    Case,
    Need,
    Who,
    application_machine,
    faults_of_clocks,
    faults_of_steps,
    judge,
    next_step,
)
from chuangwen.core.lifecycle.programme import SHORTEST_STEPS

TODAY = date(2026, 3, 10)
EVERYBODY = frozenset(Who)
EVERYTHING = frozenset(Need)
FIXED = (TITLES, SANCTIONS, OBJECTIONS, APPEALS, OPINIONS)

days = st.dates(TODAY - timedelta(days=9), TODAY + timedelta(days=9))
maybe_day = st.none() | days


@st.composite
def programmes(draw):
    """An order of steps that a programme may have: any choice of the middle ones, in any order."""
    middle = draw(st.permutations([s for s in STEPS if s not in {"submit", "publicise", "settle", "award"}]))
    chosen = list(middle[: draw(st.integers(0, len(middle)))])
    place = draw(st.integers(0, len(chosen)))
    if "assess" in chosen:
        place = max(place, chosen.index("assess") + 1)
    return ("submit", *chosen[:place], "publicise", "settle", *chosen[place:], "award")


cases = st.builds(
    Case,
    today=st.just(TODAY),
    who=st.frozensets(st.sampled_from(Who)),
    actor=st.integers(1, 3),
    first_hand=st.none() | st.integers(1, 3),
    given=st.frozensets(st.sampled_from(Need)),
    is_window_open=st.booleans(),
    has_consent=st.booleans(),
    is_conflicted=st.booleans(),
    open_opinions=st.integers(0, 1),
    votes_for=st.integers(0, 3),
    votes_cast=st.integers(0, 3),
    publicity_due=maybe_day,
    open_objections=st.integers(0, 1),
    upheld_objections=st.integers(0, 1),
    has_report=st.booleans(),
    report_due=maybe_day,
    notice_due=maybe_day,
    was_heard=st.booleans(),
    has_waived=st.booleans(),
    statement_due=maybe_day,
    has_sanction=st.booleans(),
    has_upheld_appeal=st.booleans(),
    until=maybe_day,
)
kind_cases = cases.map(
    lambda case: replace(case, who=EVERYBODY, given=EVERYTHING, is_window_open=True, is_conflicted=False)
)


def walked(machine, moves):
    """Yield (state before, event, case, state after) for every event that the table let happen."""
    state = machine.initial
    for event, case in moves:
        verdict = judge(machine, state, event, case)
        if verdict.is_allowed:
            yield state, event, case, verdict.target
            state = verdict.target


def moves_of(machine):
    return st.lists(st.tuples(st.sampled_from(sorted(machine.events)), kind_cases | cases), max_size=30)


@settings(max_examples=80)
@given(st.data(), programmes())
def test_no_path_reaches_the_award_without_publicity_over_and_objections_answered(data, steps):
    machine = application_machine(steps)
    seen = []
    for _before, event, case, after in walked(machine, data.draw(moves_of(machine))):
        if after == "awarded":
            assert "publicised" in seen
            assert "cleared" in seen
            assert case.publicity_due < case.today
            assert (case.open_objections, case.upheld_objections) == (0, 0)
            assert Who.AWARDING in case.who
        seen = [] if event == "return" else [*seen, after]


@settings(max_examples=60)
@given(programmes())
def test_every_programme_can_be_walked_from_draft_to_award(steps):
    good = Case(
        today=TODAY,
        who=EVERYBODY,
        given=EVERYTHING,
        is_window_open=True,
        votes_for=2,
        votes_cast=3,
        publicity_due=TODAY - timedelta(days=1),
    )

    path = [after for _, _, _, after in walked(application_machine(steps), [(step, good) for step in steps])]

    assert path == [STEPS[step].target for step in steps]


@settings(max_examples=80)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_an_order_of_steps_that_the_check_takes_never_awards_unpublicised(steps):
    if faults_of_steps(steps):
        with pytest.raises(ValueError, match="。"):
            application_machine(steps)
        return
    machine = application_machine(steps)
    without = [row for row in machine.rows if row.target != "publicised"]
    reached, todo = set(), ["drafted"]
    while todo:
        state = todo.pop()
        reached.add(state)
        todo += [row.target for row in without if state in row.sources and row.target not in reached]

    assert "awarded" not in reached


@settings(max_examples=80)
@given(st.data())
def test_no_title_is_revoked_unheard_or_by_one_hand(data):
    for _, event, case, _ in walked(TITLES, data.draw(moves_of(TITLES))):
        if event in {"warn", "order", "suspend", "revoke"}:
            assert case.has_sanction
            assert case.was_heard or case.has_waived or case.statement_due < case.today
            assert case.first_hand not in {None, case.actor}
            assert {Need.BASIS, Need.EVIDENCE} <= case.given


@settings(max_examples=80)
@given(st.data())
def test_no_sanction_is_confirmed_unheard_or_by_one_hand(data):
    machine = SANCTIONS
    for _, event, case, _ in walked(machine, data.draw(moves_of(machine))):
        if event == "confirm":
            assert case.was_heard or case.has_waived or case.statement_due < case.today
            assert case.first_hand not in {None, case.actor}


@settings(max_examples=80)
@given(st.data(), st.sampled_from(range(len(FIXED) + 1)), programmes())
def test_what_is_over_stays_over(data, which, steps):
    machine = application_machine(steps) if which == len(FIXED) else FIXED[which]
    state = machine.initial
    for event, case in data.draw(moves_of(machine)):
        verdict = judge(machine, state, event, case)
        if state in machine.terminal and verdict.is_allowed:
            assert verdict.target == state
        state = verdict.target if verdict.is_allowed else state


@given(kind_cases)
def test_a_revoked_title_comes_back_only_by_an_upheld_appeal(case):
    ways_back = {
        event
        for event in TITLES.events
        if (verdict := judge(TITLES, "revoked", event, case)).is_allowed and verdict.target != "revoked"
    }

    assert ways_back == ({"overturn"} if case.has_upheld_appeal else set())


@settings(max_examples=40)
@given(programmes(), kind_cases)
def test_an_event_pressed_twice_moves_once(steps, case):
    machine = application_machine(steps)
    for row in machine.rows:
        first = judge(machine, row.sources[0], row.event, case)
        if first.is_allowed:
            assert judge(machine, first.target, row.event, case).is_done


@pytest.mark.parametrize("machine", [*FIXED, application_machine(DEFAULT_STEPS)], ids=lambda m: m.name)
def test_a_table_speaks_only_of_what_it_names(machine):
    for row in machine.rows:
        assert row.event in machine.events
        assert {*row.sources, row.target} <= {*machine.states, ""}
        assert set(row.when) <= set(CONDITIONS)
        assert row.clock in {"", *CLOCKS}
        assert row.who


def test_every_condition_is_asked_for_somewhere():
    asked = {name for row in STEPS.values() for name in row.when}
    asked |= {name for machine in FIXED for row in machine.rows for name in row.when}

    assert set(CONDITIONS) == asked


def test_an_obstacle_says_what_stands_against_it_and_what_to_do():
    case = Case(today=TODAY, who=frozenset({Who.AWARDING}), publicity_due=TODAY)

    verdict = judge(application_machine(SHORTEST_STEPS), "cleared", "award", case)

    assert [each.code for each in verdict.obstacles] == ["publicity_over", "needs_basis", "needs_number"]
    assert all(each.said.endswith("。") and each.remedy.endswith("。") for each in verdict.obstacles)


def test_publicity_of_fewer_than_five_working_days_is_refused():
    assert faults_of_clocks({"publicity": 4, "statement": 3}) == ("公示至少5个工作日。",)


def test_the_next_step_follows_the_programme():
    steps = ("submit", "accept", "publicise", "settle", "decide", "award")

    assert [next_step(steps, s) for s in ("drafted", "returned", "submitted", "cleared", "decided", "awarded")] == [
        *("submit", "submit", "accept", "decide", "award", "")
    ]
