"""Assessing in stages: snapshot, marks, cards in batches; nothing of it is visible before all of it is. Sealing.

And, day by day, previews that are stale because a month or quarter has ended.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from django.db.models import Q

from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.enums import AssessmentStatus
from chuangwen.civic.assessments.models import Assessment, Card, Seal
from chuangwen.civic.assessments.operations import _marking
from chuangwen.civic.assessments.operations.assessing import begin_assessment, fail_assessment, finish_assessment
from chuangwen.civic.assessments.operations.refusals import NotAssessed, NotSealed
from chuangwen.civic.assessments.operations.sealing import seal_assessment
from chuangwen.civic.assessments.queries import trials
from chuangwen.civic.assessments.queries.keys import private_key
from chuangwen.civic.assessments.queries.seals import about, write_folder
from chuangwen.civic.assessments.queries.snapshots import folder_of, snapshot_of
from chuangwen.civic.jobs.chores import Day, chore
from chuangwen.civic.jobs.enums import AWAITED
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.work import Cancelled, Handle, work
from chuangwen.civic.orgs.access import unit_to_read
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.queries.editions import InForce, TamperedBook, book_of
from chuangwen.core.scoring import Scorecards, Snapshot, assess
from chuangwen.core.sealing import verify

ASSESS, SEAL, FREEZE = "assess", "seal", "freeze"
A_DAY = timedelta(days=1)


class Watch(Protocol):
    """Who looks on: is told how far it is, says what time it is, and may stop it."""

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Hear how far it is; raise to stop."""

    def hold(self) -> None:
        """Raise, inside the last transaction, unless the result may become visible."""

    def now(self) -> datetime:
        """Return this moment."""


@work(ASSESS, name="正式测评")
def assess_place(handle: Handle) -> Mapping[str, Any]:
    """Assess a place by the edition asked for; begun again, it goes on where it was."""
    made = assess_in_stages(
        edition_id=handle.params["edition_id"],
        unit_id=handle.unit_id or 0,
        actor=handle.actor,
        watch=handle,
        job_id=handle.job_id,
    )
    return {"assessment_id": made.pk}


@work(FREEZE, name="冻结台账供试算")
def freeze_place(handle: Handle) -> Mapping[str, Any]:
    """Freeze the ledger of a place for trials; done twice it is the same folder."""
    handle.progress(0, 0, "正在读取台账。")
    trials.freeze(unit_to_read(handle.actor, handle.unit_id or 0), date.fromisoformat(handle.params["on"]))
    return {"edition_id": handle.params["edition_id"]}


def assess_in_stages(
    *, edition_id: int, unit_id: int, actor: User, watch: Watch, job_id: int | None = None
) -> Assessment:
    """Assess as `assess_units` does, in short transactions.

    :raises NotAssessed: the snapshot or the engine failed; the assessment says why.
    """
    clear_leftovers(watch.now())
    assessment = begin_assessment(edition_id=edition_id, unit_id=unit_id, job_id=job_id, actor=actor, at=watch.now())
    try:
        found = InForce(edition=assessment.edition, book=book_of(assessment.edition))
        watch.progress(0, 0, "正在读取台账，生成快照。")
        snapshot = _snapshot(assessment, found)
        if known := _marking.finished_before(assessment, snapshot.digest):
            put_away([assessment.pk])
            return known
        watch.progress(0, 0, "正在计算各单位得分。")
        cards = assess(found.book, snapshot, assessment.assessed_on)
        _keep_cards(assessment, cards, snapshot, watch)
        return finish_assessment(assessment_id=assessment.pk, hold=watch.hold, actor=actor, at=watch.now())
    except (Cancelled, KeyboardInterrupt):
        put_away([assessment.pk])
        raise
    except _marking.TROUBLES as trouble:
        watch.progress(0, 0)  # a worker that has lost the job must not end what another goes on with
        fail_assessment(assessment_id=assessment.pk, trouble=str(trouble), actor=actor, at=watch.now())
        raise NotAssessed(str(trouble)) from trouble


@work(SEAL, name="封存测评结果")
def seal_result(handle: Handle) -> Mapping[str, Any]:
    """Seal the assessment asked for."""
    given = handle.params["assessment_id"]
    handle.progress(0, 0, "正在复算每个单位的得分，并计算封存码。")
    seal_in_stages(assessment_id=given, actor=handle.actor, watch=handle)
    return {"assessment_id": given}


def seal_in_stages(*, assessment_id: int, actor: User, watch: Watch) -> Seal:
    """Write a finished assessment out, recompute it from what was written, and keep its seal.

    :raises NotSealed: it cannot be written out, or what is recomputed differs.
    """
    assessment = Assessment.objects.select_related("edition", "unit").get(pk=assessment_id)
    if known := Seal.objects.filter(assessment=assessment).first():
        return known
    try:
        with TemporaryDirectory(prefix="chuangwen-seal-") as place:
            written = write_folder(assessment, Path(place), said=about(assessment), private_key=private_key())
            report = verify(Path(place))
    except (*_marking.TROUBLES, TamperedBook) as trouble:
        raise NotSealed(str(trouble)) from trouble
    if not report.is_same:
        raise NotSealed(report.differences[0])
    return seal_assessment(assessment_id=assessment_id, written=written, actor=actor, at=watch.now())


def _snapshot(assessment: Assessment, found: InForce) -> Snapshot:
    """Take a snapshot, or open the one that an attempt before this one has taken."""
    if assessment.snapshot and folder_of(assessment.snapshot).exists():
        return snapshot_of(assessment)
    return _marking.take_snapshot(assessment.unit, found)


def _keep_cards(assessment: Assessment, cards: Scorecards, snapshot: Snapshot, watch: Watch) -> None:
    """Keep the cards a batch a transaction; those kept before are not kept again."""
    if assessment.snapshot != snapshot.digest:
        Card.objects.filter(assessment=assessment).delete()
    assessment.snapshot, assessment.summary = snapshot.digest, _marking.summary_of(cards)
    assessment.save(update_fields=["snapshot", "summary"])
    kept = set(Card.objects.filter(assessment=assessment).values_list("unit_id", flat=True))
    done = 0
    for batch in _marking.batches_of_cards(assessment, cards):
        watch.progress(done, len(cards), "正在保存各单位得分和依据。")
        Card.objects.bulk_create([card for card in batch if card.unit_id not in kept])
        done += len(batch)
    watch.progress(done, len(cards), "正在公开结果。")


def clear_leftovers(now: datetime) -> int:
    """Put away what was begun and never finished: its job has ended, or nobody has touched it for a day."""
    awaited = Job.objects.filter(state__in=sorted(AWAITED), kind=ASSESS).values("pk")
    left = Assessment.objects.filter(status=AssessmentStatus.RUNNING).filter(
        Q(job__isnull=False) & ~Q(job__in=awaited) | Q(job=None, started_at__lt=now - A_DAY)
    )
    return put_away(list(left.values_list("pk", flat=True)))


def put_away(ids: list[int]) -> int:
    """Delete assessments that nobody has ever seen, with their cards."""
    running = Assessment.objects.filter(pk__in=ids, status=AssessmentStatus.RUNNING)
    Card.objects.filter(assessment__in=running).delete()
    return running.delete()[0]


@chore("repair_previews", name="预计得分更新", is_long=True)
def repair_previews(day: Day) -> str:
    """Mark units anew whose estimate is stale because a period has ended since it was made."""
    count = previews.repair_all(day.at, go_on=day.go_on)
    return f"更新了{count}个单位的预计得分和建议。" if count else "预计得分都是最新的。"
