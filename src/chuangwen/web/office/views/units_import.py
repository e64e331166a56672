"""Importing units from a sheet: handed in, looked over, committed whole, undone."""

from collections.abc import Iterable, Sequence

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.enums import ImportStatus, Role
from chuangwen.civic.orgs.models import Unit, UnitImport
from chuangwen.civic.orgs.operations import imports as acts
from chuangwen.civic.orgs.queries import imports as queries
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.core.refusals import Refusal
from chuangwen.core.sheets import Fault, marked_up, read_table
from chuangwen.core.sheets import template as empty_sheet
from chuangwen.web.office.unit_forms import SheetForm
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import spreadsheet_response
from chuangwen.web.ui.previews import Preview, PreviewCell, PreviewRow
from chuangwen.web.ui.requests import SignedIn

LIST = "office/orgs/imports.html"
PREVIEW = "office/orgs/import_preview.html"
RECEIPT = "office/orgs/import_receipt.html"
QUESTION = "office/orgs/question.html"
OFFICERS = frozenset({Role.OFFICER})
MOST_SHOWN = 200
MOST_GOOD = 20
PAGE_OF_UNITS = 50
NOTES = (
    "一行一个单位。带*的列必填，其余可以留空，列的先后不限。",
    "上级单位可以是系统里已有的，也可以是本表里的另一行。",
)


@require_http_methods(["GET", "POST"])
def imports(request: SignedIn) -> HttpResponse:
    """Take a new sheet for a place, and list the earlier ones."""
    tops = tops_of(request.user, OFFICERS)
    if not tops:
        raise Http404
    asked = (request.POST or request.GET).get("under", "")
    place = access.unit_to_manage(request.user, int(asked)) if asked.isdecimal() else tops[0]
    form, refusal = SheetForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("office:units-import-sheet", _hand_in(request, place, form).pk)
        except Refusal as refused:
            refusal = refused
    context = {
        "form": form,
        "place": place,
        "refusal": refusal,
        "page": Paginator(queries.imports_in_reach(request.user), 20).get_page(request.GET.get("page")),
        "hidden": [("under", place.pk)],
    }
    return render(request, LIST, context)


def _hand_in(request: SignedIn, place: Unit, form: SheetForm) -> UnitImport:
    table = read_table(form.content(), queries.sheet_fields(), name=form.name)
    return acts.hand_in_units(unit_id=place.pk, name=form.name, table=table, actor=request.user, at=clock.now())


@require_GET
def template(request: SignedIn) -> HttpResponse:
    """Give the empty form."""
    access.must_hold(request.user, OFFICERS)
    return spreadsheet_response(empty_sheet(queries.sheet_fields(), title="单位", notes=NOTES), "单位导入模板")


@require_GET
def sheet(request: SignedIn, import_id: int) -> HttpResponse:
    """Show a sheet's preview while it waits, afterwards its receipt."""
    batch = access.import_to_manage(request.user, import_id)
    return _preview(request, batch) if batch.status == ImportStatus.PREVIEW else _receipt(request, batch)


def _preview(request: SignedIn, batch: UnitImport, refusal: Refusal | None = None) -> HttpResponse:
    faults = queries.check_import(batch, batch.unit).faults
    return render(request, PREVIEW, {"batch": batch, "preview": preview_of(batch, faults), "refusal": refusal})


def preview_of(batch: UnitImport, faults: Sequence[Fault]) -> Preview:
    """Show every row that has a fault, and the first that have none."""
    by_row: dict[int, list[Fault]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, []).append(fault)
    bad = [row for row in batch.rows if row["row"] in by_row][:MOST_SHOWN]
    good = [row for row in batch.rows if row["row"] not in by_row][:MOST_GOOD]
    shown = sorted([*bad, *good], key=lambda row: int(row["row"]))
    return Preview(
        file_name=batch.name,
        heads=batch.heads,
        rows=[_row(row["row"], row["cells"], by_row.get(row["row"], ()), len(batch.heads)) for row in shown],
        row_count=batch.unit_count,
        bad_count=len(by_row),
    )


def _row(number: int, cells: Sequence[object], faults: Iterable[Fault], width: int) -> PreviewRow:
    problems: dict[int, str] = {}
    for fault in faults:
        problems[fault.column] = f"{problems.get(fault.column, '')}{fault.message}"
    texts = [_text(cells[at]) if at < len(cells) else "" for at in range(width)]
    shown = [PreviewCell(text=text, problem=problems.get(at, "")) for at, text in enumerate(texts, start=1)]
    return PreviewRow(number=number, cells=shown, note=problems.get(0, ""))


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell if cell is not None else "")


def _receipt(request: SignedIn, batch: UnitImport, refusal: Refusal | None = None) -> HttpResponse:
    units = Unit.objects.filter(imported_in=batch).select_related("parent").order_by("path")
    context = {
        "batch": batch,
        "page": Paginator(units, PAGE_OF_UNITS).get_page(request.GET.get("page")),
        "is_standing": batch.status == ImportStatus.COMMITTED,
        "is_undone": batch.status == ImportStatus.UNDONE,
        "refusal": refusal,
    }
    return render(request, RECEIPT, context)


@require_GET
def marked(request: SignedIn, import_id: int) -> HttpResponse:
    """Give the sheet back with each fault marked at its cell."""
    batch = access.import_to_manage(request.user, import_id)
    faults = queries.check_import(batch, batch.unit).faults
    rows = ((row["row"], row["cells"]) for row in batch.rows)
    return spreadsheet_response(marked_up(batch.heads, rows, faults), f"{batch.name.rsplit('.', 1)[0]}（标注）")


@require_POST
def commit(request: SignedIn, import_id: int) -> HttpResponse:
    """Import all units of a sheet, or none and say why."""
    batch = access.import_to_manage(request.user, import_id)
    try:
        done = acts.commit_units(import_id=batch.pk, actor=request.user, at=clock.now())
    except Refusal as refusal:
        shown = _preview if batch.status == ImportStatus.PREVIEW else _receipt
        return shown(request, batch, refusal)
    notices.tell(request, f"已导入{done.unit_count}个单位。")
    return redirect("office:units-import-sheet", batch.pk)


@require_http_methods(["GET", "POST"])
def undo(request: SignedIn, import_id: int) -> HttpResponse:
    """Ask, then take an import back while nothing depends on its units."""
    batch = access.import_to_manage(request.user, import_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        previews.forget(Unit.objects.filter(imported_in=batch))  # derived rows: nobody depends on them
        try:
            acts.undo_units(import_id=batch.pk, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            notices.tell(request, "已撤销这次导入，单位全部移除。")
            return redirect("office:units-import-sheet", batch.pk)
    question = {
        "title": "撤销这次单位导入",
        "text": f"{batch.name}，{batch.unit_count}个单位。",
        "consequences": ("这次导入的单位全部移除。", "已有台账、人员或下级的单位不能移除，那样一个也不撤。"),
        "submit": "撤销导入",
        "action": request.path,
        "cancel_url": reverse("office:units-import-sheet", args=[batch.pk]),
        "refusal": refusal,
    }
    return render(request, QUESTION, question)


@require_POST
def drop(request: SignedIn, import_id: int) -> HttpResponse:
    """Put a sheet away without importing it."""
    batch = access.import_to_manage(request.user, import_id)
    try:
        acts.drop_units(import_id=batch.pk, actor=request.user, at=clock.now())
    except Refusal as refusal:
        notices.tell(request, str(refusal))
        return redirect("office:units-import-sheet", batch.pk)
    notices.tell(request, "已取消，没有导入任何单位。")
    return redirect("office:units-import")
