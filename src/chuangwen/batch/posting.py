"""Sends what is due in the outbox: called by `chuangwen letters send` and by the worker."""

import logging
from dataclasses import dataclass
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from chuangwen import clock
from chuangwen.batch.channels import NotSent, sender_of
from chuangwen.civic.letters.models import Delivery
from chuangwen.civic.letters.sending import settle, take_due

EVERY = 60  # seconds between two rounds of the postman
MOST_AT_ONCE = 10  # taken together: each may take its whole time-out, and all must be done before the lease ends

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How a run of the outbox went."""

    sent: int = 0
    troubled: int = 0


def send_due() -> Sent:
    """Send all deliveries that are due now; what does not go out is tried again later."""
    sent = troubled = 0
    while taken := take_due(at=clock.now(), most=MOST_AT_ONCE):
        for delivery in taken:
            trouble = _send(delivery)
            settle(delivery, at=clock.now(), trouble=trouble)
            sent, troubled = sent + (not trouble), troubled + bool(trouble)
    return Sent(sent=sent, troubled=troubled)


def _send(delivery: Delivery) -> str:
    """Send one delivery; return the trouble, or ""."""
    try:
        sender_of(delivery.channel).send(delivery)
    except NotSent as trouble:
        return str(trouble) or "没有发出。"
    return ""


class Postman(Thread):
    """Goes round beside the worker: what is due is sent every minute."""

    def __init__(self) -> None:
        super().__init__(name="postman", daemon=True)
        self.ended = Event()

    def run(self) -> None:
        """Send until ended; with no way out of the house there is nothing to do."""
        while settings.LETTER_CHANNELS and not self.ended.wait(EVERY):
            try:
                send_due()
            except DatabaseError:  # busy or gone for a moment; the next round tries again
                logger.warning("The outbox could not be sent.", exc_info=True)
            close_old_connections()
        connections.close_all()
