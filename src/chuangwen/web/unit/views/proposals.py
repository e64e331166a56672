"""One fact of a report: accepted, mended, turned down, opened again. With htmx only its row is replaced."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.models import Proposal
from chuangwen.civic.ledger.operations import readings as acts
from chuangwen.civic.ledger.operations.refusals import LedgerRefusal, NotRecordable
from chuangwen.civic.ledger.queries import readings as queries
from chuangwen.civic.ledger.queries.known import known_facts
from chuangwen.civic.ledger.queries.lexicon import is_telling, word_of
from chuangwen.civic.ledger.queries.proposals import HIGH, draft_as_kind, draft_of_proposal
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft, Kind
from chuangwen.web.ui import notices
from chuangwen.web.ui.entry_form import EntryForm, initial_of
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit.forms.readings import LearnForm
from chuangwen.web.unit.outcomes import worth
from chuangwen.web.unit.reports import beside_of, fact_row, progress_of, tabs_of
from chuangwen.web.unit.views.readings import PAGE_OF_FACTS, line_of

PAGE = "unit/readings/reading.html"
EDIT = "unit/readings/proposal_form.html"


@require_GET
def proposal(request: SignedIn, proposal_id: int) -> HttpResponse:
    """Show one fact: its row, or the whole page at its place."""
    found = access.proposal_to_answer(request.user, proposal_id)
    return _row(request, found) if request.htmx else redirect(_place(found))


@require_POST
def accept(request: SignedIn, proposal_id: int) -> HttpResponse:
    """Record a fact as it was read."""
    found = access.proposal_to_answer(request.user, proposal_id)
    draft = draft_of_proposal(found, today=clock.today())
    return _record(request, found, draft)


def _record(request: SignedIn, found: Proposal, draft: FactDraft, learn: LearnForm | None = None) -> HttpResponse:
    """Record a fact, and learn its word if asked; what stands against it is shown at the fields that mend it."""
    at, words = clock.now(), learn.chosen if learn else ""
    try:
        acts.accept_proposal(proposal_id=found.pk, draft=draft, actor=request.user, at=at, words=words)
    except NotRecordable as refusal:
        form = EntryForm(kinds().kinds[draft.kind], _as_sent(draft), today=clock.today())
        form.is_valid()
        form.blame([each for each in refusal.problems if not form.errors])
        return _form_page(request, found, form)
    except LedgerRefusal as refusal:
        return _answer(request, found, str(refusal), at=at)
    learnt = f"已记住“{words}”记为{kinds().kinds[draft.kind].name}。" if words else ""
    return _answer(request, found, f"已采纳，记入台账。{learnt}", at=at, moved=True)


def _as_sent(draft: FactDraft) -> dict[str, Any]:
    """Return a draft as its form would have sent it, to confirm."""
    said = {name: str(value) for name, value in initial_of(draft).items() if value not in (None, False)}
    return said | {"action": "confirm", "token": "accept"}


@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, proposal_id: int) -> HttpResponse:
    """Let the clerk mend a fact, also its kind; record it when sent."""
    found = access.proposal_to_answer(request.user, proposal_id)
    today = clock.today()
    read = draft_of_proposal(found, today=today)
    kind = _kind(request.POST.get("kind") or request.GET.get("kind"), read.kind)
    if request.method == "POST":
        form, learn = EntryForm(kind, request.POST, today=today), LearnForm(found, request.POST)
        if form.is_valid() and learn.is_valid():
            return _record(request, found, form.draft(), learn)
        return _form_page(request, found, form, learn)
    form = EntryForm(kind, today=today, initial=initial_of(draft_as_kind(found, kind, today=today)))
    return _form_page(request, found, form, _to_learn(found, kind))


def _to_learn(found: Proposal, kind: Kind) -> LearnForm | None:
    """Offer to learn the fact's word where the reader was wrong or only guessed; ticked where it was wrong."""
    is_other = kind.code != found.kind
    if not is_other and found.confidence >= HIGH:
        return None
    words = word_of(found, found.document)
    return LearnForm(found, initial={"words": words, "learn": is_other and is_telling(words)})


def _kind(asked: str | None, read: str) -> Kind:
    known = kinds().kinds
    kind = known.get(asked or "")
    return kind if kind and kind.recorded_by == "unit" else known[read]


def _form_page(request: SignedIn, found: Proposal, form: EntryForm, learn: LearnForm | None = None) -> HttpResponse:
    request.unit = found.document.unit
    shown = {
        "unit": found.document.unit,
        "document": found.document,
        "row": fact_row(found, None, beside=beside_of(found.document), today=clock.today()),
        "form": form,
        "learn": learn,
        "kind": form.kind,
        "kinds": [kind for kind in kinds().kinds.values() if kind.recorded_by == "unit"],
    }
    return render(request, f"{EDIT}#form" if request.htmx else EDIT, shown)


@require_POST
def reject(request: SignedIn, proposal_id: int) -> HttpResponse:
    """Turn a fact down; `known_as` names the entry that says it already."""
    found = access.proposal_to_answer(request.user, proposal_id)
    known_as = request.POST.get("known_as", "")
    return _act(
        request,
        found,
        lambda at: acts.reject_proposal(
            proposal_id=found.pk, known_as_id=int(known_as) if known_as.isdecimal() else None, actor=request.user, at=at
        ),
        "已排除，不记入台账。",
    )


@require_POST
def reopen(request: SignedIn, proposal_id: int) -> HttpResponse:
    """Open an answered fact again; its entry is withdrawn."""
    found = access.proposal_to_answer(request.user, proposal_id)
    moved = found.entry_id is not None
    return _act(
        request,
        found,
        lambda at: acts.reopen_proposal(proposal_id=found.pk, actor=request.user, at=at),
        "已撤销，台账里的记录已撤回。" if moved else "已撤销排除。",
        moved=moved,
    )


def _act(
    request: SignedIn, found: Proposal, act: Callable[[datetime], object], said: str, *, moved: bool = False
) -> HttpResponse:
    at = clock.now()
    try:
        act(at)
    except LedgerRefusal as refusal:
        return _answer(request, found, str(refusal), at=at)
    return _answer(request, found, said, at=at, moved=moved)


def _answer(request: SignedIn, found: Proposal, said: str, *, at: datetime, moved: bool = False) -> HttpResponse:
    """Show the row as it stands now with what the act was worth, or the whole page at its place."""
    told = said + (worth(previews.refresh(found.document.unit_id, at)) if moved else "")
    if request.htmx:
        return _row(request, access.proposal_to_answer(request.user, found.pk), told)
    notices.tell(request, told)
    return redirect(_place(found))


def _row(request: SignedIn, found: Proposal, told: str = "") -> HttpResponse:
    today = clock.today()
    known = known_facts(found.document, [found], today=today)
    tally = queries.tally_of(found.document)
    beside = beside_of(found.document)
    shown = {
        "document": found.document,
        "row": fact_row(found, known.get(found.pk), beside=beside, today=today, line=line_of(request)),
        "tabs": tabs_of(tally),
        "progress": progress_of(tally),
        "told": told,
    }
    return render(request, f"{PAGE}#answered", shown)


def _place(found: Proposal) -> str:
    page = found.position // PAGE_OF_FACTS + 1
    query = f"?page={page}" if page > 1 else ""
    return f"{reverse('unit:reading', args=[found.document_id])}{query}#p{found.pk}"
