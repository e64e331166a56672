"""A scorecard as rows keep it: the engine's card in, columns out.

The columns are the same for kept cards and previews; what differs is `most`,
the points that a criterion can still come to.
"""

from dataclasses import replace

from chuangwen.core.rulebook import Book
from chuangwen.core.scoring import Card, Mark, UnitCase, totals
from chuangwen.core.scoring.unit import lacking
from chuangwen.core.sealing.cards import Columns, columns_of


def live_columns(card: Card, book: Book, case: UnitCase) -> Columns:
    """Return a preview's card as columns: facts not yet recorded can add to it, up to each criterion's goal.

    Bonus items are left as they are: an honour cannot be planned. How far the
    pass line is stands in the figures; the obstacles name the rest.
    """
    marks = {mark.code: replace(mark, possible=_within_reach(mark)) for mark in card.marks}
    parts = [totals.subtotal(category, [marks[c.code] for c in category.criteria]) for category in book.categories]
    parts.append(card.bonus)
    possible = max(card.possible, totals.total(book, [part.possible for part in parts], card.deducted))
    columns = columns_of(card, parts, possible, marks) | {"verdict": _outlook(card, possible)}
    columns["card"]["obstacles"] = [hit.sentence for hit in card.hits if hit.veto] + lacking(
        book, case, card.assessed_on
    )
    return columns


def _within_reach(mark: Mark) -> int:
    return mark.full if mark.gain and not mark.renormalised else mark.possible


def _outlook(card: Card, possible: int) -> str:
    """Say how the unit would fare: while the line is within reach, the verdict stays open."""
    if card.verdict.passes:
        return "passes"
    is_vetoed = any(hit.veto for hit in card.hits)
    return "fails" if is_vetoed or possible < (card.verdict.line or 0) else "open"
