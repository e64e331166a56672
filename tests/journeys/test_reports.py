"""A clerk hands in a report and answers what was read in it, hands on the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.running import run_due
from chuangwen.civic.ledger.models import SourceDocument, Term
from tests.browser import violations
from tests.core.reading.files import pdf_bytes
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
    """Press ↓ until the fact with these words is active; not while an answer is under way, for then keys wait."""
    for _ in range(20):
        expect(page.locator("[data-fact][aria-busy]")).to_have_count(0)
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


def test_the_keys_are_explained_and_the_reason_is_shown_on_demand(page):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("先看条数，再一起采纳可信线以上的")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()

    why = active(page).locator(".cw-fact-because")
    expect(why.locator("p")).to_be_hidden()
    page.keyboard.press("w")
    expect(why.locator("p")).to_be_visible()
    assert violations(page) == []


def test_the_line_is_moved_and_the_progress_is_kept(page):
    before = page.locator(".cw-sure.is-above").count()
    page.get_by_label("可信线").select_option("50")
    expect(page.get_by_label("可信线")).to_have_value("50")
    assert page.locator(".cw-sure.is-above").count() >= before

    page.keyboard.press("x")
    expect(page.locator("#progress")).to_contain_text("已看1条")
    left = active(page).get_attribute("id")
    page.reload()
    expect(page.locator("#progress")).to_contain_text("已看1条")
    expect(active(page)).to_have_attribute("id", left)


def test_an_edit_teaches_the_reader_a_word(page, town):
    go_to(page, "120")
    page.keyboard.press("e")
    form = page.locator(".cw-fact.is-editing")
    form.locator("select[name=kind]").select_option("volunteer_activity")
    expect(form.locator("input[name=kind]")).to_have_value("volunteer_activity")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)  # htmx settles what it has exchanged, and lends it old attributes until then
    form.locator("[name=words]").fill("中秋")
    form.get_by_label(re.compile("记住这个说法")).check()
    form.get_by_role("button", name="采纳", exact=True).click()

    expect(page.locator("#told")).to_contain_text("已记住“中秋”")
    assert Term.objects.get().unit == town.city.agency


def test_a_report_is_answered_without_scripts(open_page, town, page):
    address = page.url.partition("/unit/")[2]
    plain = open_page(f"/unit/{address}", user=town.clerk, java_script_enabled=False)

    plain.locator(".cw-fact [data-act=reject]").first.click()

    expect(plain.locator("#progress")).to_contain_text("已看1条")
    expect(plain.locator(".cw-fact").first).to_have_class(re.compile("is-rejected"))


def test_a_long_report_shows_its_progress_is_stopped_and_read_after_all(open_page, town):
    page = open_page(f"/unit/{town.city.agency.pk}/readings/", user=town.clerk)
    lines = ["In 2026 the bureau held 4 meetings on civility", "and the year went on."]
    content = pdf_bytes([lines] * 500)
    page.set_input_files("[name=file]", {"name": "年鉴.pdf", "mimeType": "application/pdf", "buffer": content})
    page.get_by_role("button", name="开始识读").click()
    expect(page.locator("#reports")).to_contain_text("年鉴.pdf")

    Job.objects.update(
        state="running", done=30, total=500, message="已读30页，共500页", heartbeat_at="2026-11-20T00:00Z"
    )
    expect(page.get_by_text("已读30页，共500页")).to_be_visible()
    assert violations(page) == []
    Job.objects.update(state="queued")
    page.get_by_role("button", name="停止识读").click()
    expect(page.get_by_text("已停止，什么也没有留下。")).to_be_visible()
    run_due()
    assert not SourceDocument.objects.exists()

    page.get_by_role("button", name="重新识读").click()
    expect(page.get_by_role("button", name="停止识读")).to_be_visible()
    run_due()
    page.get_by_role("link", name="年鉴.pdf").click()
    expect(page.locator("h1")).to_have_text("年鉴.pdf")
    assert SourceDocument.objects.get().remarks["blocks"][499][2] == "第500页"
