"""What the acts on accounts share. Each function runs inside the caller's act."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal


class OwnAccount(Refusal):
    """Nobody does this to their own account."""


class PasswordTooWeak(Refusal):
    """The password breaks the rules of the settings; `why` names each."""


def locked_user(user_id: int) -> User:
    """Lock an account's row until the act is done."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def refuse_own(user_id: int, actor: User, word: str) -> None:
    """Refuse an act on one's own account.

    :raises OwnAccount: the account is the actor's.
    """
    if user_id == actor.pk:
        raise OwnAccount(
            f"没有{word}：这是您自己的账号。",
            why="管理员不能对自己的账号做这项操作。",
            remedy="请由另一位管理员办理。",
        )


def must_be_good(password: str, user: User) -> None:
    """Refuse a password that breaks the rules.

    :raises PasswordTooWeak: with one sentence a rule.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        why = "".join(f"{message.rstrip('。.')}。" for message in error.messages)
        raise PasswordTooWeak("没有保存：密码不合要求。", why=why, remedy="请换一个更长、更难猜的密码。") from error
