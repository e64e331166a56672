"""What to do next: the best step first, and one step where one fact serves several books."""

from datetime import date

from chuangwen.civic.assessments.queries.advice import next_steps
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.rulebooks.queries.editions import editions_in_force
from tests.civic.assessments.conftest import a_meeting
from tests.civic.small_books import a_published_book, texts
from tests.factories import TODAY, an_entry


def books_of(unit):
    return editions_in_force(unit.path, unit.kind, TODAY)


def by_code(steps):
    return {step.worths[0].code: step for step in steps}


def test_each_criterion_short_of_full_points_has_one_best_step(city, book):
    steps = by_code(next_steps(city.agency, books_of(city.agency)))

    assert {"I-1", "I-2", "II-1"} <= steps.keys()
    assert (steps["I-2"].gain, steps["I-2"].kind, steps["I-2"].topic) == (2000, "document", "creation")
    assert steps["I-2"].entry_ids == ()


def test_the_step_that_gains_most_for_an_entry_comes_first(city, book):
    steps = next_steps(city.agency, books_of(city.agency))

    assert [step.worths[0].code for step in steps] == ["I-2", "I-1", "II-1"]


def test_winning_an_honour_is_no_step_but_completing_its_entry_is(city, book):
    assert "B-1" not in by_code(next_steps(city.agency, books_of(city.agency)))
    draft = an_entry(
        unit=city.agency, kind="honour", level="city", topic="", start_date=date(2025, 3, 5), status=Status.DRAFT
    )

    step = by_code(next_steps(city.agency, books_of(city.agency)))["B-1"]

    assert (step.entry_ids, step.gain) == ((draft.pk,), 1000)


def test_completing_an_entry_comes_before_recording_another_of_the_same_worth(city, book):
    bare = a_meeting(city.agency, date(2025, 3, 5), minutes=False)
    draft = a_meeting(city.agency, date(2025, 6, 5), status=Status.DRAFT)

    step = by_code(next_steps(city.agency, books_of(city.agency)))["I-1"]

    assert (step.is_mending, set(step.entry_ids), step.gain) == (True, {bare.pk, draft.pk}, 2000)


def test_a_step_that_serves_two_books_is_one_step_with_both_worths(city, book):
    other = texts(小测评="青石区测评", **{"book: small": "book: district", "code: I-1": "code: A-1"})
    a_published_book(city.district, other)

    steps = next_steps(city.agency, books_of(city.agency), most=20)

    plan = next(step for step in steps if step.kind == "document")
    assert [(worth.edition.code, worth.code, worth.gain) for worth in plan.worths] == [
        ("small", "I-2", 2000),
        ("district", "I-2", 2000),
    ]
    assert (plan.serves_several, plan.gain) == (True, 4000)
    meetings = next(step for step in steps if step.kind == "meeting")
    assert {worth.code for worth in meetings.worths} == {"I-1", "A-1"}


def test_a_step_for_two_books_goes_as_far_as_both_gains_need(city, book):
    other = {"book: small": "book: district", "score: {per: 1, worth: 0.5}": "score: {full_if: {at_least: 2}}"}
    a_published_book(city.district, texts(小测评="青石区测评", **other))

    steps = next_steps(city.agency, books_of(city.agency), most=20)

    shared = next(step for step in steps if step.kind == "volunteer_activity")
    assert (shared.entries, shared.gain, shared.step) == (8, 8000, "再开展8场")
    assert sorted(worth.step for worth in shared.worths) == ["再开展2场", "再开展8场"]


def test_books_that_ask_for_different_topics_give_different_steps(city, book):
    other = texts(小测评="青石区测评", **{"book: small": "book: district", "topic: creation": "topic: party"})
    a_published_book(city.district, other)

    steps = next_steps(city.agency, books_of(city.agency), most=20)

    assert {step.topic for step in steps if step.kind == "document"} == {"creation", "party"}


def test_the_advice_costs_one_query(city, book, django_assert_num_queries):
    books = books_of(city.agency)

    with django_assert_num_queries(1):
        next_steps(city.agency, books)


def test_one_act_is_one_step_where_one_book_asks_more_of_it_than_another(city, book):
    other = texts(小测评="青石区测评", **{"book: small": "book: district", ", where: {topic: creation}}": "}"})
    a_published_book(city.district, other)

    steps = next_steps(city.agency, books_of(city.agency), most=20)

    (plan,) = [step for step in steps if step.kind == "document"]
    assert (plan.topic, plan.serves_several, plan.gain) == ("creation", True, 4000)
    assert len([step for step in steps if step.kind == "meeting"]) == 1
