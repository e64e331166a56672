"""Sheets of units: handed in, committed whole, undone while nothing depends on them, put away."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.db.models.functions import Length

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.enums import ImportStatus
from chuangwen.civic.orgs.models import Unit, UnitImport
from chuangwen.civic.orgs.operations import _rows
from chuangwen.civic.orgs.queries import imports as sheets
from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal
from chuangwen.core.registry.initials import initials_of
from chuangwen.core.registry.sheet import UnitRow
from chuangwen.core.sheets import Table

LONGEST_FILE_NAME = 200
BATCH_SIZE = 500


class NotClean(Refusal):
    """Something in the sheet must be mended before any of it is imported."""


class NotWaiting(Refusal):
    """The sheet was settled before: imported, undone or put away."""


class StillNeeded(Refusal):
    """Something was built on the units of an import; `why` says what."""


@transaction.atomic(durable=True)
def hand_in_units(*, unit_id: int, name: str, table: Table, actor: User, at: datetime) -> UnitImport:
    """Keep a sheet as a preview, with every fault that stands against it now."""
    unit = Unit.objects.get(pk=unit_id)
    found = sheets.check_rows(table.rows(), table.label, unit)
    batch = UnitImport.objects.create(
        unit=unit,
        name=name[-LONGEST_FILE_NAME:],
        heads=list(table.heads),
        columns=dict(table.columns),
        rows=table.plain_rows(),
        faults=[fault.plain() for fault in sheets.in_order([*table.faults, *found.faults])],
        unit_count=len(found.rows),
        added_by=actor,
        added_at=at,
    )
    said = {"name": batch.name, "rows": batch.unit_count, "faults": len(batch.faults)}
    pen.write("units.handed_in", batch, actor=actor, at=at, unit_id=unit.pk, after=said)
    return batch


@transaction.atomic(durable=True)
def commit_units(*, import_id: int, actor: User, at: datetime) -> UnitImport:
    """Add all units of a sheet or none. Done twice, it is done once.

    The sheet is checked again as the tree stands now.

    :raises NotClean: some row has a fault, perhaps only since the preview.
    :raises NotWaiting: it was undone or put away.
    """
    batch = _locked(import_id)
    if batch.status == ImportStatus.COMMITTED:
        return batch
    _must_wait(batch)
    unit = _rows.locked_unit(batch.unit_id)
    found = sheets.check_import(batch, unit)
    if found.faults:
        raise NotClean(
            "一个单位也没有导入。",
            why=f"还有{len({fault.row for fault in found.faults})}行需要修改：{found.faults[0].sentence}",
            remedy="请下载标注了问题的表格，改好后重新上传。",
        )
    _insert(found.rows, batch)
    batch.status, batch.committed_at = ImportStatus.COMMITTED, at
    batch.save(update_fields=["status", "committed_at"])
    said = {"name": batch.name, "count": len(found.rows)}
    pen.write("units.imported", batch, actor=actor, at=at, unit_id=unit.pk, after=said)
    return batch


def _locked(import_id: int) -> UnitImport:
    return UnitImport.objects.select_for_update(no_key=True).get(pk=import_id)


def _must_wait(batch: UnitImport) -> None:
    if batch.status != ImportStatus.PREVIEW:
        raise NotWaiting(f"没有办理：这份表格{batch.get_status_display()}。", remedy="如需再次导入，请重新上传表格。")


def _insert(rows: Sequence[UnitRow], batch: UnitImport) -> None:
    """Insert level by level, so that each unit finds its parent's row and path."""
    made: dict[int, Unit] = {}
    reach = Unit.objects.filter(below(batch.unit.path))
    above = {unit.pk: unit for unit in reach.only("id", "path")}
    last = dict(reach.exclude(pk=batch.unit_id).values_list("parent_id").annotate(last=Max("path")))
    for depth in sorted({len(row.way or ()) for row in rows}):
        level = [row for row in rows if len(row.way or ()) == depth]
        units = [_new_unit(row, batch, made, above, last) for row in level]
        Unit.objects.bulk_create(units, batch_size=BATCH_SIZE)
        made |= {row.row: unit for row, unit in zip(level, units, strict=True)}


def _new_unit(
    row: UnitRow, batch: UnitImport, made: dict[int, Unit], above: dict[int, Unit], last: dict[int, str]
) -> Unit:
    parent = made[row.parent_row] if row.parent_row else above[row.parent_id or 0]
    path = _rows.path_after(last.get(parent.pk), parent.path)
    last[parent.pk] = path
    return Unit(
        parent=parent,
        path=path,
        kind=row.kind,
        name=row.name,
        initials=initials_of(row.name),
        imported_in=batch,
        **_rows.columns_of(row.particulars),
    )


@transaction.atomic(durable=True)
def undo_units(*, import_id: int, actor: User, at: datetime) -> UnitImport:
    """Take back all units of an import, while nothing has been built on them.

    :raises StillNeeded: some of them have records, roles, bodies or units of their own.
    :raises NotWaiting: the sheet was not imported.
    """
    batch = _locked(import_id)
    if batch.status == ImportStatus.UNDONE:
        return batch
    if batch.status != ImportStatus.COMMITTED:
        raise NotWaiting(f"没有撤销：这份表格{batch.get_status_display()}。", remedy="只有已导入的表格才能撤销。")
    _rows.locked_unit(batch.unit_id)
    count = _delete_from_the_leaves(batch)
    batch.status = ImportStatus.UNDONE
    batch.save(update_fields=["status"])
    said = {"name": batch.name, "count": count}
    pen.write("units.import_undone", batch, actor=actor, at=at, unit_id=batch.unit_id, after=said)
    return batch


def _delete_from_the_leaves(batch: UnitImport) -> int:
    """Delete level by level from below; the database's own PROTECT says what depends on them."""
    units = Unit.objects.filter(imported_in=batch).annotate(length=Length("path"))
    lengths = units.values_list("length", flat=True).distinct().order_by("-length")
    count = 0
    try:
        for length in list(lengths):
            count += units.filter(length=length).delete()[0]
    except ProtectedError as error:
        raise StillNeeded(
            "没有撤销：导入的单位已经有人用了。",
            why=sheets.dependants_in_words(error.protected_objects),
            remedy="不再需要的单位请逐个停用。",
        ) from error
    return count


@transaction.atomic(durable=True)
def drop_units(*, import_id: int, actor: User, at: datetime) -> UnitImport:
    """Put a sheet away without importing it.

    :raises NotWaiting: it was imported.
    """
    batch = _locked(import_id)
    if batch.status == ImportStatus.DROPPED:
        return batch
    _must_wait(batch)
    batch.status = ImportStatus.DROPPED
    batch.save(update_fields=["status"])
    pen.write("units.put_away", batch, actor=actor, at=at, unit_id=batch.unit_id, after={"name": batch.name})
    return batch
