"""The office records of units what they cannot record of themselves; the mark follows at once."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.models import Entry
from tests.factories import an_entry


def sent(kind, **more):
    return {"kind": kind, "token": "f" * 32, "title": "年终部门意见", "start_date": "2026-03-02", "times": "1"} | more


def a_picture(name):
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


@pytest.fixture
def door(city):
    return reverse("office:finding-new", args=[city.agency.pk])


def test_an_opinion_is_recorded_and_counts_at_once(sign_in, city, officer, door):
    page = sign_in(officer)

    answer = page.post(door, sent("opinion", q_score="92.5"))

    made = Entry.objects.get(unit=city.agency, kind="opinion")
    assert answer.url == reverse("office:entry", args=[made.pk])
    assert (made.status, made.quantities, made.created_by) == ("confirmed", {"score": 9250}, officer)
    assert Line.objects.filter(verb="entry.confirmed", unit_id=city.agency.pk).count() == 1


def test_the_same_form_sent_twice_makes_one_record(sign_in, officer, door):
    page = sign_in(officer)

    for _ in range(2):
        page.post(door, sent("opinion", q_score="92.5"))

    assert Entry.objects.filter(kind="opinion").count() == 1


def test_a_negative_event_needs_its_document(sign_in, officer, door):
    page = sign_in(officer)

    refused = page.post(door, sent("violation", title="安全生产责任事故", note="县应急局认定；单位无异议。"))
    proof = {"files_document": a_picture("认定书.png")}
    taken = page.post(door, sent("violation", title="安全生产责任事故", note="县应急局认定。") | proof)

    assert "负面事件须附认定材料" in refused.content.decode()
    assert taken.status_code == 302
    assert Entry.objects.get(kind="violation").evidence.count() == 1


def test_the_form_has_only_the_offices_kinds(sign_in, officer, door):
    page = sign_in(officer)

    assert page.get(f"{door}?kind=meeting").status_code == 404
    assert "负面事件" in page.get(door).content.decode()


def test_a_record_is_corrected_by_another_that_cites_it(sign_in, city, officer):
    record = an_entry(unit=city.agency, kind="opinion", quantities={"score": 9000}, created_by=officer)
    page = sign_in(officer)

    page.post(
        reverse("office:finding-correct", args=[record.pk]), sent("opinion", q_score="90.5", reason="登记时看错一行")
    )

    assert Entry.objects.get(corrects=record).quantities == {"score": 9050}
    record.refresh_from_db()
    assert record.status == "corrected"


def test_a_record_is_withdrawn_with_its_reason(sign_in, city, officer):
    record = an_entry(unit=city.agency, kind="opinion", quantities={"score": 9000}, created_by=officer)
    page = sign_in(officer)
    address = reverse("office:finding-withdraw", args=[record.pk])

    page.post(address, {"reason": ""})
    record.refresh_from_db()
    before = record.status
    page.post(address, {"reason": "记错了单位"})
    record.refresh_from_db()

    assert (before, record.status, record.reason) == ("confirmed", "withdrawn", "记错了单位")


def test_what_a_unit_recorded_is_not_the_offices_to_change(sign_in, city, officer):
    entry = an_entry(unit=city.agency, kind="meeting")
    page = sign_in(officer)

    names = ("finding-correct", "finding-withdraw", "finding-evidence")
    assert [page.get(reverse(f"office:{name}", args=[entry.pk])).status_code for name in names] == [404] * 3


def test_evidence_is_added_to_a_record(sign_in, city, officer):
    record = an_entry(unit=city.agency, kind="opinion", quantities={"score": 9000}, created_by=officer)
    page = sign_in(officer)
    address = reverse("office:finding-evidence", args=[record.pk])

    empty = page.post(address, {})
    page.post(address, {"link": "https://example.org/yijian", "link_name": "意见函"})

    assert "还没有选择文件" in empty.content.decode()
    assert [each.url for each in record.evidence.all()] == ["https://example.org/yijian"]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_asks_the_same_however_long(sign_in, city, officer, django_assert_max_num_queries, count):
    for each in range(count):
        an_entry(unit=city.agency, kind="opinion", title=f"意见{each}", quantities={"score": 9000})
    page = sign_in(officer)

    with django_assert_max_num_queries(9):
        answer = page.get(reverse("office:findings"))

    assert answer.content.decode().count("<td") >= count


def test_units_are_found_by_their_name(sign_in, city, officer):
    page = sign_in(officer)
    address = reverse("office:findings-new")

    found = page.get(f"{address}?q={city.agency.name}").context["units"]
    nothing = page.get(f"{address}?q=没有这样的单位").content.decode()

    assert [unit.pk for unit in found] == [city.agency.pk]
    assert "没有找到这样的单位" in nothing
