"""Which kind of fact is it? The kinds in groups, those used most first, found by any of their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chuangwen.civic.ledger.queries.entries import most_used_kinds
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import Kind

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChoice:
    """The kinds that a clerk may choose from."""

    words: str
    most_used: Sequence[Kind]
    groups: Mapping[str, Sequence[Kind]]


def offered(unit: Unit, words: str, today: date) -> KindChoice:
    """Return the kinds that a unit records itself; with `words` only those that they name."""
    wanted = words.split()
    groups = {
        name: found
        for name, members in kinds().groups().items()
        if (found := [kind for kind in members if kind.recorded_by == "unit" and _is_meant(kind, wanted)])
    }
    codes = [] if wanted else most_used_kinds(unit.pk, since=today - A_YEAR)
    known = kinds().kinds
    most_used = [known[code] for code in codes if code in known and known[code].recorded_by == "unit"]
    return KindChoice(words=words.strip(), most_used=most_used, groups=groups)


def _is_meant(kind: Kind, wanted: Sequence[str]) -> bool:
    text = "\n".join((kind.name, kind.summary, kind.group, *kind.synonyms, *(q.name for q in kind.quantities)))
    return all(word in text or any(s and s in word for s in kind.synonyms) for word in wanted)


def own_kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the kinds that a unit records itself, in groups, as a list to choose from."""
    return [
        (name, chosen)
        for name, members in kinds().groups().items()
        if (chosen := [(kind.code, kind.name) for kind in members if kind.recorded_by == "unit"])
    ]
