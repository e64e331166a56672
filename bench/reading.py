"""How well and how fast the reader reads: a table over a folder of annotated reports.

    python bench/reading.py [FOLDER] [--errors N] [--predictions FILE]

The folder holds NAME.txt, NAME.facts.jsonl and NAME.excluded.jsonl; the default is tests/corpus.
"""

import argparse
import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from chuangwen.core import catalogue as catalogues
from chuangwen.core.reading import read, rows
from tests.core.reading.scoring import Score, read_folder, score_document


def main() -> None:
    """Print the table, the speed in one process, and the peak memory."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", nargs="?", type=Path, default=ROOT / "tests" / "corpus")
    ask.add_argument("--errors", type=int, default=0)
    ask.add_argument("--predictions", type=Path, help="also write the rows of the reading here")
    args = ask.parse_args()
    catalogue = catalogues.load((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))
    total, found = Score(), []
    documents = list(read_folder(args.folder))
    for document in documents:
        predicted = list(rows(read(document.text, catalogue=catalogue).facts, document.name))
        found += predicted
        score = score_document(document, predicted)
        total += score
        print(score.line(document.name))
        show_errors(score, args.errors)
    print(total.line("all"))
    print_kinds(total)
    if args.predictions:
        args.predictions.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8"
        )
    print_speed([d.text for d in documents], catalogue)


def show_errors(score: Score, most: int) -> None:
    """Print what was missed, wrongly found, and wrongly filed."""
    for label, items in (("missed", score.missed), ("false", score.false), ("wrong", score.wrong)):
        for item in items[:most]:
            print("   ", label, item)


def print_kinds(total: Score) -> None:
    """Print which kinds are taken for which."""
    mixed: Counter[tuple[Any, Any]] = Counter(
        (w["kind"], w["read_kind"]) for w in total.wrong if w["kind"] != w["read_kind"]
    )
    for (kind, read_as), count in mixed.most_common(10):
        print(f"    {count} × {kind} read as {read_as}")


def print_speed(texts: list[str], catalogue: catalogues.Catalogue) -> None:
    """Read everything again, warm, for two seconds or so."""
    size, spent, started = 0, 0.0, time.perf_counter()
    while spent < 2:
        for text in texts:
            read(text, catalogue=catalogue)
            size += len(text)
        spent = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{size / spent:,.0f} characters/s in one process, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
