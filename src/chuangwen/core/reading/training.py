"""Weights for `learned`, taught by annotated examples: an averaged perceptron in whole numbers.

Whole numbers and a fixed order make the same examples give the same file, byte for byte, on every machine.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from chuangwen.core.reading.learned import LETTERS, Weights

ROUNDS = 5
_OFTEN = 2  # a word that one example alone has tells of that example
_MARGIN = 10  # in steps: how far the right kind must lead before an example is left alone
_SCALE = 100  # a margin of ten steps becomes a lead of 100
_LEAST = 12  # weights nearer to nought than this are not kept
HEADER = "# Written by script/teach from tests/corpus. Change the examples, not this file."


Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """What can be seen of a number, and its kind."""

    features: tuple[str, ...]
    kind: str


class _Learner:
    """An averaged perceptron: a row of whole numbers for each feature, a column for each kind."""

    def __init__(self, features: int, kinds: int) -> None:
        self.now = np.zeros((features, kinds), dtype=np.int64)
        self.sums = np.zeros((features, kinds), dtype=np.int64)
        self.seen = 0

    def see(self, features: Ints, times: Ints, kind: int) -> None:
        """Move the weights when another kind comes too near the right one; of equal rivals the last is the rival."""
        self.seen += 1
        totals = times @ self.now[features]
        mine, totals[kind] = totals[kind], np.iinfo(np.int64).min
        rival = len(totals) - 1 - int(totals[::-1].argmax())
        if mine - totals[rival] >= _MARGIN:
            return
        for place, step in ((kind, times), (rival, -times)):
            self.now[features, place] += step
            self.sums[features, place] += step * self.seen

    def averages(self) -> Ints:
        """Return the mean weights over all examples seen, so that the last ones do not decide."""
        whole = self.now * (self.seen + 1) - self.sums
        mean: Ints = (2 * whole * _SCALE // (_MARGIN * self.seen) + 1) // 2
        return mean


def taught(examples: Sequence[Example]) -> Weights:
    """Return weights learnt from the examples."""
    seen = Counter(feature for example in examples for feature in set(example.features))
    features = sorted(feature for feature, times in seen.items() if times >= _OFTEN)
    kinds = sorted({example.kind for example in examples})
    if len(kinds) < 2:
        return Weights((), {})
    rows, columns = ({name: place for place, name in enumerate(names)} for names in (features, kinds))
    known = [np.array([rows[f] for f in example.features if f in rows], dtype=np.int64) for example in examples]
    coded = [
        (*np.unique(each, return_counts=True), columns[example.kind])
        for each, example in zip(known, examples, strict=True)
    ]
    learner = _Learner(len(features), len(kinds))
    for number in range(ROUNDS):
        for i in sorted(range(len(coded)), key=lambda i: sha256(f"{number} {i}".encode()).digest()):
            learner.see(*coded[i])
    return Weights(tuple(kinds), _kept(features, learner.averages()))


def _kept(features: Sequence[str], averages: Ints) -> dict[str, tuple[tuple[int, int], ...]]:
    told = np.abs(averages) >= _LEAST
    return {
        features[row]: tuple((place, int(averages[row, place])) for place in np.flatnonzero(told[row]).tolist())
        for row in np.flatnonzero(told.any(axis=1)).tolist()
    }


def written(weights: Weights) -> str:
    """Return the text of the weights' file: the kinds, then a feature and its votes a line, in fixed order."""
    rows = (
        f"{feature}\t" + " ".join(f"{LETTERS[place]}{weight}" for place, weight in weights.votes[feature])
        for feature in sorted(weights.votes)
    )
    return "\n".join([HEADER, " ".join(weights.kinds), *rows]) + "\n"
