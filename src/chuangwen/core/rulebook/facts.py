"""What the rule-book language speaks about: a unit and its dated ledger entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One ledger entry as the engine sees it.

    Shape: `[start_date, until_date)` is half open; quantities are integers at the catalogue's places.
    Only `confirmed` entries count. `self_reported` matters for negative items alone: None means not stated.
    """

    id: int
    kind: str
    start_date: date
    until_date: date
    topic: str = ""
    times: int = 1
    quantities: Mapping[str, int] = field(default_factory=dict)
    level: str = ""
    medium: str = ""
    place: str = ""
    source: str = ""
    proofs: frozenset[str] = frozenset()
    status: str = CONFIRMED
    title: str = ""
    self_reported: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCase:
    """A unit with its facts: all that a mark may depend on, apart from the peers' values.

    Shape: `partners` are the ids of the units that share awards and penalties with it (同奖同罚).
    """

    id: int
    name: str
    kind: str
    path: str
    attributes: Mapping[str, int] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    partners: tuple[int, ...] = ()
