"""Sealing and publishing: a finished assessment is fixed for everybody to check, then made public."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from chuangwen.civic.assessments import access
from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment, Card, Seal
from chuangwen.civic.assessments.operations.refusals import Altered, NotSealed, NotSealedYet, NotYourResult
from chuangwen.civic.assessments.queries.seals import check_seal
from chuangwen.civic.journal import pen
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations._nouns import Produced, record_facts
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.sealing import Written

PRIOR_MARK, TOTAL = "prior_mark", "total"
MILLI = Decimal("0.001")


@transaction.atomic(durable=True)
def seal_assessment(*, assessment_id: int, written: Written, actor: User, at: datetime) -> Seal:
    """Keep the seal of a finished assessment; once. What is `written` has been recomputed before.

    :raises NotYourResult: only an officer of the place, or of one above, seals.
    :raises NotSealed: the assessment is not finished.
    """
    assessment = _finished(assessment_id, actor)
    seal, is_new = Seal.objects.get_or_create(
        assessment=assessment,
        defaults={
            "digest": written.digest,
            "marks": written.marks,
            "manifest": written.manifest.decode(),
            "key": written.key,
            "signature": written.signature,
            "sealed_by": actor,
            "sealed_at": at,
        },
    )
    if is_new:
        after = {"digest": seal.digest, "key": seal.key, "edition": str(assessment.edition)}
        pen.write("assessment.sealed", assessment, actor=actor, at=at, unit_id=assessment.unit_id, after=after)
    return seal


def _finished(assessment_id: int, actor: User) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("edition", "unit")
    assessment = rows.get(pk=assessment_id)
    if not access.may_assess(actor, assessment.unit):
        raise NotYourResult
    if assessment.status != AssessmentStatus.FINISHED:
        raise NotSealed("这次测评没有完成。", remedy="请先完成一次测评。")
    return assessment


@transaction.atomic(durable=True)
def publish_assessment(*, assessment_id: int, actor: User, at: datetime) -> Seal:
    """Make a sealed result public, and write it into each unit's ledger as a mark of its year; once.

    :raises NotYourResult: only an officer of the place, or of one above, publishes.
    :raises NotSealedYet: it has not been sealed.
    :raises Altered: its rows or files are no longer what was sealed.
    """
    assessment = _finished(assessment_id, actor)
    seal = Seal.objects.select_for_update().filter(assessment=assessment).first()
    if seal is None:
        raise NotSealedYet
    if seal.is_published:
        return seal
    if found := check_seal(seal).differences:
        raise Altered(found[0])
    seal.published_by, seal.published_at = actor, at
    seal.save(update_fields=["published_by", "published_at"])
    facts = list(_prior_marks(assessment))
    record_facts(facts, actor=actor, at=at)
    after = {"digest": seal.digest, "edition": str(assessment.edition), "units": len(facts)}
    pen.write("assessment.published", assessment, actor=actor, at=at, unit_id=assessment.unit_id, after=after)
    return seal


def _prior_marks(assessment: Assessment) -> Iterator[Produced]:
    """Yield what each unit's ledger is to say of the year that was assessed; what it says already is left out."""
    edition = assessment.edition
    window = book_of(edition).scope(assessment.assessed_on).window
    year = (window.until - timedelta(days=1)).year
    start, until = date(year, 1, 1), date(year + 1, 1, 1)
    known = set(Entry.objects.filter(token__startswith=f"prior-{assessment.pk}-").values_list("unit_id", flat=True))
    rows = Card.objects.filter(assessment=assessment).order_by("unit_id").values_list("unit_id", "certain")
    for unit_id, certain in rows.iterator(chunk_size=2000):
        if unit_id not in known:
            draft = FactDraft(
                kind=PRIOR_MARK,
                topic=edition.code,
                title=f"{year}年度得分：{edition.title}"[:120],
                start_date=start,
                until_date=until,
                quantities={TOTAL: certain * MILLI},
                note=f"测评编号{assessment.pk}",
            )
            yield Produced(unit_id=unit_id, draft=draft, token=f"prior-{assessment.pk}-{unit_id}")
