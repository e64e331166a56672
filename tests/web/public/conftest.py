"""A list on show today, and a proof of work that a test solves in no time."""

import json
import re
from base64 import b64encode
from html import unescape

import pytest
from altcha import solve_challenge_v1

from chuangwen import clock
from chuangwen.web.public import guards
from tests.civic import candidacies


@pytest.fixture
def application(city, officer, clerk):
    at = clock.now()
    return candidacies.an_application(candidacies.a_round(city, officer, at=at), city.agency, clerk, at=at)


@pytest.fixture
def publicity(application, officer):
    return candidacies.publicised(application, officer, at=clock.now())


@pytest.fixture
def proof(monkeypatch, db):
    """Solve the challenge that a page asks for."""
    monkeypatch.setattr(guards, "HARDNESS", 50)

    def solved(page):
        asked = json.loads(unescape(re.search(r'data-proof="([^"]+)"', page.content.decode()).group(1)))
        found = solve_challenge_v1(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxNumber"])
        answer = {key: asked[key] for key in ("algorithm", "challenge", "salt", "signature")}
        return b64encode(json.dumps(answer | {"number": found.number}).encode()).decode()

    return solved
