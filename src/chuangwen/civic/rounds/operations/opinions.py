"""Departments are asked for their opinion of applicants, in time; silence is noted as silence."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import posts_of
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import Answer
from chuangwen.civic.rounds.models import Application, DepartmentOpinion, Extension, Round
from chuangwen.civic.rounds.operations import _letters, _moves
from chuangwen.civic.rounds.operations.refusals import NotYourPlace, OutOfTurn, PapersWrong
from chuangwen.civic.rounds.queries.reminders import late_opinions
from chuangwen.civic.titles.access import hands_of, may_award
from chuangwen.civic.titles.operations import _rows
from chuangwen.civic.titles.operations._refusing import refusal_of
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.core.lifecycle import OPINIONS, Case, Obstacle, Verdict, Who, has_passed, judge
from chuangwen.core.lifecycle.tables import APPLICATION_ENDS


@transaction.atomic(durable=True)
def ask_opinions(
    *, round_id: int, application_ids: Sequence[int], unit_ids: Sequence[int], actor: User, at: datetime
) -> int:
    """Ask departments for their opinion of applicants; those asked already are not asked again. Returns how many.

    :raises NotYourPlace: the actor is no officer of the running place or of one above.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有发出征求意见。"
    round_ = _moves.locked_round(round_id, what)
    if not may_award(actor, round_.programme):
        raise NotYourPlace(what)
    live = [a for a in _moves.locked_applications(round_, application_ids) if a.state not in _NOT_ASKED]
    asked = DepartmentOpinion.objects.filter(application__in=live, unit_id__in=unit_ids)
    known = set(asked.values_list("application_id", "unit_id"))
    due = _rows.deadline("opinion", round_.terms["clocks"], _rows.day_of(at))
    rows = [
        DepartmentOpinion(
            application=application,
            unit_id=unit_id,
            due_date=due.date,
            is_provisional=due.provisional,
            asked_by=actor,
            asked_at=at,
        )
        for application in live
        for unit_id in dict.fromkeys(unit_ids)
        if (application.pk, unit_id) not in known and unit_id != application.unit_id
    ]
    DepartmentOpinion.objects.bulk_create(rows, batch_size=500)
    if rows:
        asked_now = DepartmentOpinion.objects.filter(application__in=live, asked_at=at).select_related("unit")
        _letters.tell_of_questions(round_, asked_now.order_by("id"), at=at)
        after = {"count": len(rows), "due_date": due.date}
        pen.write("opinions.asked", round_, actor=actor, at=at, unit_id=round_.unit_id, after=after)
    return len(rows)


_NOT_ASKED = frozenset({"drafted", *APPLICATION_ENDS})


@transaction.atomic(durable=True)
def give_opinion(
    *, opinion_id: int, answer: Answer, text: str, number: str, actor: User, at: datetime
) -> DepartmentOpinion:
    """Say what a department has to say of an applicant; once, and in time.

    :raises NotYourHand: the actor does not serve the department.
    :raises ConditionsUnmet: its time is over.
    :raises OutOfTurn: it was answered already another way.
    :raises PaperMissing: an objection has no reason.
    :raises PapersWrong: there is no answer.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有提交意见。"
    opinion, round_ = _locked_opinion(opinion_id, what)
    if opinion.answer == answer and opinion.text == text.strip():
        return opinion
    if answer not in EVENTS:
        raise PapersWrong(what, why="还没有选择意见。", remedy="请选择后再提交。")
    serves = any(post.role == Role.CLERK and post.unit_id == opinion.unit_id for post in posts_of(actor))
    who = frozenset({Who.DEPARTMENT}) if serves else frozenset()
    verdict = _judged(opinion, EVENTS[answer], _case(opinion, who, at, Paper(reason=text)), what)
    if verdict.is_done:
        raise OutOfTurn(what, [Obstacle(code="out_of_turn", said="已经答复。", remedy="如需补充，请与文明办联系。")])
    opinion.answer, opinion.text, opinion.number = Answer(verdict.target), text.strip()[:1000], number.strip()
    opinion.answered_by, opinion.answered_at = actor, at
    opinion.save(update_fields=["answer", "text", "number", "answered_by", "answered_at"])
    after = {"unit": opinion.unit.name, "status": answer}
    pen.write("opinion.given", opinion, actor=actor, at=at, unit_id=round_.unit_id, after=after)
    return opinion


EVENTS = {Answer.AGREES: "agree", Answer.OBJECTS: "object"}


def _locked_opinion(opinion_id: int, what: str) -> tuple[DepartmentOpinion, Round]:
    asked = DepartmentOpinion.objects.values_list("application__round_id", flat=True).get(pk=opinion_id)
    round_ = _moves.locked_round(asked, what)
    rows = DepartmentOpinion.objects.select_for_update(of=("self",)).select_related("unit", "application__unit")
    return rows.get(pk=opinion_id), round_


def _case(
    opinion: DepartmentOpinion, who: frozenset[Who], at: datetime, paper: Paper, *, is_over: bool = False
) -> Case:
    return Case(
        today=_rows.day_of(at), who=who, given=paper.given, opinion_due=opinion.due_date, is_consulted=is_over
    )  # fmt: skip


def _judged(opinion: DepartmentOpinion, event: str, case: Case, what: str) -> Verdict:
    verdict = judge(OPINIONS, opinion.answer, event, case)
    if verdict.obstacles:
        raise refusal_of(verdict, what)
    return verdict


@transaction.atomic(durable=True)
def extend_opinion(*, opinion_id: int, days: int, reason: str, actor: User, at: datetime) -> Extension:
    """Give a department more working days to answer, with the reason; one noted as silent may answer after all.

    :raises NotYourHand: the actor is no officer over the unit or of the awarding place.
    :raises ConditionsUnmet: what was asked of the applicant is closed already.
    :raises OutOfTurn: it is answered already.
    :raises PaperMissing: the reason is missing.
    :raises PapersWrong: the days are none.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有延长期限。"
    opinion, round_ = _locked_opinion(opinion_id, what)
    application = opinion.application
    who = hands_of(actor, unit_path=application.unit.path, awarding_path=round_.programme.unit.path)
    is_over = has_passed(round_.steps, application.state, "consult")
    verdict = _judged(opinion, "extend", _case(opinion, who, at, Paper(reason=reason), is_over=is_over), what)
    due = _rows.later(opinion.due_date, days)
    extension = Extension.objects.create(
        application=application, opinion=opinion, clock=verdict.clock, days=days, before_date=opinion.due_date,
        after_date=due.date, reason=reason.strip()[:500], given_by=actor, given_at=at,
    )  # fmt: skip
    opinion.answer, opinion.answered_at = Answer(verdict.target), None
    opinion.due_date, opinion.is_provisional = due.date, due.provisional
    opinion.save(update_fields=["answer", "answered_at", "due_date", "is_provisional"])
    _letters.tell_of_more_time(round_, extension, at=at)
    after = {"unit": opinion.unit.name, "due_date": due.date, "reason": reason}
    pen.write("opinion.extended", opinion, actor=actor, at=at, unit_id=round_.unit_id, after=after)
    return extension


@transaction.atomic(durable=True)
def close_opinions(*, application_id: int, actor: User, at: datetime) -> Application:
    """Close what departments were asked of an applicant; who did not answer in time was silent.

    :raises ConditionsUnmet: a department still has time to answer.
    :raises NotYourHand: the actor is no officer over the unit.
    :raises OutOfTurn: it is not this step's turn.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    _moves.note_silence([application_id], at)
    return _moves.move_one(application_id, "consult", actor=actor, at=at)


@transaction.atomic(durable=True)
def note_silences(*, round_id: int, day: date, actor: User | None, at: datetime) -> int:
    """Note who was asked in a round and did not answer in time, by a day, as silent; the office is told. Returns how many.

    The calendar decides this and no hand: the daily chores do it, without an actor.

    :raises RoundNotRunning: the round is not announced, or closed.
    """
    round_ = _moves.locked_round(round_id, "没有登记。")
    count = late_opinions(day).filter(application__round=round_).update(answer=Answer.SILENT, answered_at=at)
    if count:
        _letters.tell_of_silence(round_, count, day, at=at)
        after = {"count": count, "due_date": day}
        pen.write("opinions.silenced", round_, actor=actor, at=at, unit_id=round_.unit_id, after=after)
    return count
