"""What a draft can be tried on, and the trial: kept snapshots of assessments, or the ledger as it stands today."""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db.models import QuerySet

from chuangwen.civic.assessments.access import assessments_in_reach
from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.assessments.queries.cases import assessed_units
from chuangwen.civic.assessments.queries.ledgers import ledgers_of
from chuangwen.civic.assessments.queries.snapshots import snapshot_of
from chuangwen.civic.orgs.access import OFFICE_READERS, reach
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
KEY = re.compile(r"t(\d+)-[0-9a-f]{64}")
MOST_KEPT = 12
MOST_AT_ONCE = 1000  # units whose ledger is frozen while the reader waits
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A ledger frozen for trials: its key, whose it is, since when."""

    key: str
    place: str
    at: datetime


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


def is_large(place: Unit) -> bool:
    """Say whether freezing a place's ledger is work for the background."""
    return assessed_units(place).count() > MOST_AT_ONCE


def freeze(place: Unit, on: date) -> str:
    """Write the ledger of a place as it stands now, its units paired as they are `on` a day; return its key."""
    TRIALS.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=TRIALS, prefix=".") as draft:
        made = write_snapshot(Path(draft) / "snapshot", ledgers_of(place, since=None, on=on), kinds())
        key = f"t{place.pk}-{made.digest}"
        if not (TRIALS / key).exists():
            made.folder.rename(TRIALS / key)
        (TRIALS / key).touch()
    _forget_old()
    return key


def frozen(user: User) -> list[Frozen]:
    """Return the frozen ledgers of places within the user's reach, the newest first."""
    found = [(path, int(name[1])) for path in _folders() if (name := KEY.fullmatch(path.name))]
    reached = reach(user, OFFICE_READERS, "")
    names = dict(Unit.objects.filter(reached, pk__in={place for _, place in found}).values_list("pk", "name"))
    return [
        Frozen(key=path.name, place=names[place], at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC))
        for path, place in reversed(found) if place in names
    ]  # fmt: skip


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
    for folder in _folders()[:-MOST_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def _folders() -> list[Path]:
    """Return the folders of frozen ledgers, the oldest first."""
    known = [path for path in TRIALS.glob("t*") if path.is_dir()]
    return sorted(known, key=lambda path: path.stat().st_mtime)
