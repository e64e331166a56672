"""A sanction proposed, by itself or after a review that failed. Each function runs inside the caller's act."""

from datetime import date, datetime

from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import ReviewResult, SanctionKind
from chuangwen.civic.titles.models import Sanction, Title, YearlyReview
from chuangwen.civic.titles.operations import _rows
from chuangwen.civic.titles.operations._refusing import refusal_of
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.refusals import PapersWrong
from chuangwen.core.lifecycle import SANCTIONS, TITLES, Case, judge
from chuangwen.core.lifecycle.eligibility import months_after

OPEN = ("proposed", "heard", "waived")
SELF_REPORT_MONTHS = 1  # an event not told within a month counts as concealed (DOMAIN: negative list)


def propose(
    title: Title,
    kind: SanctionKind,
    paper: Paper,
    *,
    actor: User,
    at: datetime,
    event_date: date | None = None,
    is_self_reported: bool = False,
    review: YearlyReview | None = None,
) -> tuple[bool, Sanction]:
    """Propose a sanction and ask the holder for a statement; say whether the very same stood already.

    :raises LifecycleRefusal: the table does not let it be proposed.
    :raises PapersWrong: another sanction is still open.
    """
    what = f"没有提出{kind.label}。"
    standing = Sanction.objects.filter(title=title, state__in=OPEN).first()
    if standing and standing.kind == kind and standing.reason == paper.reason:
        return True, standing
    if standing:
        raise PapersWrong(what, why="已有一项拟处理意见还没有办结。", remedy="请先办结那一项。")
    case = _rows.case_of(title, actor=actor, at=at, paper=_rows.known_grounds(title, paper))
    _must_be_due(title, kind, case, what)
    today = _rows.day_of(at)
    due = _rows.deadline("statement", title.programme.clocks, today)
    sanction = Sanction.objects.create(
        title=title,
        review=review,
        kind=kind,
        grounds=list(paper.grounds),
        reason=paper.reason.strip(),
        basis=paper.basis.strip(),
        evidence_id=paper.evidence_id,
        evidence_note=paper.evidence_note.strip(),
        event_date=event_date,
        is_concealed=_is_concealed(event_date, today, is_self_reported),
        proposed_by=actor,
        proposed_at=at,
        statement_due_date=due.date,
        is_provisional=due.provisional,
    )
    _rows.note(title, "propose", actor=actor, at=at, paper=paper, due=due)
    return False, sanction


def _must_be_due(title: Title, kind: SanctionKind, case: Case, what: str) -> None:
    """Refuse what the table could never decide in this state, or a proposal without its papers."""
    if TITLES.row(title.state, kind) is None:
        raise refusal_of(judge(TITLES, title.state, kind, case), what)
    verdict = judge(SANCTIONS, "", "propose", case)
    if verdict.obstacles:
        raise refusal_of(verdict, what)


def _is_concealed(event_date: date | None, today: date, is_self_reported: bool) -> bool:
    return event_date is not None and not is_self_reported and today > months_after(event_date, SELF_REPORT_MONTHS)


def reopen_review(sanction: Sanction | None) -> None:
    """Open the review again that a sanction came of, once nothing came of the sanction."""
    if sanction and sanction.review_id:
        YearlyReview.objects.filter(pk=sanction.review_id).update(result=ReviewResult.REPORTED, reviewed_at=None)
