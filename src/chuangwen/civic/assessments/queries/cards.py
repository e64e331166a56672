"""A scorecard as rows keep it: the engine's card in, columns out.

The columns are the same for kept cards and previews; what differs is `most`,
the points that a criterion can still come to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chuangwen.core.rulebook import Book
from chuangwen.core.scoring import Card, Hit, Mark, Subtotal, UnitCase, totals
from chuangwen.core.scoring.unit import lacking

Columns = dict[str, Any]


def kept_columns(card: Card) -> Columns:
    """Return a card of an assessment as columns: only results still pending can add to it."""
    return _columns(card, [*card.categories, card.bonus], card.possible, {})


def live_columns(card: Card, book: Book, case: UnitCase) -> Columns:
    """Return a preview's card as columns: facts not yet recorded can add to it, up to each criterion's goal.

    Bonus items are left as they are: an honour cannot be planned. How far the
    pass line is stands in the figures; the obstacles name the rest.
    """
    marks = {mark.code: replace(mark, possible=_within_reach(mark)) for mark in card.marks}
    parts = [totals.subtotal(category, [marks[c.code] for c in category.criteria]) for category in book.categories]
    parts.append(card.bonus)
    possible = max(card.possible, totals.total(book, [part.possible for part in parts], card.deducted))
    columns = _columns(card, parts, possible, marks) | {"verdict": _outlook(card, possible)}
    columns["card"]["obstacles"] = [hit.sentence for hit in card.hits if hit.veto] + lacking(book, case)
    return columns


def _within_reach(mark: Mark) -> int:
    return mark.full if mark.gain and not mark.renormalised else mark.possible


def _outlook(card: Card, possible: int) -> str:
    """Say how the unit would fare: while the line is within reach, the verdict stays open."""
    if card.verdict.passes:
        return "passes"
    is_vetoed = any(hit.veto for hit in card.hits)
    return "fails" if is_vetoed or possible < (card.verdict.line or 0) else "open"


def _columns(card: Card, parts: Sequence[Subtotal], possible: int, marks: Mapping[str, Mark]) -> Columns:
    all_marks = [marks.get(mark.code, mark) for mark in card.marks]
    return {
        "certain": card.total,
        "possible": possible,
        "full": sum(part.full for part in card.categories),
        "peers": card.group,
        "verdict": _verdict_word(card),
        "categories": {part.code: [part.points, part.possible, part.full] for part in parts},
        "marks": {mark.code: [mark.points, mark.possible, _worth(mark)] for mark in (*all_marks, *card.bonus_marks)},
        "card": {
            "marks": {mark.code: _said(mark) for mark in (*all_marks, *card.bonus_marks)},
            "capped": {part.code: part.lost_to_cap for part in parts if part.lost_to_cap},
            "hits": [_hit(hit) for hit in card.hits],
            "deducted": card.deducted,
            "obstacles": list(card.verdict.obstacles),
            "line": card.verdict.line,
        },
    }


def _verdict_word(card: Card) -> str:
    return {True: "passes", False: "fails", None: "open"}[card.verdict.passes]


def _worth(mark: Mark) -> int:
    """Return what the criterion is worth to this unit: nothing where it is left out."""
    return 0 if mark.renormalised else mark.full


def _said(mark: Mark) -> Columns:
    return {
        "status": mark.status,
        "have": mark.shown,
        "sentence": mark.sentence,
        "next": mark.next_step,
        "gain": mark.gain,
        "counted": len(mark.because),
    }


def _hit(hit: Hit) -> Columns:
    return {
        "code": hit.code,
        "text": hit.text,
        "clause": hit.clause,
        "points": hit.points,
        "veto": hit.veto,
        "sentence": hit.sentence,
        "entries": list(hit.because),
    }
