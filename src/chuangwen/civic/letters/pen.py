"""The letters' pen: an act posts its letters inside its own transaction.

A room like the journal's pen (docs/decisions/0011): it opens no transaction, so
that the letter is there exactly when what it tells of is. Nothing leaves the house
here: what goes out is put into the outbox, in the same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models

from chuangwen.civic.journal.pen import name_of
from chuangwen.civic.letters.enums import GROUP, PERSONAL, Channel
from chuangwen.civic.letters.models import ChannelChoice, Delivery, Letter, LetterCopy
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import STEP, Grant, Unit
from chuangwen.civic.people.models import User

OFFICE = frozenset({Role.OFFICER})
CLERKS = frozenset({Role.CLERK})
# Where readers deal with what a letter tells of. Nouns know no pages: a test holds each against the real addresses.
PAGES = {
    "unit:application": "/unit/applications/{}/",
    "unit:screening": "/unit/screening/{}/",
    "unit:opinions": "/unit/{}/opinions/",
    "unit:title": "/unit/titles/{}/",
    "unit:review": "/unit/reviews/{}/",
    "unit:screenings": "/unit/{}/screening/",
    "office:round": "/office/rounds/{}/",
    "office:application": "/office/applications/{}/",
    "office:objection": "/office/objections/{}/",
    "office:title": "/office/titles/{}/",
    "office:reviews": "/office/reviews/",
}


def page(name: str, *pk: int) -> str:
    """Return the path of the page where a thing is dealt with."""
    return PAGES[name].format(*pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A letter to be posted.

    `token` names the occasion (`round:12:returned:3`): posted again, nothing happens.
    Readers are `users`, and those who hold one of `roles` at `unit`; where nobody
    does, those who hold it at the nearest unit above.
    """

    token: str
    subject: str
    body: str = ""
    link: str = ""
    about: models.Model | None = None
    unit: Unit | None = None
    roles: frozenset[Role] = frozenset()
    users: tuple[User, ...] = ()


def post(note: Note, *, at: datetime) -> Letter | None:
    """Post one letter; None when its occasion was told already."""
    return next(iter(post_many([note], at=at)), None)


def post_many(notes: Iterable[Note], *, at: datetime) -> tuple[Letter, ...]:
    """Post letters, with at most ten queries for a hundred; return those that are new, in order."""
    wanted = {note.token: note for note in notes}
    told = set(Letter.objects.filter(token__in=wanted).values_list("token", flat=True))
    fresh = {token: note for token, note in wanted.items() if token not in told}
    if not fresh:
        return ()
    Letter.objects.bulk_create([_letter(note, at) for note in fresh.values()], ignore_conflicts=True)
    letters = {letter.token: letter for letter in Letter.objects.filter(token__in=fresh)}
    readers = _readers(list(fresh.values()))
    LetterCopy.objects.bulk_create(
        [LetterCopy(letter=letters[token], user_id=user_id) for token in fresh for user_id in readers[token]],
        ignore_conflicts=True,
    )
    _put_in_outbox([(letters[token], note, readers[token]) for token, note in fresh.items()], at)
    return tuple(letters[token] for token in fresh)


def _letter(note: Note, at: datetime) -> Letter:
    subject = " ".join(note.subject.split())[:120]  # one line: it becomes a mail's subject
    about = name_of(note.about) if note.about else ""
    return Letter(
        token=note.token, subject=subject, body=note.body, link=note.link, about=about, unit=note.unit, created_at=at
    )


def _readers(notes: Sequence[Note]) -> Mapping[str, list[int]]:
    """Name each letter's readers by the letter's token; one query."""
    holders = _holders(notes)
    found: dict[str, list[int]] = {}
    for note in notes:
        ids = dict.fromkeys(user.pk for user in note.users)
        for role in sorted(note.roles):
            ids |= dict.fromkeys(_nearest(holders, role, note.unit))
        found[note.token] = list(ids)
    return found


def _ways_up(path: str) -> list[str]:
    """Return a path and those above it, nearest first."""
    return [path[:end] for end in range(len(path), 0, -STEP)]


def _holders(notes: Sequence[Note]) -> Mapping[tuple[str, str], list[int]]:
    paths = {path for note in notes if note.unit and note.roles for path in _ways_up(note.unit.path)}
    roles = {role for note in notes for role in note.roles}
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    if paths:
        grants = Grant.objects.filter(unit__path__in=paths, role__in=roles, until_date=None, user__is_active=True)
        for path, role, user_id in grants.order_by("id").values_list("unit__path", "role", "user_id"):
            found[path, role].append(user_id)
    return found


def _nearest(holders: Mapping[tuple[str, str], list[int]], role: Role, unit: Unit | None) -> list[int]:
    ways = _ways_up(unit.path) if unit else []
    return next((holders[path, role] for path in ways if (path, role) in holders), [])


def _put_in_outbox(posted: Sequence[tuple[Letter, Note, list[int]]], at: datetime) -> None:
    """Put what goes out by the open channels into the outbox."""
    channels = [Channel(code) for code in settings.LETTER_CHANNELS]
    personal, group = [c for c in channels if c in PERSONAL], [c for c in channels if c in GROUP]
    rows = [
        Delivery(letter=letter, channel=channel, next_at=at)
        for letter, note, _ in posted
        for channel in group
        if note.roles & OFFICE
    ]
    wish = _wishes({user_id for *_, ids in posted for user_id in ids}) if personal else {}
    rows += [
        Delivery(letter=letter, user_id=user_id, channel=channel, next_at=at)
        for letter, _, ids in posted
        for user_id in ids
        for channel in personal
        if channel in wish.get(user_id, ())
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _wishes(user_ids: set[int]) -> Mapping[int, set[Channel]]:
    """Say which ways each reader can and wants to be reached by."""
    users = User.objects.filter(pk__in=user_ids, is_active=True).values_list("pk", "email")
    wish = {pk: {Channel.EMAIL, Channel.SMS} if email else {Channel.SMS} for pk, email in users}
    choices = ChannelChoice.objects.filter(user_id__in=wish).values_list("user_id", "by_email", "by_sms")
    for user_id, by_email, by_sms in choices:
        wish[user_id] -= {c for c, on in ((Channel.EMAIL, by_email), (Channel.SMS, by_sms)) if not on}
    return wish
