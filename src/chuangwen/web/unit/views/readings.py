"""A report beside its facts, many of them answered at once, its time, and its pages as they look."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chuangwen import clock
from chuangwen.civic.ledger import access, storage
from chuangwen.civic.ledger.models import Proposal, SourceDocument
from chuangwen.civic.ledger.operations import documents
from chuangwen.civic.ledger.operations import readings as acts
from chuangwen.civic.ledger.operations.refusals import LedgerRefusal
from chuangwen.civic.ledger.queries import readings as queries
from chuangwen.civic.ledger.queries.known import known_facts
from chuangwen.core.calendar import last_day
from chuangwen.core.catalogue.drafts import ONE_DAY
from chuangwen.core.files import page_picture
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit.forms.readings import PeriodForm
from chuangwen.web.unit.outcomes import tell_saved
from chuangwen.web.unit.report_texts import doubts_of, paragraphs_of, part_shown
from chuangwen.web.unit.reports import USUAL_LINE, FactRow, beside_of, fact_row, progress_of, span_words, tabs_of

PAGE = "unit/readings/reading.html"
PERIOD = "unit/readings/period.html"
QUESTION = "ui/confirm_page.html"
PAGE_OF_FACTS = 100
LINES = (95, 90, 80, 70, 60, 50)
LINE_KEY = "reading-line"
SHOWN = ("open", "accepted", "rejected")


@require_GET
def reading(request: SignedIn, document_id: int) -> HttpResponse:
    """Show a report's text beside the facts read in it, from the first that waits."""
    document = access.document_to_change(request.user, document_id)
    request.unit = document.unit
    proposals = queries.proposals_of(document)
    line = line_of(request)
    rows = rows_of(document, proposals, line)
    show = _one_of(request.GET.get("show", ""), SHOWN)
    listed = [row for row in rows if not show or row.proposal.status == show]
    page = Paginator(listed, PAGE_OF_FACTS).get_page(request.GET.get("page") or _page_that_waits(listed))
    together = [row for row in rows if row.is_accepted and row.proposal.pk in _accepted_together(request, document)]
    on_page = [row.proposal for row in page.object_list]
    tally = queries.tally_of(document)
    shown = {
        "unit": document.unit,
        "document": document,
        "period": span_words(document.from_date, document.until_date),
        "page": page,
        "whole": len(rows),
        "line": line,
        "lines": LINES,
        "usual_count": sum(row.is_above for row in rows),
        "show": show,
        "tabs": tabs_of(tally, show),
        "progress": progress_of(tally),
        "paragraphs": paragraphs_of(document, on_page),
        "is_part": part_shown(document, on_page) != (0, len(document.text)),
        "doubts": doubts_of(document, proposals),
        "together_count": len(together),
    }
    return render(request, PAGE, shown)


def _one_of(asked: str, known: tuple[str, ...]) -> str:
    return asked if asked in known else ""


def line_of(request: SignedIn) -> int:
    """Return the line of confidence that accepting many keeps to; the clerk's choice is remembered."""
    asked = request.POST.get("line") or request.GET.get("line") or ""
    if asked.isdecimal() and int(asked) in LINES:
        request.session[LINE_KEY] = int(asked)
    line: int = request.session.get(LINE_KEY, USUAL_LINE)
    return line


def _page_that_waits(rows: list[FactRow]) -> int:
    """Return the page with the first fact that waits, where the clerk goes on."""
    first = next((at for at, row in enumerate(rows) if row.is_open), 0)
    return first // PAGE_OF_FACTS + 1


def rows_of(document: SourceDocument, proposals: list[Proposal], line: int) -> list[FactRow]:
    """Return facts as the page shows them, those known already marked."""
    today, beside = clock.today(), beside_of(document)
    known = known_facts(document, proposals, today=today)
    return [fact_row(each, known.get(each.pk), beside=beside, today=today, line=line) for each in proposals]


@require_http_methods(["GET", "POST"])
def accept(request: SignedIn, document_id: int) -> HttpResponse:
    """Accept all facts above a line of confidence, after showing how many of what they are."""
    document = access.document_to_change(request.user, document_id)
    request.unit = document.unit
    line = line_of(request)
    rows = [row for row in rows_of(document, queries.proposals_of(document), line) if row.is_above]
    if not rows:
        notices.tell(request, "没有可以一起采纳的了，剩下的请逐条看，或者把可信线调低一些。")
        return redirect("unit:reading", document.pk)
    if request.method == "GET":
        return _ask_about(request, document, rows, line)
    wanted = set(request.POST.get("facts", "").split("."))
    return _accept(request, document, [row.proposal.pk for row in rows if str(row.proposal.pk) in wanted])


def _ask_about(request: SignedIn, document: SourceDocument, rows: list[FactRow], line: int) -> HttpResponse:
    counted = Counter(row.kind for row in rows)
    asked = {
        "title": f"采纳{len(rows)}条？",
        "text": f"把握在{line}%以上、已经做了的、台账里还没有的，一起记入台账，之后可以一起撤销。",
        "consequences": [
            f"{'，'.join(f'{kind}{count}条' for kind, count in counted.most_common())}。",
            "计划、规定、用来比较的、没有写数量的和可能重复的不在内，请逐条看。",
        ],
        "submit": f"采纳{len(rows)}条",
        "action": reverse("unit:reading-accept", args=[document.pk]),
        "cancel_url": reverse("unit:reading", args=[document.pk]),
        "hidden": [("line", line), ("facts", ".".join(str(row.proposal.pk) for row in rows))],
    }
    return render(request, QUESTION, asked)


def _accept(request: SignedIn, document: SourceDocument, ids: list[int]) -> HttpResponse:
    at = clock.now()
    try:
        entries = acts.accept_proposals(document_id=document.pk, proposal_ids=ids, actor=request.user, at=at)
    except LedgerRefusal as refusal:
        notices.tell(request, str(refusal), level=messages.WARNING)
        return redirect("unit:reading", document.pk)
    request.session[_together_key(document)] = ids
    tell_saved(request, f"已采纳{len(entries)}条。", document.unit_id, at=at)
    return redirect("unit:reading", document.pk)


@require_POST
def reopen(request: SignedIn, document_id: int) -> HttpResponse:
    """Take back what was last accepted together."""
    document = access.document_to_change(request.user, document_id)
    request.unit = document.unit
    ids = request.session.pop(_together_key(document), [])
    at = clock.now()
    try:
        opened = acts.reopen_proposals(document_id=document.pk, proposal_ids=ids, actor=request.user, at=at)
    except LedgerRefusal as refusal:
        notices.tell(request, str(refusal), level=messages.WARNING)
        return redirect("unit:reading", document.pk)
    tell_saved(request, f"已撤销{len(opened)}条，回到待确认。", document.unit_id, at=at)
    return redirect("unit:reading", document.pk)


@require_http_methods(["GET", "POST"])
def period(request: SignedIn, document_id: int) -> HttpResponse:
    """Let the clerk put right what time a report speaks of; facts that wait are dated anew."""
    document = access.document_to_change(request.user, document_id)
    request.unit = document.unit
    said = {
        "first": document.from_date,
        "last": last_day(document.until_date),
        "written_on": document.written_on,
    }
    form = PeriodForm(request.POST or None, initial=said, this_year=clock.today().year)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data
        days = queries.days_anew(document, period=(new["first"], new["last"] + ONE_DAY), written_on=new["written_on"])
        documents.date_document(document_id=document.pk, days=days, actor=request.user, at=clock.now())
        notices.tell(request, "材料时段已更改，待确认的事项已重新推算日期；已经采纳的不变，需要时请到台账里更正。")
        return redirect("unit:reading", document.pk)
    return render(request, PERIOD, {"unit": document.unit, "document": document, "form": form})


@require_GET
def picture(request: SignedIn, document_id: int, page_number: int) -> HttpResponse:
    """Show one page of a scan or a PDF as it looks, to compare the words read in it."""
    document = access.document_to_change(request.user, document_id)
    request.unit = document.unit
    if document.file is None:
        raise Http404
    path = storage.path_of(document.file.original)
    drawn = page_picture(path.read_bytes(), page_number - 1) if path.is_file() else None
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


def _together_key(document: SourceDocument) -> str:
    return f"accepted-together-{document.pk}"


def _accepted_together(request: SignedIn, document: SourceDocument) -> set[int]:
    """Return the facts that were last accepted together, which one press takes back."""
    return set(request.session.get(_together_key(document), ()))
