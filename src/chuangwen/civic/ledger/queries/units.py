"""Units as the rows of an office's sheet name them: by name, by name and place, or by their code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from chuangwen.civic.orgs.access import below
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.sheets import CellProblem
from chuangwen.core.sheets.tables import heading

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class UnitsNamed:
    """The units that an office may record of: `names` leads to those of one name, each with the way to it."""

    names: Mapping[str, Sequence[tuple[int, tuple[str, ...]]]]
    codes: Mapping[str, int]

    def find(self, text: str) -> int:
        """Return the unit that a cell names.

        :raises CellProblem: there is none, or there are several; naming those near.
        """
        if (found := self.codes.get(text.upper())) is not None:
            return found
        *above, name = [heading(part) for part in text.replace("／", "/").split("/")]
        rows = [row for row in self.names.get(name, ()) if _lies_in(row[1], above)]
        if len(rows) == 1:
            return rows[0][0]
        if rows:
            ways = "、".join(f"“{'/'.join(way[-2:])}”" for _, way in rows[:MOST_NAMED])
            raise CellProblem(f"有{len(rows)}个单位都叫“{text}”，请写出上级，例如{ways}。")
        near = get_close_matches(name, self.names, n=MOST_NAMED)
        said = f"是不是{'、'.join(f'“{self.names[each][0][1][-1]}”' for each in near)}？" if near else "请核对全称。"
        raise CellProblem(f"没有“{text}”这个单位，{said}")


def _lies_in(way: Sequence[str], above: Sequence[str]) -> bool:
    """Say whether the places written before a name stand above the unit, in their order."""
    places = iter(heading(each) for each in way[:-1])
    return all(each in places for each in above)


def units_named(place: Unit) -> UnitsNamed:
    """Return the open units below a place that can be assessed, by name and by code; one query."""
    assessed = {kind.code for kind in unit_kinds().values() if kind.assessed}
    ways: dict[str, tuple[str, ...]] = {}
    names: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    codes: dict[str, int] = {}
    rows = Unit.objects.filter(below(place.path)).order_by("path")
    for pk, path, name, kind, uscc, closed in rows.values_list("id", "path", "name", "kind", "uscc", "closed_date"):
        ways[path] = (*ways.get(path[:-STEP], ()), name)
        if kind in assessed and closed is None:
            names.setdefault(heading(name), []).append((pk, ways[path]))
            if uscc:
                codes[uscc] = pk
    return UnitsNamed(names, codes)
