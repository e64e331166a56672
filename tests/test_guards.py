"""Each guard bites: a fault is planted in a copy, and the tool must refuse it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import house

pytestmark = pytest.mark.slow
TOOLS = Path(sys.executable).parent
DOCSTRING = '"""Planted."""\n'


def run(*command, cwd=house.ROOT, told=None, **variables):
    """Run a tool; return its exit code and all that it printed."""
    environment = {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", **variables}
    environment["PATH"] = f"{TOOLS}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(command, check=False, cwd=cwd, input=told, capture_output=True, text=True, env=environment)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path):
    """A copy of the house in which anything may be broken."""
    shutil.copytree(house.ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    for name in ("catalogues", "rulebooks"):
        if (house.ROOT / name).is_dir():
            shutil.copytree(house.ROOT / name, tmp_path / name)
    shutil.copy(house.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(copy, path, text):
    """Write a file into the copy, or add to one that is there."""
    file = copy / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text(encoding="utf-8") if file.exists() else "") + text, encoding="utf-8")


# ruff ---------------------------------------------------------------------------
RUFF = {
    "TID251": "from django.shortcuts import get_object_or_404\n",
    "DTZ005": "from datetime import datetime\n\nSTARTED = datetime.now()\n",
    "D103": "def gate() -> None:\n    return None\n",
    "T201": "print(1)\n",
    "PLC0415": "def late() -> None:\n    '''Import late.'''\n    import json\n\n    json.dumps(1)\n",
    "N802": "def AwardTitle() -> None:\n    '''Award.'''\n",
    "S101": "assert True\n",
    "B006": "def collect(into: list = []) -> None:\n    '''Collect.'''\n",
    "ERA001": "# total = points + bonus\n",
    "PTH118": "import os\n\nPLACE = os.path.join('a', 'b')\n",
    "DJ001": "from django.db import models\n\n\nclass Seat(models.Model):\n    '''A seat.'''\n\n    name = models.CharField(null=True)\n",
    "TID252": "from . import models\n",
    "G004": "import logging\n\nlogging.getLogger(__name__).warning(f'{__name__}')\n",
    "SLF001": "import json\n\nprivate = json._default_decoder\n",
    "RUF100": f"import json  # {'noqa'}: E711 no reason\n\nprivate = json\n",
    "F401": "import json\n",
    "I001": "import sys\nimport json\n\nboth = (sys, json)\n",
    "C901": "def walk(n: int) -> int:\n    '''Walk.'''\n"
    + "".join(f"    if n == {i}:\n        n += {i}\n" for i in range(12))
    + "    return n\n",
}


@pytest.mark.parametrize("rule", RUFF)
def test_ruff_refuses(rule):
    code, said = run("ruff", "check", "--stdin-filename", "src/chuangwen/web/x.py", "-", told=DOCSTRING + RUFF[rule])

    assert code == 1
    assert rule in said


@pytest.mark.parametrize("banned", ["django.utils.timezone.now", "django.shortcuts.get_object_or_404"])
def test_a_banned_name_comes_with_its_remedy(banned):
    module, _, name = banned.rpartition(".")
    text = f"{DOCSTRING}from {module} import {name}\n\nused = {name}\n"
    _, said = run("ruff", "check", "--stdin-filename", "src/chuangwen/web/x.py", "-", told=text)

    assert {"django.utils.timezone.now": "chuangwen.clock.now()"}.get(banned, "access.py") in said


def test_ruff_refuses_another_layout():
    code, _ = run("ruff", "format", "--check", "--stdin-filename", "src/chuangwen/web/x.py", "-", told="x = {  1:2 }\n")

    assert code == 1


# import-linter --------------------------------------------------------------------
IMPORTS = {
    "the core knows Django": ("core/planted.py", "import django\n"),
    "the core opens a socket": ("core/planted.py", "import socket\n"),
    "the core uses a noun": ("core/planted.py", "from chuangwen.civic import wordbook\n"),
    "a noun reads the clock": ("civic/orgs/access.py", "from chuangwen import clock\n"),
    "a noun uses a page": ("civic/orgs/access.py", "from chuangwen.web.ui import figures\n"),
    "an earlier noun uses a later one": ("civic/orgs/access.py", "from chuangwen.civic.ledger import models as late\n"),
    "models use access": ("civic/orgs/models.py", "from chuangwen.civic.orgs import access\n"),
    "a room that has no name": ("civic/orgs/services.py", ""),
    "an audience uses another": ("web/office/planted.py", "from chuangwen.web.unit import apps\n"),
    "the kit uses an audience": ("web/ui/planted.py", "from chuangwen.web.unit import apps\n"),
    "an act imports a job": ("civic/orgs/access.py", "from chuangwen.batch import cli\n"),
}


@pytest.mark.parametrize("fault", IMPORTS)
def test_import_linter_refuses_that(fault, copy):
    path, line = IMPORTS[fault]
    plant(copy, f"src/chuangwen/{path}", line)

    code, said = run("lint-imports", "--no-cache", cwd=copy, PYTHONPATH=str(copy / "src"))

    assert code == 1, said
    assert "BROKEN" in said


# mypy -----------------------------------------------------------------------------
def test_mypy_refuses_what_does_not_fit(copy):
    path = "src/chuangwen/civic/orgs/planted.py"
    plant(
        copy,
        path,
        f"{DOCSTRING}from chuangwen.civic.orgs.models import Unit\n\n\n"
        "def name(unit: Unit) -> int:\n    return unit.name\n\n\ndef untyped(x):\n    return x\n",
    )

    code, said = run("mypy", "--cache-dir", str(copy / "cache"), path, cwd=copy, MYPYPATH=str(copy / "src"))

    assert code == 1
    assert "[return-value]" in said
    assert "[no-untyped-def]" in said


# templates --------------------------------------------------------------------------
@pytest.mark.parametrize("template", ["<img src='x.png'>\n", "<div><p></div>\n", "<a href='/office/'>去</a>\n"])
def test_djlint_refuses(template, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(template)

    code, said = run("djlint", "--configuration", str(house.ROOT / "pyproject.toml"), "--lint", str(page))

    assert code == 1, said


def test_djangofmt_refuses_another_layout(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<ul><li>一</li>\n        <li>二</li></ul>")

    assert run("djangofmt", "--check", str(page))[0] == 1


TEMPLATES = {
    "a style attribute": '<p style="color: red">字</p>',
    "a <style> block": "<style>p { margin: 0 }</style>",
    "an inline <script>": "<script>alert(1)</script>",
    "an on… attribute": '<button onclick="go()">去</button>',
    "a javascript: address": '<a href="javascript:go()">去</a>',
}


@pytest.mark.parametrize("what", TEMPLATES)
def test_the_house_refuses_in_a_template(what, tmp_path):
    plant(tmp_path, "src/chuangwen/web/ui/templates/ui/page.html", TEMPLATES[what])

    assert house.inline_code(tmp_path) == [f"src/chuangwen/web/ui/templates/ui/page.html:1: {what}"]


def test_the_house_takes_a_script_from_a_file(tmp_path):
    plant(tmp_path, "src/chuangwen/web/ui/templates/ui/page.html", '<script src="/static/ui/page.js" defer></script>')

    assert house.inline_code(tmp_path) == []


@pytest.mark.parametrize("test", ['entry.status == "draft"', '"draft" == entry.status', 'entry.status in "draft"'])
def test_the_house_refuses_a_template_that_decides_by_a_code(test, tmp_path):
    plant(tmp_path, "src/chuangwen/web/ui/templates/ui/page.html", f"{{% if {test} %}}草稿{{% endif %}}")

    assert len(house.compared_codes({"status"}, {"draft"}, tmp_path)) == 1


# migrations ---------------------------------------------------------------------------
def test_a_model_without_its_migration_is_refused(copy):
    models = copy / "src/chuangwen/civic/orgs/models.py"
    models.write_text(models.read_text(encoding="utf-8").replace("max_length=120", "max_length=121"), encoding="utf-8")

    code, said = run(
        *("django-admin", "makemigrations", "--check", "--dry-run"),
        cwd=copy,
        PYTHONPATH=str(copy / "src"),
        DJANGO_SETTINGS_MODULE="chuangwen.settings",
        CHUANGWEN_HOME=str(copy / "var"),
    )

    assert code == 1, said
    assert "orgs" in said


@pytest.mark.parametrize("name", ["0002_auto_20250301.py", "0003.py", "0004_auto.py"])
def test_the_house_refuses_a_migration_without_a_name(name, tmp_path):
    plant(tmp_path, f"src/chuangwen/civic/orgs/migrations/{name}", "")
    plant(tmp_path, "src/chuangwen/civic/orgs/migrations/0005_units_may_close.py", "")

    assert house.unnamed_migrations(tmp_path) == [f"src/chuangwen/civic/orgs/migrations/{name}"]


# text --------------------------------------------------------------------------------
# Braces keep these lines from being found themselves.
@pytest.mark.parametrize("stranger", [f"/{'home'}/lin/notes", f"https://{'pypi'}.org/simple", f"/{'work'}/main"])
def test_the_house_refuses_a_path_or_host_of_one_machine(stranger, tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    plant(tmp_path, "README.md", f"see {stranger}\n")

    assert len(house.strangers_in_text(tmp_path)) == 1


EXEMPTIONS = {
    f"x = 1  # {'noqa'}\n": 1,
    f"x = 1  # {'noqa'}: E711\n": 1,
    f"x = 1  # {'noqa'}: E711 the column is read by SQL\n": 0,
    f"x = 1  # type: {'ignore'}\n": 1,
    f"x = 1  # type: {'ignore'}[misc]\n": 1,
    f"x = 1  # type: {'ignore'}[misc]  # the library ships no types\n": 0,
}


@pytest.mark.parametrize("line", EXEMPTIONS)
def test_the_house_wants_a_reason_for_each_exemption(line, tmp_path):
    plant(tmp_path, "src/chuangwen/planted.py", line)

    assert len(house.unexplained_exemptions(tmp_path)) == EXEMPTIONS[line]


def test_the_house_refuses_what_is_too_long_unless_it_says_why(tmp_path):
    body = "    x = 1\n" * house.LONGEST_FUNCTION
    plant(tmp_path, "src/chuangwen/one.py", f"def long():\n{body}")
    plant(tmp_path, "src/chuangwen/two.py", f"# long: a table of words reads best in one piece\ndef long():\n{body}")
    plant(tmp_path, "src/chuangwen/three.py", "x = 1\n" * (house.LONGEST_FILE + 1))

    assert house.too_long(tmp_path) == [
        f"src/chuangwen/one.py::long: {house.LONGEST_FUNCTION + 1} lines",
        f"src/chuangwen/three.py: {house.LONGEST_FILE + 1} lines",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "post_save.connect(write)\n",
        "transaction.on_commit(write)\n",
        "    def save(self): ...\n",
        "    ordering = ['id']\n",
    ],
)
def test_the_house_refuses_hidden_workings(line, tmp_path):
    plant(tmp_path, "src/chuangwen/civic/orgs/models.py", line)

    assert len(house.hidden_workings(tmp_path)) == 1


def test_the_house_refuses_a_name_that_says_nothing(tmp_path):
    plant(tmp_path, "src/chuangwen/civic/orgs/utils.py", "")

    assert house.vague_names(tmp_path) == ["src/chuangwen/civic/orgs/utils.py"]


# pytest ------------------------------------------------------------------------------
PLANTED_TESTS = {
    "UserWarning: old": "import warnings\n\ndef test_it():\n    warnings.warn('old', stacklevel=1)\n",
    "'slwo' not found in `markers`": "import pytest\n\n@pytest.mark.slwo\ndef test_it():\n    pass\n",
    "CI=true: a skipped test is a failure.": "import pytest\n\ndef test_it():\n    pytest.skip('not today')\n",
}


@pytest.mark.parametrize("trouble", PLANTED_TESTS)
def test_pytest_refuses(trouble, copy):
    (copy / "tests").mkdir()
    for path in (house.ROOT / "tests").glob("*.py"):
        if not path.name.startswith("test_"):
            shutil.copy(path, copy / "tests")
    plant(copy, "tests/test_planted.py", PLANTED_TESTS[trouble])

    code, said = run(
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_planted.py"),
        cwd=copy,
        PYTHONPATH=str(copy / "src"),
        CI="true",
    )

    assert code != 0
    assert trouble in said
