"""消息 in a real browser: nothing unreadable, nothing too wide; the bell falls, the thing opens."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chuangwen.civic.letters import pen
from chuangwen.civic.letters.queries import unread_count
from tests.browser import PHONE, WIDE, is_wider_than_its_window, violations
from tests.factories import NOON

pytestmark = pytest.mark.browser
LIST, CHOICE = reverse("ui:letters"), reverse("ui:letters-choice")


@pytest.fixture
def reader(live_server, city, clerk):
    """A clerk with two letters."""
    for name in ("材料已退回", "公示期间收到1条异议"):
        note = pen.Note(
            token=name, subject=name, body="请在5个工作日内说明情况。", link=CHOICE, unit=city.agency, users=(clerk,)
        )
        pen.post(note, at=NOON)
    return clerk


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("path", [LIST, f"{LIST}?state=read", CHOICE])
def test_axe_finds_nothing_and_nothing_is_too_wide(reader, open_page, path, width, settings):
    settings.LETTER_CHANNELS = {"email": "smtp://127.0.0.1"}
    page = open_page(path, width, user=reader, bypass_csp=True)  # axe itself must be let in

    assert violations(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_letter_leads_to_its_thing_and_the_bell_falls(reader, open_page, scripts):
    page = open_page(LIST, user=reader, java_script_enabled=scripts)
    expect(page.locator(".cw-bell .cw-count")).to_contain_text("2")

    page.get_by_role("button", name="去看看：材料已退回").click()

    expect(page).to_have_url(f"{page.url.split('/ui')[0]}{CHOICE}")
    expect(page.locator(".cw-bell .cw-count")).to_contain_text("1")
    assert unread_count(reader) == 1


def test_ticked_letters_are_read(reader, open_page):
    page = open_page(LIST, user=reader)
    page.get_by_label("全选本页").check()
    page.get_by_role("button", name="标为已读", exact=True).click()

    expect(page.get_by_text("已将2条消息标为已读。")).to_be_visible()
    expect(page.locator(".cw-bell .cw-count")).to_have_count(0)
