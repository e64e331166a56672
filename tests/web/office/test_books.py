"""Books in the office: read as a document, brought in with every fault named, published for good."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.operations import load_edition
from tests.civic.small_books import TEXTS, a_published_book, texts
from tests.factories import NOON


@pytest.fixture
def book(city):
    return a_published_book(city.city)


@pytest.fixture
def a_draft(city, officer):
    return load_edition(unit_id=city.city.pk, texts=TEXTS, assessed_on=date(2026, 1, 1), actor=officer, at=NOON)


def handed_in(client, text, name="book.yaml"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("office:book-new"), {"file": file, "assessed_on": "2026-01-01"})


def test_a_book_reads_as_a_document_and_can_be_searched(city, book, officer, sign_in):
    client = sign_in(officer)
    url = reverse("office:book", args=[book.pk])

    whole = client.get(url).context["chapters"]
    found = client.get(url, {"words": "方案"}).context["chapters"]

    assert [ask.code for chapter in whole for ask in chapter.asks] == ["I-1", "I-2", "II-1", "B-1"]
    assert [ask.code for chapter in found for ask in chapter.asks] == ["I-2"]


def test_a_clerk_reads_the_book_and_is_offered_nothing_to_change(city, book, clerk, sign_in):
    text = sign_in(clerk).get(reverse("office:book", args=[book.pk])).content.decode()

    assert "创建领导小组每季度至少召开一次专题会议。" in text
    assert "停用" not in text


def test_a_typo_is_named_with_its_line_and_nothing_is_kept(city, officer, sign_in):
    response = handed_in(sign_in(officer), TEXTS["book.yaml"].replace("window:", "windov:"))

    assert "book.yaml" in response.content.decode()
    assert "windov" in response.content.decode()
    assert not Edition.objects.exists()


def test_a_file_of_another_kind_is_refused_at_its_field(city, officer, sign_in):
    response = handed_in(sign_in(officer), "一二三", name="细则.docx")

    assert "请上传 .zip 或 .yaml 文件" in response.content.decode()


def test_publishing_asks_for_the_edition_to_be_typed(city, officer, sign_in, a_draft):
    client = sign_in(officer)
    url = reverse("office:book-publish", args=[a_draft.pk])

    client.post(url, {"typed": "2024"})
    a_draft.refresh_from_db()
    assert a_draft.status == EditionStatus.DRAFT

    client.post(url, {"typed": "2025"})
    a_draft.refresh_from_db()
    assert a_draft.status == EditionStatus.PUBLISHED


def test_a_draft_is_discarded_and_gone(city, officer, sign_in, a_draft):
    sign_in(officer).post(reverse("office:book-discard", args=[a_draft.pk]))

    assert not Edition.objects.filter(pk=a_draft.pk).exists()


def test_an_edition_is_retired_with_a_reason(city, book, officer, sign_in):
    sign_in(officer).post(reverse("office:book-retire", args=[book.pk]), {"reason": "新一版已发布。"})

    book.refresh_from_db()
    assert book.status == EditionStatus.RETIRED


def test_two_books_are_paired_by_what_they_measure(city, book, officer, sign_in):
    other = a_published_book(city.city, texts(**{"book: small": "book: other", "II-1": "乙-7"}))

    asked = {"left": book.pk, "right": other.pk}
    comparison = sign_in(officer).get(reverse("office:compare-books"), asked).context["comparison"]

    assert ("II-1", "乙-7") in [(pair.left.code, pair.right.code) for pair in comparison.pairs if pair.is_shared]
