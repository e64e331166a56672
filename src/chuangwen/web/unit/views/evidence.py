"""Evidence: attached, looked at, downloaded, removed; and the wall of all that a unit has."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from chuangwen import clock
from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.operations.evidence import attach_evidence, remove_evidence
from chuangwen.civic.ledger.operations.refusals import LedgerRefusal
from chuangwen.civic.ledger.queries.evidence import other_uses
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.wordbook import kinds
from chuangwen.web.ui import files
from chuangwen.web.ui.entry_sheet import piece_of
from chuangwen.web.ui.evidence_form import EvidenceForm
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit import walls
from chuangwen.web.unit.outcomes import tell_saved
from chuangwen.web.unit.sheets import DOORS, is_own

ATTACH = "unit/evidence/attach.html"
FILE = "unit/evidence/file.html"
WALL = "unit/evidence/wall.html"
REFUSED = "unit/ledger/refused.html"


@require_GET
def wall(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """Show all evidence of a unit, or the entries that still lack some."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    shown = walls.wall_of(unit, request.GET)
    table = shown.get("table")
    if table and table.wants_export:
        return export_response(table, f"{unit.name}缺佐证的记录")
    return render(request, WALL, {"unit": unit} | shown)


@require_http_methods(["GET", "POST"])
def attach(request: SignedIn, entry_id: int) -> HttpResponse:
    """Attach files and a link to an entry."""
    found = access.entry_to_change(request.user, entry_id)
    request.unit = found.unit
    kind = kinds().kinds.get(found.kind) or kinds().kinds["other"]
    form = EvidenceForm(kind)
    if request.method == "POST":
        form = EvidenceForm(kind, request.POST, request.FILES)
        if form.take_in() and not form.pieces():
            form.add_error(None, "还没有选择文件，也没有填写链接。请至少提供一份佐证。")
        elif not form.errors:
            at = clock.now()
            try:
                attach_evidence(entry_id=found.pk, pieces=form.pieces(), actor=request.user, at=at)
            except LedgerRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                tell_saved(request, "佐证已添加。", found.unit_id, at=at)
                return redirect("unit:entry", found.pk)
    return render(request, ATTACH, {"unit": found.unit, "entry": found, "form": form})


@require_GET
def file(request: SignedIn, evidence_id: int) -> HttpResponse:
    """Show one piece of evidence: its picture, what it is, and all facts that it stands behind."""
    found = access.evidence_to_change(request.user, evidence_id)
    unit = request.unit = found.entry.unit
    others = other_uses([found.file_id], unit.pk, but=found.entry_id).get(found.file_id, ()) if found.file_id else ()
    shown = {"unit": unit, "entry": found.entry, "piece": piece_of(found, DOORS, others)}
    return render(request, FILE, shown | {"is_own": is_own(found.entry, request.user)})


@require_GET
def picture(request: SignedIn, evidence_id: int) -> HttpResponseBase:
    """Give the redrawn picture of a piece of evidence."""
    return files.picture_response(request, access.evidence_to_change(request.user, evidence_id))


@require_GET
def original(request: SignedIn, evidence_id: int) -> HttpResponseBase:
    """Give the original of a piece of evidence, to be kept and not shown."""
    return files.original_response(access.evidence_to_change(request.user, evidence_id))


@require_http_methods(["GET", "POST"])
def remove(request: SignedIn, evidence_id: int) -> HttpResponse:
    """Ask, then take a piece of evidence from its entry."""
    found = access.evidence_to_change(request.user, evidence_id)
    request.unit = found.entry.unit
    if request.method == "POST":
        at = clock.now()
        try:
            remove_evidence(evidence_id=found.pk, actor=request.user, at=at)
        except LedgerRefusal as refusal:
            return render(request, REFUSED, {"entry": found.entry, "unit": found.entry.unit, "refusal": refusal})
        tell_saved(request, "佐证已移除。", found.entry.unit_id, at=at)
        return redirect("unit:entry", found.entry_id)
    asked = {
        "title": "移除这份佐证？",
        "text": found.name,
        "consequences": ["这条记录不再引用它，得分可能变化。", "引用同一文件的其他记录不受影响。"],
        "submit": "移除佐证",
        "action": reverse("unit:evidence-remove", args=[found.pk]),
        "cancel_url": reverse("unit:evidence-file", args=[found.pk]),
    }
    return render(request, "ui/confirm_page.html", asked)
