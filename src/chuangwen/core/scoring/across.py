"""Advice over several books at once: the one next fact that serves most of them, tried on each book's own card."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.atoms import Atom, Ledger, Scope
from chuangwen.core.rulebook.conditions import Bound, Carries, Filled, OneOf
from chuangwen.core.rulebook.facts import CONFIRMED, Fact, UnitCase
from chuangwen.core.rulebook.model import Book, Criterion
from chuangwen.core.rulebook.spans import DAY, period_of, periods_of
from chuangwen.core.rulebook.takes import Distinct, Entries, Periods, Take, Times
from chuangwen.core.rulebook.words import listed, points, verb_of
from chuangwen.core.scoring import totals
from chuangwen.core.scoring.advise import ADD, MEND
from chuangwen.core.scoring.cards import MARKED, Card, Mark
from chuangwen.core.scoring.outcomes import outcome
from chuangwen.core.scoring.unit import assess_unit

PLANNED: tuple[type[Take], ...] = (Times, Periods, Distinct, Entries)  # what one more entry surely moves
MOST_DAYS = 12
NEW = -1  # the number of an entry that is not there yet


@dataclass(frozen=True, slots=True, kw_only=True)
class BookGain:
    """What a step gains in one book: the total, and the criteria that move."""

    book: str
    edition: str
    title: str
    codes: tuple[str, ...]
    gain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAdvice:
    """One entry worth making or completing for several books.

    Shape: `action` is `add` (an entry like `fact`) or `mend` (complete the entry `fact.id`).
    """

    action: str
    step: str
    fact: Fact
    gains: tuple[BookGain, ...]

    @property
    def gain(self) -> int:
        """Return the gains of all books together, in milli-points."""
        return sum(each.gain for each in self.gains)

    @property
    def sentence(self) -> str:
        """Say the step and what it is worth in each book."""
        return f"{self.step}，{'；'.join(f'《{each.title}》可得{points(each.gain)}' for each in self.gains)}。"

    @property
    def rate(self) -> tuple[int, int, int]:
        """Return what orders advice: gain by cost (mending costs half), then how many books, then gain."""
        return self.gain * (2 if self.action == MEND else 1), len(self.gains), self.gain


@dataclass(frozen=True, slots=True)
class Desk:
    """One book with the unit's card in it, ready to try facts."""

    book: Book
    case: UnitCase
    card: Card
    scopes: tuple[tuple[Criterion, Scope], ...]

    def gain(self, facts: tuple[Fact, ...], kind: str) -> BookGain:
        """Return what the unit would gain with these facts in place of its own; only criteria of the kind can move."""
        ledger = Ledger(replace(self.case, facts=facts))
        extra = {item.code for item in self.book.bonus.items}
        found: dict[str, Mark] = {}
        for criterion, scope in self.scopes:
            mark = self.card.mark(criterion.code)
            reads = any(each.code == kind for each in criterion.measure.kinds()) or criterion.code in extra
            if mark and reads and mark.status == MARKED and not criterion.score.relative:
                now = outcome(criterion, ledger, scope)
                if now.points != mark.points:
                    found[criterion.code] = replace(mark, points=now.points, possible=now.possible)
        gain = self._total(found) - self._total({})
        moved = tuple(code for code, mark in found.items() if mark.points > (self.card.mark(code) or mark).points)
        book = self.book
        return BookGain(book=book.code, edition=book.edition, title=book.title, codes=moved, gain=gain)

    def _total(self, changed: dict[str, Mark]) -> int:
        marks = {mark.code: changed.get(mark.code, mark) for mark in (*self.card.marks, *self.card.bonus_marks)}
        parts = [totals.subtotal(c, [marks[x.code] for x in c.criteria]).points for c in self.book.categories]
        plus = totals.bonus(self.book, [marks[c.code] for c in self.book.bonus.items]).points
        return totals.total(self.book, [*parts, plus], self.card.deducted)


def advise_across(
    targets: Iterable[tuple[Book, UnitCase, date]], *, today: date | None = None
) -> tuple[SharedAdvice, ...]:
    """Return the single entries that gain most over all books, best first: each book with its own day of assessment.

    Entries that exist and lack something come as `mend`; new ones are tried on the days that are still open.
    """
    desks = [_desk(book, case, on, today) for book, case, on in targets if book.covers(case.kind)]
    best: dict[object, SharedAdvice] = {}
    for action, fact, step in _candidates(desks, today):
        gains = tuple(gain for desk in desks if (gain := desk.gain(_with(desk.case, fact), fact.kind)).gain > 0)
        advice = SharedAdvice(action=action, step=step, fact=fact, gains=gains)
        key = fact.id if action == MEND else (fact.kind, tuple((each.book, each.codes) for each in gains))
        if gains and (key not in best or advice.rate > best[key].rate):
            best[key] = advice
    return tuple(sorted(best.values(), key=lambda each: (each.rate, each.fact.kind), reverse=True))


def _desk(book: Book, case: UnitCase, on: date, today: date | None) -> Desk:
    now = book.on(on)
    scopes = tuple((c, c.scope(now, on, today)) for c in (*now.criteria, *now.bonus.items))
    return Desk(now, case, assess_unit(book, case, on, today=today), scopes)


def _with(case: UnitCase, fact: Fact) -> tuple[Fact, ...]:
    return (*(each for each in case.facts if each.id != fact.id), fact)


def _candidates(desks: Sequence[Desk], today: date | None) -> Iterator[tuple[str, Fact, str]]:
    """Yield what could be done: complete an entry, or make one more of what some criterion asks."""
    proofs = _proofs(desks)
    words = {code: desk.book.words for desk in desks for code in desk.book.words.kinds}
    for fact in {fact.id: fact for desk in desks for fact in desk.case.facts}.values():
        whole = _whole(fact, proofs.get(fact.kind, frozenset()))
        if whole != fact and fact.kind in words:
            yield MEND, whole, _mending(fact, whole, words[fact.kind])
    days = _days(desks, today)
    tried: set[tuple[object, ...]] = set()
    for desk in desks:
        for atom in _asked(desk):
            for day in days.get(atom.kind, ()):
                fact = _made(atom, day, proofs.get(atom.kind, frozenset()))
                key = (fact.kind, day, fact.topic, fact.level, fact.medium, *sorted(fact.quantities.items()))
                if key not in tried and atom.failure(fact) is None:
                    tried.add(key)
                    yield ADD, fact, _adding(atom, day, desk.book.words)


def _asked(desk: Desk) -> Iterator[Atom]:
    """Yield the atoms of criteria that miss points, when one more entry of the unit's own moves them."""
    for criterion, scope in desk.scopes:
        mark = desk.card.mark(criterion.code)
        if mark and mark.status == MARKED and mark.points < mark.full and not criterion.measure.closed(scope):
            for atom in criterion.measure.atoms(scope):
                if isinstance(atom.take, PLANNED) and desk.book.words.kinds[atom.kind].recorded_by == "unit":
                    yield atom


def _proofs(desks: Sequence[Desk]) -> dict[str, frozenset[str]]:
    """Return, by kind, all evidence that any of the books asks for."""
    found: dict[str, frozenset[str]] = {}
    for desk in desks:
        for criterion, _ in desk.scopes:
            for kind in criterion.measure.kinds():
                codes = criterion.proof.codes[:1] if criterion.proof.any_one else criterion.proof.codes
                found[kind.code] = found.get(kind.code, frozenset()) | frozenset(codes)
    return found


def _days(desks: Sequence[Desk], today: date | None) -> dict[str, list[date]]:
    """Return, by kind, the first open day of each window and of each period that some criterion counts."""
    found: dict[str, set[date]] = {}
    for desk in desks:
        for atom in _asked(desk):
            window, mine = atom.scope.window, found.setdefault(atom.kind, set())
            spans = [window]
            if isinstance(atom.take, Periods):
                spans = [period.span for period in periods_of(atom.take.rhythm, window)]
            first = [max(span.start, window.start, today or window.start) for span in spans]
            open_ = (day for day, span in zip(first, spans, strict=True) if day < min(span.until, window.until))
            mine.update(list(open_)[:MOST_DAYS])
    return {kind: sorted(days) for kind, days in found.items()}


def _made(atom: Atom, day: date, proofs: frozenset[str]) -> Fact:
    """Make the entry that an atom asks for, and no more."""
    said: dict[str, str] = {}
    quantities: dict[str, int] = {}
    for condition in atom.conditions():
        if isinstance(condition, OneOf):
            said[condition.field] = condition.values[0]
        elif isinstance(condition, Filled):
            said.setdefault(condition.field, "新")
        elif isinstance(condition, Bound) and condition.side == "at_least":
            quantities[condition.quantity.code] = condition.stored
        elif isinstance(condition, Carries):
            quantities.setdefault(condition.quantity.code, 1)
    return Fact(
        id=NEW, kind=atom.kind, start_date=day, until_date=day + DAY, proofs=proofs,
        quantities=quantities,
        topic=said.get("topic", ""), level=said.get("level", ""), medium=said.get("medium", ""),
        place=said.get("place", ""), source=said.get("source", ""),
    )  # fmt: skip


def _whole(fact: Fact, proofs: frozenset[str]) -> Fact:
    """Return the entry confirmed, if it is a draft, and with all evidence that is asked of its kind."""
    status = CONFIRMED if fact.status == "draft" else fact.status
    if status != CONFIRMED:
        return fact
    return replace(fact, status=status, proofs=fact.proofs | proofs)


def _mending(fact: Fact, whole: Fact, words: Catalogue) -> str:
    lacking = [words.evidence.get(code, code) for code in sorted(whole.proofs - fact.proofs)]
    name = f"{fact.start_date.month}月{fact.start_date.day}日的{words.kinds[fact.kind].name}"
    confirm = "确认" if fact.status != CONFIRMED else ""
    return f"{confirm}{name}{'，补上' if confirm else '补上'}{listed(lacking)}" if lacking else f"{confirm}{name}"


def _adding(atom: Atom, day: date, words: Catalogue) -> str:
    kind = words.kinds[atom.kind]
    verb = "增加" if verb_of(kind.code) == "有" else verb_of(kind.code)
    said = [text for condition in atom.where if (text := condition.say(words))]
    return f"{verb}1{kind.times}{kind.name}（{'，'.join([*said, _when(atom, day)])}）"


def _when(atom: Atom, day: date) -> str:
    """Name the period that the day stands for, or the day from which on it counts."""
    if isinstance(atom.take, Periods):
        window, rhythm = atom.scope.window, atom.take.rhythm
        place = period_of(rhythm, window, day, day + DAY)
        if place is not None:
            return periods_of(rhythm, window)[place].name
    return f"{day.year}年{day.month}月{day.day}日起"
