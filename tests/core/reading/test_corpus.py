"""The annotated sample reports: what the reader must reach on them, together and one by one."""

import pytest

from chuangwen.core.reading import read, rows
from tests.core.reading.catalogue import ROOT, shipped
from tests.core.reading.scoring import Score, read_folder, score_document

DOCUMENTS = list(read_folder(ROOT / "tests" / "corpus"))


def score_of(document):
    return score_document(document, list(rows(read(document.text, catalogue=shipped()).facts, document.name)))


def test_the_corpus_is_large_enough_to_judge_by():
    assert len(DOCUMENTS) >= 12
    assert sum(len(document.facts) for document in DOCUMENTS) >= 400


def test_the_sample_reports_together_are_read_as_annotated():
    total = sum((score_of(document) for document in DOCUMENTS), Score())

    assert total.detection >= 0.98, total.missed + total.false
    assert total.share("value") >= 0.995
    assert total.share("unit") >= 0.99
    assert total.share("kind") >= 0.94
    assert total.share("status") >= 0.98
    assert total.full_f1 >= 0.93


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_no_sample_report_is_read_badly(document):
    score = score_of(document)

    assert score.detection >= 0.94, score.missed + score.false
    assert score.full_f1 >= 0.75, score.wrong


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_fact_stands_at_its_place_in_the_text(document):
    for fact in read(document.text, catalogue=shipped()).facts:
        assert document.text[fact.start : fact.end] == fact.text
        assert document.text[fact.num_start : fact.num_end] == fact.num
        assert fact.start <= fact.num_start < fact.num_end <= fact.end


def test_the_annotations_point_at_their_words():
    for document in DOCUMENTS:
        for row in document.facts:
            assert document.text[row["num_start"] : row["num_end"]] == row["num"]
        for row in document.excluded:
            assert document.text[row["start"] : row["end"]] == row["text"]


def test_reading_twice_gives_the_same():
    text = DOCUMENTS[0].text

    assert read(text, catalogue=shipped()) == read(text, catalogue=shipped())
