"""Importing a sheet: handed in, looked over, mended, committed, undone."""

from collections.abc import Callable
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chuangwen import clock
from chuangwen.civic.ledger import access, storage
from chuangwen.civic.ledger.enums import BatchStatus
from chuangwen.civic.ledger.models import ImportBatch
from chuangwen.civic.ledger.operations import imports as acts
from chuangwen.civic.ledger.operations.refusals import LedgerRefusal
from chuangwen.civic.ledger.queries import imports as queries
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.core.files import NotAccepted
from chuangwen.core.intake.template import entry_template
from chuangwen.core.refusals import Refusal
from chuangwen.core.sheets import SheetRefused
from chuangwen.core.sheets import check as check_file
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import spreadsheet_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit import grids
from chuangwen.web.unit.forms.imports import CommitForm, SheetForm, UndoForm, mending_after, years
from chuangwen.web.unit.outcomes import tell_saved

LIST = "unit/imports/imports.html"
PREVIEW = "unit/imports/preview.html"
RECEIPT = "unit/imports/receipt.html"
PAGE_OF_LIST = 20
PAGE_OF_RECEIPT = 50


@require_http_methods(["GET", "POST"])
def imports(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show what was imported and take a new sheet."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    form = SheetForm(request.POST or None, request.FILES or None, this_year=clock.today().year)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("unit:import", _hand_in(request, unit, form).pk)
        except (SheetRefused, NotAccepted, LedgerRefusal) as refused:
            refusal = refused
    page = Paginator(queries.batches_of_unit(unit), PAGE_OF_LIST).get_page(request.GET.get("page"))
    own = [kind for kind in kinds().kinds.values() if kind.recorded_by == "unit"]
    shown = {"unit": unit, "form": form, "page": page, "kinds": own, "refusal": refusal, "way_out": _way_out(refusal)}
    return render(request, LIST, shown)


def _hand_in(request: SignedIn, unit: Unit, form: SheetForm) -> ImportBatch:
    """Check and keep a sheet; bytes are stored and read before the act, which holds the writing lock."""
    content = form.content()
    check_file(content, name=form.name)
    file = storage.store([content])
    at = clock.now()
    waiting = queries.waiting_sheet(unit, file.sha256)
    if waiting:
        notices.tell(request, "这份表格已经在核对，为您接着打开；之前改过的格子还在。")
    checked = queries.check_sheet(
        content,
        name=form.name,
        file_id=file.sha256,
        unit_id=unit.pk,
        year=form.cleaned_data["year"],
        today=clock.today(),
        mending=waiting.mending if waiting else None,
    )
    return acts.hand_in_sheet(unit_id=unit.pk, name=form.name, file=file, checked=checked, actor=request.user, at=at)


def _way_out(refusal: Refusal | None) -> str:
    """Return where the refusal's button leads, when it has one."""
    if isinstance(refusal, acts.AlreadyImported):
        return reverse("unit:import", args=[refusal.batch_id])
    return ""


@require_GET
def template(request: SignedIn, unit_id: int) -> HttpResponse:
    """Give the empty form: for all kinds, or for the one asked for."""
    unit_to_fill(request.user, unit_id)
    kind = kinds().kinds.get(request.GET.get("kind", ""))
    kind = kind if kind and kind.recorded_by == "unit" else None
    name = f"台账导入模板（{kind.name}）" if kind else "台账导入模板"
    return spreadsheet_response(entry_template(kinds(), kind), name)


@require_http_methods(["GET", "POST"])
def batch(request: SignedIn, batch_id: int) -> HttpResponse:
    """Show a sheet's preview or receipt; take the cells mended on the page."""
    found = access.batch_to_change(request.user, batch_id)
    request.unit = found.unit
    if found.status == BatchStatus.PREVIEW:
        return _mend(request, found) if request.method == "POST" else _preview(request, found)
    return _receipt(request, found)


def _preview(request: SignedIn, found: ImportBatch, refusal: Refusal | None = None) -> HttpResponse:
    shown = {
        "unit": found.unit,
        "batch": found,
        "summary": found.summary,
        "kinds": grids.kinds_in(found),
        "days": grids.days_in(found),
        "years": years(clock.today().year),
        "preview": grids.preview_of(found, request.GET.get("page")),
        "form": CommitForm(),
        "refusal": refusal,
    }
    return render(request, PREVIEW, shown)


def _mend(request: SignedIn, found: ImportBatch) -> HttpResponse:
    mending = mending_after(found.mending, request.POST)
    year = request.POST.get("year", "")
    offered = {str(each) for each, _ in years(clock.today().year)}
    checked = queries.check_batch(
        found, today=clock.today(), mending=mending, year=int(year) if year in offered else None
    )
    try:
        mended = acts.mend_sheet(batch_id=found.pk, checked=checked, actor=request.user, at=clock.now())
    except LedgerRefusal as refusal:
        return _preview(request, access.batch_to_change(request.user, found.pk), refusal)
    bad = mended.summary["bad"]
    notices.tell(request, f"已重新检查，还有{bad}行需要修改。" if bad else "已重新检查，全部可以导入。")
    return redirect("unit:import", found.pk)


@require_POST
def commit(request: SignedIn, batch_id: int) -> HttpResponse:
    """Record the whole sheet."""
    found = access.batch_to_change(request.user, batch_id)
    request.unit = found.unit
    form = CommitForm(request.POST)
    if not form.is_valid() or found.status != BatchStatus.PREVIEW:
        return redirect("unit:import", found.pk)
    at = clock.now()
    try:
        done = acts.commit_sheet(
            batch_id=found.pk,
            checked=queries.check_batch(found, today=clock.today()),
            confirm=form.cleaned_data["confirm"],
            with_twins=bool(form.cleaned_data["twins"]),
            actor=request.user,
            at=at,
        )
    except LedgerRefusal as refusal:
        return _preview(request, access.batch_to_change(request.user, batch_id), refusal)
    count = grids.receipt_of(done).count
    tell_saved(request, f"已导入{count}条。", found.unit_id, at=at)
    return redirect("unit:import", found.pk)


def _receipt(request: SignedIn, found: ImportBatch) -> HttpResponse:
    entries = Paginator(queries.entries_of_batch(found), PAGE_OF_RECEIPT).get_page(request.GET.get("page"))
    shown = {
        "unit": found.unit,
        "batch": found,
        "receipt": grids.receipt_of(found) if "imported" in found.summary else None,
        "days": grids.days_in(found),
        "page": entries,
        "is_standing": found.status == BatchStatus.COMMITTED,
        "is_undone": found.status == BatchStatus.UNDONE,
    }
    return render(request, RECEIPT, shown)


@require_GET
def marked(request: SignedIn, batch_id: int) -> HttpResponse:
    """Give the sheet with every problem red and noted at its cell."""
    found = access.batch_to_change(request.user, batch_id)
    checked = queries.check_batch(found, today=clock.today())
    return spreadsheet_response(
        queries.marked_sheet(checked), f"{found.name.rpartition('.')[0] or found.name}（已标注）"
    )


@require_http_methods(["GET", "POST"])
def undo(request: SignedIn, batch_id: int) -> HttpResponse:
    """Take back all that an import recorded, after asking once."""
    found = access.batch_to_change(request.user, batch_id)
    request.unit = found.unit
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _settle(
            request,
            found,
            lambda at: acts.undo_import(batch_id=found.pk, reason=reason, actor=request.user, at=at),
            "已撤销导入。",
        )
    asked = {
        "title": "撤销这次导入？",
        "text": found.name,
        "consequences": ["导入的记录全部撤回，草稿弃用，不再计分。", "同一份表格之后可以重新导入。"],
        "submit": "撤销导入",
        "action": reverse("unit:import-undo", args=[found.pk]),
        "cancel_url": reverse("unit:import", args=[found.pk]),
        "form": form,
    }
    return render(request, "ui/confirm_page.html", asked)


@require_POST
def drop(request: SignedIn, batch_id: int) -> HttpResponse:
    """Put a preview away."""
    found = access.batch_to_change(request.user, batch_id)
    try:
        acts.drop_sheet(batch_id=found.pk, actor=request.user, at=clock.now())
    except LedgerRefusal:
        return redirect("unit:import", found.pk)
    notices.tell(request, f"已取消导入“{found.name}”，没有写入任何记录。")
    return redirect("unit:imports", found.unit_id)


def _settle(request: SignedIn, found: ImportBatch, act: Callable[[datetime], ImportBatch], said: str) -> HttpResponse:
    """Do the act and lead to the receipt, or say there why it was refused."""
    at = clock.now()
    try:
        act(at)
    except LedgerRefusal as refusal:
        return render(request, "unit/imports/refused.html", {"batch": found, "unit": found.unit, "refusal": refusal})
    tell_saved(request, said, found.unit_id, at=at)
    return redirect("unit:import", found.pk)
