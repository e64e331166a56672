"""Writing a fact down: the kind, its fields, its evidence, likely repeats, and what is said afterwards."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.operations.entries import record_entry
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft
from tests.civic.small_books import a_published_book
from tests.factories import NOON, an_entry
from tests.web.unit.filled_in import TOKEN, YESTERDAY, a_photo, at, new, said, text


@pytest.fixture
def page(sign_in, clerk):
    return sign_in(clerk)


class TestChoosingAKind:
    def test_the_kinds_stand_in_groups_without_those_of_the_office(self, page, city):
        choice = page.get(new(city)).context["choice"]

        assert list(choice.groups) == [
            name for name, members in kinds().groups().items() if any(kind.recorded_by == "unit" for kind in members)
        ]
        assert choice.most_used == []

    def test_those_used_most_come_first(self, page, city):
        for kind, count in (("study", 1), ("cleaning", 2)):
            for _ in range(count):
                an_entry(unit=city.agency, kind=kind, topic="", start_date=YESTERDAY)

        most_used = page.get(new(city)).context["choice"].most_used

        assert [kind.code for kind in most_used] == ["cleaning", "study"]

    @pytest.mark.parametrize(("words", "code"), [("道德讲堂", "lecture"), ("除雪", "cleaning"), ("植树", "greening")])
    def test_a_kind_is_found_by_the_words_of_the_field(self, page, city, words, code):
        groups = page.get(new(city), {"q": words}).context["choice"].groups

        assert code in [kind.code for members in groups.values() for kind in members]

    def test_words_that_name_no_kind_lead_on(self, page, city):
        assert "没有找到这样的类别。" in text(page.get(new(city), {"q": "量子"}))

    def test_what_the_office_records_is_refused_with_the_reason(self, page, city):
        assert "由文明办记录，单位不能自行填报。" in text(page.get(new(city), {"kind": "violation"}))

    def test_it_is_refused_when_sent_as_well(self, page, city):
        response = page.post(new(city), said(kind="violation"))

        assert "由文明办记录" in text(response)
        assert Entry.objects.count() == 0


class TestTheForm:
    @pytest.mark.parametrize("kind", [kind for kind in kinds().kinds.values() if kind.recorded_by == "unit"])
    def test_it_asks_only_what_the_kind_has(self, page, city, kind):
        form = page.get(new(city), {"kind": kind.code}).context["form"]

        asked = {"level", "medium", "place"} & set(form.fields)
        assert asked == {"level", "medium", "place"} & set(kind.fields)
        assert [name for name in form.fields if name.startswith("q_")] == [f"q_{q.code}" for q in kind.quantities]

    def test_it_offers_today_and_the_topic_used_last(self, page, city):
        an_entry(unit=city.agency, topic="safety")

        form = page.get(new(city), {"kind": "meeting"}).context["form"]

        assert (form["start_date"].value(), form["topic"].value()) == (clock.today(), "safety")

    def test_a_link_may_name_the_topic(self, page, city):
        form = page.get(new(city), {"kind": "meeting", "topic": "party"}).context["form"]

        assert form["topic"].value() == "party"

    def test_what_was_typed_comes_along_when_the_kind_is_changed(self, page, city):
        form = page.get(new(city), {"kind": "study", "title": "学习会", "start_date": "2025-03-05"}).context["form"]

        assert (form["title"].value(), form["start_date"].value()) == ("学习会", "2025-03-05")

    def test_it_says_that_state_secrets_do_not_belong_here(self, page, city):
        assert "请勿上传涉及国家秘密的材料" in text(page.get(new(city), {"kind": "meeting"}))


class TestSaving:
    def test_a_fact_is_confirmed_and_its_page_is_shown(self, page, city):
        response = page.post(new(city), said())

        entry = Entry.objects.get()
        assert response.url == at("entry", entry)
        assert (entry.status, entry.title, entry.quantities, entry.place) == (
            Status.CONFIRMED,
            "创建工作推进会",
            {"attendees": 42},
            "三楼会议室",
        )

    def test_the_next_page_says_what_it_was_worth(self, page, city):
        a_published_book(city.city)
        page.get(reverse("unit:today", args=[city.agency.pk]))
        document = said(kind="document", title="年度创建方案", start_date="2025-03-05", q_attendees=None, place=None)

        response = page.post(new(city), document, follow=True)

        assert "已保存并确认。《小测评细则（示例）》预计得分+2.0，现为2.0分。" in text(response)
        assert f"{new(city)}?kind=document" in text(response)

    def test_what_moved_no_mark_is_said_too(self, page, city):
        a_published_book(city.city)
        page.get(reverse("unit:today", args=[city.agency.pk]))

        response = page.post(new(city), said(start_date="2025-03-05"), follow=True)

        assert "已保存并确认。预计得分没有变化。缺的是佐证：" in text(response)
        assert "会议纪要" in text(response)

    def test_a_draft_may_wait_for_its_title(self, page, city):
        response = page.post(new(city), said(title="", action="draft"), follow=True)

        assert Entry.objects.get().status == Status.DRAFT
        assert "已存为草稿，确认后才计分。" in text(response)
        assert "请填写标题" in text(response)

    def test_the_button_pressed_twice_makes_one_entry(self, page, city):
        first = page.post(new(city), said(hinted="title"))
        second = page.post(new(city), said(hinted="title"))

        assert (first.url, Entry.objects.count()) == (second.url, 1)

    def test_days_and_figures_are_taken_as_people_write_them(self, page, city):
        page.post(new(city), said(start_date="2025.3.1", end_date="2025年3月5日（周三）", q_attendees="约１，２００人"))

        entry = Entry.objects.get()
        assert (entry.start_date, entry.until_date) == (date(2025, 3, 1), date(2025, 3, 6))
        assert (entry.quantities, entry.is_approximate) == ({"attendees": 1200}, True)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": ""}, "title"),
            ({"title": "字" * 121}, "title"),
            ({"start_date": ""}, "start_date"),
            ({"start_date": "2023-02-30"}, "start_date"),
            ({"start_date": (clock.today() + timedelta(days=1)).isoformat()}, "start_date"),
            ({"start_date": "2025-03-05", "end_date": "2025-03-01"}, "end_date"),
            ({"topic": "waste_sorting"}, "topic"),
            ({"q_attendees": "几十"}, "q_attendees"),
            ({"q_attendees": "1.5"}, "q_attendees"),
            ({"q_attendees": "-3"}, "q_attendees"),
            ({"times": "0"}, "times"),
            ({"note": "字" * 501}, "note"),
        ],
    )
    def test_each_fault_stands_at_its_field_and_is_summed_up(self, page, city, changes, field):
        response = page.post(new(city), said(**changes))

        assert list(response.context["form"].errors) == [field]
        assert f'href="#id_{field}"' in text(response)
        assert (response.status_code, Entry.objects.count()) == (200, 0)

    def test_a_form_of_another_unit_is_refused_in_words(self, page, city, clerk):
        record_entry(
            unit_id=city.school.pk,
            draft=FactDraft(kind="meeting", title="例会", start_date=YESTERDAY),
            token=TOKEN,
            confirm=False,
            source=Source.TYPED,
            actor=clerk,
            at=NOON,
        )

        assert "这张表单已经用过。" in text(page.post(new(city), said()))

    def test_one_fact_is_saved_and_marked_in_at_most_fifteen_queries(self, page, city):
        a_published_book(city.city)
        page.post(new(city), said(token="f" * 32, title="动员大会", hinted="title"))

        with CaptureQueriesContext(connection) as captured:
            assert page.post(new(city), said(hinted="title")).status_code == 302

        # Where a test wraps all in one transaction, an act begins and ends with a savepoint.
        asked = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= 15, "\n".join(asked)

    @pytest.mark.parametrize("visitor", ["other_clerk", "officer", "leader", "stranger"])
    def test_nobody_else_writes_into_the_ledger(self, sign_in, city, request, visitor):
        page = sign_in(request.getfixturevalue(visitor))

        assert page.get(new(city), {"kind": "meeting"}).status_code == 404
        assert page.post(new(city), said()).status_code == 404
        assert Entry.objects.count() == 0


class TestEvidenceInTheForm:
    def test_files_and_a_link_come_with_the_fact(self, page, city):
        page.post(
            new(city),
            said(
                files_photo=[a_photo(), a_photo("另一张.jpg", "black")],
                files_minutes=SimpleUploadedFile("纪要.txt", "会议纪要".encode()),
                link="https://news.example/1",
                link_name="报道",
                link_proof="web_page",
            ),
        )

        pieces = set(Evidence.objects.values_list("proof", "form", "name"))
        assert pieces == {
            ("photo", "file", "会场.jpg"),
            ("photo", "file", "另一张.jpg"),
            ("minutes", "file", "纪要.txt"),
            ("web_page", "link", "报道"),
        }

    def test_a_file_that_came_once_is_not_asked_for_again(self, page, city):
        refused = page.post(new(city), said(title="", files_photo=a_photo()))
        (kept,) = refused.context["proofs"].kept

        page.post(new(city), said(kept=kept.line))

        evidence = Evidence.objects.get()
        assert (evidence.name, evidence.proof, evidence.entry.title) == ("会场.jpg", "photo", "创建工作推进会")
        assert storage.path_of(evidence.file.original).is_file()

    def test_a_line_that_somebody_made_up_brings_nothing(self, page, city):
        page.post(new(city), said(kept="made:up"))

        assert (Entry.objects.count(), Evidence.objects.count()) == (1, 0)

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("会场.jpg", b"MZ\x90\0" + b"\0" * 60, "不能作为佐证"),
            ("会场.jpg", b"", "文件是空的"),
            ("会场.jpg", b"\xff\xd8\xff\xe0broken", "图片已损坏"),
            ("网页.html", b"<html><script>alert(1)</script></html>", "请填链接"),
        ],
    )
    def test_a_bad_file_is_named_with_its_reason_and_nothing_is_saved(self, page, city, name, content, why):
        response = page.post(new(city), said(files_photo=SimpleUploadedFile(name, content, "image/jpeg")))

        (error,) = response.context["proofs"].errors["files_photo"]
        assert name in error
        assert why in error
        assert Entry.objects.count() == 0

    def test_a_file_beyond_the_cap_is_refused(self, page, city, settings):
        settings.UPLOAD_CAP = 1024 * 1024

        response = page.post(
            new(city), said(files_photo=SimpleUploadedFile("大.jpg", b"\xff\xd8\xff" + b"x" * 1024 * 1024))
        )

        assert "文件超过1 MB的上限" in text(response)
        assert Entry.objects.count() == 0

    def test_a_link_that_is_none_is_refused(self, page, city):
        response = page.post(new(city), said(link="javascript:alert(1)"))

        assert "链接不是可以打开的网页地址" in text(response)
        assert Entry.objects.count() == 0


class TestLikelyRepeats:
    @pytest.fixture
    def known(self, city):
        return an_entry(unit=city.agency, title="创建工作推进会", start_date=YESTERDAY)

    def test_they_are_shown_once_before_saving_and_bar_nothing(self, page, city, known):
        shown = page.post(new(city), said())
        saved = page.post(new(city), said(hinted=shown.context["hinted"]))

        assert at("entry", known) in text(shown)
        assert (saved.status_code, Entry.objects.count()) == (302, 2)

    def test_while_the_title_is_typed_the_page_asks_for_them_alone(self, page, city, known):
        response = page.get(
            new(city),
            {"kind": "meeting", "title": "创建推进会", "start_date": YESTERDAY.isoformat()},
            headers={"HX-Request": "true", "HX-Target": "hints"},
        )

        assert at("entry", known) in text(response)
        assert "<html" not in text(response)

    def test_a_draft_is_no_repeat_of_itself(self, page, city):
        draft = an_entry(unit=city.agency, status=Status.DRAFT, title="创建工作推进会", start_date=YESTERDAY)

        response = page.get(
            at("entry-edit", draft),
            {"title": "创建工作推进会", "start_date": YESTERDAY.isoformat()},
            headers={"HX-Request": "true", "HX-Target": "hints"},
        )

        assert "相近的记录" not in text(response)
