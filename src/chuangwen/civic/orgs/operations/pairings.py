"""Units are paired to share marks (同奖同罚), and parted again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.enums import PairingKind
from chuangwen.civic.orgs.models import Pairing, Unit
from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal


class NotPairable(Refusal):
    """Two different open units of one tree are paired."""


class DocumentMissing(Refusal):
    """A pairing rests on a document."""


class PairedOutOfOrder(Refusal):
    """A pairing ends after it began."""


@transaction.atomic(durable=True)
def pair_units(
    *, unit_id: int, partner_id: int, kind: PairingKind, document: str, from_date: date, actor: User, at: datetime
) -> Pairing:
    """Let two units share marks from a day; told twice, it is one pairing. A `led` unit follows its partner.

    :raises NotPairable: :raises DocumentMissing:
    """
    units = {unit.pk: unit for unit in Unit.objects.select_for_update(no_key=True).filter(pk__in=[unit_id, partner_id])}
    _must_be_pairable(units[unit_id], units[partner_id])
    if not document.strip():
        raise DocumentMissing("没有保存：还没有填写依据文件。", remedy="请填写结对的文件名称或文号。")
    either = Q(unit=unit_id, partner=partner_id) | Q(unit=partner_id, partner=unit_id)
    if known := Pairing.objects.filter(either, until_date=None).first():
        return known
    pairing = Pairing.objects.create(
        unit_id=unit_id, partner_id=partner_id, kind=kind, document=document.strip(), from_date=from_date
    )
    after = {"unit": units[unit_id].name, "partner": units[partner_id].name, "pairing": PairingKind(kind).label}
    after |= {"document": pairing.document, "from_date": str(from_date)}
    pen.write("pairing.made", pairing, actor=actor, at=at, unit_id=unit_id, after=after)
    return pairing


def _must_be_pairable(unit: Unit, partner: Unit) -> None:
    if unit.pk == partner.pk:
        raise NotPairable("没有保存：单位不能与自己结对。", remedy="请选择另一个单位。")
    if closed := next((each for each in (unit, partner) if not each.is_open), None):
        raise NotPairable(f"没有保存：“{closed.name}”已停用。", remedy="请选择在用的单位。")


@transaction.atomic(durable=True)
def end_pairing(*, pairing_id: int, until_date: date, actor: User, at: datetime) -> Pairing:
    """Part two units: `until_date` is the first day on which they share marks no more. Ended already, it stays so.

    :raises PairedOutOfOrder:
    """
    pairing = Pairing.objects.select_for_update().get(pk=pairing_id)
    if pairing.until_date is not None:
        return pairing
    if until_date <= pairing.from_date:
        raise PairedOutOfOrder("没有保存：解除日期必须晚于起始日期。", remedy="请核对日期。")
    pairing.until_date = until_date
    pairing.save(update_fields=["until_date"])
    after = {"until_date": str(until_date)}
    pen.write("pairing.ended", pairing, actor=actor, at=at, unit_id=pairing.unit_id, after=after)
    return pairing
