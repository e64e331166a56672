"""The worker as a process of its own: killed in the middle of its work, asked to end, left by its parent."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests import house

pytestmark = pytest.mark.slow
PATIENCE = 30
ASK = """
import django, json, sys; django.setup()
from chuangwen import clock
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.people.models import User
actor, _ = User.objects.get_or_create(username="officer", defaults={"name": "沈文", "created_at": clock.now()})
params = {"to": 12, "pause": 0.25, "file": sys.argv[1]}
enqueue(kind="slow", params=params, unit_id=None, actor=actor, at=clock.now())
"""


class Office:
    """A home folder with a database, and the processes that work in it."""

    def __init__(self, home, **environment):
        self.home = home
        self.counted = home / "counted"
        self.environment = {
            **os.environ,
            "CHUANGWEN_HOME": str(home),
            "CHUANGWEN_DATABASE": f"sqlite:///{home}/office.sqlite3",
            "CHUANGWEN_JOB_STALE_SECONDS": "2",
            "DJANGO_SETTINGS_MODULE": "tests.batch.slowly.settings",
            "PYTHONPATH": str(house.ROOT),
            **environment,
        }
        self.run("-m", "chuangwen.batch", "migrate")

    def run(self, *words):
        subprocess.run([sys.executable, *words], env=self.environment, check=True, capture_output=True)

    def worker(self, *words):
        command = [sys.executable, "-m", "chuangwen.batch", "work", *words]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def job(self):
        with closing(sqlite3.connect(self.home / "office.sqlite3", timeout=20)) as rows:
            return rows.execute("select state, attempt, done, result from jobs_job").fetchone()

    def verbs(self):
        with closing(sqlite3.connect(self.home / "office.sqlite3", timeout=20)) as rows:
            return [verb for (verb,) in rows.execute("select verb from journal_line order by number")]

    def lines(self):
        return [line.split() for line in self.counted.read_text().splitlines()] if self.counted.exists() else []

    def wait_for(self, met):
        until = time.monotonic() + PATIENCE
        while not met():
            assert time.monotonic() < until, (self.job(), self.lines())
            time.sleep(0.05)


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    office.run("-c", ASK, str(office.counted))
    return office


def ended(process):
    process.kill()
    process.communicate()


def test_a_job_whose_worker_is_killed_is_finished_by_the_next_one_once(office):
    first = office.worker()
    office.wait_for(lambda: len(office.lines()) >= 3)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert office.job()[0] == "running"

    second, third = office.worker(), office.worker()
    try:
        office.wait_for(lambda: office.job()[0] == "finished")
    finally:
        ended(second)
        ended(third)

    again = [number for attempt, _, number in office.lines() if attempt == "2"]
    assert again == [str(number) for number in range(12)]
    assert len({pid for _, pid, _ in office.lines()}) == 2
    assert office.job() == ("finished", 2, 11, '{"counted": 12}')
    assert office.verbs() == ["job.enqueued", "job.finished"]


def test_a_worker_that_is_asked_to_end_puts_its_job_back_and_the_next_goes_on_at_once(office):
    first = office.worker()
    office.wait_for(lambda: len(office.lines()) >= 2)
    first.terminate()
    assert first.wait(PATIENCE) == 0
    first.communicate()
    assert office.job()[0] == "queued"

    office.run("-m", "chuangwen.batch", "work", "--once")

    assert office.job() == ("finished", 1, 11, '{"counted": 12}')


def test_a_worker_ends_when_the_server_that_started_it_is_killed(office):
    start = (
        "import subprocess, sys, time; print(subprocess.Popen([sys.executable, '-m', 'chuangwen.batch', 'work'],"
        " stdout=subprocess.DEVNULL).pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", start], env=office.environment, stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        office.wait_for(lambda: len(office.lines()) >= 1)
        parent.kill()

    office.wait_for(lambda: not _is_alive(pid))
    assert office.job()[0] in {"queued", "finished"}


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:  # noqa: PTH123 gone before it is read, it is dead
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
