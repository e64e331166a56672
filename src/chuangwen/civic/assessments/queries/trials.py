"""What a draft can be tried on, and the trial: kept snapshots of assessments, or the ledger as it stands today."""

import shutil
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import QuerySet

from chuangwen.civic.assessments.access import assessments_in_reach
from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.assessments.queries.cases import cases_of
from chuangwen.civic.assessments.queries.snapshots import snapshot_of
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import editions_in_reach
from chuangwen.civic.wordbook import kinds
from chuangwen.core.rulebook import Book
from chuangwen.core.scoring import Scorecards, Snapshot, assess, open_snapshot, write_snapshot
from chuangwen.core.scoring.tables import ColumnCache
from chuangwen.core.scoring.tryon import Impact, try_on
from chuangwen.places import HOME

TRIALS = HOME / "trials"  # may be emptied at any time: what is in it is made again from the ledger
MOST_KEPT = 12
MOST_OFFERED = 20
RESULTS_KEPT = 4
COLUMNS = ColumnCache()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A snapshot to try on: the word for it in a URL, its place, and the day of assessment."""

    key: str
    label: str
    snapshot: Snapshot
    day: date


def offered(user: User) -> QuerySet[Assessment]:
    """Return the finished assessments whose snapshots the user may try on, the newest first."""
    rows = assessments_in_reach(user).filter(status=AssessmentStatus.FINISHED).select_related("edition", "unit")
    return rows.order_by("-finished_at", "-id")[:MOST_OFFERED]


def rivals(user: User, edition: Edition) -> list[Edition]:
    """Return the editions to compare with: those of the same book first, the newest first."""
    found = editions_in_reach(user).exclude(pk=edition.pk).order_by("-published_at", "-id")
    return sorted(found, key=lambda each: each.code != edition.code)


def ground_of_assessment(assessment: Assessment) -> Ground:
    """Return the snapshot that an assessment was made from.

    :raises SnapshotError: its files are gone or no longer what they were.
    """
    snapshot, day = snapshot_of(assessment), assessment.assessed_on
    label = f"第{assessment.pk}号测评（{assessment.unit.name}，{assessment.edition}）"
    return Ground(key=f"a{assessment.pk}", label=label, snapshot=snapshot, day=day)


def freeze(place: Unit) -> str:
    """Write the ledger of a place as it stands now into a folder for trials; return its key."""
    TRIALS.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=TRIALS, prefix=".") as draft:
        made = write_snapshot(Path(draft) / "snapshot", cases_of(place, since=None), kinds())
        key = f"t{place.pk}-{made.digest}"
        if not (TRIALS / key).exists():
            made.folder.rename(TRIALS / key)
    _forget_old()
    return key


def ground_of_today(place: Unit, key: str, day: date) -> Ground:
    """Return a frozen ledger.

    :raises SnapshotError: it has been put away since.
    """
    return Ground(key=key, label=f"{place.name}当时的台账", snapshot=open_snapshot(TRIALS / key), day=day)


def trial(draft: Book, current: Book, ground: Ground) -> Impact:
    """Try a draft; the current book's result is kept for the next trial on the same ground."""
    before = _result(current, ground.snapshot, ground.day)
    return try_on(draft, current, ground.snapshot, ground.day, before=before, cache=COLUMNS)


def _result(book: Book, snapshot: Snapshot, day: date) -> Scorecards:
    return _kept_result(book, str(snapshot.folder), snapshot.digest, day)


@lru_cache(maxsize=RESULTS_KEPT)
def _kept_result(book: Book, folder: str, digest: str, day: date) -> Scorecards:
    return assess(book, open_snapshot(folder), day, cache=COLUMNS)


def _forget_old() -> None:
    kept = sorted((p for p in TRIALS.iterdir() if p.is_dir() and p.name[0] != "."), key=lambda p: p.stat().st_mtime)
    for folder in kept[:-MOST_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
