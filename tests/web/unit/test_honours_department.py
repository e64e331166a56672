"""What a unit does as a department: it answers what it is asked of an applicant, and screens what is assigned to it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds.models import Application, DepartmentOpinion
from chuangwen.civic.rounds.operations.opinions import ask_opinions
from tests.civic import candidacies
from tests.factories import a_person, a_unit


@pytest.fixture
def department(city):
    return a_unit(parent=city.city, kind="agency", name="云岭市应急管理局")


@pytest.fixture
def colleague(department):
    return a_person(Role.CLERK, department, username="colleague")


@pytest.fixture
def application(city, officer, clerk, department):
    """Handed in, to be screened by the department."""
    round_ = candidacies.a_round(city, officer, at=clock.now(), screeners={"": department.pk})
    return candidacies.an_application(round_, city.agency, clerk, at=clock.now())


@pytest.fixture
def opinion(application, department, officer):
    told = {"application_ids": [application.pk], "unit_ids": [department.pk], "actor": officer, "at": clock.now()}
    ask_opinions(round_id=application.round_id, **told)
    return DepartmentOpinion.objects.get()


def door(name, row):
    return reverse(f"unit:{name}", args=[row.pk])


def state_of(application):
    return Application.objects.values_list("state", flat=True).get(pk=application.pk)


def test_the_first_page_says_how_much_the_department_is_asked(sign_in, department, colleague, opinion):
    page = sign_in(colleague).get(door("honours", department))

    owed = {(each.what, each.due) for each in page.context["owed"]}
    due = opinion.application.due_date
    assert owed == {("初审申报", due), ("答复征求意见", opinion.due_date)}
    assert door("screenings", department) in page.content.decode()


def test_an_objection_needs_its_reason(sign_in, colleague, opinion):
    page = sign_in(colleague)

    refused = page.post(door("opinion", opinion), {"answer": "objects", "text": ""}).content.decode()
    before = DepartmentOpinion.objects.get().answer
    for _ in range(2):
        page.post(door("opinion", opinion), {"answer": "objects", "text": "上月有一起未结案件。", "number": ""})

    opinion.refresh_from_db()
    assert "请写明事实和依据" in refused
    assert before == "waiting"
    assert (opinion.answer, opinion.text) == ("objects", "上月有一起未结案件。")
    assert "上月有一起未结案件。" in page.get(door("opinion", opinion)).content.decode()


def test_after_its_time_an_opinion_is_no_longer_taken(sign_in, colleague, opinion):
    DepartmentOpinion.objects.update(due_date=clock.today() - timedelta(days=1))
    page = sign_in(colleague)

    shown = page.get(door("opinion", opinion)).content.decode()
    refused = page.post(door("opinion", opinion), {"answer": "agrees"}).content.decode()

    assert "记为未答复" in shown
    assert "没有提交意见" in refused


def test_the_department_recommends_once(sign_in, colleague, application):
    page = sign_in(colleague)

    for _ in range(2):
        page.post(door("screening", application), {"step": "recommend", "recommend-reason": "情况属实。"})

    assert state_of(application) == "recommended"
    assert application.history.filter(event="recommend").count() == 1


def test_the_department_returns_with_grounds_and_in_words(sign_in, clerk, colleague, application):
    page = sign_in(colleague)

    page.post(door("screening", application), {"step": "return", "return-reason": "缺少总结。"})
    before = state_of(application)
    told = {"step": "return", "return-grounds": ["late"], "return-reason": "缺少总结。"}
    page.post(door("screening", application), told)

    assert (before, state_of(application)) == ("submitted", "returned")
    assert "缺少总结。" in sign_in(clerk).get(door("application", application)).content.decode()


def test_what_is_moved_on_is_only_looked_at(sign_in, officer, colleague, application):
    candidacies.publicised(application, officer, at=clock.now())

    said = sign_in(colleague).get(door("screening", application)).content.decode()

    assert "现在没有等本单位办理的步骤" in said


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_lists_ask_the_same_however_long(
    sign_in, department, colleague, opinion, count, django_assert_max_num_queries
):
    application = opinion.application
    for each in range(count - 1):
        holder = candidacies.a_holder(application.unit, application.started_by, "sub_unit", f"第{each}科室")
        application.pk, application.holder, application.name = None, holder, holder.name
        application.save(force_insert=True)
        opinion.pk, opinion.application = None, application
        opinion.save(force_insert=True)
    page = sign_in(colleague)

    with django_assert_max_num_queries(12):
        screened = page.get(door("screenings", department))
    with django_assert_max_num_queries(12):
        asked = page.get(door("opinions", department))

    assert (screened.context["table"].count, asked.context["table"].count) == (count, count)
