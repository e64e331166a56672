"""A scorecard as rows keep it: the engine's card in, columns out.

The columns are the same for kept cards and previews; what differs is `most`,
the points that a criterion can still come to.
"""

from collections.abc import Sequence
from dataclasses import replace

from chuangwen.core.rulebook import Book
from chuangwen.core.rulebook.atoms import Ledger
from chuangwen.core.scoring import Card, Mark, Standing, UnitCase, totals
from chuangwen.core.scoring.cards import Subtotal
from chuangwen.core.scoring.sharing import Standings, Total, with_partners, with_years
from chuangwen.core.scoring.unit import lacking, standing
from chuangwen.core.sealing.cards import Columns, columns_of


def live_columns(card: Card, book: Book, case: UnitCase, partners: Standings | None = None) -> Columns:
    """Return a preview's card as columns: facts not yet recorded can add to it, up to what is still within reach.

    Bonus items are left as they are: an honour cannot be planned. How far the
    pass line is stands in the figures; the obstacles name the rest.
    """
    marks, parts = _reached(card, book)
    weighed = _weighed(card, book, case, parts)
    shared = with_partners(book, weighed, standing(case, weighed, card.hits), partners)
    possible = max(card.possible, shared.possible)
    columns = columns_of(card, parts, possible, marks)
    columns["verdict"] = _outlook(card, possible, fails=bool(shared.obstacles))
    vetoes = [hit.sentence for hit in card.hits if hit.veto]
    columns["card"]["obstacles"] = [
        *vetoes, *lacking(book, case, card.assessed_on), *shared.obstacles, *shared.unknown,
    ]  # fmt: skip
    return columns


def live_standing(card: Card, book: Book, case: UnitCase) -> Standing:
    """Return what a unit brings into its partnership, with the most that it can still come to."""
    _, parts = _reached(card, book)
    return standing(case, _weighed(card, book, case, parts), card.hits)


def _reached(card: Card, book: Book) -> tuple[dict[str, Mark], list[Subtotal]]:
    """Return the marks and the parts of the total with what is still within reach in place of what is pending."""
    marks = {mark.code: replace(mark, possible=within_reach(mark)) for mark in card.marks}
    parts = [totals.subtotal(category, [marks[c.code] for c in category.criteria]) for category in book.categories]
    return marks, [*parts, card.bonus]


def _weighed(card: Card, book: Book, case: UnitCase, parts: Sequence[Subtotal]) -> Total:
    own = Total(
        points=totals.total(book, [part.points for part in parts], card.deducted),
        possible=totals.total(book, [part.possible for part in parts], card.deducted),
    )
    return with_years(book, Ledger(case), own, card.assessed_on)


def within_reach(mark: Mark) -> int:
    """Return the most that a criterion can still come to; what is left out counts for nothing."""
    return mark.possible if mark.renormalised else max(mark.reach, mark.possible)


def _outlook(card: Card, possible: int, *, fails: bool) -> str:
    """Say how the unit would fare: while the line is within reach, the verdict stays open."""
    if card.verdict.passes:
        return "passes"
    is_vetoed = fails or any(hit.veto for hit in card.hits)
    return "fails" if is_vetoed or possible < (card.verdict.line or 0) else "open"
