"""Honours and programmes are laid down; no programme without its approval."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.access import line_of
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.titles import access
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Exemption, Honour, Programme
from chuangwen.civic.titles.operations.refusals import NotApproved, NotYourPlace, PapersWrong, ProgrammeUnsound
from chuangwen.core.lifecycle import DEFAULT_STEPS, faults_of_clocks, faults_of_steps
from chuangwen.core.lifecycle.eligibility import LEVELS

NOT_OPENED = "没有登记。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDraft:
    """What a document orders of an honour at a level. Marks in milli-points; days are working days.

    `quota` and `screeners` are by kind of unit, "" for all others; a screener
    is the responsible department's unit id. `grounds` are (code, sentence) pairs.
    """

    honour_code: str
    level: str
    awarding_body: str
    verb: str
    basis: str
    basis_number: str
    basis_date: date
    from_date: date
    until_date: date | None = None
    term_months: int | None = 36
    needs_level: str = ""
    least_held_months: int = 0
    renew_months: int = 12
    window_months: int = 12
    unit_kinds: tuple[str, ...] = ()
    quota: Mapping[str, int] = field(default_factory=dict)
    edition_id: int | None = None
    apply_line: int | None = None
    pass_line: int | None = None
    screeners: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[str, ...] = DEFAULT_STEPS
    clocks: Mapping[str, int] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    grounds: tuple[tuple[str, str], ...] = ()
    report_month: int = 12


@transaction.atomic(durable=True)
def add_honour(
    *,
    code: str,
    name: str,
    holder_kinds: tuple[str, ...],
    actor: User,
    at: datetime,
    is_flag: bool = False,
    most_stars: int = 0,
) -> Honour:
    """Add an honour to the list; one known already is returned as it is.

    :raises PapersWrong: it has no name, or nobody can hold it.
    """
    if known := Honour.objects.filter(code=code).first():
        return known
    if not code.strip() or not name.strip() or not holder_kinds or set(holder_kinds) - set(HolderKind.values):
        raise PapersWrong(NOT_OPENED, why="代码、名称和授予对象不能为空。", remedy="请补全后再保存。")
    honour = Honour.objects.create(
        code=code,
        name=name.strip(),
        holder_kinds=list(holder_kinds),
        is_flag=is_flag,
        most_stars=most_stars,
        added_by=actor,
        added_at=at,
    )
    pen.write("honour.added", honour, actor=actor, at=at, after={"code": code, "name": honour.name})
    return honour


@transaction.atomic(durable=True)
def open_programme(*, unit_id: int, draft: ProgrammeDraft, actor: User, at: datetime) -> Programme:
    """Open an honour at a level as an approved document orders it; the same one twice is one.

    :raises NotYourPlace: the actor is no officer of the place or of one above.
    :raises NotApproved: approval, its number or the awarding body is missing.
    :raises ProgrammeUnsound: steps, time limits, level or book do not hold together.
    """
    place = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    honour = Honour.objects.get(code=draft.honour_code)
    known = Programme.objects.filter(honour=honour, unit=place, level=draft.level, from_date=draft.from_date).first()
    if known:
        return known
    programme = Programme(unit=place, honour=honour, opened_by=actor, opened_at=at, **_columns(draft))
    if not access.may_award(actor, programme):
        raise NotYourPlace(NOT_OPENED)
    _must_be_approved(draft)
    _must_be_sound(draft, place)
    programme.save(force_insert=True)
    after = {"title": str(programme), "document": draft.basis, "number": draft.basis_number}
    pen.write("programme.opened", programme, actor=actor, at=at, unit_id=place.pk, after=after)
    return programme


def _columns(draft: ProgrammeDraft) -> dict[str, Any]:
    said = asdict(draft)
    del said["honour_code"]
    lists = {name: list(said[name]) for name in ("unit_kinds", "steps", "conditions")}
    grounds = [{"code": code, "text": text} for code, text in draft.grounds]
    return said | lists | {"grounds": grounds}


def _must_be_approved(draft: ProgrammeDraft) -> None:
    missing = [
        name
        for name, value in (
            ("批准依据", draft.basis),
            ("批准文号", draft.basis_number),
            ("命名机关", draft.awarding_body),
        )
        if not value.strip()
    ]
    if missing:
        raise NotApproved(
            NOT_OPENED,
            why=f"还没有填写{'、'.join(missing)}。创建示范活动须经批准，没有批准依据不能开展。",
            remedy="请按批准文件填写；没有批准的，请先履行报批手续。",
        )


def _must_be_sound(draft: ProgrammeDraft, place: Unit) -> None:
    faults = [*faults_of_steps(draft.steps), *faults_of_clocks(draft.clocks)]
    if draft.level not in LEVELS:
        faults.append("请选择级别。")
    if draft.needs_level and (draft.needs_level not in LEVELS or draft.needs_level == draft.level):
        faults.append("须先持有的级别不对。")
    if draft.edition_id and not _may_use(draft.edition_id, place):
        faults.append("所选的测评细则没有发布，或不适用于这里。")
    if faults:
        raise ProgrammeUnsound(NOT_OPENED, why="".join(faults), remedy="请改正后再保存。")


def _may_use(edition_id: int, place: Unit) -> bool:
    return Edition.objects.filter(pk=edition_id, unit__path__in=line_of(place.path), status="published").exists()


@transaction.atomic(durable=True)
def end_programme(*, programme_id: int, until_date: date, actor: User, at: datetime) -> Programme:
    """End a programme: no round is prepared from that day on; titles run on as they were given.

    :raises NotYourPlace: the actor is no officer of the place or of one above.
    :raises PapersWrong: the day is not behind the first one.
    """
    programme = Programme.objects.select_for_update(of=("self",)).select_related("unit", "honour").get(pk=programme_id)
    if programme.until_date == until_date:
        return programme
    if not access.may_award(actor, programme):
        raise NotYourPlace("没有保存。")
    if until_date <= programme.from_date:
        raise PapersWrong("没有保存。", why="停止施行日期必须晚于施行日期。", remedy="请改正日期。")
    programme.until_date = until_date
    programme.save(update_fields=["until_date"])
    pen.write(
        "programme.ended", programme, actor=actor, at=at, unit_id=programme.unit_id, after={"until_date": until_date}
    )
    return programme


@transaction.atomic(durable=True)
def exempt_unit(*, programme_id: int, unit_id: int, reason: str, basis: str, actor: User, at: datetime) -> Exemption:
    """Let a unit apply without the title below, with the reason and the document that allows it.

    :raises NotYourPlace: the actor is no officer of the place or of one above.
    :raises PapersWrong: reason or basis is missing.
    """
    programme = Programme.objects.select_for_update(of=("self",)).select_related("unit").get(pk=programme_id)
    if known := Exemption.objects.filter(programme=programme, unit_id=unit_id).first():
        return known
    if not access.may_award(actor, programme):
        raise NotYourPlace("没有保存。")
    if not reason.strip() or not basis.strip():
        raise PapersWrong("没有保存。", why="豁免必须写明原因和依据。", remedy="请补全后再保存。")
    exemption = Exemption.objects.create(
        programme=programme, unit_id=unit_id, reason=reason.strip(), basis=basis.strip(), given_by=actor, given_at=at
    )
    pen.write(
        "exemption.given", exemption, actor=actor, at=at, unit_id=unit_id, after={"reason": reason, "document": basis}
    )
    return exemption
