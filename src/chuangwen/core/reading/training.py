"""Weights for `learned`, taught by annotated examples: an averaged perceptron in whole numbers.

Whole numbers and a fixed order make the same examples give the same file, byte for byte, on every machine.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from chuangwen.core.reading.learned import LETTERS, Weights

ROUNDS = 5
_OFTEN = 2  # a word that one example alone has tells of that example
_MARGIN = 10  # in steps: how far the right kind must lead before an example is left alone
_SCALE = 100  # a margin of ten steps becomes a lead of 100
_LEAST = 12  # weights nearer to nought than this are not kept
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
    seen = Counter(feature for example in examples for feature in set(example.features))
    examples = [replace(e, features=tuple(f for f in e.features if seen[f] >= _OFTEN)) for e in examples]
    learner = _Learner(sorted({example.kind for example in examples}))
    if len(learner.kinds) < 2:
        return Weights((), {})
    for number in range(ROUNDS):
        for i in sorted(range(len(examples)), key=lambda i: sha256(f"{number} {i}".encode()).digest()):
            learner.see(examples[i])
    votes = {feature: kept for feature in sorted(learner.now) if (kept := _kept(learner, feature))}
    return Weights(tuple(learner.kinds), votes)


def _kept(learner: _Learner, feature: str) -> tuple[tuple[int, int], ...]:
    rows = ((place, learner.average(feature, kind)) for place, kind in enumerate(learner.kinds))
    return tuple((place, weight) for place, weight in rows if abs(weight) >= _LEAST)


def written(weights: Weights) -> str:
    """Return the text of the weights' file: the kinds, then a feature and its votes a line, in fixed order."""
    rows = (
        f"{feature}\t" + " ".join(f"{LETTERS[place]}{weight}" for place, weight in weights.votes[feature])
        for feature in sorted(weights.votes)
    )
    return "\n".join([HEADER, " ".join(weights.kinds), *rows]) + "\n"
