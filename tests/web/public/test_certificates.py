"""A certificate is verified by number and code together, and shows name, honour and dates alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.titles.models import Certificate
from tests.civic import candidacies


@pytest.fixture
def certificate(city, officer):
    return Certificate.objects.get(title=candidacies.a_title(city, city.agency, officer))


def asked(client, number, code):
    return client.get(reverse("public:certificate"), {"number": number, "code": code}).content.decode()


def test_a_true_certificate_shows_name_honour_and_dates(client, certificate):
    page = asked(client, certificate.number, certificate.code.lower())

    for said in ("真实，在有效期内", "青石区税务局", "市级文明单位"):
        assert said in page


@pytest.mark.parametrize("wrong", ["number", "code"])
def test_a_number_or_code_alone_finds_nothing(client, certificate, wrong):
    said = {"number": certificate.number, "code": certificate.code} | {wrong: "0000"}

    page = asked(client, **said)

    assert "没有这张证书" in page
    assert "青石区税务局" not in page


def test_a_title_that_has_ended_is_said_to_have_ended(client, certificate):
    title = certificate.title
    title.state, title.ended_date = "revoked", clock.today() - timedelta(days=1)
    title.save(update_fields=["state", "ended_date"])

    page = asked(client, certificate.number, certificate.code)

    assert "现在已不持有" in page
    assert "撤销" not in page  # the public sees dates, not why


def test_guessing_is_slowed_down(client, certificate):
    address = reverse("public:certificate")

    answers = [client.get(address, {"number": certificate.number, "code": f"{n:04}"}).status_code for n in range(21)]

    assert answers == [200] * 20 + [429]
