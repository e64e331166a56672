"""Marking one unit again after one fact: only what reads the fact's kind is marked, the rest is taken as it was.

The result is `assess_unit` of the whole ledger, value by value; only the facts of `kinds_needed` have to be at hand.
"""

from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from threading import Lock

from chuangwen.core.rulebook.atoms import Ledger, Scope
from chuangwen.core.rulebook.facts import Fact, UnitCase
from chuangwen.core.rulebook.model import Book, Criterion, NegativeItem
from chuangwen.core.scoring.cards import Card
from chuangwen.core.scoring.outcomes import PeerValues
from chuangwen.core.scoring.sharing import Standings
from chuangwen.core.scoring.unit import assess_unit, card_of, hit, mark, scopes


@dataclass(frozen=True, slots=True)
class Touched:
    """What facts of some kinds can move in a book, and the kinds whose facts it takes to mark that again."""

    criteria: tuple[tuple[Criterion, Scope], ...]
    negative: tuple[NegativeItem, ...]
    kinds: frozenset[str]


@lru_cache(maxsize=512)
def touched(book: Book, assessed_on: date, kinds: frozenset[str], today: date | None = None) -> Touched:
    """Return what facts of these kinds can move; remembered, because every saved fact asks."""
    now = book.on(assessed_on)
    all_scopes = scopes(now, assessed_on, today)
    extra = {item.code for item in now.bonus.items}
    shared = frozenset(kind for c, scope in all_scopes if c.code in extra for kind in _own(c, scope))
    reads = {c.code: _own(c, scope) | (shared if _claims(c, scope) else frozenset()) for c, scope in all_scopes}
    criteria = tuple((c, scope) for c, scope in all_scopes if reads[c.code] & kinds)
    negative = {item: frozenset(kind.code for kind in item.measure.kinds()) for item in now.negative}
    items = tuple(item for item in now.negative if negative[item] & kinds)
    lines = frozenset(kind.code for measure in now.line_measures() for kind in measure.kinds())
    needed = frozenset().union(lines, *(reads[c.code] for c, _ in criteria), *(negative[item] for item in items))
    return Touched(criteria, items, needed)


def _own(criterion: Criterion, scope: Scope) -> frozenset[str]:
    return frozenset(atom.kind for atom in criterion.measure.atoms(scope))


def _claims(criterion: Criterion, scope: Scope) -> bool:
    """Tell whether an entry may be claimed by another item first: then the kinds of all items matter."""
    return any(atom.scope.claims is not None for atom in criterion.measure.atoms(scope))


def kinds_needed(book: Book, assessed_on: date, kinds: Collection[str], *, today: date | None = None) -> frozenset[str]:
    """Return the kinds whose facts `remark_unit` must be given after facts of `kinds` have changed."""
    return touched(book, assessed_on, frozenset(kinds), today).kinds


def remark_unit(
    before: Card, book: Book, case: UnitCase, kinds: Collection[str], *, peers: PeerValues | None = None,
    stage: str = "measured", partners: Standings | None = None, today: date | None = None,
) -> Card:  # fmt: skip
    """Mark a unit again after facts of some kinds have changed; `case` holds at least the facts of `kinds_needed`.

    `before` is the unit's card by the same book, on the same day, with the same peers and the same `today`.
    """
    on = before.assessed_on
    moved, ledger = touched(book, on, frozenset(kinds), today), Ledger(case)
    marks = {known.code: known for known in (*before.marks, *before.bonus_marks)}
    marks.update({c.code: mark(c, scope, ledger, peers) for c, scope in moved.criteria})
    again = {item.code for item in moved.negative}
    hits = {known.code: known for known in before.hits if known.code not in again}
    hits.update({item.code: found for item in moved.negative if (found := hit(item, ledger, on))})
    now, codes = book.on(on), {c.code for c, _ in moved.criteria}
    old = {known.code: known for known in before.categories}
    still = {c.code: old[c.code] for c in now.categories if codes.isdisjoint(x.code for x in c.criteria)}
    ordered = [hits[item.code] for item in now.negative if item.code in hits]
    return card_of(now, ledger, on, marks, ordered, stage, partners, before.group, still)


class CardCache:
    """The last cards by unit, book and day, the longest unused given up first; may be shared between threads.

    Which facts have changed is seen by comparing them, so that nothing here goes stale, whoever wrote them.
    """

    def __init__(self, kept: int = 128) -> None:
        self._kept = kept
        self._cards: OrderedDict[Hashable, tuple[UnitCase, Card]] = OrderedDict()
        self._lock = Lock()

    def card(
        self, book: Book, case: UnitCase, assessed_on: date, *, peers: PeerValues | None = None, ranked_by: str = "",
        partners: Standings | None = None, group: str = "", today: date | None = None,
    ) -> Card:  # fmt: skip
        """Return what `assess_unit` does; `ranked_by` names where `peers` come from, the same for the same values.

        :raises NotCovered: the book does not assess units of this kind.
        """
        key = (case.id, book, assessed_on, ranked_by, group, today)
        with self._lock:
            before = self._cards.get(key)
        if before and replace(before[0], facts=case.facts, partners=case.partners) == case:
            kinds = _moved(before[0].facts, case.facts)
            card = remark_unit(before[1], book, case, kinds, peers=peers, partners=partners, today=today)
        else:
            card = assess_unit(book, case, assessed_on, peers=peers, partners=partners, group=group, today=today)
        with self._lock:
            self._cards[key] = case, card
            self._cards.move_to_end(key)
            while len(self._cards) > self._kept:
                self._cards.popitem(last=False)
        return card


def _moved(before: Iterable[Fact], now: Iterable[Fact]) -> set[str]:
    """Return the kinds of the facts that are new, gone or changed."""
    known, found = {fact.id: fact for fact in before}, set()
    for fact in now:
        old = known.pop(fact.id, None)
        if old != fact:
            found |= {fact.kind, old.kind if old else fact.kind}
    return found | {fact.kind for fact in known.values()}
