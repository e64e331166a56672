"""Units are added, renamed, changed, moved, closed and opened again; none is deleted."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Length, Substr

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.orgs.operations import _rows
from chuangwen.civic.orgs.operations._rows import (
    CodeTaken,
    KindUnknown,
    NameMissing,
    NameTaken,
    NotAPlace,
    ParticularsWrong,
    TooDeep,
    UnitClosed,
)
from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal
from chuangwen.core.registry.initials import initials_of
from chuangwen.core.registry.particulars import Particulars

__all__ = [
    "CodeTaken",
    "InItsOwnSubtree",
    "KindUnknown",
    "NameMissing",
    "NameTaken",
    "NotAPlace",
    "OtherTree",
    "ParticularsWrong",
    "StillHasUnits",
    "TooDeep",
    "UnitClosed",
    "add_unit",
    "change_unit",
    "close_unit",
    "move_unit",
    "rename_unit",
    "reopen_unit",
]


class InItsOwnSubtree(Refusal):
    """A unit cannot stand below itself."""


class OtherTree(Refusal):
    """A unit stays in its own tree, and the top of a tree stays where it is."""


class StillHasUnits(Refusal):
    """A unit is closed after those below it."""


@transaction.atomic(durable=True)
def add_unit(
    *, parent_id: int | None, kind: str, name: str, particulars: Particulars, actor: User | None, at: datetime
) -> Unit:
    """Add a unit below a parent, at the next free path; without a parent it is the top of a new tree.

    `actor` is None only on the installation's own command line.

    :raises NameMissing: :raises NameTaken: :raises KindUnknown: :raises NotAPlace:
    :raises UnitClosed: :raises TooDeep: :raises ParticularsWrong: :raises CodeTaken:
    """
    parent = _rows.locked_unit(parent_id) if parent_id else None
    if parent:
        _rows.must_hold_others(parent)
    said = _rows.fit_name(name)
    _rows.name_must_be_free(parent_id, said)
    unit = Unit(
        parent=parent,
        path=_rows.free_path(parent),
        kind=_rows.kind_of(kind).code,
        name=said,
        initials=initials_of(said),
        **_rows.columns_of(_rows.fit(particulars)),
    )
    unit.save(force_insert=True)
    told = {"name": unit.name, "kind": unit.kind, "parent": parent.name if parent else ""}
    now = {key: value for key, value in _told(unit).items() if value not in (None, "")}
    pen.write("unit.added", unit, actor=actor, at=at, unit_id=unit.pk, after=told | now)
    return unit


def _told(unit: Unit) -> dict[str, str | int | None]:
    return {
        "kind": unit.kind,
        "uscc": unit.uscc,
        "area_code": unit.area_code,
        "staff": unit.staff,
        "households": unit.households,
        "contact": unit.contact,
    }


@transaction.atomic(durable=True)
def rename_unit(*, unit_id: int, name: str, actor: User, at: datetime) -> Unit:
    """Give a unit another name; its initials follow.

    :raises NameMissing: :raises NameTaken:
    """
    unit = _rows.locked_unit(unit_id)
    said = _rows.fit_name(name)
    if said == unit.name:
        return unit
    _rows.name_must_be_free(unit.parent_id, said, but=unit.pk)
    before, unit.name, unit.initials = unit.name, said, initials_of(said)
    unit.save(update_fields=["name", "initials"])
    pen.write("unit.renamed", unit, actor=actor, at=at, unit_id=unit.pk, before={"name": before}, after={"name": said})
    return unit


@transaction.atomic(durable=True)
def change_unit(*, unit_id: int, kind: str, particulars: Particulars, actor: User, at: datetime) -> Unit:
    """Change a unit's kind, codes, size and contact.

    :raises KindUnknown: :raises NotAPlace: it has units below it, and the new kind holds none.
    :raises ParticularsWrong: :raises CodeTaken:
    """
    unit = _rows.locked_unit(unit_id)
    new_kind = _rows.kind_of(kind)
    if not new_kind.place and Unit.objects.filter(parent=unit).exists():
        raise NotAPlace(
            "没有保存：它下面还有单位。",
            why=f"{new_kind.name}这一类单位没有下级。",
            remedy="请先移走下面的单位，或保留原来的类型。",
        )
    before = _told(unit)
    unit.kind = new_kind.code
    columns = _rows.columns_of(_rows.fit(particulars, unit_id=unit.pk))
    for column, value in columns.items():
        setattr(unit, column, value)
    old, new = _rows.changes(before, _told(unit))
    if new:
        unit.ledger_revision += 1  # marks read a unit's kind and size: previews must be made again
        unit.save(update_fields=["kind", "ledger_revision", *columns])
        pen.write("unit.changed", unit, actor=actor, at=at, unit_id=unit.pk, before=old, after=new)
    return unit


@transaction.atomic(durable=True)
def move_unit(*, unit_id: int, parent_id: int, actor: User, at: datetime) -> Unit:
    """Move a unit with everything below it under another parent; all paths change in one statement.

    :raises OtherTree: :raises InItsOwnSubtree: :raises UnitClosed: :raises NotAPlace:
    :raises NameTaken: :raises TooDeep:
    """
    unit = _rows.locked_unit(unit_id)
    parent = _rows.locked_unit(parent_id)
    if unit.parent_id == parent.pk:
        return unit
    _must_fit_below(unit, parent)
    _rows.name_must_be_free(parent.pk, unit.name)
    new, old = _rows.free_path(parent), unit.path
    subtree = Unit.objects.filter(below(old))
    longest = subtree.aggregate(most=Max(Length("path")))["most"]
    if longest - len(old) + len(new) > _rows.LONGEST_PATH:
        raise TooDeep("没有移动：那里放不下它的全部层级。", remedy="请换一个上级单位。")
    before = {"parent": unit.parent.name if unit.parent else ""}
    moved = Concat(Value(new), Substr("path", len(old) + 1))
    subtree.update(path=moved, ledger_revision=F("ledger_revision") + 1)  # other books may apply there
    unit.path, unit.parent = new, parent
    unit.save(update_fields=["parent"])
    pen.write("unit.moved", unit, actor=actor, at=at, unit_id=unit.pk, before=before, after={"parent": parent.name})
    return unit


def _must_fit_below(unit: Unit, parent: Unit) -> None:
    if parent.path.startswith(unit.path):
        raise InItsOwnSubtree(
            f"没有移动：“{unit.name}”不能放到自己或自己的下级下面。", remedy="请选择它以外的上级单位。"
        )
    if unit.parent_id is None or _root(unit) != _root(parent):
        raise OtherTree(
            f"没有移动：“{unit.name}”不能离开原来的地区。",
            why="最高一级固定不动，单位也不能移到别的市。",
            remedy="请在本市内选择上级单位。",
        )
    _rows.must_hold_others(parent)


def _root(unit: Unit) -> str:
    return unit.path[:STEP]


@transaction.atomic(durable=True)
def close_unit(*, unit_id: int, actor: User, at: datetime) -> Unit:
    """Close a unit from today: it keeps its records, and takes part in nothing new.

    :raises StillHasUnits: units below it are still open.
    """
    unit = _rows.locked_unit(unit_id)
    if not unit.is_open:
        return unit
    if count := Unit.objects.filter(below(unit.path), closed_date=None).exclude(pk=unit.pk).count():
        raise StillHasUnits(
            f"没有停用“{unit.name}”。", why=f"它下面还有{count}个在用的单位。", remedy="请先停用或移走下面的单位。"
        )
    unit.closed_date = _rows.day_of(at)
    unit.save(update_fields=["closed_date"])
    pen.write("unit.closed", unit, actor=actor, at=at, unit_id=unit.pk, after={"closed_date": unit.closed_date})
    return unit


@transaction.atomic(durable=True)
def reopen_unit(*, unit_id: int, actor: User, at: datetime) -> Unit:
    """Open a closed unit again.

    :raises UnitClosed: its parent is closed; that one comes first.
    """
    unit = _rows.locked_unit(unit_id)
    if unit.is_open:
        return unit
    if unit.parent and not unit.parent.is_open:
        raise UnitClosed(
            f"没有启用“{unit.name}”。", why=f"它的上级“{unit.parent.name}”还停用着。", remedy="请先启用上级单位。"
        )
    before = {"closed_date": unit.closed_date}
    unit.closed_date = None
    unit.save(update_fields=["closed_date"])
    pen.write("unit.reopened", unit, actor=actor, at=at, unit_id=unit.pk, before=before)
    return unit
