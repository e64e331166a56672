"""The evidence wall: what stands behind a unit's facts, by month or kind, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date

from chuangwen.civic.ledger.models import Evidence
from chuangwen.civic.ledger.queries.evidence import evidence_of_unit, kinds_with_evidence, lacking_evidence
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.web.ui.entry_sheet import Piece, kind_name, pieces_of
from chuangwen.web.ui.navigation import NavItem
from chuangwen.web.unit.sheets import DOORS
from chuangwen.web.unit.tables import GapTable

PAGE_SIZE = 60
MISSING, BY_KIND = "missing", "kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The pieces of one month or one kind."""

    title: str
    pieces: Sequence[Piece]


def wall_of(unit: Unit, params: QueryDict) -> dict[str, Any]:
    """Return what the wall shows."""
    lacking = lacking_evidence(unit)
    if params.get("show") == MISSING:
        table = GapTable(lacking, params)
        return {"table": table, "tabs": _tabs(table.count, is_missing=True)}
    counts = kinds_with_evidence(unit)
    by_kind = params.get("by") == BY_KIND
    rows = _narrowed(evidence_of_unit(unit), params)
    ordered = rows.order_by("entry__kind", "-entry__start_date", "-entry_id", "id") if by_kind else rows
    page = Paginator(ordered, PAGE_SIZE).get_page(params.get("page"))
    return {
        "page": page,
        "shelves": _shelves(list(page.object_list), by_kind=by_kind),
        "by_kind": by_kind,
        "choices": [(code, kind_name(code), count) for code, count in sorted(counts.items())],
        "proofs": list(kinds().evidence.items()),
        "chosen_kind": params.get("kind", ""),
        "chosen_proof": params.get("proof", ""),
        "chosen_month": params.get("month", ""),
        "tabs": _tabs(lacking.count(), is_missing=False),
        "total": sum(counts.values()),
    }


def _tabs(missing: int, *, is_missing: bool) -> list[NavItem]:
    return [
        NavItem(label="全部佐证", url="?", icon="", current=not is_missing),
        NavItem(label="缺佐证的记录", url=f"?show={MISSING}", icon="", current=is_missing, count=missing),
    ]


def _narrowed(rows: QuerySet[Evidence], params: QueryDict) -> QuerySet[Evidence]:
    if kind := params.get("kind"):
        rows = rows.filter(entry__kind=kind)
    if proof := params.get("proof"):
        rows = rows.filter(proof=proof)
    if first := _first_day(params.get("month", "")):
        rows = rows.filter(entry__start_date__gte=first, entry__start_date__lt=_next_month(first))
    return rows


def _first_day(month: str) -> date | None:
    try:
        return parse_date(f"{month}-01")
    except ValueError:
        return None


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _shelves(rows: Sequence[Evidence], *, by_kind: bool) -> list[Shelf]:
    def title(evidence: Evidence) -> str:
        day = evidence.entry.start_date
        return kind_name(evidence.entry.kind) if by_kind else f"{day.year}年{day.month}月"

    return [Shelf(title=name, pieces=pieces_of(group, DOORS)) for name, group in groupby(rows, key=title)]
