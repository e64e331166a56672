"""Evidence on its pages: added, shown redrawn, kept as it came, removed; and the wall of all of it."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from python_calamine import CalamineWorkbook

from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import Source
from chuangwen.civic.ledger.models import Evidence
from chuangwen.civic.ledger.operations.evidence import attach_file
from tests.factories import NOON, an_entry, an_evidence

MAKER = 0x010F


@pytest.fixture
def page(sign_in, clerk):
    return sign_in(clerk)


@pytest.fixture
def entry(city):
    return an_entry(unit=city.agency, title="创建推进会")


def a_photo() -> bytes:
    """Return a photo that tells which phone took it."""
    exif = Image.Exif()
    exif[MAKER] = "SomePhone"
    out = BytesIO()
    Image.new("RGB", (500, 400), "teal").save(out, "JPEG", exif=exif.tobytes())
    return out.getvalue()


def attached(entry, clerk, content=None, name="会场.jpg", proof="photo"):
    file = storage.store([content or a_photo()])
    return attach_file(entry_id=entry.pk, file=file, proof=proof, name=name, actor=clerk, at=NOON)


def at(name, row):
    return reverse(f"unit:{name}", args=[row.pk])


def text(response):
    return response.content.decode()


def body(response):
    return b"".join(response.streaming_content)


class TestAdding:
    def test_files_of_each_type_and_a_link_are_added_together(self, page, entry):
        said = {
            "files_photo": SimpleUploadedFile("会场.jpg", a_photo()),
            "files_other": SimpleUploadedFile("名单.csv", "姓名,单位\n甲,乙\n".encode()),
            "other_proof": "roster",
            "link": "https://news.example/1",
            "link_proof": "report",
        }

        response = page.post(at("entry-evidence", entry), said)

        assert response.url == at("entry", entry)
        assert set(Evidence.objects.values_list("proof", "name")) == {
            ("photo", "会场.jpg"),
            ("roster", "名单.csv"),
            ("report", "报道或简报"),
        }

    def test_a_screenshot_of_a_published_page_says_that_it_is_one(self, page, entry):
        said = {"files_screenshot": SimpleUploadedFile("公众号.jpg", a_photo()), "link_proof": "report"}

        page.post(at("entry-evidence", entry), said)

        assert list(Evidence.objects.values_list("form", "proof")) == [("screenshot", "report")]

    def test_nothing_chosen_is_said_politely(self, page, entry):
        assert "还没有选择文件，也没有填写链接。" in text(page.post(at("entry-evidence", entry), {}))

    def test_the_evidence_of_the_office_is_refused_in_words(self, page, city):
        finding = an_entry(unit=city.agency, kind="violation", topic="safety", source=Source.OFFICE)

        response = page.post(at("entry-evidence", finding), {"link": "https://news.example/1"})

        assert "由文明办记录" in text(response)
        assert Evidence.objects.count() == 0

    def test_the_page_says_that_state_secrets_do_not_belong_here(self, page, entry):
        assert "请勿上传涉及国家秘密的材料" in text(page.get(at("entry-evidence", entry)))


class TestLooking:
    def test_a_picture_is_shown_redrawn(self, page, entry, clerk):
        evidence = attached(entry, clerk)

        response = page.get(at("evidence-picture", evidence))
        small = page.get(at("evidence-picture", evidence), {"size": "small"})

        shown = body(response)
        assert (response["Content-Type"], b"SomePhone" in shown) == ("image/jpeg", False)
        assert Image.open(BytesIO(shown)).size == (500, 400)
        assert Image.open(BytesIO(body(small))).size == (360, 288)

    def test_a_picture_that_the_browser_has_is_not_sent_again(self, page, entry, clerk):
        evidence = attached(entry, clerk)
        first = page.get(at("evidence-picture", evidence))
        body(first)

        again = page.get(at("evidence-picture", evidence), headers={"If-None-Match": first["ETag"]})

        assert again.status_code == 304

    def test_the_original_is_only_to_be_kept(self, page, entry, clerk):
        evidence = attached(entry, clerk)

        response = page.get(at("evidence-original", evidence))

        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert body(response) == a_photo()

    def test_a_misnamed_original_is_kept_under_what_it_is(self, page, entry, clerk):
        evidence = attached(entry, clerk, "会议纪要".encode(), name="minutes.exe", proof="minutes")

        response = page.get(at("evidence-original", evidence))
        body(response)

        assert response["Content-Disposition"] == 'attachment; filename="minutes.exe.txt"'

    def test_what_has_no_picture_shows_none(self, page, entry, clerk):
        note = attached(entry, clerk, "会议纪要".encode(), name="纪要.txt", proof="minutes")
        link = an_evidence(entry=entry)

        assert page.get(at("evidence-picture", note)).status_code == 404
        assert page.get(at("evidence-picture", link)).status_code == 404
        assert page.get(at("evidence-original", link)).status_code == 404

    def test_its_page_names_every_fact_that_it_stands_behind(self, page, city, entry, clerk):
        other = an_entry(unit=city.agency, title="职工植树")
        evidence = attached(entry, clerk)
        attached(other, clerk)

        said = text(page.get(at("evidence-file", evidence)))

        assert "创建推进会" in said
        assert f'<a href="{at("entry", other)}">职工植树</a>' in said
        assert "一份材料可支撑多条记录" in said

    @pytest.mark.parametrize("name", ["evidence-file", "evidence-picture", "evidence-original", "evidence-remove"])
    @pytest.mark.parametrize("visitor", ["other_clerk", "officer", "stranger"])
    def test_it_is_there_for_the_units_clerk_alone(self, sign_in, entry, clerk, request, visitor, name):
        evidence = attached(entry, clerk)
        page = sign_in(request.getfixturevalue(visitor))

        assert page.get(at(name, evidence)).status_code == 404

    def test_it_is_shown_to_nobody_who_is_not_signed_in(self, client, entry, clerk):
        evidence = attached(entry, clerk)

        for name in ("evidence-file", "evidence-picture", "evidence-original"):
            assert client.get(at(name, evidence)).status_code in {302, 404}


class TestRemoving:
    def test_it_asks_first_and_then_removes(self, page, entry, clerk):
        evidence = attached(entry, clerk)

        question = page.get(at("evidence-remove", evidence))
        response = page.post(at("evidence-remove", evidence))

        evidence.refresh_from_db()
        assert "移除这份佐证？" in text(question)
        assert (response.url, evidence.removed_at is None) == (at("entry", entry), False)
        assert page.get(at("evidence-picture", evidence)).status_code == 404

    def test_what_the_office_attached_stays(self, page, city):
        finding = an_entry(unit=city.agency, kind="violation", topic="safety", source=Source.OFFICE)
        evidence = an_evidence(entry=finding)

        response = page.post(at("evidence-remove", evidence))

        evidence.refresh_from_db()
        assert "由文明办记录" in text(response)
        assert evidence.removed_at is None


class TestTheWall:
    def wall(self, page, city, **query):
        return page.get(reverse("unit:evidence-wall", args=[city.agency.pk]), query)

    def shelves(self, response):
        return [(shelf.title, [piece.evidence.name for piece in shelf.pieces]) for shelf in response.context["shelves"]]

    @pytest.fixture
    def pieces(self, city):
        march = an_entry(unit=city.agency, start_date=date(2025, 3, 5))
        april = an_entry(unit=city.agency, kind="study", topic="theory", start_date=date(2025, 4, 1))
        an_evidence(entry=march, name="三月纪要", proof="minutes")
        an_evidence(entry=april, name="四月照片", proof="photo")
        an_evidence(entry=an_entry(unit=city.school), name="别家的")
        an_evidence(entry=march, name="移除的", removed_at=NOON)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, [("2025年4月", ["四月照片"]), ("2025年3月", ["三月纪要"])]),
            ({"by": "kind"}, [("会议", ["三月纪要"]), ("学习培训", ["四月照片"])]),
            ({"kind": "study"}, [("2025年4月", ["四月照片"])]),
            ({"proof": "minutes"}, [("2025年3月", ["三月纪要"])]),
            ({"month": "2025-03"}, [("2025年3月", ["三月纪要"])]),
            ({"month": "2025-13"}, [("2025年4月", ["四月照片"]), ("2025年3月", ["三月纪要"])]),
            ({"kind": "greening"}, []),
        ],
    )
    def test_it_shows_what_is_asked_for(self, page, city, pieces, query, expected):
        assert self.shelves(self.wall(page, city, **query)) == expected

    def test_it_lists_the_facts_that_lack_their_usual_evidence(self, page, city, pieces):
        bare = an_entry(unit=city.agency, title="没有佐证的")

        table = self.wall(page, city, show="missing").context["table"]

        assert [row.subject for row in table.rows] == [bare]

    def test_that_list_can_be_exported(self, page, city):
        an_entry(unit=city.agency, title="没有佐证的")

        response = self.wall(page, city, show="missing", export="xlsx", cols=["title", "usual"])

        rows = CalamineWorkbook.from_filelike(BytesIO(response.getvalue())).get_sheet_by_index(0).to_python()
        assert rows == [["记录", "通常需要"], ["没有佐证的", "会议纪要或记录、签到表、照片"]]

    @pytest.mark.parametrize("count", [1, 3, 70])
    def test_it_takes_ten_queries_whatever_there_is(self, page, city, count, django_assert_num_queries):
        for _ in range(count):
            an_evidence(entry=an_entry(unit=city.agency))
        self.wall(page, city)

        with django_assert_num_queries(10):
            self.wall(page, city)

    def test_an_empty_wall_says_what_it_is_for(self, page, city):
        assert "还没有佐证。" in text(self.wall(page, city))

    def test_it_is_there_for_the_units_clerk_alone(self, sign_in, city, other_clerk, officer):
        for visitor in (other_clerk, officer):
            assert self.wall(sign_in(visitor), city).status_code == 404
