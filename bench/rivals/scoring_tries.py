"""Trying a threshold and a new measure on all units with columns at hand, and opening single cards.

python -m bench.rivals.scoring_tries FOLDER
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any

from bench.rivals import scoring_book
from bench.rivals.scoring_engines import ON
from chuangwen.core.rulebook import Book
from chuangwen.core.scoring import assess, open_snapshot
from chuangwen.core.scoring.scorecards import reassess
from chuangwen.core.scoring.tables import ColumnCache


def changed(book: Book, code: str, **parts: Any) -> Book:
    """Return the book with one criterion changed."""
    categories = tuple(
        replace(c, criteria=tuple(replace(x, **parts) if x.code == code else x for x in c.criteria))
        for c in book.categories
    )
    return replace(book, categories=categories, digest=f"{book.digest}-{code}")


def main() -> None:
    snapshot, book = open_snapshot(sys.argv[1]), scoring_book.book(scoring_book.catalogue())
    cache = ColumnCache()
    cards = assess(book, snapshot, ON, cache=cache)
    by_code = {c.code: c for c in book.criteria}
    other_score = next(c for c in book.criteria if c.points == by_code["II-1"].points and c.code == "III-2").score
    threshold = changed(book, "II-1", score=other_score)
    measure = changed(book, "II-6", measure=replace(by_code["II-6"].measure, where=by_code["II-6x"].measure.where[-1:]))
    print(
        json.dumps(
            {
                "threshold": timed(lambda: reassess(cards, threshold, cache=cache), 7),
                "measure": timed(lambda: reassess(cards, measure), 3),
                "card": timed(lambda: cards.cards(len(cards) // 2), 7),
            }
        )
    )


def timed(act: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return median(found)


if __name__ == "__main__":
    main()
