"""The keepers' pages for accounts: each keeper sees and does only their own part."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from chuangwen.civic.journal.models import Line
from chuangwen.civic.people import queries
from chuangwen.civic.people.models import User
from chuangwen.web.system.views.accounts import temporary_password
from tests.factories import NOON, a_grant, a_user
from tests.web.sheets import cells_of

pytestmark = pytest.mark.django_db
NEW = {"username": "lin.xiaoman", "name": "林小满", "post": "科员", "email": ""}


@pytest.fixture
def system(sign_in, system_admin):
    return sign_in(system_admin)


@pytest.fixture
def security(sign_in, security_admin):
    return sign_in(security_admin)


def text_of(response):
    return " ".join(response.content.decode().split())


def url(name, user):
    return reverse(f"system:{name}", args=[user.pk])


def lock(user):
    [key] = queries.lock_keys(queries.login_key(user.username))
    cache.set(key, [1e12] * 5, 900)


class TestTheList:
    def test_shows_who_holds_what_and_who_is_locked(self, system, clerk, officer):
        lock(clerk)
        User.objects.filter(pk=officer.pk).update(is_active=False)

        page = text_of(system.get(reverse("system:accounts")))

        for said in ("许知秋", "青石区税务局 单位联络员", "已锁定", "已停用", "云岭市 系统管理员"):
            assert said in page

    def test_is_narrowed_by_state_role_and_words(self, system, clerk, officer, stranger):
        def found(query):
            page = system.get(reverse("system:accounts") + query)
            return {row.subject.username for row in page.context["table"].rows}

        User.objects.filter(pk=officer.pk).update(is_active=False)
        assert found("?state=closed") == {"officer"}
        assert found("?role=clerk") == {"clerk"}
        assert found("?q=许知") == {"clerk"}
        assert found("?q=许知&state=closed") == set()

    def test_is_exported_as_shown_with_locks(self, system, clerk):
        lock(clerk)

        cells = cells_of(system.get(reverse("system:accounts") + "?export=xlsx"))

        assert cells[0][:5] == ["账号", "姓名", "职务", "角色", "状态"]
        assert ["clerk", "许知秋", "", "青石区税务局 单位联络员", "已锁定"] in [row[:5] for row in cells]

    @pytest.mark.parametrize("count", [1, 3, 60])
    def test_costs_the_same_however_many_accounts_there_are(self, system, city, count, django_assert_max_num_queries):
        for _ in range(count):
            a_grant(user=a_user(), unit=city.agency)

        system.get(reverse("system:home"))  # the session has noted the hour from here on
        with django_assert_max_num_queries(8):
            system.get(reverse("system:accounts"))

    def test_offers_to_open_accounts_only_to_whom_it_belongs(self, system, security):
        assert reverse("system:account-new") in text_of(system.get(reverse("system:accounts")))
        assert reverse("system:account-new") not in text_of(security.get(reverse("system:accounts")))


class TestOpening:
    def test_shows_the_temporary_password_once_and_never_again(self, system, client):
        page = system.post(reverse("system:account-new"), NEW)

        password = page.context["password"]
        assert f"<code>{password}</code>" in text_of(page)
        assert "no-store" in page["Cache-Control"]
        user = User.objects.get(username="lin.xiaoman")
        assert (user.name, user.check_password(password), user.must_change_password) == ("林小满", True, True)
        assert password not in text_of(system.get(url("account", user)))
        client.post("/accounts/login/", {"login": "lin.xiaoman", "password": password})
        assert "_auth_user_id" in client.session

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"username": "clerk"}, "账号“clerk”已被使用"),
            ({"username": "有 空格"}, "账号名不合要求"),
            ({"name": ""}, "请填写姓名。"),
            ({"email": "x"}, "有效的"),
        ],
    )
    def test_tells_what_stands_against_it(self, system, clerk, change, says):
        page = system.post(reverse("system:account-new"), NEW | change)

        assert page.status_code == 200
        assert says in text_of(page)
        assert not User.objects.filter(username="lin.xiaoman").exists()

    def test_every_temporary_password_keeps_the_rules(self, system):
        passwords = {temporary_password() for _ in range(50)}

        assert len(passwords) == 50
        assert all(len(each) == 14 and not set(each) & set("0Oo1Il") for each in passwords)


class TestKeeping:
    def test_the_system_administrator_changes_a_persons_particulars(self, system, clerk):
        system.post(url("account-edit", clerk), {"name": "许知秋", "post": "副科长", "email": ""})

        assert User.objects.get(pk=clerk.pk).post == "副科长"
        assert "副科长" in text_of(system.get(url("account", clerk)))

    def test_a_password_is_reset_only_after_a_question(self, system, clerk):
        before = User.objects.get(pk=clerk.pk).password
        assert "请先核实是本人要求重置" in text_of(system.get(url("account-password", clerk)))
        assert User.objects.get(pk=clerk.pk).password == before

        page = system.post(url("account-password", clerk))

        assert User.objects.get(pk=clerk.pk).check_password(page.context["password"])
        assert Line.objects.get().verb == "account.password_reset"

    def test_ones_own_password_is_not_reset_here(self, system, system_admin):
        page = system.post(url("account-password", system_admin))

        assert "这是您自己的账号" in text_of(page)
        assert Line.objects.count() == 0

    def test_the_security_administrator_closes_and_opens_again(self, security, clerk):
        for name, is_active in (("account-close", False), ("account-close", False), ("account-reopen", True)):
            assert security.get(url(name, clerk)).status_code == 200
            assert security.post(url(name, clerk)).status_code == 302
            assert User.objects.get(pk=clerk.pk).is_active is is_active
        assert [line.verb for line in Line.objects.order_by("number")] == ["account.closed", "account.reopened"]

    def test_the_security_administrator_unlocks(self, security, clerk):
        lock(clerk)
        assert "解除锁定" in text_of(security.get(url("account", clerk)))

        security.post(url("account-unlock", clerk))

        assert queries.minutes_locked(["clerk"]) == {}
        assert "已解除许知秋的登录锁定" in text_of(security.get(url("account", clerk)))
        assert Line.objects.get().verb == "account.unlocked"

    def test_a_lost_telephone_is_helped_by_the_security_administrator(self, security, clerk):
        from allauth.mfa.models import Authenticator  # noqa: PLC0415  a factory would hide what is deleted

        Authenticator.objects.create(user=clerk, type="totp", data={"secret": "x"}, created_at=NOON)
        assert "停用两步验证" in text_of(security.get(url("account", clerk)))

        for _ in range(2):
            security.post(url("account-second-factor", clerk))

        assert not Authenticator.objects.exists()
        assert [line.verb for line in Line.objects.all()] == ["account.second_factor_removed"]

    @pytest.mark.parametrize("name", ["account-close", "account-unlock", "account-second-factor"])
    def test_nobody_does_it_to_themselves(self, security, security_admin, name):
        page = security.post(url(name, security_admin))

        assert "这是您自己的账号" in text_of(page)
        assert User.objects.get(pk=security_admin.pk).is_active

    def test_each_keeper_is_offered_only_what_is_theirs(self, system, security, clerk):
        theirs = {"account-edit", "account-password"}
        others = {"account-close"}

        for client, offered, hidden in ((system, theirs, others), (security, others, theirs)):
            page = text_of(client.get(url("account", clerk)))
            assert all(url(name, clerk) in page for name in offered)
            assert not any(url(name, clerk) in page for name in hidden)
            for name in hidden:
                assert client.post(url(name, clerk)).status_code == 404

    def test_the_navigation_shows_only_ones_own_doors(self, sign_in, system_admin, security_admin, audit_admin):
        doors = {reverse(f"system:{name}") for name in ("accounts", "grants", "daily", "journal")}
        for keeper, own in (
            (system_admin, {"accounts", "daily"}),
            (security_admin, {"accounts", "grants"}),
            (audit_admin, {"journal"}),
        ):
            page = sign_in(keeper).get(reverse("system:home"), follow=True)
            shown = {item.url for item in page.context["frame"].nav}
            assert shown == {reverse(f"system:{name}") for name in own} <= doors
