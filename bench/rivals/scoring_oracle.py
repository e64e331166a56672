"""The scalar oracle on some units of a snapshot, compared with the marks that an engine kept.

python -m bench.rivals.scoring_oracle FOLDER UNITS MARKS
"""

import json
import sys

import numpy as np

from bench.rivals import scoring_book
from bench.rivals.scoring_engines import ON
from chuangwen.core.scoring import assess_unit, open_snapshot, read_cases


def main() -> None:
    snapshot, book = open_snapshot(sys.argv[1]), scoring_book.book(scoring_book.catalogue())
    kept = np.load(sys.argv[3], mmap_mode="r")
    kinds = snapshot.column("kind").to_pylist()
    covered = [row for row, kind in enumerate(kinds) if book.covers(kind)]
    chosen = np.linspace(0, len(covered) - 1, int(sys.argv[2]), dtype=int)
    relative = {c.code for c in (*book.criteria, *book.bonus.items) if c.score.relative}
    differences = 0
    for place, case in zip(chosen, read_cases(snapshot, [covered[i] for i in chosen]), strict=True):
        card = assess_unit(book, case, ON)  # without peers: what ranks stays open and is not compared
        for row, mark in enumerate((*card.marks, *card.bonus_marks)):
            differences += mark.code not in relative and mark.points != kept[row, place]
    print(json.dumps({"units": len(chosen), "differences": int(differences)}))


if __name__ == "__main__":
    main()
