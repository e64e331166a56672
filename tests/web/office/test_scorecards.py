"""One unit as the office sees it: every mark opens its reason, kept results never move."""

from datetime import date

import pytest
from django.urls import reverse

from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.jobs import running
from tests.civic.small_books import a_published_book
from tests.factories import NOON, an_entry, an_evidence


@pytest.fixture
def book(city):
    return a_published_book(city.city)


def a_meeting(unit, day=date(2025, 3, 5)):
    entry = an_entry(unit=unit, kind="meeting", topic="creation", title="专题会议", start_date=day)
    evidence = an_evidence(entry=entry, proof="minutes", name="会议纪要.docx")
    return entry, evidence


def test_the_criterion_that_costs_most_is_named_on_top(city, book, officer, sign_in):
    for month in (2, 5, 8, 10):
        a_meeting(city.agency, date(2025, month, 5))

    response = sign_in(officer).get(reverse("office:unit", args=[city.agency.pk]))

    assert response.context["costliest"].code == "II-1"
    assert "失分最多的一条" in response.content.decode()


def test_a_mark_opens_the_entries_and_the_evidence_behind_it(city, book, officer, sign_in):
    entry, evidence = a_meeting(city.agency)

    text = sign_in(officer).get(reverse("office:why", args=[city.agency.pk, book.pk, "I-1"])).content.decode()

    assert "专题会议" in text
    assert reverse("office:entry", args=[entry.pk]) in text
    assert reverse("office:evidence-file", args=[evidence.pk]) in text


def test_an_unknown_criterion_is_not_there(city, book, officer, sign_in):
    assert sign_in(officer).get(reverse("office:why", args=[city.agency.pk, book.pk, "X-9"])).status_code == 404


def test_a_unit_of_another_district_is_not_there(city, book, district_officer, sign_in):
    client = sign_in(district_officer)

    assert client.get(reverse("office:unit", args=[city.other_agency.pk])).status_code == 404
    assert client.get(reverse("office:unit", args=[city.agency.pk])).status_code == 200


def test_a_kept_card_says_what_it_said_after_the_ledger_has_moved_on(city, book, officer, sign_in, settings, tmp_path):
    a_meeting(city.agency)
    made = assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)
    client = sign_in(officer)
    card = reverse("office:card", args=[made.pk, city.agency.pk])
    why = reverse("office:card-why", args=[made.pk, city.agency.pk, "I-1"])
    before = (client.get(card).context["card"].view.got, client.get(why).context["why"].sentence)

    a_meeting(city.agency, date(2025, 6, 5))

    assert (client.get(card).context["card"].view.got, client.get(why).context["why"].sentence) == before


def test_a_kept_card_leads_to_the_whole_assessment_only_those_who_may_open_it(
    city, book, officer, district_officer, sign_in
):
    made = assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)
    card = reverse("office:card", args=[made.pk, city.agency.pk])
    whole = f'href="{reverse("office:assessment", args=[made.pk])}"'

    pages = {user: sign_in(user).get(card).content.decode() for user in (officer, district_officer)}

    assert [whole in page for page in pages.values()] == [True, False]


def test_two_units_stand_side_by_side_criterion_by_criterion(city, book, officer, sign_in):
    a_meeting(city.agency)
    asked = {"left": city.agency.pk, "right": city.school.pk}

    response = sign_in(officer).get(reverse("office:compare-units"), asked)

    assert [view.unit_name for view, *_ in response.context["heads"]] == ["青石区税务局", "青石区实验小学"]
    _, _, lines = response.context["parts"][0]
    assert [bar.got for _, _, bar in lines[0][1]] == [1000, 0]


def test_comparing_asks_for_two_units_first(city, book, officer, sign_in):
    assert "请选两个单位" in sign_in(officer).get(reverse("office:compare-units")).content.decode()


def test_an_officer_starts_an_assessment_and_a_leader_cannot(city, book, officer, leader, sign_in):
    url = reverse("office:assessments")

    browser = sign_in(officer)
    asked = browser.post(url, {"edition": book.pk}, follow=True)
    running.run_due()
    done = browser.get(asked.redirect_chain[0][0])
    response = browser.get(done.context["shown"].result[0])
    refused = sign_in(leader).get(url)

    assert "正在等候办理" in asked.content.decode()
    assert {row.subject.unit.name for row in response.context["table"].rows} == {
        "青石区税务局",
        "青石区实验小学",
        "临江区水务局",
    }
    assert refused.context["form"] is None
