"""An officer finds the unit that is behind, the criterion that costs it most, and what stands behind a mark."""

import pytest
from playwright.sync_api import expect

from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_officer_goes_from_the_list_to_the_weak_unit_to_its_dearest_criterion_to_a_proof(open_page, town, scripts):
    page = open_page("/accounts/login/", java_script_enabled=scripts)
    page.locator("[name=login]").fill("officer")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("h1")).to_be_visible()
    page.get_by_role("link", name="单位", exact=True).first.click()

    page.locator("thead").get_by_role("link", name="预计得分").click()
    rows = page.locator("main tbody tr")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("预计得分")
    marks = [float(text.split("/")[0]) for text in rows.locator(".cw-bar-text, .cw-bar b").all_inner_texts()]
    assert marks == sorted(marks)

    page.get_by_role("link", name="青石区税务局").first.click()
    expect(page.locator("h1")).to_have_text("青石区税务局")
    expect(page.locator("main")).to_contain_text("失分最多的一条")
    dearest = page.locator("main p").filter(has_text="失分最多的一条").get_by_role("link").first
    code = dearest.get_attribute("href").partition("#c-")[2]
    dearest.click()
    page.locator(f"#c-{code} .cw-mark a").click()
    expect(page.locator("#why-panel")).to_contain_text(code)
    page.locator("#why-panel [data-why-close]").click()

    page.locator("#c-I-1 .cw-mark a").click()
    page.locator("#why-panel").get_by_role("link", name="第一季度创建工作专题会纪要.txt").click()
    expect(page.locator("main")).to_contain_text("第一季度创建工作专题会")
