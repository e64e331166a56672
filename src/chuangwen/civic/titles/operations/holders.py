"""Who can hold a title is entered; households and persons by consent, which they withdraw at will."""

from datetime import datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import may_reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Holder, Title, TitleEvent
from chuangwen.civic.titles.operations._names import masked_name
from chuangwen.civic.titles.operations.refusals import ConsentMissing, NotYourPlace, PapersWrong

FILLERS = frozenset({Role.CLERK, Role.OFFICER})
LONGEST_NAME = 120


@transaction.atomic(durable=True)
def enter_holder(
    *, unit_id: int, kind: HolderKind, name: str, consent_note: str = "", actor: User, at: datetime
) -> Holder:
    """Enter a sub-unit, household or person of a unit, or the unit itself; once by its name.

    `consent_note` names the signed consent of a household or person.

    :raises NotYourPlace: the actor serves neither the unit nor an office above it.
    :raises PapersWrong: the name is missing or too long.
    :raises ConsentMissing: a household or person has not consented.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    if not may_reach(actor, FILLERS, unit):
        raise NotYourPlace("没有登记。")
    said = unit.name if kind == HolderKind.UNIT else " ".join(name.split())
    if not said or len(said) > LONGEST_NAME:
        raise PapersWrong("没有登记。", why=f"名称不能为空，最多{LONGEST_NAME}个字。", remedy="请修改名称。")
    same = Holder.objects.filter(unit=unit, kind=kind)
    if known := (same if kind == HolderKind.UNIT else same.filter(name=said)).first():
        return known
    by_consent = kind in {HolderKind.HOUSEHOLD, HolderKind.PERSON}
    if by_consent and not consent_note.strip():
        raise ConsentMissing(
            "没有登记。", why="家庭和个人自愿参加，须先取得书面同意。", remedy="请填写同意书的签署情况。"
        )
    holder = Holder.objects.create(
        unit=unit,
        kind=kind,
        name=said,
        masked=masked_name(said) if by_consent else said,
        consent_note=consent_note.strip(),
        consented_at=at if by_consent else None,
        added_by=actor,
        added_at=at,
    )
    pen.write(
        "holder.entered", holder, actor=actor, at=at, unit_id=unit.pk, after={"kind": kind, "name": holder.masked}
    )
    return holder


@transaction.atomic(durable=True)
def withdraw_consent(*, holder_id: int, actor: User, at: datetime) -> Holder:
    """Withdraw a household's or person's consent: it takes part in nothing more, and is shown nowhere in public.

    :raises NotYourPlace: the actor serves neither the unit nor an office above it.
    """
    holder = Holder.objects.select_for_update(of=("self",)).select_related("unit").get(pk=holder_id)
    if not may_reach(actor, FILLERS, holder.unit):
        raise NotYourPlace("没有保存。")
    if holder.consent_withdrawn_at or not holder.needs_consent:
        return holder
    holder.consent_withdrawn_at = at
    holder.save(update_fields=["consent_withdrawn_at"])
    pen.write("consent.withdrawn", holder, actor=actor, at=at, unit_id=holder.unit_id)
    return holder


@transaction.atomic(durable=True)
def rename_holder(*, holder_id: int, name: str, reason: str, actor: User, at: datetime) -> Holder:
    """Give a holder its new name; titles keep the name of their day and note the change.

    :raises NotYourPlace: the actor is no officer over the holder's unit.
    :raises PapersWrong: name or reason is missing, or another has the name.
    """
    holder = Holder.objects.select_for_update(of=("self",)).select_related("unit").get(pk=holder_id)
    if not may_reach(actor, {Role.OFFICER}, holder.unit):
        raise NotYourPlace("没有改名。")
    said = " ".join(name.split())
    if holder.name == said:
        return holder
    if not said or len(said) > LONGEST_NAME or not reason.strip():
        raise PapersWrong("没有改名。", why="新名称和更名原因不能为空。", remedy="请补全后再保存。")
    if Holder.objects.filter(unit=holder.unit, kind=holder.kind, name=said).exclude(pk=holder.pk).exists():
        raise PapersWrong("没有改名。", why="该单位已登记同名的对象。", remedy="请核对名称。")
    before, holder.name = holder.masked, said
    holder.masked = masked_name(said) if holder.needs_consent else said
    holder.save(update_fields=["name", "masked"])
    _note_rename(holder, before, reason, actor=actor, at=at)
    pen.write(
        "holder.renamed",
        holder,
        actor=actor,
        at=at,
        unit_id=holder.unit_id,
        before={"name": before},
        after={"name": holder.masked, "reason": reason},
    )
    return holder


def _note_rename(holder: Holder, before: str, reason: str, *, actor: User, at: datetime) -> None:
    titles = Title.objects.filter(holder=holder, ended_date=None)
    TitleEvent.objects.bulk_create(
        TitleEvent(
            title=title,
            event="rename",
            before=title.state,
            after=title.state,
            reason=f"由“{before}”更名为“{holder.masked}”。{reason}"[:2000],
            actor=actor,
            actor_name=actor.name,
            at=at,
        )
        for title in titles
    )
