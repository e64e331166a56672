"""Background work: asked for once, done once, stopped, and taken up again after a worker has died."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from chuangwen.civic.jobs import running, work
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import cancel_job, enqueue
from chuangwen.civic.journal.models import Line
from tests.factories import NOON

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def asked(city, officer, **params):
    return enqueue(kind="count", params=params or {"to": 3}, unit_id=city.district.pk, actor=officer, at=NOON)


def verbs():
    return list(Line.objects.order_by("number").values_list("verb", flat=True))


def ended(job):
    job.refresh_from_db()
    return job.state, job.result, job.trouble


def dies_at(number, counted):
    """Let the work break off as if its process had been killed: nothing is written down any more."""

    def killed(handle, at):
        if at == number:
            raise SystemExit

    counted["hook"] = killed


def grow_silent(job):
    Job.objects.filter(pk=job.pk).update(heartbeat_at=Now() - AN_HOUR)


def test_a_job_is_done_and_keeps_its_result(city, officer, counting):
    job = asked(city, officer)

    running.run_due()

    assert ended(job) == ("finished", {"counted": 3}, {})
    assert (job.done, job.total, job.message) == (2, 3, "数到2")
    assert verbs() == ["job.enqueued", "job.finished"]


def test_the_same_asked_for_twice_is_one_job_until_it_has_ended(city, officer, counting):
    first, again = asked(city, officer), asked(city, officer)
    running.run_due()
    later = asked(city, officer)

    assert (first == again, first == later) == (True, False)
    assert verbs() == ["job.enqueued", "job.finished", "job.enqueued"]


def test_a_job_that_waits_is_stopped_at_once_and_never_done(city, officer, counting):
    job = asked(city, officer)

    cancel_job(job_id=job.pk, actor=officer, at=NOON)
    cancel_job(job_id=job.pk, actor=officer, at=NOON)
    running.run_due()

    assert ended(job) == ("cancelled", {}, {})
    assert counting == {}
    assert verbs() == ["job.enqueued", "job.cancelled"]


def test_a_job_that_runs_is_stopped_at_its_next_step(city, officer, counting):
    job = asked(city, officer)
    counting["hook"] = lambda handle, number: number == 1 and cancel_job(job_id=job.pk, actor=officer, at=NOON)

    running.run_due()

    assert ended(job) == ("cancelled", {}, {})
    assert counting[1] == 2
    assert verbs() == ["job.enqueued", "job.cancelled", "job.finished"]


def test_a_refusal_is_kept_as_it_would_be_shown(city, officer, counting):
    job = asked(city, officer, to=0)

    running.run_due()

    assert ended(job) == ("failed", {}, {"what": "没有可数的。", "why": "数目是零。", "remedy": "请换一个数。"})
    assert verbs() == ["job.enqueued", "job.failed"]


def test_a_fault_of_the_program_is_told_with_a_next_step_and_logged(city, officer, counting, caplog):
    job = asked(city, officer, to=3, break_at=1)

    running.run_due()

    assert ended(job) == ("failed", {}, running.BUG)
    assert "RuntimeError: 1" in caplog.text


def test_a_job_whose_worker_died_is_taken_up_again_exactly_once(city, officer, counting):
    job = asked(city, officer)
    dies_at(1, counting)
    running.run_due()
    assert ended(job)[0] == "running"
    counting.pop("hook")
    grow_silent(job)

    assert [running.take_back_lost(), running.take_back_lost()] == [1, 0]
    running.run_due()

    assert ended(job) == ("finished", {"counted": 3}, {})
    assert counting == {1: 1, 2: 3}
    assert verbs() == ["job.enqueued", "job.finished"]


def test_a_job_whose_worker_is_alive_is_left_to_it(city, officer, counting):
    job = asked(city, officer)
    dies_at(1, counting)
    running.run_due(worker="one")
    grow_silent(job)

    running.beat("another")
    assert running._lost(timedelta(seconds=30)).count() == 1
    running.beat("one")

    assert running.take_back_lost() == 0


def test_a_job_taken_from_the_queue_by_a_worker_that_died_before_it_began_is_not_lost(city, officer, counting):
    job = asked(city, officer)
    ticket = DBTaskResult.objects.get(pk=job.ticket)
    ticket.claim("died")
    assert running.take_back_lost() == 0
    DBTaskResult.objects.update(started_at=Now() - AN_HOUR)

    assert running.take_back_lost() == 1
    running.run_due()

    assert ended(job)[0] == "finished"


def test_a_worker_that_was_only_slow_can_neither_go_on_nor_end_what_another_has_taken_up(city, officer, counting):
    job = asked(city, officer)

    def overtaken(handle, number):
        if handle.attempt == 1:
            grow_silent(job)
            running.take_back_lost()
            running.run_due(worker="the other")

    counting["hook"] = overtaken
    running.run_due(worker="slow")

    assert ended(job) == ("finished", {"counted": 3}, {})
    assert (job.worker, counting[1], counting[2]) == ("the other", 1, 3)
    assert verbs() == ["job.enqueued", "job.finished"]


def test_a_job_that_kills_its_worker_three_times_has_failed(city, officer, counting):
    job = asked(city, officer)
    dies_at(0, counting)
    for _ in range(3):
        running.run_due()
        grow_silent(job)
        running.take_back_lost()

    assert ended(job) == ("failed", {}, running.DIED)
    assert verbs() == ["job.enqueued", "job.failed"]


def test_a_worker_that_is_asked_to_end_puts_its_job_back(city, officer, counting, monkeypatch):
    job = asked(city, officer)
    counting["hook"] = lambda handle, number: work.LEAVING.set()
    monkeypatch.setattr(running.Worker, "run", lambda self: self.run_task(_claimed(self.worker_id)))
    running.run_due()
    work.LEAVING.clear()
    assert ended(job)[0] == "queued"
    counting.pop("hook")

    running.run_due()

    assert ended(job) == ("finished", {"counted": 3}, {})
    assert job.attempt == 1


def _claimed(worker):
    result = DBTaskResult.objects.ready().first()
    result.claim(worker)
    return result


def test_nothing_is_made_visible_for_a_job_that_is_to_stop(city, officer, counting):
    job = asked(city, officer)
    seen = []

    def holds(handle, number):
        cancel_job(job_id=job.pk, actor=officer, at=NOON)
        with pytest.raises(work.Cancelled):
            handle.hold()
        seen.append(number)

    counting["hook"] = holds
    running.run_due()

    assert seen == [0]


def test_work_that_nobody_does_is_not_taken_in(city, officer):
    with pytest.raises(work.UnknownWork):
        enqueue(kind="fly", params={}, unit_id=None, actor=officer, at=NOON)


def test_what_ended_long_ago_is_forgotten_and_what_is_awaited_stays(city, officer, counting):
    old = asked(city, officer)
    running.run_due()
    waiting = asked(city, officer)
    Job.objects.filter(pk=old.pk).update(finished_at=Now() - timedelta(days=31))
    DBTaskResult.objects.finished().update(finished_at=Now() - timedelta(days=31))

    assert running.prune() == 1
    assert list(Job.objects.all()) == [waiting]
    assert DBTaskResult.objects.count() == 1
