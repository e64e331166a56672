"""Reports on their way in: several at once, long ones in the background with progress, stopped, tried again."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from chuangwen import clock
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import cancel_job
from chuangwen.civic.jobs.running import run_due
from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.models import Entry, Evidence, Proposal, SourceDocument
from chuangwen.civic.ledger.queries import intakes
from tests.core.reading.files import pdf_bytes
from tests.factories import a_document, a_proposal
from tests.web.unit.test_readings import TEXT, accept_many, hand_in, named, text

LONG = [
    [f"In 2025 the bureau held {n + 2} meetings on civility", "and took 12 days of voluntary work."] for n in range(60)
]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def page(sign_in, clerk):
    return sign_in(clerk)


@pytest.fixture
def year():
    return clock.today().year - 1


def door(name, *args):
    return reverse(f"unit:{name}", args=args)


def upload(page, city, year, *files):
    fields = {"words": "", "first": date(year, 1, 1), "last": date(year, 12, 31)}
    sent = [named(content, name) for name, content in files]
    return page.post(door("readings", city.agency.pk), fields | {"file": sent}, follow=True)


def a_long_one(page, city, year):
    return upload(page, city, year, ("长.pdf", pdf_bytes(LONG)))


@pytest.mark.django_db(transaction=True)
def test_a_long_report_is_read_in_the_background_and_nothing_shows_before_it_is_done(page, city, year):
    shown = text(a_long_one(page, city, year))

    assert "正在后台识读" in shown
    assert "停止识读" in shown
    assert not SourceDocument.objects.exists()

    run_due()

    document = SourceDocument.objects.get()
    assert document.name == "长.pdf"
    assert document.remarks["blocks"][59][2] == "第60页"
    assert "长.pdf" in text(page.get(door("readings", city.agency.pk)))
    assert Job.objects.get().result == {"document": document.pk, "name": "长.pdf"}


@pytest.mark.django_db(transaction=True)
def test_the_list_asks_again_while_something_is_read_and_no_longer_after(page, city, year):
    assert "every 1500ms" in text(a_long_one(page, city, year))

    run_due()

    part = text(page.get(door("readings", city.agency.pk), **HTMX))
    assert "every 1500ms" not in part
    assert "<html" not in part


@pytest.mark.django_db(transaction=True)
def test_a_reading_stopped_by_the_clerk_leaves_nothing_and_may_be_begun_again(page, city, year):
    a_long_one(page, city, year)
    page.post(door("reading-cancel", Job.objects.get().pk))
    run_due()

    shown = text(page.get(door("readings", city.agency.pk)))
    assert "已停止，什么也没有留下。" in shown
    assert not SourceDocument.objects.exists()

    page.post(door("reading-retry", Job.objects.get().pk))
    run_due()

    assert SourceDocument.objects.count() == 1
    assert "重新识读" not in text(page.get(door("readings", city.agency.pk)))


@pytest.mark.django_db(transaction=True)
def test_a_reading_stopped_half_way_leaves_nothing(page, city, year, clerk, monkeypatch):
    a_long_one(page, city, year)
    job = Job.objects.get()

    def stop_at_the_tenth(content, name, *, limits, progress):
        for done in range(60):
            if done == 10:
                cancel_job(job_id=job.pk, actor=clerk, at=clock.now())
            progress(done, 60)

    monkeypatch.setattr("chuangwen.batch.work.text_of_file", stop_at_the_tenth)
    run_due()

    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 10)
    assert not SourceDocument.objects.exists()
    assert [line.verb for line in Line.objects.order_by("number")] == ["job.enqueued", "job.cancelled", "job.finished"]


def test_a_report_beyond_all_measure_is_refused_at_once(page, city, year):
    words = "召开创建专题会议4次。" * 120_000

    shown = text(upload(page, city, year, ("太长.txt", words.encode())))

    assert "一次最多识读100万字" in shown
    assert not SourceDocument.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_long_report_that_cannot_be_read_says_what_to_do(page, city, year):
    empty = pdf_bytes([[]] * 21)
    upload(page, city, year, ("空白.pdf", empty))
    run_due()

    shown = text(page.get(door("readings", city.agency.pk)))

    assert "空白.pdf" in shown
    assert "请换一份清晰的扫描件" in shown
    assert "重新识读" in shown
    assert not SourceDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_reading_whose_file_is_gone_asks_for_it_anew(page, city, year):
    a_long_one(page, city, year)
    storage.path_of(Job.objects.get().params["file"]["original"]).unlink()
    run_due()

    assert "原文件已不在系统里。请重新上传。" in text(page.get(door("readings", city.agency.pk)))


@pytest.mark.django_db(transaction=True)
def test_the_same_long_report_twice_is_queued_once_and_later_leads_to_its_progress(page, city, year):
    a_long_one(page, city, year)
    a_long_one(page, city, year)
    assert Job.objects.count() == 1
    run_due()

    assert "这份材料之前识读过" in text(a_long_one(page, city, year))


def test_several_reports_are_taken_at_once_each_with_its_fate(page, city, year):
    shown = text(
        upload(
            page,
            city,
            year,
            ("一.txt", TEXT.encode()),
            ("二.txt", TEXT.replace("4次", "5次").encode()),
            ("坏.pdf", b"%PDF-1.4 broken"),
        )
    )

    assert set(SourceDocument.objects.values_list("name", flat=True)) == {"一.txt", "二.txt"}
    assert "已识读2份" in shown
    assert "有材料没有识读" in shown
    assert "坏.pdf" in shown


def test_too_many_files_are_refused_with_what_to_do(page, city, year):
    shown = text(upload(page, city, year, *[(f"{n}.txt", TEXT.encode()) for n in range(21)]))

    assert "一次最多交20份" in shown
    assert not SourceDocument.objects.exists()


def test_a_picture_waits_for_recognition_in_the_background(page, city, year):
    file = BytesIO()
    Image.new("RGB", (400, 300), "white").save(file, "TIFF")

    shown = text(upload(page, city, year, ("照片.tif", file.getvalue())))

    assert "正在后台识读" in shown
    assert Job.objects.get().params["file"]["media_type"] == "image/tiff"


def test_without_recognition_a_picture_is_refused_clearly(page, city, year, monkeypatch):
    monkeypatch.setattr(intakes, "find_spec", lambda name: None)
    monkeypatch.setattr("chuangwen.core.reading.text.recognition.find_spec", lambda name: None)
    file = BytesIO()
    Image.new("RGB", (400, 300), "white").save(file, "PNG")

    shown = text(upload(page, city, year, ("照片.png", file.getvalue())))

    assert "照片.png" in shown
    assert "没有安装文字识别组件" in shown
    assert not Job.objects.exists()


def test_a_web_page_stays_as_the_evidence_of_what_was_read_in_it(page, city, year):
    content = f"<html><body><p>{TEXT}</p></body></html>".encode()
    upload(page, city, year, ("网页.html", content))
    accept_many(page, SourceDocument.objects.get())

    pieces = Evidence.objects.select_related("file", "entry")
    assert {piece.file.media_type for piece in pieces} == {"text/html"}
    assert {piece.entry_id for piece in pieces} == set(Entry.objects.values_list("pk", flat=True))
    kept = page.get(reverse("unit:evidence-original", args=[pieces[0].pk]))
    assert b"".join(kept.streaming_content) == content
    assert kept["Content-Disposition"].startswith("attachment")


def test_pasted_words_stand_behind_nothing(page, city, year):
    hand_in(page, city, year)
    accept_many(page, SourceDocument.objects.get())

    assert Entry.objects.exists()
    assert not Evidence.objects.exists()


def test_the_page_warns_of_state_secrets_and_says_whether_anything_is_sent(page, city, settings):
    quiet = text(page.get(door("readings", city.agency.pk)))
    settings.READING_ADVISOR_URL = "http://model.example/v1"
    told = text(page.get(door("readings", city.agency.pk)))

    assert "请不要上传涉及国家秘密" in quiet
    assert "不会发送到别处" in quiet
    assert "会发送到 http://model.example/v1" in told
    assert "不会发送到别处" not in told


def test_a_report_of_another_office_is_pointed_out(page, city, year):
    words = TEXT.replace("青石区税务局", "临江区水务局")
    hand_in(page, city, year, words=words)

    assert "与本单位“青石区税务局”不同" in SourceDocument.objects.get().remarks["notes"][0]


@pytest.mark.parametrize("who", ["other_clerk", "officer", "stranger"])
def test_another_hand_neither_stops_nor_sees_a_reading(request, who, page, city, year, sign_in):
    a_long_one(page, city, year)
    other = sign_in(request.getfixturevalue(who))

    answers = [other.post(door(f"reading-{name}", Job.objects.get().pk)) for name in ("cancel", "retry")]

    assert {answer.status_code for answer in answers} == {404}
    assert Job.objects.get().state == "queued"


def test_the_list_costs_the_same_however_much_is_read(page, city, clerk, django_assert_num_queries):
    def more(count):
        for n in range(count):
            a_document(unit=city.agency, name=f"材料{n}")
            params = {"name": f"{n}.pdf", "file": {"sha256": f"{n:064}"}}
            told = {"unit": city.agency, "requested_by": clerk, "requested_at": clock.now()}
            Job.objects.create(kind="read_report", params=params, key=f"{count}-{n}", **told)

    more(1)
    page.get(door("readings", city.agency.pk))
    with CaptureQueriesContext(connection) as one:
        page.get(door("readings", city.agency.pk))

    for count in (3, 40):
        more(count)
        with django_assert_num_queries(len(one)):
            page.get(door("readings", city.agency.pk))


def test_facts_are_dated_anew_when_the_period_is_put_right(page, city, year):
    hand_in(page, city, year)
    document = SourceDocument.objects.get()
    funding = Proposal.objects.get(kind="funding")
    meeting = Proposal.objects.get(kind="meeting")
    page.post(reverse("unit:proposal-accept", args=[meeting.pk]))

    page.post(
        door("reading-period", document.pk),
        {"first": date(year - 1, 1, 1), "last": date(year - 1, 12, 31), "written_on": ""},
    )

    funding.refresh_from_db()
    document.refresh_from_db()
    assert (funding.from_date, funding.until_date) == (date(year - 1, 1, 1), date(year, 1, 1))
    assert document.from_date == date(year - 1, 1, 1)
    assert Entry.objects.get().start_date.year == year
    assert Line.objects.order_by("-number").first().verb == "document.dated"


def test_a_page_of_a_file_is_shown_as_it_looks(page, city, year):
    upload(page, city, year, ("短.pdf", pdf_bytes(LONG[:2])))
    document = SourceDocument.objects.get()
    a_proposal(document=document)

    shown = text(page.get(door("reading", document.pk)))
    first, missing = (page.get(door("reading-page", document.pk, number)) for number in (1, 3))

    assert "第2页 · 看原件" in shown
    assert first["Content-Type"] == "image/jpeg"
    assert first.content.startswith(b"\xff\xd8")
    assert missing.status_code == 404
