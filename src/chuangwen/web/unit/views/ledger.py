"""The ledger as a list: found, filtered, exported, printed, and drafts confirmed together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chuangwen import clock
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations.entries import LedgerRefusal, confirm_entries
from chuangwen.civic.ledger.queries.entries import draft_of, drafts_of_unit, entries_of_unit
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import Problem, problems_of
from chuangwen.web.ui.entry_sheet import days_of, figures_in_words, kind_name
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit.outcomes import tell_saved
from chuangwen.web.unit.tables import EntryTable

LIST = "unit/ledger/entries.html"
PRINTED = "unit/ledger/entries_printed.html"
CONFIRM = "unit/ledger/entries_confirm.html"
MOST_PRINTED = 2000
MOST_CONFIRMED = 500


@require_GET
def entries(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """Show a unit's ledger, or the spreadsheet of what is shown."""
    unit = request.unit = access.unit_to_fill(request.user, unit_id)
    table = EntryTable(entries_of_unit(unit), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, f"{unit.name}台账")
    context = {"unit": unit, "table": table, "draft_count": drafts_of_unit(unit).count(), "search_words": table.words}
    return render(request, LIST, context)


@require_GET
def printed(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show what the list shows as sheets of A4, all pages in one."""
    unit = request.unit = access.unit_to_fill(request.user, unit_id)
    table = EntryTable(entries_of_unit(unit), request.GET)
    rows = [
        {"entry": entry, "kind": kind_name(entry.kind), "figures": figures_in_words(entry)}
        for entry in table.ordered[:MOST_PRINTED]
    ]
    context = {"unit": unit, "table": table, "rows": rows, "most": MOST_PRINTED, "is_cut": table.count > MOST_PRINTED}
    return render(request, PRINTED, context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A draft as the preview of confirming shows it: what it says, and what still stands against it."""

    entry: Entry
    kind: str
    days: str
    figures: str
    problems: Sequence[Problem]


@require_POST
def confirm(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show what confirming the chosen drafts would do; with `sure`, do it."""
    unit = request.unit = access.unit_to_fill(request.user, unit_id)
    chosen = _chosen(unit, request.POST)
    refusal: LedgerRefusal | None = None
    if request.POST.get("sure") and chosen:
        try:
            done = confirm_entries(entry_ids=[entry.pk for entry in chosen], actor=request.user, at=clock.now())
        except LedgerRefusal as refused:
            refusal = refused
        else:
            tell_saved(request, f"已确认{len(done)}条记录。", unit.pk, at=clock.now())
            return redirect("unit:entries", unit.pk)
    waiting = [_waiting(entry) for entry in chosen]
    ready = [each for each in waiting if not each.problems]
    context = {"unit": unit, "ready": ready, "unready": [each for each in waiting if each.problems], "refusal": refusal}
    back = f"{reverse('unit:entries', args=[unit.pk])}?{request.POST.get('query', '')}"
    return render(request, CONFIRM, context | {"query": request.POST.get("query", ""), "back_url": back})


def _chosen(unit: Unit, said: QueryDict) -> list[Entry]:
    """Return the drafts ticked, or all that the list's filters leave."""
    drafts = drafts_of_unit(unit)
    if said.get("action") == "all":
        narrowed = EntryTable(drafts, QueryDict(said.get("query", ""))).narrowed
        return list(narrowed[:MOST_CONFIRMED])
    ids = [int(each) for each in said.getlist("ids") if each.isdecimal()]
    return list(drafts.filter(pk__in=ids[:MOST_CONFIRMED]))


def _waiting(entry: Entry) -> Waiting:
    return Waiting(
        entry=entry,
        kind=kind_name(entry.kind),
        days=days_of(entry),
        figures=figures_in_words(entry),
        problems=problems_of(draft_of(entry), kinds(), today=clock.today()),
    )
