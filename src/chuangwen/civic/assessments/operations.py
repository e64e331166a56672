"""What is done with marks: all units of a place are assessed, and the result is kept for good."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
from django.db import transaction

from chuangwen.civic.assessments import access
from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.assessments.queries.cards import kept_columns
from chuangwen.civic.assessments.queries.cases import assessed_units, cases_of, first_day_read
from chuangwen.civic.assessments.queries.snapshots import FOLDER, folder_of
from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.access import line_of
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import InForce, book_of
from chuangwen.civic.wordbook import kinds
from chuangwen.core.refusals import Refusal
from chuangwen.core.scoring import (
    ENGINE_VERSION,
    Scorecards,
    Snapshot,
    SnapshotError,
    assess,
    open_snapshot,
    write_snapshot,
)

BATCH = 500
TROUBLES = (SnapshotError, OSError, duckdb.Error, pa.ArrowException)
LONGEST_TROUBLE = 300


class AssessmentRefusal(Refusal):
    """An assessment was not begun: `what` happened, `why`, and the `remedy`."""

    what = "没有开始测评。"
    why = ""
    remedy = ""

    def __init__(self, why: str = "", *, remedy: str = "") -> None:
        super().__init__(self.what, why=why or self.why, remedy=remedy or self.remedy)


class NotYourPlace(AssessmentRefusal):
    """Only an officer of the place, or of one above, has its units assessed."""

    why = "只有本级或上级文明办的工作人员可以组织测评。"
    remedy = "请联系本级文明办。"


class BookNotInForce(AssessmentRefusal):
    """Units are assessed by a published edition of their own place or of one above."""

    why = "这一版细则没有发布，或不适用于这个地方。"
    remedy = "请选择本级或上级已发布的细则。"


class NobodyToAssess(AssessmentRefusal):
    """The place has no unit of the kinds that the book covers."""

    why = "这里没有这部细则适用的单位。"
    remedy = "请核对细则的适用单位类别，或换一个地方。"


@transaction.atomic(durable=True)
def assess_units(*, edition_id: int, unit_id: int, actor: User, at: datetime) -> Assessment:
    """Assess every unit of a place by an edition, from a snapshot that is kept with the result.

    The same facts, edition and place give back the same assessment. Where the
    snapshot or the engine fails, no card is kept and the assessment says why.

    :raises NotYourPlace: the actor is no officer of the place or of one above.
    :raises BookNotInForce: the edition is not published, or belongs to another place.
    :raises NobodyToAssess: the book covers none of the units here.
    """
    place = Unit.objects.get(pk=unit_id)
    found = _assessing(edition_id, place, actor)
    assessment = Assessment(
        edition=found.edition,
        unit=place,
        assessed_on=found.edition.assessed_on,
        engine=ENGINE_VERSION,
        started_by=actor,
        started_at=at,
    )
    try:
        with transaction.atomic():
            return _assessed(assessment, found, actor=actor, at=at)
    except TROUBLES as trouble:
        return _failed(assessment, str(trouble), actor=actor, at=at)


def _assessing(edition_id: int, place: Unit, actor: User) -> InForce:
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


def _assessed(assessment: Assessment, found: InForce, *, actor: User, at: datetime) -> Assessment:
    snapshot = _snapshot(assessment.unit, found)
    known = Assessment.objects.filter(
        edition=assessment.edition,
        unit=assessment.unit,
        snapshot=snapshot.digest,
        engine=ENGINE_VERSION,
        status=AssessmentStatus.FINISHED,
    ).first()
    if known:
        return known
    cards = assess(found.book, snapshot, assessment.assessed_on)
    assessment.snapshot = snapshot.digest
    assessment.summary = _summary(cards)
    assessment.save(force_insert=True)
    Card.objects.bulk_create(_rows(assessment, cards), batch_size=BATCH)
    assessment.status, assessment.finished_at = AssessmentStatus.FINISHED, at
    assessment.save(update_fields=["status", "finished_at"])
    said = {"edition": str(assessment.edition), "snapshot": snapshot.digest, "engine": ENGINE_VERSION}
    after = said | assessment.summary
    pen.write("assessment.finished", assessment, actor=actor, at=at, unit_id=assessment.unit_id, after=after)
    return assessment


def _snapshot(place: Unit, found: InForce) -> Snapshot:
    """Write what the ledger says now under its own digest; the same facts give the same folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=FOLDER, prefix=".") as draft:
        made = write_snapshot(Path(draft) / "snapshot", cases_of(place, since=first_day_read([found])), kinds())
        target = folder_of(made.digest)
        if not target.exists():
            made.folder.rename(target)
    snapshot = open_snapshot(target)
    snapshot.verify()
    return snapshot


def _rows(assessment: Assessment, cards: Scorecards) -> Iterator[Card]:
    for row, card in enumerate(cards.all_cards()):
        yield Card(
            assessment=assessment,
            unit_id=card.unit_id,
            position=int(cards.rank[row]),
            group_size=int(cards.group_size[row]),
            **kept_columns(card),
        )


def _summary(cards: Scorecards) -> dict[str, int]:
    count = len(cards)
    return {
        "units": count,
        "passes": int((cards.passes == 1).sum()),
        "fails": int((cards.passes == 0).sum()),
        "open": int((cards.passes == -1).sum()),
        "mean": int(cards.total.sum()) // count if count else 0,
    }


def _failed(assessment: Assessment, trouble: str, *, actor: User, at: datetime) -> Assessment:
    assessment.pk = None
    assessment.status, assessment.finished_at = AssessmentStatus.FAILED, at
    assessment.trouble = (trouble or "原因不明。")[:LONGEST_TROUBLE]
    assessment.snapshot, assessment.summary = "", {}
    assessment.save(force_insert=True)
    after = {"edition": str(assessment.edition), "trouble": assessment.trouble}
    pen.write("assessment.failed", assessment, actor=actor, at=at, unit_id=assessment.unit_id, after=after)
    return assessment
