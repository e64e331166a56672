"""A clerk writes a fact down and sees what it was worth; with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD
from tests.journeys.town import a_paper

pytestmark = pytest.mark.browser
TITLE = "第三季度创建工作专题会"


def sign_in(page, username):
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def mark_of(page, code):
    """Return the points that a criterion has on the standard's page."""
    return float(page.locator(f"#c-{code} .cw-mark").inner_text().split("/")[0])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_fact_raises_the_mark_and_the_mark_tells_why(open_page, town, scripts):
    page = open_page("/accounts/login/", java_script_enabled=scripts)
    sign_in(page, "clerk")
    expect(page.locator("h1")).to_have_text("今日")
    page.get_by_role("link", name="标准与得分").first.click()
    before = mark_of(page, "I-1")

    page.locator("#c-I-1").get_by_role("link", name="为I-1记一笔").click()
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("日期（必填）").fill("2026-08-20")
    page.get_by_label("参会人数").fill("42")
    page.get_by_label("会议纪要或记录").set_input_files(
        {"name": "会议纪要.txt", "mimeType": "text/plain", "buffer": a_paper("第三季度专题会纪要")}
    )
    page.get_by_role("button", name="保存并确认").click()

    expect(page.get_by_role("status").filter(has_text="预计得分")).to_contain_text(re.compile(r"预计得分\+\d"))
    expect(page.locator("h1")).to_contain_text(TITLE)

    page.get_by_role("link", name="标准与得分").first.click()
    assert mark_of(page, "I-1") == before + 0.5

    page.locator("#c-I-1 .cw-mark a").click()
    panel = page.locator("#why-panel")
    expect(panel).to_contain_text(TITLE)
    expect(panel).to_contain_text("没有计入的记录")
    expect(panel).to_contain_text("第二季度创建工作专题会")
    if scripts:
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        page.locator("#c-I-1 .cw-mark a").click()

    panel.get_by_role("link", name="会议纪要.txt").click()
    expect(page.locator("h1")).to_contain_text("会议纪要.txt")
    expect(page.locator("main")).to_contain_text(TITLE)
