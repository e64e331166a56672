"""A draft is changed; a confirmed entry is corrected by another that cites it."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations.entries import change_draft, correct_entry
from chuangwen.civic.ledger.queries.entries import draft_of
from chuangwen.core.catalogue import Kind
from chuangwen.web.ui.entry_form import CorrectionForm, EntryForm, carried_over, initial_of
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit import writing


@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, entry_id: int) -> HttpResponse:
    """Change what a draft says; another kind in the address turns it into that."""
    found = access.entry_to_change(request.user, entry_id)
    request.unit = found.unit
    if found.status != Status.DRAFT:
        return redirect("unit:entry", found.pk)
    form = _form(request, found, EntryForm)
    if form is None:
        return writing.hints(request, found.unit, _kind(request, found), but=found)

    def act(at: datetime) -> Entry:
        return change_draft(
            entry_id=found.pk, draft=form.draft(), actor=request.user, at=at, confirm=form.is_to_confirm
        )

    done = writing.save(request, form, act) if form.is_bound and form.is_valid() else None
    return done or writing.form_page(request, found.unit, form, entry=found)


@require_http_methods(["GET", "POST"])
def correct(request: SignedIn, entry_id: int) -> HttpResponse:
    """Write the correction of a confirmed entry: what it said, mended, and why."""
    found = access.entry_to_change(request.user, entry_id)
    request.unit = found.unit
    if found.status != Status.CONFIRMED:
        return redirect("unit:entry", found.pk)
    form = _form(request, found, CorrectionForm)
    if form is None:
        return writing.hints(request, found.unit, _kind(request, found), but=found)

    def act(at: datetime) -> Entry:
        return correct_entry(
            entry_id=found.pk,
            draft=form.draft(),
            reason=form.cleaned_data["reason"],
            token=form.cleaned_data["token"],
            confirm=form.is_to_confirm,
            actor=request.user,
            at=at,
        )

    done = writing.save(request, form, act) if form.is_bound and form.is_valid() else None
    return done or writing.form_page(request, found.unit, form, entry=found, is_correction=True)


def _kind(request: SignedIn, found: Entry) -> Kind:
    kind = writing.kind_asked(request, found.kind)
    if kind is None:
        raise Http404
    return kind


def _form(request: SignedIn, found: Entry, form: type[EntryForm]) -> EntryForm | None:
    """Return the form as sent, or as the entry says; None when only hints are asked for."""
    kind, today = _kind(request, found), clock.today()
    if request.method == "POST":
        return form(kind, request.POST, today=today)
    if writing.asks_hints(request):
        return None
    return form(kind, today=today, initial=initial_of(draft_of(found)) | carried_over(request.GET))
