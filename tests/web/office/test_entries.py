"""The office reads the entries and the evidence of the units in its reach, and changes nothing."""

from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.operations.evidence import attach_file
from tests.factories import NOON, an_entry

PAGES = ("evidence-file", "evidence-picture", "evidence-original")


def at(name, row):
    return reverse(f"office:{name}", args=[row.pk])


@pytest.fixture
def entry(city):
    return an_entry(unit=city.agency, title="创建推进会", quantities={"attendees": 42})


@pytest.fixture
def evidence(entry, clerk):
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    file = storage.store([out.getvalue()])
    return attach_file(entry_id=entry.pk, file=file, proof="photo", name="会场.jpg", actor=clerk, at=NOON)


@pytest.mark.parametrize("reader", ["officer", "district_officer", "reviewer", "leader"])
def test_the_office_reads_an_entry_with_its_evidence(sign_in, request, reader, entry, evidence):
    page = sign_in(request.getfixturevalue(reader))

    sheet = page.get(at("entry", entry)).context["sheet"]

    assert dict(sheet.facts)["参会人数"] == "42人"
    assert [piece.url for piece in sheet.pieces] == [at("evidence-file", evidence)]
    assert [moment.what for moment in sheet.moments] == ["添加佐证"]


@pytest.mark.parametrize("reader", ["clerk", "other_clerk", "inspector", "audit_admin", "stranger"])
def test_for_others_it_is_not_there(sign_in, request, reader, entry, evidence):
    page = sign_in(request.getfixturevalue(reader))

    assert page.get(at("entry", entry)).status_code == 404
    assert [page.get(at(name, evidence)).status_code for name in PAGES] == [404, 404, 404]


def test_an_officer_reads_no_entry_outside_his_district(sign_in, city, district_officer):
    foreign = an_entry(unit=city.other_agency)

    assert sign_in(district_officer).get(at("entry", foreign)).status_code == 404


def test_the_page_offers_no_act(sign_in, officer, entry, evidence):
    page = sign_in(officer)

    for address in (at("entry", entry), at("evidence-file", evidence)):
        main = page.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
        assert "创建推进会" in main
        assert "<form" not in main
        assert "/unit/" not in main


def test_the_original_is_only_to_be_kept(sign_in, officer, evidence):
    response = sign_in(officer).get(at("evidence-original", evidence))
    b"".join(response.streaming_content)

    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_both_ends_of_a_correction_lead_to_each_other(sign_in, city, officer, entry):
    correction = an_entry(unit=city.agency, corrects=entry, reason="人数有误")
    page = sign_in(officer)

    assert at("entry", entry) in page.get(at("entry", correction)).content.decode()
    assert at("entry", correction) in page.get(at("entry", entry)).content.decode()
