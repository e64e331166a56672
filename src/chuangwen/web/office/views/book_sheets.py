"""从表格导入细则: a table handed in, decided on row by row, kept as a draft; all of it or nothing."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.ledger import storage
from chuangwen.civic.orgs.access import must_hold
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.civic.rulebooks import operations
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.core.files import NotAccepted
from chuangwen.core.sheets import SheetRefused
from chuangwen.core.sheets import template as empty_sheet
from chuangwen.web.office import book_sheets
from chuangwen.web.office.book_sheets import FIELDS, NOTES, Kept, Preview
from chuangwen.web.office.forms import BookHeadForm, BookSheetForm
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import spreadsheet_response
from chuangwen.web.ui.requests import SignedIn

UPLOAD = "office/rulebooks/from_sheet.html"
PREVIEW = "office/rulebooks/sheet_preview.html"
OFFICERS = frozenset({Role.OFFICER})
SAVE = "save"


@require_safe
def template(request: SignedIn) -> HttpResponse:
    """Give the empty table."""
    must_hold(request.user, OFFICERS)
    return spreadsheet_response(empty_sheet(FIELDS, title="细则", notes=NOTES), "测评细则模板")


@require_http_methods(["GET", "HEAD", "POST"])
def from_sheet(request: SignedIn) -> HttpResponse:
    """Take in a table; with `?sheet=…`, show what it becomes and keep it as a draft."""
    must_hold(request.user, OFFICERS)
    place = tops_of(request.user, OFFICERS)[0]
    line = request.GET.get("sheet", "")
    if not line:
        return _upload(request, place)
    table = book_sheets.kept(line, request.user)
    if table is None:
        notices.tell(request, "这份表格已经过了保留时间（12小时），请重新上传。", level=messages.WARNING)
        return redirect("office:book-from-sheet")
    return _decide(request, place, table) if request.method == "POST" else _show(request, place, table)


def _upload(request: SignedIn, place: Unit) -> HttpResponse:
    form = BookSheetForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form, "place": place}
    if request.method == "POST" and form.is_valid():
        try:
            content = form.content()
            book_sheets.previewed(Kept(line="", name=form.name, content=content))
            line = book_sheets.keep(storage.store([content]), form.name, request.user)
        except (SheetRefused, NotAccepted) as refusal:
            shown["refusal"] = refusal
        else:
            return redirect(f"{reverse('office:book-from-sheet')}?{urlencode({'sheet': line})}")
    return render(request, UPLOAD, shown)


def _show(request: SignedIn, place: Unit, table: Kept) -> HttpResponse:
    """Show the table before anything of it is decided: nothing is a fault yet."""
    preview = book_sheets.previewed(table)
    return _page(request, place, preview, BookHeadForm(initial={"title": table.name.rsplit(".", 1)[0]}))


def _decide(request: SignedIn, place: Unit, table: Kept) -> HttpResponse:
    """Look the table over with what was decided; when asked to, and nothing stands against it, keep the draft."""
    form = BookHeadForm(request.POST)
    is_sound = form.is_valid()
    head = book_sheets.head_of(form.cleaned_data) if is_sound else None
    preview = book_sheets.previewed(table, request.POST, head, form.cleaned_data.get("others", ""))
    if request.POST.get("act") != SAVE:
        return _page(request, place, preview, form, is_tried=True)
    if is_sound and preview.is_ready():
        try:
            edition = _load(request, place, preview, form)
        except operations.BrokenBook as broken:
            preview = book_sheets.with_faults(preview, broken.problems)
        except operations.BookRefusal as refusal:
            return _page(request, place, preview, form, is_tried=True, refusal=refusal)
        else:
            taken, left = preview.skeleton.count("proposed"), preview.skeleton.count("out")
            notices.tell(request, f"已存为草案：收入{taken}条，选择不收入{left}条。请逐条核对；发布之前，可以先试算。")
            return redirect("office:book", edition.pk)
    return _page(request, place, preview, form, is_tried=True, is_refused=True)


def _load(request: SignedIn, place: Unit, preview: Preview, form: BookHeadForm) -> Edition:
    return operations.load_edition(
        unit_id=place.pk, texts=preview.skeleton.files, assessed_on=form.cleaned_data["assessed_on"],
        actor=request.user, at=clock.now(),
    )  # fmt: skip


def _page(request: SignedIn, place: Unit, preview: Preview, form: BookHeadForm, **more: Any) -> HttpResponse:
    shown = {"place": place, "preview": preview, "form": form, "kind_names": book_sheets.kind_names()}
    return render(request, PREVIEW, shown | more)
