"""A unit marked again after one fact has the card that marking it from its whole ledger gives."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chuangwen.core.scoring import assess_unit
from chuangwen.core.scoring.remark import CardCache, kinds_needed, remark_unit, touched
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


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(book=books(), cases=ledgers(), more=st.lists(facts(10**6), max_size=3), which=st.integers(0, 4), data=st.data())
def test_a_kept_card_follows_its_ledger_whatever_is_added_changed_or_taken_away(book, cases, more, which, data):
    case = next((case for case in cases[which % len(cases) :] if book.covers(case.kind)), None)
    if case is None:
        return
    kept, earlier = CardCache(), list(case.facts)
    added = [replace(fact, id=10**6 + place) for place, fact in enumerate(more)]
    staying = [fact for fact in earlier if data.draw(st.booleans())]
    changed = [
        replace(fact, times=fact.times + 1, kind=data.draw(st.sampled_from(more)).kind) for fact in staying[:1] if more
    ]
    bare = replace(case, attributes={})
    for now in ([*earlier, *added], [*staying, *added], [*changed, *staying[len(changed) :]], earlier):
        assert kept.card(book, replace(case, facts=tuple(now)), ON) == assess_unit(
            book, replace(case, facts=tuple(now)), ON
        )
    assert kept.card(book, bare, ON) == assess_unit(book, bare, ON)


def test_a_kept_card_is_not_given_to_another_day_or_other_peers():
    book = a_book(a_criterion({"count": "meeting"}, {"per": 1, "worth": 1}, code="I-1"))
    case, kept = a_case(a_fact(1, "meeting", NEW_YEAR.replace(year=2026, month=5))), CardCache(kept=1)
    later = NEW_YEAR.replace(year=NEW_YEAR.year + 2)

    found = [kept.card(book, case, day).total for day in (NEW_YEAR, later, NEW_YEAR)]

    assert found == [assess_unit(book, case, day).total for day in (NEW_YEAR, later, NEW_YEAR)]


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
