"""One entry on its page: looked at, changed while a draft, corrected or withdrawn once confirmed."""

from datetime import date

import pytest
from django.urls import reverse

from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.queries.entries import draft_of
from tests.factories import a_document, an_entry, an_evidence
from tests.web.unit.filled_in import a_photo, at, new, said, text


@pytest.fixture
def page(sign_in, clerk):
    return sign_in(clerk)


class TestAnEntrysPage:
    def test_it_shows_all_that_the_entry_says(self, page, city):
        entry = an_entry(
            unit=city.agency,
            kind="honour",
            topic="creation",
            level="city",
            title="先进集体",
            note="由市委表彰",
            times=2,
            start_date=date(2025, 3, 5),
            until_date=date(2025, 3, 8),
        )

        facts = dict(page.get(at("entry", entry)).context["sheet"].facts)

        assert facts == {
            "日期": "2025年3月5日（周三）至2025年3月7日（周五）",
            "主题": "文明创建",
            "次数": "2项",
            "级别": "市级",
            "说明": "由市委表彰",
            "来源": "手工填写",
        }

    def test_it_tells_who_did_what_and_what_changed(self, page, city):
        page.post(new(city), said(action="draft"))
        entry = Entry.objects.get()
        page.post(at("entry-edit", entry), said(action="confirm", title="推进会", q_attendees="40"))

        moments = page.get(at("entry", entry)).context["sheet"].moments

        told = [(each.what, each.who, each.note) for each in moments]
        assert told == [
            ("确认记录", "许知秋", "标题：创建工作推进会 → 推进会；参会人数：42 → 40"),
            ("登记草稿", "许知秋", ""),
        ]

    def test_it_shows_the_words_of_the_report_that_it_was_read_from(self, page, city):
        document = a_document(unit=city.agency, text="全年召开专题会议4次，开展活动12场。")
        entry = an_entry(unit=city.agency, document=document, span_start=2, span_end=9)

        assert "<mark>召开专题会议4</mark>" in text(page.get(at("entry", entry)))

    def test_a_piece_that_proves_other_facts_too_says_so(self, page, city):
        page.post(new(city), said(files_photo=a_photo()))
        page.post(new(city), said(token="f" * 32, title="职工植树", hinted="files", files_photo=a_photo()))

        response = page.get(at("entry", Entry.objects.first()))

        assert "还支撑另外1条记录" in text(response)

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_as_many_queries_with_one_piece_as_with_three(self, page, city, count, django_assert_num_queries):
        entry = an_entry(unit=city.agency)
        for _ in range(count):
            an_evidence(entry=entry)
        page.get(at("entry", entry))

        with django_assert_num_queries(9):
            page.get(at("entry", entry))

    def test_it_is_printed_on_a_sheet(self, page, city):
        entry = an_entry(unit=city.agency, title="创建推进会")

        assert "cw-sheet" in text(page.get(at("entry-print", entry)))

    @pytest.mark.parametrize(
        "name",
        [
            "entry",
            "entry-print",
            "entry-edit",
            "entry-correct",
            "entry-confirm",
            "entry-withdraw",
            "entry-discard",
            "entry-evidence",
        ],
    )
    @pytest.mark.parametrize("visitor", ["other_clerk", "officer", "stranger"])
    def test_it_is_there_for_the_units_clerk_alone(self, sign_in, city, request, visitor, name):
        page = sign_in(request.getfixturevalue(visitor))
        entry = an_entry(unit=city.agency, status=Status.DRAFT)

        assert page.get(at(name, entry)).status_code == 404

    def test_of_what_the_office_found_only_reading_is_offered(self, page, city):
        finding = an_entry(unit=city.agency, kind="violation", topic="safety", source=Source.OFFICE)

        shown = page.get(at("entry", finding)).context

        assert (shown["is_draft"], shown["is_standing"], shown["takes_evidence"]) == (False, False, False)


class TestChanging:
    def test_a_draft_is_shown_as_it_stands_and_changed(self, page, city):
        page.post(new(city), said(action="draft"))
        entry = Entry.objects.get()

        form = page.get(at("entry-edit", entry)).context["form"]
        page.post(at("entry-edit", entry), said(action="draft", title="推进会"))

        entry.refresh_from_db()
        assert (form["title"].value(), form["q_attendees"].value()) == ("创建工作推进会", "42")
        assert (entry.title, entry.status) == ("推进会", Status.DRAFT)

    def test_a_draft_may_become_another_kind(self, page, city):
        entry = an_entry(unit=city.agency, status=Status.DRAFT)
        study = said(kind="study", topic="theory", q_attendees="20", action="draft")

        page.post(at("entry-edit", entry), study)

        entry.refresh_from_db()
        assert (entry.kind, entry.topic) == ("study", "theory")

    def test_a_confirmed_entry_has_no_form_to_change_it(self, page, city):
        entry = an_entry(unit=city.agency, title="原来的")

        response = page.post(at("entry-edit", entry), said(title="偷改的"))

        entry.refresh_from_db()
        assert (response.url, entry.title) == (at("entry", entry), "原来的")

    def test_a_draft_is_confirmed_from_its_page(self, page, city):
        entry = an_entry(unit=city.agency, status=Status.DRAFT)

        response = page.post(at("entry-confirm", entry), follow=True)

        entry.refresh_from_db()
        assert entry.status == Status.CONFIRMED
        assert "已确认。" in text(response)

    def test_an_incomplete_draft_is_refused_with_what_it_lacks(self, page, city):
        entry = an_entry(unit=city.agency, status=Status.DRAFT, title="")

        response = page.post(at("entry-confirm", entry))

        assert response.status_code == 200
        assert "请填写标题" in text(response)

    def test_a_draft_is_put_away(self, page, city):
        entry = an_entry(unit=city.agency, status=Status.DRAFT)

        response = page.post(at("entry-discard", entry))

        entry.refresh_from_db()
        assert (response.url, entry.status) == (
            reverse("unit:entries", args=[city.agency.pk]),
            Status.DISCARDED,
        )


class TestCorrecting:
    def test_the_form_begins_with_what_the_entry_says(self, page, city):
        entry = an_entry(unit=city.agency, title="推进会", quantities={"attendees": 42})

        form = page.get(at("entry-correct", entry)).context["form"]

        assert (form["title"].value(), form["q_attendees"].value()) == ("推进会", "42")

    def test_the_correction_takes_its_place_and_each_leads_to_the_other(self, page, city):
        entry = an_entry(unit=city.agency, title="推进会", quantities={"attendees": 42})

        response = page.post(at("entry-correct", entry), said(reason="人数有误", q_attendees="40"))

        entry.refresh_from_db()
        correction = Entry.objects.get(corrects=entry)
        assert (response.url, entry.status, entry.quantities) == (
            at("entry", correction),
            Status.CORRECTED,
            {"attendees": 42},
        )
        assert at("entry", entry) in text(page.get(at("entry", correction)))
        assert at("entry", correction) in text(page.get(at("entry", entry)))

    def test_it_asks_for_the_reason(self, page, city):
        entry = an_entry(unit=city.agency)

        response = page.post(at("entry-correct", entry), said(reason=""))

        assert list(response.context["form"].errors) == ["reason"]
        assert Entry.objects.count() == 1

    def test_a_second_correction_is_refused_in_words(self, page, city):
        entry = an_entry(unit=city.agency)
        page.post(at("entry-correct", entry), said(reason="人数有误", action="draft"))

        response = page.post(at("entry-correct", entry), said(reason="又错了", token="f" * 32))

        assert "这条记录已有一条更正。" in text(response)

    def test_a_fact_is_withdrawn_with_its_reason(self, page, city):
        entry = an_entry(unit=city.agency)

        page.post(at("entry-withdraw", entry), {"reason": "重复登记"})

        entry.refresh_from_db()
        assert (entry.status, entry.reason) == (Status.WITHDRAWN, "重复登记")

    def test_without_a_reason_nothing_is_withdrawn(self, page, city):
        entry = an_entry(unit=city.agency)

        response = page.post(at("entry-withdraw", entry), {"reason": ""})

        entry.refresh_from_db()
        assert "请填写撤回原因。" in text(response)
        assert entry.status == Status.CONFIRMED

    def test_what_the_office_found_is_not_withdrawn_by_the_unit(self, page, city):
        finding = an_entry(unit=city.agency, kind="violation", topic="safety", source=Source.OFFICE)
        before = draft_of(finding)

        response = page.post(at("entry-withdraw", finding), {"reason": "不同意"})

        finding.refresh_from_db()
        assert "由文明办记录" in text(response)
        assert (finding.status, draft_of(finding)) == (Status.CONFIRMED, before)
