"""Roles are granted and ended. Keepers of the system stay apart from each other and from all business."""

from datetime import datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import KEEPERS
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Grant, Unit
from chuangwen.civic.orgs.operations import _rows
from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal


class RolesKeptApart(Refusal):
    """A keeper's role goes together with no other role."""


class KeeperOfAPart(Refusal):
    """A keeper keeps the whole system, so the role stands at the top of the tree."""


class OwnRole(Refusal):
    """Nobody grants to themselves, or ends their own role."""


class AccountClosed(Refusal):
    """A closed account takes no role."""


class UnitClosed(Refusal):
    """Nobody is put in charge of a closed unit."""


@transaction.atomic(durable=True)
def grant_role(*, user_id: int, unit_id: int, role: Role, actor: User | None, at: datetime) -> Grant:
    """Give a person a role at a unit, and so over its subtree; a role held already is returned.

    `actor` is None only on the installation's own command line.

    :raises OwnRole: :raises AccountClosed: :raises UnitClosed:
    :raises KeeperOfAPart: :raises RolesKeptApart:
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    unit = Unit.objects.get(pk=unit_id)
    _refuse_own(user, actor)
    held = Grant.objects.filter(user=user, until_date=None).order_by("id")
    if known := held.filter(unit=unit, role=role).first():
        return known
    if not user.is_active:
        raise AccountClosed(f"没有授权：账号“{user.username}”已停用。", remedy="请先重新启用账号。")
    if not unit.is_open:
        raise UnitClosed(f"没有授权：“{unit.name}”已停用。", remedy="请先重新启用该单位，或换一个单位。")
    _keep_apart(role, unit, [Role(each.role) for each in held])
    grant = Grant.objects.create(user=user, unit=unit, role=role, from_date=_rows.day_of(at))
    pen.write("grant.given", grant, actor=actor, at=at, unit_id=unit.pk, after=_said(grant))
    return grant


def _refuse_own(user: User, actor: User | None) -> None:
    if actor is not None and user.pk == actor.pk:
        raise OwnRole(
            "没有保存：不能更改自己的角色。",
            why="自己给自己授权或撤权，就没有人能把关了。",
            remedy="请由另一位安全管理员办理。",
        )


def _keep_apart(role: Role, unit: Unit, held: list[Role]) -> None:
    if role in KEEPERS and unit.parent_id is not None:
        raise KeeperOfAPart(
            f"没有授权：{role.label}只能设在最高一级。", why="这个角色管的是整个系统。", remedy="请选择最高一级的单位。"
        )
    rivals = {each for each in held if each != role and (each in KEEPERS or role in KEEPERS)}
    if rivals:
        names = "、".join(sorted(each.label for each in rivals))
        raise RolesKeptApart(
            f"没有授权：此人已是{names}，不能再任{role.label}。",
            why="系统管理员、安全管理员、审计管理员须由不同的人担任，也不能兼任业务角色。",
            remedy="请另选一人，或先撤销已有的角色。",
        )


def _said(grant: Grant) -> dict[str, str]:
    return {"username": grant.user.username, "role": grant.role, "unit": grant.unit.name}


@transaction.atomic(durable=True)
def end_grant(*, grant_id: int, actor: User, at: datetime) -> Grant:
    """End a role from today; a role ended already stays as it is.

    :raises OwnRole: one's own is ended by another keeper, so that one always remains.
    """
    grant = Grant.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=grant_id)
    if grant.until_date is not None:
        return grant
    _refuse_own(grant.user, actor)
    grant.until_date = _rows.day_of(at)
    grant.save(update_fields=["until_date"])
    pen.write("grant.ended", grant, actor=actor, at=at, unit_id=grant.unit_id, before=_said(grant))
    return grant
