"""总览 answers where a place stands, what is late and what has changed."""

from datetime import date

import pytest
from django.urls import reverse

from tests.civic.small_books import a_published_book
from tests.factories import an_entry, an_evidence

OVERVIEW = "office:overview"


def a_meeting(unit, day=date(2025, 3, 5)):
    entry = an_entry(unit=unit, kind="meeting", topic="creation", start_date=day)
    an_evidence(entry=entry, proof="minutes", name="会议纪要.docx")
    return entry


@pytest.mark.usefixtures("_early_in_the_year")
def test_the_outlook_counts_every_assessed_unit_of_the_place(city, officer, sign_in):
    a_published_book(city.city)

    outlook = sign_in(officer).get(reverse(OVERVIEW)).context["outlook"]

    assert (outlook.units, outlook.passes, outlook.open, outlook.fails) == (3, 0, 3, 0)


def test_the_weakest_criterion_leads_to_the_units_that_miss_points_there(city, officer, sign_in):
    edition = a_published_book(city.city)
    for month in (2, 5, 8, 10):
        a_meeting(city.agency, date(2025, month, 5))
    client = sign_in(officer)

    weakest = client.get(reverse(OVERVIEW)).context["weakest"]
    rows = client.get(reverse("office:units"), {"book": edition.pk, "short": "I-1"}).context["table"].rows

    assert {loss.code for loss in weakest} == {"I-1", "I-2", "II-1"}
    assert {row.subject.unit.name for row in rows} == {"青石区实验小学", "临江区水务局"}


def test_a_district_officer_sees_only_the_district(city, district_officer, sign_in):
    a_published_book(city.city)
    client = sign_in(district_officer)

    response = client.get(reverse(OVERVIEW))

    assert response.context["desk"].place == city.district
    assert response.context["outlook"].units == 2
    assert client.get(reverse(OVERVIEW), {"place": city.other_district.pk}).status_code == 404
    assert "临江区水务局" not in response.content.decode()


def test_units_that_have_fallen_silent_are_listed_with_their_last_day(city, officer, sign_in):
    a_published_book(city.city)
    a_meeting(city.agency, date(2025, 3, 5))

    response = sign_in(officer).get(reverse(OVERVIEW))

    silent = {unit.name: unit.last_date for unit in response.context["quiet"]}
    assert silent["青石区税务局"] == date(2025, 3, 5)
    assert silent["临江区水务局"] is None


def test_a_place_without_a_book_is_told_what_to_do_next(city, officer, sign_in):
    text = sign_in(officer).get(reverse(OVERVIEW)).content.decode()

    assert "还没有正在执行的测评细则" in text
    assert reverse("office:books") in text


def test_the_page_asks_no_more_of_the_database_when_there_are_more_units(
    city, officer, sign_in, django_assert_max_num_queries
):
    a_published_book(city.city)
    client = sign_in(officer)
    client.get(reverse(OVERVIEW))

    with django_assert_max_num_queries(25):
        client.get(reverse(OVERVIEW))
