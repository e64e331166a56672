"""A unit marked again after one fact has the card that marking it from its whole ledger gives."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuangwen.core.scoring import assess_unit
from chuangwen.core.scoring.remark import kinds_needed, remark_unit, touched
from tests.core.scoring.makers import ON as NEW_YEAR
from tests.core.scoring.makers import a_book, a_case, a_criterion, a_fact
from tests.core.scoring.strategies import ON, books, facts, ledgers


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(book=books(), cases=ledgers(), fact=facts(10**6), which=st.integers(0, 4))
def test_one_more_fact_gives_the_card_of_the_whole_ledger(book, cases, fact, which):
    case = next((case for case in cases[which % len(cases) :] if book.covers(case.kind)), None)
    if case is None:
        return
    whole = replace(case, facts=(*case.facts, fact))
    needed = kinds_needed(book, ON, [fact.kind])
    few = replace(whole, facts=tuple(f for f in whole.facts if f.kind in needed))

    assert remark_unit(assess_unit(book, case, ON), book, few, [fact.kind]) == assess_unit(book, whole, ON)


def test_only_what_reads_the_kind_is_marked_again():
    book = a_book(
        a_criterion({"count": "meeting"}, {"per": 1, "worth": 1}, code="I-1"),
        a_criterion({"count": "study"}, {"per": 1, "worth": 1}, code="I-2"),
    )
    case = a_case(a_fact(1, "meeting", NEW_YEAR.replace(year=2026, month=5)))

    found = touched(book, NEW_YEAR, frozenset({"study"}))

    assert [criterion.code for criterion, _ in found.criteria] == ["I-2"]
    assert found.kinds == {"study"}
    assert remark_unit(assess_unit(book, case, NEW_YEAR), book, case, ["study"]).total == 1000
