"""A second opinion on doubtful facts, asked of a server of our own on this machine."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chuangwen.batch.reading_advisor import Endpoint, second_opinion
from chuangwen.core.reading import read
from chuangwen.core.reading.advice import questions
from tests.core.reading.catalogue import shipped

TEXT = "保密的开头一段不必发送。\n\n开展家访提灯夜话12次。另有雨花石8枚。"


@contextmanager
def a_server(answer, status=200, headers=()):
    """Serve one answer to every question, on a free port, and keep what was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers.get("Authorization"), json.loads(body)))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *words):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def said(content):
    return {"choices": [{"message": {"content": content if isinstance(content, str) else json.dumps(content)}}]}


def a_reading():
    return read(TEXT, catalogue=shipped())


def opinion(reading, url, **more):
    endpoint = Endpoint(url=url, model="local", key="secret", **more)
    return second_opinion(reading, TEXT, catalogue=shipped(), endpoint=endpoint)


def doubtful(reading):
    return questions(reading, TEXT)[0]


def test_nothing_is_asked_when_no_endpoint_is_configured():
    reading = a_reading()

    assert second_opinion(reading, TEXT, catalogue=shipped(), endpoint=None) is reading


def test_only_the_words_around_doubtful_figures_are_sent_with_the_key():
    with a_server(said([])) as (url, asked):
        opinion(a_reading(), url)

    ((path, key, body),) = asked
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer secret", "local")
    assert "8枚" in body["messages"][1]["content"]
    assert "保密的开头" not in json.dumps(body, ensure_ascii=False)


def test_a_confirmed_kind_is_surer():
    reading = a_reading()
    question = doubtful(reading)

    with a_server(said([{"number": question.number, "kind": question.kind}])) as (url, _):
        fact = opinion(reading, url).facts[question.number]

    assert fact.confidence > reading.facts[question.number].confidence
    assert fact.because.endswith("外部模型也这样认为。")


def test_a_guessed_kind_is_filled_and_no_figure_moves():
    reading = a_reading()
    question = doubtful(reading)

    with a_server(said([{"number": question.number, "kind": "donation"}])) as (url, _):
        after = opinion(reading, url)

    assert after.facts[question.number].kind == "donation"
    assert after.facts[question.number].confidence <= 0.5
    for old, new in zip(reading.facts, after.facts, strict=True):
        assert (old.value, old.unit, old.num_start, old.status) == (new.value, new.unit, new.num_start, new.status)


@pytest.mark.parametrize(
    "content",
    [
        "这是 8 枚雨花石。",
        {"number": 0, "kind": "donation"},
        [{"number": 999, "kind": "donation"}],
        [{"number": True, "kind": "donation"}],
        [{"number": 0, "kind": "no-such-kind"}],
        [{"number": 0, "kind": "donation", "topic": "no-such-topic"}],
        [{"number": 0, "kind": "donation", "value": 8000}],
        [["donation"]],
        "[" * 100_000,
    ],
)
def test_an_answer_that_was_not_asked_for_changes_nothing(content):
    reading = a_reading()

    with a_server(said(content)) as (url, _):
        assert opinion(reading, url) == reading


def test_the_same_fact_answered_twice_changes_nothing():
    reading = a_reading()
    row = {"number": doubtful(reading).number, "kind": "donation"}

    with a_server(said([row, row])) as (url, _):
        assert opinion(reading, url) == reading


@pytest.mark.parametrize(
    ("answer", "status"),
    [(b"", 500), (b"not json", 200), (b"{}", 200), (b'{"choices": []}', 200), (b"x" * (2**20 + 10), 200)],
)
def test_a_server_in_trouble_changes_nothing(answer, status):
    reading = a_reading()

    with a_server(answer, status) as (url, _):
        assert opinion(reading, url) == reading


def test_a_redirection_is_not_followed():
    reading = a_reading()

    with (
        a_server(said([])) as (elsewhere, asked),
        a_server(b"", 307, [("Location", f"{elsewhere}/chat/completions")]) as (url, _),
    ):
        assert opinion(reading, url) == reading

    assert asked == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "file:///etc", "nonsense"])
def test_an_address_that_nobody_answers_at_changes_nothing(url):
    reading = a_reading()

    assert opinion(reading, url, timeout=2) == reading
