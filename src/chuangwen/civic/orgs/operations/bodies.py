"""Bodies are set up and end; their members sit from a day until a day."""

from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.enums import BodyKind, Seat
from chuangwen.civic.orgs.models import Body, BodyMember, Unit
from chuangwen.civic.orgs.operations import _rows
from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal


class BodyNamedAlready(Refusal):
    """The unit has a standing body of this name."""


class BodyEnded(Refusal):
    """Nobody takes a seat in a body that has ended."""


class AlreadySeated(Refusal):
    """The person holds another seat in the body."""


class DaysOutOfOrder(Refusal):
    """A seat lies within its body's time, and ends after it began."""


class NameMissing(Refusal):
    """A body and a member have names."""


@transaction.atomic(durable=True)
def set_up_body(
    *, unit_id: int, kind: BodyKind, name: str, document: str, from_date: date, actor: User, at: datetime
) -> Body:
    """Set up a body from a day, by a document.

    :raises NameMissing: :raises BodyNamedAlready:
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    said = _named(name, "机构名称")
    _must_be_only(unit.pk, said)
    body = Body.objects.create(unit=unit, kind=kind, name=said, document=document.strip(), from_date=from_date)
    pen.write("body.set_up", body, actor=actor, at=at, unit_id=unit.pk, after=_said_of_body(body))
    return body


def _named(name: str, what: str) -> str:
    if not (said := name.strip()):
        raise NameMissing(f"没有保存：还没有填写{what}。", remedy=f"请填写{what}。")
    return said


def _must_be_only(unit_id: int, name: str, *, but: int = 0) -> None:
    if Body.objects.filter(unit_id=unit_id, name=name, until_date=None).exclude(pk=but).exists():
        raise BodyNamedAlready(f"没有保存：已有机构“{name}”。", remedy="请打开已有的机构调整成员，或换一个名称。")


def _said_of_body(body: Body) -> dict[str, str]:
    return {"kind": body.kind, "name": body.name, "document": body.document, "from_date": str(body.from_date)}


@transaction.atomic(durable=True)
def correct_body(
    *, body_id: int, kind: BodyKind, name: str, document: str, from_date: date, actor: User, at: datetime
) -> Body:
    """Put right what was mistyped of a body.

    :raises NameMissing: :raises BodyNamedAlready: :raises DaysOutOfOrder:
    """
    body = _locked_body(body_id)
    before = _said_of_body(body)
    body.name, body.kind, body.document, body.from_date = _named(name, "机构名称"), kind, document.strip(), from_date
    _must_be_only(body.unit_id, body.name, but=body.pk)
    earlier = body.members.filter(from_date__lt=from_date).exists()
    if earlier or (body.until_date and from_date >= body.until_date):
        raise DaysOutOfOrder(
            "没有保存：成立日期太晚。", why="有成员的起始日期更早，或机构在此之前已撤销。", remedy="请核对日期。"
        )
    old, new = _rows.changes(before, _said_of_body(body))
    if new:
        body.save(update_fields=["kind", "name", "document", "from_date"])
        pen.write("body.corrected", body, actor=actor, at=at, unit_id=body.unit_id, before=old, after=new)
    return body


def _locked_body(body_id: int) -> Body:
    return Body.objects.select_for_update(no_key=True).get(pk=body_id)


@transaction.atomic(durable=True)
def end_body(*, body_id: int, until_date: date, actor: User, at: datetime) -> Body:
    """End a body; its open seats end on the same day (the first day on which it is no more).

    :raises DaysOutOfOrder: the day is not after it was set up, or somebody sat down later.
    """
    body = _locked_body(body_id)
    if body.until_date is not None:
        return body
    later = body.members.filter(from_date__gte=until_date).order_by("id").first()
    if until_date <= body.from_date or later:
        why = f"{later.name}的起始日期是{later.from_date}。" if later else f"机构成立于{body.from_date}。"
        raise DaysOutOfOrder("没有撤销：撤销日期太早。", why=why, remedy="请核对撤销日期。")
    body.until_date = until_date
    body.save(update_fields=["until_date"])
    seats = body.members.filter(until_date=None).update(until_date=until_date)
    after = {"until_date": until_date, "seats": seats}
    pen.write("body.ended", body, actor=actor, at=at, unit_id=body.unit_id, after=after)
    return body


@transaction.atomic(durable=True)
def seat_member(
    *, body_id: int, name: str, post: str, seat: Seat, duty: str, from_date: date, actor: User, at: datetime
) -> BodyMember:
    """Give a person a seat in a body from a day; the same seat told twice is one seat.

    :raises NameMissing: :raises BodyEnded: :raises AlreadySeated: :raises DaysOutOfOrder:
    """
    body = _locked_body(body_id)
    said = {"name": _named(name, "姓名"), "post": post.strip(), "seat": seat, "duty": duty.strip()}
    sitting = body.members.filter(name=said["name"], until_date=None).first()
    if sitting and {key: getattr(sitting, key) for key in said} == said and sitting.from_date == from_date:
        return sitting
    if sitting:
        raise AlreadySeated(
            f"没有保存：{sitting.name}已是{sitting.get_seat_display()}。",
            why="同一个人在一个机构里同时只有一个席位。",
            remedy="请先结束原来的席位，或更正它；同名的另一人请在姓名后加注。",
        )
    if body.until_date is not None:
        raise BodyEnded("没有保存：机构已撤销。", remedy="请另设机构。")
    _must_lie_within(body, from_date)
    member = BodyMember.objects.create(body=body, from_date=from_date, **said)
    after = said | {"from_date": from_date, "body": body.name}
    pen.write("member.seated", member, actor=actor, at=at, unit_id=body.unit_id, after=after)
    return member


def _must_lie_within(body: Body, from_date: date) -> None:
    if from_date < body.from_date:
        raise DaysOutOfOrder(
            "没有保存：起始日期早于机构成立。", why=f"机构成立于{body.from_date}。", remedy="请核对起始日期。"
        )


@transaction.atomic(durable=True)
def correct_member(
    *, member_id: int, post: str, seat: Seat, duty: str, from_date: date, actor: User, at: datetime
) -> BodyMember:
    """Put right what was mistyped of a seat. Another person is another seat.

    :raises DaysOutOfOrder: the day is before the body's, or after the seat ended.
    """
    member = _locked_member(member_id)
    _must_lie_within(member.body, from_date)
    if member.until_date and from_date >= member.until_date:
        raise DaysOutOfOrder("没有保存：起始日期不早于结束日期。", remedy="请核对日期。")
    before = _said_of_member(member)
    member.post, member.seat, member.duty, member.from_date = post.strip(), seat, duty.strip(), from_date
    old, new = _rows.changes(before, _said_of_member(member))
    if new:
        member.save(update_fields=["post", "seat", "duty", "from_date"])
        pen.write("member.corrected", member, actor=actor, at=at, unit_id=member.body.unit_id, before=old, after=new)
    return member


def _said_of_member(member: BodyMember) -> dict[str, str]:
    return {"post": member.post, "seat": member.seat, "duty": member.duty, "from_date": str(member.from_date)}


def _locked_member(member_id: int) -> BodyMember:
    rows = BodyMember.objects.select_for_update(no_key=True, of=("self",)).select_related("body")
    return rows.get(pk=member_id)


@transaction.atomic(durable=True)
def unseat_member(*, member_id: int, until_date: date, actor: User, at: datetime) -> BodyMember:
    """End a seat: `until_date` is the first day on which the person no longer sits.

    :raises DaysOutOfOrder: the day is not after the seat began.
    """
    member = _locked_member(member_id)
    if member.until_date is not None:
        return member
    if until_date <= member.from_date:
        raise DaysOutOfOrder(
            "没有保存：结束日期不晚于起始日期。", why=f"起始日期是{member.from_date}。", remedy="请核对结束日期。"
        )
    member.until_date = until_date
    member.save(update_fields=["until_date"])
    after = {"name": member.name, "until_date": until_date, "body": member.body.name}
    pen.write("member.unseated", member, actor=actor, at=at, unit_id=member.body.unit_id, after=after)
    return member
