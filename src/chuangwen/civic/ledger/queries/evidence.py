"""What the ledger says of evidence: the pieces behind entries, where else a file is used, what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds

STANDING = (Status.DRAFT, Status.CONFIRMED)


def evidence_of_entry(entry: Entry) -> QuerySet[Evidence]:
    """Return what stands behind an entry, oldest first."""
    return Evidence.objects.filter(entry=entry, removed_at=None).select_related("file", "added_by").order_by("id")


def evidence_of_unit(unit: Unit) -> QuerySet[Evidence]:
    """Return all evidence behind a unit's standing entries, with entry and file; the newest facts first."""
    rows = Evidence.objects.filter(entry__unit=unit, entry__status__in=STANDING, removed_at=None)
    return rows.select_related("entry", "file").order_by("-entry__start_date", "-entry_id", "id")


def other_uses(sha256s: Iterable[str], unit_id: int, *, but: int | None = None) -> Mapping[str, Sequence[Entry]]:
    """Return by file the other standing entries of the unit that cite it: one file may prove many facts."""
    rows = Evidence.objects.filter(
        file_id__in=list(sha256s), entry__unit_id=unit_id, entry__status__in=STANDING, removed_at=None
    )
    if but is not None:
        rows = rows.exclude(entry_id=but)
    found: dict[str, list[Entry]] = {}
    for each in rows.select_related("entry").order_by("-entry__start_date", "-entry_id"):
        found.setdefault(str(each.file_id), []).append(each.entry)
    return found


def lacking_evidence(unit: Unit) -> QuerySet[Entry]:
    """Return a unit's confirmed entries with none of the proofs that their kind usually shows, newest first."""
    usual = [Q(proof=proof, entry__kind__in=codes) for proof, codes in _kinds_by_proof().items()]
    shown = Evidence.objects.filter(reduce(or_, usual), entry__unit=unit, removed_at=None)
    confirmed = Entry.objects.filter(unit=unit, status=Status.CONFIRMED).exclude(pk__in=shown.values("entry"))
    return confirmed.order_by("-start_date", "-id")


@cache
def _kinds_by_proof() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for kind in kinds().kinds.values():
        for proof in kind.evidence:
            found.setdefault(proof, []).append(kind.code)
    return found


def usual_proofs(kind_code: str) -> tuple[tuple[str, str], ...]:
    """Return all types of proof as (code, name), those usual for the kind first."""
    kind = kinds().kinds.get(kind_code)
    usual = kind.evidence if kind else ()
    words = kinds().evidence
    rest = (code for code in words if code not in usual)
    return tuple((code, words[code]) for code in (*usual, *rest))


def usual_names(entry: Entry) -> list[str]:
    """Return the names of the proofs that the entry's kind usually shows."""
    kind = kinds().kinds.get(entry.kind)
    return [kinds().evidence[code] for code in (kind.evidence if kind else ())]


def kinds_with_evidence(unit: Unit) -> Mapping[str, int]:
    """Return how many pieces of evidence each kind of the unit's standing entries has."""
    rows = Evidence.objects.filter(entry__unit=unit, entry__status__in=STANDING, removed_at=None)
    return dict(rows.order_by("entry__kind").values_list("entry__kind").annotate(pieces=Count("id")))
