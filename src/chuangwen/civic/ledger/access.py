"""Who may: gates that give an entry, a piece of evidence or a document, or 404.

A unit's clerk reads and changes its ledger; the office reads it. Findings and
opinions (kinds that the catalogue marks `recorded_by: office`) are the office's.
"""

from django.db.models import Q
from django.http import Http404

from chuangwen.civic.jobs.models import Job
from chuangwen.civic.ledger.models import Entry, Evidence, ImportBatch, Proposal, SourceDocument, Term
from chuangwen.civic.orgs.access import OFFICE_READERS, posts_of, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds

CLERKS = frozenset({Role.CLERK})
READERS = OFFICE_READERS | CLERKS
READ = "read_report"  # the kind of job that reads a report in the background


def is_officer_over(user: User, unit: Unit) -> bool:
    """Say whether the user serves as an officer for the unit."""
    return any(post.role == Role.OFFICER and unit.path.startswith(post.path) for post in posts_of(user))


def office_kinds() -> list[str]:
    """Return the codes of the kinds that the office records."""
    return [kind.code for kind in kinds().kinds.values() if kind.recorded_by == "office"]


def _entry_or_404(entry_id: int, condition: Q) -> Entry:
    entry = Entry.objects.select_related("unit").filter(condition, pk=entry_id).first()
    if entry is None:
        raise Http404
    return entry


def entry_to_read(user: User, entry_id: int) -> Entry:
    """Return an entry that the user may look at, as its unit's clerk or from the office."""
    return _entry_or_404(entry_id, reach(user, READERS, "unit__"))


def entry_to_inspect(user: User, entry_id: int) -> Entry:
    """Return an entry that the office may look at."""
    return _entry_or_404(entry_id, reach(user, OFFICE_READERS, "unit__"))


def entry_to_change(user: User, entry_id: int) -> Entry:
    """Return an entry whose unit's clerk the user is."""
    return _entry_or_404(entry_id, reach(user, CLERKS, "unit__"))


def finding_to_change(user: User, entry_id: int) -> Entry:
    """Return an entry of a kind that the office records, of a unit whose officer the user is."""
    return _entry_or_404(entry_id, reach(user, {Role.OFFICER}, "unit__") & Q(kind__in=office_kinds()))


def may_change_finding(user: User, entry: Entry) -> bool:
    """Say whether the entry is the office's, and the user an officer over its unit."""
    return entry.kind in office_kinds() and is_officer_over(user, entry.unit)


def _evidence_or_404(evidence_id: int, condition: Q) -> Evidence:
    rows = Evidence.objects.select_related("entry__unit", "file").filter(condition, pk=evidence_id, removed_at=None)
    evidence = rows.first()
    if evidence is None:
        raise Http404
    return evidence


def evidence_to_open(user: User, evidence_id: int) -> Evidence:
    """Return evidence that the user may look at and download, as the unit's clerk or from the office."""
    return _evidence_or_404(evidence_id, reach(user, READERS, "entry__unit__"))


def evidence_to_inspect(user: User, evidence_id: int) -> Evidence:
    """Return evidence that the office may look at and download."""
    return _evidence_or_404(evidence_id, reach(user, OFFICE_READERS, "entry__unit__"))


def evidence_to_change(user: User, evidence_id: int) -> Evidence:
    """Return evidence of an entry whose unit's clerk the user is."""
    return _evidence_or_404(evidence_id, reach(user, CLERKS, "entry__unit__"))


def batch_to_change(user: User, batch_id: int) -> ImportBatch:
    """Return an import of a unit whose clerk the user is."""
    return _batch_or_404(batch_id, reach(user, CLERKS, "unit__") & Q(is_of_office=False))


def office_batch_to_change(user: User, batch_id: int) -> ImportBatch:
    """Return a sheet of an office's records, of a place whose officer the user is."""
    return _batch_or_404(batch_id, reach(user, {Role.OFFICER}, "unit__") & Q(is_of_office=True))


def _batch_or_404(batch_id: int, condition: Q) -> ImportBatch:
    batch = ImportBatch.objects.select_related("unit").filter(condition, pk=batch_id).first()
    if batch is None:
        raise Http404
    return batch


def document_to_change(user: User, document_id: int) -> SourceDocument:
    """Return a report of a unit whose clerk the user is."""
    rows = SourceDocument.objects.select_related("unit", "file")
    found = rows.filter(reach(user, CLERKS, "unit__"), pk=document_id).first()
    if found is None:
        raise Http404
    return found


def proposal_to_answer(user: User, proposal_id: int) -> Proposal:
    """Return a fact read from a report of a unit whose clerk the user is."""
    rows = Proposal.objects.select_related("document__unit")
    found = rows.filter(reach(user, CLERKS, "document__unit__"), pk=proposal_id).first()
    if found is None:
        raise Http404
    return found


def reading_to_change(user: User, job_id: int) -> Job:
    """Return a report being read in the background for a unit whose clerk the user is."""
    rows = Job.objects.select_related("unit").filter(kind=READ, unit__isnull=False)
    found = rows.filter(reach(user, CLERKS, "unit__"), pk=job_id).first()
    if found is None:
        raise Http404
    return found


def term_to_change(user: User, term_id: int) -> Term:
    """Return a word of the lexicon of a unit whose clerk the user is."""
    found = Term.objects.select_related("unit").filter(reach(user, CLERKS, "unit__"), pk=term_id).first()
    if found is None:
        raise Http404
    return found
