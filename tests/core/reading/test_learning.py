"""The weights that settle doubtful kinds: reproducible, small, and never over the head of a sure rule."""

from chuangwen.core.reading import read
from chuangwen.core.reading.learned import Opinion, opinion_of, weights
from chuangwen.core.reading.training import Example, taught, written
from chuangwen.core.reading.words import text_of
from tests.core.reading.catalogue import shipped
from tests.core.reading.teaching import all_examples


def test_the_same_examples_give_the_shipped_weights_byte_for_byte():
    assert written(taught(all_examples())) == text_of("kinds.weights")


def test_the_weights_are_small():
    assert len(text_of("kinds.weights").encode()) < 2**20


def test_what_is_taught_is_known():
    known = taught(
        [Example(("Itree",), "greening"), Example(("Itree", "x"), "greening"), Example(("Icase",), "case")] * 3
    )

    assert opinion_of(["Itree"], known).kind == "greening"
    assert opinion_of(["Icase"], known).kind == "case"


def test_unknown_words_give_no_opinion():
    assert opinion_of(["Inowhere"], weights()) == Opinion("other", 0)


def test_a_rule_that_is_sure_is_not_looked_at_again():
    (fact,) = read("召开专题会议12场。", catalogue=shipped()).facts

    assert "样例" not in fact.because


def test_a_settled_kind_says_that_the_rules_were_unsure():
    facts = [f for text in SETTLED for f in read(text, catalogue=shipped()).facts]

    assert any("规则拿不准" in fact.because and fact.confidence < 0.8 for fact in facts)


SETTLED = ("帮老人挂号3100次。", "摘马蜂窝210个。", "讲述人16名讲了70场。")
