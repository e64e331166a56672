"""Lists go to the level above; a decision names a list, and titles come into being."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Case, Value, When

from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.models import Application, Award, Extension, Recommendation, Round
from chuangwen.civic.rounds.operations import _letters, _moves
from chuangwen.civic.rounds.operations._moves import Outcome
from chuangwen.civic.rounds.operations.refusals import NotYourPlace, OutOfTurn, PaperMissing, PapersWrong
from chuangwen.civic.rounds.operations.screening import LARGEST_BATCH
from chuangwen.civic.titles import access
from chuangwen.civic.titles.models import Title
from chuangwen.civic.titles.operations import _awards, _rows
from chuangwen.civic.titles.operations._awards import Decision, NewTitle
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.core.lifecycle import Obstacle, Verdict, Who
from chuangwen.core.lifecycle.tables import LIVE


@transaction.atomic(durable=True)
def report_up(
    *,
    round_id: int,
    application_ids: Sequence[int],
    to_body: str,
    number: str,
    reported_date: date,
    actor: User,
    at: datetime,
) -> tuple[Recommendation, Outcome]:
    """Report a list to the level above; batches of one number are one list.

    :raises NotYourPlace: the actor is no officer of the running place or of one above.
    :raises PapersWrong: whom to or the number is missing, or there are more than a hundred.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有上报。"
    round_ = _moves.locked_round(round_id, what)
    if not access.may_award(actor, round_.programme):
        raise NotYourPlace(what)
    if not to_body.strip() or not number.strip() or len(application_ids) > LARGEST_BATCH:
        raise PapersWrong(what, why=f"报送机关、发文字号不能为空，一次最多{LARGEST_BATCH}个。", remedy="请补全。")
    columns = {"from_unit": round_.unit, "to_body": to_body.strip(), "reported_date": reported_date}
    columns |= {"added_by": actor, "added_at": at}
    listed, is_new = Recommendation.objects.get_or_create(round=round_, number=number.strip(), defaults=columns)
    paper = Paper(basis=f"报送{listed.to_body}", number=listed.number)
    outcome = _moves.move(
        round_,
        application_ids,
        "report_up",
        actor=actor,
        at=at,
        paper=paper,
        before=lambda *_: {"recommendation": listed},
    )
    if is_new and not outcome.moved:
        listed.delete()  # a list with nobody on it is none
    return listed, outcome


@transaction.atomic(durable=True)
def award_titles(
    *,
    round_id: int,
    application_ids: Sequence[int],
    document: str,
    number: str,
    decided_date: date,
    from_date: date,
    actor: User,
    at: datetime,
) -> tuple[Award, Outcome]:
    """Name up to a hundred applicants by a decision: titles, certificates, plaques and facts come into being.

    Batches of one number are one decision; pressed twice, nobody is named twice.

    :raises NotYourPlace: the actor is no officer of the awarding place or of one above.
    :raises PapersWrong: document or number is missing, or there are more than a hundred.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有命名。"
    round_ = _moves.locked_round(round_id, what)
    if not access.may_award(actor, round_.programme):
        raise NotYourPlace(what)
    if not document.strip() or not number.strip() or len(application_ids) > LARGEST_BATCH:
        raise PapersWrong(what, why=f"命名文件、发文字号不能为空，一次最多{LARGEST_BATCH}个。", remedy="请补全。")
    known = Award.objects.filter(round=round_, number=number.strip()).first()
    award = known or Award.objects.create(
        round=round_,
        document=document.strip(),
        number=number.strip(),
        decided_date=decided_date,
        from_date=from_date,
        added_by=actor,
        added_at=at,
    )

    def make(ready: Sequence[Application], verdict: Verdict) -> Mapping[str, Any]:
        titles = _make_titles(round_, ready, award, actor=actor, at=at)
        of_each = [When(pk=a.pk, then=Value(title.pk)) for a, title in zip(ready, titles, strict=True)]
        return {"award": award, "title": Case(*of_each, output_field=BigIntegerField())}

    paper = Paper(basis=award.document, number=award.number)
    outcome = _moves.move(round_, application_ids, "award", actor=actor, at=at, paper=paper, before=make)
    if not known and not outcome.moved:
        award.delete()  # a decision that names nobody is none
    return award, outcome


def _make_titles(
    round_: Round, ready: Sequence[Application], award: Award, *, actor: User, at: datetime
) -> list[Title]:
    """Make a title for each; one that its holder has at this level already is renewed by it."""
    programme = round_.programme
    rows = Title.objects.select_for_update(of=("self",)).select_related("holder", "honour", "unit")
    held = rows.filter(
        holder__in=[a.holder_id for a in ready], honour=programme.honour, level=programme.level, ended_date=None
    )
    by_holder = {title.holder_id: title for title in held.order_by("id")}
    stuck = [title for title in by_holder.values() if title.state not in LIVE[:2]]
    if stuck:
        said = f"{'、'.join(t.holder.masked for t in stuck)}现有称号正在处理，不能重新命名。"
        raise OutOfTurn("没有命名。", [Obstacle(code="out_of_turn", said=said, remedy="请先办结，或从名单里去掉。")])
    wanted = [NewTitle(holder=a.holder, name=a.name, renews=by_holder.get(a.holder_id)) for a in ready]
    decision = Decision(document=award.document, number=award.number, from_date=award.from_date)
    return _awards.make_titles(wanted, programme, decision, actor=actor, at=at)


@transaction.atomic(durable=True)
def extend_clock(*, application_id: int, days: int, reason: str, actor: User, at: datetime) -> Extension:
    """Make the running time limit of an application longer, with the reason; a publicity takes its own time.

    :raises NotYourPlace: the actor is no officer over the unit.
    :raises OutOfTurn: no time limit runs, or it is the publicity's.
    :raises PaperMissing: the reason is missing.
    :raises PapersWrong: the days are none.
    :raises RoundNotRunning: the round is not announced, or closed.
    """
    what = "没有延长期限。"
    round_ = _moves.locked_round(_moves.round_of(application_id), what)
    application = _moves.locked_applications(round_, [application_id])[0]
    case = _moves.case_of(application, _moves.Known(), actor=actor, at=at)
    if Who.OFFICE not in case.who:
        raise NotYourPlace(what)
    if application.due_date is None or application.clock == "publicity":
        said = "现在没有可以延长的期限。"
        raise OutOfTurn(what, [Obstacle(code="out_of_turn", said=said, remedy="请核对所处的环节。")])
    if not reason.strip():
        raise PaperMissing(what, [Obstacle(code="needs_reason", said="还没有写明原因。", remedy="请补全。")])
    due = _rows.later(application.due_date, days)
    extension = Extension.objects.create(
        application=application,
        clock=application.clock,
        days=days,
        before_date=application.due_date,
        after_date=due.date,
        reason=reason.strip()[:500],
        given_by=actor,
        given_at=at,
    )
    application.due_date, application.is_provisional = due.date, due.provisional
    application.save(update_fields=["due_date", "is_provisional"])
    position = _moves.last_positions([application])[application.pk] + 1
    paper = Paper(reason=reason)
    step = _moves.record(application, "extend", position, application.state, actor=actor, at=at, paper=paper, due=due)
    step.save()
    _letters.tell_of_steps(round_, [step], at=at)
    _moves.tell(round_, [application], "application.extended", actor=actor, at=at, paper=paper)
    return extension
