"""What the words of a command line name: an account, a unit."""

from chuangwen.batch.arguments import NotFound
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.people.models import User

MOST_SHOWN = 8


def account(username: str) -> User:
    """Return the open account of this name.

    :raises NotFound: with the command that lists accounts.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NotFound(f"没有“{username}”这个账号。", remedy="查看全部账号：chuangwen user list。")
    if not user.is_active:
        raise NotFound(f"账号“{username}”已停用。", remedy="请换用一个启用中的账号。")
    return user


def unit(text: str) -> Unit:
    """Return the unit with this number or this name; `上级/名称` tells namesakes apart.

    :raises NotFound: naming the units that could be meant.
    """
    if text.isdecimal():
        found = list(Unit.objects.filter(pk=int(text)))
    else:
        *above, name = text.split("/")
        found = list(Unit.objects.filter(name=name, **({"parent__name": above[-1]} if above else {})).order_by("path"))
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"没有“{text}”这个单位。", remedy="查看全部单位：chuangwen unit list。")
    choices = "、".join(f"{full_name(each)}（编号 {each.pk}）" for each in found[:MOST_SHOWN])
    raise NotFound(
        f"有{len(found)}个单位叫“{text}”。", why=f"分别是：{choices}。", remedy="请改用编号，或写成“上级/名称”。"
    )


def full_name(one: Unit) -> str:
    """Return a unit's name with those above it, `云岭市/青石区/实验小学`."""
    paths = [one.path[:end] for end in range(STEP, len(one.path) + 1, STEP)]
    return "/".join(Unit.objects.filter(path__in=paths).order_by("path").values_list("name", flat=True))
