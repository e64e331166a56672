"""The door: a wrong password, the lock, and the second factor."""

import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import expect

from tests.factories import PASSWORD

pytestmark = pytest.mark.browser


def sign_in(page, password, username="clerk"):
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_wrong_password_is_told_and_five_of_them_lock(open_page, clerk, scripts):
    page = open_page("/accounts/login/", java_script_enabled=scripts)

    for _ in range(5):
        sign_in(page, "not-the-password")
        expect(page.locator("main")).to_contain_text("账号或密码不对，请核对后再试。")
    sign_in(page, PASSWORD)

    expect(page.locator("main")).to_contain_text("账号已锁定。请过15分钟再试，或请安全管理员解锁。")
    page.goto(page.url.split("/accounts/")[0] + "/unit/")
    expect(page.locator("h1")).to_have_text("登录")


def test_the_page_that_was_asked_for_opens_after_signing_in(open_page, city, clerk):
    page = open_page(f"/unit/{city.agency.pk}/ledger/")
    expect(page.locator("h1")).to_have_text("登录")

    sign_in(page, PASSWORD)

    expect(page.locator("h1")).to_have_text("台账")


def test_a_second_factor_is_set_up_and_asked_for_at_the_next_sign_in(open_page, clerk):
    page = open_page("/accounts/2fa/totp/activate/", user=clerk)
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main .btn-primary").click()
    secret = page.locator("main code").first.inner_text().replace(" ", "")
    page.locator("[name=code]").fill(code_of(secret))
    page.locator("main .btn-primary").click()
    expect(page.locator("[name=code]")).to_have_count(0)

    other = open_page("/accounts/login/")
    sign_in(other, PASSWORD)
    expect(other.locator("[name=code]")).to_be_visible()
    assert "/unit/" not in other.url


def code_of(secret):
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))
