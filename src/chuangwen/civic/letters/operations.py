"""What is done with letters: read, chosen by which way they come, and posted because a day draws near."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from chuangwen.civic.journal import pen
from chuangwen.civic.letters import pen as letters
from chuangwen.civic.letters.models import ChannelChoice, LetterCopy
from chuangwen.civic.people.models import User


@transaction.atomic(durable=True)
def mark_read(*, letter_ids: Iterable[int], actor: User, at: datetime) -> int:
    """Mark the reader's own letters as read; those read already keep their time. Returns how many are newly read."""
    return _read(LetterCopy.objects.filter(user=actor, letter_id__in=list(letter_ids)), actor, at)


@transaction.atomic(durable=True)
def mark_all_read(*, actor: User, at: datetime) -> int:
    """Mark all of the reader's letters as read. Returns how many are newly read."""
    return _read(LetterCopy.objects.filter(user=actor), actor, at)


def _read(copies: QuerySet[LetterCopy], actor: User, at: datetime) -> int:
    ids = sorted(copies.filter(read_at=None).select_for_update().values_list("letter_id", flat=True))
    count = LetterCopy.objects.filter(user=actor, letter_id__in=ids, read_at=None).update(read_at=at)
    if count:
        pen.write("letters.read", actor, actor=actor, at=at, after={"count": count, "ids": ids})
    return count


@transaction.atomic(durable=True)
def choose_channels(*, by_email: bool, by_sms: bool, actor: User, at: datetime) -> ChannelChoice:
    """Choose by which ways letters also come to oneself from now on."""
    choice, _ = ChannelChoice.objects.select_for_update().get_or_create(user=actor)
    before = {"by_email": choice.by_email, "by_sms": choice.by_sms}
    after = {"by_email": by_email, "by_sms": by_sms}
    if before != after:
        choice.by_email, choice.by_sms = by_email, by_sms
        choice.save(update_fields=list(after))
        pen.write("letters.channels_chosen", actor, actor=actor, at=at, before=before, after=after)
    return choice


@transaction.atomic(durable=True)
def post_reminders(*, notes: Iterable[letters.Note], actor: User | None, at: datetime) -> int:
    """Post letters that a day calls for and no other act; an occasion told already is not told again.

    Returns how many are new; all of a day are many, so pass a hundred at a time.
    """
    fresh = letters.post_many(notes, at=at)
    if fresh:
        after = {"count": len(fresh), "title": fresh[0].subject}
        pen.write("letters.reminders_posted", fresh[0], actor=actor, at=at, unit_id=fresh[0].unit_id, after=after)
    return len(fresh)
