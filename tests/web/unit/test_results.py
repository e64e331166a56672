"""What a unit sees of published results, with the seal."""

import pytest
from django.urls import reverse

from chuangwen.batch.progress import ProgressLine
from chuangwen.civic.assessments.operations import assess_units
from chuangwen.civic.assessments.operations.sealing import publish_assessment
from chuangwen.civic.assessments.queries import keys
from chuangwen.civic.assessments.work import seal_in_stages
from tests.civic.small_books import a_published_book, texts
from tests.factories import NOON, an_entry


@pytest.fixture(autouse=True)
def _keys_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setattr(keys, "FOLDER", tmp_path / "keys")


def sealed(city, officer, code="small"):
    book = a_published_book(city.city, texts(**{"book: small": f"book: {code}"}))
    made = assess_units(edition_id=book.pk, unit_id=city.city.pk, actor=officer, at=NOON)
    return seal_in_stages(assessment_id=made.pk, actor=officer, watch=ProgressLine())


def published(city, officer, code="small"):
    seal = sealed(city, officer, code)
    return publish_assessment(assessment_id=seal.assessment_id, actor=officer, at=NOON)


def page(city):
    return reverse("unit:results", args=[city.agency.pk])


def test_a_unit_sees_its_published_mark_with_the_seal(city, officer, clerk, sign_in):
    an_entry(unit=city.agency, kind="document", topic="creation")
    seal = published(city, officer)

    said = sign_in(clerk).get(page(city)).content.decode()

    assert "2.00" in said
    assert seal.digest in said
    assert "与封存一致" in said


def test_what_is_sealed_and_not_published_is_not_seen(city, officer, clerk, sign_in):
    seal = sealed(city, officer)

    said = sign_in(clerk).get(page(city)).content.decode()

    assert seal.digest not in said
    assert "还没有公布的得分" in said


def test_the_list_takes_the_same_queries_however_long_it_is(
    city, officer, clerk, sign_in, django_assert_max_num_queries
):
    browser = sign_in(clerk)
    counts = []
    for codes in (("one",), ("two", "three")):
        for code in codes:
            published(city, officer, code)
        browser.get(page(city))
        with django_assert_max_num_queries(20) as asked:
            browser.get(page(city))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_anybody_finds_the_digest_and_how_to_verify_and_no_units_mark(city, officer, client):
    seal = published(city, officer)
    kept_back = sealed(city, officer, "other")

    said = client.get(reverse("public:results")).content.decode()

    assert seal.digest in said
    assert kept_back.digest not in said
    assert "chuangwen verify" in said
    assert city.agency.name not in said
