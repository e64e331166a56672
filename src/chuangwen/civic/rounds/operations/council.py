"""The council's meeting is put down with its votes, and applicants that carried it move on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import Choice
from chuangwen.civic.rounds.models import Application, CouncilSession, Round, Vote
from chuangwen.civic.rounds.operations import _moves
from chuangwen.civic.rounds.operations._moves import Outcome
from chuangwen.civic.rounds.operations.refusals import NotYourPlace, PapersWrong
from chuangwen.civic.rounds.operations.screening import LARGEST_BATCH
from chuangwen.civic.titles.access import may_award
from chuangwen.civic.titles.operations import _rows
from chuangwen.civic.titles.operations._rows import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """How one member voted on one applicant; who recuses says why."""

    member: str
    choice: Choice
    reason: str = ""


@transaction.atomic(durable=True)
def record_session(
    *,
    round_id: int,
    name: str,
    held_date: date,
    members: Sequence[str],
    ballots: Mapping[int, Sequence[Ballot]],
    token: str,
    actor: User,
    at: datetime,
    number: str = "",
    body_id: int | None = None,
    minutes_id: str | None = None,
) -> CouncilSession:
    """Put a council's meeting down: who sat, and how each voted on each applicant (by application id).

    :raises NotYourPlace: the actor is no officer of the running place or of one above.
    :raises PapersWrong: someone voted who did not sit, or twice, or recused without a reason.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有登记评审会。"
    round_ = _moves.locked_round(round_id, what)
    if known := CouncilSession.objects.filter(round=round_, token=token).first():
        return known
    if not may_award(actor, round_.programme):
        raise NotYourPlace(what)
    _must_be_sound(round_, name, held_date, members, ballots, at)
    session = CouncilSession.objects.create(
        round=round_,
        body_id=body_id,
        name=name.strip(),
        held_date=held_date,
        number=number.strip(),
        members=list(members),
        minutes_id=minutes_id,
        token=token,
        added_by=actor,
        added_at=at,
    )
    _cast(session, ballots)
    after = {"name": session.name, "number": session.number, "count": len(ballots)}
    pen.write("council.recorded", session, actor=actor, at=at, unit_id=round_.unit_id, after=after)
    return session


def _cast(session: CouncilSession, ballots: Mapping[int, Sequence[Ballot]]) -> None:
    votes = [
        Vote(session=session, application_id=pk, member=b.member, choice=b.choice, reason=b.reason[:200])
        for pk, cast in ballots.items()
        for b in cast
    ]
    Vote.objects.bulk_create(votes, batch_size=500)


def _must_be_sound(
    round_: Round,
    name: str,
    held_date: date,
    members: Sequence[str],
    ballots: Mapping[int, Sequence[Ballot]],
    at: datetime,
) -> None:
    faults = []
    if not name.strip() or not members or held_date > _rows.day_of(at):
        faults.append("会议名称、到会成员不能为空，会议日期不能在今天以后。")
    if len(set(members)) != len(members):
        faults.append("到会成员有重名，请加以区分。")
    cast = [ballot for some in ballots.values() for ballot in some]
    if {ballot.member for ballot in cast} - set(members):
        faults.append("有不在到会名单里的人表决。")
    if any(len({b.member for b in some}) != len(some) for some in ballots.values()):
        faults.append("有人对同一申报表决了两次。")
    if any(b.choice == Choice.RECUSED and not b.reason.strip() for b in cast):
        faults.append("回避须写明原因。")
    if Application.objects.filter(round=round_, pk__in=ballots).count() != len(ballots):
        faults.append("有不属于本轮的申报。")
    if faults:
        raise PapersWrong("没有登记评审会。", why="".join(faults), remedy="请核对会议记录。")


@transaction.atomic(durable=True)
def decide_council(*, session_id: int, application_ids: Sequence[int], actor: User, at: datetime) -> Outcome:
    """Move the applicants that a council carried, up to a hundred; of the others it is reported why not.

    :raises PapersWrong: there are more than a hundred.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有登记评审结果。"
    if len(application_ids) > LARGEST_BATCH:
        raise PapersWrong(what, why=f"一次最多办理{LARGEST_BATCH}个。", remedy="请分批办理。")
    session = CouncilSession.objects.get(pk=session_id)
    round_ = _moves.locked_round(session.round_id, what)
    paper = Paper(basis=f"{session.name}（{session.held_date}）", number=session.number)
    return _moves.move(round_, application_ids, "decide", actor=actor, at=at, paper=paper)
