"""The office records of units what they cannot record of themselves; the mark follows at once."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.queries.recent import facts_of_unit
from chuangwen.civic.titles.models import Honour
from tests.civic.small_books import a_published_book
from tests.factories import NOON, an_entry


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


@pytest.mark.parametrize(("answer", "kept"), [("yes", True), ("no", False), ("", None)])
def test_who_brought_an_event_to_light_has_three_answers(sign_in, city, officer, door, answer, kept):
    page = sign_in(officer)

    page.post(door, sent("violation", is_self_reported=answer, files_document=a_picture("认定书.png")))

    made = Entry.objects.get(kind="violation")
    assert made.is_self_reported is kept
    (fact,) = facts_of_unit(city.agency.pk)
    assert fact.self_reported is kept
    shown = {True: "主动报告", False: "他人发现", None: "未说明"}[kept]
    assert shown in page.get(reverse("office:entry", args=[made.pk])).content.decode()


def test_a_problem_found_has_its_severity_and_stays_open_until_it_is_closed(sign_in, city, officer, door):
    page = sign_in(officer)

    refused = page.post(door, sent("finding", title="背街积水"))
    page.post(door, sent("finding", title="背街积水", level="major"))

    assert "严重程度" in refused.content.decode()
    made = Entry.objects.get(kind="finding")
    assert (made.level, made.until_date) == ("major", date.max)
    assert "3月2日（周一）起" in page.get(reverse("office:entry", args=[made.pk])).content.decode()
    assert 'value="minor"' in page.get(f"{door}?kind=finding").content.decode()
    assert 'value="national"' not in page.get(f"{door}?kind=finding").content.decode()


def test_a_problem_is_closed_by_a_correction_with_its_last_day(sign_in, city, officer):
    record = an_entry(
        unit=city.agency, kind="finding", level="major", start_date=date(2026, 3, 2), until_date=date.max,
        created_by=officer,
    )  # fmt: skip
    page = sign_in(officer)
    door = reverse("office:finding-correct", args=[record.pk])
    assert page.get(door).context["form"].initial["end_date"] is None

    page.post(door, sent("finding", level="major", end_date="2026-03-09", reason="已整改销号"))

    assert Entry.objects.get(corrects=record).until_date == date(2026, 3, 10)


def test_a_title_and_an_earlier_mark_are_chosen_by_what_they_are_called(sign_in, city, officer, door):
    a_published_book(city.city)
    Honour.objects.create(code="campus", name="文明校园", added_by=officer, added_at=NOON)
    page = sign_in(officer)

    assert "文明校园" in page.get(f"{door}?kind=title_held").content.decode()
    refused = page.post(door, sent("title_held", topic="unknown", level="city"))
    page.post(door, sent("title_held", topic="campus", level="city"))
    page.post(
        door,
        sent(
            "prior_mark",
            token="e" * 32,
            topic="small",
            start_date="2025-01-01",
            end_date="2025-12-31",
            q_total="86.125",
        ),
    )

    assert refused.status_code == 200
    title, mark = Entry.objects.order_by("id")
    assert (title.kind, title.topic, title.until_date) == ("title_held", "campus", date.max)
    assert (mark.kind, mark.topic, mark.quantities) == ("prior_mark", "small", {"total": 86125})
