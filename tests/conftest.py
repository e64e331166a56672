"""What every test may ask for: a small city, its people, and a browser signed in as one of them."""

import os

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client, client
from django_tasks_db.management.commands import db_worker

from chuangwen.civic.orgs.enums import Role
from tests import factories
from tests.browser import CHROMIUM, browser, open_page  # noqa: F401  fixtures for every test that drives a browser
from tests.factories import a_city, a_person, a_user


@pytest.fixture(autouse=True, scope="session")
def _connections_stay_open():
    """Keep the test's own connection when an answer is closed or collected late.

    Inside a test's transaction Django takes the connection for broken and drops
    it. The test client guards against that around each request, but an unread
    file that is collected during the next request undoes the guard. The worker
    that a test runs in its own process drops it likewise.
    """

    def leave_open(**kwargs):
        """Stand where the test client connects and disconnects."""

    for signal in (request_started, request_finished):
        signal.disconnect(client.close_old_connections)
    client.close_old_connections = db_worker.close_old_connections = leave_open


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    """Let no test write where another, or the office, would find it."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def city(db) -> factories.City:
    """A small city with two districts."""
    return a_city()


@pytest.fixture
def clerk(city):
    """The clerk of 青石区税务局."""
    return a_person(Role.CLERK, city.agency, username="clerk", name="许知秋")


@pytest.fixture
def other_clerk(city):
    """The clerk of 临江区水务局: the same role, another subtree."""
    return a_person(Role.CLERK, city.other_agency, username="other-clerk", name="顾南枝")


@pytest.fixture
def officer(city):
    """An officer of the city's civility office: reaches the whole city."""
    return a_person(Role.OFFICER, city.city, username="officer", name="沈文")


@pytest.fixture
def district_officer(city):
    """An officer of 青石区: reaches that district only."""
    return a_person(Role.OFFICER, city.district, username="district-officer", name="唐一禾")


@pytest.fixture
def reviewer(city):
    """A reviewer of the city."""
    return a_person(Role.REVIEWER, city.city, username="reviewer", name="郑明达")


@pytest.fixture
def leader(city):
    """A leader who reads the whole city."""
    return a_person(Role.LEADER, city.city, username="leader", name="梁策")


@pytest.fixture
def inspector(city):
    """An inspector of the city."""
    return a_person(Role.INSPECTOR, city.city, username="inspector", name="方远")


@pytest.fixture
def system_admin(city):
    """Opens accounts, and does nothing else."""
    return a_person(Role.SYSTEM_ADMIN, city.city, username="system-admin", name="系统员")


@pytest.fixture
def security_admin(city):
    """Grants roles, and does nothing else."""
    return a_person(Role.SECURITY_ADMIN, city.city, username="security-admin", name="安全员")


@pytest.fixture
def audit_admin(city):
    """Reads the journal, and does nothing else."""
    return a_person(Role.AUDIT_ADMIN, city.city, username="audit-admin", name="审计员")


@pytest.fixture
def stranger(db):
    """A person with an account and no role."""
    return a_user(username="stranger", name="路人")


@pytest.fixture
def sign_in(db):
    """Return a function that gives a test client signed in as a user."""

    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def _forget_rate_limits(transactional_db):
    """Where nothing is rolled back, failed logins of one test must not lock out the next."""
    cache.clear()


def pytest_addoption(parser):
    """Offer the choice that script/test makes on PostgreSQL."""
    parser.addoption("--only-database", action="store_true", help="only tests that use the database, without a browser")


def pytest_collection_modifyitems(config, items):
    """Choose by database, and clear the cache where nothing is rolled back."""
    if config.getoption("--only-database"):
        unwanted = [item for item in items if not _uses_database(item) or item.get_closest_marker("browser")]
        if connection.vendor != "sqlite":
            unwanted += [item for item in items if item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if item not in set(unwanted)]
    for item in items:
        if {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
            item.fixturenames.append("_forget_rate_limits")


def _uses_database(item):
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))


def pytest_runtest_setup(item):
    """Skip what this machine cannot run, and say why."""
    if item.get_closest_marker("browser") and not CHROMIUM:
        pytest.skip("there is no chromium on this machine")
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("runs on PostgreSQL; script/test does that")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Take a skipped test for a failure where CI=true: there everything must have run."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(session.config, "workerinput")
    if os.environ.get("CI") == "true" and not is_worker and terminal and terminal.stats.get("skipped"):
        terminal.write_line("CI=true: a skipped test is a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
