"""A clerk imports a sheet: looks it over, mends it on the page, commits it, and takes it back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.town import a_sheet

pytestmark = pytest.mark.browser
ROWS = (
    ("检查", "文明创建", "下半年创建工作自查", "2026年8月20日", ""),
    ("会议", "文明创建", "第四季度创建工作专题会", "2026-02-30", 38),
    ("志愿活动会", "志愿服务", "临江步道清洁", "10月8日", "约30人"),
)


def hand_in(page, *rows):
    sheet = {"name": "台账.xlsx", "mimeType": "application/octet-stream", "buffer": a_sheet(*rows)}
    page.locator("[name=file]").set_input_files(sheet)
    page.get_by_role("button", name="上传并检查").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_sheet_with_faults_is_mended_on_the_page_committed_and_taken_back(open_page, town, scripts):
    page = open_page(f"/unit/{town.city.agency.pk}/imports/", user=town.clerk, java_script_enabled=scripts)
    hand_in(page, *ROWS)

    expect(page.locator("h1")).to_have_text("核对“台账.xlsx”")
    expect(page.locator("main")).to_contain_text("1行可以导入，2行需要修改")
    expect(page.get_by_role("button", name="导入到台账")).to_have_count(0)
    expect(page.locator("td.cw-cell-bad")).to_have_count(2)

    page.get_by_label("第3行“日期”").fill("2026-10-12")
    page.get_by_label("第4行“类别”").fill("志愿服务")
    page.get_by_role("button", name="重新检查").click()
    expect(page.locator("main")).to_contain_text("“志愿服务”不记“参会人数”")
    page.get_by_label("第4行“参会人数”").fill("")
    page.get_by_role("button", name="重新检查").click()
    expect(page.locator("main")).to_contain_text("3行可以导入")
    page.get_by_role("button", name="导入到台账").click()

    expect(page.locator("#receipt-head")).to_have_text("回执")
    expect(page.locator("main")).to_contain_text("已确认，计入得分")
    expect(page.get_by_role("status").first).to_contain_text("预计得分+")
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(3)

    rows.filter(has_text="第四季度").get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("2026年10月12日")
    expect(page.locator("main")).to_contain_text("台账.xlsx，第3行")
    page.go_back()

    page.get_by_role("link", name="撤销这次导入").click()
    page.get_by_label("撤销原因").fill("年份选错了")
    page.get_by_role("button", name="撤销").last.click()

    expect(page.locator("main")).to_contain_text("年份选错了")
    page.goto(page.url.split("/imports/")[0] + f"/{town.city.agency.pk}/ledger/")
    expect(page.locator("main tbody tr").filter(has_text="第四季度创建工作专题会")).to_contain_text("已撤回")
