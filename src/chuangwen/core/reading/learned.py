"""A second look at kinds that the rules were not sure of, by weights learnt from annotated texts.

Each word pair beside a number speaks for some kinds and against others, by a whole number. The weights are in
`words/kinds.weights`, written by `script/teach`; `training` tells how.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from chuangwen.core.reading.kinds import Choice, Found
from chuangwen.core.reading.words import lines_of

UNSURE = 0.76
"""Rules that weigh more than this are not looked at again."""
CLEAR = 60
"""By how much the best kind must lead the next one; the training leaves 100 between right and wrong."""
WEIGHTS = "kinds.weights"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The file names its kinds in its first line; a vote is the letter of a kind and a whole number."""
_LONGEST_GAP = 26
_SETTLED = 0.6
_AGREED = 0.78
_SENTENCE_END = re.compile(r"[。\n]")
_PHRASE_END = re.compile(r"[，。；、]")

Weights = Mapping[str, tuple[tuple[str, int], ...]]


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
        return {}
    kinds = dict(zip(LETTERS, lines[0].split(" "), strict=False))
    rows = (line.partition("\t") for line in lines[1:])
    return {feature: tuple((kinds[vote[0]], int(vote[1:])) for vote in votes.split(" ")) for feature, _, votes in rows}


def look_again(found: list[Found], plain: str, known: Weights, scheme: Callable[[str], str]) -> list[Found]:
    """Return the facts found, with another kind where the rules were unsure and the weights are not.

    Shape: `scheme` maps a kind of the catalogue to the kind that annotations use for it.
    """
    if not known:
        return found
    result: list[Found] = []
    for item in found:
        choice = item.choice
        if choice.weight <= UNSURE:
            last = result[-1] if result else None
            features = features_of(item, last, scheme(last.choice.kind) if last else "", plain)
            choice = _settled(choice, features, known, scheme)
        result.append(item if choice is item.choice else Found(item.number, item.unit, item.measured, choice))
    return result


def _settled(choice: Choice, features: list[str], known: Weights, scheme: Callable[[str], str]) -> Choice:
    opinion = opinion_of(features, known)
    if opinion.lead < CLEAR:
        return choice
    if scheme(choice.kind) == opinion.kind:
        return replace(choice, weight=max(choice.weight, _AGREED))
    words = _strongest(features, opinion.kind, known)
    told = f"“{words}”等用词" if words else "这样的用词"
    return Choice(opinion.kind, f"规则拿不准；{told}在样例中多属这一类。", _SETTLED)


def opinion_of(features: list[str], known: Weights) -> Opinion:
    """Add up what the features say of each kind."""
    totals: dict[str, int] = {}
    for feature in features:
        for kind, weight in known.get(feature, ()):
            totals[kind] = totals.get(kind, 0) + weight
    if not totals:
        return Opinion("other", 0)
    best = max(sorted(totals), key=totals.__getitem__)
    second = max((total for kind, total in totals.items() if kind != best), default=0)
    return Opinion(best, totals[best] - second)


def _strongest(features: list[str], kind: str, known: Weights) -> str:
    """Return the words that speak most for a kind."""
    spoken = ((dict(known.get(f, ())).get(kind, 0), f[1:]) for f in features if f[0] in "INE")
    return max(spoken, default=(0, ""))[1]


def features_of(item: Found, last: Found | None, last_kind: str, plain: str) -> list[str]:
    """Return what the weights look at: pairs and triples of characters by where they stand, the unit, the fact before.

    Capital initials are the words alone, small ones go with the sort of the unit.
    """
    measured, unit = item.measured, item.unit
    sort = unit.sort[:3]
    noun, lead = measured.noun[-12:], measured.item[-14:]
    behind = _PHRASE_END.split(measured.after, maxsplit=1)[0][:10] if measured.suffix else measured.after[:10]
    features = ["b", f"u{unit.text}", f"s{sort}"]
    for size in (2, 3):
        for gram in _grams(lead, size):
            features += (f"I{gram}", f"i{sort}{gram}")
        for gram in _grams(noun, size):
            features += (f"N{gram}", f"n{sort}{gram}")
    for size in (1, 2, 3):
        if tail := noun[-size:]:
            features += (f"e{size}{tail}", f"E{tail}", f"d{sort}{tail}")
    features += [f"a{gram}" for gram in _grams(behind, 2)]
    features += sorted({f"c{gram}" for gram in _grams(measured.clause, 2)})
    if last is not None:
        features += _of_last(item, last, last_kind, plain)
    return features


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
