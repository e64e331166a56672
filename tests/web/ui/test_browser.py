"""The kit in a real browser: keyboard, panel, drafts, and nothing that a reader cannot read."""

import pytest
from playwright.sync_api import expect

from tests.browser import violations

pytestmark = pytest.mark.browser
KIT = "/ui/kit/"


@pytest.fixture
def open_kit(open_page, settings):
    """Return a function that opens the kit at a width."""
    settings.DEBUG = True

    def opened(width=1440, path=KIT, **options):
        return open_page(path, width, **options)

    return opened


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", [KIT, f"{KIT}?kind=school&q=没有的", "/ui/kit/why/", "/ui/kit/confirm/"])
def test_axe_finds_nothing(open_kit, width, path):
    page = open_kit(width, path, bypass_csp=True)  # axe itself must be let in

    assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 1024, 768, 390])
@pytest.mark.parametrize("elder", [False, True])
def test_no_page_is_wider_than_its_window(open_kit, live_server, width, elder):
    page = open_kit(width)
    if elder:
        page.get_by_role("button", name="大字").click()
        page.reload()
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"

    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth", timeout=2000)


def test_the_why_panel_opens_beside_the_page_and_closing_returns_to_the_same_place(open_kit, live_server):
    page = open_kit()
    link = page.locator(".cw-why-link").nth(5)
    link.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")

    link.click()

    expect(page.locator("#why-panel")).to_be_visible()
    expect(page).to_have_url(f"{live_server.url}/ui/kit/why/")
    expect(page.locator("[data-why-title]")).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator("#why-panel")).to_have_count(0)
    expect(page).to_have_url(f"{live_server.url}{KIT}")
    expect(link).to_be_focused()
    assert page.evaluate("window.scrollY") == before

    page.go_forward()
    expect(page.locator("#why-panel")).to_be_visible()
    page.go_back()
    expect(page.locator("#why-panel")).to_have_count(0)


def test_a_why_panel_reloaded_is_a_page_whose_escape_goes_back(open_kit, live_server):
    page = open_kit()
    page.locator(".cw-why-link").first.click()
    expect(page.locator("#why-panel")).to_be_visible()

    page.reload()

    expect(page.locator("main h1")).to_have_text("理论学习经常开展")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{live_server.url}{KIT}")


def test_a_filter_applies_at_once_keeps_the_order_and_survives_back(open_kit, live_server):
    page = open_kit(path=f"{KIT}?sort=name")

    page.locator("[data-filters] select[name=kind]").select_option("school")

    expect(page.locator(".cw-chip")).to_have_count(1)
    expect(page).to_have_url(f"{live_server.url}{KIT}?sort=name&kind=school")

    page.locator(".cw-chip a").click()
    expect(page.locator(".cw-chip")).to_have_count(0)
    page.go_back()
    expect(page.locator(".cw-chip")).to_have_count(1)
    expect(page.locator("h1")).to_have_text("界面构件")


def test_rows_are_walked_ticked_and_opened_by_keyboard(open_kit):
    page = open_kit()
    rows = page.locator("#table-units tbody tr")
    rows.first.focus()

    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("[data-count]")).to_have_text("已选1项")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert "#unit-" in page.url


def test_the_slash_key_leads_to_the_search_box_and_not_out_of_a_text(open_kit):
    page = open_kit()

    page.keyboard.press("/")
    expect(page.locator("#cw-search")).to_be_focused()

    page.locator("#id_title").fill("甲")
    page.keyboard.type("/乙")
    expect(page.locator("#id_title")).to_have_value("甲/乙")


def test_what_was_typed_is_offered_again(open_kit):
    page = open_kit()
    page.locator("#id_title").fill("春季清洁")
    expect(page.locator("[data-draft-state]")).to_have_text("草稿已存在本机。")

    page.reload()
    page.get_by_role("button", name="恢复草稿").click()

    expect(page.locator("#id_title")).to_have_value("春季清洁")


def test_errors_are_focused_and_the_draft_survives_them(open_kit):
    page = open_kit()
    page.locator("#id_title").fill("春季清洁")

    page.get_by_role("button", name="保存记录").click()

    expect(page.locator(".cw-error-sum")).to_be_focused()
    expect(page.locator("#id_title")).to_have_value("春季清洁")


def test_a_grave_act_waits_for_its_words(open_kit):
    page = open_kit()
    page.get_by_role("link", name="发布结果").click()
    button = page.locator("dialog button[type=submit]")

    expect(button).to_be_disabled()
    page.locator("#confirm-typed").fill("发布结果")
    expect(button).to_be_enabled()

    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()


def test_a_dropped_file_is_named_and_one_too_large_is_said_so(open_kit, tmp_path):
    page = open_kit()
    small, large = tmp_path / "签到表.pdf", tmp_path / "录像.pdf"
    small.write_bytes(b"x" * 2048)
    large.write_bytes(b"x" * (31 * 1024 * 1024))

    page.locator("#id_file").set_input_files(small)
    expect(page.locator("[data-drop-files] li")).to_have_text("签到表.pdf（2.0 KB）")
    page.locator("#id_file").set_input_files(large)
    expect(page.locator("[data-drop-files] li.is-bad")).to_contain_text("超过30.0 MB")


class TestWithoutScripts:
    @pytest.fixture
    def page(self, open_kit):
        return open_kit(java_script_enabled=False)

    def test_charts_are_tables(self, page):
        expect(page.locator(".cw-chart-data table").first).to_be_visible()
        expect(page.locator("[data-chart]").first).not_to_be_visible()

    def test_a_mark_leads_to_its_why_and_back(self, page, live_server):
        page.locator(".cw-why-link").first.click()
        expect(page.locator("h1")).to_have_text("理论学习经常开展")
        page.get_by_role("link", name="关闭").click()
        expect(page).to_have_url(f"{live_server.url}{KIT}")

    def test_filters_sort_and_columns_work_by_their_buttons(self, page):
        page.locator("[data-filters] select[name=kind]").select_option("school")
        page.get_by_role("button", name="查找").click()
        expect(page.locator(".cw-chip")).to_have_count(1)

        page.locator("#table-units thead").get_by_role("link", name="单位").click()
        expect(page.locator("#table-units th[aria-sort]")).to_contain_text("单位")

        page.locator(".cw-tools-columns summary").click()
        page.locator(".cw-tools-columns input[value=kind]").uncheck()
        page.get_by_role("button", name="显示这些列").click()
        expect(page.locator("#table-units thead")).not_to_contain_text("类别")
        expect(page.locator(".cw-chip")).to_have_count(1)

    def test_the_text_grows(self, page):
        page.get_by_role("button", name="大字").click()
        assert page.locator("html").get_attribute("class") == "cw-elder"
