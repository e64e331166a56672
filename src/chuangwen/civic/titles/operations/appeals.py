"""Appeals against a sanction or a lapse, decided by another hand within their own clock."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import RectificationState
from chuangwen.civic.titles.models import Appeal, Rectification, Sanction, Title
from chuangwen.civic.titles.operations import _facts, _rows
from chuangwen.civic.titles.operations._proposing import reopen_review
from chuangwen.civic.titles.operations._refusing import refusal_of
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.refusals import PapersWrong
from chuangwen.core.lifecycle import APPEALS, Case, Verdict, judge


@transaction.atomic(durable=True)
def file_appeal(*, title_id: int, text: str, actor: User, at: datetime) -> Appeal:
    """File an appeal against the last decision about a title, within its clock; the same one twice is one.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises ConditionsUnmet: the time for appeals has passed, or there is nothing to appeal against.
    :raises PaperMissing: the reasons are missing.
    """
    title = _rows.locked_title(title_id)
    if standing := Appeal.objects.filter(title=title, state="filed").first():
        return standing
    sanction = Sanction.objects.filter(title=title, state="confirmed").order_by("-decided_at", "-id").first()
    case = _rows.case_of(title, actor=actor, at=at, paper=Paper(reason=text))
    verdict = judge(APPEALS, "", "file", case)
    if verdict.obstacles:
        raise refusal_of(verdict, "没有提交申诉。")
    due = _rows.deadline(verdict.clock, title.programme.clocks, _rows.day_of(at))
    appeal = Appeal.objects.create(
        title=title,
        sanction=sanction if title.state != "lapsed" else None,
        text=text.strip()[:4000],
        filed_by=actor,
        filed_at=at,
        due_date=due.date,
        is_provisional=due.provisional,
    )
    _rows.note(title, "appeal", actor=actor, at=at, paper=Paper(reason=text[:2000]), due=due)
    _rows.tell("appeal.filed", title, actor=actor, at=at, due_date=due.date)
    return appeal


def _locked_appeal(appeal_id: int) -> tuple[Appeal, Title]:
    title_id = Appeal.objects.values_list("title_id", flat=True).get(pk=appeal_id)
    title = _rows.locked_title(title_id)
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("sanction").get(pk=appeal_id)
    appeal.title = title
    return appeal, title


def _judged(appeal: Appeal, event: str, case: Case, what: str) -> Verdict:
    verdict = judge(APPEALS, appeal.state, event, case)
    if verdict.obstacles:
        raise refusal_of(verdict, what)
    return verdict


def _first_hand(appeal: Appeal) -> int:
    """Return who decided what is appealed against: that person does not decide the appeal."""
    if appeal.sanction and appeal.sanction.decided_by_id:
        return appeal.sanction.decided_by_id
    lapse = appeal.title.history.filter(event="lapse").order_by("-at", "-id").first()
    return (lapse.actor_id or 0) if lapse else 0


@transaction.atomic(durable=True)
def decide_appeal(*, appeal_id: int, uphold: bool, answer: str, basis: str, actor: User, at: datetime) -> Appeal:
    """Answer an appeal in writing; one that is upheld gives the title back as if nothing had been decided.

    :raises NotYourHand: the actor does not serve the awarding office.
    :raises ConditionsUnmet: the actor took the decision that is appealed against.
    :raises OutOfTurn: it is answered already another way, or withdrawn.
    :raises PaperMissing: answer or basis is missing.
    """
    appeal, title = _locked_appeal(appeal_id)
    paper = Paper(basis=basis, reason=answer)
    case = _rows.case_of(title, actor=actor, at=at, paper=paper, first_hand=_first_hand(appeal))
    verdict = _judged(appeal, "uphold" if uphold else "reject", case, "没有作出申诉决定。")
    if verdict.is_done:
        return appeal
    appeal.state, appeal.answer, appeal.basis = verdict.target, answer.strip()[:4000], basis.strip()
    appeal.decided_by, appeal.decided_at = actor, at
    appeal.save(update_fields=["state", "answer", "basis", "decided_by", "decided_at"])
    if uphold:
        reopen_review(appeal.sanction)
    _rows.note(title, "decide_appeal", actor=actor, at=at, paper=replace(paper, reason=answer[:2000]))
    if uphold:
        _overturn(title, replace(case, has_upheld_appeal=True), paper, actor=actor, at=at)
    _rows.tell("appeal.decided", title, actor=actor, at=at, status=appeal.state)
    return appeal


def _overturn(title: Title, case: Case, paper: Paper, *, actor: User, at: datetime) -> None:
    verdict = _rows.judged(title, "overturn", case, "没有恢复称号。")
    held = Title.objects.filter(holder=title.holder, honour=title.honour, level=title.level, ended_date=None)
    if held.exclude(pk=title.pk).exists():
        raise PapersWrong("没有恢复称号。", why="该单位已另行取得同一称号。", remedy="请核对后改为不恢复。")
    title.ended_date, title.appeal_due_date = None, None
    title.save(update_fields=["ended_date", "appeal_due_date"])
    Rectification.objects.filter(title=title, state=RectificationState.OPEN).update(state=RectificationState.ENDED)
    _rows.move(title, "overturn", verdict, actor=actor, at=at, paper=paper)
    _facts.mend(title, reason="申诉成立，称号恢复。", actor=actor, at=at)


@transaction.atomic(durable=True)
def withdraw_appeal(*, appeal_id: int, actor: User, at: datetime) -> Appeal:
    """Take an appeal back.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises OutOfTurn: it is answered already.
    """
    appeal, title = _locked_appeal(appeal_id)
    verdict = _judged(appeal, "withdraw", _rows.case_of(title, actor=actor, at=at), "没有撤回申诉。")
    if verdict.is_done:
        return appeal
    appeal.state = verdict.target
    appeal.save(update_fields=["state"])
    _rows.note(title, "withdraw_appeal", actor=actor, at=at)
    _rows.tell("appeal.withdrawn", title, actor=actor, at=at)
    return appeal


@transaction.atomic(durable=True)
def extend_appeal(*, appeal_id: int, days: int, reason: str, actor: User, at: datetime) -> Appeal:
    """Give an appeal more working days to be decided, with the reason.

    :raises NotYourHand: the actor does not serve the awarding office.
    :raises OutOfTurn: it is answered already.
    :raises PaperMissing: the reason is missing.
    """
    appeal, title = _locked_appeal(appeal_id)
    paper = Paper(reason=reason)
    _judged(appeal, "extend", _rows.case_of(title, actor=actor, at=at, paper=paper), "没有延长期限。")
    due = _rows.later(appeal.due_date, days)
    appeal.due_date, appeal.is_provisional = due.date, due.provisional
    appeal.save(update_fields=["due_date", "is_provisional"])
    _rows.note(title, "extend", actor=actor, at=at, paper=paper, due=due)
    _rows.tell("appeal.extended", title, actor=actor, at=at, due_date=due.date, reason=reason)
    return appeal
