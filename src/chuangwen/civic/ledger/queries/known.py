"""Whether a fact read from a report is in the ledger, or in the same text, already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chuangwen.civic.ledger.enums import ProposalStatus
from chuangwen.civic.ledger.models import Entry, Proposal, SourceDocument
from chuangwen.civic.ledger.queries.entries import NEAR_DAYS, STANDING, is_near
from chuangwen.civic.ledger.queries.proposals import TIMES, draft_of_proposal, plain_amount
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft, Kind

SUM_NEAR = Decimal("0.2")  # how far a total in a report and the sum of the ledger may lie apart
FEWEST_SUMMED = 2
Count = tuple[str, int, tuple[tuple[str, Decimal], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Why a fact may be known already. A `sure` one is not counted again unless the clerk insists."""

    says: str
    entry_id: int | None = None
    proposal_id: int | None = None


def known_facts(document: SourceDocument, proposals: Sequence[Proposal], *, today: date) -> dict[int, Known]:
    """Return by proposal id why a fact may be in the ledger, or in this text, already; in one query."""
    drafts = {p.pk: draft_of_proposal(p, today=today) for p in proposals if p.status == ProposalStatus.OPEN}
    entries = _entries_beside(document, drafts.values())
    found: dict[int, Known] = {}
    seen: dict[Count, list[tuple[Proposal, FactDraft]]] = {}
    for proposal in proposals:
        draft = drafts.get(proposal.pk)
        if draft is None:
            if proposal.status == ProposalStatus.ACCEPTED:
                accepted = draft_of_proposal(proposal, today=today)
                seen.setdefault(_count(accepted), []).append((proposal, accepted))
            continue
        known = _same_above(draft, seen) or _same_entry(draft, entries, document) or _same_sum(draft, entries)
        if known:
            found[proposal.pk] = known
        seen.setdefault(_count(draft), []).append((proposal, draft))
    return found


def _count(draft: FactDraft) -> Count:
    """Return what a draft counts: only facts that count the same can be the same."""
    return draft.kind, draft.times, tuple(sorted(draft.quantities.items()))


def _entries_beside(document: SourceDocument, drafts: Iterable[FactDraft]) -> dict[str, list[Entry]]:
    """Return the unit's standing entries of the kinds in question that touch the days in question, by kind."""
    listed = list(drafts)
    if not listed:
        return {}
    starts = [d.start_date for d in listed if d.start_date]
    ends = [d.end_date for d in listed if d.end_date]
    rows = Entry.objects.filter(
        unit_id=document.unit_id,
        kind__in={d.kind for d in listed},
        status__in=STANDING,
        start_date__lt=max(ends) + NEAR_DAYS,
        until_date__gt=min(starts) - NEAR_DAYS,
    ).only("id", "kind", "topic", "title", "start_date", "until_date", "times", "quantities", "document_id")
    by_kind: dict[str, list[Entry]] = {}
    for entry in rows.order_by("start_date", "id"):
        by_kind.setdefault(entry.kind, []).append(entry)
    return by_kind


def _same_above(draft: FactDraft, seen: Mapping[Count, Sequence[tuple[Proposal, FactDraft]]]) -> Known | None:
    for proposal, other in seen.get(_count(draft), ()):
        if _touches(draft, other.start_date, other.end_date) and is_near(draft.title, other.title):
            said = f"和上面第{proposal.position + 1}条“{other.title}”说的是同一件事。"
            return Known(says=said, proposal_id=proposal.pk)
    return None


def _same_entry(draft: FactDraft, entries: dict[str, list[Entry]], document: SourceDocument) -> Known | None:
    kind = kinds().kinds[draft.kind]
    for entry in entries.get(draft.kind, ()):
        touches = _touches(draft, entry.start_date, entry.until_date)
        if touches and _measures_the_same(draft, entry, kind) and is_near(draft.title, entry.title):
            where = "之前识读的材料里" if entry.document_id not in (None, document.pk) else "台账里"
            said = f"{where}已有“{entry.title}”（{entry.start_date:%Y-%m-%d}），数量相同。"
            return Known(says=said, entry_id=entry.pk)
    return None


def _same_sum(draft: FactDraft, entries: dict[str, list[Entry]]) -> Known | None:
    """Compare a yearly total with the single records that it may have been counted from."""
    kind = kinds().kinds[draft.kind]
    code = next(iter(draft.quantities), TIMES)
    wanted = draft.quantities.get(code, Decimal(draft.times))
    quantity = kind.quantity(code)
    if wanted <= 1 or (quantity and quantity.gauge):
        return None
    inside = [e for e in entries.get(draft.kind, ()) if _touches(draft, e.start_date, e.until_date)]
    if draft.topic:
        inside = [e for e in inside if e.topic in ("", draft.topic)]
    counted = [amount for e in inside if (amount := _measured(e, kind, code))]
    total = sum(counted, Decimal(0))
    if len(counted) < FEWEST_SUMMED or abs(total - wanted) > wanted * SUM_NEAR:
        return None
    unit = quantity.unit if quantity else kind.times
    return Known(says=f"台账同期已记{len(counted)}条同类记录，合计{plain_amount(total)}{unit}，采纳会重复计算。")


def _touches(draft: FactDraft, start: date | None, until: date | None) -> bool:
    if draft.start_date is None or draft.end_date is None or start is None or until is None:
        return False
    return start < draft.end_date and until > draft.start_date


def _measured(entry: Entry, kind: Kind, code: str) -> Decimal | None:
    if code == TIMES:
        return Decimal(entry.times)
    quantity = kind.quantity(code)
    stored = entry.quantities.get(code)
    return quantity.shown(stored) if quantity and stored is not None else None


def _measures_the_same(draft: FactDraft, entry: Entry, kind: Kind) -> bool:
    """Compare what both count; the same meeting may stand in the ledger without its people."""
    shared = [code for code in draft.quantities if _measured(entry, kind, code) is not None]
    if shared:
        return all(_measured(entry, kind, code) == draft.quantities[code] for code in shared)
    return entry.times == draft.times and (draft.times > 1 or not draft.quantities or not entry.quantities)
