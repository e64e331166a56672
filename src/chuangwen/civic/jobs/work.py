"""The register of work: each kind of job with its words and the function that does it.

An app offers work in its own room `work.py`, which is loaded at start:

    @work("assess", name="正式测评")
    def assess_place(handle: Handle) -> dict[str, Any]: ...

The function may be run again from the start after a crash, so running it twice must do no harm. What it
returns is kept as the job's result. A `Refusal` that it raises is shown to the person as it stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from chuangwen.civic.jobs.enums import JobState
from chuangwen.civic.jobs.models import Job
from chuangwen.civic.people.models import User

LEAVING = Event()  # set while this process is asked to end: its work goes back into the queue


class Interrupted(Exception):
    """The work is not to go on; let it through, and undo nothing that the next attempt can use."""


class Cancelled(Interrupted):
    """Somebody has asked for the work to stop."""


class Leaving(Interrupted):
    """This worker is about to end; another will take the work up."""


class Superseded(Interrupted):
    """Another worker has taken the work up, because this one was not heard of for too long."""


class UnknownWork(LookupError):
    """No app has registered this kind of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """What a running work holds: what was asked for, by whom, when it was taken up, and a way to say how far it is.

    `asked_by` is empty where the program asked by itself.
    """

    job_id: int
    kind: str
    params: Mapping[str, Any]
    unit_id: int | None
    asked_by: User | None
    at: datetime
    attempt: int

    @property
    def actor(self) -> User:
        """Return the person in whose name the work is done.

        :raises LookupError: nobody asked for it; such work is done in nobody's name.
        """
        if self.asked_by is None:
            raise LookupError(self.kind)
        return self.asked_by

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work is: `done` of `total`, and what it does now. Call it between transactions, once a batch.

        :raises Cancelled: :raises Leaving: :raises Superseded: the work must not go on.
        """
        told = {"done": done, "total": total, "message": message[:200], "heartbeat_at": Now()}
        if not self._mine().update(**told):
            raise Superseded
        self._go_on(Job.objects.get(pk=self.job_id))

    def hold(self) -> None:
        """Make sure, inside the transaction that makes the result visible, that the work is still this worker's.

        :raises Cancelled: :raises Leaving: :raises Superseded: nothing may be made visible.
        """
        job = self._mine().select_for_update().first()
        if job is None:
            raise Superseded
        self._go_on(job)

    def now(self) -> datetime:
        """Return this moment, by the database's clock."""
        moment: datetime = Job.objects.annotate(moment=Now()).values_list("moment", flat=True).get(pk=self.job_id)
        return moment

    def _mine(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job_id, state=JobState.RUNNING, attempt=self.attempt)

    def _go_on(self, job: Job) -> None:
        if job.cancel_requested:
            raise Cancelled
        if LEAVING.is_set():
            raise Leaving


Function = Callable[[Handle], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One kind of job: its name in Chinese and the function that does it."""

    kind: str
    name: str
    function: Function


_register: dict[str, Work] = {}


def work(kind: str, *, name: str) -> Callable[[Function], Function]:
    """Register a function as what a kind of job does."""

    def registered(function: Function) -> Function:
        _register[kind] = Work(kind=kind, name=name, function=function)
        return function

    return registered


def work_of(kind: str) -> Work:
    """Return the work of a kind.

    :raises UnknownWork: no app has registered it.
    """
    try:
        return _register[kind]
    except KeyError:
        raise UnknownWork(kind) from None


def name_of(kind: str) -> str:
    """Return what a kind of work is called; an old job may be of a kind that is no more."""
    return _register[kind].name if kind in _register else "后台事项"
