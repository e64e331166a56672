"""Assessing in stages: whatever stops it, nobody sees half a result, and the next attempt goes on."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chuangwen.civic.assessments import access, work
from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.assessments.operations import _marking, assess_units
from chuangwen.civic.jobs import running
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import cancel_job, enqueue
from chuangwen.civic.jobs.work import Handle
from chuangwen.civic.journal.models import Line
from tests.civic.assessments.conftest import a_meeting
from tests.factories import NOON, a_unit


@pytest.fixture
def many(city, monkeypatch):
    """Seven more agencies, and batches of two."""
    monkeypatch.setattr(_marking, "BATCH", 2)
    return [a_unit(parent=city.district, kind="agency") for _ in range(7)]


def asked(book, city, officer):
    return enqueue(kind="assess", params={"edition_id": book.pk}, unit_id=city.city.pk, actor=officer, at=NOON)


def at_card(number, act, monkeypatch):
    """Do something when the work is about to keep the cards behind this number."""
    usual = Handle.progress

    def progress(self, done, total, message=""):
        if total and done == number:
            act()
        usual(self, done, total, message)

    monkeypatch.setattr(Handle, "progress", progress)


def die():
    raise SystemExit


def results(officer):
    return list(access.assessments_in_reach(officer).values_list("status", flat=True))


def test_in_stages_the_result_is_that_of_one_go(city, book, officer, many):
    a_meeting(city.agency, date(2025, 3, 5))
    job = asked(book, city, officer)
    running.run_due()
    job.refresh_from_db()
    staged = Assessment.objects.get(pk=job.result["assessment_id"])
    columns = [f.name for f in Card._meta.concrete_fields if f.name not in {"id", "assessment"}]
    kept = list(staged.cards.order_by("unit").values(*columns))
    said = (staged.summary, staged.snapshot)
    staged.cards.all().delete()
    staged.delete()

    whole = assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)

    assert job.state == "finished"
    assert len(kept) == 10
    assert list(whole.cards.order_by("unit").values(*columns)) == kept
    assert (whole.summary, whole.snapshot) == said


def test_the_same_facts_asked_for_again_lead_to_the_result_that_is_there(city, book, officer, many):
    known = assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)

    job = asked(book, city, officer)
    running.run_due()

    job.refresh_from_db()
    assert job.result == {"assessment_id": known.pk}
    assert Assessment.objects.count() == 1


def test_while_it_runs_nobody_sees_it(city, book, officer, many, monkeypatch):
    seen = []
    at_card(4, lambda: seen.append((Card.objects.count(), results(officer))), monkeypatch)

    asked(book, city, officer)
    running.run_due()

    assert seen == [(4, [])]
    assert results(officer) == ["finished"]


def test_stopped_in_the_middle_it_leaves_nothing(city, book, officer, many, monkeypatch):
    job = asked(book, city, officer)
    at_card(4, lambda: cancel_job(job_id=job.pk, actor=officer, at=NOON), monkeypatch)

    running.run_due()

    job.refresh_from_db()
    assert (job.state, Assessment.objects.count(), Card.objects.count()) == ("cancelled", 0, 0)


def test_stopped_at_the_last_moment_it_is_not_made_visible(city, book, officer, many, monkeypatch):
    job = asked(book, city, officer)
    usual = Handle.hold

    def hold(self):
        Job.objects.update(cancel_requested=True)
        usual(self)

    monkeypatch.setattr(Handle, "hold", hold)
    running.run_due()

    job.refresh_from_db()
    assert (job.state, Assessment.objects.count()) == ("cancelled", 0)


def test_after_a_crash_the_next_worker_goes_on_with_the_same_snapshot(city, book, officer, many, monkeypatch):
    job = asked(book, city, officer)
    with monkeypatch.context() as crash:
        at_card(6, die, crash)
        running.run_due()
    first = Assessment.objects.get()
    early = set(first.cards.values_list("pk", flat=True))
    a_meeting(city.agency, date(2025, 3, 5))
    Job.objects.update(heartbeat_at=NOON)
    running.take_back_lost()

    running.run_due()

    job.refresh_from_db()
    made = Assessment.objects.get(pk=job.result["assessment_id"])
    assert (len(early), made.cards.count()) == (6, 10)
    assert early < set(made.cards.values_list("pk", flat=True))
    assert (made.pk, made.snapshot, made.status) == (first.pk, first.snapshot, "finished")
    assert Line.objects.filter(verb="assessment.finished").count() == 1


def test_where_the_snapshot_cannot_be_written_the_job_says_why(city, book, officer, monkeypatch, tmp_path):
    blocked = tmp_path / "not-a-folder"
    blocked.write_text("这里已有一个文件")
    monkeypatch.setattr(_marking, "FOLDER", blocked)
    job = asked(book, city, officer)

    running.run_due()

    job.refresh_from_db()
    assert (job.state, job.trouble["what"]) == ("failed", "测评没有完成，没有产生任何得分。")
    assert (results(officer), Card.objects.count()) == (["failed"], 0)


def test_who_may_not_assess_is_told_by_the_job(city, book, district_officer):
    job = asked(book, city, district_officer)

    running.run_due()

    job.refresh_from_db()
    assert job.trouble["why"] == "只有本级或上级文明办的工作人员可以组织测评。"


def test_what_was_begun_and_never_finished_is_put_away(city, book, officer, many, monkeypatch):
    job = asked(book, city, officer)
    with monkeypatch.context() as crash:
        at_card(6, die, crash)
        running.run_due()
    assert work.clear_leftovers(NOON) == 0
    Job.objects.filter(pk=job.pk).update(state="failed", finished_at=NOON)

    assert work.clear_leftovers(NOON + timedelta(days=2)) == 1
    assert (Assessment.objects.count(), Card.objects.count()) == (0, 0)


@pytest.mark.parametrize("count", [2, 12])
def test_a_batch_takes_the_same_queries_however_many_units_there_are(city, book, officer, monkeypatch, count):
    monkeypatch.setattr(_marking, "BATCH", 5)
    for _ in range(count * 5 - 3):
        a_unit(parent=city.district, kind="agency")
    asked(book, city, officer)

    with CaptureQueriesContext(connection) as asked_of:
        running.run_due()

    inserts = [q for q in asked_of.captured_queries if 'INSERT INTO "assessments_card"' in q["sql"]]
    assert len(inserts) == count
    assert len(asked_of) <= 75 + 6 * count


@pytest.mark.slow
def test_a_place_of_a_thousand_units_is_assessed_in_the_background(city, book, officer):
    for number in range(1000):
        unit = a_unit(parent=city.district, kind="agency", path=f"{city.district.path}{number + 100:05}")
        if number % 3 == 0:
            a_meeting(unit, date(2025, 3, 5), created_by=officer)
    job = asked(book, city, officer)

    with CaptureQueriesContext(connection) as asked_of:
        running.run_due()

    job.refresh_from_db()
    assert (job.state, Card.objects.count()) == ("finished", 1003)
    assert len(asked_of) < 120
