"""Assessing one unit from its facts: scalar, exact, with every reason. The oracle of the fast engine."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache

from chuangwen.core.rulebook.atoms import Ledger, Scope
from chuangwen.core.rulebook.facts import Fact, UnitCase
from chuangwen.core.rulebook.lines import merged
from chuangwen.core.rulebook.model import Book, Criterion, NegativeItem
from chuangwen.core.rulebook.scores import Peers
from chuangwen.core.rulebook.words import days, points
from chuangwen.core.scoring import totals
from chuangwen.core.scoring.cards import Card, Hit, Mark, Standing, Subtotal
from chuangwen.core.scoring.outcomes import Outcome, PeerValues, outcome, read
from chuangwen.core.scoring.sentences import say
from chuangwen.core.scoring.sharing import Standings, Total, with_partners, with_years


class NotCovered(ValueError):
    """The book is not meant for units of this kind."""


def assess_unit(
    book: Book, case: UnitCase, assessed_on: date, *, peers: PeerValues | None = None, stage: str = "measured",
    partners: Standings | None = None, group: str = "", today: date | None = None,
) -> Card:  # fmt: skip
    """Mark one unit.

    Without `peers` the criteria that rank stay open, and without `partners` (see `partner_standings`) so does the
    verdict of a unit that shares its marks. `group` is its peer group where that depends on how many units there are
    (see `peer_groups`). `today` bounds what is still to be gained: what is past by then cannot be made up.

    :raises NotCovered: the book does not assess units of this kind.
    """
    if not book.covers(case.kind):
        raise NotCovered(f"《{book.title}》不适用于“{case.name}”（单位类别 {case.kind}）。请选择适用的规则书。")
    book, ledger = book.on(assessed_on), Ledger(case)
    marks = {c.code: mark(c, scope, ledger, peers) for c, scope in scopes(book, assessed_on, today)}
    hits = [h for item in book.negative if (h := hit(item, ledger, assessed_on))]
    return card_of(book, ledger, assessed_on, marks, hits, stage, partners, group)


def card_of(
    book: Book, ledger: Ledger, assessed_on: date, marks: dict[str, Mark], hits: Sequence[Hit], stage: str,
    partners: Standings | None, group: str, known: Mapping[str, Subtotal] | None = None,
) -> Card:  # fmt: skip
    """Put marks and hits together into a card; `known` holds the categories, by code, that need no adding up."""
    case, known = ledger.case, known or {}
    categories = [known.get(c.code) or totals.subtotal(c, [marks[x.code] for x in c.criteria]) for c in book.categories]
    extra = [marks[c.code] for c in book.bonus.items]
    plus, deducted = totals.bonus(book, extra), sum(h.points for h in hits)
    own = Total(
        points=totals.total(book, [*(s.points for s in categories), plus.points], deducted),
        possible=totals.total(book, [*(s.possible for s in categories), plus.possible], deducted),
    )
    weighed = with_years(book, ledger, own, assessed_on)
    found = with_partners(book, weighed, standing(case, weighed, hits), partners)
    gaps = (*lacking(book, case, assessed_on, ledger), *found.obstacles)
    return Card(
        unit_id=case.id,
        unit_name=case.name,
        group=group or book.group_of(case.kind),
        book_digest=book.digest,
        assessed_on=assessed_on,
        marks=tuple(marks[c.code] for c in book.criteria),
        bonus_marks=tuple(extra),
        categories=tuple(categories),
        bonus=plus,
        hits=tuple(hits),
        deducted=deducted,
        total=found.points,
        possible=found.possible,
        verdict=totals.verdict(book, found.points, found.possible, hits, gaps, stage=stage, unknown=found.unknown),
        trail=found.trail,
    )


def standing(case: UnitCase, total: Total, hits: Sequence[Hit]) -> Standing:
    """Return what a unit brings into its partnership."""
    return Standing(
        unit_id=case.id, name=case.name, points=total.points, possible=total.possible,
        vetoed=any(h.veto for h in hits), partners=case.partners,
    )  # fmt: skip


@lru_cache(maxsize=32)
def scopes(book: Book, assessed_on: date, today: date | None = None) -> tuple[tuple[Criterion, Scope], ...]:
    """Return every criterion and bonus item with its scope; remembered, because every unit asks."""
    return tuple((c, c.scope(book, assessed_on, today)) for c in (*book.criteria, *book.bonus.items))


def mark(criterion: Criterion, scope: Scope, ledger: Ledger, peers: PeerValues | None) -> Mark:
    """Mark one criterion with its reasons."""
    found = outcome(criterion, ledger, scope, peers)
    bare = lacking_proof(criterion, scope, ledger, found)
    said = say(criterion, found, scope, (peers or {}).get(criterion.code), bare)
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
        reach=max(said.reach, found.possible),
    )


def lacking_proof(criterion: Criterion, scope: Scope, ledger: Ledger, found: Outcome) -> int:
    """Return how many entries would count if they had the evidence asked for: only asked while points are missing."""
    if not criterion.proof.codes or found.points >= criterion.points:
        return 0
    bare = {
        fact.id
        for atom in criterion.measure.atoms(scope)
        for fact in ledger.of_kind(atom.kind)
        if atom.failure(fact) is criterion.proof
    }
    return len(bare)


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
    veto = item.veto or (item.veto_concealed and concealed > 0)
    effect = "一票否决" if item.veto else f"扣{points(cost)}{'，并一票否决' if veto else ''}"
    when = days(fact.start_date for fact in found.facts)
    return Hit(
        code=item.code, text=item.text, clause=item.clause, veto=veto, times=times, concealed=concealed,
        points=cost, because=tuple(f.id for f in found.facts),
        sentence=f"{item.window.say()}内有{times}{item.measure.unit}{item.measure.kind.name}（{when}）{_reported(item, found.facts, concealed)}，{effect}。",
    )  # fmt: skip


def _reported(item: NegativeItem, facts: Sequence[Fact], concealed: int) -> str:
    """Say how many were concealed, and of how many nothing is known where that matters."""
    unit, matters = item.measure.unit, item.doubled or item.veto_concealed
    unknown = sum(fact.times for fact in facts if not item.rule.is_stated(fact)) if matters else 0
    read_as = "隐瞒" if item.rule.not_stated else "已报告"
    told = (
        f"，其中{concealed}{unit}{'未主动报告' if item.rule.within is None else '没有按时主动报告'}"
        if concealed
        else ""
    )
    return told + (f"，有{unknown}{unit}没有写明是否主动报告，按{read_as}计" if unknown else "")


def lacking(book: Book, case: UnitCase, assessed_on: date, ledger: Ledger | None = None) -> list[str]:
    """Return the prerequisites that are not met or not known."""
    ledger, scope, found = ledger or Ledger(case), book.scope(assessed_on), []
    for each in book.passing.prerequisites:
        clause = each.clause
        value = clause.measure.scalar(ledger, scope).value
        if value is None and not clause.measure.counts:
            found.append(f"前置条件“{clause.text}”的结果还没有填写")
        elif not clause.holds(value):
            shown = clause.measure.show(value or Fraction(0))
            found.append(f"前置条件“{clause.text}”为{shown}，没有达到要求（{each.say()}）")
    return found


def peer_groups(book: Book, kinds: Iterable[str]) -> dict[str, str]:
    """Return the group that each peer group ranks in, given the kind of every unit: small ones are put together."""
    sizes = Counter(book.group_of(kind) for kind in kinds if book.covers(kind))
    return merged(sizes.items(), book.groups)


def peer_values(book: Book, cases: Iterable[UnitCase], assessed_on: date) -> dict[str, dict[str, Peers]]:
    """Return, by peer group and criterion, the values that ranks compare with: to freeze and pass to `assess_unit`.

    Groups that are put together for being small share their values, and are found by their own names too.
    """
    book, cases = book.on(assessed_on), list(cases)
    ranked = [c for c in (*book.criteria, *book.bonus.items) if c.score.relative]
    groups = peer_groups(book, (case.kind for case in cases))
    found: dict[str, dict[str, list[Fraction]]] = {group: {} for group in groups.values()}
    for case in cases:
        if not book.covers(case.kind):
            continue
        ledger, group = Ledger(case), found[groups[book.group_of(case.kind)]]
        for criterion in ranked:
            value = read(criterion, ledger, criterion.scope(book, assessed_on)).value
            values = group.setdefault(criterion.code, [])
            if value is not None:
                values.append(value)
    frozen = {g: {code: Peers(tuple(values)) for code, values in by.items()} for g, by in found.items()}
    return {**frozen, **{own: frozen[group] for own, group in groups.items()}}


def partner_standings(
    book: Book, cases: Iterable[UnitCase], assessed_on: date, *, peers: Mapping[str, PeerValues] | None = None
) -> dict[int, Standing]:
    """Return what every unit with partners brings in, to freeze and pass to `assess_unit`."""
    covered = {case.id: case for case in cases if book.covers(case.kind)}
    tied = {case.id for case in covered.values() if case.partners}
    tied |= {other for unit in tied for other in covered[unit].partners if other in covered}
    found = {}
    for unit in sorted(tied):
        case = covered[unit]
        mine = (peers or {}).get(book.group_of(case.kind))
        card = assess_unit(book, case, assessed_on, peers=mine)
        alone = Total(points=card.total, possible=card.possible)
        found[unit] = standing(case, alone, card.hits)
    return found
