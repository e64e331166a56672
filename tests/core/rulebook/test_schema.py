"""The JSON Schema takes what the loader takes: every shipped book, every specimen; it has every key of the language."""

import json
import re

import pytest
import yaml
from jsonschema import Draft7Validator

from chuangwen.batch import skeleton
from chuangwen.core.rulebook import load
from chuangwen.core.rulebook.measures import MEASURES
from chuangwen.core.rulebook.scores import SCORES
from tests import documents, house, specimens
from tests.core.scoring.makers import catalogue

SCHEMA = json.loads(documents.schema_document())
BOOKS = list(specimens.texts())


class Editor(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: days stay text, and only true and false are flags."""


Editor.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in rows if tag.rsplit(":", 1)[-1] in ("int", "float", "null")]
    for sign, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def wrong(text, definition=None):
    """Return what the validator says against a file, or against a part of one."""
    schema = SCHEMA if definition is None else {"$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]}
    read = texts_as_keys(yaml.load(text, Editor))  # noqa: S506  # ours is a SafeLoader that resolves less
    return [error.message for error in Draft7Validator(schema).iter_errors(read)]


def texts_as_keys(value):
    """Write every key as text, as JSON has it."""
    if isinstance(value, dict):
        return {str(key): texts_as_keys(inner) for key, inner in value.items()}
    return [texts_as_keys(inner) for inner in value] if isinstance(value, list) else value


def test_it_is_a_schema():
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("files", BOOKS, ids=range(len(BOOKS)))
def test_every_book_that_loads_is_valid(files):
    load(files, catalogue())

    assert {name: wrong(text) for name, text in files.items()} == {key: [] for key in files}


def test_a_new_book_is_valid():
    assert [wrong(text) for text in skeleton.FILES.values()] == [[] for _ in skeleton.FILES]


@pytest.mark.parametrize("head", sorted(MEASURES))
def test_every_measure_is_in_it_and_says_what_it_is(head):
    assert {"$ref": f"#/$defs/measure_{head}"} in SCHEMA["$defs"]["measure"]["anyOf"]
    assert SCHEMA["$defs"][f"measure_{head}"]["description"]
    assert head in SCHEMA["$defs"][f"measure_{head}"]["required"]


@pytest.mark.parametrize("head", sorted(SCORES))
def test_every_score_form_is_in_it_and_says_what_it_is(head):
    assert {"$ref": f"#/$defs/score_{head}"} in SCHEMA["$defs"]["score"]["anyOf"]
    assert SCHEMA["$defs"][f"score_{head}"]["description"]


def keys_of(tree):
    if isinstance(tree, dict):
        return {str(key) for key in tree if re.fullmatch(r"[a-z_]+", str(key))} | keys_of(list(tree.values()))
    return set().union(*map(keys_of, tree)) if isinstance(tree, list) else set()


def test_every_key_that_a_shipped_book_uses_is_in_it():
    used = set()
    for file in (house.ROOT / "rulebooks").rglob("*.yaml"):
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
        tree.pop("examples", None)
        used |= keys_of(tree)
    known = set(re.findall(r'"([a-z_]+)":', json.dumps(SCHEMA)))

    assert used - known - {"festivals"} == set()


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("{count: meetin}", "measure"),
        ("{cuont: meeting}", "measure"),
        ("{ratio: {sum: study.attendees}}", "measure"),
        ("{sum: study.attendee}", "measure"),
        ("{per: 一, worth: 1}", "score"),
        ("{full_at: 0.85, each_shrot: 0.1, loses: 1}", "score"),
        ("{code: I-1, text: 甲, clause: 乙, points: 4, measure: {count: meeting}, when_missing: zero}", "criterion"),
        ("{code: I-1, text: 甲, clause: 乙, points: 4, measure: {count: meeting}, score: {as_is: 1}, when_missing: no}",
         "criterion"),
        ("{category: I, title: 甲, criteria: [], capp: 3}", "category"),
        ("{book: a, edition: b}", "book"),
        ("{from: 2026年1月}", "book"),
    ],
)  # fmt: skip
def test_it_finds_what_the_loader_refuses(text, definition):
    assert wrong(text, definition)
