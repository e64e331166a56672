"""What the ledger says of facts: entries within reach, facts for the core, likely repeats."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from chuangwen.civic.ledger.access import READERS, office_kinds
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.orgs.access import OFFICE_READERS, below, reach
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.rulebook.facts import Fact

STANDING = (Status.DRAFT, Status.CONFIRMED)
NEAR_DAYS = timedelta(days=3)
NEAR_TITLE = 0.6
MOST_HINTS = 5
MOST_COMPARED = 200
CHUNK = 2000

_BEFORE_FACT = ("unit_id", "is_self_reported", "piece__proof")
ID = len(_BEFORE_FACT)  # where the entry's id stands in a row
_FACT_COLUMNS = (
    *("id", "kind", "start_date", "until_date", "topic", "times", "quantities", "level", "medium", "place"),
    *("source", "status", "title"),
)


def entries_in_reach(user: User) -> QuerySet[Entry]:
    """Return the entries that the user may read, discarded drafts left out."""
    return Entry.objects.filter(reach(user, READERS, "unit__")).exclude(status=Status.DISCARDED)


def findings_in_reach(user: User) -> QuerySet[Entry]:
    """Return what the office recorded of the units that the user reads."""
    return Entry.objects.filter(reach(user, OFFICE_READERS, "unit__"), kind__in=office_kinds())


def entries_of_unit(unit: Unit) -> QuerySet[Entry]:
    """Return a unit's entries, discarded drafts left out."""
    return Entry.objects.filter(unit=unit).exclude(status=Status.DISCARDED)


def drafts_of_unit(unit: Unit) -> QuerySet[Entry]:
    """Return a unit's drafts, the newest facts first."""
    return Entry.objects.filter(unit=unit, status=Status.DRAFT).order_by("-start_date", "-id")


def with_piece_counts(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return the entries with `pieces`: how many pieces of evidence each has."""
    held = Evidence.objects.filter(entry=OuterRef("pk"), removed_at=None).order_by().values("entry")
    return rows.annotate(pieces=Coalesce(Subquery(held.annotate(count=Count("pk")).values("count")), 0))


def most_used_kinds(unit_id: int, *, since: date, most: int = 6) -> list[str]:
    """Return the codes of the kinds that a unit has recorded most often since a day."""
    recent = Entry.objects.filter(unit_id=unit_id, start_date__gte=since).exclude(status=Status.DISCARDED)
    rows = recent.order_by().values("kind").annotate(count=Count("pk")).order_by("-count", "kind")
    return [row["kind"] for row in rows[:most]]


def last_topic(unit_id: int, kind: str) -> str:
    """Return the topic of the entry of a kind that a unit recorded last, or ""."""
    rows = Entry.objects.filter(unit_id=unit_id, kind=kind).exclude(topic="").order_by("-id")
    return rows.values_list("topic", flat=True).first() or ""


def correction_of(entry: Entry) -> Entry | None:
    """Return the entry that corrects this one, a draft included."""
    return Entry.objects.filter(corrects=entry).exclude(status=Status.DISCARDED).first()


def draft_of(entry: Entry) -> FactDraft:
    """Return what an entry says as a draft, to be changed or corrected."""
    kind = kinds().kinds.get(entry.kind)
    quantities = kind.quantities if kind else ()
    return FactDraft(
        kind=entry.kind,
        topic=entry.topic,
        title=entry.title,
        start_date=entry.start_date,
        until_date=entry.until_date,
        times=entry.times,
        quantities={q.code: q.shown(entry.quantities[q.code]) for q in quantities if q.code in entry.quantities},
        level=entry.level,
        medium=entry.medium,
        place=entry.place,
        note=entry.note,
        is_approximate=entry.is_approximate,
        is_self_reported=entry.is_self_reported if kind and "self_reported" in kind.fields else None,
    )


def facts_of_units(path: str, *, since: date | None = None, until: date | None = None) -> Iterator[tuple[int, Fact]]:
    """Yield (unit id, fact) for every confirmed entry at or below a path, ordered by unit and id.

    Rows are streamed, so that a whole city fits in little memory.
    """
    below_path = Entry.objects.filter(_within(since, until), below(path, "unit__"), status=Status.CONFIRMED)
    rows = below_path.order_by("unit_id", "id")
    return _facts(_with_proofs(rows).iterator(chunk_size=CHUNK))


def _within(since: date | None, until: date | None) -> Q:
    """Match entries that share a day with [since, until)."""
    days = Q()
    if since is not None:
        days &= Q(until_date__gt=since)
    if until is not None:
        days &= Q(start_date__lt=until)
    return days


def _with_proofs(rows: QuerySet[Entry]) -> QuerySet[Entry, tuple[Any, ...]]:
    """Return the columns of facts, an entry's row repeated for each piece of its evidence."""
    standing = FilteredRelation("evidence", condition=Q(evidence__removed_at=None))
    return rows.annotate(piece=standing).values_list(*_BEFORE_FACT, *_FACT_COLUMNS)


def _facts(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, Fact]]:
    """Fold the rows of one entry, which follow each other, into one fact."""
    for _, group in groupby(rows, key=itemgetter(ID)):
        repeated = list(group)
        unit_id, is_self_reported, _, *columns = repeated[0]
        said = dict(zip(_FACT_COLUMNS, columns, strict=True))
        kind = kinds().kinds.get(said["kind"])
        asks = kind is not None and "self_reported" in kind.fields
        proofs = {row[2] for row in repeated} - {None}
        yield unit_id, Fact(self_reported=is_self_reported if asks else None, proofs=frozenset(proofs), **said)


def duplicates_of(
    draft: FactDraft, unit_id: int, *, but: Collection[int] = (), file_ids: Collection[str] = ()
) -> tuple[Entry, ...]:
    """Return standing entries that may be the same fact: a hint, never a bar.

    The same kind within three days, with a near title or one of the same files.
    `but` names entries that cannot be repeats, such as the one corrected.
    """
    if draft.start_date is None:
        return ()
    near = Entry.objects.filter(
        unit_id=unit_id,
        kind=draft.kind,
        status__in=STANDING,
        start_date__gte=draft.start_date - NEAR_DAYS,
        start_date__lte=draft.start_date + NEAR_DAYS,
    ).exclude(pk__in=but)
    rows = list(near.order_by("-start_date", "-id")[:MOST_COMPARED])
    with_file = _citing(rows, file_ids) if rows and file_ids else frozenset()
    found = [entry for entry in rows if entry.pk in with_file or is_near(draft.title, entry.title)]
    return tuple(found[:MOST_HINTS])


def _citing(rows: Iterable[Entry], file_ids: Collection[str]) -> frozenset[int]:
    cited = Evidence.objects.filter(entry__in=[entry.pk for entry in rows], file_id__in=file_ids, removed_at=None)
    return frozenset(cited.values_list("entry_id", flat=True))


def is_near(one: str, other: str) -> bool:
    """Say whether two titles may mean the same thing.

    >>> is_near("召开文明创建推进会", "文明创建工作推进会")
    True
    >>> is_near("召开文明创建推进会", "机关食堂光盘行动")
    False
    """
    first, second = _bare(one), _bare(other)
    if not first or not second:
        return False
    if first in second or second in first:
        return True
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= NEAR_TITLE


def _bare(title: str) -> str:
    return "".join(letter for letter in title if letter.isalnum())
