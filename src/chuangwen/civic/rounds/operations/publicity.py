"""Lists are shown to everybody, people object, and every objection gets a written answer."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.models import Application, Extension, Objection, Publicity, Round
from chuangwen.civic.rounds.operations import _letters, _moves
from chuangwen.civic.rounds.operations._moves import Outcome
from chuangwen.civic.rounds.operations.refusals import ConditionsUnmet, NotYourPlace, PapersWrong
from chuangwen.civic.rounds.operations.screening import LARGEST_BATCH
from chuangwen.civic.titles import access
from chuangwen.civic.titles.operations import _rows
from chuangwen.civic.titles.operations._refusing import refusal_of
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.core.lifecycle import OBJECTIONS, Case, Obstacle, Verdict, days_of, judge

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
OUTCOMES = {"uphold": "查实", "correct": "更正", "reject": "不成立"}


@transaction.atomic(durable=True)
def publicise(
    *,
    round_id: int,
    application_ids: Sequence[int],
    name: str,
    text: str,
    number: str,
    from_date: date,
    token: str,
    actor: User,
    at: datetime,
) -> tuple[Publicity, Outcome]:
    """Show a list to everybody for the round's working days; more may join it by the same token, in batches.

    What joins later would be shown for less time, so it joins on the first day only.

    :raises NotYourPlace: the actor is no officer of the running place or of one above.
    :raises PapersWrong: name or day is wrong, or there are more than a hundred.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有公示。"
    round_ = _moves.locked_round(round_id, what)
    if not access.may_award(actor, round_.programme):
        raise NotYourPlace(what)
    today = _rows.day_of(at)
    publicity = known = Publicity.objects.filter(token=token).first()
    if publicity and publicity.round_id != round_.pk:
        raise PapersWrong(what, why="这份表单属于另一轮申报。", remedy="请回到本轮的页面再公示。")
    if len(application_ids) > LARGEST_BATCH or not name.strip() or (publicity is None and from_date < today):
        said = f"标题不能为空，公示首日不能早于今天，一次最多{LARGEST_BATCH}个。"
        raise PapersWrong(what, why=said, remedy="请改正后再公示。")
    if publicity is None:
        words = {"name": name.strip(), "text": text.strip(), "number": number.strip(), "token": token}
        publicity = _new_publicity(round_, from_date, words, actor=actor, at=at)
    elif today > publicity.from_date:
        raise PapersWrong(what, why="这份公示已经开始，后加入的公示时间不足。", remedy="请另发一份公示。")
    columns = {"publicity": publicity}
    paper = Paper(basis=publicity.name, number=publicity.number)
    outcome = _moves.move(
        round_, application_ids, "publicise", actor=actor, at=at, paper=paper, before=lambda *_: columns
    )
    if not known and not outcome.moved:
        publicity.delete()  # a list with nobody on it is none
    return publicity, outcome


def _new_publicity(round_: Round, from_date: date, said: Mapping[str, str], *, actor: User, at: datetime) -> Publicity:
    """Make a list whose last day the round's working days give."""
    due = _rows.deadline("publicity", round_.terms["clocks"], from_date)
    return Publicity.objects.create(
        round=round_,
        from_date=from_date,
        days=days_of("publicity", round_.terms["clocks"]),
        due_date=due.date,
        is_provisional=due.provisional,
        added_by=actor,
        added_at=at,
        **said,
    )


@transaction.atomic(durable=True)
def object_to(
    *,
    application_id: int,
    text: str,
    is_anonymous: bool,
    name: str,
    contact: str,
    actor: User | None,
    at: datetime,
    evidence_id: str | None = None,
) -> Objection:
    """Take an objection in, from anybody, while the list is shown; the tracking code finds the answer.

    :raises PapersWrong: the text is empty, or a named objection has no name.
    :raises ConditionsUnmet: the list is not shown, or no longer.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有收到异议。"
    round_ = _moves.locked_round(_moves.round_of(application_id), what)
    application = Application.objects.select_related("publicity", "unit").get(pk=application_id)
    publicity, today = application.publicity, _rows.day_of(at)
    if publicity is None or not publicity.from_date <= today <= publicity.due_date:
        said = "该申报不在公示期内。"
        raise ConditionsUnmet(what, [Obstacle(code="publicity", said=said, remedy="可以向文明办书面反映。")])
    if not text.strip() or len(text) > 2000 or not (is_anonymous or name.strip()):
        raise PapersWrong(what, why="内容不能为空，最多2000个字；实名的请填写姓名。", remedy="请补全后再提交。")
    due = _rows.deadline("objection", round_.terms["clocks"], today)
    objection = Objection.objects.create(
        publicity=publicity,
        application=application,
        is_anonymous=is_anonymous,
        name="" if is_anonymous else name.strip()[:60],
        contact="" if is_anonymous else contact.strip()[:120],
        text=text.strip(),
        evidence_id=evidence_id,
        tracking_code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
        received_at=at,
        due_date=due.date,
        is_provisional=due.provisional,
    )
    _letters.tell_of_objection(round_, objection, at=at)
    after = {"due_date": due.date}  # neither who it was nor what was said: the journal is read by others
    pen.write("objection.received", objection, actor=actor, at=at, unit_id=application.unit_id, after=after)
    return objection


def _locked_objection(objection_id: int, what: str) -> Objection:
    found = Objection.objects.values_list("application__round_id", flat=True).get(pk=objection_id)
    round_ = _moves.locked_round(found, what)
    rows = Objection.objects.select_for_update(of=("self",)).select_related("application__unit")
    objection = rows.get(pk=objection_id)
    objection.application.round = round_
    return objection


def _judged(objection: Objection, event: str, what: str, *, actor: User, at: datetime, reason: str) -> Verdict:
    application = objection.application
    case = Case(
        today=_rows.day_of(at),
        who=access.hands_of(
            actor, unit_path=application.unit.path, awarding_path=application.round.programme.unit.path
        ),
        actor=actor.pk,
        given=Paper(reason=reason).given,
        is_conflicted=access.is_conflicted(actor, application.unit.path),
    )
    verdict = judge(OBJECTIONS, objection.state, event, case)
    if verdict.obstacles:
        raise refusal_of(verdict, what)
    return verdict


@transaction.atomic(durable=True)
def answer_objection(*, objection_id: int, finding: str, answer: str, actor: User, at: datetime) -> Objection:
    """Answer an objection in writing; `finding` is uphold, correct or reject. Upheld, it bars the award.

    :raises NotYourHand: the actor is no officer over the unit or of the awarding place.
    :raises ConditionsUnmet: the actor serves the applicant too.
    :raises OutOfTurn: it is answered already another way.
    :raises PaperMissing: the answer is empty.
    :raises PapersWrong: the finding is none of the three.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有答复。"
    if finding not in OUTCOMES:
        raise PapersWrong(what, why="请选择核查结论。", remedy="请选择后再提交。")
    objection = _locked_objection(objection_id, what)
    verdict = _judged(objection, finding, what, actor=actor, at=at, reason=answer)
    if verdict.is_done:
        return objection
    objection.state, objection.answer = verdict.target, answer.strip()[:4000]
    objection.answered_by, objection.answered_at = actor, at
    objection.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    unit_id = objection.application.unit_id
    pen.write("objection.answered", objection, actor=actor, at=at, unit_id=unit_id, after={"state": objection.state})
    return objection


@transaction.atomic(durable=True)
def withdraw_objection(*, tracking_code: str, actor: User | None, at: datetime) -> Objection:
    """Take an objection back, by its tracking code; one that is answered stays as it is.

    :raises RoundNotRunning: the round is not announced, or closed.
    """
    pk = Objection.objects.values_list("id", flat=True).get(tracking_code=tracking_code)
    objection = _locked_objection(pk, "没有撤回。")
    if objection.state != "received":
        return objection
    objection.state = "withdrawn"
    objection.save(update_fields=["state"])
    pen.write("objection.withdrawn", objection, actor=actor, at=at, unit_id=objection.application.unit_id)
    return objection


@transaction.atomic(durable=True)
def extend_objection(*, objection_id: int, days: int, reason: str, actor: User, at: datetime) -> Extension:
    """Give an objection more working days to be answered, with the reason.

    :raises NotYourHand: the actor is no officer over the unit or of the awarding place.
    :raises OutOfTurn: it is answered already.
    :raises PaperMissing: the reason is missing.
    :raises PapersWrong: the days are none.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有延长期限。"
    objection = _locked_objection(objection_id, what)
    _judged(objection, "extend", what, actor=actor, at=at, reason=reason)
    due = _rows.later(objection.due_date, days)
    extension = Extension.objects.create(
        application=objection.application,
        objection=objection,
        clock="objection",
        days=days,
        before_date=objection.due_date,
        after_date=due.date,
        reason=reason.strip()[:500],
        given_by=actor,
        given_at=at,
    )
    objection.due_date, objection.is_provisional = due.date, due.provisional
    objection.save(update_fields=["due_date", "is_provisional"])
    after = {"due_date": due.date, "reason": reason}
    unit_id = objection.application.unit_id
    pen.write("objection.extended", objection, actor=actor, at=at, unit_id=unit_id, after=after)
    return extension
