"""The worker: takes jobs from the queue one after another until it is asked to end."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from socket import gethostname
from threading import Event, Thread
from time import monotonic
from types import FrameType
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Worker

from chuangwen.batch.daily import Waker
from chuangwen.batch.posting import Postman
from chuangwen.civic.jobs import running, work

BEATS = 4  # signs of life within the time after which a worker is taken for dead
A_DAY = 24 * 3600
FIRST_PAUSE, LONGEST_PAUSE = 1, 60
PATIENCE = 30  # seconds that a worker is given to put its job back
logger = logging.getLogger(__name__)


class JobWorker(Worker):
    """The queue's own worker, which also lets its running work know that it is to end."""

    def __init__(self, *, batch: bool) -> None:
        super().__init__(
            queue_names=["*"],
            interval=1,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{gethostname()[:20]}:{os.getpid()}:{uuid4().hex[:8]}",
            excluded_queue_names=[],
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End gently: the running work stops at its next step and goes back into the queue."""
        work.LEAVING.set()
        super().shutdown(signum, frame)


class Pulse(Thread):
    """Says every few seconds that the worker is alive, and takes back the jobs of those that are not."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker_id = worker_id
        self.ended = Event()
        self.parent = os.getppid()
        self.pruned = monotonic()

    def run(self) -> None:
        """Beat until ended."""
        while not self.ended.wait(settings.JOB_STALE.total_seconds() / BEATS):
            if os.getppid() != self.parent:  # whoever started the worker has died: end too, gently
                os.kill(os.getpid(), signal.SIGTERM)
                return
            try:
                self._beat()
            except DatabaseError:  # busy or gone for a moment; the next beat tries again
                logger.warning("A sign of life could not be written.", exc_info=True)
            close_old_connections()
        connections.close_all()

    def _beat(self) -> None:
        running.beat(self.worker_id)
        running.take_back_lost()
        if monotonic() - self.pruned > A_DAY:
            running.prune()
            self.pruned = monotonic()


def work_on(*, batch: bool) -> None:
    """Do jobs until asked to end, or only those that wait now."""
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    running.take_back_lost()
    running.prune()
    worker = JobWorker(batch=batch)
    companions: list[Pulse | Postman | Waker] = [Pulse(worker.worker_id), Postman()]
    if not batch:
        companions.append(Waker())
    worker.configure_signals()
    for companion in companions:
        companion.start()
    try:
        worker.run()
    finally:
        for companion in companions:
            companion.ended.set()
            companion.join(timeout=1)


class Keeper(Thread):
    """Keeps a worker process beside the web server, and starts another when it dies."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        super().__init__(name="keeper", daemon=True)
        self.command = command or (sys.executable, "-m", "chuangwen.batch", "work")
        self.asked = Event()
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the worker, again and again while it dies, each time after a longer pause."""
        pause = FIRST_PAUSE
        while not self.asked.is_set():
            began = monotonic()
            self.process = subprocess.Popen(self.command)  # noqa: S603 our own command
            self.process.wait()
            pause = FIRST_PAUSE if monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            self.asked.wait(pause)

    def end(self) -> None:
        """Ask the worker to end, and wait until it has."""
        self.asked.set()
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
