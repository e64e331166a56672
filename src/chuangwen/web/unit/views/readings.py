"""Reports: handed in to be read, shown beside their facts, and many facts answered at once."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
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
from chuangwen.civic.ledger.queries.proposals import HIGH, MEDIUM
from chuangwen.civic.ledger.storage import StoredFile
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.orgs.models import Unit
from chuangwen.core.files import NotAccepted
from chuangwen.core.reading import UnreadableFile
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit.forms.readings import ReportForm
from chuangwen.web.unit.outcomes import tell_saved
from chuangwen.web.unit.reports import FactRow, doubts_of, fact_row, paragraphs_of, span_words, tabs_of, usual_rows

LIST = "unit/readings/readings.html"
PAGE = "unit/readings/reading.html"
QUESTION = "ui/confirm_page.html"
PAGE_OF_LIST = 20
PAGE_OF_FACTS = 200
LINES = {"high": HIGH, "medium": MEDIUM}
LINE_WORDS = {"high": "把握高的", "medium": "把握中等以上的"}
SHOWN = ("open", "accepted", "rejected")


@require_http_methods(["GET", "POST"])
def readings(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show the reports read so far with how far the clerk has come, and take a new one."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    form = ReportForm(request.POST or None, request.FILES or None, this_year=clock.today().year)
    unreadable = ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("unit:reading", _read(request, unit, form).pk)
        except UnreadableFile as trouble:
            unreadable = str(trouble)
    page = Paginator(queries.documents_of_unit(unit), PAGE_OF_LIST).get_page(request.GET.get("page"))
    return render(request, LIST, {"unit": unit, "form": form, "page": page, "unreadable": unreadable})


def _read(request: SignedIn, unit: Unit, form: ReportForm) -> SourceDocument:
    """Read a report and keep it; the same bytes lead to what was read of them before.

    :raises UnreadableFile: its text cannot be taken out.
    """
    upload = form.cleaned_data.get("file")
    content: bytes = upload.read() if upload else form.cleaned_data["words"].encode("utf-8", "replace")
    digest = queries.digest_of(content)
    if known := queries.document_of(unit, digest):
        notices.tell(request, "这份材料之前识读过，为您打开上次的进度。")
        return known
    document = (
        queries.text_of_file(content, form.name)
        if upload
        else queries.text_of_words(form.cleaned_data["words"], form.name)
    )
    period = form.period_of(document.text)
    if period[0] != form.cleaned_data["first"]:
        notices.tell(request, f"材料标题写的是{period[0].year}年，没有写时间的事项已按{period[0].year}年登记。")
    report = queries.read_report(
        document, digest=digest, unit=unit, period=period, written_on=form.cleaned_data["written_on"]
    )
    file = _stored(content) if upload else None
    return documents.read_document(unit_id=unit.pk, report=report, file=file, actor=request.user, at=clock.now())


def _stored(content: bytes) -> StoredFile | None:
    """Lay the report's bytes down; a kind of file that is no evidence (a web page) is kept as text only."""
    try:
        return storage.store([content])
    except NotAccepted:
        return None


@require_GET
def reading(request: SignedIn, document_id: int) -> HttpResponse:
    """Show a report's text beside the facts read in it."""
    document = access.document_to_change(request.user, document_id)
    request.unit = document.unit
    proposals = queries.proposals_of(document)
    rows = rows_of(document, proposals)
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWN else ""
    page = Paginator([row for row in rows if not show or row.proposal.status == show], PAGE_OF_FACTS).get_page(
        request.GET.get("page")
    )
    together = [row for row in rows if row.is_accepted and row.proposal.pk in _accepted_together(request, document)]
    shown = {
        "unit": document.unit,
        "document": document,
        "period": span_words(document.from_date, document.until_date),
        "page": page,
        "whole": len(rows),
        "tabs": tabs_of(queries.tally_of(document), show),
        **_together(rows),
        "paragraphs": paragraphs_of(document, [row.proposal for row in page.object_list]),
        "doubts": doubts_of(document, proposals),
        "together_count": len(together),
    }
    return render(request, PAGE, shown)


def _together(rows: list[FactRow]) -> dict[str, object]:
    """Return what the button for many facts offers: those of high confidence, else those of medium."""
    line = "high" if usual_rows(rows, HIGH) else "medium"
    return {"line": line, "line_word": LINE_WORDS[line], "usual_count": len(usual_rows(rows, LINES[line]))}


def rows_of(document: SourceDocument, proposals: list[Proposal]) -> list[FactRow]:
    """Return facts as the page shows them, those known already marked."""
    today = clock.today()
    known = known_facts(document, proposals, today=today)
    return [fact_row(each, document, known.get(each.pk), today=today) for each in proposals]


@require_http_methods(["GET", "POST"])
def accept(request: SignedIn, document_id: int) -> HttpResponse:
    """Accept all facts above a line of confidence, after showing how many of what they are."""
    document = access.document_to_change(request.user, document_id)
    request.unit = document.unit
    line = request.POST.get("line") or request.GET.get("line") or "high"
    rows = usual_rows(rows_of(document, queries.proposals_of(document)), LINES.get(line, HIGH))
    if not rows:
        notices.tell(request, "没有可以一起采纳的了，剩下的请逐条看。")
        return redirect("unit:reading", document.pk)
    if request.method == "GET":
        return _ask_about(request, document, rows, line)
    wanted = set(request.POST.get("facts", "").split("."))
    return _accept(request, document, [row.proposal.pk for row in rows if str(row.proposal.pk) in wanted])


def _ask_about(request: SignedIn, document: SourceDocument, rows: list[FactRow], line: str) -> HttpResponse:
    counted = Counter(row.kind for row in rows)
    asked = {
        "title": f"采纳{len(rows)}条？",
        "text": f"{LINE_WORDS.get(line, LINE_WORDS['high'])}、已经做了的、台账里还没有的，一起记入台账，之后可以一起撤销。",
        "consequences": [
            f"{'，'.join(f'{kind}{count}条' for kind, count in counted.most_common())}。",
            "计划、规定、没有写数量的和可能重复的不在内，请逐条看。",
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


def _together_key(document: SourceDocument) -> str:
    return f"accepted-together-{document.pk}"


def _accepted_together(request: SignedIn, document: SourceDocument) -> set[int]:
    """Return the facts that were last accepted together, which one press takes back."""
    return set(request.session.get(_together_key(document), ()))
