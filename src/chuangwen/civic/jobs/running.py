"""Running jobs: taken from the queue, done, and taken up again where a worker has died.

Not acts: what is decided here is who does the work, not what is true, so the journal only hears of the end.
Moments are the database's own, because several machines may work from one queue and their clocks differ.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from chuangwen.civic.jobs.enums import AWAITED, JobState
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.jobs.operations import settle_job
from chuangwen.civic.jobs.work import Cancelled, Handle, Leaving, Superseded, UnknownWork, work_of
from chuangwen.core.refusals import Refusal

MOST_ATTEMPTS = 3
BATCH = 1000
BUG = {
    "what": "没有完成。",
    "why": "程序遇到没有料到的错误，详情已记入运行日志。",
    "remedy": "请稍后重新提交；仍不成功时，请联系系统管理员并告知事项编号。",
}
DIED = {
    "what": "没有完成。",
    "why": f"办理的进程接连{MOST_ATTEMPTS}次中断，多半是内存不足或机器重启。",
    "remedy": "请联系系统管理员检查机器，再重新提交。",
}
logger = logging.getLogger(__name__)


@task(takes_context=True)
def run_job(context: TaskContext, job_id: int) -> None:
    """Do one job of the queue, unless it was stopped meanwhile or another ticket has taken its place."""
    result = context.task_result
    handle = _take_up(job_id, UUID(result.id), (result.worker_ids or [""])[-1])
    if handle is not None:
        _do(handle)


@transaction.atomic
def _take_up(job_id: int, ticket: UUID, worker: str) -> Handle | None:
    mine = Job.objects.select_for_update().filter(pk=job_id, state=JobState.QUEUED, ticket=ticket)
    if not mine.update(
        state=JobState.RUNNING,
        worker=worker,
        attempt=F("attempt") + 1,
        heartbeat_at=Now(),
        started_at=Coalesce("started_at", Now()),
    ):
        return None
    return _handle(Job.objects.select_related("requested_by").get(pk=job_id))


def _handle(job: Job) -> Handle:
    return Handle(
        job_id=job.pk,
        kind=job.kind,
        params=job.params,
        unit_id=job.unit_id,
        asked_by=job.requested_by,
        at=job.heartbeat_at or job.requested_at,
        attempt=job.attempt,
    )


def _do(handle: Handle) -> None:
    try:
        result = work_of(handle.kind).function(handle)
    except Leaving:
        _put_back(handle)
    except Superseded:
        logger.warning("Job %s was taken up by another worker.", handle.job_id)
    except Cancelled:
        _settle(handle, JobState.CANCELLED)
    except Refusal as refusal:
        _settle(handle, JobState.FAILED, trouble=_told(refusal))
    except UnknownWork:
        _settle(handle, JobState.FAILED, trouble=BUG | {"why": "这个版本的程序不认识这类事项。"})
    except Exception:
        logger.exception("Job %s failed.", handle.job_id)
        _settle(handle, JobState.FAILED, trouble=BUG)
    else:
        _settle(handle, JobState.FINISHED, result=result or {})


def _told(refusal: Refusal) -> dict[str, str]:
    return {"what": refusal.what, "why": refusal.why, "remedy": refusal.remedy}


def _settle(
    handle: Handle,
    state: JobState,
    *,
    result: Mapping[str, Any] | None = None,
    trouble: Mapping[str, str] | None = None,
) -> None:
    settle_job(
        job_id=handle.job_id,
        attempt=handle.attempt,
        state=state,
        result=result or {},
        trouble=trouble or {},
        actor=handle.asked_by,
        at=handle.now(),
    )


@transaction.atomic
def _put_back(handle: Handle) -> None:
    """Let the next worker go on: a worker that ends when it is asked to has not failed, so this counts as no attempt."""
    job = Job.objects.select_for_update().get(pk=handle.job_id)
    if job.state == JobState.RUNNING and job.attempt == handle.attempt:
        _queue_again(job, attempt=job.attempt - 1)


def _queue_again(job: Job, *, attempt: int) -> None:
    job.state, job.worker, job.attempt = JobState.QUEUED, "", attempt
    job.ticket = UUID(run_job.enqueue(job_id=job.pk).id)
    job.save(update_fields=["state", "worker", "attempt", "ticket"])


def beat(worker: str) -> None:
    """Say that a worker is alive: the jobs that it runs are not taken from it."""
    Job.objects.filter(state=JobState.RUNNING, worker=worker).update(heartbeat_at=Now())


def take_back_lost(stale: timedelta | None = None) -> int:
    """Put the jobs of workers that have died back into the queue, each once; return how many.

    A job whose worker has died three times over it has failed.
    """
    stale = stale or settings.JOB_STALE
    lost = list(_lost(stale).select_related("requested_by").order_by("id"))
    worn_out = [job for job in lost if job.attempt >= MOST_ATTEMPTS]
    for job in worn_out:
        _settle(_handle(job), JobState.FAILED, trouble=DIED)
    return sum(_taken_back(job.pk, stale) for job in lost if job not in worn_out)


def _lost(stale: timedelta) -> QuerySet[Job]:
    """Find jobs that run without a sign of life, and such as wait although no ticket of theirs is in the queue."""
    silent = Now() - stale
    waiting = DBTaskResult.objects.filter(pk=OuterRef("ticket"), status=TaskResultStatus.READY)
    taken = DBTaskResult.objects.filter(pk=OuterRef("ticket"), started_at__gte=silent)
    return Job.objects.filter(
        Q(state=JobState.RUNNING, heartbeat_at__lt=silent)
        | Q(Q(state=JobState.QUEUED), ~Exists(waiting), ~Exists(taken))
    )


@transaction.atomic
def _taken_back(job_id: int, stale: timedelta) -> bool:
    job = _lost(stale).select_for_update().filter(pk=job_id).first()
    if job is None or job.ticket is None:
        return False
    dead = DBTaskResult.objects.filter(pk=job.ticket, status=TaskResultStatus.RUNNING)
    dead.update(status=TaskResultStatus.FAILED, finished_at=Now())
    _queue_again(job, attempt=job.attempt)
    return True


def prune(days: int | None = None) -> int:
    """Delete jobs that ended long ago, and what the queue remembers of them; return how many jobs went."""
    before = Now() - timedelta(days=days or settings.JOB_DAYS)
    DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    return Job.objects.exclude(state__in=sorted(AWAITED)).filter(finished_at__lt=before).delete()[0]


def do_now(job_id: int, *, worker: str) -> Job:
    """Do one job in this process, unless a worker has taken it up; return it as it then stands."""
    job = Job.objects.get(pk=job_id)
    ticket = job.ticket
    handle = _take_up(job.pk, ticket, worker) if ticket else None
    if ticket and handle:
        DBTaskResult.objects.filter(pk=ticket, status=TaskResultStatus.READY).delete()  # nobody need take it now
        _do(handle)
        job.refresh_from_db()
    return job


def run_due(*, worker: str = "here") -> None:
    """Do everything that is in the queue, here and now; for tests and for commands."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker,
        excluded_queue_names=[],
    ).run()
