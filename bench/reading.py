"""How well and how fast the reader reads: a table over folders of annotated reports.

    python bench/reading.py [FOLDER ...] [--errors N] [--predictions FILE] [--only DOC ...] [--seconds N]

A folder holds NAME.txt, NAME.facts.jsonl and NAME.excluded.jsonl; the default is tests/corpus.
Speed is measured warm: in one process by the clock of the processor, then in one process a core.
Last comes the leave-one-document-out figure of the sample reports, two minutes of processor time; --quick leaves it out.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from _reading_held_out import print_held_out

from chuangwen.core import catalogue as catalogues
from chuangwen.core.reading import read, rows
from tests.core.reading.scoring import Annotated, Score, read_folder, score_document


@cache
def catalogue() -> catalogues.Catalogue:
    return catalogues.load((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))


def main() -> None:
    """Print the table, the kinds mistaken, the speed, and the peak memory."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folders", nargs="*", type=Path, default=[ROOT / "tests" / "corpus"])
    ask.add_argument("--only", nargs="*", default=[], help="only these documents")
    ask.add_argument("--errors", type=int, default=0)
    ask.add_argument("--predictions", type=Path, help="also write the rows of the reading here")
    ask.add_argument("--seconds", type=float, default=2.0, help="how long to measure the speed")
    ask.add_argument("--quick", action="store_true", help="without the leave-one-document-out figure")
    args = ask.parse_args()
    documents = [d for folder in args.folders for d in read_folder(folder) if not args.only or d.name in args.only]
    found = print_scores(documents, args.errors)
    if args.predictions:
        args.predictions.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8"
        )
    print_topics(documents)
    print_speed([d.text for d in documents], args.seconds)
    if not args.quick:
        print_held_out(len(os.sched_getaffinity(0)))


def print_scores(documents: list[Annotated], most_errors: int) -> list[dict[str, Any]]:
    """Print one row a document and one for all; return the rows read."""
    total, found = Score(), []
    for document in documents:
        predicted = list(rows(read(document.text, catalogue=catalogue()).facts, document.name))
        found += predicted
        score = score_document(document, predicted)
        total += score
        print(score.line(document.name))
        for label, items in (("missed", score.missed), ("false", score.false), ("wrong", score.wrong)):
            for item in items[:most_errors]:
                print("   ", label, item)
    print(total.line("all"))
    mixed = Counter((w["kind"], w["read_kind"]) for w in total.wrong if w["kind"] != w["read_kind"])
    for (kind, read_as), count in mixed.most_common(10):
        print(f"    {count} × {kind} read as {read_as}")
    return found


def print_topics(documents: list[Annotated]) -> None:
    """Print the share of right topics where one is annotated, the kind is right, and the kind can have that topic."""
    right = asked = 0
    for document in documents:
        read_at = {fact.num_start: fact for fact in read(document.text, catalogue=catalogue()).facts if not fact.event}
        for row in document.facts:
            fact, topics = read_at.get(row["num_start"]), {row.get("topic", ""), *row.get("alt_topic", ())}
            if fact and fact.kind in {row["kind"], *row.get("alt_kind", ())}:
                can_have = bool(topics & set(catalogue().kinds[fact.kind].topics))
                asked += can_have
                right += can_have and fact.topic in topics
    print(f"topic {right / max(1, asked):.3f} of {asked} annotated")


def print_speed(texts: list[str], seconds: float) -> None:
    """Read everything again, warm: in one process, then in one process a core."""
    size, spent = read_for(texts, seconds)
    facts = sum(len(read(text, catalogue=catalogue()).facts) for text in texts)
    print(f"one fact in {sum(map(len, texts)) / max(1, facts):.0f} characters")
    print(f"{size / spent:>10,.0f} characters/s of processor time, one process")
    workers = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(read_for, [texts] * workers, [0.1] * workers))  # loads the word lists
        started = time.perf_counter()
        sizes = [size for size, _ in pool.map(read_for, [texts] * workers, [seconds] * workers)]
        spent = time.perf_counter() - started
    print(f"{sum(sizes) / spent:>10,.0f} characters/s by the clock, {workers} processes")
    peak, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"peak memory {peak:.0f} MB, of a worker {children:.0f} MB")


def read_for(texts: list[str], seconds: float) -> tuple[int, float]:
    """Read the texts over and over; return the characters read and the processor time taken."""
    for text in texts:
        read(text, catalogue=catalogue())
    size, started = 0, time.process_time()
    while (spent := time.process_time() - started) < seconds:
        for text in texts:
            read(text, catalogue=catalogue())
            size += len(text)
    return size, spent


if __name__ == "__main__":
    main()
