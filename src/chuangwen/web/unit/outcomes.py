"""What the clerk is told after saving: that it is saved, what it changed in each book, and what is next."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.previews import Change
from chuangwen.civic.ledger.models import Entry
from chuangwen.web.ui import notices
from chuangwen.web.ui.figures import marks, marks_change
from chuangwen.web.ui.requests import SignedIn


def tell_saved(request: SignedIn, said: str, unit_id: int, *, at: datetime, entry: Entry | None = None) -> None:
    """Mark the unit anew, then say on the next page what happened and what it was worth."""
    changes = previews.refresh(unit_id, at)
    notices.tell(request, f"{said}{worth(changes)}", next_label=_label(entry), next_url=_next(unit_id, entry))


def worth(changes: Sequence[Change]) -> str:
    """Say what an act did to the predicted marks, one clause a book."""
    if not changes:
        return ""
    moved = [change for change in changes if change.gain]
    if not moved:
        return "预计得分没有变化。"
    told = [f"《{each.edition.title}》预计得分{marks_change(each.gain)}，现为{marks(each.after)}分" for each in moved]
    return f"{'；'.join(told)}。"


def _label(entry: Entry | None) -> str:
    return "再记一笔" if entry else "看看怎么得分"


def _next(unit_id: int, entry: Entry | None) -> str:
    if entry is None:
        return reverse("unit:standard", args=[unit_id])
    return f"{reverse('unit:entry-new', args=[unit_id])}?kind={entry.kind}"
