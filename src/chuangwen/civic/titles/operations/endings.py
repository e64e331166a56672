"""How titles end or come back: they expire, merge, are restored; plaques are recovered."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import below, may_reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.models import Plaque, Title, TitleEvent
from chuangwen.civic.titles.operations import _facts, _letters, _names, _rows
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.refusals import NotYourPlace, PapersWrong
from chuangwen.core.lifecycle.eligibility import LEVELS
from chuangwen.core.lifecycle.tables import LIVE

MOST_EXPIRED = 500


@transaction.atomic(durable=True)
def expire_titles(*, unit_id: int, actor: User, at: datetime) -> int:
    """End every title of a place whose term has run out, on the day on which it did. Returns how many.

    :raises NotYourPlace: the actor is no officer of the place or of one above.
    """
    place = Unit.objects.get(pk=unit_id)
    if not may_reach(actor, {Role.OFFICER}, place):
        raise NotYourPlace("没有办理。")
    return _expire(place, list(_due(_rows.day_of(at)).filter(below(place.path, "unit__"))), actor=actor, at=at)


@transaction.atomic(durable=True)
def expire_awarded(*, unit_id: int, day: date, actor: User | None, at: datetime) -> int:
    """End titles that a place awarded and whose term had run out by a day, at most five hundred. Returns how many.

    The calendar decides this and no hand, so it is nobody's to ask for: the daily chores do it, without an actor.
    """
    place = Unit.objects.get(pk=unit_id)
    return _expire(place, list(_due(day).filter(programme__unit=place)[:MOST_EXPIRED]), actor=actor, at=at)


def _due(day: date) -> QuerySet[Title]:
    rows = Title.objects.select_for_update(of=("self",)).select_related("holder", "honour", "unit", "programme")
    return rows.filter(state__in=LIVE, until_date__lte=day).order_by("id")


def _expire(place: Unit, titles: Sequence[Title], *, actor: User | None, at: datetime) -> int:
    """End titles on the day on which their term ran out, tell their holders, and write the act's line."""
    events = [
        TitleEvent(title=title, event="expire", before=title.state, after="expired", actor=actor, at=at)
        for title in titles
    ]
    for title, event in zip(titles, events, strict=True):
        event.actor_name = actor.name if actor else _rows.SYSTEM
        title.state, title.ended_date = "expired", title.until_date
    Title.objects.bulk_update(titles, ["state", "ended_date"], batch_size=500)
    TitleEvent.objects.bulk_create(events, batch_size=500)
    _letters.tell(events, at=at)
    if titles:
        after = {"count": len(titles), "ids": [title.pk for title in titles]}
        pen.write("titles.expired", place, actor=actor, at=at, unit_id=place.pk, after=after)
    return len(titles)


@transaction.atomic(durable=True)
def restore_title(*, title_id: int, paper: Paper, actor: User, at: datetime) -> Title:
    """Lift a warning or a suspension, with basis and reason.

    :raises NotYourHand: the actor does not serve the awarding office.
    :raises OutOfTurn: the title is under another sanction, or over.
    :raises PaperMissing: basis or reason is missing.
    """
    title = _rows.locked_title(title_id)
    verdict = _rows.judged(title, "restore", _rows.case_of(title, actor=actor, at=at, paper=paper), "没有恢复。")
    if verdict.is_done:
        return title
    _rows.move(title, "restore", verdict, actor=actor, at=at, paper=paper)
    _rows.tell("title.restored", title, actor=actor, at=at)
    return title


@transaction.atomic(durable=True)
def recover_plaque(*, title_id: int, recovered_date: date, note: str, actor: User, at: datetime) -> Plaque:
    """Note that the plaque of a title that is over was taken back; once.

    :raises NotYourHand: the actor is no officer over the title.
    :raises OutOfTurn: the title is still held.
    :raises PapersWrong: the day is yet to come, or lies before the plaque was issued.
    """
    title = _rows.locked_title(title_id)
    plaque = Plaque.objects.select_for_update().get(title=title)
    if plaque.recovered_date:
        return plaque
    case = _rows.case_of(title, actor=actor, at=at)
    _rows.judged(title, "recover", case, "没有登记收回。")
    if not plaque.issued_date <= recovered_date <= _rows.day_of(at):
        raise PapersWrong("没有登记收回。", why="收回日期不对。", remedy="请核对日期。")
    plaque.recovered_date, plaque.note = recovered_date, note.strip()[:200]
    plaque.save(update_fields=["recovered_date", "note"])
    _rows.note(title, "recover", actor=actor, at=at, paper=Paper(reason=note))
    _rows.tell("plaque.recovered", title, actor=actor, at=at, number=plaque.number)
    return plaque


@transaction.atomic(durable=True)
def merge_titles(
    *, from_unit_id: int, into_unit_id: int, keeps_single: bool, paper: Paper, actor: User, at: datetime
) -> tuple[Title, ...]:
    """Settle what two merged units held: of each honour that both held, the lower title is kept.

    `keeps_single` says of an honour that only one of them held whether it is
    kept. Returns the titles that the merged unit holds now.

    :raises NotYourHand: the actor does not serve the awarding office of each title.
    :raises PaperMissing: basis or reason is missing.
    :raises PapersWrong: both are the same unit.
    """
    if from_unit_id == into_unit_id:
        raise PapersWrong("没有合并。", why="不能与自己合并。", remedy="请选择另一个单位。")
    units = {u.pk: u for u in Unit.objects.select_for_update(no_key=True).filter(pk__in=(from_unit_id, into_unit_id))}
    rows = Title.objects.select_for_update(of=("self",)).select_related("holder", "honour", "unit", "programme__unit")
    held = list(rows.filter(holder__kind="unit", unit__in=units, state__in=LIVE, ended_date=None).order_by("id"))
    by_honour: dict[int, list[Title]] = {}
    for title in held:
        by_honour.setdefault(title.honour_id, []).append(title)
    kept: list[Title] = []
    for titles in by_honour.values():
        stays = _lowest(titles, both={t.unit_id for t in titles} == set(units), keeps_single=keeps_single)
        for title in titles:
            if title is not stays:
                _end_merged(title, paper, actor=actor, at=at)
        if stays:
            kept.append(_move_into(stays, units[into_unit_id], paper, actor=actor, at=at))
    if held:
        after = {"unit": units[from_unit_id].name, "count": len(kept), "reason": paper.reason}
        pen.write("titles.merged", units[into_unit_id], actor=actor, at=at, unit_id=into_unit_id, after=after)
    return tuple(kept)


def _lowest(titles: Sequence[Title], *, both: bool, keeps_single: bool) -> Title | None:
    """Return the title of the lower of what the two units held at best; None when nothing is kept."""
    if not both:
        return max(titles, key=lambda t: LEVELS.index(t.level)) if keeps_single else None
    best: dict[int, Title] = {}
    for title in titles:
        if title.unit_id not in best or LEVELS.index(title.level) > LEVELS.index(best[title.unit_id].level):
            best[title.unit_id] = title
    return min(best.values(), key=lambda t: LEVELS.index(t.level))


def _end_merged(title: Title, paper: Paper, *, actor: User, at: datetime) -> None:
    case = _rows.case_of(title, actor=actor, at=at, paper=paper)
    verdict = _rows.judged(title, "merge", case, "没有合并。")
    title.ended_date = _rows.day_of(at)
    title.save(update_fields=["ended_date"])
    _rows.move(title, "merge", verdict, actor=actor, at=at, paper=paper)
    _facts.end({title: title.ended_date}, reason="单位合并。", actor=actor, at=at)


def _move_into(title: Title, unit: Unit, paper: Paper, *, actor: User, at: datetime) -> Title:
    """Let the merged unit hold a title; its fact goes on in the new unit's ledger."""
    if title.unit_id == unit.pk:
        return title
    _rows.judged(title, "merge", _rows.case_of(title, actor=actor, at=at, paper=paper), "没有合并。")
    _facts.end({title: _rows.day_of(at)}, reason="单位合并，转入新单位。", actor=actor, at=at)
    title.holder = _names.unit_holder(unit, actor=actor, at=at)
    title.unit, title.fact = unit, None
    title.save(update_fields=["holder", "unit", "fact"])
    _facts.go_on(title, _rows.day_of(at), actor=actor, at=at)
    _rows.note(title, "move", actor=actor, at=at, paper=paper)
    return title
