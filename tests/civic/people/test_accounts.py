"""Accounts: opened, renamed, closed, opened again, given passwords, unlocked."""

import pytest
from django.core.cache import cache

from chuangwen.civic.journal.models import Line
from chuangwen.civic.people import queries
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations import accounts, passwords, sessions
from tests.factories import NOON, PASSWORD, a_user

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "松风-Wenming-8261"


@pytest.fixture
def keeper(db):
    return a_user(username="keeper")


def opened(**changed):
    told = {"username": "lin.xiaoman", "name": "林小满", "post": "科员", "email": "", "password": PASSWORD}
    return accounts.open_account(**(told | {"actor": None, "at": NOON} | changed))


def verbs():
    return list(Line.objects.order_by("number").values_list("verb", flat=True))


def test_an_account_is_opened_with_a_password_that_must_be_changed(keeper):
    user = opened(actor=keeper)

    assert (user.username, user.name, user.must_change_password, user.is_active) == (
        "lin.xiaoman",
        "林小满",
        True,
        True,
    )
    assert user.check_password(PASSWORD)
    line = Line.objects.get()
    assert (line.verb, line.actor, line.target) == ("account.opened", keeper, f"people.user:{user.pk}")
    assert line.after == {"username": "lin.xiaoman", "name": "林小满", "post": "科员", "email": ""}


def test_no_password_ever_stands_in_the_journal(keeper):
    user = opened()
    passwords.change_password_by_admin(user_id=user.pk, password=NEW_PASSWORD, actor=keeper, at=NOON)
    passwords.change_own_password(password="另一个-Password-77", actor=user, at=NOON)

    said = "".join(f"{line.before}{line.after}" for line in Line.objects.all())
    assert verbs() == ["account.opened", "account.password_reset", "account.password_changed"]
    assert not any(word in said for word in (PASSWORD, NEW_PASSWORD, "另一个", User.objects.get(pk=user.pk).password))


@pytest.mark.parametrize("twin", ["lin.xiaoman", "LIN.Xiaoman"])
def test_a_name_in_other_capitals_is_the_same_name(twin):
    opened()

    with pytest.raises(accounts.UsernameTaken, match="已被使用"):
        opened(username=twin)
    assert User.objects.count() == 1


@pytest.mark.parametrize("odd", ["", "a", "有 空格", "-dash", "全角ａ", "x" * 61, "<b>"])
def test_an_odd_account_name_is_refused(odd):
    with pytest.raises(accounts.UsernameUnfit):
        opened(username=odd)


def test_an_account_belongs_to_a_named_person(keeper):
    user = opened()

    with pytest.raises(accounts.NameMissing):
        opened(username="other", name="  ")
    with pytest.raises(accounts.NameMissing):
        accounts.rename_account(user_id=user.pk, name="", post="", email="", actor=keeper, at=NOON)


@pytest.mark.parametrize(
    ("weak", "says"), [("short", "10"), ("1234567890123", "数字"), ("password123", "常见"), ("lin.xiaoman1", "相似")]
)
def test_a_weak_password_is_refused_with_every_reason(keeper, weak, says):
    with pytest.raises(accounts.PasswordTooWeak) as refusal:
        opened(password=weak)
    user = opened()
    with pytest.raises(passwords.PasswordTooWeak):
        passwords.change_password_by_admin(user_id=user.pk, password=weak, actor=keeper, at=NOON)

    assert says in refusal.value.why
    assert "。。" not in refusal.value.why
    assert verbs() == ["account.opened"]


def test_renaming_notes_only_what_changed(keeper):
    user = opened()
    told = {"user_id": user.pk, "name": "林小满", "post": "副科长", "email": "", "actor": keeper, "at": NOON}

    accounts.rename_account(**told)
    accounts.rename_account(**told)

    line = Line.objects.get(verb="account.renamed")
    assert (line.before, line.after) == ({"post": "科员"}, {"post": "副科长"})


def test_an_account_is_closed_and_opened_again_however_often_the_button_is_pressed(keeper):
    user = opened()
    for act in (accounts.close_account, accounts.close_account, accounts.reopen_account, accounts.reopen_account):
        act(user_id=user.pk, actor=keeper, at=NOON)

    assert User.objects.get(pk=user.pk).is_active
    assert verbs() == ["account.opened", "account.closed", "account.reopened"]


@pytest.mark.parametrize(
    "act",
    [
        lambda user: accounts.close_account(user_id=user.pk, actor=user, at=NOON),
        lambda user: passwords.unlock_account(user_id=user.pk, actor=user, at=NOON),
        lambda user: passwords.change_password_by_admin(user_id=user.pk, password=NEW_PASSWORD, actor=user, at=NOON),
    ],
    ids=["close", "unlock", "reset"],
)
def test_nobody_does_a_keepers_act_on_their_own_account(keeper, act):
    with pytest.raises(accounts.OwnAccount, match="您自己的账号"):
        act(keeper)

    assert verbs() == []


def test_a_reset_password_must_be_changed_and_an_own_one_need_not(keeper):
    user = a_user()
    passwords.change_password_by_admin(user_id=user.pk, password=NEW_PASSWORD, actor=keeper, at=NOON)
    assert User.objects.get(pk=user.pk).must_change_password

    passwords.change_own_password(password=PASSWORD + "x", actor=user, at=NOON)

    changed = User.objects.get(pk=user.pk)
    assert (changed.must_change_password, changed.check_password(PASSWORD + "x")) == (False, True)


def test_the_old_password_is_no_new_one():
    user = a_user()

    with pytest.raises(passwords.SamePassword):
        passwords.change_own_password(password=PASSWORD, actor=user, at=NOON)


def test_unlocking_forgets_failures_once_and_notes_it(keeper):
    user = a_user(username="Locked.One")
    [key] = queries.lock_keys(queries.login_key("locked.one"))
    cache.set(key, [1e12] * 5, 900)

    passwords.unlock_account(user_id=user.pk, actor=keeper, at=NOON)
    passwords.unlock_account(user_id=user.pk, actor=keeper, at=NOON)

    assert cache.get(key) is None
    assert verbs() == ["account.unlocked"]


def test_signing_in_and_out_is_noted_with_its_address():
    user = a_user(username="clerk-one")

    sessions.note_sign_in(address="10.1.2.3", actor=user, at=NOON)
    sessions.note_sign_out(address="10.1.2.3", is_idle=False, actor=user, at=NOON)
    sessions.note_sign_out(address="10.1.2.3", is_idle=True, actor=user, at=NOON)

    assert verbs() == ["account.signed_in", "account.signed_out", "account.timed_out"]
    assert {line.after["address"] for line in Line.objects.all()} == {"10.1.2.3"}


@pytest.mark.parametrize(("typed", "kept"), [("CLERK-one ", "clerk-one"), ("我的密码是春天", "我的…")])
def test_a_failed_sign_in_keeps_the_name_of_an_account_but_only_the_start_of_another_word(typed, kept):
    user = a_user(username="clerk-one")

    line = sessions.note_failed_sign_in(username=typed, address="10.1.2.3", actor=None, at=NOON)

    assert line.after == {"address": "10.1.2.3", "username": kept}
    assert line.actor is None
    assert line.target == f"people.user:{user.pk if kept == 'clerk-one' else 0}"


@pytest.mark.parametrize("count", [1, 3, 40])
def test_locks_of_many_accounts_are_read_at_once(django_assert_max_num_queries, count):
    names = [f"user-{n}" for n in range(count)]

    with django_assert_max_num_queries(1):
        assert queries.minutes_locked(names) == {}
