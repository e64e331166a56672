"""A unit's marks in a real browser: reasons beside the page, filters without reloading, nothing unreadable."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import PHONE, WIDE, is_wider_than_its_window, violations
from tests.civic.small_books import a_published_book, texts
from tests.factories import an_entry, an_evidence

pytestmark = pytest.mark.browser


@pytest.fixture
def unit(live_server, city):
    """A unit with two books, a meeting that counts, one that does not, and a finding against it."""
    a_published_book(city.city)
    a_published_book(city.district, texts(小测评="青石区测评", **{"book: small": "book: district"}))
    counted = an_entry(unit=city.agency, kind="meeting", topic="creation", start_date=date(2025, 3, 5))
    an_evidence(entry=counted, proof="minutes", name="会议纪要.docx")
    an_entry(unit=city.agency, kind="meeting", topic="party", start_date=date(2025, 6, 5))
    an_entry(unit=city.agency, kind="violation", topic="safety", start_date=date(2025, 4, 1))
    return city.agency


def paths(unit):
    from chuangwen.civic.rulebooks.models import Edition  # noqa: PLC0415  asked only once the rows are there

    edition = Edition.objects.get(code="small")
    return {
        "today": reverse("unit:today", args=[unit.pk]),
        "standard": reverse("unit:standard", args=[unit.pk]),
        "nothing": reverse("unit:standard", args=[unit.pk]) + "?q=没有这样的标准",
        "why": reverse("unit:why", args=[unit.pk, edition.pk, "I-1"]),
        "negative": reverse("unit:why", args=[unit.pk, edition.pk, "N-1"]),
        "print": reverse("unit:standard-print", args=[unit.pk, edition.pk]),
    }


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("name", ["today", "standard", "nothing", "why", "negative", "print"])
def test_axe_finds_nothing_and_nothing_is_too_wide(unit, clerk, open_page, name, width):
    page = open_page(paths(unit)[name], width, user=clerk, bypass_csp=True)  # axe itself must be let in

    assert violations(page) == []
    assert not is_wider_than_its_window(page)


def test_a_mark_opens_its_reason_beside_the_page_and_closing_returns_there(unit, clerk, open_page):
    page = open_page(paths(unit)["standard"], user=clerk)
    link = page.locator("#c-II-1 .cw-why-link")
    link.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")

    page.locator("#c-I-1 .cw-why-link").click()

    panel = page.locator("#why-panel")
    expect(panel).to_contain_text("会议纪要.docx")
    expect(panel).to_contain_text("主题是“党的建设”")
    assert page.url.endswith(paths(unit)["why"])

    page.keyboard.press("Escape")

    expect(panel).to_have_count(0)
    expect(page.locator("#c-I-1 .cw-why-link")).to_be_focused()
    assert page.evaluate("window.scrollY") == before
    assert page.url.endswith(paths(unit)["standard"])


def test_the_filter_works_at_once_and_the_address_keeps_it(unit, clerk, open_page):
    an_entry(unit=unit, kind="document", topic="creation")
    page = open_page(paths(unit)["standard"], user=clerk)
    expect(page.locator("#c-I-2")).to_be_visible()

    page.get_by_label("只看未满分").check()

    expect(page.locator("#c-I-2")).to_have_count(0)
    assert "short=1" in page.url
    page.reload()
    expect(page.get_by_label("只看未满分")).to_be_checked()
    expect(page.locator("#c-I-2")).to_have_count(0)


def test_without_scripts_the_filter_is_a_button_and_the_reason_a_page(unit, clerk, open_page):
    page = open_page(paths(unit)["standard"], user=clerk, java_script_enabled=False)

    page.get_by_label("搜索标准、代码、出处").fill("志愿")
    page.get_by_role("button", name="查找").click()
    expect(page.locator(".cw-criteria tbody tr")).to_have_count(1)

    page.locator(".cw-why-link").last.click()
    expect(page.locator("#why-panel")).to_be_visible()
    page.get_by_role("link", name="关闭").click()
    assert "#c-II-1" in page.url


def test_the_form_opened_from_a_lack_has_kind_and_topic_filled_in(unit, clerk, open_page):
    page = open_page(paths(unit)["standard"], user=clerk)

    page.get_by_role("link", name="为I-2记一笔").click()

    expect(page.locator("main")).to_contain_text("文件制度")
    expect(page.get_by_label("主题")).to_have_value("creation")
