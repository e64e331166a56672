"""A round is prepared from its programme, announced with the rules of the day, and closed for good."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import RoundState
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.rounds.operations.refusals import NotYourPlace, OutOfTurn, PapersWrong
from chuangwen.civic.rounds.queries.eligibility import terms_of
from chuangwen.civic.titles.access import may_award
from chuangwen.civic.titles.models import Programme
from chuangwen.core.lifecycle import STEPS, Obstacle
from chuangwen.core.lifecycle.tables import APPLICATION_ENDS


@transaction.atomic(durable=True)
def prepare_round(
    *,
    programme_id: int,
    year: int,
    name: str,
    apply_from_date: date,
    apply_due_date: date,
    actor: User,
    at: datetime,
    calendar: Mapping[str, date] | None = None,
) -> Round:
    """Prepare a year's round of a programme; the same year twice is one round.

    :raises NotYourPlace: the actor is no officer of the awarding place or of one above.
    :raises PapersWrong: the name or the days are wrong, or the programme is not in force.
    """
    rows = Programme.objects.select_for_update(of=("self",)).select_related("unit", "honour", "edition")
    programme = rows.get(pk=programme_id)
    if known := Round.objects.filter(programme=programme, year=year).first():
        return known
    if not may_award(actor, programme):
        raise NotYourPlace("没有建立轮次。")
    _must_be_sound(programme, name, apply_from_date, apply_due_date, calendar or {})
    round_ = Round.objects.create(
        programme=programme,
        unit=programme.unit,
        edition=programme.edition,
        year=year,
        name=name.strip(),
        terms=terms_of(programme),
        calendar={step: day.isoformat() for step, day in (calendar or {}).items()},
        apply_from_date=apply_from_date,
        apply_due_date=apply_due_date,
        prepared_by=actor,
        prepared_at=at,
    )
    pen.write("round.prepared", round_, actor=actor, at=at, unit_id=round_.unit_id, after={"name": name, "year": year})
    return round_


def _must_be_sound(programme: Programme, name: str, first: date, last: date, calendar: Mapping[str, date]) -> None:
    faults = []
    if not name.strip():
        faults.append("还没有填写名称。")
    if last < first:
        faults.append("申报截止不能早于申报开始。")
    if first < programme.from_date or (programme.until_date and first >= programme.until_date):
        faults.append("申报开始的日子，评选办法还没有施行或已经停止。")
    if strange := [step for step in calendar if step not in STEPS]:
        faults.append(f"日程里有不认识的环节：{'、'.join(strange)}。")
    if faults:
        raise PapersWrong("没有建立轮次。", why="".join(faults), remedy="请改正后再保存。")


@transaction.atomic(durable=True)
def announce_round(*, round_id: int, notice: str, number: str, actor: User, at: datetime) -> Round:
    """Announce a round with its conditions and grounds for refusal; its rules are frozen from now on.

    :raises NotYourPlace: the actor is no officer of the awarding place or of one above.
    :raises PapersWrong: the notice is empty.
    :raises OutOfTurn: the round is closed.
    """
    round_ = _locked(round_id)
    if not may_award(actor, round_.programme):
        raise NotYourPlace("没有发布通知。")
    if round_.state == RoundState.ANNOUNCED:
        return round_
    if round_.state == RoundState.CLOSED:
        raise _out_of_turn("没有发布通知。", "这一轮已结束。")
    if not notice.strip():
        raise PapersWrong("没有发布通知。", why="通知内容不能为空。", remedy="请填写申报通知。")
    round_.terms = terms_of(round_.programme)
    round_.edition = round_.programme.edition
    round_.notice, round_.number = notice.strip(), number.strip()
    round_.state, round_.announced_at = RoundState.ANNOUNCED, at
    round_.save()
    after = {"name": round_.name, "number": round_.number}
    pen.write("round.announced", round_, actor=actor, at=at, unit_id=round_.unit_id, after=after)
    return round_


def _locked(round_id: int) -> Round:
    rows = Round.objects.select_for_update(of=("self",))
    return rows.select_related("programme__unit", "programme__honour", "programme__edition").get(pk=round_id)


def _out_of_turn(what: str, said: str) -> OutOfTurn:
    return OutOfTurn(what, [Obstacle(code="out_of_turn", said=said, remedy="请核对轮次。")])


@transaction.atomic(durable=True)
def close_round(*, round_id: int, actor: User, at: datetime) -> Round:
    """Close a round whose applications have all come to their end; it never changes again.

    :raises NotYourPlace: the actor is no officer of the awarding place or of one above.
    :raises OutOfTurn: it was never announced, or applications are still open.
    """
    round_ = _locked(round_id)
    if not may_award(actor, round_.programme):
        raise NotYourPlace("没有结束。")
    if round_.state == RoundState.CLOSED:
        return round_
    still = Application.objects.filter(round=round_).exclude(state__in=[*APPLICATION_ENDS, "drafted"]).count()
    if round_.state != RoundState.ANNOUNCED or still:
        raise _out_of_turn("没有结束。", f"还有{still}个申报没有办结。" if still else "这一轮还没有发布。")
    round_.state, round_.closed_at = RoundState.CLOSED, at
    round_.save(update_fields=["state", "closed_at"])
    pen.write("round.closed", round_, actor=actor, at=at, unit_id=round_.unit_id, after={"name": round_.name})
    return round_
