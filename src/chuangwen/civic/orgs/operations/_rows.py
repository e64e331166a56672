"""What the acts on the tree share. Each function runs inside the caller's act.

Acts that give out or rewrite paths lock the root of the tree first: two moves
that would each be harmless alone could make a circle together.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from chuangwen.civic.orgs.access import after
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.wordbook import UnitKind, unit_kinds
from chuangwen.core.refusals import Refusal
from chuangwen.core.registry.particulars import AreaCodeProblem, Particulars
from chuangwen.core.registry.uscc import UsccProblem

LONGEST_NAME = 120
LONGEST_PATH = 60


class NameTaken(Refusal):
    """The parent has a unit of this name already, perhaps a closed one."""


class NameMissing(Refusal):
    """A unit has a name, not too long, without the sign that parts levels."""


class KindUnknown(Refusal):
    """The catalogue has no such kind of unit."""


class NotAPlace(Refusal):
    """Units of this kind hold no others."""


class UnitClosed(Refusal):
    """Nothing is added below a closed unit."""


class TooDeep(Refusal):
    """The tree takes no further level, or no further unit, there."""


class CodeTaken(Refusal):
    """Another unit has this unified social credit code."""


class ParticularsWrong(Refusal):
    """A code is not one; `why` says what is wrong with it."""


def day_of(at: datetime) -> date:
    """Return the office's calendar day of an instant."""
    return timezone.localtime(at).date()


def locked_unit(unit_id: int) -> Unit:
    """Lock the unit's tree, then the unit, and return it as it stands now."""
    path = Unit.objects.values_list("path", flat=True).get(pk=unit_id)
    Unit.objects.select_for_update(no_key=True).get(path=path[:STEP])
    return Unit.objects.select_for_update(no_key=True).get(pk=unit_id)


def free_path(parent: Unit | None) -> str:
    """Return the next path below a parent whose tree is locked; with None, that of a new root.

    :raises TooDeep: no level or no number is left.
    """
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    return path_after(last, parent.path if parent else "")


def path_after(last: str | None, above: str) -> str:
    """Return the path that follows the last one below `above`.

    :raises TooDeep: no level or no number is left.
    """
    path = after(last) if last else above + "1".zfill(STEP)
    if len(path) > LONGEST_PATH or len(path) != len(above) + STEP or not path.startswith(above):
        raise TooDeep(
            "没有保存：这里放不下更多单位。", why="层级或同级单位的数目已到上限。", remedy="请换一个上级单位。"
        )
    return path


def fit_name(name: str) -> str:
    """Return a unit's name, tidied.

    :raises NameMissing: it is empty, too long, or has the sign that parts levels.
    """
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME or "/" in said:
        raise NameMissing(
            "没有保存：单位名称不合要求。",
            why=f"名称不能为空，不超过{LONGEST_NAME}个字，不能有“/”。",
            remedy="请修改名称。",
        )
    return said


def name_must_be_free(parent_id: int | None, name: str, *, but: int = 0) -> None:
    """Refuse a second unit of one name under one parent.

    :raises NameTaken: there is one; the sentence says whether it is closed.
    """
    twin = Unit.objects.filter(parent_id=parent_id, name=name).exclude(pk=but).first()
    if twin:
        state = "（已停用）" if not twin.is_open else ""
        raise NameTaken(
            f"没有保存：同一上级下已有“{name}”{state}。",
            remedy="请换一个名称，或使用已有的那个单位（停用的可以重新启用）。",
        )


def kind_of(code: str) -> UnitKind:
    """Return a kind of the catalogue.

    :raises KindUnknown: the catalogue has none of this code.
    """
    if kind := unit_kinds().get(code):
        return kind
    raise KindUnknown("没有保存：单位类型不在目录里。", remedy="请从列表里选择单位类型。")


def must_hold_others(parent: Unit) -> None:
    """Refuse to put a unit below one that is closed or whose kind holds no others.

    :raises UnitClosed:
    :raises NotAPlace:
    """
    if not parent.is_open:
        raise UnitClosed(f"没有保存：上级“{parent.name}”已停用。", remedy="请先重新启用它，或换一个上级单位。")
    kind = kind_of(parent.kind)
    if not kind.place:
        raise NotAPlace(
            f"没有保存：“{parent.name}”下面不能再设单位。",
            why=f"它是{kind.name}，这一类单位没有下级。",
            remedy="请选择市、区县、街道或乡镇作为上级单位。",
        )


def fit(particulars: Particulars, *, unit_id: int = 0) -> Particulars:
    """Return particulars with their codes checked and free.

    :raises ParticularsWrong: a code is not one.
    :raises CodeTaken: another unit has the code.
    """
    try:
        told = particulars.checked()
    except (UsccProblem, AreaCodeProblem) as problem:
        raise ParticularsWrong("没有保存：有代码不对。", why=str(problem), remedy="请改正后再保存。") from problem
    owner = Unit.objects.filter(uscc=told.uscc).exclude(pk=unit_id).first() if told.uscc else None
    if owner:
        raise CodeTaken(
            f"没有保存：统一社会信用代码 {told.uscc} 已被“{owner.name}”使用。",
            why="一个代码只能属于一个单位。",
            remedy="请核对两个单位的代码。",
        )
    return told


def columns_of(particulars: Particulars) -> dict[str, Any]:
    """Return checked particulars as a unit's columns; no code is NULL, so that many may have none."""
    return {
        "uscc": particulars.uscc or None,
        "area_code": particulars.area_code,
        "staff": particulars.staff,
        "households": particulars.households,
        "contact": particulars.contact,
    }


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return only what differs, old and new."""
    keys = [key for key in now if before.get(key) != now[key]]
    return {key: before.get(key) for key in keys}, {key: now[key] for key in keys}
