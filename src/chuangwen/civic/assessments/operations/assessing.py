"""Assessing: all units of a place are marked, at once or in stages, and the result is kept for good."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.assessments.operations import _marking
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import InForce
from chuangwen.core.scoring import assess


@transaction.atomic(durable=True)
def assess_units(*, edition_id: int, unit_id: int, actor: User, at: datetime) -> Assessment:
    """Assess every unit of a place by an edition, from a snapshot that is kept with the result, all in one go.

    The same facts, edition and place give back the same assessment. Where the
    snapshot or the engine fails, no card is kept and the assessment says why.
    Pages and the command take the stages below, which let others write meanwhile.

    :raises NotYourPlace: the actor is no officer of the place or of one above.
    :raises BookNotInForce: the edition is not published, or belongs to another place.
    :raises NobodyToAssess: the book covers none of the units here.
    """
    place = Unit.objects.get(pk=unit_id)
    found = _marking.assessing(edition_id, place, actor)
    assessment = _marking.begun(found, place, actor=actor, at=at)
    try:
        with transaction.atomic():
            return _assessed(assessment, found, actor=actor, at=at)
    except _marking.TROUBLES as trouble:
        assessment.pk = None
        return _marking.fail(assessment, str(trouble), actor=actor, at=at)


def _assessed(assessment: Assessment, found: InForce, *, actor: User, at: datetime) -> Assessment:
    snapshot = _marking.take_snapshot(assessment.unit, found)
    if known := _marking.finished_before(assessment, snapshot.digest):
        return known
    cards = assess(found.book, snapshot, assessment.assessed_on)
    assessment.snapshot, assessment.summary = snapshot.digest, _marking.summary_of(cards)
    assessment.save(force_insert=True)
    for batch in _marking.batches_of_cards(assessment, cards):
        Card.objects.bulk_create(batch)
    return _marking.finish(assessment, actor=actor, at=at)


@transaction.atomic(durable=True)
def begin_assessment(*, edition_id: int, unit_id: int, job_id: int | None, actor: User, at: datetime) -> Assessment:
    """Begin an assessment in stages; begun before by the same job, it is the same one. Until finished, nobody sees it.

    :raises NotYourPlace: :raises BookNotInForce: :raises NobodyToAssess:
    """
    place = Unit.objects.get(pk=unit_id)
    found = _marking.assessing(edition_id, place, actor)
    mine = Assessment.objects.filter(job=job_id, edition=found.edition, unit=place, status=AssessmentStatus.RUNNING)
    assessment = mine.first() if job_id else None
    if assessment is None:
        assessment = _marking.begun(found, place, actor=actor, at=at, job=job_id)
        assessment.save(force_insert=True)
    return assessment


@transaction.atomic(durable=True)
def finish_assessment(*, assessment_id: int, hold: Callable[[], None], actor: User, at: datetime) -> Assessment:
    """Make an assessment visible whose cards are all kept; once, and only while `hold` lets it.

    Where the same facts have been assessed meanwhile, that result is returned and this one put away.
    """
    assessment = Assessment.objects.select_for_update(of=("self",)).select_related("edition").get(pk=assessment_id)
    Edition.objects.select_for_update().get(pk=assessment.edition_id)
    hold()
    if assessment.status != AssessmentStatus.RUNNING:
        return assessment
    if known := _marking.finished_before(assessment, assessment.snapshot):
        _put_away(assessment)
        return known
    return _marking.finish(assessment, actor=actor, at=at)


@transaction.atomic(durable=True)
def fail_assessment(*, assessment_id: int, trouble: str, actor: User, at: datetime) -> Assessment:
    """End an assessment that could not be made: its cards go, and the trouble is kept."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment_id)
    if assessment.status == AssessmentStatus.RUNNING:
        Card.objects.filter(assessment=assessment).delete()
        _marking.fail(assessment, trouble, actor=actor, at=at)
    return assessment


def _put_away(assessment: Assessment) -> None:
    Card.objects.filter(assessment=assessment).delete()
    assessment.delete()
