"""A second opinion on doubtful facts, from outside: which questions to ask, and what an answer may change.

An adviser may confirm or doubt, and name a kind and a topic where the rules only guessed.
It never adds a fact and never touches a number, a unit, a day or a place in the text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.reading.model import ReadFact, Reading
from chuangwen.core.reading.quantities import fit
from chuangwen.core.reading.units import unit_after

DOUBTFUL = 0.7
"""Facts less sure than this are asked about."""
_GUESSED = 0.62
_MOST_QUESTIONS = 40
_AROUND = 60
_CONFIRMED, _DOUBTED, _FILLED = 0.15, 0.6, 0.5


class BadAdvice(ValueError):
    """An answer that is not in the form asked for; none of it is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One doubtful fact. `number` is its place in `Reading.facts`."""

    number: int
    words: str
    figure: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the adviser holds a fact to be; `topic` may be empty."""

    number: int
    kind: str
    topic: str


def questions(reading: Reading, text: str) -> tuple[Question, ...]:
    """Return the facts worth a second opinion, the least sure first, each with only the words around it."""
    doubtful = sorted(
        (fact.confidence, i) for i, fact in enumerate(reading.facts) if fact.confidence < DOUBTFUL and not fact.event
    )
    return tuple(_question(i, reading.facts[i], text) for _, i in doubtful[:_MOST_QUESTIONS])


def _question(number: int, fact: ReadFact, text: str) -> Question:
    before = text[max(0, fact.num_start - _AROUND) : fact.num_start]
    after = text[fact.num_start : fact.num_end + _AROUND]
    words = before.rsplit("。", 1)[-1].rsplit("\n", 1)[-1] + after.split("。", 1)[0].split("\n", 1)[0]
    return Question(number=number, words=words.strip(), figure=fact.num + fact.unit, kind=fact.kind)


def answers_in(reply: str, asked: Iterable[Question], catalogue: Catalogue) -> tuple[Answer, ...]:
    """Read a reply: a JSON list of objects with `number`, `kind` and perhaps `topic`, and nothing else.

    Raises: BadAdvice when anything in it was not asked, is not in the catalogue, or comes twice.
    """
    try:
        rows = json.loads(reply)
    except (ValueError, RecursionError) as error:
        raise BadAdvice("the reply is not JSON") from error
    if not isinstance(rows, list):
        raise BadAdvice("the reply is not a list")
    numbers = {question.number for question in asked}
    answers = tuple(_answer(row, numbers, catalogue) for row in rows)
    if len({answer.number for answer in answers}) < len(answers):
        raise BadAdvice("a fact is answered twice")
    return answers


def _answer(row: Any, numbers: set[int], catalogue: Catalogue) -> Answer:
    if not isinstance(row, Mapping) or not {"number", "kind"} <= row.keys() <= {"number", "kind", "topic"}:
        raise BadAdvice("an answer is not an object of the form asked for")
    number, kind, topic = row["number"], row["kind"], row.get("topic") or ""
    if type(number) is not int or number not in numbers:
        raise BadAdvice("an answer is to no question")
    if not isinstance(kind, str) or kind not in catalogue.kinds:
        raise BadAdvice("an answer names a kind that is not in the catalogue")
    if not isinstance(topic, str) or (topic and topic not in catalogue.kinds[kind].topics):
        raise BadAdvice("an answer names a topic that its kind does not have")
    return Answer(number=number, kind=kind, topic=topic)


def advised(reading: Reading, answers: Iterable[Answer], catalogue: Catalogue) -> Reading:
    """Return the reading with the answers weighed in; every fact stays where it was, with its figure."""
    facts = list(reading.facts)
    for answer in answers:
        facts[answer.number] = _weighed(facts[answer.number], answer, catalogue)
    return replace(reading, facts=tuple(facts))


def _weighed(fact: ReadFact, answer: Answer, catalogue: Catalogue) -> ReadFact:
    kind = catalogue.kinds[answer.kind]
    if answer.kind == fact.kind:
        return replace(
            fact,
            topic=answer.topic or fact.topic,
            confidence=round(min(0.9, fact.confidence + _CONFIRMED), 2),
            because=fact.because + "外部模型也这样认为。",
        )
    if fact.confidence >= _GUESSED:
        return replace(
            fact,
            confidence=round(fact.confidence * _DOUBTED, 2),
            because=f"{fact.because}外部模型认为是{kind.name}，请核对。",
        )
    quantity, amount = _fitted(fact, answer, catalogue)
    return replace(
        fact,
        kind=kind.code,
        topic=answer.topic or (kind.topics[0] if kind.topics else ""),
        quantity=quantity,
        amount=amount,
        confidence=min(_FILLED, max(fact.confidence, 0.3)),
        because=f"规则只能猜测，外部模型认为是{kind.name}，请核对。",
    )


def _fitted(fact: ReadFact, answer: Answer, catalogue: Catalogue) -> tuple[str | None, Decimal | None]:
    unit = unit_after(fact.unit, 0, arabic=True, large=False)
    return fit(catalogue.kinds[answer.kind], unit, fact.value) if unit else (None, None)
