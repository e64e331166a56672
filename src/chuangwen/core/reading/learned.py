"""A second look at the kinds that the rules chose, by weights learnt from annotated texts.

Each word pair beside a number speaks for some kinds and against others, by a whole number; so does the rule's own
choice, as far as it was right in texts that no rule was tuned on. The weights are in `words/kinds.weights`, written by
`script/teach`; `training` tells how.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from chuangwen.core.reading.kinds import Choice, Found
from chuangwen.core.reading.words import lines_of

TAUGHT = 0.96
"""What weighs more than this was taught by the office itself, and is not looked at again."""
WEIGHTS = "kinds.weights"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The file names its kinds in its first line; a vote is the letter of a kind and a whole number."""
_LONGEST_GAP = 26
_LEAST, _MOST, _STEADY = 0.375, 0.95, 940
"""How a lead becomes a weight: of kinds with hardly any lead six in ten were right in texts of others, from 500 on 98 %."""
_SENTENCE_END = re.compile(r"[。\n]")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature says: votes are places in `kinds` with whole numbers."""

    kinds: tuple[str, ...]
    votes: Mapping[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """The kind that the weights favour, and by how much."""

    kind: str
    lead: int


@cache
def weights() -> Weights:
    """Return the weights that are shipped, or none when they have not been taught yet."""
    try:
        lines = lines_of(WEIGHTS)
    except FileNotFoundError:
        return Weights((), {})
    rows = (line.partition("\t") for line in lines[1:])
    places = {letter: place for place, letter in enumerate(LETTERS)}
    votes = {feature: tuple((places[vote[0]], int(vote[1:])) for vote in said.split(" ")) for feature, _, said in rows}
    return Weights(tuple(lines[0].split(" ")), votes)


def look_again(found: list[Found], plain: str, known: Weights, scheme: Callable[[str], str]) -> list[Found]:
    """Return the facts found, each with the kind that the rules and the words beside it speak for together.

    Shape: `scheme` maps a kind of the catalogue to the kind that annotations use for it.
    """
    if not known.votes:
        return found
    result: list[Found] = []
    for item in found:
        choice = item.choice
        if choice.weight <= TAUGHT:
            last = result[-1] if result else None
            features = features_of(item, last, scheme(last.choice.kind) if last else "", plain)
            choice = _settled(choice, [*features, *features_of_rule(item, scheme)], known, scheme)
        result.append(Found(item.number, item.unit, item.measured, choice))
    return result


def _settled(choice: Choice, features: list[str], known: Weights, scheme: Callable[[str], str]) -> Choice:
    opinion = opinion_of(features, known)
    weight = min(_MOST, _LEAST + opinion.lead / _STEADY)
    if scheme(choice.kind) == opinion.kind:
        return replace(choice, weight=weight)
    words = _strongest(features, opinion.kind, known)
    told = f"“{words}”等用词" if words else "这样的用词"
    return Choice(opinion.kind, f"{told}在样例中多属这一类，比单凭一条规则更可信。", weight)


def opinion_of(features: list[str], known: Weights) -> Opinion:
    """Add up what the features say of each kind."""
    totals = [0] * len(known.kinds)
    for feature in features:
        for place, weight in known.votes.get(feature, ()):
            totals[place] += weight
    if not any(totals):
        return Opinion("other", 0)
    best = max(totals)
    place = totals.index(best)
    second = max((total for i, total in enumerate(totals) if i != place), default=0)
    return Opinion(known.kinds[place], best - second)


def _strongest(features: list[str], kind: str, known: Weights) -> str:
    """Return the words that speak most for a kind."""
    place = known.kinds.index(kind)
    spoken = ((dict(known.votes.get(f, ())).get(place, 0), f[1:]) for f in features if f[0] in "INE")
    return max(spoken, default=(0, ""))[1]


def features_of(item: Found, last: Found | None, last_kind: str, plain: str) -> list[str]:
    """Return what the weights look at: pairs and triples of characters by where they stand, the unit, the fact before.

    Capital initials are the words alone, small ones go with the sort of the unit.
    """
    measured, unit = item.measured, item.unit
    sort = unit.sort[:3]
    noun, lead = measured.noun[-12:], measured.item[-14:]
    features = ["b", f"u{unit.text}", f"s{sort}"]
    for size in (2, 3):
        for gram in _grams(lead, size):
            features += (f"I{gram}", f"i{sort}{gram}")
        for gram in _grams(noun, size):
            features += (f"N{gram}", f"n{sort}{gram}")
    for size in (1, 2, 3):
        if tail := noun[-size:]:
            features += (f"e{size}{tail}", f"E{tail}", f"d{sort}{tail}")
    features += _bag("c", measured.clause)
    features += _bag("S", measured.sentence)
    if last is not None:
        features += _of_last(item, last, last_kind, plain)
    return features


def features_of_rule(item: Found, scheme: Callable[[str], str]) -> list[str]:
    """Return the choice of the rules as the weights see it: alone, with its certainty, and with the sort of the unit."""
    kind = scheme(item.choice.kind)
    return [f"R{kind}", f"R{kind}{int(item.choice.weight * 10)}", f"R{kind}{item.unit.sort[:3]}"]


@lru_cache(maxsize=64)
def _bag(initial: str, text: str) -> tuple[str, ...]:
    """Return the pairs of a clause or sentence, each once; remembered for the next number in it."""
    return tuple(sorted({initial + gram for gram in _grams(text, 2)}))


def _grams(text: str, size: int) -> list[str]:
    text = "".join(text.split())
    return [text[i : i + size] for i in range(len(text) - size + 1)]


def _of_last(item: Found, last: Found, kind: str, plain: str) -> list[str]:
    gap = plain[last.unit.end : item.number.start]
    if len(gap) >= _LONGEST_GAP or _SENTENCE_END.search(gap):
        return []
    features = [f"l{kind}{item.unit.sort[:3]}"]
    if last.unit.sort == item.unit.sort:
        features.append(f"m{kind}")
    if not re.search("[，；]", gap):
        features.append(f"o{kind}")
    return features
