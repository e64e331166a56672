"""What is done with sheets: handed in, mended, committed whole, undone, put away.

Reading 100,000 rows takes seconds, and an act holds the one writing lock of the
database: the caller stores and checks the sheet first, and the act takes the
result only if nothing of its basis has changed since.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from chuangwen.civic.journal import pen
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import BatchStatus, EvidenceForm, Source, Status
from chuangwen.civic.ledger.models import Entry, Evidence, EvidenceFile, ImportBatch
from chuangwen.civic.ledger.operations import _bulk, _proofs, _rows
from chuangwen.civic.ledger.operations._proofs import NewEvidence
from chuangwen.civic.ledger.operations.refusals import LedgerRefusal
from chuangwen.civic.ledger.queries.imports import CheckedSheet, rows_to_show, summary_of
from chuangwen.civic.ledger.storage import StoredFile
from chuangwen.civic.people.models import User

NAME_LIMIT = 200
REASON_LIMIT = 200
LINK_PROOF = "web_page"
UNDONE = "撤销导入"


class NotClean(LedgerRefusal):
    """Something in the sheet must be mended before any of it is imported."""

    happened = "一行也没有导入。"
    way_out = "请在预览里改好标出的格子，或者下载标注了问题的表格，改好后重新上传。"


class NothingToImport(LedgerRefusal):
    """All rows are left out or repeat what is known."""

    happened = "一行也没有导入。"
    reason = "表里没有可以导入的新记录。"
    way_out = "如果确实要再记一遍，请选择“重复的也导入”。"


class AlreadyImported(LedgerRefusal):
    """The same file stands in the ledger already; `batch_id` is its receipt."""

    happened = "没有再次导入。"
    way_out = "请打开上次的回执查看；如需重新导入，请先撤销上次的导入。"

    def __init__(self, batch: ImportBatch) -> None:
        self.batch_id = batch.pk
        super().__init__(f"这份文件已经导入过（{batch.name}），内容一个字也没有变。")


class SheetChanged(LedgerRefusal):
    """The sheet was mended or settled by somebody else in the meantime."""

    happened = "没有导入。"
    reason = "这份表格在别处被改动过。"
    way_out = "请刷新页面，核对后再提交。"


class StillNeeded(LedgerRefusal):
    """Something was built on the entries of an import; `entry_ids` names some of them."""

    happened = "没有撤销。"
    way_out = "请到台账里逐条更正或撤回。"

    def __init__(self, why: str, entry_ids: tuple[int, ...]) -> None:
        self.entry_ids = entry_ids
        super().__init__(why)


@transaction.atomic(durable=True)
def hand_in_sheet(
    *, unit_id: int, name: str, file: StoredFile, checked: CheckedSheet, actor: User, at: datetime
) -> ImportBatch:
    """Keep a checked sheet as a preview; the same file waiting already is that preview, checked anew.

    :raises AlreadyImported: the same bytes were imported and not undone.
    """
    unit = _rows.locked_unit(unit_id)
    same = ImportBatch.objects.filter(unit=unit, file_id=file.sha256)
    known = same.filter(status=BatchStatus.PREVIEW).first()
    imported = same.filter(status=BatchStatus.COMMITTED).first()
    if imported:
        raise AlreadyImported(imported)
    EvidenceFile.objects.bulk_create([storage.row_of(file, at)], ignore_conflicts=True)
    batch = known or ImportBatch(unit=unit, file_id=file.sha256, added_by=actor, added_at=at)
    batch.name, batch.is_of_office = name[:NAME_LIMIT], checked.is_of_office
    _keep(batch, checked)
    batch.save()
    if known is None:
        said = {"name": batch.name, "file": file.sha256, "rows": batch.summary["rows"], "bad": batch.summary["bad"]}
        pen.write("sheet.handed_in", batch, actor=actor, at=at, unit_id=unit.pk, after=said)
    return batch


@transaction.atomic(durable=True)
def mend_sheet(*, batch_id: int, checked: CheckedSheet, actor: User, at: datetime) -> ImportBatch:
    """Keep the clerk's changes to a preview; `checked` is the sheet checked with them.

    :raises SheetChanged: it is no longer a preview.
    """
    batch = _locked(batch_id)
    if batch.status != BatchStatus.PREVIEW or checked.file_id != batch.file_id:
        raise SheetChanged
    before, after = _rows.changes(batch.mending, checked.mending)
    bad_before = batch.summary.get("bad")
    _keep(batch, checked)
    batch.save()
    if after:
        old, new = {"mending": before, "bad": bad_before}, {"mending": after, "bad": batch.summary["bad"]}
        pen.write("sheet.mended", batch, actor=actor, at=at, unit_id=batch.unit_id, before=old, after=new)
    return batch


@transaction.atomic(durable=True)
def commit_sheet(
    *, batch_id: int, checked: CheckedSheet, confirm: bool, with_twins: bool, actor: User, at: datetime
) -> ImportBatch:
    """Record all rows of a sheet or none, as confirmed entries or as drafts. Done twice, it is done once.

    `checked` is the sheet checked as it stands now (`queries.imports.check_batch`);
    `with_twins` also records rows that repeat what is known exactly.

    :raises SheetChanged: the sheet was mended or put away since it was checked.
    :raises NotClean: some row has a fault.
    :raises NothingToImport: no row is left to record.
    :raises RecordedByOffice: it holds what only an officer of the place may record.
    """
    batch = _locked(batch_id)
    if batch.status == BatchStatus.COMMITTED:
        return batch
    if batch.status != BatchStatus.PREVIEW or not _is_basis(checked, batch):
        raise SheetChanged
    if bad := len(checked.bad):
        raise NotClean(f"还有{bad}行需要修改。")
    drafts = list(checked.importable(with_twins=with_twins))
    if not drafts:
        raise NothingToImport
    counted = Counter(draft.kind for _, draft in drafts)
    _rows.must_be_allowed(counted, unit_id=batch.unit_id, actor=actor)
    rows = ((row.number, draft, row.unit_id or batch.unit_id) for row, draft in drafts)
    _bulk.insert(rows, _common_columns(batch, confirm=confirm, actor=actor, at=at))
    _link(batch, {row.number: row.link for row, _ in drafts if row.link}, actor=actor, at=at)
    _rows.touch_all(batch)
    batch.status, batch.committed_by, batch.committed_at = BatchStatus.COMMITTED, actor, at
    said = {"count": len(drafts), "kinds": dict(counted.most_common()), "confirmed": confirm}
    batch.summary |= {"imported": said}
    batch.rows = []
    batch.save()
    pen.write(
        "sheet.committed", batch, actor=actor, at=at, unit_id=batch.unit_id, after={"file": batch.file_id, **said}
    )
    return batch


@transaction.atomic(durable=True)
def undo_import(*, batch_id: int, reason: str, actor: User, at: datetime) -> ImportBatch:
    """Take back all that an import recorded: confirmed entries are withdrawn, drafts discarded.

    :raises SheetChanged: it was not imported.
    :raises StillNeeded: entries of it were corrected, withdrawn or given evidence since.
    """
    batch = _locked(batch_id)
    if batch.status == BatchStatus.UNDONE:
        return batch
    if batch.status != BatchStatus.COMMITTED:
        raise SheetChanged("这份表格还没有导入。", remedy="请先提交导入。")
    _rows.lock_all(batch)
    _nothing_may_depend_on(batch)
    said = (reason.strip() or UNDONE)[:REASON_LIMIT]
    entries = Entry.objects.filter(batch=batch)
    withdrawn = entries.filter(status=Status.CONFIRMED).update(status=Status.WITHDRAWN, reason=said)
    discarded = entries.filter(status=Status.DRAFT).update(status=Status.DISCARDED, reason=said)
    _rows.touch_all(batch)
    batch.status, batch.reason = BatchStatus.UNDONE, said
    batch.save(update_fields=["status", "reason"])
    after = {"withdrawn": withdrawn, "discarded": discarded, "reason": said}
    pen.write("import.undone", batch, actor=actor, at=at, unit_id=batch.unit_id, after=after)
    return batch


@transaction.atomic(durable=True)
def drop_sheet(*, batch_id: int, actor: User, at: datetime) -> ImportBatch:
    """Put a preview away; nothing of it was recorded.

    :raises SheetChanged: it was imported already.
    """
    batch = _locked(batch_id)
    if batch.status == BatchStatus.DROPPED:
        return batch
    if batch.status != BatchStatus.PREVIEW:
        raise SheetChanged("这份表格已经导入。", remedy="如需撤回，请用“撤销导入”。")
    batch.status, batch.rows = BatchStatus.DROPPED, []
    batch.save(update_fields=["status", "rows"])
    pen.write("sheet.dropped", batch, actor=actor, at=at, unit_id=batch.unit_id, after={"name": batch.name})
    return batch


def _locked(batch_id: int) -> ImportBatch:
    """Lock the batch's unit, then read the batch as it stands now."""
    unit = _rows.locked_unit(ImportBatch.objects.values_list("unit_id", flat=True).get(pk=batch_id))
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    batch.unit = unit
    return batch


def _keep(batch: ImportBatch, checked: CheckedSheet) -> None:
    batch.default_year = checked.year
    batch.mending = checked.mending
    batch.summary = summary_of(checked)
    batch.rows = rows_to_show(checked)


def _is_basis(checked: CheckedSheet, batch: ImportBatch) -> bool:
    return (checked.file_id, checked.year, checked.mending) == (batch.file_id, batch.default_year, batch.mending)


def _common_columns(batch: ImportBatch, *, confirm: bool, actor: User, at: datetime) -> dict[str, Any]:
    settled = {"confirmed_by_id": actor.pk, "confirmed_at": at} if confirm else {}
    return {
        "unit_id": batch.unit_id,
        "batch_id": batch.pk,
        "source": Source.EXCEL,
        "status": Status.CONFIRMED if confirm else Status.DRAFT,
        "created_by_id": actor.pk,
        "created_at": at,
        **settled,
    }


def _link(batch: ImportBatch, links: Mapping[int, str], *, actor: User, at: datetime) -> None:
    """Attach to the entries of a sheet what its rows name as published."""
    if not links:
        return
    entries = Entry.objects.filter(batch=batch, row_number__in=list(links)).order_by("id")
    pairs = [(entry, NewEvidence(proof=LINK_PROOF, url=links[entry.row_number or 0])) for entry in entries]
    for _, piece in pairs:
        _proofs.must_be_sound([piece])
    _proofs.attach_all(pairs, actor=actor, at=at)


def _nothing_may_depend_on(batch: ImportBatch) -> None:
    entries = Entry.objects.filter(batch=batch)
    moved = entries.exclude(status__in=[Status.DRAFT, Status.CONFIRMED, Status.DISCARDED])
    corrected = entries.filter(corrections__isnull=False).exclude(corrections__status=Status.DISCARDED)
    proven = Evidence.objects.filter(entry__batch=batch, removed_at=None)
    if batch.is_of_office:  # the links that came with its own rows go with them
        own = Q(form=EvidenceForm.LINK, added_at=batch.committed_at or batch.added_at)
        proven = proven.exclude(own)
    for why, ids in (
        ("有{}条记录已经更正或撤回。", moved.order_by("id").values_list("id", flat=True)),
        ("有{}条记录正在更正。", corrected.order_by("id").values_list("id", flat=True)),
        ("有{}条记录已经附了佐证材料。", proven.order_by("entry_id").values_list("entry_id", flat=True).distinct()),
    ):
        if count := ids.count():
            raise StillNeeded(why.format(count), tuple(ids[:5]))
