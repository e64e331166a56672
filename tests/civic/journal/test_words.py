"""Every verb that an act writes can be read in Chinese."""

import ast
import re

from chuangwen.civic.journal.enums import GROUPS, TARGETS, VALUES, VERBS
from chuangwen.civic.ledger.enums import ProposalStatus, Source, Status
from chuangwen.civic.orgs.enums import BodyKind, Role, Seat
from tests import house

VERB = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*")


def written():
    """Every string in a room of acts that looks like a verb."""
    for path in (house.ROOT / "src/chuangwen/civic").rglob("operations*/**/*.py"):
        yield from _strings(path)
    for path in (house.ROOT / "src/chuangwen/civic").rglob("operations.py"):
        yield from _strings(path)


def _strings(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        said = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if VERB.fullmatch(said) and said not in TARGETS:
            yield said


def test_every_verb_that_is_written_has_its_words():
    assert set(written()) - set(VERBS) == set()


def test_no_words_are_kept_for_a_verb_that_nobody_writes():
    assert set(VERBS) - set(written()) == set()


def test_every_verb_belongs_to_a_group():
    assert {verb.split(".")[0] for verb in VERBS} - set(GROUPS) == set()


def test_codes_are_called_as_their_own_nouns_call_them():
    assert {
        "role": dict(Role.choices),
        "seat": dict(Seat.choices),
        "kind": dict(BodyKind.choices),
        "source": dict(Source.choices),
        "status": dict(Status.choices) | dict(ProposalStatus.choices),
    } == VALUES
