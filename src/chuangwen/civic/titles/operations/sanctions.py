"""Sanctions against a title: proposed with evidence, answered by its holder, decided by a second hand."""

from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import RectificationState, SanctionKind
from chuangwen.civic.titles.models import Rectification, Sanction, Title
from chuangwen.civic.titles.operations import _facts, _rows
from chuangwen.civic.titles.operations._proposing import propose, reopen_review
from chuangwen.civic.titles.operations._refusing import refusal_of
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.core.lifecycle import SANCTIONS, Case, Verdict, judge

ENDING = frozenset({SanctionKind.REVOKE})


@transaction.atomic(durable=True)
def propose_sanction(
    *,
    title_id: int,
    kind: SanctionKind,
    paper: Paper,
    actor: User,
    at: datetime,
    event_date: date | None = None,
    is_self_reported: bool = False,
) -> Sanction:
    """Propose a warning, an order, a suspension or a revocation, and ask the holder for a statement.

    :raises NotYourHand: the actor is no officer over the title.
    :raises OutOfTurn: the table knows no such sanction in the title's state.
    :raises PaperMissing: basis, grounds, reason or evidence is missing.
    :raises PapersWrong: another sanction is still open.
    """
    title = _rows.locked_title(title_id)
    known, sanction = propose(
        title, kind, paper, event_date=event_date, is_self_reported=is_self_reported, actor=actor, at=at
    )
    if not known:
        due = sanction.statement_due_date
        _rows.tell("sanction.proposed", title, actor=actor, at=at, sanction=kind, due_date=due)
    return sanction


def _locked_sanction(sanction_id: int) -> tuple[Sanction, Title]:
    title_id = Sanction.objects.values_list("title_id", flat=True).get(pk=sanction_id)
    title = _rows.locked_title(title_id)
    sanction = Sanction.objects.select_for_update().get(pk=sanction_id)
    sanction.title = title
    return sanction, title


def _case(sanction: Sanction, *, actor: User, at: datetime, paper: Paper) -> Case:
    return _rows.case_of(
        sanction.title,
        actor=actor,
        at=at,
        paper=paper,
        has_sanction=True,
        first_hand=sanction.proposed_by_id,
        was_heard=sanction.state == "heard",
        has_waived=sanction.is_waived,
        statement_due=sanction.statement_due_date,
    )


def _judged(sanction: Sanction, event: str, case: Case, what: str) -> Verdict:
    verdict = judge(SANCTIONS, sanction.state, event, case)
    if verdict.obstacles:
        raise refusal_of(verdict, what)
    return verdict


@transaction.atomic(durable=True)
def give_statement(*, sanction_id: int, text: str, actor: User, at: datetime) -> Sanction:
    """Put down what the holder says to a sanction; once, and before it is decided.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises OutOfTurn: a statement was waived, or the sanction is decided.
    :raises PaperMissing: the statement is empty.
    """
    sanction, title = _locked_sanction(sanction_id)
    paper = Paper(reason=text)
    verdict = _judged(sanction, "state", _case(sanction, actor=actor, at=at, paper=paper), "没有提交陈述。")
    if verdict.is_done:
        return sanction
    sanction.state, sanction.statement, sanction.stated_at = verdict.target, text.strip()[:4000], at
    sanction.save(update_fields=["state", "statement", "stated_at"])
    _rows.note(title, "state", actor=actor, at=at, paper=Paper(reason=text[:2000]))
    _rows.tell("sanction.answered", title, actor=actor, at=at, sanction=sanction.kind)
    return sanction


@transaction.atomic(durable=True)
def waive_statement(*, sanction_id: int, actor: User, at: datetime) -> Sanction:
    """Note that the holder has nothing to say to a sanction.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises OutOfTurn: a statement was given, or the sanction is decided.
    """
    sanction, title = _locked_sanction(sanction_id)
    verdict = _judged(sanction, "waive", _case(sanction, actor=actor, at=at, paper=_rows.BLANK), "没有保存。")
    if verdict.is_done:
        return sanction
    sanction.state, sanction.is_waived, sanction.stated_at = verdict.target, True, at
    sanction.save(update_fields=["state", "is_waived", "stated_at"])
    _rows.note(title, "waive", actor=actor, at=at)
    _rows.tell("sanction.waived", title, actor=actor, at=at, sanction=sanction.kind)
    return sanction


@transaction.atomic(durable=True)
def extend_statement(*, sanction_id: int, days: int, reason: str, actor: User, at: datetime) -> Sanction:
    """Give a holder more working days for its statement, with the reason.

    :raises NotYourHand: the actor is no officer over the title.
    :raises OutOfTurn: it was answered or waived, or the sanction is decided.
    :raises PaperMissing: the reason is missing.
    :raises PapersWrong: the days are none.
    """
    sanction, title = _locked_sanction(sanction_id)
    paper = Paper(reason=reason)
    _judged(sanction, "extend", _case(sanction, actor=actor, at=at, paper=paper), "没有延长期限。")
    due = _rows.later(sanction.statement_due_date, days)
    sanction.statement_due_date, sanction.is_provisional = due.date, due.provisional
    sanction.save(update_fields=["statement_due_date", "is_provisional"])
    _rows.note(title, "extend_statement", actor=actor, at=at, paper=paper, due=due)
    _rows.tell("sanction.extended", title, actor=actor, at=at, due_date=due.date, reason=reason)
    return sanction


@transaction.atomic(durable=True)
def confirm_sanction(*, sanction_id: int, paper: Paper, actor: User, at: datetime, days: int | None = None) -> Sanction:
    """Decide a sanction by a second hand of the awarding office, once its holder was heard; `days` to put right.

    :raises NotYourHand: the actor does not serve the awarding office.
    :raises ConditionsUnmet: the holder was not heard, or the actor has proposed it.
    :raises OutOfTurn: it is decided already another way, or the title has moved on.
    :raises PaperMissing: basis or number is missing.
    """
    sanction, title = _locked_sanction(sanction_id)
    what = f"没有作出{sanction.get_kind_display()}决定。"
    known = Paper(
        basis=paper.basis,
        number=paper.number,
        reason=paper.reason or sanction.reason,
        evidence_id=sanction.evidence_id,
        evidence_note=sanction.evidence_note,
    )
    case = _case(sanction, actor=actor, at=at, paper=known)
    of_sanction = _judged(sanction, "confirm", case, what)
    if of_sanction.is_done:
        return sanction
    of_title = _rows.judged(title, sanction.kind, case, what)
    sanction.state, sanction.decided_by, sanction.decided_at = of_sanction.target, actor, at
    sanction.decision, sanction.number = paper.reason, paper.number
    sanction.save(update_fields=["state", "decided_by", "decided_at", "decision", "number"])
    _carry_out(sanction, title, of_title, known, days, actor=actor, at=at)
    _rows.tell("sanction.confirmed", title, actor=actor, at=at, sanction=sanction.kind, number=paper.number)
    return sanction


def _carry_out(
    sanction: Sanction, title: Title, verdict: Verdict, paper: Paper, days: int | None, *, actor: User, at: datetime
) -> None:
    """Move the title, start its clocks, and end what a heavier sanction puts an end to."""
    today, own = _rows.day_of(at), title.programme.clocks
    due = _rows.deadline(verdict.clock, own, today, days=days if verdict.clock == "rectification" else None)
    title.appeal_due_date = _rows.deadline("appeal", own, today).date
    Rectification.objects.filter(title=title, state=RectificationState.OPEN).update(state=RectificationState.ENDED)
    if sanction.kind == SanctionKind.ORDER:
        Rectification.objects.create(
            title=title, sanction=sanction, demands=paper.reason, due_date=due.date, is_provisional=due.provisional
        )
    if sanction.kind in ENDING:
        title.ended_date = today
    title.save(update_fields=["appeal_due_date", "ended_date"])
    _rows.move(title, sanction.kind, verdict, actor=actor, at=at, paper=paper, due=due)
    if title.ended_date:
        _facts.end({title: today}, reason=f"称号已撤销（{paper.number}）。", actor=actor, at=at)


@transaction.atomic(durable=True)
def drop_sanction(*, sanction_id: int, reason: str, actor: User, at: datetime) -> Sanction:
    """Drop a proposed sanction, with the reason: the title stays as it is, and a review that failed is open again.

    :raises NotYourHand: the actor is no officer over the title.
    :raises OutOfTurn: it is decided already.
    :raises PaperMissing: the reason is missing.
    """
    sanction, title = _locked_sanction(sanction_id)
    paper = Paper(reason=reason)
    verdict = _judged(sanction, "drop", _case(sanction, actor=actor, at=at, paper=paper), "没有保存。")
    if verdict.is_done:
        return sanction
    sanction.state, sanction.decision = verdict.target, reason.strip()
    sanction.decided_by, sanction.decided_at = actor, at
    sanction.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    reopen_review(sanction)
    _rows.note(title, "drop", actor=actor, at=at, paper=paper)
    _rows.tell("sanction.dropped", title, actor=actor, at=at, sanction=sanction.kind)
    return sanction


@transaction.atomic(durable=True)
def verify_rectification(
    *, rectification_id: int, passed: bool, paper: Paper, actor: User, at: datetime, days: int | None = None
) -> Rectification:
    """Verify by another hand what was put right; what was not gets another time limit.

    :raises NotYourHand: the actor is no officer over the title.
    :raises ConditionsUnmet: the actor has proposed the order.
    :raises OutOfTurn: the title has moved on.
    :raises PaperMissing: finding or evidence is missing.
    """
    sanction_id = Rectification.objects.values_list("sanction_id", flat=True).get(pk=rectification_id)
    sanction, title = _locked_sanction(sanction_id)
    order = Rectification.objects.select_for_update().get(pk=rectification_id)
    if order.state != RectificationState.OPEN:
        return order
    event = "verify" if passed else "redo"
    case = _case(sanction, actor=actor, at=at, paper=paper)
    verdict = _rows.judged(title, event, case, "没有保存核查结果。")
    due = None
    if passed:
        order.state = RectificationState.DONE
    else:
        due = _rows.deadline(verdict.clock, title.programme.clocks, _rows.day_of(at), days=days)
        order.due_date, order.is_provisional = due.date, due.provisional
    order.finding, order.verified_by, order.verified_at = paper.reason, actor, at
    order.save()
    _rows.move(title, event, verdict, actor=actor, at=at, paper=paper, due=due)
    verb = "rectification.verified" if passed else "rectification.returned"
    _rows.tell(verb, title, actor=actor, at=at)
    return order
