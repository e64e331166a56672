"""Numbers of one clause turned by hand: the book that comes of it still adds up, or says why not."""

from datetime import date

import pytest

from chuangwen.core.rulebook import BookErrors, diff, load_folder
from chuangwen.core.rulebook.retouch import knobs, retouched
from tests.core.scoring.makers import ON, ROOT, a_book, a_criterion, catalogue

PER = a_criterion({"count": "meeting"}, {"per": 1, "worth": 1})
STEPS = a_criterion({"count": "study"}, {"steps": {12: 4, 8: 3}}, code="I-2", method="survey")
BOOK = a_book(PER, STEPS, methods={"survey": 4})


def changes(book, code, **numbers):
    return [d.sentence for d in diff(book, retouched(book, code, numbers, ON))]


def test_points_and_every_number_of_the_score_can_be_turned():
    assert [(k.key, k.label, k.text) for k in knobs(BOOK, "I-2", ON)] == [
        ("points", "分值", "4"),
        ("score/steps/12/#", "门槛", "12"),
        ("score/steps/12", "12得（分）", "4"),
        ("score/steps/8/#", "门槛", "8"),
        ("score/steps/8", "8得（分）", "3"),
    ]


def test_a_threshold_is_turned_and_nothing_else():
    assert changes(BOOK, "I-2", **{"score/steps/12/#": "10"}) == [
        "I-2 的计分由“达到12次得4分，达到8次得3分”改为“达到10次得4分，达到8次得3分”。"
    ]


def test_what_must_equal_the_points_follows_them():
    found = retouched(BOOK, "I-2", {"points": "6"}, ON)

    assert (found.base, dict(found.methods), found.criterion("I-2").points) == (10_000, {"survey": 6000}, 6000)


def test_a_cap_below_the_sum_stays_and_so_does_the_base():
    book = a_book(PER, STEPS, category={"cap": 5})

    assert retouched(book, "I-1", {"points": "5"}, ON).base == 5000


def test_a_cap_at_the_sum_goes_along():
    book = a_book(PER, STEPS, category={"cap": 8})

    assert retouched(book, "I-1", {"points": "5"}, ON).base == 9000


def test_untouched_numbers_give_the_same_book():
    numbers = {knob.key: knob.text for knob in knobs(BOOK, "I-2", ON)}

    assert retouched(BOOK, "I-2", numbers, ON) == BOOK


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"points": "很多"}, "“分值”应当是一个数"),
        ({"score/steps/12/#": "8"}, "有两档都写成了“8”"),
        ({"score/steps/8": "9"}, "应当随门槛一级一级变化"),
        ({"points": "0"}, "分值要大于0"),
    ],
)
def test_what_cannot_be_is_refused_in_the_loaders_own_words(numbers, said):
    with pytest.raises(BookErrors, match=said):
        retouched(BOOK, "I-2", numbers, ON)


def test_an_amended_clause_is_turned_as_it_reads_on_the_day():
    book = load_folder(ROOT / "rulebooks" / "city-unit" / "2026", catalogue())
    before, after = date(2026, 6, 30), date(2026, 7, 1)

    shown = [{k.key: k.text for k in knobs(book, "II-2", day)}["score/full_at"] for day in (before, after)]
    found = retouched(book, "II-2", {"score/full_at": "0.95"}, after)

    assert shown == ["0.85", "0.90"]
    assert "95%" in found.on(after).criterion("II-2").score.say(1000, lambda v: f"{v * 100}%")


@pytest.mark.parametrize("name", ["city-unit", "city-agency"])
def test_every_clause_of_the_shipped_books_has_a_number_to_turn(name):
    book = load_folder(ROOT / "rulebooks" / name / "2026", catalogue())

    assert all(knobs(book, c.code, ON) for c in (*book.criteria, *book.bonus.items))
