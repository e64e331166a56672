"""A clerk hands in a report and answers what was read in it, hands on the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.town import REPORT

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page, town):
    page = open_page(f"/unit/{town.city.agency.pk}/readings/", user=town.clerk)
    page.get_by_label("或者粘贴文字").fill(REPORT)
    page.get_by_role("button", name="开始识读").click()
    expect(page.locator("h1")).to_have_text("青石区税务局2026年文明创建工作总结")
    return page


def active(page):
    return page.locator(".cw-fact.is-active")


def count(page, answer):
    return page.locator(f"#count-{answer}")


def go_to(page, words):
    """Press ↓ until the fact with these words is active."""
    for _ in range(20):
        if words in active(page).inner_text():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"no fact says {words}")


def test_a_report_is_answered_by_keys_and_the_ledger_shows_whence(page, town):
    whole = int(count(page, "open").inner_text())
    assert whole >= 4

    go_to(page, "42")
    expect(page.locator(".cw-hit.is-active").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(count(page, "accepted")).to_have_text("1")
    expect(page.locator("#told")).to_contain_text(re.compile("已采纳，记入台账。.*预计得分"))

    page.keyboard.press("x")
    expect(count(page, "rejected")).to_have_text("1")
    page.keyboard.press("u")
    expect(count(page, "rejected")).to_have_text("0")
    expect(count(page, "accepted")).to_have_text("1")

    go_to(page, "38")
    page.keyboard.press("e")
    title = page.locator(".cw-fact.is-editing").get_by_label("标题")
    expect(title).to_be_focused()
    title.fill("创建工作推进会（二季度）")
    page.keyboard.press("Enter")
    expect(count(page, "accepted")).to_have_text("2")

    page.keyboard.press("a")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("采纳")).click()
    expect(page.get_by_role("status").filter(has_text="已采纳").first).to_be_visible()
    assert int(count(page, "accepted").inner_text()) > 2

    page.keyboard.press("u")
    expect(page.get_by_role("status").filter(has_text="已撤销").first).to_be_visible()
    expect(count(page, "accepted")).to_have_text("2")

    page.goto(page.url.split("/readings/")[0] + f"/{town.city.agency.pk}/ledger/")
    page.get_by_role("link", name="创建工作推进会（二季度）").click()
    expect(page.locator("main mark").first).to_contain_text("38人")
    expect(page.locator("main")).to_contain_text("青石区税务局2026年文明创建工作总结")


def test_words_in_the_text_and_facts_beside_it_lead_to_each_other(page):
    word = page.locator(".cw-hit").filter(has_text="78").first
    word.click()

    expect(active(page)).to_contain_text("78")
