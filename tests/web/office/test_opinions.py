"""More time for a department's opinion, on the application's page."""

import pytest
from django.urls import reverse

from chuangwen.civic.rounds.models import DepartmentOpinion
from chuangwen.civic.rounds.operations.opinions import ask_opinions
from tests.civic.candidacies import a_round, an_application
from tests.factories import NOON, a_unit


@pytest.fixture
def application(city, officer, clerk):
    round_ = a_round(city, officer, steps=("submit", "consult", "publicise", "settle", "award"))
    return an_application(round_, city.agency, clerk)


def asked(application, officer, *units):
    told = {"round_id": application.round_id, "application_ids": [application.pk], "actor": officer, "at": NOON}
    ask_opinions(unit_ids=[unit.pk for unit in units], **told)


def test_the_file_offers_more_time_and_tells_of_it_afterwards(city, application, officer, sign_in):
    asked(application, officer, city.other_agency)
    opinion, page = DepartmentOpinion.objects.get(), sign_in(officer)
    file, door = (
        reverse("office:application", args=[application.pk]),
        reverse("office:opinion-extend", args=[opinion.pk]),
    )
    before = opinion.due_date
    assert door in page.get(file).content.decode()

    page.post(door, {"days": "10", "reason": "部门正在核对。", "token": "1"})

    opinion.refresh_from_db()
    shown = page.get(file).content.decode()
    assert "征求意见（临江区水务局）" in shown
    assert "部门正在核对。" in shown
    assert opinion.due_date > before


def test_days_and_reason_are_asked_for_and_nothing_is_lost(city, application, officer, sign_in):
    asked(application, officer, city.other_agency)
    door = reverse("office:opinion-extend", args=[DepartmentOpinion.objects.get().pk])

    shown = sign_in(officer).post(door, {"days": "", "reason": "部门正在核对。"}).content.decode()

    assert DepartmentOpinion.objects.get().answer == "waiting"
    assert "请填写延长几个工作日。" in shown
    assert "部门正在核对。" in shown


def test_a_reviewer_reads_the_file_and_is_offered_no_more_time(city, application, officer, reviewer, sign_in):
    asked(application, officer, city.other_agency)

    shown = sign_in(reviewer).get(reverse("office:application", args=[application.pk])).content.decode()

    assert "临江区水务局" in shown
    assert "/extend/" not in shown


@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_file_takes_the_same_queries_however_many_departments(
    city, application, officer, sign_in, django_assert_num_queries, count
):
    asked(application, officer, *(a_unit(parent=city.district, kind="agency") for _ in range(count)))
    page, file = sign_in(officer), reverse("office:application", args=[application.pk])

    with django_assert_num_queries(13):
        page.get(file)
