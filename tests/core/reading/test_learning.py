"""The weights that settle kinds together with the rules: reproducible, small, and below what the office taught."""

from chuangwen.core.reading import read
from chuangwen.core.reading.learned import Opinion, opinion_of, weights
from chuangwen.core.reading.training import Example, taught, written
from chuangwen.core.reading.words import text_of
from tests.core.reading.catalogue import shipped
from tests.core.reading.teaching import all_examples


def test_the_same_examples_give_the_shipped_weights_byte_for_byte():
    assert written(taught(all_examples())) == text_of("kinds.weights")


def test_the_weights_are_small():
    assert len(text_of("kinds.weights").encode()) < 2 * 2**20


def test_what_is_taught_is_known():
    known = taught(
        [Example(("Itree",), "greening"), Example(("Itree", "x"), "greening"), Example(("Icase",), "case")] * 3
    )

    assert opinion_of(["Itree"], known).kind == "greening"
    assert opinion_of(["Icase"], known).kind == "case"


def test_unknown_words_give_no_opinion():
    assert opinion_of(["Inowhere"], weights()) == Opinion("other", 0)


def test_a_choice_that_the_weights_share_keeps_the_reason_of_its_rule():
    (fact,) = read("召开专题会议12场。", catalogue=shipped()).facts

    assert "样例" not in fact.because
    assert fact.confidence > 0.9


def test_a_kind_settled_by_the_weights_says_by_which_words():
    facts = [f for text in SETTLED for f in read(text, catalogue=shipped()).facts]

    assert any("在样例中多属这一类" in fact.because for fact in facts)


def test_what_the_office_taught_is_not_looked_at_again():
    (fact,) = read("帮老人挂号3100次。", catalogue=shipped(), lexicon={"挂号": "meeting"}).facts

    assert fact.kind == "meeting"
    assert "词表" in fact.because


SETTLED = ("帮老人挂号3100次。", "摘马蜂窝210个。", "讲述人16名讲了70场。")
