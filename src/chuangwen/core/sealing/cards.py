"""A scorecard as rows and seals keep it: whole numbers, words and codes, nothing else.

`categories` and `marks` hold [now, at most, full] by code; `card` holds what is said, for a person to read.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from chuangwen.core.scoring import Card, Hit, Mark, Subtotal

Columns = dict[str, Any]


def kept_columns(card: Card) -> Columns:
    """Return a card of an assessment as columns: only results still pending can add to it."""
    return columns_of(card, [*card.categories, card.bonus], card.possible, {})


def columns_of(card: Card, parts: Sequence[Subtotal], possible: int, marks: Mapping[str, Mark]) -> Columns:
    """Return a card as columns, with some of its marks replaced."""
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
