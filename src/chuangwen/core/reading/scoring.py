"""Rows for comparing readings with annotations: the kinds of the annotation scheme, one JSON object a fact."""

from collections.abc import Iterable, Iterator
from typing import Any

from chuangwen.core.reading.model import ReadFact

ANNOTATED_AS = {
    "body": "staff",
    "pledge": "document",
    "proposal": "other",
    "target": "other",
    "saving": "other",
    "survey": "other",
    "violation": "case",
    "site_check": "inspection",
    "opinion": "other",
    "grading": "other",
}
"""Kinds of the catalogue that the annotation scheme files elsewhere."""


def annotated_as(kind: str) -> str:
    """Return the kind of the annotation scheme for a kind of the catalogue."""
    return ANNOTATED_AS.get(kind, kind)


def rows(facts: Iterable[ReadFact], doc: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a reading; events without a number have no token to match and are left out."""
    for fact in facts:
        if fact.event:
            continue
        yield {
            "doc": doc,
            "start": fact.start,
            "end": fact.end,
            "text": fact.text,
            "num": fact.num,
            "num_start": fact.num_start,
            "num_end": fact.num_end,
            "value": float(fact.value),
            "unit": fact.unit,
            "approx": fact.approx,
            "kind": annotated_as(fact.kind),
            "period": fact.period,
            "subject": fact.subject,
            "status": fact.status,
            "note": "norm" if fact.norm else "base" if fact.base else None,
            "confidence": fact.confidence,
        }
