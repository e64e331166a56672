"""Every page of every audience: axe finds nothing, and nothing is wider than a telephone.

The doors are read from the URL configuration, so a new page is walked without being listed here.
"""

from itertools import islice, product

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from playwright.sync_api import expect

from chuangwen.civic.orgs.enums import Role
from tests.browser import PHONE, TALL, WIDE, is_wider_than_its_window, violations
from tests.factories import a_person
from tests.journeys import everything

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_OF_A_DOOR = 8
MORE = {
    "unit:entry-new": ("?kind=meeting", "?kind=publicity", "?q=没有这样的"),
    "unit:entries": ("?q=会议&kind=meeting", "?q=没有这样的"),
    "unit:evidence-wall": ("?q=没有这样的",),
    "unit:standard": ("?q=会议", "?q=没有这样的"),
    "office:units": ("?q=没有这样的",),
    "office:units-new": ("?parent={unit_id}",),
    "office:compare-units": ("?book={edition_id}&left={unit_id}&right={other_id}",),
    "office:compare-books": ("?left={edition_id}&right={other_edition_id}",),
    "office:search": ("?q=税务", "?q=没有这样的"),
}
SENT_EMPTY = {
    "unit:entry-new": "?kind=meeting",
    "unit:imports": "",
    "unit:readings": "",
    "unit:body-new": "",
    "account_login": "",
    "account_change_password": "",
}


@pytest.fixture
def keepers(system_admin, security_admin, audit_admin):
    return {"system_admin": system_admin, "security_admin": security_admin, "audit_admin": audit_admin}


@pytest.fixture
def words(town, keepers):
    """What the addresses of a city with something of everything may hold."""
    everything.lay_down(town, keepers)
    return everything.samples(town)


def doors(audience, names=None):
    """Return the names of an audience's doors with the words in their addresses."""
    for part in get_resolver().url_patterns:
        if isinstance(part, URLResolver) and (part.namespace or "accounts") == audience:
            yield from _doors_below(part, f"{part.namespace}:" if part.namespace else "")


def _doors_below(part, prefix):
    for each in part.url_patterns:
        if isinstance(each, URLResolver):
            yield from _doors_below(each, prefix)
        elif each.name:
            yield prefix + each.name, tuple(each.pattern.converters)


def addresses(name, asked, words):
    """Return the addresses of a door, each word tried."""
    for values in islice(product(*(words[word] for word in asked)), MOST_OF_A_DOOR):
        try:
            address = reverse(name, kwargs=dict(zip(asked, values, strict=True)))
        except NoReverseMatch:
            continue
        yield address
        for more in MORE.get(name, ()):
            yield address + more.format(**{word: each[0] for word, each in words.items() if each})


def pages_of(audience, user, words):
    """Return the addresses that show this person a page, and the doors that answered nothing but 404.

    Of each address it is said whether it is the first of its door.
    """
    client = Client()
    if user:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages, shut = [], set()
    for name, asked in doors(audience):
        answers = {address: _answer(client, address) for address in addresses(name, asked, words)}
        shown = [address for address, answer in answers.items() if answer == "page"]
        pages += [(address, address == shown[0]) for address in shown]
        if set(answers.values()) <= {404}:
            shut.add(name)
    return pages, shut


def _answer(client, address):
    """Say whether an address shows a page, or else how it answers: a file, a redirect, only to a form sent."""
    response = client.get(address)
    response.close()
    assert response.status_code < 500, address
    is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
    return "page" if is_page else response.status_code


def faults_of(page, url, is_first):
    """Return what is wrong with a page on a desk and on a telephone; there axe reads the first of each door alone."""
    page.set_viewport_size({"width": WIDE, "height": TALL})
    page.goto(url)
    found = [f"{WIDE}: {each}" for each in violations(page)]
    page.set_viewport_size({"width": PHONE, "height": TALL})
    page.wait_for_timeout(50)
    if wide := is_wider_than_its_window(page):
        found.append(f"wider than {PHONE}: {wide}")
    return found + [f"{PHONE}: {each}" for each in violations(page)] if is_first else found


def walk(open_page, live_server, pages, user):
    page = open_page("/", user=user, bypass_csp=True)  # axe itself must be let in
    return {
        address: found for address, is_first in pages if (found := faults_of(page, live_server.url + address, is_first))
    }


def test_a_clerk_meets_no_fault(open_page, live_server, town, words):
    clerk = a_person(Role.CLERK, town.city.district, username="district-clerk", name="许多")

    pages, shut = pages_of("unit", clerk, words)

    assert (walk(open_page, live_server, pages, clerk), shut) == ({}, set())


def test_an_officer_meets_no_fault(open_page, live_server, town, words):
    pages, shut = pages_of("office", town.officer, words)

    assert (walk(open_page, live_server, pages, town.officer), shut) == ({}, set())


def test_the_keepers_meet_no_fault(open_page, live_server, town, words, keepers):
    faults, shut_to = {}, []
    for keeper in keepers.values():
        pages, shut = pages_of("system", keeper, words)
        faults |= walk(open_page, live_server, pages, keeper)
        shut_to.append(shut)

    assert (faults, set.intersection(*shut_to)) == ({}, set())


def test_nobody_and_anybody_meet_no_fault(open_page, live_server, town, words):
    own, _ = pages_of("accounts", town.clerk, words)
    before, _ = pages_of("accounts", None, words)
    public, _ = pages_of("public", None, words)

    faults = walk(open_page, live_server, own, town.clerk) | walk(open_page, live_server, [*before, *public], None)

    assert ("/", True) in public
    assert ("/accounts/login/", True) in before
    assert faults == {}


def test_a_page_that_is_not_there_says_so_without_a_fault(open_page, town):
    page = open_page("/unit/999999/", user=town.clerk, may_complain=True, bypass_csp=True)

    expect(page.locator("main")).to_contain_text("怎么办")
    assert violations(page) == []


@pytest.mark.parametrize("door", SENT_EMPTY)
def test_a_form_sent_empty_says_so_without_a_fault(open_page, live_server, town, door):
    args = [town.city.agency.pk] if door.startswith("unit:") else []
    user = None if door == "account_login" else town.clerk
    page = open_page(reverse(door, args=args) + SENT_EMPTY[door], user=user, bypass_csp=True)
    form = page.locator("main form[method=post]").filter(has=page.locator(".btn-primary")).first
    form.evaluate("form => { form.noValidate = true }")

    form.locator(".btn-primary").first.click()

    expect(page.locator("main [aria-invalid=true], main .cw-error-sum").first).to_be_visible()
    assert violations(page) == []
