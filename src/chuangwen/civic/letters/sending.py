"""The outbox: what is due is taken, sent by somebody else, and settled.

Not acts: that a mail went out is no fact of the work, and the row itself keeps it.
A delivery is taken before it is sent and settled afterwards. A sender that dies in between
leaves it taken; after the lease it is taken again, under the same name (`name_of_delivery`), by
which the receiving side can tell a repeat.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from chuangwen.civic.letters.enums import DeliveryState
from chuangwen.civic.letters.models import Delivery

LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 8


@transaction.atomic
def take_due(*, at: datetime, most: int = 50) -> list[Delivery]:
    """Take deliveries that are due: no other sender takes them before the lease ends."""
    due = Delivery.objects.filter(state=DeliveryState.WAITING, next_at__lte=at).order_by("next_at", "pk")
    locked = due.select_for_update(of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked)
    taken = list(locked.select_related("letter", "user")[:most])
    for delivery in taken:
        delivery.tries += 1
        delivery.next_at = at + LEASE
    Delivery.objects.bulk_update(taken, ["tries", "next_at"])
    return taken


def settle(delivery: Delivery, *, at: datetime, trouble: str = "") -> None:
    """Keep how a taken delivery went; a trouble is tried again later and later, at most eight times.

    Nothing happens when another sender has taken it since.
    """
    mine = Delivery.objects.filter(pk=delivery.pk, tries=delivery.tries, state=DeliveryState.WAITING)
    if not trouble:
        mine.update(state=DeliveryState.SENT, sent_at=at, trouble="")
    elif delivery.tries >= MOST_TRIES:
        mine.update(state=DeliveryState.FAILED, trouble=trouble[:300])
    else:
        mine.update(next_at=at + wait_after(delivery.tries), trouble=trouble[:300])


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after a number of failed tries.

    >>> [str(wait_after(tries)) for tries in (1, 2, 3, 9)]
    ['0:01:00', '0:02:00', '0:04:00', '4:16:00']
    """
    return min(FIRST_WAIT * (1 << (tries - 1)), LONGEST_WAIT)


def name_of_delivery(delivery: Delivery) -> str:
    """Name a delivery, the same at each try."""
    return f"{delivery.letter_id}.{delivery.channel}.{delivery.user_id or 0}"
