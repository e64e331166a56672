"""One entry: chosen by kind, written, looked at, printed."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from chuangwen import clock
from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.enums import Source
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations.entries import record_entry
from chuangwen.civic.ledger.queries.entries import last_topic
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.orgs.models import Unit
from chuangwen.core.catalogue import Kind
from chuangwen.web.ui.entry_form import EntryForm, carried_over
from chuangwen.web.ui.evidence_form import EvidenceForm
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit import kind_choice, writing
from chuangwen.web.unit.sheets import sheet_for_clerk

ENTRY = "unit/ledger/entry.html"
PRINTED = "unit/ledger/entry_printed.html"
CHOOSE = "unit/ledger/kinds.html"


@require_GET
def entry(request: SignedIn, entry_id: int) -> HttpResponse:
    """Show one entry with its evidence and what happened to it."""
    found = access.entry_to_change(request.user, entry_id)
    request.unit = found.unit
    return render(request, ENTRY, {"unit": found.unit} | sheet_for_clerk(found, request.user, clock.today()))


@require_GET
def printed(request: SignedIn, entry_id: int) -> HttpResponse:
    """Show one entry as a sheet of A4."""
    found = access.entry_to_change(request.user, entry_id)
    return render(request, PRINTED, {"unit": found.unit} | sheet_for_clerk(found, request.user, clock.today()))


@require_http_methods(["GET", "POST"])
def new(request: SignedIn, unit_id: int) -> HttpResponse:
    """Let the clerk choose a kind, then write an entry of it; save it when sent."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    kind = writing.kind_asked(request)
    if kind is None or kind.recorded_by == "office":
        choice = kind_choice.offered(unit, request.GET.get("q", ""), clock.today())
        return render(request, CHOOSE, {"unit": unit, "choice": choice, "refused": kind})
    if request.method == "POST":
        return _record(request, unit, kind)
    if writing.asks_hints(request):
        return writing.hints(request, unit, kind)
    topic = request.GET.get("topic") or last_topic(unit.pk, kind.code)
    form = EntryForm(kind, today=clock.today(), topic=topic, initial=carried_over(request.GET))
    return writing.form_page(request, unit, form, proofs=EvidenceForm(kind))


def _record(request: SignedIn, unit: Unit, kind: Kind) -> HttpResponse:
    form = EntryForm(kind, request.POST, today=clock.today())
    proofs = EvidenceForm(kind, request.POST, request.FILES)
    is_sound = proofs.take_in()
    if not form.is_valid() or not is_sound:
        return writing.form_page(request, unit, form, proofs=proofs)
    if twins := writing.unseen_twins(request, form, unit, proofs):
        return writing.form_page(request, unit, form, proofs=proofs, twins=twins, hinted=writing.HINTED_BY_FILES)

    def act(at: datetime) -> Entry:
        return record_entry(
            unit_id=unit.pk,
            draft=form.draft(),
            token=form.cleaned_data["token"],
            confirm=form.is_to_confirm,
            source=Source.TYPED,
            actor=request.user,
            at=at,
            evidence=proofs.pieces(),
        )

    return writing.save(request, form, act) or writing.form_page(request, unit, form, proofs=proofs)
