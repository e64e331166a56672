"""Pages of a sheet of records: handed in, looked over, mended, committed, undone.

The same for a unit's clerk and for an office, behind different gates: each audience makes one `SheetPages` and hangs
its methods on its own URLs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.enums import BatchStatus
from chuangwen.civic.ledger.models import ImportBatch
from chuangwen.civic.ledger.operations import imports as acts
from chuangwen.civic.ledger.operations.refusals import LedgerRefusal
from chuangwen.civic.ledger.queries import imports as queries
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds
from chuangwen.core.files import NotAccepted
from chuangwen.core.intake.template import entry_template
from chuangwen.core.refusals import Refusal
from chuangwen.core.sheets import SheetRefused
from chuangwen.core.sheets import check as check_file
from chuangwen.web.ui import notices, sheet_grids
from chuangwen.web.ui.exports import spreadsheet_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.sheet_forms import CommitForm, SheetForm, UndoForm, mending_after, years

PAGE_OF_LIST = 20
PAGE_OF_RECEIPT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPages:
    """The pages for one audience.

    `doors` are its names of URLs: list, template, sheet, marked, commit, undo, drop, entry. `to_change` is its gate to
    a sheet, `list_url` where the sheets of one stand, `ledger` the name and address of what they go into, `tell` what
    is said after an act.
    """

    doors: dict[str, str]
    to_change: Callable[[User, int], ImportBatch]
    list_url: Callable[[Unit], str]
    ledger: Callable[[Unit], tuple[str, str]]
    tell: Callable[[SignedIn, str, ImportBatch, datetime], None]
    heading: str
    lead: str
    of_office: bool = False

    def url(self, door: str, pk: int) -> str:
        """Return an address of this audience."""
        return reverse(self.doors[door], args=[pk])

    def _page(self, request: SignedIn, name: str, unit: Unit, shown: dict[str, Any]) -> HttpResponse:
        label, url = self.ledger(unit)
        crumbs = {"ledger": label, "ledger_url": url, "list_url": self.list_url(unit), "list_label": self.heading}
        return render(request, f"ui/sheets/{name}.html", {"unit": unit, "of_office": self.of_office} | crumbs | shown)

    def _of_batch(self, found: ImportBatch) -> dict[str, Any]:
        doors = ("sheet", "marked", "commit", "undo", "drop")
        return {"batch": found, "doors": {door: self.url(door, found.pk) for door in doors}}

    # Handing in --------------------------------------------------------------
    def sheets(self, request: SignedIn, unit: Unit, batches: QuerySet[ImportBatch], template_url: str) -> HttpResponse:
        """Show what was imported and take a new sheet."""
        form = SheetForm(request.POST or None, request.FILES or None, this_year=clock.today().year)
        refusal: Refusal | None = None
        if request.method == "POST" and form.is_valid():
            try:
                return redirect(self.url("sheet", self._hand_in(request, unit, form).pk))
            except (SheetRefused, NotAccepted, LedgerRefusal) as refused:
                refusal = refused
        way_out = self.url("sheet", refusal.batch_id) if isinstance(refusal, acts.AlreadyImported) else ""
        page = Paginator(batches, PAGE_OF_LIST).get_page(request.GET.get("page"))
        shown = {
            "form": form, "page": page, "rows": [(row, self.url("sheet", row.pk)) for row in page], "refusal": refusal,
            "kinds": self._kinds(), "way_out": way_out, "template_url": template_url, "lead": self.lead,
        }  # fmt: skip
        return self._page(request, "sheets", unit, shown)

    def _kinds(self) -> list[Any]:
        whose = "office" if self.of_office else "unit"
        return [kind for kind in kinds().kinds.values() if kind.recorded_by == whose]

    def _hand_in(self, request: SignedIn, unit: Unit, form: SheetForm) -> ImportBatch:
        """Check and keep a sheet; bytes are stored and read before the act, which holds the writing lock."""
        content, at = form.content(), clock.now()
        check_file(content, name=form.name)
        file = storage.store([content])
        waiting = queries.waiting_sheet(unit, file.sha256)
        if waiting:
            notices.tell(request, "这份表格已经在核对，为您接着打开；之前改过的格子还在。")
        checked = queries.check_sheet(
            content, name=form.name, file_id=file.sha256, unit_id=unit.pk, year=form.cleaned_data["year"],
            today=clock.today(), mending=waiting.mending if waiting else None, of_office=self.of_office,
        )  # fmt: skip
        told: dict[str, Any] = {"actor": request.user, "at": at}
        return acts.hand_in_sheet(unit_id=unit.pk, name=form.name, file=file, checked=checked, **told)

    def template(self, request: SignedIn) -> HttpResponse:
        """Give the empty form: for all kinds, or for the one asked for."""
        kind = next((kind for kind in self._kinds() if kind.code == request.GET.get("kind")), None)
        name = f"{self.heading}模板（{kind.name}）" if kind else f"{self.heading}模板"
        return spreadsheet_response(entry_template(kinds(), kind, of_office=self.of_office), name)

    # Looking over ------------------------------------------------------------
    def sheet(self, request: SignedIn, batch_id: int) -> HttpResponse:
        """Show a sheet's preview or receipt; take the cells mended on the page."""
        found = self.to_change(request.user, batch_id)
        request.unit = found.unit
        if found.status == BatchStatus.PREVIEW:
            return self._mend(request, found) if request.method == "POST" else self._preview(request, found)
        return self._receipt(request, found)

    def _preview(self, request: SignedIn, found: ImportBatch, refusal: Refusal | None = None) -> HttpResponse:
        shown = {
            "summary": found.summary,
            "kinds": sheet_grids.kinds_in(found),
            "days": sheet_grids.days_in(found),
            "years": years(clock.today().year),
            "preview": sheet_grids.preview_of(found, request.GET.get("page"), lambda pk: self.url("entry", pk)),
            "form": CommitForm(of_office=self.of_office),
            "refusal": refusal,
        }
        return self._page(request, "preview", found.unit, self._of_batch(found) | shown)

    def _mend(self, request: SignedIn, found: ImportBatch) -> HttpResponse:
        mending = mending_after(found.mending, request.POST)
        year = request.POST.get("year", "")
        offered = {str(each) for each, _ in years(clock.today().year)}
        checked = queries.check_batch(
            found, today=clock.today(), mending=mending, year=int(year) if year in offered else None
        )
        try:
            mended = acts.mend_sheet(batch_id=found.pk, checked=checked, actor=request.user, at=clock.now())
        except LedgerRefusal as refusal:
            return self._preview(request, self.to_change(request.user, found.pk), refusal)
        bad = mended.summary["bad"]
        notices.tell(request, f"已重新检查，还有{bad}行需要修改。" if bad else "已重新检查，全部可以导入。")
        return redirect(self.url("sheet", found.pk))

    def marked(self, request: SignedIn, batch_id: int) -> HttpResponse:
        """Give the sheet with every problem red and noted at its cell."""
        found = self.to_change(request.user, batch_id)
        content = queries.marked_sheet(queries.check_batch(found, today=clock.today()))
        return spreadsheet_response(content, f"{found.name.rpartition('.')[0] or found.name}（已标注）")

    # Settling ----------------------------------------------------------------
    def commit(self, request: SignedIn, batch_id: int) -> HttpResponse:
        """Record the whole sheet."""
        found = self.to_change(request.user, batch_id)
        request.unit = found.unit
        form = CommitForm(request.POST, of_office=self.of_office)
        if not form.is_valid() or found.status != BatchStatus.PREVIEW:
            return redirect(self.url("sheet", found.pk))
        at, checked = clock.now(), queries.check_batch(found, today=clock.today())
        confirm, with_twins = form.cleaned_data.get("confirm", True), bool(form.cleaned_data["twins"])
        told: dict[str, Any] = {"confirm": confirm, "with_twins": with_twins, "actor": request.user, "at": at}
        try:
            done = acts.commit_sheet(batch_id=found.pk, checked=checked, **told)
        except LedgerRefusal as refusal:
            return self._preview(request, self.to_change(request.user, batch_id), refusal)
        self.tell(request, f"已导入{sheet_grids.receipt_of(done).count}条。", done, at)
        return redirect(self.url("sheet", found.pk))

    def _receipt(self, request: SignedIn, found: ImportBatch) -> HttpResponse:
        entries = Paginator(queries.entries_of_batch(found), PAGE_OF_RECEIPT).get_page(request.GET.get("page"))
        shown = {
            "receipt": sheet_grids.receipt_of(found) if "imported" in found.summary else None,
            "days": sheet_grids.days_in(found),
            "page": entries,
            "rows": [(entry, self.url("entry", entry.pk)) for entry in entries],
            "is_standing": found.status == BatchStatus.COMMITTED,
            "is_undone": found.status == BatchStatus.UNDONE,
        }
        return self._page(request, "receipt", found.unit, self._of_batch(found) | shown)

    def undo(self, request: SignedIn, batch_id: int) -> HttpResponse:
        """Take back all that an import recorded, after asking once."""
        found = self.to_change(request.user, batch_id)
        request.unit = found.unit
        form = UndoForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reason, at = form.cleaned_data["reason"], clock.now()
            try:
                done = acts.undo_import(batch_id=found.pk, reason=reason, actor=request.user, at=at)
            except LedgerRefusal as refusal:
                return self._page(request, "refused", found.unit, self._of_batch(found) | {"refusal": refusal})
            self.tell(request, "已撤销导入。", done, at)
            return redirect(self.url("sheet", found.pk))
        asked = {
            "title": "撤销这次导入？",
            "text": found.name,
            "consequences": ["导入的记录全部撤回，草稿弃用，不再计分。", "同一份表格之后可以重新导入。"],
            "submit": "撤销导入",
            "action": self.url("undo", found.pk),
            "cancel_url": self.url("sheet", found.pk),
            "form": form,
        }
        return render(request, "ui/confirm_page.html", asked)

    def drop(self, request: SignedIn, batch_id: int) -> HttpResponse:
        """Put a preview away."""
        found = self.to_change(request.user, batch_id)
        try:
            acts.drop_sheet(batch_id=found.pk, actor=request.user, at=clock.now())
        except LedgerRefusal:
            return redirect(self.url("sheet", found.pk))
        notices.tell(request, f"已取消导入“{found.name}”，没有写入任何记录。")
        return redirect(self.list_url(found.unit))
