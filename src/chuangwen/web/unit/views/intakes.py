"""Reports handed in: short ones read at once, long ones in the background, each told what became of it."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chuangwen import clock
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import cancel_job, enqueue
from chuangwen.civic.ledger import access, storage
from chuangwen.civic.ledger.access import READ
from chuangwen.civic.ledger.models import SourceDocument
from chuangwen.civic.ledger.operations import documents
from chuangwen.civic.ledger.queries import intakes
from chuangwen.civic.ledger.queries import readings as queries
from chuangwen.civic.ledger.queries.intakes import TakesLong, Wanted
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.orgs.models import Unit
from chuangwen.core.files import NotAccepted
from chuangwen.core.reading import UnreadableFile
from chuangwen.web.ui import notices
from chuangwen.web.ui.jobs import ShownJob
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit.forms.readings import ReportForm

LIST = "unit/readings/readings.html"
PAGE_OF_LIST = 20
AT_ONCE = 5  # how many of one upload are read while the clerk waits


@dataclass(slots=True)
class Fate:
    """What became of the reports of one upload."""

    read: list[SourceDocument] = field(default_factory=list)
    known: list[SourceDocument] = field(default_factory=list)
    queued: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
def readings(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show the reports read so far and those under way, and take new ones."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    form = ReportForm(request.POST or None, request.FILES or None, this_year=clock.today().year)
    fate = Fate()
    if request.method == "POST" and form.is_valid():
        for wanted, content in form.sources():
            _take(request, unit, wanted, content, fate)
        _tell(request, fate)
        if not fate.refused:
            return redirect(_next(unit, fate))
    page = Paginator(queries.documents_of_unit(unit), PAGE_OF_LIST).get_page(request.GET.get("page"))
    waiting = [ShownJob(job=job) for job in intakes.awaited_readings(unit, clock.now())]
    shown = {
        "unit": unit,
        "form": form,
        "page": page,
        "waiting": waiting,
        "is_awaited": any(each.job.is_awaited for each in waiting),
        "refused": fate.refused,
        "adviser": settings.READING_ADVISOR_URL,
        "can_recognise": intakes.can_recognise(),
    }
    return render(request, f"{LIST}#reports" if request.htmx else LIST, shown)


def _take(request: SignedIn, unit: Unit, wanted: Wanted, content: bytes, fate: Fate) -> None:
    """Read one report, or let it be read in the background; the same bytes lead to what was read of them before."""
    digest = queries.digest_of(content)
    if known := queries.document_of(unit, digest):
        fate.known.append(known)
        return
    if settings.READING_ADVISOR_URL or len(fate.read) >= AT_ONCE:
        _queue(request, unit, wanted, content, fate)
        return
    try:
        fate.read.append(_read(request, unit, wanted, content, digest))
    except TakesLong:
        _queue(request, unit, wanted, content, fate)
    except UnreadableFile as trouble:
        said = str(trouble)
        fate.refused.append(said if wanted.name in said else f"“{wanted.name}”：{said}")


def _read(request: SignedIn, unit: Unit, wanted: Wanted, content: bytes, digest: str) -> SourceDocument:
    text = intakes.text_at_once(content, wanted.name)
    period = wanted.period_of(text.text)
    if period[0] != wanted.first:
        said = f"按材料的标题和落款，没有写时间的事项登记在{period[0].year}年；不对的话，请点“更改时段”。"
        notices.tell(request, said)
    report = queries.read_report(text, digest=digest, unit=unit, period=period, written_on=wanted.written_on)
    file = None if wanted.is_pasted else storage.store([content], otherwise=intakes.kind_of(content, wanted.name))
    return documents.read_document(unit_id=unit.pk, report=report, file=file, actor=request.user, at=clock.now())


def _queue(request: SignedIn, unit: Unit, wanted: Wanted, content: bytes, fate: Fate) -> None:
    try:
        file = storage.store([content], otherwise=intakes.kind_of(content, wanted.name))
    except (NotAccepted, UnreadableFile) as trouble:
        fate.refused.append(f"“{wanted.name}”：{trouble}")
        return
    enqueue(kind=READ, params=wanted.params(file), unit_id=unit.pk, actor=request.user, at=clock.now())
    fate.queued.append(wanted.name)


def _tell(request: SignedIn, fate: Fate) -> None:
    """Say on the next page what became of the reports."""
    if fate.queued:
        names = "、".join(f"“{name}”" for name in fate.queued)
        notices.tell(request, f"{names}较长或含有图片，正在后台识读。可以先做别的事，读完会出现在下面。")
    for document in fate.known:
        said = f"“{document.name}”这份材料之前识读过，可以接着上次的进度。"
        link = reverse("unit:reading", args=[document.pk])
        notices.tell(request, said, next_label="打开上次的进度", next_url=link, level=messages.INFO)
    if len(fate.read) > 1 or (fate.read and (fate.queued or fate.refused)):
        notices.tell(request, f"已识读{len(fate.read)}份，请逐份确认。")


def _next(unit: Unit, fate: Fate) -> str:
    """Return where to go on: to the one report, or to the list."""
    if len(fate.read) + len(fate.known) == 1 and not fate.queued:
        return reverse("unit:reading", args=[(fate.read or fate.known)[0].pk])
    return reverse("unit:readings", args=[unit.pk])


@require_POST
def cancel(request: SignedIn, job_id: int) -> HttpResponse:
    """Stop a reading under way; nothing of it is kept."""
    job = access.reading_to_change(request.user, job_id)
    cancel_job(job_id=job.pk, actor=request.user, at=clock.now())
    notices.tell(request, f"“{job.params['name']}”已停止识读，什么也没有留下。需要时可以重新识读。")
    return _back(job)


@require_POST
def retry(request: SignedIn, job_id: int) -> HttpResponse:
    """Read a report once more that could not be read, or was stopped."""
    job = access.reading_to_change(request.user, job_id)
    if not job.is_awaited:
        enqueue(kind=READ, params=job.params, unit_id=job.unit_id, actor=request.user, at=clock.now())
        notices.tell(request, f"“{job.params['name']}”重新开始识读。")
    return _back(job)


def _back(job: Job) -> HttpResponse:
    return redirect("unit:readings", job.unit_id)
