"""A step for many applications as a job: in batches, with a report of those that stay."""

import pytest

from chuangwen.civic.jobs.operations import enqueue
from chuangwen.civic.jobs.work import Handle, work_of
from chuangwen.civic.rounds.models import Application
from chuangwen.civic.rounds.work import MOVE
from tests.civic.candidacies import a_round
from tests.civic.rounds.test_batches import SHORT, many_applications
from tests.factories import NOON


@pytest.mark.django_db
def test_a_job_moves_what_it_may_and_reports_of_the_rest(city, officer):
    round_ = a_round(city, officer, steps=SHORT)
    ids = many_applications(round_, city.district, officer, 120)
    ids += many_applications(round_, city.district, officer, 1, state="refused")
    params = {"round_id": round_.pk, "application_ids": ids, "event": "recommend"}
    job = enqueue(kind=MOVE, params=params, unit_id=round_.unit_id, actor=officer, at=NOON)
    job.state = "running"
    job.save()
    handle = Handle(
        job_id=job.pk, kind=MOVE, params=params, unit_id=job.unit_id, asked_by=officer, at=NOON, attempt=job.attempt
    )

    first = work_of(MOVE).function(handle)
    again = work_of(MOVE).function(handle)

    assert (first["moved"], first["already"], first["refused_count"]) == (120, 0, 1)
    assert (again["moved"], again["already"], again["refused_count"]) == (0, 120, 1)
    assert Application.objects.filter(state="recommended").count() == 120
