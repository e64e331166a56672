"""A round on the office's pages: prepared, announced, moved step by step, objections answered, closed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds.models import Application, Objection, Publicity, Round
from chuangwen.civic.rounds.operations.publicity import object_to
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Title
from tests.civic import candidacies
from tests.factories import a_person, a_unit


@pytest.fixture
def round_(city, officer):
    return candidacies.a_round(city, officer, at=clock.now())


@pytest.fixture
def application(round_, city, clerk):
    return candidacies.an_application(round_, city.agency, clerk, at=clock.now())


def step_url(round_, event):
    return reverse("office:round-step", args=[round_.pk, event])


def do(page, application, event, **said):
    """Preview a step, then do it."""
    door = step_url(application.round, event)
    first = page.get(door, {"ids": application.pk})
    token = first.context["form"]["token"].value()
    return page.post(door, {"ids": application.pk, "sure": "1", "token": token} | said)


def state_of(application):
    return Application.objects.values_list("state", flat=True).get(pk=application.pk)


def test_a_round_is_prepared_from_its_programme_and_then_announced(sign_in, city, officer):
    programme = candidacies.a_programme(city, officer)
    page = sign_in(officer)
    first, last = clock.today(), clock.today() + timedelta(days=30)
    said = {"programme": programme.pk, "year": 2026, "apply_from_date": first, "apply_due_date": last}

    page.post(reverse("office:round-new"), said)
    made = Round.objects.get()
    before = (made.state, made.name)
    page.post(reverse("office:round-announce", args=[made.pk]), {"notice": "现组织申报。", "number": ""})

    made.refresh_from_db()
    assert before == ("prepared", "2026年度市级文明单位申报")
    assert (made.state, made.notice) == ("announced", "现组织申报。")


def test_without_a_programme_in_force_the_page_says_what_to_do(sign_in, officer):
    page = sign_in(officer).get(reverse("office:round-new")).content.decode()

    assert "还没有正在施行的评选办法" in page


def test_the_board_counts_each_step_and_what_is_late(sign_in, officer, application):
    Application.objects.update(due_date=clock.today() - timedelta(days=1))

    page = sign_in(officer).get(reverse("office:round", args=[application.round_id]), {"state": "submitted"})

    column = next(each for each in page.context["columns"] if each.state == "submitted")
    assert (column.count, column.overdue, column.step) == (1, 1, "recommend")
    said = page.content.decode()
    assert "已逾期" in said
    assert step_url(application.round, "recommend") in said


def test_an_application_goes_from_screening_to_award(sign_in, officer, application):
    page = sign_in(officer)
    reached = []

    do(page, application, "recommend")
    do(page, application, "accept")
    members = "周禾、林小满、唐一禾"
    votes = {f"against_{application.pk}": "唐一禾", f"recused_{application.pk}": "林小满（在该单位任职）"}
    do(page, application, "decide", name="评审会", held_date=clock.today(), members=members, **votes)
    reached.append(state_of(application))
    votes[f"against_{application.pk}"] = ""
    do(page, application, "decide", name="评审会复议", held_date=clock.today(), members=members, **votes)
    reached.append(state_of(application))
    do(page, application, "publicise", name="名单公示", from_date=clock.today())
    Publicity.objects.update(from_date=clock.today() - timedelta(days=20), due_date=clock.today() - timedelta(days=8))
    do(page, application, "settle")
    told = {"document": "命名决定", "number": "云文明委〔2026〕8号"}
    done = do(page, application, "award", decided_date=clock.today(), from_date=clock.today(), **told)

    assert reached == ["accepted", "decided"]
    assert (done.status_code, state_of(application)) == (302, "awarded")
    assert Title.objects.get().awarded_name == "青石区税务局"


def test_what_cannot_be_moved_is_told_with_the_reason_and_the_way_out(sign_in, officer, application):
    page = sign_in(officer).get(step_url(application.round, "award"), {"ids": application.pk}).content.decode()

    assert "不能办“命名”" in page
    assert "请刷新页面" in page


def test_a_refusal_needs_a_ground_and_words(sign_in, officer, application):
    page = sign_in(officer)

    do(page, application, "refuse", reason="", grounds=[])
    before = state_of(application)
    do(page, application, "refuse", reason="三月发生一起责任事故。", grounds=["accident"])
    shown = page.get(reverse("office:application", args=[application.pk])).content.decode()

    assert (before, state_of(application)) == ("submitted", "refused")
    assert "发生责任事故。" in shown
    assert "三月发生一起责任事故。" in shown


def test_the_same_step_sent_twice_is_done_once(sign_in, officer, application):
    page = sign_in(officer)

    for _ in range(2):
        page.post(step_url(application.round, "recommend"), {"ids": application.pk, "sure": "1", "token": "t" * 32})

    assert application.history.filter(event="recommend").count() == 1


def test_only_the_ticked_ones_are_moved(sign_in, officer, round_, city, clerk, application):
    other_clerk = a_person(Role.CLERK, city.school)
    other = candidacies.an_application(round_, city.school, other_clerk, at=clock.now())

    do(sign_in(officer), application, "recommend")

    assert (state_of(application), state_of(other)) == ("recommended", "submitted")


def test_departments_are_asked_and_the_file_shows_it(sign_in, city, officer, application):
    department = a_unit(parent=city.city, kind="agency", name="云岭市应急管理局")

    do(sign_in(officer), application, "ask", departments=[department.pk])

    shown = sign_in(officer).get(reverse("office:application", args=[application.pk])).content.decode()
    assert "云岭市应急管理局" in shown
    assert "待答复" in shown


def test_a_time_limit_is_extended_with_its_reason(sign_in, officer, application):
    before = application.due_date

    do(sign_in(officer), application, "extend", days="5", reason="等待补充材料")

    application.refresh_from_db()
    assert application.due_date > before
    assert application.extensions.get().reason == "等待补充材料"


def test_an_objection_is_answered_in_writing(sign_in, officer, application):
    candidacies.publicised(application, officer, at=clock.now())
    told = {"is_anonymous": True, "name": "", "contact": "", "actor": None, "at": clock.now()}
    objection = object_to(application_id=application.pk, text="情况不符。", **told)
    page, door = sign_in(officer), reverse("office:objection", args=[objection.pk])

    page.post(door, {"finding": "reject", "answer": ""})
    before = Objection.objects.get().state
    page.post(door, {"days": "3", "reason": "需要走访"})
    page.post(door, {"finding": "reject", "answer": "经核查不属实。"})

    objection.refresh_from_db()
    assert (before, objection.state, objection.answer) == ("received", "rejected", "经核查不属实。")
    assert "经核查不属实。" in page.get(door).content.decode()
    assert "不成立" in page.get(reverse("office:objections")).content.decode()


def test_a_round_with_open_applications_is_not_closed(sign_in, officer, application):
    page, door = sign_in(officer), reverse("office:round-close", args=[application.round_id])

    told = page.post(door, follow=True).content.decode()
    do(page, application, "refuse", reason="不具备条件。", grounds=["unmet"])
    page.post(door)

    assert "还有1个申报没有办结" in told
    assert Round.objects.get().state == "closed"


@pytest.mark.parametrize("role", ["reviewer", "leader"])
def test_who_only_reads_is_offered_no_step(sign_in, request, role, application):
    page = sign_in(request.getfixturevalue(role))

    file = page.get(reverse("office:application", args=[application.pk]))
    board = page.get(reverse("office:round", args=[application.round_id]), {"state": "submitted"})

    assert file.context["actions"] == []
    assert board.context["steps"] == ()
    assert page.get(step_url(application.round, "recommend"), {"ids": application.pk}).status_code == 404


def many(application, city, clerk, count):
    application.refresh_from_db()
    for each in range(count):
        holder = candidacies.a_holder(city.agency, clerk, HolderKind.SUB_UNIT, f"第{each}科室")
        application.pk, application.holder, application.name = None, holder, holder.name
        application.save(force_insert=True)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_board_list_and_preview_ask_the_same_however_many(
    sign_in, city, officer, clerk, application, django_assert_max_num_queries, count
):
    round_ = application.round
    many(application, city, clerk, count)
    page = sign_in(officer)

    with django_assert_max_num_queries(12):
        page.get(reverse("office:rounds"))
    with django_assert_max_num_queries(12):
        board = page.get(reverse("office:round", args=[round_.pk]), {"state": "submitted"})
    with django_assert_max_num_queries(12):
        preview = page.post(step_url(round_, "recommend"), {"all_at": "submitted"})

    assert board.context["table"].count == count + 1
    assert len(preview.context["ready"]) == count + 1
