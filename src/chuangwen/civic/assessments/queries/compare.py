"""Two or more scorecards side by side, and two books side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from chuangwen.civic.assessments.queries.asks import Ask, asks_of
from chuangwen.civic.assessments.queries.scorecards import CategoryView, CriterionRow, ScorecardView
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.core.rulebook import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCriterion:
    """One criterion over several scorecards of the same book, in their order."""

    ask: Ask
    rows: tuple[CriterionRow, ...]

    @property
    def spread(self) -> int:
        """Return the distance between the best and the weakest, in milli-points."""
        return max(row.got for row in self.rows) - min(row.got for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedCategory:
    """One category over several scorecards of the same book."""

    code: str
    title: str
    parts: tuple[CategoryView, ...]
    criteria: tuple[ComparedCriterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPair:
    """A criterion of one book beside the one of another that asks for the same thing, or nothing."""

    left: Ask | None
    right: Ask | None

    @property
    def is_shared(self) -> bool:
        """Say whether one record serves both."""
        return self.left is not None and self.right is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookComparison:
    """Two books side by side, in the first one's order, then what only the second asks."""

    left: Edition
    right: Edition
    pairs: tuple[BookPair, ...]

    @property
    def shared(self) -> int:
        """Return how many criteria of the first book the second asks for as well."""
        return sum(pair.is_shared for pair in self.pairs)

    @property
    def left_total(self) -> int:
        """Return how many criteria the first book has."""
        return sum(pair.left is not None for pair in self.pairs)


def compare_scorecards(cards: Sequence[ScorecardView]) -> tuple[ComparedCategory, ...]:
    """Put scorecards of one book side by side, category by category."""
    parts = zip(*(card.parts for card in cards), strict=True)
    return tuple(
        ComparedCategory(
            code=together[0].code,
            title=together[0].title,
            parts=together,
            criteria=tuple(
                ComparedCriterion(ask=rows[0].ask, rows=rows)
                for rows in zip(*(part.rows for part in together), strict=True)
            ),
        )
        for together in parts
    )


def compare_books(left: Edition, right: Edition) -> BookComparison:
    """Pair the criteria of two books that measure the same thing, whatever they are called or worth."""
    ours, theirs = _by_measure(left), _by_measure(right)
    pairs = [BookPair(left=ask, right=theirs.get(key)) for key, ask in ours.items()]
    pairs += [BookPair(left=None, right=ask) for key, ask in theirs.items() if key not in ours]
    return BookComparison(left=left, right=right, pairs=tuple(pairs))


def _by_measure(edition: Edition) -> dict[object, Ask]:
    book = book_of(edition)
    asks = asks_of(book, edition.assessed_on)
    found: dict[object, Ask] = {}
    for code, ask in asks.items():
        key = _measured(book, edition, code)
        found[key if key not in found else (key, code)] = ask
    return found


def _measured(book: Book, edition: Edition, code: str) -> object:
    """Return what a criterion counts, whatever its window and evidence: measure and conditions."""
    criterion = book.criterion(code)
    if criterion is None:
        return code
    atoms = criterion.measure.atoms(criterion.scope(book, edition.assessed_on))
    takes = tuple((atom.kind, atom.where, type(atom.take)) for atom in atoms)
    return (criterion.measure.head, takes or code)
