"""What the clerk is told after saving: that it is saved, what it changed in each book, and what is next."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.previews import Change
from chuangwen.civic.assessments.queries.advice import steps_of
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.rulebooks.queries.editions import InForce, book_of
from chuangwen.web.ui import notices
from chuangwen.web.ui.figures import marks, marks_change
from chuangwen.web.ui.requests import SignedIn


def tell_saved(request: SignedIn, said: str, unit_id: int, *, at: datetime, entry: Entry | None = None) -> None:
    """Mark the unit anew, then say on the next page what happened and what it was worth."""
    changes = previews.refresh(unit_id, at)
    bare = "" if any(change.gain for change in changes) else lacking_proof(changes, entry)
    notices.tell(request, f"{said}{worth(changes)}{bare}", next_label=_label(entry), next_url=_next(unit_id, entry))


def worth(changes: Sequence[Change]) -> str:
    """Say what an act did to the predicted marks, one clause a book; nothing where no book is in force."""
    if not changes:
        return ""
    told = [_told(change) for change in changes if change.gain or change.before is None]
    if not told:
        return "预计得分没有变化。"
    rest = "其他细则的预计得分没有变化。" if len(told) < len(changes) else ""
    return f"{'；'.join(told)}。{rest}"


def lacking_proof(changes: Sequence[Change], entry: Entry | None = None) -> str:
    """Say whether evidence is what keeps an entry, or any of a batch, from counting; and what it would gain."""
    books = [InForce(edition=each.edition, book=book_of(each.edition)) for each in changes]
    steps = steps_of(changes[0].case, books, today=clock.today()) if books else ()
    bare = [step for step in steps if step.is_mending and (entry is None or entry.pk in step.entry_ids)]
    if not bare:
        return ""
    return f"缺的是佐证：{bare[0].step}，预计可得{marks(bare[0].gain)}分。"


def _told(change: Change) -> str:
    gain = f"{marks_change(change.gain)}，" if change.before is not None else ""
    return f"《{change.edition.title}》预计得分{gain}现为{marks(change.after)}分"


def _label(entry: Entry | None) -> str:
    return "再记一笔" if entry else "看看怎么得分"


def _next(unit_id: int, entry: Entry | None) -> str:
    if entry is None:
        return reverse("unit:standard", args=[unit_id])
    return f"{reverse('unit:entry-new', args=[unit_id])}?kind={entry.kind}"
