"""Departments are asked for their opinion of applicants, in time; silence is noted as silence."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import posts_of
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import Answer
from chuangwen.civic.rounds.models import Application, DepartmentOpinion
from chuangwen.civic.rounds.operations import _letters, _moves
from chuangwen.civic.rounds.operations.refusals import NotYourHand, NotYourPlace, OutOfTurn, PapersWrong
from chuangwen.civic.rounds.queries.reminders import late_opinions
from chuangwen.civic.titles.access import may_award
from chuangwen.civic.titles.operations import _rows
from chuangwen.core.lifecycle import Obstacle
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
    :raises OutOfTurn: it was answered already another way, or its time is over.
    :raises PapersWrong: there is no answer, or an objection without its reason.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有提交意见。"
    asked = DepartmentOpinion.objects.values_list("application__round_id", flat=True).get(pk=opinion_id)
    round_ = _moves.locked_round(asked, what)
    opinion = DepartmentOpinion.objects.select_for_update(of=("self",)).select_related("unit").get(pk=opinion_id)
    if opinion.answer == answer and opinion.text == text.strip():
        return opinion
    _must_be_asked(opinion, actor, at, what)
    if answer not in {Answer.AGREES, Answer.OBJECTS} or (answer == Answer.OBJECTS and not text.strip()):
        raise PapersWrong(what, why="请选择意见；有不同意见的，须写明理由。", remedy="请补全后再提交。")
    opinion.answer, opinion.text, opinion.number = answer, text.strip()[:1000], number.strip()
    opinion.answered_by, opinion.answered_at = actor, at
    opinion.save(update_fields=["answer", "text", "number", "answered_by", "answered_at"])
    after = {"unit": opinion.unit.name, "status": answer}
    pen.write("opinion.given", opinion, actor=actor, at=at, unit_id=round_.unit_id, after=after)
    return opinion


def _must_be_asked(opinion: DepartmentOpinion, actor: User, at: datetime, what: str) -> None:
    serves = any(post.role == Role.CLERK and post.unit_id == opinion.unit_id for post in posts_of(actor))
    if not serves:
        said = f"这一步由{opinion.unit.name}办理。"
        raise NotYourHand(what, [Obstacle(code="wrong_hand", said=said, remedy="请由该部门的联络员办理。")])
    if opinion.answer != Answer.WAITING or _rows.day_of(at) > opinion.due_date:
        said = "已经答复，或答复期限已过。"
        raise OutOfTurn(what, [Obstacle(code="out_of_turn", said=said, remedy="如需补充，请与文明办联系。")])


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
