"""What offices and responsible departments do with one application, and with many at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chuangwen.civic.assessments.models import Assessment, Card
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.models import Application
from chuangwen.civic.rounds.operations import _moves
from chuangwen.civic.rounds.operations._moves import Outcome
from chuangwen.civic.rounds.operations.refusals import PapersWrong
from chuangwen.civic.titles.operations._rows import Paper

LARGEST_BATCH = 100
IN_BATCH = frozenset({"recommend", "accept", "consult", "sign", "settle", "return", "refuse"})


@transaction.atomic(durable=True)
def return_application(*, application_id: int, paper: Paper, actor: User, at: datetime) -> Application:
    """Return an application to be supplemented, with grounds and in words; the clock for it starts.

    :raises NotYourHand: the actor serves neither the responsible department nor the office.
    :raises OutOfTurn: it is publicised already, or at its end.
    :raises PaperMissing: grounds or reason are missing.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    return _moves.move_one(application_id, "return", actor=actor, at=at, paper=paper)


@transaction.atomic(durable=True)
def refuse_application(*, application_id: int, paper: Paper, actor: User, at: datetime) -> Application:
    """Refuse an application, with grounds chosen from the round's list and in words.

    :raises NotYourHand: the actor is no officer over the unit.
    :raises OutOfTurn: it is at its end.
    :raises PaperMissing: grounds or reason are missing.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    return _moves.move_one(application_id, "refuse", actor=actor, at=at, paper=paper)


@transaction.atomic(durable=True)
def recommend_application(*, application_id: int, paper: Paper, actor: User, at: datetime) -> Application:
    """Recommend an application after screening it.

    :raises NotYourHand: the actor serves neither the responsible department nor the office.
    :raises ConditionsUnmet: the actor serves the applicant too.
    :raises OutOfTurn: it is not this step's turn.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    return _moves.move_one(application_id, "recommend", actor=actor, at=at, paper=paper)


@transaction.atomic(durable=True)
def accept_application(*, application_id: int, paper: Paper, actor: User, at: datetime) -> Application:
    """Accept a recommended application for the round.

    :raises NotYourHand: the actor is no officer over the unit.
    :raises ConditionsUnmet: the actor serves the applicant too.
    :raises OutOfTurn: it is not this step's turn.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    return _moves.move_one(application_id, "accept", actor=actor, at=at, paper=paper)


@transaction.atomic(durable=True)
def sign_application(*, application_id: int, paper: Paper, actor: User, at: datetime) -> Application:
    """Note the signature and seal under an application; `paper.evidence_id` is the scan of the page.

    :raises NotYourHand: the actor is no officer over the unit.
    :raises PaperMissing: the basis is missing.
    :raises OutOfTurn: it is not this step's turn.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    return _moves.move_one(application_id, "sign", actor=actor, at=at, paper=paper)


@transaction.atomic(durable=True)
def record_mark(*, application_id: int, mark: int, paper: Paper, actor: User, at: datetime) -> Application:
    """Record what an application was marked with, in milli-points, and by what.

    :raises NotYourHand: the actor is no officer over the unit.
    :raises PaperMissing: the basis is missing.
    :raises PapersWrong: the mark is below zero.
    :raises OutOfTurn: it is not this step's turn.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    if mark < 0:
        raise PapersWrong("没有登记得分。", why="得分不能是负数。", remedy="请核对得分。")
    columns = {"mark": mark, "marked_by": paper.basis[:200]}
    return _moves.move_one(application_id, "assess", actor=actor, at=at, paper=paper, before=lambda *_: columns)


@transaction.atomic(durable=True)
def settle_application(*, application_id: int, actor: User, at: datetime) -> Application:
    """Settle an application whose publicity is over and whose objections are answered.

    :raises NotYourHand: the actor is no officer over the unit.
    :raises ConditionsUnmet: the publicity still runs, or an objection is open or upheld.
    :raises OutOfTurn: it is not this step's turn.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    return _moves.move_one(application_id, "settle", actor=actor, at=at)


@transaction.atomic(durable=True)
def move_applications(
    *, round_id: int, application_ids: Sequence[int], event: str, paper: Paper, actor: User, at: datetime
) -> Outcome:
    """Do one step for up to a hundred applications: each moves or is reported with its reasons.

    `event` is one of recommend, accept, consult, sign, settle, return, refuse.
    Done twice, or begun anew after being stopped, it moves what has not moved yet.

    :raises PapersWrong: the step is none of these, or there are more than a hundred.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有批量办理。"
    if event not in IN_BATCH or len(application_ids) > LARGEST_BATCH:
        raise PapersWrong(what, why=f"一次最多办理{LARGEST_BATCH}个，且须是可以批量办理的环节。", remedy="请分批办理。")
    round_ = _moves.locked_round(round_id, what)
    if event == "consult":
        _moves.note_silence(application_ids, at)
    return _moves.move(round_, application_ids, event, actor=actor, at=at, paper=paper)


@transaction.atomic(durable=True)
def record_assessment(
    *, round_id: int, application_ids: Sequence[int], assessment_id: int, actor: User, at: datetime
) -> Outcome:
    """Take the marks of a kept assessment over for up to a hundred applications.

    :raises PapersWrong: the assessment is not finished or of another book, or has no mark for one of them.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有登记测评。"
    if len(application_ids) > LARGEST_BATCH:
        raise PapersWrong(what, why=f"一次最多办理{LARGEST_BATCH}个。", remedy="请分批办理。")
    round_ = _moves.locked_round(round_id, what)
    assessment = Assessment.objects.select_related("edition").get(pk=assessment_id)
    if assessment.edition_id != round_.edition_id or assessment.status != "finished":
        raise PapersWrong(what, why="这次测评没有完成，或不是本轮的细则。", remedy="请选择本轮细则的测评。")
    units = dict(Application.objects.filter(round=round_, pk__in=application_ids).values_list("id", "unit_id"))
    cards = Card.objects.filter(assessment=assessment, unit_id__in=units.values())
    marks = dict(cards.values_list("unit_id", "certain"))
    if missing := [pk for pk, unit_id in units.items() if unit_id not in marks]:
        raise PapersWrong(what, why=f"有{len(missing)}个申报没有测评成绩。", remedy="请先完成测评，或逐个登记得分。")
    paper = Paper(basis=f"{assessment.edition}，{assessment.assessed_on}测评")
    of_each = {pk: marks[unit_id] for pk, unit_id in units.items()}
    outcome = _moves.move(round_, application_ids, "assess", actor=actor, at=at, paper=paper)
    _moves.give_marks({pk: of_each[pk] for pk in outcome.moved}, paper.basis)
    return outcome
