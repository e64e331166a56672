"""What the pages share on which an entry is written: the form, its hints, its refusals, its outcome."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date

from chuangwen import clock
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations.entries import LedgerRefusal, NotRecordable
from chuangwen.civic.ledger.queries.entries import duplicates_of
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft, Kind
from chuangwen.web.ui.entry_form import EntryForm
from chuangwen.web.ui.entry_sheet import days_of
from chuangwen.web.ui.evidence_form import EvidenceForm
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit.kind_choice import own_kinds
from chuangwen.web.unit.outcomes import tell_saved

FORM = "unit/ledger/entry_form.html"
HINTED_BY_TITLE, HINTED_BY_FILES = "title", "files"


def kind_asked(request: SignedIn, otherwise: str = "") -> Kind | None:
    """Return the kind that the form or the address names."""
    return kinds().kinds.get(request.POST.get("kind") or request.GET.get("kind") or otherwise)


def form_page(request: SignedIn, unit: Unit, form: EntryForm, **more: Any) -> HttpResponse:
    """Show the form, with what was typed and what must be mended."""
    shown = {"unit": unit, "form": form, "kind": form.kind, "kinds": own_kinds(), "twins": (), "hinted": ""}
    return render(request, FORM, shown | more)


def save(request: SignedIn, form: EntryForm, act: Callable[[datetime], Entry]) -> HttpResponse | None:
    """Do the act; lead to its entry, or put its refusal into the form and return None."""
    at = clock.now()
    try:
        made = act(at)
    except NotRecordable as refusal:
        form.blame(refusal.problems)
        return None
    except LedgerRefusal as refusal:
        form.add_error(None, str(refusal))
        return None
    said = "已保存并确认。" if made.status == Status.CONFIRMED else "已存为草稿，确认后才计分。"
    tell_saved(request, said, made.unit_id, at=at, entry=made)
    return redirect("unit:entry", made.pk)


def asks_hints(request: SignedIn) -> bool:
    """Say whether the page, already open, asks only for likely repeats of what is being typed."""
    return bool(request.htmx) and request.htmx.target == "hints"


def hints(request: SignedIn, unit: Unit, kind: Kind, *, but: Entry | None = None) -> HttpResponse:
    """Show the likely repeats of what is being typed."""
    title, day = request.GET.get("title", ""), _day(request.GET.get("start_date", ""))
    draft = FactDraft(kind=kind.code, title=title, start_date=day)
    twins = described(duplicates_of(draft, unit.pk, but=[but.pk] if but else ())) if title else []
    shown = {"unit": unit, "kind": kind, "twins": twins, "hinted": HINTED_BY_TITLE if title else ""}
    return render(request, f"{FORM}#hints", shown)


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def unseen_twins(request: SignedIn, form: EntryForm, unit: Unit, proofs: EvidenceForm) -> list[tuple[Entry, str]]:
    """Return likely repeats that the clerk has not been shown yet; the second sending asks nothing."""
    files = [kept.piece.file.sha256 for kept in proofs.kept if kept.piece.file]
    hinted = request.POST.get("hinted", "")
    if hinted == HINTED_BY_FILES or (hinted == HINTED_BY_TITLE and not files):
        return []
    return described(duplicates_of(form.draft(), unit.pk, file_ids=files))


def described(twins: tuple[Entry, ...]) -> list[tuple[Entry, str]]:
    """Return each entry with its days in words."""
    return [(twin, days_of(twin)) for twin in twins]
