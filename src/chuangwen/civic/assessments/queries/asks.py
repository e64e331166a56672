"""What each criterion of a book asks, in words: the same for every unit, so made once in a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from chuangwen.core.rulebook import Book, Criterion
from chuangwen.core.rulebook.atoms import Atom
from chuangwen.core.rulebook.conditions import OneOf

BOOKS_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One criterion in words, with the kind and topic of the entries that it counts.

    `kind` is empty when a unit cannot record such entries itself.
    """

    code: str
    category: str
    text: str
    clause: str
    method: str
    need: str
    rule: str
    full: int
    proofs: tuple[str, ...]
    supplier: str
    note: str
    kind: str
    kind_name: str
    topic: str
    topic_name: str
    is_bonus: bool
    is_rank: bool


@lru_cache(maxsize=BOOKS_KEPT)
def asks_of(book: Book, assessed_on: date) -> Mapping[str, Ask]:
    """Return what every criterion and bonus item asks, by code, in the book's order."""
    listed = [(c, category.title, False) for category in book.categories for c in category.criteria]
    listed += [(c, "加分项", True) for c in book.bonus.items]
    return {c.code: _ask(c, book, assessed_on, title, is_bonus) for c, title, is_bonus in listed}


def _ask(criterion: Criterion, book: Book, assessed_on: date, category: str, is_bonus: bool) -> Ask:
    goal = criterion.score.full_goal(criterion.points)
    atoms = criterion.measure.atoms(criterion.scope(book, assessed_on))
    own = next((atom for atom in atoms if _may_be_own(atom, book)), None)
    return Ask(
        code=criterion.code,
        category=category,
        text=criterion.text,
        clause=criterion.clause,
        method=criterion.method_name,
        need=criterion.measure.want(goal.value, goal.up) if goal else criterion.measure.title(book.words),
        rule=criterion.rule_in_words(book.words),
        full=criterion.points,
        proofs=tuple(book.words.evidence.get(code, code) for code in criterion.proof.codes),
        supplier=criterion.supplier,
        note=criterion.note,
        kind=own.kind if own else "",
        kind_name=book.words.kinds[own.kind].name if own else "",
        topic=_topic(own),
        topic_name=book.words.topics.get(_topic(own), ""),
        is_bonus=is_bonus,
        is_rank=criterion.score.relative,
    )


def _may_be_own(atom: Atom, book: Book) -> bool:
    return book.words.kinds[atom.kind].recorded_by != "office"


def _topic(atom: Atom | None) -> str:
    conditions = atom.where if atom else ()
    return next((c.values[0] for c in conditions if isinstance(c, OneOf) and c.field == "topic"), "")
