"""The manual shows nothing that does not work: each of its pieces of YAML is read and run."""

import re
from functools import cache
from pathlib import Path

import pytest

from chuangwen.core.catalogue import load as load_catalogue
from chuangwen.core.rulebook import load
from chuangwen.core.rulebook.forms import Desk, Form
from chuangwen.core.rulebook.measures import MEASURES, measure_of
from chuangwen.core.rulebook.scores import SCORES, score_of
from chuangwen.core.rulebook.spans import Listed
from chuangwen.core.rulebook.yaml_tree import parse
from chuangwen.core.scoring.examples import run_examples

ROOT = Path(__file__).parents[3]
MANUAL = (ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)


@cache
def catalogue():
    return load_catalogue((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))


def forms(first_line):
    block = next(block for block in BLOCKS if block.startswith(first_line))
    return parse(block, "manual").items


def test_the_sample_book_loads_and_its_example_comes_out():
    head, category = (block for block in BLOCKS if not block.startswith("#"))

    book = load({"book.yaml": head, "criteria/1.yaml": category}, catalogue())

    assert [result.differences for result in run_examples(book)] == [()]


@pytest.mark.parametrize("tree", forms("# measures"), ids=lambda tree: "+".join(tree.items))
def test_a_measure_shown_can_be_read_and_says_itself(tree):
    desk = Desk(catalogue(), {"festivals": Listed("节日", ())})

    measure = measure_of(Form.of(tree, desk, "manual"))

    assert (desk.problems, bool(measure.title(catalogue()))) == ([], True)


@pytest.mark.parametrize("tree", forms("# scores"), ids=lambda tree: "+".join(tree.items))
def test_a_score_form_shown_can_be_read_and_says_itself(tree):
    desk = Desk(catalogue())

    score = score_of(Form.of(tree, desk, "manual"), 4000)

    assert (desk.problems, bool(score.say(4000, str))) == ([], True)


def test_every_measure_and_score_form_is_shown_and_explained():
    shown = {key for tree in (*forms("# measures"), *forms("# scores")) for key in tree.items}
    explained = set(re.findall(r"^\| `(\w+)` \|", MANUAL, re.MULTILINE))

    assert {*MEASURES, *SCORES} - {"attribute"} <= shown
    assert {*MEASURES, *SCORES} == explained
