"""One entry of a unit's ledger and its evidence, for the office to read.

What a unit recorded is the unit's to mend; what the office recorded, the office's.
"""

from collections.abc import Callable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.queries.entries import correction_of
from chuangwen.civic.ledger.queries.evidence import evidence_of_entry, other_uses, usual_names
from chuangwen.civic.ledger.queries.history import lines_of
from chuangwen.web.ui import files
from chuangwen.web.ui.entry_history import moments_of
from chuangwen.web.ui.entry_sheet import Doors, piece_of, pieces_of, sheet_of
from chuangwen.web.ui.requests import SignedIn

ENTRY = "office/ledger/entry.html"
FILE = "office/ledger/evidence.html"


def _door(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"office:{name}", args=[pk])


DOORS = Doors(
    entry=_door("entry"),
    evidence=_door("evidence-file"),
    picture=_door("evidence-picture"),
    original=_door("evidence-original"),
)


@require_GET
def entry(request: SignedIn, entry_id: int) -> HttpResponse:
    """Show one entry with its evidence and what happened to it."""
    found = access.entry_to_inspect(request.user, entry_id)
    evidence = list(evidence_of_entry(found))
    shared = other_uses((each.file_id for each in evidence if each.file_id), found.unit_id, but=found.pk)
    sheet = sheet_of(found, pieces=pieces_of(evidence, DOORS, shared), moments=moments_of(found, lines_of(found)))
    shown = {"unit": found.unit, "sheet": sheet, "usual": "、".join(usual_names(found))}
    shown["may_change"] = found.status == Status.CONFIRMED and access.may_change_finding(request.user, found)
    return render(request, ENTRY, shown | {"correction": correction_of(found)})


@require_GET
def evidence(request: SignedIn, evidence_id: int) -> HttpResponse:
    """Show one piece of evidence and all facts that it stands behind."""
    found = access.evidence_to_inspect(request.user, evidence_id)
    unit = found.entry.unit
    others = other_uses([found.file_id], unit.pk, but=found.entry_id).get(found.file_id, ()) if found.file_id else ()
    return render(request, FILE, {"unit": unit, "entry": found.entry, "piece": piece_of(found, DOORS, others)})


@require_GET
def picture(request: SignedIn, evidence_id: int) -> HttpResponseBase:
    """Give the redrawn picture of a piece of evidence."""
    return files.picture_response(request, access.evidence_to_inspect(request.user, evidence_id))


@require_GET
def original(request: SignedIn, evidence_id: int) -> HttpResponseBase:
    """Give the original of a piece of evidence, to be kept and not shown."""
    return files.original_response(access.evidence_to_inspect(request.user, evidence_id))
