"""The list of units with marks: rank, sort, filters, search, export; one count of queries for any number of rows."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from chuangwen import clock
from chuangwen.civic.assessments import previews
from tests.civic.small_books import a_published_book
from tests.factories import a_unit, an_entry

UNITS = "office:units"


@pytest.fixture
def book(city):
    return a_published_book(city.city)


def names(response):
    return [row.subject.unit.name for row in response.context["table"].rows]


def test_units_stand_by_mark_with_their_rank_in_the_group(city, book, officer, sign_in):
    an_entry(unit=city.other_agency, kind="document", topic="creation")

    rows = sign_in(officer).get(reverse(UNITS)).context["table"].rows

    ranks = {row.subject.unit.name: (row.subject.position, row.subject.group_size) for row in rows}
    assert rows[0].subject.unit == city.other_agency
    assert ranks == {"临江区水务局": (1, 2), "青石区税务局": (2, 2), "青石区实验小学": (1, 1)}


def test_a_filter_by_kind_does_not_change_the_ranks(city, book, officer, sign_in):
    an_entry(unit=city.other_agency, kind="document", topic="creation")

    rows = sign_in(officer).get(reverse(UNITS), {"kind": "agency", "area": city.district.path}).context["table"].rows

    assert [(row.subject.unit, row.subject.position) for row in rows] == [(city.agency, 2)]


def test_a_unit_is_found_by_name_and_by_its_initials(city, book, officer, sign_in):
    city.school.initials = "qsqsyxx"
    city.school.save()
    client = sign_in(officer)

    assert names(client.get(reverse(UNITS), {"q": "实验"})) == ["青石区实验小学"]
    assert names(client.get(reverse(UNITS), {"q": "qsq"})) == ["青石区实验小学"]


def test_the_export_holds_what_the_filters_leave(city, book, officer, sign_in):
    response = sign_in(officer).get(reverse(UNITS), {"kind": "school", "export": "xlsx"})

    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0)
    assert [row[0] for row in sheet.to_python()] == ["单位", "青石区实验小学"]


@pytest.mark.parametrize("more", [0, 2, 60])
def test_the_list_costs_the_same_queries_for_any_number_of_units(city, book, officer, sign_in, more):
    for number in range(more):
        a_unit(parent=city.district, kind="agency", name=f"青石区第{number}局")
    previews.refresh_all(city.city, clock.now())
    client = sign_in(officer)
    client.get(reverse(UNITS))

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(UNITS))

    assert len(queries) <= 10


def test_the_search_box_finds_units_criteria_and_records(city, book, officer, sign_in):
    entry = an_entry(unit=city.agency, kind="meeting", title="专题会议部署志愿服务")

    groups = sign_in(officer).get(reverse("office:search"), {"q": "志愿服务"}).context["groups"]

    assert [(group.title, len(group.hits)) for group in groups] == [("测评标准", 1), ("台账记录", 1)]
    assert groups[1].hits[0].url == reverse("office:entry", args=[entry.pk])


def test_the_search_box_finds_nothing_of_another_subtree(city, book, district_officer, sign_in):
    an_entry(unit=city.other_agency, kind="meeting", title="专题会议部署志愿服务")

    groups = sign_in(district_officer).get(reverse("office:search"), {"q": "部署"}).context["groups"]

    assert groups == []
