"""A real Chromium for tests: one browser a module, one window a visit, and no complaint left unheard."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as office
from django.test import Client
from playwright.sync_api import expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDE, PHONE = 1440, 390
TALL = 1000
expect.set_options(timeout=20_000)  # a busy machine is no fault of a page


@pytest.fixture(scope="module")
def browser():
    """One Chromium for the tests of a module."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in the thread of the tests
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server):
    """Return a function that opens a page at a width, signed in if told as whom; complaints of it fail the test."""
    complaints, contexts = [], []

    def opened(path="/", width=WIDE, *, user=None, may_complain=False, **options):
        options = {"viewport": {"width": width, "height": TALL}, "locale": "zh-CN"} | options
        context = browser.new_context(**options)
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session_of(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(10_000)
        if not may_complain:
            page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
            page.on("console", lambda line: is_complaint(line) and complaints.append(f"{page.url}: {line.text}"))
        page.goto(live_server.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def is_complaint(line):
    """Say whether a line of the console is an error; a hint whose page was left meanwhile is none."""
    return line.type == "error" and not line.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))


def _session_of(user, url):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {"name": office.SESSION_COOKIE_NAME, "value": client.cookies[office.SESSION_COOKIE_NAME].value, "url": url}


def violations(page):
    """Return what axe finds on a page: each rule with the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], len(each["nodes"]), each["nodes"][0]["html"][:300]) for each in found]


def is_wider_than_its_window(page):
    """Say whether a page must be scrolled sideways, and by which element."""
    return page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return "";
          const wide = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > room + 1);
          return (wide[0] || document.body).outerHTML.slice(0, 200);
        }"""
    )
