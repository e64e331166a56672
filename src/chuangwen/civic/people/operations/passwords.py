"""Passwords: temporary ones that an administrator gives, and own ones. No password is ever written down."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.people import queries
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations._rows import (
    OwnAccount,
    PasswordTooWeak,
    locked_user,
    must_be_good,
    refuse_own,
)
from chuangwen.core.refusals import Refusal

__all__ = [
    "OwnAccount",
    "PasswordTooWeak",
    "SamePassword",
    "change_own_password",
    "change_password_by_admin",
    "remove_second_factor",
    "unlock_account",
]


class SamePassword(Refusal):
    """The new password is the old one, so nothing would have changed."""


@transaction.atomic(durable=True)
def change_password_by_admin(*, user_id: int, password: str, actor: User, at: datetime) -> User:
    """Give an account a temporary password, to be changed at the next sign-in; open sessions end.

    :raises OwnAccount: one's own is changed on the page for it, with the old one.
    :raises PasswordTooWeak: it breaks the rules.
    """
    refuse_own(user_id, actor, "重置密码")
    user = locked_user(user_id)
    must_be_good(password, user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    pen.write("account.password_reset", user, actor=actor, at=at)
    return user


@transaction.atomic(durable=True)
def change_own_password(*, password: str, actor: User, at: datetime) -> User:
    """Change one's own password; a temporary one is thereby done with.

    :raises PasswordTooWeak: it breaks the rules.
    :raises SamePassword: it is the old one.
    """
    user = locked_user(actor.pk)
    must_be_good(password, user)
    if user.check_password(password):
        raise SamePassword("没有保存：新密码与原密码相同。", remedy="请换一个新的密码。")
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    pen.write("account.password_changed", user, actor=user, at=at)
    return user


@transaction.atomic(durable=True)
def unlock_account(*, user_id: int, actor: User, at: datetime) -> User:
    """Forget the failed sign-ins of an account, so that its person may try again at once.

    :raises OwnAccount: nobody unlocks their own.
    """
    refuse_own(user_id, actor, "解锁")
    user = locked_user(user_id)
    keys = [
        *queries.lock_keys(queries.login_key(user.username)),
        *queries.lock_keys(queries.second_factor_key(user.pk)),
    ]
    if cache.get_many(keys):
        cache.delete_many(keys)
        pen.write("account.unlocked", user, actor=actor, at=at)
    return user


@transaction.atomic(durable=True)
def remove_second_factor(*, user_id: int, actor: User, at: datetime) -> User:
    """Take the second factor off an account whose person has lost telephone and recovery codes.

    :raises OwnAccount: one's own is turned off on the page for it, with a code.
    """
    refuse_own(user_id, actor, "停用两步验证")
    user = locked_user(user_id)
    if Authenticator.objects.filter(user_id=user.pk).delete()[0]:
        pen.write("account.second_factor_removed", user, actor=actor, at=at)
    return user
