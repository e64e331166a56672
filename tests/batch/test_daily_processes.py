"""A day's chores in processes of their own: killed in the middle, and asked for by two workers at once."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.batch.test_worker import Office, ended

pytestmark = pytest.mark.slow
PATIENCE = 300  # only how long a fault is waited for
LETTERS = [f"slow:{number}" for number in range(12)]


class Morning(Office):
    """An office without anything to do but its day's chores."""

    def ask(self, query):
        with closing(sqlite3.connect(self.home / "office.sqlite3", timeout=20)) as rows:
            return [value for (value,) in rows.execute(query)]

    def letters(self):
        return sorted(self.ask("select token from letters_letter"), key=lambda token: int(token.split(":")[1]))

    def states(self):
        return self.ask("select state from jobs_job where kind = 'daily' order by id")

    def begins_the_day(self):
        command = [sys.executable, "-m", "chuangwen.batch", "daily"]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def wait_for(self, met):
        until = time.monotonic() + PATIENCE
        while not met():
            assert time.monotonic() < until, (self.states(), self.letters())
            time.sleep(0.05)


def test_chores_that_are_killed_in_the_middle_are_finished_by_the_next_start_and_nothing_is_done_twice(tmp_path):
    leave = tmp_path / "leave"
    office = Morning(tmp_path, SLOWLY_LEAVE=str(leave))
    first = office.begins_the_day()
    office.wait_for(lambda: len(office.letters()) == 3)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    leave.touch()
    assert office.states() == ["running"]

    said = []
    while office.states() == ["running"]:  # until the signs of life of the dead are old enough
        said.append(office.begins_the_day().communicate()[0].decode())
        assert "Traceback" not in said[-1]

    assert office.states() == ["finished"]
    assert office.letters() == LETTERS
    assert office.verbs().count("letters.reminders_posted") == 12
    assert office.ask("select attempt from jobs_job") == [2]
    assert "慢慢发" in said[-1]


def test_two_workers_do_the_chores_of_a_day_once(tmp_path):
    office = Morning(tmp_path, SLOWLY_EACH_DAY="1")

    workers = [office.worker(), office.worker()]
    try:
        office.wait_for(lambda: "finished" in office.states())
    finally:
        for worker in workers:
            ended(worker)

    assert office.states() == ["finished"]
    assert office.letters() == LETTERS
    assert office.verbs().count("job.enqueued") == 1
