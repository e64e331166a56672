"""A public form takes a proof of work once, and an address only so often."""

import json
import re
from base64 import b64encode
from datetime import timedelta
from html import unescape

import pytest
from altcha import solve_challenge_v1
from django import forms

from chuangwen.web.public import guards


class Form(forms.Form):
    proof = guards.ProofField()


def challenge():
    """A challenge as the page shows it."""
    return json.loads(unescape(re.search(r'data-proof="([^"]+)"', str(Form()["proof"])).group(1)))


def answer_to(asked, **changed):
    number = solve_challenge_v1(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxNumber"]).number
    answer = {key: asked[key] for key in ("algorithm", "challenge", "salt", "signature")} | {"number": number}
    return b64encode(json.dumps(answer | changed).encode()).decode()


@pytest.fixture
def easy(monkeypatch, db):
    monkeypatch.setattr(guards, "HARDNESS", 50)


def test_a_true_answer_is_taken_once(easy):
    said = {"proof": answer_to(challenge())}

    assert [Form(said).is_valid(), Form(said).is_valid()] == [True, False]


def test_every_drawing_asks_anew(easy):
    assert challenge()["challenge"] != challenge()["challenge"]


@pytest.mark.parametrize("changed", [{"number": 51}, {"salt": "0&"}, {"signature": "0" * 64}, {"challenge": "0" * 64}])
def test_a_false_answer_is_not_taken(easy, changed):
    assert not Form({"proof": answer_to(challenge(), **changed)}).is_valid()


@pytest.mark.parametrize("said", ["", "x", "NQ==", "W10=", b64encode(b'{"salt": []}').decode(), "e30="])
def test_nonsense_is_refused_politely(db, said):
    form = Form({"proof": said})

    assert not form.is_valid()
    assert form.errors["proof"][0] in guards.ProofField.default_error_messages.values()


def test_an_answer_that_came_late_is_not_taken(easy, monkeypatch):
    monkeypatch.setattr(guards, "LIFETIME", timedelta(seconds=-5))
    late = answer_to(challenge())
    monkeypatch.setattr(guards, "LIFETIME", timedelta(minutes=30))

    assert not Form({"proof": late}).is_valid()


def test_an_address_has_its_share_and_no_more(db, rf):
    one, other = rf.post("/", REMOTE_ADDR="10.0.0.1"), rf.post("/", REMOTE_ADDR="10.0.0.2")
    share = {"most": 3, "within": timedelta(hours=1)}

    assert [guards.is_too_often(one, "objection", **share) for _ in range(5)] == [False] * 3 + [True] * 2
    assert not guards.is_too_often(other, "objection", **share)
    assert not guards.is_too_often(one, "question", **share)
