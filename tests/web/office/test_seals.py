"""The page of a result: sealed, published, handed out, and red when somebody has changed it."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from chuangwen.batch.progress import ProgressLine
from chuangwen.civic.assessments.models import Card, Seal
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.assessments.queries import keys
from chuangwen.civic.assessments.work import seal_in_stages
from chuangwen.civic.jobs import running
from tests.civic.assessments.conftest import a_meeting
from tests.civic.assessments.test_seals import by_hand
from tests.civic.small_books import a_published_book
from tests.factories import NOON


@pytest.fixture(autouse=True)
def _keys_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(keys, "FOLDER", tmp_path / "keys")


@pytest.fixture
def assessment(city, officer):
    a_meeting(city.agency, date(2025, 3, 5))
    book = a_published_book(city.city)
    return assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)


@pytest.fixture
def seal(assessment, officer):
    return seal_in_stages(assessment_id=assessment.pk, actor=officer, watch=ProgressLine())


def page(assessment):
    return reverse("office:assessment", args=[assessment.pk])


def test_an_officer_seals_a_result_in_the_background(assessment, officer, sign_in):
    browser = sign_in(officer)
    assert "封存结果" in browser.get(page(assessment)).content.decode()

    asked = browser.post(reverse("office:assessment-seal", args=[assessment.pk]))
    running.run_due()
    said = browser.get(page(assessment)).content.decode()

    assert asked.url.startswith("/ui/jobs/")
    assert Seal.objects.get().digest in said
    assert "与封存一致" in said
    assert "封存结果" not in said


def test_a_leader_sees_the_seal_and_is_offered_nothing_to_do(assessment, seal, leader, sign_in):
    said = sign_in(leader).get(page(assessment)).content.decode()

    assert seal.digest in said
    assert "公布结果" not in said


def test_a_result_is_published_after_the_word_is_typed(assessment, seal, officer, sign_in):
    browser = sign_in(officer)
    url = reverse("office:assessment-publish", args=[assessment.pk])

    untyped = browser.post(url, follow=True)
    typed = browser.post(url, {"typed": "公布"}, follow=True)

    assert "请照样输入“公布”再确认" in untyped.content.decode()
    assert "已公布" in typed.content.decode()
    assert Seal.objects.get().published_by == officer


def test_a_changed_mark_turns_the_page_red_and_stops_the_download(city, assessment, seal, officer, sign_in):
    card = Card.objects.get(assessment=assessment, unit=city.agency)
    by_hand("UPDATE assessments_card SET certain = 9000, possible = 9000 WHERE id = %s", card.pk)
    browser = sign_in(officer)

    said = browser.get(page(assessment)).content.decode()
    download = browser.get(reverse("office:assessment-sealed", args=[assessment.pk]), follow=True)
    published = browser.post(reverse("office:assessment-publish", args=[assessment.pk]), {"typed": "公布"}, follow=True)

    assert "与封存不符" in said
    assert f"青石区税务局（编号{city.agency.pk}）：总分封存为9分，复算为1分。" in said
    assert "没有下载" in download.content.decode()
    assert "结果与封存不符" in published.content.decode()
    assert not Seal.objects.get().is_published


def test_the_download_is_the_sealed_folder(assessment, seal, officer, sign_in):
    response = sign_in(officer).get(reverse("office:assessment-sealed", args=[assessment.pk]))

    inside = ZipFile(BytesIO(b"".join(response.streaming_content)))
    assert inside.read("seal.json").decode() == seal.manifest
    assert {"marks.jsonl", "peers.json", "book/canonical.json", "snapshot/manifest.json"} <= set(inside.namelist())


def test_a_big_result_is_looked_at_only_when_somebody_asks(assessment, seal, officer, sign_in, monkeypatch):
    monkeypatch.setattr("chuangwen.web.ui.seals.AT_ONCE", 2)
    browser = sign_in(officer)

    assert "尚未核对" in browser.get(page(assessment)).content.decode()
    assert "与封存一致" in browser.get(page(assessment) + "?check=1").content.decode()
