"""The examples inside the books and the golden cases: what a rule-book author wrote is what comes out."""

from functools import cache
from pathlib import Path

import pytest

from chuangwen.core.catalogue import load as load_catalogue
from chuangwen.core.rulebook import check, load_folder
from chuangwen.core.rulebook.measures import MEASURES
from chuangwen.core.rulebook.scores import SCORES
from chuangwen.core.rulebook.yaml_tree import parse, plain
from chuangwen.core.scoring.examples import ExampleError, run_examples

ROOT = Path(__file__).parents[3]
BOOKS = sorted(path.parent.relative_to(ROOT / "rulebooks").as_posix() for path in ROOT.glob("rulebooks/*/*/book.yaml"))
GOLDEN = sorted(ROOT.glob("tests/golden/*.yaml"))


@cache
def catalogue():
    return load_catalogue((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))


@cache
def book(name):
    return load_folder(ROOT / "rulebooks" / name, catalogue())


def golden(path):
    return plain(parse(path.read_text(encoding="utf-8"), path.name))


def cases():
    for name in BOOKS:
        for result in run_examples(book(name)):
            yield pytest.param(result, id=f"{name}: {result.title}")
    for path in GOLDEN:
        for result in run_examples(book(golden(path)["book"]), golden(path)["examples"]):
            yield pytest.param(result, id=f"{path.stem}: {result.title}")


@pytest.mark.parametrize("result", list(cases()))
def test_an_example_comes_out_as_its_author_says(result):
    assert result.differences == ()


def test_an_example_that_is_wrong_says_what_came_out_and_why():
    wrong = {"given": {"meeting[creation]": ["2026-02-11"]}, "expect": {"I-1": "2", "next": "再开1次"}}

    (result,) = run_examples(book("city-unit/2026"), [wrong])

    assert result.differences == (
        "I-1：应为2，算得0.5分。应开4次，已开1次（2月），得0.5分；再开3次（4—6月、7—9月、10—12月）可得满分。",
        "下一步应为“再开1次”，给出的是“再开1次（4—6月、7—9月、10—12月）可得0.5分”。",
    )


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ({"given": {}, "expect": {"X-9": "1"}}, "X-9"),
        ({"given": {"meting": ["2026-01-01"]}, "expect": {"I-1": "1"}}, "meting"),
        ({"given": {"meeting": ["2026-13-01"]}, "expect": {"I-1": "1"}}, "month"),
        ({"given": {"meeting": [{"date": "2026-01-01", "peopel": "3"}]}, "expect": {"I-1": "1"}}, "peopel"),
        ({"given": {}}, "expect"),
        ({"given": {}, "expext": {}}, "expext"),
    ],
)
def test_an_example_that_cannot_be_read_is_refused_by_name(example, said):
    with pytest.raises(ExampleError, match=said):
        run_examples(book("city-unit/2026"), [example])


@pytest.mark.parametrize("name", BOOKS)
def test_a_sample_book_has_nothing_worth_a_warning(name):
    assert [str(found) for found in check(book(name), catalogue()) if found.severity != "note"] == []


def test_the_agency_book_overlaps_the_unit_book_by_about_two_thirds():
    shared = {criterion.measure for criterion in book("city-unit/2026").criteria}
    agency = book("city-agency/2026").criteria

    assert 0.6 < sum(criterion.measure in shared for criterion in agency) / len(agency) < 0.75


def test_the_sample_books_together_use_every_measure_and_every_score_form():
    criteria = [c for name in BOOKS for c in (*book(name).criteria, *book(name).bonus.items)]

    assert {type(c.measure).head for c in criteria} == set(MEASURES) - {"attribute"}
    assert {type(c.score).head for c in criteria} == set(SCORES)
