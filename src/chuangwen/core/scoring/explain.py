"""Why a mark is what it is: the entries counted, the entries left out and why, and what would gain the rest."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from chuangwen.core.rulebook.atoms import Atom, Ledger, Scope
from chuangwen.core.rulebook.facts import Fact, UnitCase
from chuangwen.core.rulebook.measures import Levels
from chuangwen.core.rulebook.model import Book, Criterion
from chuangwen.core.rulebook.spans import Span
from chuangwen.core.rulebook.takes import matter_of
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring import totals
from chuangwen.core.scoring.cards import MARKED, Mark
from chuangwen.core.scoring.outcomes import PeerValues
from chuangwen.core.scoring.unit import mark

OVER_CAP = "本项已得满分，这条记录不再加分"
LOWER_LEVEL = "已按级别更高的一项计分，这条记录不再加分"
SAME_MATTER = "同一事项已按更高级别计分，不重复计"


class UnknownCriterion(KeyError):
    """The book has no criterion with this code."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry of a kind that the criterion reads, and why it adds nothing."""

    fact: Fact
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything behind one mark. `counted` and `left_out` come from the measure's own conditions.

    Shape: `capped` says what the cap of the category, or of the bonus, takes away; empty when it takes nothing.
    """

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
    capped: str = ""

    @property
    def code(self) -> str:
        """Return the criterion's code."""
        return self.criterion.code


def explain(
    book: Book, case: UnitCase, code: str, assessed_on: date, *, peers: PeerValues | None = None,
    today: date | None = None,
) -> Explanation:  # fmt: skip
    """Explain one mark of one unit; `today` bounds what is still to be gained.

    :raises UnknownCriterion: the book has no such criterion or bonus item.
    """
    book, ledger = book.on(assessed_on), Ledger(case)
    criterion = book.criterion(code)
    if criterion is None:
        raise UnknownCriterion(f"《{book.title}》里没有标准“{code}”。")
    scope = criterion.scope(book, assessed_on, today)
    found = mark(criterion, scope, ledger, peers)
    counted, extra = _counted(book, criterion, case, scope, found)
    left = [LeftOut(fact, reason) for fact, reason in _left_out(book, criterion, ledger, scope)]
    repeated = [LeftOut(fact, reason) for fact, reason in _repeated(criterion, counted)]
    counted = tuple(fact for fact in counted if fact not in [each.fact for each in repeated])
    return Explanation(
        criterion=criterion,
        mark=found,
        sentence=found.sentence,
        measured=found.shown,
        rule=criterion.rule_in_words(book.words),
        window=scope.window,
        counted=counted,
        left_out=(*(LeftOut(fact, OVER_CAP) for fact in extra), *repeated, *left),
        next_step=found.next_step,
        gain=found.gain,
        capped=_capped(book, criterion, ledger, assessed_on, peers),
    )


def _capped(book: Book, criterion: Criterion, ledger: Ledger, on: date, peers: PeerValues | None) -> str:
    """Say what the cap over the criterion's category takes away."""
    own = next((c for c in book.categories if criterion in c.criteria), None)
    together = own.criteria if own else book.bonus.items
    marks = [mark(each, each.scope(book, on), ledger, peers) for each in together]
    part = totals.subtotal(own, marks) if own else totals.bonus(book, marks)
    if not part.lost_to_cap:
        return ""
    cap = own.cap if own else book.bonus.cap
    return f"“{part.title}”合计超过封顶{points(cap)}，超出的{points(part.lost_to_cap)}不计。"


def _repeated(criterion: Criterion, counted: tuple[Fact, ...]) -> list[tuple[Fact, str]]:
    """Return the honours that add nothing because a better one of theirs counts: of the item, or of the matter."""
    measure = criterion.measure
    if not isinstance(measure, Levels) or not (measure.once or measure.by_matter):
        return []
    worth, best = dict(measure.worth), dict[str, Fact]()
    for fact in counted:
        key = "" if measure.once else matter_of(fact, measure.matter)
        kept = best.setdefault(key, fact)
        best[key] = fact if worth[fact.level] > worth[kept.level] else kept
    kept_ids = {fact.id for fact in best.values()}
    reason = LOWER_LEVEL if measure.once else SAME_MATTER
    return [(fact, reason) for fact in counted if fact.id not in kept_ids]


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
    return criterion.rounds(criterion.score.scalar(value or Fraction(0), criterion.points))


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
                found.append((fact, nearest.reason(fact, book.words) or _claimed(nearest, fact, ledger)))
    return sorted(found, key=lambda pair: (pair[0].start_date, pair[0].id))


def _claimed(atom: Atom, fact: Fact, ledger: Ledger) -> str:
    """Say in which bonus item the entry's matter counts instead."""
    claims = atom.scope.claims
    if claims is None:
        return ""
    code, _ = claims.items[claims.owners(ledger)[matter_of(fact, claims.fields)]]
    return f"同一事项“{fact.title}”已在加分项{code}计分，不重复计"


def _passed(atom: Atom, fact: Fact) -> int:
    return sum(condition.admits(fact) for condition in atom.conditions())
