"""Which kind of record a measured number is: an ordered list of rules per sort of unit, kept as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.reading.measured import Measured
from chuangwen.core.reading.numbers import Number
from chuangwen.core.reading.quantities import fit
from chuangwen.core.reading.units import Unit
from chuangwen.core.reading.words import tree_of

SLOTS = ("noun", "before", "after", "item", "clause", "sentence", "earlier", "near", "unit")
_MACRO = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """If every slot matches its pattern and no `unless` does, the fact is of this kind."""

    kind: str
    because: str
    weight: float
    tests: tuple[tuple[str, re.Pattern[str]], ...]
    unless: tuple[tuple[str, re.Pattern[str]], ...]

    def fits(self, slots: Mapping[str, str]) -> bool:
        """Say whether the rule holds for these words."""
        for slot, pattern in self.tests:  # plain loops: these are the hottest lines of the reader
            if not pattern.search(slots[slot]):
                return False
        for slot, pattern in self.unless:  # noqa: SIM110 - a generator costs half as much again
            if pattern.search(slots[slot]):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Choice:
    """The kind chosen, why, and how sure the rule is (0 to 1). `fallback` rules only guess."""

    kind: str
    because: str
    weight: float

    @property
    def is_guess(self) -> bool:
        """True when nothing spoke for the kind but the unit."""
        return self.weight < 0.5


@dataclass(frozen=True, slots=True)
class Found:
    """A number that states a fact, before it is turned into one."""

    number: Number
    unit: Unit
    measured: Measured
    choice: Choice


@cache
def rules() -> Mapping[str, tuple[Rule, ...]]:
    """Return the rules for each sort of unit, in the order in which they are tried."""
    tree = tree_of("kinds.yaml")
    words = {name: f"(?:{pattern})" for name, pattern in tree["words"].items()}
    table = {sort: tuple(_rule(row, words) for row in rows) for sort, rows in tree["rules"].items()}
    return {sort: own if sort in {"rate", "money", "any"} else own + table["any"] for sort, own in table.items()}


def _rule(row: Mapping[str, str], words: Mapping[str, str]) -> Rule:
    def compiled(slot: str) -> re.Pattern[str]:
        return re.compile(_MACRO.sub(lambda m: words[m.group(1)], row[slot]))

    tests = tuple((slot, compiled(slot)) for slot in SLOTS if slot in row)
    unless = tuple((slot, compiled(f"not_{slot}")) for slot in SLOTS if f"not_{slot}" in row)
    return Rule(row["kind"], row["because"], float(row.get("weight", 0.9 if tests else 0.3)), tests, unless)


def slots_of(measured: Measured, unit: Unit) -> dict[str, str]:
    """Return the words that the rules look at."""
    return {
        "noun": measured.noun,
        "before": measured.before,
        "after": measured.after,
        "item": measured.item,
        "clause": measured.clause,
        "sentence": measured.sentence,
        "earlier": measured.earlier,
        "near": measured.before[-24:] + "#" + measured.noun,
        "unit": unit.text,
    }


def choose(measured: Measured, unit: Unit, catalogue: Catalogue, lexicon: Mapping[str, str]) -> Choice:
    """Choose the kind of a fact. Terms of the office come first, then the rules, then the catalogue's synonyms."""
    slots = slots_of(measured, unit)
    for term, kind in sorted(lexicon.items(), key=lambda row: (-len(row[0]), row[0])) if lexicon else ():
        if kind in catalogue.kinds and term in slots["near"]:
            return Choice(kind, f"本单位词表把“{term}”记为{catalogue.kinds[kind].name}。", 0.97)
    choice = _by_rules(slots, unit.sort)
    if choice.is_guess and (found := _by_synonym(slots, unit, catalogue)):
        return found
    return choice


def _by_rules(slots: Mapping[str, str], sort: str) -> Choice:
    rule = rule_for(slots, sort, rules())
    return Choice(rule.kind, rule.because, rule.weight) if rule else Choice("other", "没有规则说明它属于哪一类。", 0.2)


def rule_for(slots: Mapping[str, str], sort: str, table: Mapping[str, tuple[Rule, ...]]) -> Rule | None:
    """Return the first rule of a table that fits, or None."""
    for rule in table.get(sort) or table["any"]:
        if rule.fits(slots):
            return rule
    return None


def _is_state_of_people(kind: Kind, unit: Unit) -> bool:
    """职工 or 党员 beside a headcount does not tell that the headcount is that of the staff."""
    return unit.sort == "people" and any(quantity.gauge for quantity in kind.quantities)


def _can_count(kind: Kind, unit: Unit) -> bool:
    """Say whether a unit itself records this kind, and in this counting word."""
    is_own = kind.recorded_by == "unit" and not _is_state_of_people(kind, unit)
    return is_own and fit(kind, unit, Decimal(1))[0] is not None


def _by_synonym(slots: Mapping[str, str], unit: Unit, catalogue: Catalogue) -> Choice | None:
    """Take the longest synonym of the catalogue near the number whose kind can count in this unit."""
    best: tuple[int, int, str, str] | None = None
    for order, place in enumerate((slots["noun"], slots["item"])):
        for kind in catalogue.kinds.values():
            for word in kind.synonyms:
                is_better = word in place and (best is None or (len(word), -order) > best[:2])
                if is_better and _can_count(kind, unit):
                    best = (len(word), -order, word, kind.code)
    if best is None:
        return None
    return Choice(best[3], f"“{best[2]}”是{catalogue.kinds[best[3]].name}的常用词。", 0.55)
