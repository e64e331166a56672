"""Reports on their way in: what can be read while somebody waits, and what is read in the background."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from typing import Any

from chuangwen.civic.jobs.enums import AWAITED, JobState
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.ledger.access import READ
from chuangwen.civic.ledger.models import SourceDocument
from chuangwen.civic.ledger.queries.readings import text_of_file
from chuangwen.civic.ledger.storage import StoredFile
from chuangwen.civic.orgs.models import Unit
from chuangwen.core.catalogue.drafts import ONE_DAY
from chuangwen.core.files import FileKind
from chuangwen.core.files.kinds import BMP, HTML, TEXT, TIFF
from chuangwen.core.reading import Document, UnreadableFile
from chuangwen.core.reading.text import Limits
from chuangwen.core.reading.text.sniff import sort_of
from chuangwen.core.reading.written import written_on as day_in
from chuangwen.core.reading.written import year_in_title

PAGES_AT_ONCE = 20
CHARACTERS_AT_ONCE = 60_000  # about half a second
SCANS_LATER = 120  # pages recognised in one file: ten minutes
FEWEST_ON_A_PAGE = 20  # a page with fewer characters is a picture of one
SHOWN_FOR = timedelta(days=7)
DECEMBER, LAST = 12, 31
NEW_YEAR = {1, 2}


class TakesLong(Exception):
    """The report is too long, or must be recognised: a person should not wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the clerk said of a report: its name and days.

    `may_follow_title`: the year of the title outranks the days. `is_pasted`:
    it is words and no file, which can stand behind nothing.
    """

    name: str
    first: date
    last: date
    may_follow_title: bool
    is_pasted: bool = False
    written_on: date | None = None

    def period_of(self, text: str) -> tuple[date, date]:
        """Return the first day and the day after the last; the report's own year stands in for days left untouched."""
        first, last = self.first, self.last
        year = self._year_of(text) if self.may_follow_title else None
        if year:
            first, last = date(year, 1, 1), date(year, DECEMBER, LAST)
        return first, last + ONE_DAY

    def _year_of(self, text: str) -> int | None:
        """Return the year of the title, or else of the day of writing; what is written at New Year tells of the year before."""
        if year := year_in_title(text):
            return year
        day = self.written_on or day_in(text)
        return (day.year - 1 if day.month in NEW_YEAR else day.year) if day else None

    def params(self, file: StoredFile) -> dict[str, Any]:
        """Return it with its file as a job keeps it."""
        days = {name: each.isoformat() if each else None for name, each in self._days().items()}
        said = {"name": self.name, "may_follow_title": self.may_follow_title, "is_pasted": self.is_pasted}
        return {**said, **days, "file": asdict(file)}

    def _days(self) -> dict[str, date | None]:
        return {"first": self.first, "last": self.last, "written_on": self.written_on}


def wanted_in(params: dict[str, Any]) -> tuple[Wanted, StoredFile]:
    """Return what a job was asked to read."""
    written_on = date.fromisoformat(params["written_on"]) if params["written_on"] else None
    wanted = Wanted(
        name=params["name"],
        first=date.fromisoformat(params["first"]),
        last=date.fromisoformat(params["last"]),
        may_follow_title=params["may_follow_title"],
        is_pasted=params["is_pasted"],
        written_on=written_on,
    )
    return wanted, StoredFile(**params["file"])


def text_at_once(content: bytes, name: str) -> Document:
    """Take the text out of a short file while somebody waits; pictures are not recognised here.

    :raises TakesLong: it is long, or its pages are pictures.
    :raises UnreadableFile: with what happened and what to do.
    """
    sort = sort_of(content, name) if content.strip() else ""
    may_recognise = can_recognise()
    if sort == "image" and may_recognise:
        raise TakesLong
    pages = 0

    def step(done: int, total: int) -> None:
        nonlocal pages
        pages = done
        if total > PAGES_AT_ONCE:
            raise TakesLong

    try:
        document = text_of_file(content, name, limits=Limits(scans=0), progress=step)
    except UnreadableFile:
        if pages and sort == "pdf" and may_recognise:
            raise TakesLong from None
        raise
    if len(document.text) > CHARACTERS_AT_ONCE or (may_recognise and _has_pictures(document)):
        raise TakesLong
    return document


def can_recognise() -> bool:
    """Say whether words in pictures can be read here: the extra `ocr` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def _has_pictures(document: Document) -> bool:
    pages = [document.text[block.start : block.end] for block in document.blocks]
    return document.media_type == "application/pdf" and any(len(page.strip()) < FEWEST_ON_A_PAGE for page in pages)


def kind_of(content: bytes, name: str) -> FileKind:
    """Return what a readable file is when it is no kind that proves anything by itself."""
    sort = sort_of(content, name)
    if sort == "image":
        return BMP if content.startswith(b"BM") else TIFF
    return HTML if sort == "html" else TEXT


def awaited_readings(unit: Unit, now: datetime) -> list[Job]:
    """Return what is being read for a unit, and what lately could not be, unless it was read after all; two queries."""
    recent = Job.objects.filter(unit=unit, kind=READ, requested_at__gt=now - SHOWN_FOR)
    latest: dict[str, Job] = {}
    for job in recent.exclude(state=JobState.FINISHED).select_related("requested_by").order_by("requested_at", "id"):
        latest[job.params["file"]["sha256"]] = job
    read = SourceDocument.objects.filter(unit=unit, digest__in=list(latest)).values_list("digest", flat=True)
    done = set(read) if latest else set()
    found = [job for digest, job in latest.items() if digest not in done or job.state in AWAITED]
    return sorted(found, key=lambda job: job.pk, reverse=True)
