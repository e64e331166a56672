"""Bodies as the office and the unit's own clerk keep them: the same pages behind two gates."""

from datetime import date

import pytest
from django.urls import reverse

from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.enums import Seat
from chuangwen.civic.orgs.models import Body, BodyMember
from tests.factories import a_body, a_member

pytestmark = pytest.mark.django_db
SPRING, SUMMER = date(2025, 3, 1), date(2025, 6, 1)


@pytest.fixture(params=["office", "unit"])
def audience(request):
    return request.param


@pytest.fixture
def keeper(request, audience, sign_in, officer, clerk):
    return sign_in(officer if audience == "office" else clerk)


@pytest.fixture
def url(audience):
    return lambda name, thing: reverse(f"{audience}:{name}", args=[thing.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_body_is_set_up_staffed_and_shown(keeper, url, city):
    assert "还没有组织机构" in text_of(keeper.get(url("bodies", city.agency)))
    told = {"name": "创建领导小组", "kind": "leading_group", "document": "青税发〔2025〕3号", "from_date": "2025-03-01"}
    page = keeper.post(url("body-new", city.agency), told, follow=True)
    assert "已成立“创建领导小组”，请添加成员。" in text_of(page)
    body = Body.objects.get()

    seat = {"name": "周禾", "post": "局长", "seat": "head", "duty": "全面负责", "from_date": "2025-03-01"}
    page = keeper.post(url("member-new", body), seat, follow=True)

    for said in ("周禾", "组长", "局长", "全面负责", "再添加一人"):
        assert said in text_of(page)
    assert "创建领导小组" in text_of(keeper.get(url("bodies", city.agency)))
    assert [line.verb for line in Line.objects.order_by("number")] == ["body.set_up", "member.seated"]


def test_the_members_are_those_of_the_day_asked_about(keeper, url, city):
    body = a_body(unit=city.agency, from_date=SPRING)
    a_member(body=body, name="旧组长", seat=Seat.HEAD, from_date=SPRING, until_date=SUMMER)
    a_member(body=body, name="新组长", seat=Seat.HEAD, from_date=SUMMER)

    spring = keeper.get(url("body", body), {"day": "2025-05-31"})
    summer = keeper.get(url("body", body), {"day": "2025-06-01"})

    assert [member.name for member, _ in spring.context["sitting"]] == ["旧组长"]
    assert [member.name for member, _ in summer.context["sitting"]] == ["新组长"]
    assert "以前的成员" in text_of(summer)
    assert keeper.get(url("body", body), {"day": "2025-02-31"}).status_code == 200


def test_the_list_of_names_is_printed_for_a_day(keeper, url, city):
    body = a_body(unit=city.agency, name="创建领导小组", from_date=SPRING)
    a_member(body=body, name="旧组长", from_date=SPRING, until_date=SUMMER)
    a_member(body=body, name="新组长", from_date=SUMMER)

    page = text_of(keeper.get(url("bodies-print", city.agency), {"day": "2025-06-01"}))

    assert "青石区税务局组织机构名单" in page
    assert "新组长" in page
    assert "旧组长" not in page


def test_seats_are_corrected_and_ended(keeper, url, city):
    member = a_member(body=a_body(unit=city.agency, from_date=SPRING), name="周禾", from_date=SPRING)

    told = {"post": "副局长", "seat": "deputy", "duty": "", "from_date": "2025-03-01"}
    assert keeper.post(url("member-edit", member), told).status_code == 302
    assert keeper.post(url("member-end", member), {"until_date": "2025-06-01"}).status_code == 302

    member = BodyMember.objects.get()
    assert (member.post, member.seat, member.until_date) == ("副局长", "deputy", SUMMER)


def test_a_body_is_corrected_and_ended_with_its_seats(keeper, url, city):
    body = a_body(unit=city.agency, from_date=SPRING)
    a_member(body=body, from_date=SPRING)

    told = {"name": "指挥部", "kind": "headquarters", "document": "", "from_date": "2025-03-01"}
    assert keeper.post(url("body-edit", body), told).status_code == 302
    assert keeper.post(url("body-end", body), {"until_date": "2025-06-01"}).status_code == 302

    body = Body.objects.get()
    assert (body.name, body.until_date, body.members.get().until_date) == ("指挥部", SUMMER, SUMMER)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "请填写姓名。"),
        ({"from_date": "2025-02-30"}, "有效的日期"),
        ({"from_date": "2024-01-01"}, "起始日期早于机构成立"),
        ({"name": "周禾"}, "周禾已是成员"),
    ],
)
def test_what_is_wrong_is_told_and_nobody_sits(keeper, url, city, change, says):
    body = a_body(unit=city.agency, from_date=SPRING)
    a_member(body=body, name="周禾", from_date=SPRING)

    told = {"name": "吴桐", "post": "", "seat": "head", "duty": "", "from_date": "2025-03-01"} | change
    page = keeper.post(url("member-new", body), told)

    assert says in text_of(page)
    assert BodyMember.objects.count() == 1


def test_bodies_of_others_are_not_there(request, audience, sign_in, url, city, district_officer, clerk):
    client = sign_in(district_officer if audience == "office" else clerk)
    body = a_body(unit=city.other_agency)
    member = a_member(body=body)

    for name, thing in (("bodies", city.other_agency), ("bodies-print", city.other_agency), ("body", body)):
        assert client.get(url(name, thing)).status_code == 404
    for name, thing in (
        ("body-new", city.other_agency),
        ("body-edit", body),
        ("body-end", body),
        ("member-new", body),
        ("member-edit", member),
        ("member-end", member),
    ):
        assert client.get(url(name, thing)).status_code == 404
        assert client.post(url(name, thing), {}).status_code == 404


def test_a_leader_reads_and_is_offered_no_change(sign_in, leader, city):
    body = a_body(unit=city.agency, from_date=SPRING)
    a_member(body=body, name="周禾", from_date=SPRING)
    client = sign_in(leader)

    page = text_of(client.get(reverse("office:body", args=[body.pk])))

    assert "周禾" in page
    assert "添加成员" not in page
    assert client.get(reverse("office:body-edit", args=[body.pk])).status_code == 404
    assert client.get(reverse("unit:body", args=[body.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_list_costs_the_same_however_long(keeper, url, city, count, django_assert_max_num_queries):
    for _ in range(count):
        body = a_body(unit=city.agency)
        a_member(body=body)
    keeper.get(url("bodies", city.agency))

    for name, thing in (("bodies", city.agency), ("bodies-print", city.agency), ("body", body)):
        with django_assert_max_num_queries(8):
            keeper.get(url(name, thing))
