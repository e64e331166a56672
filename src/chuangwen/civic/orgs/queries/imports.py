"""Sheets of units: what the register knows, what stands against a sheet, what depends on its units."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import models
from django.db.models import QuerySet

from chuangwen.civic.orgs.access import below, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import STEP, Unit, UnitImport
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.registry.columns import fields
from chuangwen.core.registry.sheet import CheckedSheet, Known, KnownUnit, Way, check
from chuangwen.core.sheets import Fault, Field, Row

LONGEST_PATH = 60
DEPENDANTS = {
    "orgs.unit": "下级单位",
    "orgs.body": "机构",
    "orgs.grant": "人员角色",
    "orgs.unitimport": "单位导入",
    "ledger.entry": "台账记录",
    "ledger.sourcedocument": "识读材料",
    "ledger.importbatch": "台账导入",
    "rulebooks.edition": "测评细则",
    "assessments.assessment": "测评",
    "assessments.card": "测评得分",
    "assessments.preview": "得分预测",
    "assessments.previewday": "得分记录",
}


def sheet_fields() -> tuple[Field, ...]:
    """Return the columns of a sheet of units, with the kinds of the catalogue."""
    return fields([kind.name for kind in unit_kinds().values()])


def imports_in_reach(user: User) -> QuerySet[UnitImport]:
    """Return the sheets of units that the user's office has handed in, newest first, without their rows."""
    found = UnitImport.objects.filter(reach(user, {Role.OFFICER}, "unit__"))
    return found.select_related("unit", "added_by").defer("rows", "faults", "heads").order_by("-added_at", "-id")


def check_rows(rows: Iterable[Row], label: Callable[[str], str], top: Unit) -> CheckedSheet:
    """Check rows against the register below a unit; two queries however many rows."""
    return check(rows, label, known_below(top))


def check_import(batch: UnitImport, top: Unit) -> CheckedSheet:
    """Check a sheet that was handed in, as the register stands now. Merged cells stay faults."""
    found = check_rows(stored_rows(batch), lambda key: head_of(batch, key), top)
    merged = [fault for fault in faults_of(batch) if "合并单元格" in fault.message]
    return CheckedSheet(rows=found.rows, faults=in_order([*merged, *found.faults]))


def stored_rows(batch: UnitImport) -> Iterator[Row]:
    """Yield the rows of a sheet that was handed in."""
    for plain in batch.rows:
        yield Row(number=plain["row"], cells=plain["cells"], columns=batch.columns)


def head_of(batch: UnitImport, key: str) -> str:
    """Return the head of a column as the sheet writes it."""
    column = batch.columns.get(key)
    return str(batch.heads[column - 1]) if column else next(f.label for f in sheet_fields() if f.key == key)


def faults_of(batch: UnitImport) -> list[Fault]:
    """Return the faults that were found when the sheet was handed in."""
    return [Fault.of(plain) for plain in batch.faults]


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults by row and column."""
    return sorted(faults, key=lambda fault: (fault.row, fault.column))


def known_below(top: Unit) -> Known:
    """Return what the register holds below a unit, and all codes in use anywhere."""
    kinds = unit_kinds()
    ways: dict[str, Way] = {top.path: ()}
    units: list[KnownUnit] = []
    rows = Unit.objects.filter(below(top.path)).exclude(pk=top.pk).order_by("path")
    for pk, path, name, kind, closed in rows.values_list("id", "path", "name", "kind", "closed_date"):
        ways[path] = (*ways[path[:-STEP]], name)
        units.append(KnownUnit(id=pk, way=ways[path], holds_others=kinds[kind].place, is_open=closed is None))
    codes = Unit.objects.exclude(uscc=None).values_list("uscc", "name")
    return Known(
        root=KnownUnit(id=top.pk, way=(), holds_others=kinds[top.kind].place, is_open=top.is_open),
        root_name=top.name,
        levels_left=(LONGEST_PATH - len(top.path)) // STEP,
        units=units,
        usccs={code: name for code, name in codes if code},
        kinds={kind.name: (kind.code, kind.place) for kind in kinds.values()},
    )


def dependants_in_words(rows: Iterable[models.Model]) -> str:
    """Say what depends on units, counted by kind."""
    counts = Counter(DEPENDANTS.get(row._meta.label_lower, "其他资料") for row in rows)
    said: Sequence[str] = [f"{count}条{word}" for word, count in sorted(counts.items())]
    return f"这些单位已有{'、'.join(said)}。"
