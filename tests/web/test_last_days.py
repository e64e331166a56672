"""One meaning of the last day: spans are kept by their exclusive end, and every page shows the day before it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from chuangwen.civic.titles.models import Title
from chuangwen.civic.titles.queries.papers import certificate_of
from chuangwen.web.ui.figures import cn_date
from tests import house
from tests.civic import candidacies

KEPT = date(2028, 12, 26)
LAST = "2028年12月25日（周一）"
# Not the end of a span but the day from which on something is no more, and said so: 撤销, 卸任, 解除, 停止施行.
DAYS_OF_EVENTS = {
    "office/orgs/pairings.html",
    "office/titles/programme.html",
    "system/accounts/account.html",
    "ui/bodies/body.html",
}


@pytest.fixture
def title(city, officer):
    title = candidacies.a_title(city, city.agency, officer)
    Title.objects.filter(pk=title.pk).update(until_date=KEPT)
    title.refresh_from_db()
    return title


def test_no_page_shows_an_exclusive_day_as_it_is_kept():
    shown = re.compile(r"\{\{[^}]*\b(until_date|ended_date)\b[^}]*\}\}")

    found = {
        path.as_posix().split("/templates/")[1]
        for path in house.templates()
        if shown.search(path.read_text(encoding="utf-8"))
    }

    assert found == DAYS_OF_EVENTS


@pytest.mark.parametrize(
    ("who", "name", "by"),
    [
        ("clerk", "unit:title", "title"),
        ("clerk", "unit:honours", "unit"),
        ("clerk", "unit:titles", "unit"),
        ("officer", "office:title", "title"),
        ("officer", "office:titles", ""),
    ],
)
def test_a_title_has_the_same_last_day_on_every_page(sign_in, city, clerk, officer, title, who, name, by):
    args = {"title": [title.pk], "unit": [city.agency.pk], "": []}[by]

    page = sign_in({"clerk": clerk, "officer": officer}[who]).get(reverse(name, args=args)).content.decode()

    assert LAST in page
    assert cn_date(KEPT) not in page


def test_the_certificate_says_it_on_the_public_page_and_on_paper(client, title):
    paper = title.certificate
    asked = {"number": paper.number, "code": paper.code}

    page = client.get(reverse("public:certificate"), asked).content.decode()

    assert LAST in page
    assert "不含" not in page
    assert certificate_of(title, verify_url="https://cw.example/").until == "2028年12月25日"


def test_a_title_that_ended_shows_the_last_day_on_which_it_was_held(sign_in, clerk, title):
    Title.objects.update(state="revoked", ended_date=date(2026, 3, 2))

    page = sign_in(clerk).get(reverse("unit:title", args=[title.pk])).content.decode()

    assert "至2026年3月1日（周日）（已终止）" in page


def test_a_title_that_ended_on_its_first_day_was_held_on_that_day(title):
    title.ended_date = title.from_date

    assert title.last_date == title.from_date
    title.ended_date = title.from_date + timedelta(days=1)
    assert title.last_date == title.from_date
