"""What happened to an entry, as the journal tells it."""

from collections.abc import Sequence

from django.db.models import Q

from chuangwen.civic.journal.models import Line
from chuangwen.civic.journal.pen import name_of
from chuangwen.civic.ledger.models import Entry


def lines_of(entry: Entry) -> Sequence[Line]:
    """Return the journal's lines on an entry, oldest first: its own, and those of acts on many that it was among."""
    moments = [at for at in (entry.created_at, entry.confirmed_at) if at is not None]
    on_many = Q(unit_id=entry.unit_id, at__in=moments) & ~Q(target__startswith="ledger.entry:")
    own = Q(target__in=[name_of(entry), *_origins(entry)])
    lines = Line.objects.filter(own | on_many).select_related("actor").order_by("number")
    return [line for line in lines if line.target == name_of(entry) or _is_among(entry, line)]


def _origins(entry: Entry) -> list[str]:
    """Name the sheet and the report that the entry came from: what was done to them later may concern it too."""
    sheet = [f"ledger.importbatch:{entry.batch_id}"] if entry.batch_id else []
    return sheet + ([f"ledger.sourcedocument:{entry.document_id}"] if entry.document_id else [])


def _is_among(entry: Entry, line: Line) -> bool:
    """Say whether an act on many entries was also on this one."""
    if entry.batch_id is not None and line.target == f"ledger.importbatch:{entry.batch_id}":
        return line.verb.endswith((".committed", ".undone"))
    return any(first <= entry.pk <= last for first, last in line.after.get("ids", ()))
