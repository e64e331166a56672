"""Which facts state one entry together: a meeting and the 42 who came to it are one record, not two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.reading.model import ReadFact

_PEOPLE = frozenset({"人", "名", "位", "人次", "人份", "名次", "人(次)", "名(次)"})
_HOURS = frozenset({"小时", "学时", "课时"})
_GATHERINGS = frozenset({"meeting", "study", "lecture", "activity"})
_CAME = frozenset({"participant", "staff", "volunteer_person", "beneficiary"})
_FARTHEST = 26  # characters between two facts of one entry: 共有来自各科室的干部职工代表
_NEARBY = 12
_BREAK = re.compile(r"[。！？；;\n]")
_NEW_MATTER = re.compile(r"同时|此外|另外|还(?!有)|(?:慰问|走访|救助|帮扶|表彰|评选)[^，。；]{0,8}$")
_PART = re.compile(r"其中|包括|含(?!义|量)|分别")
_CLAUSE_BREAK = re.compile(r"[，、：:（(]")


@dataclass(frozen=True, slots=True)
class Join:
    """A fact of one of `parts`, in one of `units`, fills `quantity` of an entry of one of `leads`."""

    leads: frozenset[str]
    parts: frozenset[str]
    units: frozenset[str]
    quantity: str


JOINS = (
    Join(_GATHERINGS, _CAME - {"beneficiary"}, _PEOPLE, "attendees"),
    Join(frozenset({"study", "lecture"}), frozenset({"beneficiary"}), _PEOPLE, "attendees"),
    Join(frozenset({"study"}), frozenset({"study"}), _HOURS, "hours"),
    Join(frozenset({"volunteer_activity"}), frozenset({"participant", "volunteer_person"}), _PEOPLE, "people"),
    Join(frozenset({"volunteer_activity"}), frozenset({"beneficiary"}), _PEOPLE, "served"),
    Join(frozenset({"volunteer_activity"}), frozenset({"volunteer_activity"}), _HOURS, "hours"),
    Join(frozenset({"cleaning"}), frozenset({"participant", "volunteer_person"}), _PEOPLE, "people"),
    Join(frozenset({"volunteer_team", "body"}), _CAME - {"beneficiary"}, _PEOPLE, "members"),
    Join(frozenset({"donation"}), frozenset({"participant", "donation"}), _PEOPLE, "people"),
    Join(frozenset({"inspection"}), frozenset({"problem_found"}), frozenset("个处项条件起"), "found"),
    Join(frozenset({"inspection"}), frozenset({"problem_resolved"}), frozenset("个处项条件起"), "resolved"),
    Join(frozenset({"inspection"}), frozenset({"inspection"}), frozenset("个处家户"), "sites"),
    Join(frozenset({"activity"}), frozenset({"funding"}), frozenset({"元"}), "spending"),
    Join(frozenset({"project"}), frozenset({"funding"}), frozenset({"元"}), "invested"),
    Join(frozenset({"budget_facility"}), frozenset({"funding", "budget_facility"}), frozenset({"元"}), "amount"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """One entry to propose: `lead` gives kind, topic, title and days; `facts` are all that state it, lead included.

    Units: `quantities` are by code, "times" among them, in the units of the catalogue. `breakdown` holds figures that
    only split one of them (其中党员12人): they are no entries of their own.
    """

    lead: ReadFact
    facts: tuple[ReadFact, ...]
    quantities: tuple[tuple[str, Decimal], ...]
    breakdown: tuple[ReadFact, ...] = ()
    confidence: float


def entries_of(facts: Sequence[ReadFact], text: str, catalogue: Catalogue) -> tuple[ReadEntry, ...]:
    """Return the entries that facts state, in text order; every fact is in exactly one of them.

    Shape: `facts` in the order of `Reading.facts`; `text` is the text that they were read in.

    Example: 全年举办培训班3期、210人次。 is one entry of study: times 3, attendees 210.
    """
    groups: list[_Group] = []
    for fact in facts:
        group = groups[-1] if groups else None
        if group is None or not (group.takes(fact, text, catalogue) or group.is_led_by(fact, text, catalogue)):
            groups.append(_Group(fact))
    return tuple(group.entry() for group in groups)


class _Group:
    """An entry while its facts are gathered."""

    def __init__(self, lead: ReadFact) -> None:
        self.lead, self.members = lead, [lead]
        self.breakdown: list[ReadFact] = []
        self.filled: dict[str, Decimal] = {}
        if lead.quantity is not None and lead.amount is not None:
            self.filled[lead.quantity] = lead.amount

    def takes(self, fact: ReadFact, text: str, catalogue: Catalogue) -> bool:
        """Take in a fact that says more of this entry; say whether it was taken."""
        last = self._last()
        between = text[last.num_end if not last.event else last.end : fact.num_start]
        if not self._adjoins(fact, between):
            return False
        if _PART.search(between) and fact.unit in _PEOPLE and last.unit in _PEOPLE and len(self.members) > 1:
            self.breakdown.append(fact)
            return True
        if self.breakdown and fact.unit in _PEOPLE and "，" not in between:
            self.breakdown.append(fact)  # 其中党员12人、团员8人
            return True
        code = _code(self.lead, fact, catalogue)
        if code is None or code in self.filled or _NEW_MATTER.search(between) or _PART.search(between):
            return False
        self._add(code, fact)
        return True

    def is_led_by(self, fact: ReadFact, text: str, catalogue: Catalogue) -> bool:
        """Let a later fact lead: in 120人参加培训3期 the people come before the event that they went to."""
        first = self.lead
        between = text[first.num_end : fact.num_start]
        is_alone = len(self.members) == 1 and first.kind in _CAME and first.unit in _PEOPLE
        if not is_alone or len(between) > _NEARBY or _BREAK.search(between) or _CLAUSE_BREAK.search(between):
            return False
        code = _code(fact, first, catalogue)
        if code is None or fact.status != first.status or fact.quantity != "times":
            return False
        self.lead, self.filled = fact, {"times": fact.amount or Decimal(1)}
        self.members = [first, fact]
        self.filled[code] = first.value
        return True

    def _last(self) -> ReadFact:
        return self.breakdown[-1] if self.breakdown else self.members[-1]

    def _adjoins(self, fact: ReadFact, between: str) -> bool:
        is_same = fact.status == self.lead.status and fact.norm == self.lead.norm and not (fact.base or self.lead.base)
        return is_same and not fact.event and len(between) <= _FARTHEST and not _BREAK.search(between)

    def _add(self, code: str, fact: ReadFact) -> None:
        is_in_unit = fact.quantity == code and fact.amount is not None
        self.filled[code] = fact.amount if is_in_unit and fact.amount is not None else fact.value
        self.members.append(fact)

    def entry(self) -> ReadEntry:
        """Return the entry as gathered."""
        return ReadEntry(
            lead=self.lead,
            facts=tuple(self.members),
            quantities=tuple(self.filled.items()),
            breakdown=tuple(self.breakdown),
            confidence=min(fact.confidence for fact in self.members),
        )


def _code(lead: ReadFact, part: ReadFact, catalogue: Catalogue) -> str | None:
    """Return the quantity of the lead's kind that a part fills, or None."""
    kind = catalogue.kinds.get(lead.kind)
    if kind is None or not (lead.quantity == "times" or (lead.kind in {"budget_facility", "cleaning", "donation"})):
        return None
    codes = {quantity.code for quantity in kind.quantities}
    for join in JOINS:
        if lead.kind in join.leads and part.kind in join.parts and part.unit in join.units and join.quantity in codes:
            return join.quantity
    return None
