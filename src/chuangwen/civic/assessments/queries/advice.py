"""What to do next for the most points, over all of a unit's books: one fact may serve several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chuangwen.civic.assessments.queries.asks import Ask, asks_of
from chuangwen.civic.assessments.queries.cases import case_of, first_day_read
from chuangwen.civic.ledger.queries.recent import facts_of_unit
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import InForce
from chuangwen.core.scoring import Advice, UnitCase, advise
from chuangwen.core.scoring.advise import MEND


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a step gains in one book: the criterion, the step in that book's words, milli-points."""

    edition: Edition
    code: str
    text: str
    step: str
    gain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step worth taking, with its worth in each book that it serves.

    `entry_ids` are entries to complete (confirm, add evidence); without them a new
    entry of `kind` and `topic` is to be recorded.
    """

    step: str
    kind: str
    kind_name: str
    topic: str
    topic_name: str
    entries: int
    entry_ids: tuple[int, ...]
    proofs: tuple[str, ...]
    worths: tuple[Worth, ...]

    @property
    def gain(self) -> int:
        """Return what the step gains over all books."""
        return sum(worth.gain for worth in self.worths)

    @property
    def about(self) -> str:
        """Name the entries that the step is about: 会议（文明创建）."""
        return f"{self.kind_name}（{self.topic_name}）" if self.topic_name else self.kind_name

    @property
    def serves_several(self) -> bool:
        """Say whether the step counts in more than one book."""
        return len({worth.edition.pk for worth in self.worths}) > 1

    @property
    def is_mending(self) -> bool:
        """Say whether entries that exist are to be completed."""
        return bool(self.entry_ids)

    @property
    def order(self) -> tuple[int, int]:
        """Rank steps by what each entry gains; completing one costs half of recording one."""
        cost = self.entries if self.is_mending else 2 * self.entries
        return self.gain * 1000 // max(cost, 1), self.gain


Key = tuple[object, ...]
Served = tuple[InForce, Ask, Advice]


def next_steps(
    unit: Unit, books: Sequence[InForce], *, most: int = 8, today: date | None = None
) -> tuple[NextStep, ...]:
    """Return the best steps over all the books, the most points for an entry first; one query.

    What is past `today` cannot be made up, and is no step.
    """
    case = case_of(unit, facts_of_unit(unit.pk, since=first_day_read(books)))
    return steps_of(case, books, today=today)[:most]


def steps_of(case: UnitCase, books: Sequence[InForce], *, today: date | None = None) -> tuple[NextStep, ...]:
    """Put the advice of several books together: steps that count the same entries are one step.

    To win an honour is no step that a unit can take; to complete the entry of one is.
    """
    grouped: dict[Key, list[Served]] = {}
    for found in books:
        asks = asks_of(found.book, found.edition.assessed_on)
        for advice in _best_of_each(advise(found.book, case, found.edition.assessed_on, today=today)):
            if asks[advice.code].is_bonus and advice.action != MEND:
                continue
            grouped.setdefault(_key(found, advice), []).append((found, asks[advice.code], advice))
    steps = (_step(served) for served in _merged(grouped))
    return tuple(sorted(steps, key=lambda step: step.order, reverse=True))


def _merged(grouped: Mapping[Key, list[Served]]) -> list[list[Served]]:
    """Put a step with a stricter one: who meets all the conditions of one book meets the fewer of another too."""
    found: list[tuple[Key, list[Served]]] = []
    for key, served in sorted(grouped.items(), key=lambda each: -_strictness(each[0])):
        wider = next((mine for stricter, mine in found if _is_within(key, stricter)), None)
        if wider is None:
            found.append((key, list(served)))
        else:
            wider.extend(served)
    return [served for _, served in found]


def _strictness(key: Key) -> int:
    return len(key[1]) if len(key) > 1 and isinstance(key[1], frozenset) else 0


def _is_within(key: Key, stricter: Key) -> bool:
    """Say whether an entry that meets the stricter key meets this one too: the same kind, no other condition."""
    mine, others = key[-1], stricter[-1]
    return isinstance(mine, frozenset) and isinstance(others, frozenset) and key[0] == stricter[0] and mine <= others


def _best_of_each(advices: Sequence[Advice]) -> list[Advice]:
    """Keep the best step of each criterion: the advice comes best first."""
    best: dict[str, Advice] = {}
    for advice in advices:
        best.setdefault(advice.code, advice)
    return list(best.values())


def _key(found: InForce, advice: Advice) -> Key:
    """Return what two steps must share to be one: the same entries to mend, or the same conditions to meet."""
    if advice.action == MEND:
        return (MEND, advice.fact_ids)
    criterion = found.book.criterion(advice.code)
    atoms = criterion.measure.atoms(criterion.scope(found.book, found.edition.assessed_on)) if criterion else ()
    kinds = {atom.kind for atom in atoms}
    if len(kinds) == 1:
        return (kinds.pop(), frozenset(test for atom in atoms for test in atom.where))
    return tuple((atom.kind, atom.where) for atom in atoms)


def _step(served: Sequence[Served]) -> NextStep:
    ask = served[0][1]  # the strictest
    _, _, first = max(served, key=lambda each: each[2].entries)  # whoever goes that far gains in all of them
    proofs = dict.fromkeys(name for _, each, _ in served for name in each.proofs)
    return NextStep(
        step=first.step,
        kind=ask.kind,
        kind_name=ask.kind_name,
        topic=ask.topic,
        topic_name=ask.topic_name,
        entries=max(advice.entries for _, _, advice in served),
        entry_ids=first.fact_ids,
        proofs=tuple(proofs),
        worths=tuple(
            Worth(
                edition=found.edition,
                code=each.code,
                text=each.text,
                step=advice.step,
                gain=advice.gain,
            )
            for found, each, advice in served
        ),
    )
