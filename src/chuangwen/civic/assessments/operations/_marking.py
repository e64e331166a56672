"""The steps of an assessment: who may begin it, its snapshot, its cards in batches, its end."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from chuangwen.civic.assessments import access
from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.assessments.operations.refusals import BookNotInForce, NobodyToAssess, NotYourPlace
from chuangwen.civic.assessments.queries.cases import assessed_units, first_day_read
from chuangwen.civic.assessments.queries.ledgers import ledgers_of
from chuangwen.civic.assessments.queries.snapshots import FOLDER, folder_of
from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.access import line_of
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import InForce, book_of
from chuangwen.civic.wordbook import kinds
from chuangwen.core.scoring import ENGINE_VERSION, Scorecards, Snapshot, SnapshotError, open_snapshot, write_snapshot
from chuangwen.core.sealing.cards import kept_columns

BATCH = 500
TROUBLES = (SnapshotError, OSError, duckdb.Error, pa.ArrowException)
LONGEST_TROUBLE = 300


def assessing(edition_id: int, place: Unit, actor: User) -> InForce:
    """Lock the edition, so that two hands assess one after the other, and make sure that it may assess here."""
    if not access.may_assess(actor, place):
        raise NotYourPlace
    edition = Edition.objects.select_for_update(of=("self",)).select_related("unit").get(pk=edition_id)
    if edition.status != EditionStatus.PUBLISHED or edition.unit.path not in line_of(place.path):
        raise BookNotInForce
    found = InForce(edition=edition, book=book_of(edition))
    if not any(map(found.book.covers, assessed_units(place).values_list("kind", flat=True).distinct())):
        raise NobodyToAssess
    return found


def begun(found: InForce, place: Unit, *, actor: User, at: datetime, job: int | None = None) -> Assessment:
    """Return an assessment that is yet to be kept."""
    return Assessment(
        edition=found.edition,
        unit=place,
        assessed_on=found.edition.assessed_on,
        engine=ENGINE_VERSION,
        job=job,
        started_by=actor,
        started_at=at,
    )


def finished_before(assessment: Assessment, digest: str) -> Assessment | None:
    """Return the assessment that has been made from the same facts by the same edition and engine."""
    return Assessment.objects.filter(
        edition=assessment.edition_id,
        unit=assessment.unit_id,
        snapshot=digest,
        engine=assessment.engine,
        status=AssessmentStatus.FINISHED,
    ).first()


def take_snapshot(place: Unit, found: InForce) -> Snapshot:
    """Write what the ledger says now under its own digest; the same facts give the same folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=FOLDER, prefix=".") as draft:
        cases = ledgers_of(place, since=first_day_read([found]), on=found.edition.assessed_on)
        made = write_snapshot(Path(draft) / "snapshot", cases, kinds())
        target = folder_of(made.digest)
        if not target.exists():
            made.folder.rename(target)
    snapshot = open_snapshot(target)
    snapshot.verify()
    return snapshot


def batches_of_cards(assessment: Assessment, cards: Scorecards) -> Iterator[list[Card]]:
    """Yield the rows to be kept, some at a time; nothing is read from the database."""
    rows = _rows(assessment, cards)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _rows(assessment: Assessment, cards: Scorecards) -> Iterator[Card]:
    for row, card in enumerate(cards.all_cards()):
        yield Card(
            assessment=assessment,
            unit_id=card.unit_id,
            position=int(cards.rank[row]),
            group_size=int(cards.group_size[row]),
            **kept_columns(card),
        )


def summary_of(cards: Scorecards) -> dict[str, int]:
    """Return the figures of a place in one line."""
    count = len(cards)
    return {
        "units": count,
        "passes": int((cards.passes == 1).sum()),
        "fails": int((cards.passes == 0).sum()),
        "open": int((cards.passes == -1).sum()),
        "mean": int(cards.total.sum()) // count if count else 0,
    }


def finish(assessment: Assessment, *, actor: User, at: datetime) -> Assessment:
    """Make the assessment visible, with its line in the journal."""
    assessment.status, assessment.finished_at = AssessmentStatus.FINISHED, at
    assessment.save(update_fields=["status", "finished_at"])
    said = {"edition": str(assessment.edition), "snapshot": assessment.snapshot, "engine": assessment.engine}
    after = said | assessment.summary
    pen.write("assessment.finished", assessment, actor=actor, at=at, unit_id=assessment.unit_id, after=after)
    return assessment


def fail(assessment: Assessment, trouble: str, *, actor: User, at: datetime) -> Assessment:
    """Keep the trouble instead of marks, with its line in the journal."""
    assessment.status, assessment.finished_at = AssessmentStatus.FAILED, at
    assessment.trouble = (trouble or "原因不明。")[:LONGEST_TROUBLE]
    assessment.snapshot, assessment.summary = "", {}
    assessment.save()
    after = {"edition": str(assessment.edition), "trouble": assessment.trouble}
    pen.write("assessment.failed", assessment, actor=actor, at=at, unit_id=assessment.unit_id, after=after)
    return assessment
