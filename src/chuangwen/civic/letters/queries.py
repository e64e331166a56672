"""What is: a reader's box, and how the outbox stands."""

from collections.abc import Mapping

from django.db.models import Count, QuerySet

from chuangwen.civic.letters.enums import DeliveryState
from chuangwen.civic.letters.models import ChannelChoice, Delivery, LetterCopy
from chuangwen.civic.people.models import User


def unread_count(user: User) -> int:
    """Count the letters that the user has not read; one query."""
    return LetterCopy.objects.filter(user=user, read_at=None).count()


def letters_of(user: User) -> QuerySet[LetterCopy]:
    """Return the user's letters, newest first."""
    copies = LetterCopy.objects.filter(user=user).select_related("letter", "letter__unit")
    return copies.order_by("-letter__created_at", "-pk")


def choice_of(user: User) -> ChannelChoice:
    """Return what the user has chosen, or what holds without a choice."""
    return ChannelChoice.objects.filter(user=user).first() or ChannelChoice(user=user)


def outbox_counts() -> Mapping[str, int]:
    """Count the deliveries by state."""
    counted = Delivery.objects.values_list("state").annotate(Count("pk")).order_by("state")
    return dict.fromkeys(DeliveryState.values, 0) | dict(counted)


def troubles(most: int = 10) -> list[Delivery]:
    """Return the latest deliveries that did not arrive, for the keeper to look at."""
    failed = Delivery.objects.filter(state=DeliveryState.FAILED).select_related("letter", "user")
    return list(failed.order_by("-pk")[:most])
