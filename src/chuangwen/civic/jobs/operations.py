"""What is done with jobs: they are asked for, stopped, and come to their end."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string

from chuangwen.civic.jobs.enums import AWAITED, JobState
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.work import name_of, work_of
from chuangwen.civic.journal import pen
from chuangwen.civic.people.models import User

RUN = "chuangwen.civic.jobs.running.run_job"  # by its path: running stands above the acts


@transaction.atomic(durable=True)
def enqueue(
    *,
    kind: str,
    params: Mapping[str, Any],
    unit_id: int | None,
    actor: User | None,
    at: datetime,
    occasion: str = "",
) -> Job:
    """Ask for work in the background; the same asked for again while it is awaited is the same job.

    With an `occasion` it is the same job for good, whoever asks and however it ended. `params` are what JSON can
    hold. Whether the actor may have the work done is for the work's own act to say; without one the program asks.
    """
    work_of(kind)
    key = _key(kind, params, unit_id, actor, occasion)
    known: dict[str, Any] = {"occasion": occasion} if occasion else {"key": key, "state__in": sorted(AWAITED)}
    fresh = {"kind": kind, "params": dict(params), "unit_id": unit_id, "requested_by": actor, "requested_at": at}
    job, is_new = Job.objects.get_or_create(**known, defaults=fresh | {"key": key, "occasion": occasion})
    if is_new:
        _queued(job)
        pen.write(
            "job.enqueued",
            job,
            actor=actor,
            at=at,
            unit_id=unit_id,
            after={"work": work_of(kind).name, "params": dict(params)},
        )
    return job


def _key(kind: str, params: Mapping[str, Any], unit_id: int | None, actor: User | None, occasion: str) -> str:
    asked = [kind, params, unit_id, actor.pk if actor else None, occasion]
    said = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    return sha256(said.encode()).hexdigest()


def _queued(job: Job) -> None:
    """Give the job a ticket in the queue, in the same transaction: neither is there without the other."""
    job.ticket = import_string(RUN).enqueue(job_id=job.pk).id
    job.save(update_fields=["ticket"])


@transaction.atomic(durable=True)
def cancel_job(*, job_id: int, actor: User, at: datetime) -> Job:
    """Stop a job: one that waits is stopped at once, one that runs at its next step. What has ended stays as it is."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state == JobState.QUEUED:
        job.state, job.finished_at = JobState.CANCELLED, at
    elif job.state != JobState.RUNNING or job.cancel_requested:
        return job
    job.cancel_requested = True
    job.save(update_fields=["state", "finished_at", "cancel_requested"])
    pen.write("job.cancelled", job, actor=actor, at=at, unit_id=job.unit_id, after={"work": name_of(job.kind)})
    return job


@transaction.atomic(durable=True)
def settle_job(
    *,
    job_id: int,
    attempt: int,
    state: JobState,
    result: Mapping[str, Any],
    trouble: Mapping[str, str],
    actor: User | None,
    at: datetime,
) -> bool:
    """Write down how a job ended; say whether it was still this attempt's to end."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != JobState.RUNNING or job.attempt != attempt:
        return False
    job.state, job.result, job.trouble, job.finished_at = state, dict(result), dict(trouble), at
    job.save(update_fields=["state", "result", "trouble", "finished_at"])
    verb = "job.failed" if state == JobState.FAILED else "job.finished"
    after = {"work": name_of(job.kind), "state": state.label, **trouble}
    pen.write(verb, job, actor=actor, at=at, unit_id=job.unit_id, after=after)
    return True
