"""What is done in the background by this program itself: long reports are read; day by day the house is tidied."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session

from chuangwen import clock
from chuangwen.batch.reading_advisor import Endpoint, second_opinion
from chuangwen.civic.jobs import running
from chuangwen.civic.jobs.chores import Day, chore
from chuangwen.civic.jobs.work import Handle, work
from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.access import READ
from chuangwen.civic.ledger.operations.documents import read_document
from chuangwen.civic.ledger.queries.intakes import SCANS_LATER, wanted_in
from chuangwen.civic.ledger.queries.readings import ReadReport, read_report, text_of_file
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.core.reading import Reading, UnreadableFile
from chuangwen.core.reading.text import Limits
from chuangwen.core.refusals import Refusal

UNTOUCHED = timedelta(days=1)  # an upload that is under way is younger
MOST_TOLD = 100  # how often the progress of one file is written down


class NotRead(Refusal):
    """A report could not be read, and why."""

    def __init__(self, why: str) -> None:
        super().__init__("没有识读。", why=why)


@work(READ, name="识读材料")
def read_later(handle: Handle) -> dict[str, Any]:
    """Read a report and keep it with its facts, all at once; a reading begun again starts from the first page."""
    wanted, file = wanted_in(dict(handle.params))
    try:
        content = storage.path_of(file.original).read_bytes()
    except FileNotFoundError:
        raise NotRead("原文件已不在系统里。请重新上传。") from None
    unit = Unit.objects.get(pk=handle.unit_id or 0)
    try:
        report = _read(handle, content, unit)
    except UnreadableFile as trouble:
        raise NotRead(str(trouble)) from trouble
    document = read_document(
        unit_id=unit.pk,
        report=report,
        file=None if wanted.is_pasted else file,
        actor=handle.actor,
        at=clock.now(),
        still_wanted=handle.hold,
    )
    return {"document": document.pk, "name": wanted.name}


def _read(handle: Handle, content: bytes, unit: Unit) -> ReadReport:
    wanted, file = wanted_in(dict(handle.params))
    document = text_of_file(content, wanted.name, limits=Limits(scans=SCANS_LATER), progress=_teller(handle))
    handle.progress(0, 0, "正在找出事项")
    advise = adviser()
    report = read_report(
        document,
        digest=file.sha256,
        unit=unit,
        period=wanted.period_of(document.text),
        written_on=wanted.written_on,
        advise=advise,
    )
    asked = {"adviser": settings.READING_ADVISOR_URL} if advise else {}
    return replace(report, remarks=report.remarks | asked)


def _teller(handle: Handle) -> Callable[[int, int], None]:
    """Return a function that writes down how far the reading is, a hundred times at most."""

    def tell(done: int, total: int) -> None:
        if done % max(1, total // MOST_TOLD) == 0:
            handle.progress(done, total, f"已读{done}页，共{total}页")

    return tell


def adviser() -> Callable[[Reading, str], Reading] | None:
    """Return what asks the office's endpoint for a second opinion, or None when none is configured."""
    if not settings.READING_ADVISOR_URL:
        return None
    endpoint = Endpoint(
        url=settings.READING_ADVISOR_URL,
        model=settings.READING_ADVISOR_MODEL,
        key=settings.READING_ADVISOR_KEY,
        timeout=settings.READING_ADVISOR_TIMEOUT,
    )
    return lambda reading, text: second_opinion(reading, text, catalogue=kinds(), endpoint=endpoint)


@chore("sweep_storage", name="清理佐证文件库")
def sweep_storage(day: Day) -> str:
    """Take away files that were not uploaded to the end, and such as no row cites."""
    swept = storage.sweep(before=day.at - UNTOUCHED)
    return f"清理{swept.count}个没有记录引用的文件。" if swept.count else "没有需要清理的文件。"


@chore("prune_jobs", name="清理后台事项")
def prune_jobs(day: Day) -> str:
    """Delete jobs that ended long ago."""
    count = running.prune()
    return f"清理{count}条早已结束的后台事项。" if count else "没有需要清理的后台事项。"


@chore("end_sessions", name="清理过期登录")
def end_sessions(day: Day) -> str:
    """Delete sessions that nobody can use any more."""
    count = Session.objects.filter(expire_date__lt=day.at).delete()[0]
    return f"清理{count}个过期的登录。" if count else "没有过期的登录。"
