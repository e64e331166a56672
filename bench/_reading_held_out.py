"""Kinds of each sample report by what the other reports teach: the leave-one-document-out figure.

For each report the weights are learnt without it, and the rules that decide in no other report or phrase are left out.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from chuangwen.core.reading import enumerations
from chuangwen.core.reading.clauses import Layout
from chuangwen.core.reading.kinds import Choice, Found, Rule, rule_for, rules, slots_of
from chuangwen.core.reading.learned import look_again
from chuangwen.core.reading.pipeline import find
from chuangwen.core.reading.scoring import annotated_as
from chuangwen.core.reading.training import Example, taught
from chuangwen.core.reading.working import work
from tests.core.reading.catalogue import shipped
from tests.core.reading.marked import read_marked
from tests.core.reading.scoring import Annotated, read_folder
from tests.core.reading.teaching import CORPUS, PHRASES, examples_of, phrase_examples


@dataclass(frozen=True)
class Seen:
    """A report as the rules find it."""

    document: Annotated
    plain: str
    found: list[Found]
    kinds: list[set[str] | None]
    rules: list[Rule | None]


@cache
def reports() -> list[Seen]:
    return [_seen(document) for document in read_folder(CORPUS)]


def _seen(document: Annotated) -> Seen:
    working = work(document.text)
    found, _ = find(document.text, working, Layout(working.plain), shipped())
    kinds = [_kinds_at(document, working.place(item.number.start, item.number.end)) for item in found]
    deciding = [rule_for(slots_of(item.measured, item.unit), item.unit.sort, rules()) for item in found]
    return Seen(document, working.plain, found, kinds, deciding)


def _kinds_at(document: Annotated, place: tuple[int, int]) -> set[str] | None:
    row = next((f for f in document.facts if f["num_start"] < place[1] and place[0] < f["num_end"]), None)
    return {annotated_as(kind) for kind in (row["kind"], *row.get("alt_kind", ()))} if row else None


@cache
def known_rules() -> Counter[tuple[str, str]]:
    """Count in how many texts each rule decides."""
    texts = [*reports(), *map(_seen, read_marked(PHRASES))]
    return Counter(key for text in texts for key in {_key(rule) for rule in text.rules if rule})


@cache
def examples() -> list[list[Example]]:
    return [examples_of(seen.document) for seen in reports()]


@cache
def phrases() -> list[Example]:
    return phrase_examples()


def _key(rule: Rule) -> tuple[str, str]:
    return rule.kind, repr(rule)


def held_out(name: str) -> tuple[str, int, int]:
    """Return a report's name, how many of its kinds are right without its own help, and how many there are."""
    (text,) = [seen for seen in reports() if seen.document.name == name]
    others = [e for seen, mine in zip(reports(), examples(), strict=True) if seen is not text for e in mine] + phrases()
    own = {_key(rule) for rule in text.rules if rule and known_rules()[_key(rule)] == 1}
    table = {sort: tuple(rule for rule in row if _key(rule) not in own) for sort, row in rules().items()}
    plainly = [replace(item, choice=_choice(item, table)) for item in text.found]
    read = look_again(enumerations.inherit(plainly, text.plain), text.plain, taught(others), annotated_as)
    pairs = [(annotated_as(item.choice.kind), kinds) for item, kinds in zip(read, text.kinds, strict=True) if kinds]
    return name, sum(kind in kinds for kind, kinds in pairs), len(pairs)


def _choice(item: Found, table: dict[str, tuple[Rule, ...]]) -> Choice:
    rule = rule_for(slots_of(item.measured, item.unit), item.unit.sort, table)
    return Choice(rule.kind, rule.because, rule.weight) if rule else Choice("other", "", 0.2)


def print_held_out(workers: int) -> None:
    """Print one row a report and one for all."""
    names: Sequence[str] = [seen.document.name for seen in reports()]
    with ProcessPoolExecutor(workers) as pool:
        rows = list(pool.map(held_out, names))
    for name, right, total in rows:
        print(f"{name:22} held out: kind {right / max(1, total):.3f} of {total}")
    right, total = sum(row[1] for row in rows), sum(row[2] for row in rows)
    print(f"{'all':22} held out: kind {right / max(1, total):.3f} of {total}")
