"""Take the README's pictures of the demo city that is served at the address given. Run by `script/screenshots`."""

import os
import shutil
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import xlsxwriter
from _visit import wait_for
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from chuangwen.batch.demo.people import PASSWORD

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
COLOURS = 256
REPORT = """青石区税务局2026年文明创建工作总结

一年来，我局把创建工作融入日常，主要做了以下几件事。
一、组织领导有力。3月18日召开文明创建专题会议，42人参加，部署全年任务；9月2日召开创建工作推进会，38人参加。
二、志愿服务经常。5月10日组织志愿者26人到梧桐里社区开展清洁家园志愿服务活动，服务时长78小时；10月17日慰问困难群众15户。
三、群众文化丰富。9月20日举办“我们的节日·中秋”主题活动，约120人参加。全年在市级以上媒体发表创建稿件6篇。
四、下一步打算。明年计划召开专题会议6次，开展志愿服务12场。

青石区税务局
2026年11月16日
"""
HEADS = ("类别", "主题", "标题", "日期", "参会人数", "地点")
ROWS = (
    ("会议", "文明创建", "第三季度创建工作专题会", "2026年8月20日", 42, "三楼会议室"),
    ("会议", "文明创建", "迎检工作部署会", "2026-02-30", 38, "三楼会议室"),
    ("会议", "文明创建", "创建工作碰头会", "10月12日", "三十来人", "二楼会议室"),
    ("专题会议会", "文明创建", "年度目标任务分解会", "2026.3.5", 51, "大会议室"),
)


def sign_in(page: Page, root: str, username: str) -> None:
    page.goto(f"{root}/accounts/login/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main .btn-primary").click()
    page.locator(".cw-nav").first.wait_for(state="attached")


def follow(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()


def today(page: Page) -> None:
    page.locator("h1", has_text="今日").wait_for()


def standard_why(page: Page) -> None:
    follow(page, "标准与得分")
    page.locator("#c-一-4 .cw-mark a").click()
    page.locator("#why-panel").wait_for()


def ledger(page: Page) -> None:
    follow(page, "台账")


def entry_form(page: Page) -> None:
    follow(page, "标准与得分")
    page.locator("#c-二-1").get_by_role("link", name="记一笔").click()
    page.get_by_label("标题").fill("11月理论学习中心组学习")


def reading(page: Page) -> None:
    follow(page, "台账", "识读材料")
    page.locator("[name=words]").fill(REPORT)
    page.get_by_role("button", name="开始识读").click()
    page.locator(".cw-fact.is-active").wait_for()
    page.keyboard.press("Enter")
    page.locator(".cw-fact.is-accepted").first.wait_for()


def import_preview(page: Page) -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        for number, row in enumerate([HEADS, *ROWS]):
            sheet.write_row(number, 0, row)
    follow(page, "台账", "导入表格")
    page.locator("[name=file]").set_input_files(
        {"name": "2026年台账.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    )
    page.get_by_role("button", name="上传并检查").click()
    page.locator(".cw-preview-grid").wait_for()


def overview(page: Page) -> None:
    page.locator("h1").wait_for()


def units(page: Page) -> None:
    page.goto(page.url.split("/office/")[0] + "/office/units/")


def unit_why(page: Page) -> None:
    follow(page, "单位", "青石区税务局")
    page.locator("#c-一-4 .cw-mark a").click()
    page.locator("#why-panel").wait_for()


def book(page: Page) -> None:
    page.goto(page.url.split("/office/")[0] + "/office/books/1/")


def compare(page: Page) -> None:
    follow(page, "单位", "青石区税务局", "与其他单位比较")
    page.locator("select[name=right]").select_option(label="临江区税务局")
    page.locator("main button[type=submit]").first.click()


Shot = tuple[str, str, dict[str, int], Callable[[Page], None]]
SHOTS: tuple[Shot, ...] = (
    ("today", "shuiwu", DESK, today),
    ("standard-why", "shuiwu", DESK, standard_why),
    ("ledger", "shuiwu", DESK, ledger),
    ("entry-form", "shuiwu", DESK, entry_form),
    ("reading", "shuiwu", DESK, reading),
    ("import", "shuiwu", DESK, import_preview),
    ("overview", "wenmingban", DESK, overview),
    ("units", "wenmingban", DESK, units),
    ("unit-why", "wenmingban", DESK, unit_why),
    ("book", "wenmingban", DESK, book),
    ("compare", "wenmingban", DESK, compare),
    ("phone-today", "shuiwu", PHONE, today),
    ("phone-units", "wenmingban", PHONE, units),
)


def take(browser: Browser, root: str, shot: Shot) -> None:
    """Sign in, go there, and keep the picture in few colours."""
    name, username, size, go = shot
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, root, username)
    go(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # charts are drawn after the page is there
    with Image.open(BytesIO(page.screenshot())) as picture:
        few = picture.convert("RGB").quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    few.save(path, optimize=True)
    print(f"{path.stat().st_size // 1024:>5} KB  {path.relative_to(FOLDER.parent.parent)}")
    context.close()


def main() -> int:
    """Take all pictures, or those that were named."""
    root, *names = sys.argv[1:]
    wanted = [shot for shot in SHOTS if not names or shot[0] in names]
    FOLDER.mkdir(parents=True, exist_ok=True)
    wait_for(root)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--lang=zh-CN"],  # days as the office writes them
            env=os.environ | {"LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"},
        )
        for shot in wanted:
            take(browser, root, shot)
        browser.close()
    return 0 if wanted else 1


if __name__ == "__main__":
    sys.exit(main())
