"""Weights for `learned`, taught by annotated examples: an averaged perceptron in whole numbers.

Whole numbers and a fixed order make the same examples give the same file, byte for byte, on every machine.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from chuangwen.core.reading.learned import LETTERS, Weights

ROUNDS = 8
_MARGIN = 10  # in steps: how far the right kind must lead before an example is left alone
_SCALE = 100  # a margin of ten steps becomes a lead of 100
_LEAST = 10  # weights nearer to nought than this are not kept
HEADER = "# Written by script/teach from tests/corpus. Change the examples, not this file."


@dataclass(frozen=True, slots=True)
class Example:
    """What can be seen of a number, and its kind."""

    features: tuple[str, ...]
    kind: str


class _Learner:
    def __init__(self, kinds: Sequence[str]) -> None:
        self.kinds = kinds
        self.now: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.seen = 0

    def see(self, example: Example) -> None:
        """Move the weights when another kind comes too near the right one."""
        self.seen += 1
        totals = dict.fromkeys(self.kinds, 0)
        for feature in example.features:
            for kind, weight in self.now.get(feature, {}).items():
                totals[kind] += weight
        rival = max((kind for kind in self.kinds if kind != example.kind), key=lambda kind: (totals[kind], kind))
        if totals[example.kind] - totals[rival] >= _MARGIN:
            return
        for feature in example.features:
            for kind, step in ((example.kind, 1), (rival, -1)):
                self.now[feature][kind] += step
                self.sums[feature][kind] += step * self.seen

    def average(self, feature: str, kind: str) -> int:
        """Return the mean weight over all examples seen, so that the last ones do not decide."""
        whole = self.now[feature][kind] * (self.seen + 1) - self.sums[feature][kind]
        return (2 * whole * _SCALE // (_MARGIN * self.seen) + 1) // 2


def taught(examples: Sequence[Example]) -> Weights:
    """Return weights learnt from the examples."""
    learner = _Learner(sorted({example.kind for example in examples}))
    if len(learner.kinds) < 2:
        return {}
    for number in range(ROUNDS):
        for i in sorted(range(len(examples)), key=lambda i: sha256(f"{number} {i}".encode()).digest()):
            learner.see(examples[i])
    return {feature: votes for feature in sorted(learner.now) if (votes := _kept(learner, feature))}


def _kept(learner: _Learner, feature: str) -> tuple[tuple[str, int], ...]:
    rows = ((kind, learner.average(feature, kind)) for kind in sorted(learner.now[feature]))
    return tuple((kind, weight) for kind, weight in rows if abs(weight) >= _LEAST)


def written(weights: Weights) -> str:
    """Return the text of the weights' file: the kinds, then a feature and its votes a line, in fixed order."""
    kinds = sorted({kind for votes in weights.values() for kind, _ in votes})
    letters = dict(zip(kinds, LETTERS, strict=False))
    rows = (
        f"{feature}\t" + " ".join(f"{letters[kind]}{weight}" for kind, weight in weights[feature])
        for feature in sorted(weights)
    )
    return "\n".join([HEADER, " ".join(kinds), *rows]) + "\n"
