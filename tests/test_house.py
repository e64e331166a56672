"""The shape of the house itself: found, not registered."""

import inspect
import re
import subprocess
import sys
import tomllib
import zipfile

import pytest
from django.apps import apps
from django.db.models import PROTECT, ForeignKey, UniqueConstraint
from packaging.requirements import Requirement
from packaging.version import Version

from chuangwen.civic.wordbook import kinds, unit_kinds
from tests import house

ACTS = list(house.acts())
WRITTEN_BY_THE_PROGRAM = {
    "Card",
    "Preview",
    "PreviewDay",
    "Proposal",
    "Line",
    "LetterCopy",
    "Delivery",
}  # no person's form leads there
OWN_MODELS = [model for model in apps.get_models() if model.__module__.startswith("chuangwen.")]


def test_acts_are_found():
    assert len(ACTS) > 5


@pytest.mark.parametrize("act", ACTS, ids=lambda act: f"{act.__module__.split('.')[2]}.{act.__name__}")
class TestAnAct:
    def test_names_every_argument_and_says_who_and_when(self, act):
        parameters = inspect.signature(act).parameters

        assert {each.kind for each in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
        assert {"actor", "at"} <= parameters.keys()

    def test_is_one_durable_transaction(self, act):
        assert house.is_durable(act)

    def test_says_what_it_does(self, act):
        assert inspect.getdoc(act)


def test_no_file_names_a_machine_or_a_registry():
    assert house.strangers_in_text() == []


def test_no_template_holds_style_or_script():
    assert house.inline_code() == []


def test_no_template_decides_by_a_stored_code():
    columns = {"topic", "level", "medium", "verdict", "kind", "proof"}
    codes = set(kinds().kinds) | set(unit_kinds())
    for model in OWN_MODELS:
        for field in model._meta.fields:
            if field.choices:
                columns.add(field.name)
                codes |= {code for code, _ in field.choices}

    assert house.compared_codes(columns, codes) == []


def test_every_exemption_names_its_code_and_its_reason():
    assert house.unexplained_exemptions() == []


def test_no_module_has_a_name_that_says_nothing():
    assert house.vague_names() == []


def test_every_migration_is_named_by_intent():
    assert house.unnamed_migrations() == []


def test_nothing_runs_without_being_called():
    assert house.hidden_workings() == []


def test_files_and_functions_are_short_or_say_why():
    assert house.too_long() == []


def test_the_median_function_is_short():
    lengths = sorted(lines for lines, name, _ in house.lengths() if "::" in name)

    assert lengths[len(lengths) // 2] <= 10


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
class TestAModel:
    def test_lets_no_row_vanish_with_another(self, model):
        loose = [
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, ForeignKey) and field.remote_field.on_delete is not PROTECT
        ]

        assert loose == []

    def test_has_no_order_of_its_own(self, model):
        assert list(model._meta.ordering) == []

    def test_names_its_constraints_in_words(self, model):
        names = [each.name for each in model._meta.constraints]

        assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []

    def test_tells_a_person_what_stands_twice(self, model):
        silent = UniqueConstraint.default_violation_error_message
        unsaid = [
            each.name
            for each in model._meta.constraints
            if isinstance(each, UniqueConstraint) and each.violation_error_message == silent
        ]

        assert model.__name__ in WRITTEN_BY_THE_PROGRAM or unsaid == []


def test_each_lock_pins_what_the_project_asks_for():
    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)", (house.ROOT / "requirements/base.txt").read_text(), re.MULTILINE))

    for requirement in map(Requirement, asked):
        assert Version(pinned[requirement.name.lower()]) in requirement.specifier, requirement


@pytest.mark.slow
def test_the_installed_package_carries_pages_static_files_catalogues_and_books(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=house.ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    kept = [path.relative_to(house.ROOT) for path in house.tracked()]
    in_package = {path.relative_to("src").as_posix() for path in kept if path.parts[0] == "src"}
    beside = {f"chuangwen/{path.as_posix()}" for path in kept if path.parts[0] in {"catalogues", "rulebooks"}}

    assert beside
    assert (in_package | beside) - inside == set()
