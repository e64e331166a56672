"""What the ledger says of facts: entries within reach, facts for the core, likely repeats."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q, QuerySet

from chuangwen.civic.ledger.access import READERS
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.orgs.access import below, reach
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
CHUNK = 5000

_FACT_COLUMNS = (
    *("id", "kind", "start_date", "until_date", "topic", "times", "quantities", "level", "medium", "place"),
    *("source", "status", "title", "is_self_reported"),
)


def entries_in_reach(user: User) -> QuerySet[Entry]:
    """Return the entries that the user may read, discarded drafts left out."""
    return Entry.objects.filter(reach(user, READERS, "unit__")).exclude(status=Status.DISCARDED)


def entries_of_unit(unit: Unit) -> QuerySet[Entry]:
    """Return a unit's entries, discarded drafts left out."""
    return Entry.objects.filter(unit=unit).exclude(status=Status.DISCARDED)


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
        is_self_reported=entry.is_self_reported,
    )


def facts_of_unit(unit_id: int, *, since: date | None = None, until: date | None = None) -> tuple[Fact, ...]:
    """Return a unit's drafts and confirmed entries as the core sees them, in two queries.

    `since` and `until` (exclusive) leave out what lies wholly outside, so that
    the cost does not grow with the years that a ledger has been kept.
    """
    days = Q()
    if since is not None:
        days &= Q(until_date__gt=since)
    if until is not None:
        days &= Q(start_date__lt=until)
    rows = list(Entry.objects.filter(days, unit_id=unit_id, status__in=STANDING).order_by("id").values(*_FACT_COLUMNS))
    proofs = _proofs(Evidence.objects.filter(entry__unit_id=unit_id))
    return tuple(_fact(row, proofs) for row in rows)


def facts_of_units(path: str, *, since: date | None = None, until: date | None = None) -> Iterator[tuple[int, Fact]]:
    """Yield (unit id, fact) for every confirmed entry at or below a path, ordered by unit and id.

    Rows are read in chunks, so that a whole city fits in little memory.
    """
    rows = Entry.objects.filter(below(path, "unit__"), status=Status.CONFIRMED).order_by("unit_id", "id")
    if since is not None:
        rows = rows.filter(until_date__gt=since)
    if until is not None:
        rows = rows.filter(start_date__lt=until)
    chunk: list[dict[str, Any]] = []
    for row in rows.values("unit_id", *_FACT_COLUMNS).iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _facts_of_chunk(chunk)
            chunk = []
    yield from _facts_of_chunk(chunk)


def _facts_of_chunk(chunk: list[dict[str, Any]]) -> Iterator[tuple[int, Fact]]:
    if not chunk:
        return
    ids = [row["id"] for row in chunk]
    units = {row["unit_id"] for row in chunk}
    proofs = _proofs(Evidence.objects.filter(entry__unit_id__in=units, entry_id__gte=min(ids), entry_id__lte=max(ids)))
    for row in chunk:
        yield row.pop("unit_id"), _fact(row, proofs)


def _proofs(evidence: QuerySet[Evidence]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for entry_id, proof in evidence.filter(removed_at=None).order_by().values_list("entry_id", "proof"):
        found.setdefault(entry_id, set()).add(proof)
    return found


def _fact(row: dict[str, Any], proofs: dict[int, set[str]]) -> Fact:
    kind = kinds().kinds.get(row["kind"])
    is_self_reported = row.pop("is_self_reported")
    asks = kind is not None and "self_reported" in kind.fields
    return Fact(
        self_reported=is_self_reported if asks else None,
        proofs=frozenset(proofs.get(row["id"], ())),
        **row,
    )


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
