"""Examples for the weights of `learned`, out of the annotated sample reports and the marked phrases."""

from chuangwen.core.reading.clauses import Layout
from chuangwen.core.reading.learned import features_of
from chuangwen.core.reading.pipeline import find
from chuangwen.core.reading.scoring import annotated_as
from chuangwen.core.reading.training import Example
from chuangwen.core.reading.working import work
from tests.core.reading.catalogue import ROOT, shipped
from tests.core.reading.marked import read_marked
from tests.core.reading.scoring import read_folder

CORPUS = ROOT / "tests" / "corpus"
PHRASES = CORPUS / "phrases.txt"


def all_examples():
    """Return everything there is to learn from: the sample reports, then the phrases."""
    return [e for document in read_folder(CORPUS) for e in examples_of(document)] + phrase_examples()


def phrase_examples():
    return [e for document in read_marked(PHRASES) for e in examples_of(document)]


def examples_of(document):
    """Return one example for each number that is annotated and found."""
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
        examples.append(Example(tuple(features), kind))
        last, last_kind = item, kind
    return examples
