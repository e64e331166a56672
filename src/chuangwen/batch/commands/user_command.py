"""`chuangwen user`: the first administrators, and help when nobody can sign in.

What is done without `--by` stands in the journal as done on the command line.
"""

import secrets
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from chuangwen import clock
from chuangwen.batch import naming
from chuangwen.batch.parsing import Parser
from chuangwen.batch.speech import columns, say
from chuangwen.civic.orgs.access import has_role
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Grant
from chuangwen.civic.orgs.operations.grants import grant_role
from chuangwen.civic.people import queries
from chuangwen.civic.people.models import User
from chuangwen.civic.people.operations.accounts import close_account, open_account
from chuangwen.civic.people.operations.passwords import change_password_by_admin
from chuangwen.core.refusals import Refusal

ROLES = "，".join(f"{role.value} {role.label}" for role in Role)


class NotEntitled(Refusal):
    """The account in whose name it is to be done may not do it."""


def add_arguments(parser: Parser) -> None:
    """Declare what can be done and the options."""
    actions = parser.actions()
    _add(actions.add_parser("add", help="开通账号，可同时授予角色"))
    _grant(actions.add_parser("grant", help="给账号授予角色"))
    password = actions.add_parser("password", help="给账号换一个临时密码")
    _named(password, "安全管理员", required=True)
    _password(password)
    password.set_defaults(do=reset_password)
    close = actions.add_parser("close", help="停用账号")
    _named(close, "安全管理员", required=True)
    close.set_defaults(do=close_user)
    actions.add_parser("list", help="列出账号和角色").set_defaults(do=list_users)


def _add(parser: ArgumentParser) -> None:
    _named(parser, "系统管理员")
    parser.add_argument("--name", required=True, metavar="姓名", help="使用人的姓名，账号由本人专用")
    parser.add_argument("--post", default="", metavar="职务", help="使用人的职务")
    parser.add_argument("--email", default="", metavar="邮箱", help="使用人的邮箱")
    parser.add_argument("--role", choices=Role.values, metavar="角色", help=f"同时授予的角色：{ROLES}")
    parser.add_argument("--unit", metavar="单位", help="角色设在哪个单位（管它和它的全部下级）")
    _password(parser)
    parser.set_defaults(do=add_user)


def _grant(parser: ArgumentParser) -> None:
    _named(parser, "安全管理员")
    parser.add_argument("--role", required=True, choices=Role.values, metavar="角色", help=f"角色：{ROLES}")
    parser.add_argument("--unit", required=True, metavar="单位", help="设在哪个单位（管它和它的全部下级）")
    parser.set_defaults(do=grant_user)


def _named(parser: ArgumentParser, keeper: str, *, required: bool = False) -> None:
    parser.add_argument("username", metavar="账号", help="账号名")
    otherwise = "" if required else "；不写时，操作日志记为命令行"
    parser.add_argument("--by", required=required, metavar="账号", help=f"以谁的名义办理，须是{keeper}{otherwise}")


def _password(parser: ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="从标准输入读一行作临时密码；不写时自动生成")


def run(options: Namespace) -> int:
    """Do what was asked."""
    options.do(options)
    return 0


def add_user(options: Namespace) -> None:
    """Open an account; with a role, grant that too."""
    if bool(options.role) != bool(options.unit):
        raise Refusal("没有开通。", why="--role 和 --unit 须同时给出。", remedy="请补上另一项，或两项都不写。")
    actor = _actor(options, {Role.SYSTEM_ADMIN})
    unit = naming.unit(options.unit) if options.unit else None
    password = _chosen_password(options)
    user = open_account(
        username=options.username,
        name=options.name,
        post=options.post,
        email=options.email,
        password=password,
        actor=actor,
        at=clock.now(),
    )
    say(f"已开通账号“{user.username}”（{user.name}）。")
    _hand_over(options, password)
    if unit:
        grant_role(user_id=user.pk, unit_id=unit.pk, role=Role(options.role), actor=actor, at=clock.now())
        say(f"已授予“{Role(options.role).label}”，范围：{naming.full_name(unit)}及其下级。")


def grant_user(options: Namespace) -> None:
    """Grant a role."""
    actor = _actor(options, {Role.SECURITY_ADMIN})
    user, unit, role = naming.account(options.username), naming.unit(options.unit), Role(options.role)
    grant_role(user_id=user.pk, unit_id=unit.pk, role=role, actor=actor, at=clock.now())
    say(f"已授予“{user.username}”{role.label}，范围：{naming.full_name(unit)}及其下级。")


def reset_password(options: Namespace) -> None:
    """Give an account a temporary password."""
    user, password = naming.account(options.username), _chosen_password(options)
    actor = _keeper(options, {Role.SECURITY_ADMIN})
    change_password_by_admin(user_id=user.pk, password=password, actor=actor, at=clock.now())
    say(f"已重设“{user.username}”的密码，原有登录已全部退出。")
    _hand_over(options, password)


def close_user(options: Namespace) -> None:
    """Close an account."""
    user = naming.account(options.username)
    close_account(user_id=user.pk, actor=_keeper(options, {Role.SECURITY_ADMIN}), at=clock.now())
    say(f"已停用账号“{user.username}”。")


def list_users(_options: Namespace) -> None:
    """List accounts with their roles."""
    roles: dict[int, list[str]] = {}
    grants = Grant.objects.filter(until_date=None).select_related("unit").order_by("unit__path", "id")
    for grant in grants:
        roles.setdefault(grant.user_id, []).append(f"{grant.unit.name}{grant.get_role_display()}")
    rows = [
        (user.username, user.name, "启用" if user.is_active else "停用", "、".join(roles.get(user.pk, [])) or "无")
        for user in queries.accounts()
    ]
    say(
        *columns([("账号", "姓名", "状态", "角色"), *rows])
        if rows
        else ["还没有账号。开通第一个：chuangwen user add --help"]
    )


def _actor(options: Namespace, roles: Iterable[Role]) -> User | None:
    return _keeper(options, roles) if options.by else None


def _keeper(options: Namespace, roles: Iterable[Role]) -> User:
    user = naming.account(options.by)
    if not has_role(user, roles):
        wanted = "或".join(role.label for role in roles)
        raise NotEntitled(
            "没有办理。", why=f"账号“{user.username}”不是{wanted}。", remedy=f"请用--by写上{wanted}的账号。"
        )
    return user


def _chosen_password(options: Namespace) -> str:
    return sys.stdin.readline().rstrip("\n") if options.password_stdin else secrets.token_urlsafe(12)


def _hand_over(options: Namespace, password: str) -> None:
    if not options.password_stdin:
        say(f"临时密码：{password}（只显示这一次，首次登录时须更换）")
