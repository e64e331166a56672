"""A day's chores: each is done, one that fails keeps none from being done, and a day is asked for once."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db.models.functions import Now

from chuangwen.civic.jobs import chores, running
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.journal.models import Line
from tests.civic.hands import at_once
from tests.factories import NOON, TODAY

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def done(monkeypatch):
    """Register three chores that note on which day they were done; `faults` says what happens in one of them."""
    noted, faults = [], {}

    def noting(code):
        def do(day):
            day.go_on()
            if code in faults:
                raise faults[code]
            noted.append((code, day.date))
            return f"{code}办完。"

        return chores.Chore(code=code, name=code, function=do)

    monkeypatch.setattr(chores, "_register", {code: noting(code) for code in ("甲", "乙", "丙")})
    return SimpleNamespace(noted=noted, faults=faults)


def asked(day=TODAY, occasion=True):
    return enqueue(
        kind=chores.DAILY,
        params={"day": day.isoformat()},
        unit_id=None,
        actor=None,
        at=NOON,
        occasion=chores.occasion_of(day) if occasion else "",
    )


@pytest.mark.django_db
def test_all_chores_of_a_day_are_done_and_each_says_what_it_did(done):
    job = asked(date(2025, 11, 20))
    running.run_due()
    job.refresh_from_db()

    assert done.noted == [(code, date(2025, 11, 20)) for code in ("甲", "乙", "丙")]
    assert job.state == "finished"
    assert job.result["lines"][0] == {"name": "甲", "said": "甲办完。", "is_done": True}
    assert list(Line.objects.order_by("number").values_list("verb", "actor")) == [
        ("job.enqueued", None),
        ("job.finished", None),
    ]


@pytest.mark.django_db
def test_a_long_chore_waits_until_the_others_are_done(done):
    chores._register["甲"] = replace(chores._register["甲"], is_long=True)

    asked()
    running.run_due()

    assert [code for code, _ in done.noted] == ["乙", "丙", "甲"]


@pytest.mark.django_db
def test_a_day_is_asked_for_once_also_after_its_chores_are_done(done):
    first = asked()
    running.run_due()

    assert asked() == first
    assert asked(TODAY + timedelta(days=1)) != first
    running.run_due()
    assert [day for code, day in done.noted if code == "甲"] == [TODAY, TODAY + timedelta(days=1)]


@pytest.mark.django_db
def test_a_chore_that_fails_is_told_of_and_the_others_are_done(done, caplog):
    done.faults["乙"] = RuntimeError("broken")

    job = asked()
    running.run_due()
    job.refresh_from_db()

    assert [code for code, _ in done.noted] == ["甲", "丙"]
    assert [line["is_done"] for line in job.result["lines"]] == [True, False, True]
    assert job.result["lines"][1]["said"] == chores.BROKEN
    assert "Chore 乙 failed." in caplog.text


@pytest.mark.django_db
def test_chores_whose_worker_was_killed_are_all_begun_again_by_the_next(done):
    job = asked()
    done.faults["乙"] = SystemExit()
    running.run_due()
    job.refresh_from_db()
    assert job.state == "running"
    done.faults.clear()
    Job.objects.update(heartbeat_at=Now() - AN_HOUR)

    running.take_back_lost()
    running.run_due()
    job.refresh_from_db()

    assert (job.state, job.attempt) == ("finished", 2)
    assert [code for code, _ in done.noted] == ["甲", "甲", "乙", "丙"]


@pytest.mark.django_db
def test_a_job_done_here_is_not_done_by_a_worker_too(done):
    job = asked()

    assert running.do_now(job.pk, worker="here").state == "finished"
    running.run_due()

    assert len(done.noted) == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_that_wake_at_once_do_a_day_once(done):
    def wakes():
        job = asked()
        return running.do_now(job.pk, worker="one of two").pk

    found = at_once(wakes, wakes, wakes)

    assert len(set(found)) == 1, found
    assert sorted(code for code, _ in done.noted) == ["丙", "乙", "甲"]
    assert Line.objects.filter(verb="job.enqueued").count() == 1
