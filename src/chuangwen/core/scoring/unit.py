"""Assessing one unit from its facts: scalar, exact, with every reason. The oracle of the fast engine."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache

from chuangwen.core.rulebook.atoms import Ledger, Scope
from chuangwen.core.rulebook.facts import UnitCase
from chuangwen.core.rulebook.model import Book, Criterion, NegativeItem
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.rulebook.words import days, points
from chuangwen.core.scoring import totals
from chuangwen.core.scoring.cards import Card, Hit, Mark
from chuangwen.core.scoring.outcomes import Outcome, PeerValues, outcome, read
from chuangwen.core.scoring.sentences import say


class NotCovered(ValueError):
    """The book is not meant for units of this kind."""


def assess_unit(
    book: Book, case: UnitCase, assessed_on: date, *, peers: PeerValues | None = None, stage: str = "measured"
) -> Card:
    """Mark one unit. Without `peers` the criteria that rank stay open.

    :raises NotCovered: the book does not assess units of this kind.
    """
    if not book.covers(case.kind):
        raise NotCovered(f"《{book.title}》不适用于“{case.name}”（单位类别 {case.kind}）。请选择适用的规则书。")
    book, ledger = book.on(assessed_on), Ledger(case)
    marks = {c.code: mark(c, scope, ledger, peers) for c, scope in scopes(book, assessed_on)}
    hits = [h for item in book.negative if (h := hit(item, ledger, assessed_on))]
    return card_of(book, case, assessed_on, marks, hits, stage)


def card_of(
    book: Book, case: UnitCase, assessed_on: date, marks: dict[str, Mark], hits: Sequence[Hit], stage: str
) -> Card:
    """Put marks and hits together into a card."""
    categories = [totals.subtotal(c, [marks[x.code] for x in c.criteria]) for c in book.categories]
    extra = [marks[c.code] for c in book.bonus.items]
    plus, deducted = totals.bonus(book, extra), sum(h.points for h in hits)
    certain = totals.total(book, [*(s.points for s in categories), plus.points], deducted)
    possible = totals.total(book, [*(s.possible for s in categories), plus.possible], deducted)
    return Card(
        unit_id=case.id,
        unit_name=case.name,
        group=book.group_of(case.kind),
        book_digest=book.digest,
        assessed_on=assessed_on,
        marks=tuple(marks[c.code] for c in book.criteria),
        bonus_marks=tuple(extra),
        categories=tuple(categories),
        bonus=plus,
        hits=tuple(hits),
        deducted=deducted,
        total=certain,
        possible=possible,
        verdict=totals.verdict(book, certain, possible, hits, lacking(book, case), stage=stage),
    )


@lru_cache(maxsize=32)
def scopes(book: Book, assessed_on: date) -> tuple[tuple[Criterion, Scope], ...]:
    """Return every criterion and bonus item with its scope; remembered, because every unit asks."""
    return tuple((c, c.scope(book, assessed_on)) for c in (*book.criteria, *book.bonus.items))


def mark(criterion: Criterion, scope: Scope, ledger: Ledger, peers: PeerValues | None) -> Mark:
    """Mark one criterion with its reasons."""
    found = outcome(criterion, ledger, scope, peers)
    said = say(criterion, found, scope, (peers or {}).get(criterion.code))
    return Mark(
        code=criterion.code,
        value=found.value,
        shown=shown(criterion, found),
        points=found.points,
        possible=found.possible,
        full=criterion.points,
        status=found.status,
        because=tuple(fact.id for fact in found.measured.facts),
        sentence=said.sentence,
        next_step=said.next_step,
        gain=said.gain,
        renormalised=found.renormalised,
    )


def shown(criterion: Criterion, found: Outcome) -> str:
    """Write the measured value for a table."""
    return "—" if found.value is None else criterion.measure.show(found.value)


def hit(item: NegativeItem, ledger: Ledger, assessed_on: date) -> Hit | None:
    """Apply one negative item, or None when nothing was recorded."""
    scope = item.scope(assessed_on)
    found, hidden = item.measure.scalar(ledger, scope), item.concealed.scalar(ledger, scope)
    if not found.value:
        return None
    times, concealed = int(found.value), int(hidden.value or 0)
    cost = item.deduct * (times + (concealed if item.doubled else 0))
    when = days(fact.start_date for fact in found.facts)
    told = f"，其中{concealed}{item.measure.unit}未主动报告" if concealed else ""
    effect = "一票否决" if item.veto else f"扣{points(cost)}"
    return Hit(
        code=item.code, text=item.text, clause=item.clause, veto=item.veto, times=times, concealed=concealed,
        points=cost, because=tuple(f.id for f in found.facts),
        sentence=f"考核期内有{times}{item.measure.unit}（{when}）{told}，{effect}。",
    )  # fmt: skip


def lacking(book: Book, case: UnitCase) -> list[str]:
    """Return the prerequisites that are not met or not known."""
    found = []
    for text, bound in book.passing.prerequisites:
        value = case.attributes.get(bound.attribute)
        if value is None:
            found.append(f"前置条件“{text}”的结果还没有填写")
        elif not bound.holds(case):
            found.append(f"前置条件“{text}”为{value}，没有达到要求（{bound.say()}）")
    return found


def peer_values(book: Book, cases: Iterable[UnitCase], assessed_on: date) -> dict[str, dict[str, Peers]]:
    """Return, by peer group and criterion, the values that ranks compare with: to freeze and pass to `assess_unit`."""
    book = book.on(assessed_on)
    ranked = [c for c in (*book.criteria, *book.bonus.items) if c.score.relative]
    found: dict[str, dict[str, list[Fraction]]] = {}
    for case in cases:
        if not book.covers(case.kind):
            continue
        ledger, group = Ledger(case), found.setdefault(book.group_of(case.kind), {})
        for criterion in ranked:
            value = read(criterion, ledger, criterion.scope(book, assessed_on)).value
            values = group.setdefault(criterion.code, [])
            if value is not None:
                values.append(value)
    return {g: {code: Peers(tuple(values)) for code, values in by.items()} for g, by in found.items()}
