"""The page of a unit's pairings."""

import pytest
from django.urls import reverse

from chuangwen.civic.orgs.models import Pairing
from tests.factories import TODAY, a_unit


def url(unit):
    return reverse("office:pairings", args=[unit.pk])


def told(partner, **changed):
    return {
        "partner": partner,
        "kind": "joint",
        "document": "云文明委〔2025〕6号",
        "from_date": "2025-11-20",
        **changed,
    }


def test_an_officer_pairs_and_parts_two_units(city, officer, sign_in):
    browser = sign_in(officer)

    made = browser.post(url(city.agency), told("青石区实验小学"), follow=True)
    pairing = Pairing.objects.get()
    ended = browser.post(reverse("office:pairing-end", args=[pairing.pk]), {"until_date": "2025-12-01"}, follow=True)

    assert "已结对，同奖同罚" in made.content.decode()
    assert "已解除" in ended.content.decode()
    assert "青石区税务局" in browser.get(url(city.school)).content.decode()


@pytest.mark.parametrize("name", ["没有这个单位", "临江区水务局"])
def test_a_unit_out_of_reach_is_not_found(city, district_officer, sign_in, name):
    said = sign_in(district_officer).post(url(city.agency), told(name)).content.decode()

    assert f"找不到“{name}”" in said
    assert Pairing.objects.count() == 0


def test_a_leader_reads_and_is_offered_no_form(city, leader, sign_in):
    assert sign_in(leader).get(url(city.agency)).context["form"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_however_many_there_are(
    city, officer, sign_in, django_assert_num_queries, count
):
    for _ in range(count):
        partner = a_unit(parent=city.district, kind="agency")
        Pairing.objects.create(unit=city.agency, partner=partner, kind="joint", document="文", from_date=TODAY)
    browser = sign_in(officer)
    browser.get(url(city.agency))

    with django_assert_num_queries(6):
        browser.get(url(city.agency))
