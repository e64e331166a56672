"""The page on which roles are granted, step by step and without scripts."""

import pytest
from django.urls import reverse

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Grant, Unit
from tests.factories import TODAY, a_grant, a_unit, a_user
from tests.web.sheets import cells_of

pytestmark = pytest.mark.django_db
NEW = "/system/grants/new/"


@pytest.fixture
def security(sign_in, security_admin):
    return sign_in(security_admin)


@pytest.fixture
def newcomer(db):
    return a_user(username="lin.xiaoman", name="林小满", post="科员")


def text_of(response):
    return " ".join(response.content.decode().split())


def test_person_and_unit_are_found_and_chosen_by_links_alone(security, city, newcomer):
    Unit.objects.filter(pk=city.agency.pk).update(initials="qsqswj")

    page = security.get(NEW, {"who": "小满", "where": "qsqswj"})
    assert page.context["people"][0] == newcomer
    assert list(page.context["units"]) == [city.agency]
    assert f"user={newcomer.pk}" in text_of(page)

    page = security.get(NEW, {"user": newcomer.pk, "unit": city.agency.pk})
    assert "云岭市 / 青石区 / <b>青石区税务局</b>" in text_of(page)
    page = security.post(NEW, {"user": newcomer.pk, "unit": city.agency.pk, "role": "clerk"}, follow=True)

    grant = Grant.objects.get(user=newcomer)
    assert (grant.role, grant.unit, grant.from_date.year >= TODAY.year) == (Role.CLERK, city.agency, True)
    assert "林小满已任青石区税务局单位联络员" in text_of(page)


def test_what_a_person_holds_already_is_shown_before_choosing(security, clerk, city):
    assert "已有角色：青石区税务局 单位联络员" in text_of(security.get(NEW, {"user": clerk.pk}))


def test_rivalling_roles_are_refused_with_the_reason_and_the_way_out(security, clerk, city):
    page = text_of(security.post(NEW, {"user": clerk.pk, "unit": city.city.pk, "role": "audit_admin"}))

    assert "此人已是单位联络员，不能再任审计管理员" in page
    assert "须由不同的人担任" in page
    assert Line.objects.count() == 0


def test_a_role_is_asked_for(security, newcomer, city):
    page = security.post(NEW, {"user": newcomer.pk, "unit": city.agency.pk})

    assert page.status_code == 200
    assert "请选择角色。" in text_of(page)


def test_oneself_and_closed_ones_are_not_offered(security, security_admin, city, newcomer):
    closed = a_user(username="lin.closed", is_active=False)
    Unit.objects.filter(pk=city.school.pk).update(closed_date=TODAY)

    page = security.get(NEW, {"who": "", "where": "学"})

    assert set(page.context["people"]) == {newcomer}
    assert closed.username not in text_of(page)
    assert list(page.context["units"]) == []


def test_a_unit_of_another_tree_is_not_there(security, newcomer):
    other = a_unit(kind="city", name="望海市")

    assert list(security.get(NEW, {"where": "望海"}).context["units"]) == []
    assert security.get(NEW, {"unit": other.pk}).status_code == 404
    assert security.post(NEW, {"user": newcomer.pk, "unit": other.pk, "role": "clerk"}).status_code == 404


def test_a_role_ends_only_after_a_question_and_only_once(security, clerk):
    grant = clerk.grants.get()
    end = reverse("system:grant-end", args=[grant.pk])
    assert "撤销许知秋的角色" in text_of(security.get(end))
    assert Grant.objects.get(pk=grant.pk).until_date is None

    for _ in range(2):
        assert security.post(end).status_code == 302

    assert Grant.objects.get(pk=grant.pk).until_date is not None
    assert [line.verb for line in Line.objects.all()] == ["grant.ended"]


def test_ones_own_role_is_not_ended(security, security_admin):
    page = security.post(reverse("system:grant-end", args=[security_admin.grants.get().pk]))

    assert "不能更改自己的角色" in text_of(page)


def test_the_list_is_narrowed_and_exported(security, clerk, officer):
    page = security.get(reverse("system:grants"), {"role": "clerk"})
    assert [row.subject.user for row in page.context["table"].rows] == [clerk]

    cells = cells_of(security.get(reverse("system:grants") + "?export=xlsx&q=许知秋"))
    assert cells[1][:4] == ["许知秋", "clerk", "单位联络员", "青石区税务局"]


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_costs_the_same_however_long(security, city, count, django_assert_max_num_queries):
    for _ in range(count):
        a_grant(user=a_user(), unit=city.agency)

    security.get(reverse("system:home"))  # the session has noted the hour from here on
    with django_assert_max_num_queries(7):
        security.get(reverse("system:grants"))
    with django_assert_max_num_queries(7):
        security.get(NEW)
