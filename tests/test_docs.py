"""Nothing goes undocumented, and no document speaks of what is not there."""

import re

import pytest
from django.apps import apps

from chuangwen.core.rulebook.measures import MEASURES
from chuangwen.core.rulebook.scores import SCORES
from tests import documents, house

DOCS = house.ROOT / "docs"


def test_every_setting_read_from_the_environment_is_documented_and_no_other():
    read = {
        name
        for path in (house.ROOT / "src").rglob("*.py")
        for name in re.findall(r"""["'](CHUANGWEN_[A-Z_]+)["']""", path.read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"^\| `(CHUANGWEN_[A-Z_]+)`", (DOCS / "settings.md").read_text(), re.MULTILINE))

    assert documented == read


@pytest.mark.parametrize("name", documents.DOCUMENTS)
def test_a_written_document_says_what_the_program_does_today(name):
    assert (DOCS / name).read_text(encoding="utf-8") == documents.DOCUMENTS[name](), "run script/docs"


@pytest.mark.parametrize("head", sorted({*MEASURES, *SCORES}))
def test_every_measure_and_score_form_is_in_the_rule_book_manual(head):
    manual = (DOCS / "rulebook.md").read_text(encoding="utf-8")

    assert f"`{head}`" in manual
    assert re.search(rf"\b{head}:", manual)  # in an example, which tests/core/rulebook/test_manual.py reads


def glossary():
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", (DOCS / "glossary.md").read_text(), re.MULTILINE)
    return [(english.strip(), chinese.strip()) for english, chinese in rows if english != "in code"]


def test_every_model_has_its_word_in_the_glossary():
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("chuangwen.")}

    assert models - {english for english, _ in glossary()} == set()


@pytest.mark.parametrize("side", [0, 1], ids=["English", "Chinese"])
def test_a_word_of_the_glossary_means_one_thing(side):
    words = [row[side].lower() for row in glossary()]

    assert len(words) > 50
    assert [word for word in words if words.count(word) > 1] == []


@pytest.mark.parametrize("path", [p for p in house.tracked() if p.suffix == ".md"], ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(path):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", [p for p in house.tracked() if p.suffix == ".md"], ids=lambda path: path.name)
def test_every_script_that_a_document_names_is_there(path):
    named = set(re.findall(r"\bscript/([a-z]+)\b", path.read_text(encoding="utf-8")))

    assert {name for name in named if not (house.ROOT / "script" / name).exists()} == set()


def test_every_decision_is_in_the_list():
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (DOCS / "decisions" / "README.md").read_text()))

    assert listed == {path.name for path in (DOCS / "decisions").glob("[0-9]*.md")}
