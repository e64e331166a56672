"""What to do next: the cheapest steps for the most points, each tried on the unit's own case."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chuangwen.core.rulebook.atoms import Ledger, Scope
from chuangwen.core.rulebook.conditions import Confirmed, Proof
from chuangwen.core.rulebook.facts import CONFIRMED, Fact, UnitCase
from chuangwen.core.rulebook.model import Book, Criterion
from chuangwen.core.rulebook.scores import Goal
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring import totals
from chuangwen.core.scoring.cards import MARKED, Card, Mark
from chuangwen.core.scoring.outcomes import Outcome, PeerValues, outcome
from chuangwen.core.scoring.sentences import reachable
from chuangwen.core.scoring.unit import assess_unit

MEND, ADD = "mend", "add"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One step worth taking.

    Shape: `action` is `mend` (complete entries that exist: `fact_ids`) or `add` (record new ones); `step` says what
    to do, without its worth; `gain` is what the total would gain, in milli-points, caps included; `entries` is how
    many entries it takes; `full` tells whether the criterion is then at full points.
    """

    code: str
    text: str
    action: str
    step: str
    gain: int
    entries: int
    full: bool
    kinds: tuple[str, ...]
    proof: tuple[str, ...]
    fact_ids: tuple[int, ...] = ()
    hardness: int = 1

    @property
    def sentence(self) -> str:
        """Say the step and what it is worth."""
        return f"{self.step}，可得{points(self.gain)}。"

    @property
    def rate(self) -> tuple[int, int]:
        """Return what orders advice: gain for each entry, hard ones costing more and mending half; then gain."""
        cost = 2 * self.entries * self.hardness if self.action == ADD else self.entries
        return self.gain * 1000 // max(cost, 1), self.gain


def advise(
    book: Book, case: UnitCase, assessed_on: date, *, peers: PeerValues | None = None, today: date | None = None
) -> tuple[Advice, ...]:
    """Return the steps that a unit can take itself, best first.

    What offices record is not among them, nor, where `today` is given, what is past by then.
    """
    now = book.on(assessed_on)
    card, ledger = assess_unit(book, case, assessed_on, peers=peers, today=today), Ledger(case)
    found: list[Advice] = []
    for criterion in (*now.criteria, *now.bonus.items):
        mark = card.mark(criterion.code)
        if mark and mark.status == MARKED and mark.points < mark.full and not criterion.score.relative:
            found += _mending(now, card, criterion, mark, ledger, assessed_on)
            found += _adding(now, card, criterion, mark, ledger, criterion.scope(now, assessed_on, today))
    return tuple(sorted(found, key=lambda a: (a.rate, a.code), reverse=True))


def _mending(
    book: Book, card: Card, criterion: Criterion, mark: Mark, ledger: Ledger, assessed_on: date
) -> Iterator[Advice]:
    """Try the case with drafts confirmed and missing evidence attached, and keep the entries that earn something."""
    scope = criterion.scope(book, assessed_on)
    kinds = {atom.kind for atom in criterion.measure.atoms(scope)}
    mended = {f.id: new for kind in kinds for f in ledger.of_kind(kind) if (new := _mended(f, scope.proof)) != f}
    earned, fixed = _tried(criterion, scope, ledger.case, mended, mark.points)
    gain = gain_of(book, card, criterion, earned)
    if gain > 0:
        yield Advice(
            code=criterion.code, text=criterion.text, action=MEND,
            step=_mending_words(book, fixed, ledger.case, scope.proof),
            gain=gain, entries=len(fixed), full=earned == criterion.points,
            kinds=tuple(dict.fromkeys(f.kind for f in fixed)), proof=criterion.proof.codes,
            fact_ids=tuple(fact.id for fact in fixed),
        )  # fmt: skip


def _tried(
    criterion: Criterion, scope: Scope, case: UnitCase, mended: dict[int, Fact], points_now: int
) -> tuple[int, list[Fact]]:
    """Return the most that mending earns, and the entries it takes: one by one if each helps, else all together."""

    def earned(chosen: dict[int, Fact]) -> Outcome:
        facts = tuple(chosen.get(fact.id, fact) for fact in case.facts)
        return outcome(criterion, Ledger(replace(case, facts=facts)), scope)

    whole, chosen, best = earned(mended), dict[int, Fact](), points_now
    if whole.status != MARKED or whole.points <= points_now:
        return points_now, []
    for number, fact in mended.items():
        found = earned({**chosen, number: fact})
        if found.status == MARKED and found.points > best:
            chosen[number], best = fact, found.points
    if best >= whole.points:
        return best, list(chosen.values())
    return whole.points, [fact for fact in whole.measured.facts if fact.id in mended]


def _mended(fact: Fact, proof: Proof) -> Fact:
    status = CONFIRMED if fact.status == "draft" else fact.status
    lacking = () if proof.admits(fact) else proof.codes
    return replace(fact, status=status, proofs=fact.proofs.union(lacking)) if lacking or status != fact.status else fact


def _mending_words(book: Book, fixed: list[Fact], case: UnitCase, proof: Proof) -> str:
    old = {fact.id: fact for fact in case.facts}
    drafts = [f for f in fixed if not Confirmed().admits(old[f.id])]
    bare = [f for f in fixed if not proof.admits(old[f.id])]
    parts = [
        f"确认{len(drafts)}条草稿" if drafts else "",
        f"给{len(bare)}条{book.words.kinds[bare[0].kind].name}记录{proof.say(book.words).replace('须附', '补上')}"
        if bare
        else "",
    ]
    return "，".join(part for part in parts if part)


def _adding(book: Book, card: Card, criterion: Criterion, mark: Mark, ledger: Ledger, scope: Scope) -> Iterator[Advice]:
    """Offer the nearest step and the whole way, when the unit itself can record what is missing."""
    kinds = criterion.measure.kinds()
    if not kinds or any(kind.recorded_by != "unit" for kind in kinds):
        return
    found = outcome(criterion, ledger, scope)
    measured, goals = found.measured, reachable(criterion, found, scope)
    for goal in dict.fromkeys((*goals[:1], *goals[-1:])):
        gain = gain_of(book, card, criterion, goal.points)
        if gain > 0 and goal.up:
            yield Advice(
                code=criterion.code, text=criterion.text, action=ADD,
                step=criterion.measure.more(measured, goal.value, scope),
                gain=gain, entries=_effort(criterion, mark, goal), full=goal.points == criterion.points,
                kinds=tuple(kind.code for kind in kinds), proof=criterion.proof.codes,
                hardness=criterion.measure.hardness,
            )  # fmt: skip


def _effort(criterion: Criterion, mark: Mark, goal: Goal) -> int:
    return criterion.measure.effort(mark.value or 0 * goal.value, goal.value)


def gain_of(book: Book, card: Card, criterion: Criterion, earned: int) -> int:
    """Return what the total would gain if the criterion earned so much: caps, weights and scaling included.

    Nothing but the criterion's own category, or the bonus, can move.
    """
    own = next((c for c in book.categories if any(x.code == criterion.code for x in c.criteria)), None)
    if own is None:
        return totals.bonus(book, _earning(card.bonus_marks, criterion, earned)).points - card.bonus.points
    codes = {x.code for x in own.criteria}
    marks = [m for m in card.marks if m.code in codes]
    before = next(s.points for s in card.categories if s.code == own.code)
    return totals.subtotal(own, _earning(marks, criterion, earned)).points - before


def _earning(marks: Sequence[Mark], criterion: Criterion, earned: int) -> list[Mark]:
    return [replace(m, points=earned, possible=earned) if m.code == criterion.code else m for m in marks]
