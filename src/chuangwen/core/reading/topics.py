"""The topic of a fact: counted words, among the topics that its kind allows."""

import re
from functools import cache, lru_cache

from chuangwen.core.catalogue import Kind
from chuangwen.core.reading.words import tree_of


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    return {code: re.compile(words) for code, words in tree_of("topics.yaml").items()}


@lru_cache(maxsize=512)
def _times_in(topic: str, sentence: str) -> int:
    """Count the words of a topic in a sentence: a sentence often holds several facts."""
    return len(_cues()[topic].findall(sentence))


def topic_of(kind: Kind, near: str, around: str) -> str:
    """Choose the topic whose words occur most; words beside the number count three times as much.

    The first topic of the kind stands when no word speaks.
    """
    cues = _cues()
    marks = [
        (3 * len(cues[t].findall(near)) + _times_in(t, around), -i, t) for i, t in enumerate(kind.topics) if t in cues
    ]
    best = max(marks, default=(0, 0, ""))
    return best[2] if best[0] else (kind.topics[0] if kind.topics else "")
