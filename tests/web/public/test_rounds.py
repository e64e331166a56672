"""Anybody reads what is announced and shown, objects to a name, and finds the answer by a code."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.rounds.models import Objection, Publicity
from chuangwen.civic.rounds.operations.publicity import answer_objection
from chuangwen.civic.titles.enums import HolderKind
from tests.civic import candidacies


def door(publicity, application):
    return reverse("public:objection-new", args=[publicity.pk, application.pk])


def test_an_announcement_tells_conditions_steps_and_grounds_to_anybody(client, application):
    page = client.get(reverse("public:round", args=[application.round_id])).content.decode()

    for said in ("一年内无责任事故", "提交申报", "材料逾期未补正", "云文明委〔2025〕1号", "公示5个工作日"):
        assert said in page
    assert application.round.name in client.get(reverse("public:rounds")).content.decode()


def test_a_round_that_is_only_prepared_is_not_there(client, application):
    application.round.state = "prepared"
    application.round.save(update_fields=["state"])

    assert client.get(reverse("public:round", args=[application.round_id])).status_code == 404


def test_a_list_on_show_names_the_units_and_takes_objections(client, publicity, application):
    page = client.get(reverse("public:publicity", args=[publicity.pk])).content.decode()

    assert "青石区税务局" in page
    assert door(publicity, application) in page
    assert publicity.name in client.get(reverse("public:landing")).content.decode()


def test_an_objection_is_taken_and_its_code_finds_the_answer(client, publicity, application, proof, officer):
    form = client.get(door(publicity, application))
    said = {"text": "去年三月发生过一起事故。", "is_anonymous": "on", "name": "不该留的名", "proof": proof(form)}

    client.post(door(publicity, application), said)
    objection = Objection.objects.get()
    received = client.get(reverse("public:objection-received")).content.decode()
    answer_objection(objection_id=objection.pk, finding="reject", answer="经查不属实。", actor=officer, at=clock.now())
    found = client.post(reverse("public:objection-status"), {"code": objection.tracking_code.lower()})

    assert (objection.is_anonymous, objection.name, objection.contact) == (True, "", "")
    assert objection.tracking_code in received
    assert "经查不属实。" in found.content.decode()


def test_a_named_objection_needs_a_name(client, publicity, application, proof):
    form = client.get(door(publicity, application))

    answer = client.post(door(publicity, application), {"text": "情况不符。", "proof": proof(form)})

    assert "请填写姓名" in answer.content.decode()
    assert not Objection.objects.exists()


def test_without_the_proof_of_work_nothing_is_taken(client, publicity, application):
    client.post(door(publicity, application), {"text": "情况不符。", "is_anonymous": "on"})

    assert not Objection.objects.exists()


def test_the_sixth_objection_of_a_day_is_put_off(client, publicity, application, proof):
    for _ in range(6):
        form = client.get(door(publicity, application))
        said = {"text": "情况不符。", "is_anonymous": "on", "proof": proof(form)}
        last = client.post(door(publicity, application), said)

    assert (last.status_code, Objection.objects.count()) == (429, 5)
    assert "请过一段时间再试" in last.content.decode()


def test_when_the_time_is_over_nobody_objects_any_more(client, publicity, application):
    Publicity.objects.update(from_date=clock.today() - timedelta(days=20), due_date=clock.today() - timedelta(days=10))

    page = client.get(reverse("public:publicity", args=[publicity.pk])).content.decode()

    assert "公示已经结束" in page
    assert client.get(door(publicity, application)).status_code == 404


def test_before_its_first_day_a_list_is_not_there(client, publicity):
    Publicity.objects.update(from_date=clock.today() + timedelta(days=1), due_date=clock.today() + timedelta(days=9))

    assert client.get(reverse("public:publicity", args=[publicity.pk])).status_code == 404


def test_a_family_is_masked_while_shown_and_not_listed_afterwards(client, publicity, application, city, clerk):
    family = candidacies.a_holder(city.agency, clerk, HolderKind.HOUSEHOLD, "欧阳明", consent_note="同意书已签")
    application.holder, application.name = family, family.name
    application.save(update_fields=["holder", "name"])
    address = reverse("public:publicity", args=[publicity.pk])

    shown = client.get(address).content.decode()
    Publicity.objects.update(from_date=clock.today() - timedelta(days=20), due_date=clock.today() - timedelta(days=10))
    after = client.get(address).content.decode()

    assert "欧阳明" not in shown + after
    assert family.masked in shown
    assert family.masked not in after


def test_a_code_that_nobody_was_given_finds_nothing(client, db):
    answer = client.post(reverse("public:objection-status"), {"code": "AAAA-BBBB"})

    assert "没有这个查询码" in answer.content.decode()


def test_an_objector_takes_the_objection_back(client, publicity, application, proof):
    form = client.get(door(publicity, application))
    client.post(door(publicity, application), {"text": "情况不符。", "is_anonymous": "on", "proof": proof(form)})
    code = Objection.objects.get().tracking_code

    client.post(reverse("public:objection-status"), {"code": code, "withdraw": "1"})

    assert Objection.objects.get().state == "withdrawn"


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_long_list_asks_no_more(client, publicity, application, city, clerk, django_assert_max_num_queries, count):
    application.refresh_from_db()
    for each in range(count):
        holder = candidacies.a_holder(city.agency, clerk, HolderKind.SUB_UNIT, f"第{each}科室")
        application.pk, application.holder, application.name = None, holder, holder.name
        application.save(force_insert=True)

    with django_assert_max_num_queries(3):
        page = client.get(reverse("public:publicity", args=[publicity.pk]))

    assert page.context["count"] == count + 1
