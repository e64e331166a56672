"""What a unit does with its application: start it, write what is special, hand it in, take it back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from chuangwen.civic.assessments import previews
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.rounds.operations import _moves
from chuangwen.civic.rounds.operations.refusals import FeatureTooLong, NotEligible, NotYourHand, OutOfTurn
from chuangwen.civic.rounds.queries.eligibility import hindrances_of, preview_of
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.civic.titles import access
from chuangwen.civic.titles.models import Holder
from chuangwen.civic.titles.operations import _rows
from chuangwen.civic.titles.operations._refusing import refusal_of
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.core.lifecycle import Obstacle, Who, judge

FEATURE_LIMIT = 500
WRITABLE = ("drafted", "returned")


@transaction.atomic(durable=True)
def start_application(*, round_id: int, holder_id: int, actor: User, at: datetime) -> Application:
    """Start a holder's application in a round; started already, it is that one.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有开始申报。"
    round_ = _moves.locked_round(round_id, what)
    holder = Holder.objects.select_related("unit").get(pk=holder_id)
    known = Application.objects.filter(round=round_, holder=holder).exclude(state="withdrawn").first()
    if known:
        return known
    _must_serve(holder, round_, actor, what)
    application = Application.objects.create(
        round=round_,
        holder=holder,
        unit=holder.unit,
        screener_id=_screener(round_, holder.unit.kind),
        name=holder.name,
        unit_name=holder.unit.name,
        unit_kind=holder.unit.kind,
        started_by=actor,
        started_at=at,
    )
    application.round = round_
    step = _moves.record(application, "start", 1, "drafted", actor=actor, at=at, office=holder.unit.name)
    step.before = ""
    step.save()
    _moves.tell(round_, [application], "application.started", actor=actor, at=at)
    return application


def _must_serve(holder: Holder, round_: Round, actor: User, what: str) -> None:
    hands = access.hands_of(actor, unit_path=holder.unit.path, awarding_path=round_.programme.unit.path)
    is_below = holder.unit.path.startswith(round_.unit.path)
    if Who.APPLICANT not in hands or not is_below:
        said = "这一步由申报单位办理。" if is_below else "这一轮不面向该单位。"
        raise NotYourHand(what, [Obstacle(code="wrong_hand", said=said, remedy="请由该单位的联络员办理。")])


def _screener(round_: Round, kind: str) -> int | None:
    screeners: Mapping[str, int] = round_.terms["screeners"]
    return screeners.get(kind) or screeners.get("")


@transaction.atomic(durable=True)
def write_features(*, application_id: int, features: Mapping[str, str], actor: User, at: datetime) -> Application:
    """Write what is special of the unit, at most 500 characters for each criterion; all else comes from the ledger.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises OutOfTurn: it is handed in already.
    :raises FeatureTooLong: a text is too long, or of no criterion of the book.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有保存。"
    round_ = _moves.locked_round(_moves.round_of(application_id), what)
    application = _moves.locked_applications(round_, [application_id])[0]
    _must_serve(application.holder, round_, actor, what)
    if application.state not in WRITABLE:
        said = f"申报{application.get_state_display()}，不能再改。"
        raise OutOfTurn(what, [Obstacle(code="out_of_turn", said=said, remedy="如需修改，请文明办退回补正。")])
    kept = {code: text.strip() for code, text in features.items() if text.strip()}
    if kept == application.features:
        return application
    _must_fit(round_, kept)
    application.features = kept
    application.save(update_fields=["features"])
    _moves.tell(round_, [application], "application.described", actor=actor, at=at)
    return application


def _must_fit(round_: Round, features: Mapping[str, str]) -> None:
    codes = {criterion.code for criterion in book_of(round_.edition).criteria} if round_.edition else {""}
    strange = [code for code in features if code not in codes]
    long = [code for code, text in features.items() if len(text) > FEATURE_LIMIT]
    if strange or long:
        said = [f"“{code}”不是这部细则的测评标准。" for code in strange]
        said += [f"“{code}”写了{len(features[code])}个字，最多{FEATURE_LIMIT}个字。" for code in long]
        raise FeatureTooLong("没有保存。", why="".join(said), remedy="请缩短；台账里已有的不用重复写。")


@transaction.atomic(durable=True)
def submit_application(*, application_id: int, actor: User, at: datetime) -> Application:
    """Hand an application in: who it is and what it scores today are frozen into it.

    :raises NotEligible: conditions of the programme are not met, each with its reason.
    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises ConditionsUnmet: it is not the time of applying.
    :raises OutOfTurn: it has gone further already.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有提交申报。"
    round_ = _moves.locked_round(_moves.round_of(application_id), what)
    application = _moves.locked_applications(round_, [application_id])[0]
    machine = _moves.machine_of(round_)
    case = _moves.case_of(application, _moves.Known(), actor=actor, at=at)
    verdict = judge(machine, application.state, "submit", case)
    if verdict.is_done:
        return application
    if verdict.obstacles:
        raise refusal_of(verdict, what)
    if round_.edition_id:
        previews.refresh(application.unit_id, at)
    found = hindrances_of(round_, application.holder, today=_rows.day_of(at), but=application.pk)
    case = replace(case, hindrances=tuple(each.said for each in found))
    verdict = judge(machine, application.state, "submit", case)
    if verdict.obstacles:
        raise NotEligible(what, found)
    columns = {**_frozen(application, round_), "submitted_at": at}
    office = application.unit.name
    _moves.write(
        round_, [application], "submit", verdict, columns, actor=actor, at=at, paper=_rows.BLANK, office=office
    )
    return application


def _frozen(application: Application, round_: Round) -> dict[str, Any]:
    """Return what an application keeps of the day on which it was handed in."""
    unit, preview = application.unit, preview_of(round_, application.unit)
    said: dict[str, Any] = {"name": application.holder.name, "unit_name": unit.name, "unit_kind": unit.kind}
    if preview is not None:
        card = {"categories": preview.categories, "marks": preview.marks, "card": preview.card}
        totals = {"certain": preview.certain, "possible": preview.possible, "full": preview.full}
        said |= {"self_mark": preview.certain, "self_card": card | totals | {"verdict": preview.verdict}}
    return said


@transaction.atomic(durable=True)
def withdraw_application(*, application_id: int, reason: str, actor: User, at: datetime) -> Application:
    """Take an application back, at any time before its end.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises OutOfTurn: it has come to its end.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    return _moves.move_one(application_id, "withdraw", actor=actor, at=at, paper=Paper(reason=reason))
