"""Accounts are opened, renamed, closed and opened again; never shared, never deleted."""

import re
from datetime import datetime

from django.db import transaction

from chuangwen.civic.journal import pen
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
    "NameMissing",
    "OwnAccount",
    "PasswordTooWeak",
    "UsernameTaken",
    "UsernameUnfit",
    "close_account",
    "open_account",
    "rename_account",
    "reopen_account",
]

USERNAME = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff._@-]{1,59}")


class UsernameTaken(Refusal):
    """Another account has this name, perhaps in other capitals, perhaps closed."""


class UsernameUnfit(Refusal):
    """The name has signs that a person would not type alike twice."""


class NameMissing(Refusal):
    """An account is a person's own, so it has the person's name."""


@transaction.atomic(durable=True)
def open_account(
    *, username: str, name: str, post: str, email: str, password: str, actor: User | None, at: datetime
) -> User:
    """Open an account with a temporary password that must be changed at the first sign-in.

    `actor` is None only on the installation's own command line.

    :raises UsernameUnfit: the name has spaces or odd signs.
    :raises UsernameTaken: another account has the name.
    :raises NameMissing: no person is named.
    :raises PasswordTooWeak: the temporary password breaks the rules.
    """
    user = User(username=_fit(username), name=_named(name), post=post.strip(), email=email.strip(), created_at=at)
    if User.objects.filter(username__iexact=user.username).exists():
        raise UsernameTaken(
            f"没有开通：账号“{user.username}”已被使用。",
            why="账号名不分大小写，停用的账号也占用名字。",
            remedy="请换一个账号名。",
        )
    must_be_good(password, user)
    user.set_password(password)
    user.must_change_password = True
    user.save(force_insert=True)
    pen.write("account.opened", user, actor=actor, at=at, after=_said(user) | {"username": user.username})
    return user


def _fit(username: str) -> str:
    if not USERNAME.fullmatch(username):
        raise UsernameUnfit(
            "没有开通：账号名不合要求。",
            why="账号名为2至60个字，只能用汉字、字母、数字和 . _ @ -，并以汉字、字母或数字开头。",
            remedy="请修改账号名，例如用姓名全拼或工号。",
        )
    return username


def _named(name: str) -> str:
    if not (said := name.strip()):
        raise NameMissing("没有保存：还没有填写姓名。", why="账号由本人专用，要能对应到人。", remedy="请填写姓名。")
    return said


def _said(user: User) -> dict[str, str]:
    return {"name": user.name, "post": user.post, "email": user.email}


@transaction.atomic(durable=True)
def rename_account(*, user_id: int, name: str, post: str, email: str, actor: User, at: datetime) -> User:
    """Change what an account says of its person; the account name itself stays for good.

    :raises NameMissing: no person is named.
    """
    user = locked_user(user_id)
    before = _said(user)
    user.name, user.post, user.email = _named(name), post.strip(), email.strip()
    after = _said(user)
    if after != before:
        user.save(update_fields=list(after))
        changed = [key for key in after if after[key] != before[key]]
        pen.write(
            "account.renamed",
            user,
            actor=actor,
            at=at,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
    return user


@transaction.atomic(durable=True)
def close_account(*, user_id: int, actor: User, at: datetime) -> User:
    """Close an account: nobody signs in with it any more, and its open sessions end.

    :raises OwnAccount: nobody closes their own, so that one keeper always remains.
    """
    refuse_own(user_id, actor, "停用")
    user = locked_user(user_id)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        pen.write("account.closed", user, actor=actor, at=at)
    return user


@transaction.atomic(durable=True)
def reopen_account(*, user_id: int, actor: User, at: datetime) -> User:
    """Open a closed account again, with the password and roles it had."""
    user = locked_user(user_id)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        pen.write("account.reopened", user, actor=actor, at=at)
    return user
