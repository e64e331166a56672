"""An entry's sheet as the unit's clerk sees it: with what he may do next."""

from datetime import date
from typing import Any

from django.urls import reverse

from chuangwen.civic.ledger.access import is_officer_over
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.queries.entries import correction_of, draft_of
from chuangwen.civic.ledger.queries.evidence import evidence_of_entry, other_uses, usual_names
from chuangwen.civic.ledger.queries.history import lines_of
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import problems_of
from chuangwen.web.ui.entry_history import moments_of
from chuangwen.web.ui.entry_sheet import Doors, pieces_of, sheet_of


def _door(name: str) -> Any:
    return lambda pk: reverse(f"unit:{name}", args=[pk])


DOORS = Doors(
    entry=_door("entry"),
    evidence=_door("evidence-file"),
    picture=_door("evidence-picture"),
    original=_door("evidence-original"),
)


def sheet_for_clerk(entry: Entry, user: User, today: date) -> dict[str, Any]:
    """Return what an entry's page shows its unit's clerk."""
    evidence = list(evidence_of_entry(entry))
    shared = other_uses((each.file_id for each in evidence if each.file_id), entry.unit_id, but=entry.pk)
    own = is_own(entry, user)
    problems = problems_of(draft_of(entry), kinds(), today=today) if entry.status == Status.DRAFT else ()
    return {
        "sheet": sheet_of(entry, pieces=pieces_of(evidence, DOORS, shared), moments=moments_of(entry, lines_of(entry))),
        "correction": correction_of(entry) if entry.status in {Status.CONFIRMED, Status.CORRECTED} else None,
        "is_draft": own and entry.status == Status.DRAFT,
        "is_standing": own and entry.status == Status.CONFIRMED,
        "takes_evidence": own and entry.status in {Status.DRAFT, Status.CONFIRMED},
        "problems": problems,
        "problem_words": [problem.message for problem in problems],
        "usual": "、".join(usual_names(entry)),
    }


def is_own(entry: Entry, user: User) -> bool:
    """Say whether the user may change the entry: what the office recorded is the office's."""
    kind = kinds().kinds.get(entry.kind)
    return kind is None or kind.recorded_by != "office" or is_officer_over(user, entry.unit)
