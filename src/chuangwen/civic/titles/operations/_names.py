"""Names of holders: units by their own name, families and persons masked in public."""

from datetime import datetime

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Holder


def masked_name(name: str) -> str:
    """Return a name as the public sees it: the first character, the rest hidden.

    >>> masked_name("林小满"), masked_name("林小满家庭")
    ('林**', '林**家庭')
    """
    tail = next((word for word in ("家庭", "一家", "家") if name.endswith(word) and len(name) > len(word)), "")
    bare = name[: len(name) - len(tail)]
    return bare[:1] + "*" * max(1, len(bare) - 1) + tail


def unit_holder(unit: Unit, *, actor: User, at: datetime) -> Holder:
    """Return the unit as a holder, entered at its first application."""
    columns = {"name": unit.name, "masked": unit.name, "added_by": actor, "added_at": at}
    return Holder.objects.get_or_create(unit=unit, kind=HolderKind.UNIT, defaults=columns)[0]
