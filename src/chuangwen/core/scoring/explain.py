"""Why a mark is what it is: the entries counted, the entries left out and why, and what would gain the rest."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from chuangwen.core.rulebook.atoms import Atom, Ledger, Scope
from chuangwen.core.rulebook.facts import Fact, UnitCase
from chuangwen.core.rulebook.model import Book, Criterion
from chuangwen.core.rulebook.spans import Span
from chuangwen.core.scoring.cards import MARKED, Mark
from chuangwen.core.scoring.outcomes import PeerValues
from chuangwen.core.scoring.unit import mark

OVER_CAP = "本项已得满分，这条记录不再加分"


class UnknownCriterion(KeyError):
    """The book has no criterion with this code."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry of a kind that the criterion reads, and why it adds nothing."""

    fact: Fact
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything behind one mark. `counted` and `left_out` come from the measure's own conditions."""

    criterion: Criterion
    mark: Mark
    sentence: str
    measured: str
    rule: str
    window: Span
    counted: tuple[Fact, ...]
    left_out: tuple[LeftOut, ...]
    next_step: str
    gain: int

    @property
    def code(self) -> str:
        """Return the criterion's code."""
        return self.criterion.code


def explain(
    book: Book, case: UnitCase, code: str, assessed_on: date, *, peers: PeerValues | None = None
) -> Explanation:
    """Explain one mark of one unit.

    :raises UnknownCriterion: the book has no such criterion or bonus item.
    """
    book, ledger = book.on(assessed_on), Ledger(case)
    criterion = book.criterion(code)
    if criterion is None:
        raise UnknownCriterion(f"《{book.title}》里没有标准“{code}”。")
    scope = criterion.scope(book, assessed_on)
    found = mark(criterion, scope, ledger, peers)
    counted, extra = _counted(book, criterion, case, scope, found)
    left = [LeftOut(fact, reason) for fact, reason in _left_out(book, criterion, ledger, scope)]
    return Explanation(
        criterion=criterion,
        mark=found,
        sentence=found.sentence,
        measured=found.shown,
        rule=criterion.rule_in_words(book.words),
        window=scope.window,
        counted=counted,
        left_out=(*(LeftOut(fact, OVER_CAP) for fact in extra), *left),
        next_step=found.next_step,
        gain=found.gain,
    )


def _counted(
    book: Book, criterion: Criterion, case: UnitCase, scope: Scope, found: Mark
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Split the entries behind the mark into those that earned it and those beyond full points."""
    wanted = set(found.because)
    facts = tuple(sorted((f for f in case.facts if f.id in wanted), key=lambda f: (f.start_date, f.id)))
    rises = criterion.measure.counts and not criterion.score.relative
    if found.status != MARKED or found.points < criterion.points or not rises or _points(criterion, case, (), scope):
        return facts, ()
    enough = next(
        size for size in range(1, len(facts) + 1) if _points(criterion, case, facts[:size], scope) == criterion.points
    )
    return facts[:enough], facts[enough:]


def _points(criterion: Criterion, case: UnitCase, facts: tuple[Fact, ...], scope: Scope) -> int:
    """Return what these facts alone would earn."""
    alone = UnitCase(
        id=case.id, name=case.name, kind=case.kind, path=case.path, attributes=case.attributes, facts=facts
    )
    value = criterion.measure.scalar(Ledger(alone), scope).value
    return criterion.score.scalar(value or Fraction(0), criterion.points)


def _left_out(book: Book, criterion: Criterion, ledger: Ledger, scope: Scope) -> list[tuple[Fact, str]]:
    """Return every entry of the kinds read that no atom counts, with the reason of the atom it came nearest to."""
    atoms = criterion.measure.atoms(scope)
    used = {fact.id for atom in atoms for fact in ledger.chosen(atom)}
    found: list[tuple[Fact, str]] = []
    for kind in dict.fromkeys(atom.kind for atom in atoms):
        mine = [atom for atom in atoms if atom.kind == kind]
        for fact in ledger.of_kind(kind):
            if fact.id not in used:
                nearest = max(mine, key=lambda atom: _passed(atom, fact))
                found.append((fact, nearest.reason(fact, book.words)))
    return sorted(found, key=lambda pair: (pair[0].start_date, pair[0].id))


def _passed(atom: Atom, fact: Fact) -> int:
    return sum(condition.admits(fact) for condition in atom.conditions())
