"""Titles given outside a round: registered from an earlier document, renewed, passed on, given stars."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from chuangwen.civic.people.models import User
from chuangwen.civic.titles import access
from chuangwen.civic.titles.models import Holder, Programme, StarRating, Title
from chuangwen.civic.titles.operations import _awards, _facts, _rows
from chuangwen.civic.titles.operations._awards import Decision, NewTitle
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.refusals import ConsentMissing, NotYourPlace, PapersWrong

NOT_REGISTERED = "没有登记。"


@transaction.atomic(durable=True)
def register_title(
    *, holder_id: int, programme_id: int, document: str, number: str, from_date: date, actor: User, at: datetime
) -> Title:
    """Register a title that an earlier or a higher document gave; one held already is returned.

    :raises NotYourPlace: the actor is no officer of the awarding place or of one above.
    :raises PapersWrong: document or number is missing, or the day is yet to come.
    :raises ConsentMissing: the household or person has not consented, or no longer does.
    """
    programme = _locked_programme(programme_id)
    holder = Holder.objects.select_related("unit").get(pk=holder_id)
    held = _titles_of(holder, programme).filter(ended_date=None).first()
    if held:
        return held
    _must_be_fit(programme, holder, document, number, from_date, actor=actor, at=at)
    decision = Decision(document=document, number=number, from_date=from_date)
    wanted = [NewTitle(holder=holder, name=holder.name)]
    title = _awards.make_titles(wanted, programme, decision, actor=actor, at=at)[0]
    _rows.tell("title.registered", title, actor=actor, at=at, number=number)
    return title


def _locked_programme(programme_id: int) -> Programme:
    rows = Programme.objects.select_for_update(of=("self",)).select_related("unit", "honour")
    return rows.get(pk=programme_id)


def _titles_of(holder: Holder, programme: Programme) -> QuerySet[Title]:
    return Title.objects.filter(holder=holder, honour=programme.honour, level=programme.level)


def _must_be_fit(
    programme: Programme, holder: Holder, document: str, number: str, from_date: date, *, actor: User, at: datetime
) -> None:
    if not access.may_award(actor, programme):
        raise NotYourPlace(NOT_REGISTERED)
    if not document.strip() or not number.strip():
        raise PapersWrong(NOT_REGISTERED, why="命名文件和发文字号不能为空。", remedy="请按命名决定填写。")
    if from_date > _rows.day_of(at):
        raise PapersWrong(NOT_REGISTERED, why="起始日期还没有到。", remedy="请核对日期。")
    if holder.kind not in programme.honour.holder_kinds:
        raise PapersWrong(NOT_REGISTERED, why="这项称号不授予这一类对象。", remedy="请选择适合的称号。")
    if not holder.has_consent:
        raise ConsentMissing(NOT_REGISTERED, why="还没有本人或户主的同意，或已撤回。", remedy="请先取得书面同意。")


@transaction.atomic(durable=True)
def renew_title(*, title_id: int, document: str, number: str, from_date: date, actor: User, at: datetime) -> Title:
    """Give a title anew for another term: the old one ends on the day on which the new one begins.

    :raises OutOfTurn: it is under a sanction, or over.
    :raises NotYourHand: the actor does not serve the awarding office.
    :raises PaperMissing: document or number is missing.
    """
    title = _rows.locked_title(title_id)
    if renewed := Title.objects.filter(renews=title).first():
        return renewed
    paper = Paper(basis=document, number=number)
    case = _rows.case_of(title, actor=actor, at=at, paper=paper)
    _rows.judged(title, "renew", case, "没有重新命名。")
    decision = Decision(document=document, number=number, from_date=from_date)
    wanted = [NewTitle(holder=title.holder, name=title.holder.name, stars=title.stars, renews=title)]
    made = _awards.make_titles(wanted, title.programme, decision, actor=actor, at=at)[0]
    _rows.tell("title.renewed", made, actor=actor, at=at, number=number)
    return made


@transaction.atomic(durable=True)
def pass_flag(
    *, programme_id: int, holder_id: int, document: str, number: str, from_date: date, actor: User, at: datetime
) -> Title:
    """Pass a flag to its next holder: whoever had it has it no more from that day.

    :raises NotYourPlace: the actor is no officer of the awarding place or of one above.
    :raises PapersWrong: the honour is no flag, the paper is missing, or the day lies before the last passing.
    :raises ConsentMissing: the household or person has not consented, or no longer does.
    """
    programme = _locked_programme(programme_id)
    holder = Holder.objects.select_related("unit").get(pk=holder_id)
    rows = Title.objects.select_for_update(of=("self",)).select_related("holder", "honour", "unit", "programme__unit")
    held = list(rows.filter(programme=programme, ended_date=None).order_by("id"))
    if any(title.holder_id == holder.pk for title in held):
        return next(title for title in held if title.holder_id == holder.pk)
    if not programme.honour.is_flag:
        raise PapersWrong("没有办理。", why="这项称号不是流动红旗。", remedy="请选择流动红旗。")
    _must_be_fit(programme, holder, document, number, from_date, actor=actor, at=at)
    if any(from_date < title.from_date for title in held):
        raise PapersWrong("没有办理。", why="日期早于上一次流动。", remedy="请核对日期。")
    for title in held:
        _hand_over(title, from_date, Paper(basis=document, number=number), actor=actor, at=at)
    decision = Decision(document=document, number=number, from_date=from_date)
    wanted = [NewTitle(holder=holder, name=holder.name)]
    made = _awards.make_titles(wanted, programme, decision, actor=actor, at=at)[0]
    _rows.tell("flag.passed", made, actor=actor, at=at, number=number)
    return made


def _hand_over(title: Title, day: date, paper: Paper, *, actor: User, at: datetime) -> None:
    before, title.state, title.ended_date = title.state, "expired", day
    title.save(update_fields=["state", "ended_date"])
    _rows.note(title, "expire", before=before, actor=actor, at=at, paper=paper)
    _facts.end({title: day}, reason="红旗已流动。", actor=actor, at=at)


@transaction.atomic(durable=True)
def set_stars(
    *, title_id: int, stars: int, from_date: date, basis: str, reason: str, actor: User, at: datetime
) -> Title:
    """Give a title its stars from a day; what it had before stays in its history.

    :raises NotYourPlace: the actor is no officer over the holder's unit.
    :raises PapersWrong: the honour has no such stars, the title is over, or the day does not follow the last.
    """
    title = _rows.locked_title(title_id)
    hands = _rows.case_of(title, actor=actor, at=at).who
    if not hands & _rows.OFFICERS:
        raise NotYourPlace("没有评定。")
    current = StarRating.objects.filter(title=title, until_date=None).first()
    if current and current.stars == stars:
        return title
    if not title.is_live or not 0 < stars <= title.honour.most_stars or not basis.strip():
        said = f"星级应在1到{title.honour.most_stars}之间，评定依据不能为空，称号须在有效期内。"
        raise PapersWrong("没有评定。", why=said, remedy="请改正后再保存。")
    if current and from_date <= current.from_date:
        raise PapersWrong("没有评定。", why="日期须晚于上一次评定。", remedy="请核对日期。")
    if current:
        current.until_date = from_date
        current.save(update_fields=["until_date"])
    StarRating.objects.create(title=title, stars=stars, from_date=from_date)
    title.stars = stars
    title.save(update_fields=["stars"])
    paper = Paper(basis=basis, reason=f"评为{stars}星。{reason}")
    _rows.note(title, "stars", actor=actor, at=at, paper=paper)
    _rows.tell("title.starred", title, actor=actor, at=at, count=stars)
    return title
