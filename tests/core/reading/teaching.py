"""Examples for the weights of `learned`, out of the annotated sample reports and the marked phrases."""

from chuangwen.core.reading.clauses import Layout
from chuangwen.core.reading.learned import features_of, features_of_rule
from chuangwen.core.reading.pipeline import find
from chuangwen.core.reading.scoring import annotated_as
from chuangwen.core.reading.training import Example
from chuangwen.core.reading.working import work
from tests.core.reading.catalogue import ROOT, shipped
from tests.core.reading.marked import read_marked
from tests.core.reading.scoring import read_folder

CORPUS = ROOT / "tests" / "corpus"
PHRASES = CORPUS / "phrases.txt"
UNTUNED = CORPUS / "untuned"
"""Phrases that no rule is ever tuned on, so that the weights can learn from them how far the rules are to be trusted."""


def all_examples():
    """Return everything there is to learn from: the sample reports, then the phrases."""
    return [e for document in read_folder(CORPUS) for e in examples_of(document)] + phrase_examples()


def phrase_examples():
    untuned = [
        e for file in sorted(UNTUNED.glob("*.txt")) for d in read_marked(file) for e in examples_of(d, rules=True)
    ]
    return [e for document in read_marked(PHRASES) for e in examples_of(document)] + untuned


def examples_of(document, rules=False):
    """Return one example for each number that is annotated and found; with what the rules chose, if asked."""
    working = work(document.text)
    found, _ = find(document.text, working, Layout(working.plain), shipped())
    examples, last, last_kind = [], None, ""
    for item in found:
        start, end = working.place(item.number.start, item.number.end)
        row = next((f for f in document.facts if f["num_start"] < end and start < f["num_end"]), None)
        if row is None:
            last = None
            continue
        kind = annotated_as(row["kind"])
        features = features_of(item, last, last_kind, working.plain)
        chosen = features_of_rule(item, annotated_as) if rules else []
        examples.append(Example((*features, *chosen), kind))
        last, last_kind = item, kind
    return examples
