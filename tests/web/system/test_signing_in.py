"""Signing in as people do it: passwords, locks, time-outs, the second factor, and what the journal keeps."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.people import queries
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations import accounts, passwords
from chuangwen.web.ui.accounts import first_door
from tests.factories import NOON, PASSWORD, a_person, a_user

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
NEW_PASSWORD = "松风-Wenming-8261"


def sign_in(client, username="clerk", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password}, **more)


def fail(client, times, username="clerk", **more):
    for _ in range(times):
        response = sign_in(client, username, "not-the-password", **more)
    return response


def is_signed_in(client):
    return "_auth_user_id" in client.session


def verbs():
    return [line.verb for line in Line.objects.order_by("number")]


def text_of(response):
    return response.content.decode()


class TestThePassword:
    def test_a_right_password_leads_to_the_first_page_and_is_noted(self, client, clerk):
        response = sign_in(client)

        assert (response.status_code, response["Location"]) == (302, reverse("after_login"))
        line = Line.objects.get()
        assert (line.verb, line.actor, line.after) == ("account.signed_in", clerk, {"address": "127.0.0.1"})

    def test_the_page_that_was_asked_for_comes_after_signing_in(self, client, clerk):
        asked = client.get("/accounts/2fa/?x=1")
        assert asked["Location"] == f"{LOGIN}?next=/accounts/2fa/%3Fx%3D1"

        response = client.post(asked["Location"], {"login": "clerk", "password": PASSWORD, "next": "/accounts/2fa/"})
        assert response["Location"] == "/accounts/2fa/"

    def test_another_site_is_never_led_to(self, client, clerk):
        response = client.post(LOGIN, {"login": "clerk", "password": PASSWORD, "next": "https://evil.example/"})

        assert response["Location"] == reverse("after_login")

    def test_a_wrong_password_and_an_unknown_name_say_the_same(self, client, clerk):
        wrong, unknown = fail(client, 1), fail(client, 1, "nobody")

        for response in (wrong, unknown):
            assert "账号或密码不对，请核对后再试。" in text_of(response)
        assert not is_signed_in(client)
        assert [(line.verb, line.actor, line.after["username"]) for line in Line.objects.order_by("number")] == [
            ("account.sign_in_failed", None, "clerk"),
            ("account.sign_in_failed", None, "no…"),
        ]

    @pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "10.1.2.3")])
    def test_behind_a_proxy_of_ours_the_visitors_own_address_is_noted(self, client, clerk, settings, proxies, address):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

        sign_in(client, headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"})

        assert Line.objects.get().after == {"address": address}

    def test_signing_out_is_noted(self, client, clerk):
        sign_in(client)
        client.post("/accounts/logout/")

        assert not is_signed_in(client)
        assert verbs() == ["account.signed_in", "account.signed_out"]

    def test_a_closed_account_is_told_so_and_kept_out(self, client, clerk, security_admin):
        accounts.close_account(user_id=clerk.pk, actor=security_admin, at=NOON)

        page = sign_in(client, follow=True)

        assert not is_signed_in(client)
        assert "账号已停用" in text_of(page)
        assert verbs() == ["account.closed", "account.sign_in_failed"]

    def test_closing_an_account_ends_its_open_session(self, client, clerk, security_admin):
        sign_in(client)
        accounts.close_account(user_id=clerk.pk, actor=security_admin, at=NOON)

        assert client.get(reverse("after_login")).status_code == 302
        assert client.get(reverse("mfa_index"))["Location"].startswith(LOGIN)

    def test_a_name_is_the_same_in_other_capitals(self, client, clerk):
        sign_in(client, "CLERK")

        assert is_signed_in(client)

    def test_nobody_signs_up(self, client):
        assert client.get("/accounts/signup/").status_code == 404


class TestTheLock:
    def test_five_failures_lock_and_the_message_tells_how_long(self, client, clerk):
        allowed = queries.failures_allowed()
        assert allowed == 5
        assert "账号或密码不对" in text_of(fail(client, allowed))

        locked = sign_in(client)

        assert not is_signed_in(client)
        assert "账号已锁定。请过15分钟再试，或请安全管理员解锁。" in text_of(locked)
        assert queries.minutes_locked(["clerk", "officer"]) == {"clerk": 15}

    def test_four_failures_do_not_lock(self, client, clerk):
        fail(client, 4)

        assert sign_in(client).status_code == 302
        assert queries.minutes_locked(["clerk"]) == {}

    def test_a_lock_holds_from_every_address_and_under_every_spelling_and_host(self, client, clerk):
        fail(client, 5)

        for other in ({"REMOTE_ADDR": "10.9.8.7"}, {"HTTP_HOST": "localhost"}):
            assert sign_in(Client(), "Clerk", **other).status_code == 200

    def test_one_locked_account_locks_no_other(self, client, clerk, officer):
        fail(client, 5)

        assert sign_in(Client(), "officer").status_code == 302

    def test_an_unknown_name_locks_like_a_known_one(self, client):
        fail(client, 5, "nobody")

        assert "账号已锁定" in text_of(fail(client, 1, "nobody"))

    def test_after_the_wait_the_right_password_opens(self, client, clerk, monkeypatch):
        fail(client, 5)
        later = time.time() + 15 * 60 + 1
        monkeypatch.setattr(time, "time", lambda: later)

        assert queries.minutes_locked(["clerk"]) == {}
        assert sign_in(client).status_code == 302

    def test_the_wait_grows_shorter(self, client, clerk, monkeypatch):
        fail(client, 5)
        later = time.time() + 9 * 60
        monkeypatch.setattr(time, "time", lambda: later)

        assert "请过6分钟再试" in text_of(sign_in(client))

    def test_the_security_administrator_unlocks(self, client, clerk, security_admin):
        fail(client, 5)

        passwords.unlock_account(user_id=clerk.pk, actor=security_admin, at=NOON)

        assert sign_in(client).status_code == 302
        assert verbs() == [*["account.sign_in_failed"] * 5, "account.unlocked", "account.signed_in"]

    def test_a_locked_out_attempt_writes_no_line(self, client, clerk):
        fail(client, 9)

        assert verbs() == ["account.sign_in_failed"] * 5

    def test_one_address_that_tries_many_names_is_stopped(self, client):
        for number in range(20):
            fail(client, 1, f"name-{number}")

        assert "这个网络地址短时间内登录失败太多次" in text_of(fail(client, 1, "name-99"))


class TestTheTemporaryPassword:
    @pytest.fixture
    def newcomer(self, client, city, clerk, system_admin):
        passwords.change_password_by_admin(user_id=clerk.pk, password=NEW_PASSWORD, actor=system_admin, at=NOON)
        sign_in(client, password=NEW_PASSWORD)
        return clerk

    def test_every_door_leads_to_the_page_where_it_is_changed(self, client, newcomer):
        for url in (reverse("after_login"), reverse("mfa_index")):
            assert client.get(url)["Location"] == reverse("account_change_password")
        assert client.get(reverse("public:landing")).status_code == 200
        assert "您用的是临时密码" in text_of(client.get(reverse("account_change_password")))

    def test_a_fragment_leads_the_whole_page_there(self, client, newcomer):
        response = client.get(reverse("mfa_index"), headers={"HX-Request": "true"})

        assert response["HX-Redirect"] == reverse("account_change_password")

    def test_once_it_is_changed_all_doors_open_and_the_session_goes_on(self, client, newcomer):
        told = {"oldpassword": NEW_PASSWORD, "password1": "自己的-Passwort-19", "password2": "自己的-Passwort-19"}
        response = client.post(reverse("account_change_password"), told)

        assert response["Location"] == reverse("after_login")
        assert client.get(reverse("mfa_index")).status_code == 200
        assert not User.objects.get(pk=newcomer.pk).must_change_password
        assert verbs() == ["account.password_reset", "account.signed_in", "account.password_changed"]

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            (NEW_PASSWORD, NEW_PASSWORD, "新密码与原密码相同"),
            (NEW_PASSWORD, "short", "10"),
            (NEW_PASSWORD, "8613912345678", "数字"),
            ("wrong", "自己的-Passwort-19", "当前密码"),
        ],
    )
    def test_a_bad_new_password_is_refused_beside_its_field(self, client, newcomer, old, new, says):
        told = {"oldpassword": old, "password1": new, "password2": new}
        response = client.post(reverse("account_change_password"), told)

        assert response.status_code == 200
        assert says in str(response.context["form"].errors)
        assert User.objects.get(pk=newcomer.pk).must_change_password

    def test_a_reset_ends_the_sessions_that_were_open(self, client, clerk, system_admin):
        sign_in(client)
        passwords.change_password_by_admin(user_id=clerk.pk, password=NEW_PASSWORD, actor=system_admin, at=NOON)

        assert client.get(reverse("mfa_index"))["Location"].startswith(LOGIN)


class TestTheTimeOut:
    @pytest.fixture
    def later(self, client, clerk, monkeypatch):
        """Signs the clerk in, and returns how to let time pass."""
        sign_in(client)
        client.get(reverse("mfa_index"))
        start = clock.now()

        def let_pass(**span):
            monkeypatch.setattr(clock, "now", lambda: start + timedelta(**span))

        return let_pass

    def test_who_is_away_too_long_is_signed_out_told_why_and_noted(self, client, later):
        later(minutes=61)

        response = client.get(reverse("mfa_index"), follow=True)

        assert response.redirect_chain == [(f"{LOGIN}?next=/accounts/2fa/", 302)]
        assert "您离开较久，为了安全已自动退出，请重新登录。" in text_of(response)
        assert not is_signed_in(client)
        assert verbs() == ["account.signed_in", "account.timed_out"]

    def test_who_works_on_is_not(self, client, later):
        for minutes in (50, 100, 150):
            later(minutes=minutes)
            assert client.get(reverse("mfa_index")).status_code == 200

    def test_a_fragment_takes_the_whole_page_to_the_sign_in(self, client, later):
        later(minutes=61)
        page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/2fa/"}

        response = client.get(reverse("mfa_index"), headers=page)

        assert response["HX-Redirect"] == f"{LOGIN}?next=http%3A//testserver/accounts/2fa/"

    def test_a_form_that_was_sent_too_late_is_not_led_back_to_by_get(self, client, later):
        later(minutes=61)

        assert client.post(reverse("account_change_password"), {})["Location"] == LOGIN


class TestTheSecondFactor:
    @pytest.fixture
    def secret(self, client, clerk, monkeypatch):
        """Turns the second factor on by its pages, as a person does; returns the shared secret."""
        sign_in(client)
        asked = client.get(reverse("mfa_activate_totp"))
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        page = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
        assert page.request["PATH_INFO"] == reverse("mfa_activate_totp")
        assert "data:image/svg+xml;base64," in text_of(page)
        secret = page.context["form"].secret
        response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert response.status_code == 302
        client.post("/accounts/logout/")
        Line.objects.all().delete()
        soon = time.time() + 60  # a code opens once; the next one comes soon
        monkeypatch.setattr(time, "time", lambda: soon)
        return secret

    def test_the_password_alone_does_not_open(self, client, secret):
        response = sign_in(client)

        assert response["Location"] == reverse("mfa_authenticate")
        assert client.get(reverse("mfa_index"))["Location"].startswith(LOGIN)
        assert verbs() == []

    def test_password_and_code_open_and_are_noted_as_one_sign_in(self, client, secret):
        page = sign_in(client, follow=True)
        assert "6位数字" in text_of(page)

        response = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

        assert response["Location"] == reverse("after_login")
        assert is_signed_in(client)
        assert verbs() == ["account.signed_in"]

    def test_a_wrong_code_is_refused_and_noted(self, client, secret):
        sign_in(client)
        right = code_of(secret)
        response = client.post(reverse("mfa_authenticate"), {"code": f"{(int(right) + 1) % 10**6:06}"})

        assert response.status_code == 200
        assert not is_signed_in(client)
        assert verbs() == ["account.sign_in_failed"]

    def test_many_wrong_codes_lock_and_the_security_administrator_unlocks(self, client, clerk, secret, security_admin):
        sign_in(client)
        for _ in range(6):
            response = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert "账号已暂时锁定" in text_of(response)

        passwords.unlock_account(user_id=clerk.pk, actor=security_admin, at=NOON)

        response = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert response.status_code == 302

    def test_a_recovery_code_opens_once(self, client, clerk, secret):
        wrapped = Authenticator.objects.get(user=clerk, type=Authenticator.Type.RECOVERY_CODES).wrap()
        [first, *_] = wrapped.get_unused_codes()

        for expected in (302, 200):
            sign_in(client)
            assert client.post(reverse("mfa_authenticate"), {"code": first}).status_code == expected
            client.post("/accounts/logout/")


def code_of(secret):
    """The six digits that a phone shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


class TestTheFirstPage:
    @pytest.mark.parametrize("role", Role)
    def test_each_role_is_led_somewhere_that_opens(self, client, city, role):
        person = a_person(role, city.city if role not in {Role.CLERK} else city.agency, username="someone")
        sign_in(client, "someone")

        url = first_door(person)
        assert client.get(reverse("after_login"))["Location"] == url
        assert client.get(url, follow=True).status_code == 200

    def test_a_person_without_a_role_is_told_whom_to_ask(self, client):
        a_user(username="newcomer")
        sign_in(client, "newcomer")

        page = client.get(reverse("after_login"), follow=True)

        assert "还没有分配角色，请联系本单位的安全管理员" in text_of(page)
