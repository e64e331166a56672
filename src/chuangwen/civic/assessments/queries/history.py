"""How a unit's totals have moved, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chuangwen.civic.assessments.models import PreviewDay
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """What a day changed in one book: the total at the end of the day before it, and of the day."""

    edition: Edition
    day: date
    before: int
    after: int

    @property
    def gain(self) -> int:
        """Return the difference in milli-points."""
        return self.after - self.before


def recent_changes(unit: Unit, editions: Iterable[Edition], *, since: date, most: int = 8) -> tuple[DayChange, ...]:
    """Return the days since then on which a unit's total moved, the newest first. One query."""
    by_id = {edition.pk: edition for edition in editions}
    rows = PreviewDay.objects.filter(unit=unit, edition_id__in=by_id, day__gte=since).order_by("edition_id", "day")
    found: list[DayChange] = []
    last: PreviewDay | None = None
    for row in rows:
        if last and last.edition_id == row.edition_id and last.certain != row.certain:
            change = DayChange(edition=by_id[row.edition_id], day=row.day, before=last.certain, after=row.certain)
            found.append(change)
        last = row
    return tuple(sorted(found, key=lambda change: (change.day, change.gain), reverse=True)[:most])
