"""Kinds of record as data: loaded from YAML text, checked, frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any

import yaml

PARTS = ("version", "topics", "evidence", "levels", "media", "kinds")
OPTIONAL_FIELDS = ("place", "level", "severity", "medium", "self_reported")


class CatalogueError(ValueError):
    """The catalogue file is not usable; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One thing that an entry measures.

    Units: `unit` is the Chinese unit as printed; values are stored as integers
    at `places` decimals (12.5 小时 with places 1 is stored as 125).
    """

    code: str
    name: str
    unit: str
    places: int = 0
    gauge: bool = False

    def stored(self, value: Decimal) -> int:
        """Turn a printed value into the stored integer, rounding half up.

        >>> Quantity(code="hours", name="学时", unit="小时", places=1).stored(Decimal("2.25"))
        23
        """
        return int(value.scaleb(self.places).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def shown(self, stored: int) -> Decimal:
        """Turn a stored integer back into the printed value.

        >>> Quantity(code="hours", name="学时", unit="小时", places=1).shown(23)
        Decimal('2.3')
        """
        return Decimal(stored).scaleb(-self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of ledger entry.

    Shape: `times` names what one entry is one of (场, 次, 项); a `term` lasts, so that it may end in the future;
    a kind without `topics` takes any code as its topic; the field `severity` is kept as the level.
    """

    code: str
    name: str
    group: str
    summary: str
    times: str
    quantities: tuple[Quantity, ...] = ()
    topics: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    recorded_by: str = "unit"
    term: bool = False

    def quantity(self, code: str) -> Quantity | None:
        """Return the quantity with this code, or None."""
        for quantity in self.quantities:  # a plain loop: sheets ask this for each cell
            if quantity.code == code:
                return quantity
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All kinds with their shared word lists. `version` and `digest` identify it."""

    version: str
    digest: str
    topics: Mapping[str, str]
    evidence: Mapping[str, str]
    levels: Mapping[str, str]
    media: Mapping[str, str]
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    severities: Mapping[str, str] = field(default_factory=dict)

    def levels_of(self, kind: Kind) -> Mapping[str, str]:
        """Return the words that the kind's field of the level takes, the highest first; none when it has no such field."""
        if "severity" in kind.fields:
            return self.severities
        return self.levels if "level" in kind.fields else {}

    def groups(self) -> Mapping[str, tuple[Kind, ...]]:
        """Return the kinds by group name, in file order."""
        found: dict[str, list[Kind]] = {}
        for kind in self.kinds.values():
            found.setdefault(kind.group, []).append(kind)
        return {name: tuple(kinds) for name, kinds in found.items()}


def load(text: str, *, name: str = "kinds.yaml") -> Catalogue:
    """Read the catalogue from YAML text.

    :raises CatalogueError: naming the file, the kind and the field that is wrong.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise CatalogueError(f"{name}: {error}") from error
    if missing := [part for part in PARTS if not isinstance(raw, dict) or part not in raw]:
        raise CatalogueError(f"{name}: 缺少{'、'.join(missing)}")
    words = {part: dict(raw[part]) for part in ("topics", "evidence", "levels", "media")}
    kinds = [_kind(row, words, name) for row in raw["kinds"]]
    if twice := _repeated(kind.code for kind in kinds):
        raise CatalogueError(f"{name}: 类别代码重复：{'、'.join(twice)}")
    return Catalogue(
        version=str(raw["version"]),
        digest=sha256(text.encode()).hexdigest(),
        kinds={kind.code: kind for kind in kinds},
        severities=dict(raw.get("severities") or {}),
        **words,
    )


def _kind(row: dict[str, Any], words: Mapping[str, Mapping[str, str]], name: str) -> Kind:
    where = f"{name}: 类别 {row.get('code', '？')}"
    try:
        quantities = tuple(Quantity(**q) for q in row.get("quantities", ()))
        lists: dict[str, Any] = {
            part: tuple(row.get(part, ())) for part in ("topics", "fields", "evidence", "synonyms")
        }
        plain = {k: v for k, v in row.items() if k not in {*lists, "quantities"}}
        kind = Kind(quantities=quantities, **lists, **plain)
    except TypeError as error:
        raise CatalogueError(f"{where}: 字段缺失或多余（{error}）") from error
    if unknown := [t for t in kind.topics if t not in words["topics"]]:
        raise CatalogueError(f"{where}: topics 里有未登记的主题 {unknown}")
    if unknown := [e for e in kind.evidence if e not in words["evidence"]]:
        raise CatalogueError(f"{where}: evidence 里有未登记的佐证 {unknown}")
    if unknown := [f for f in kind.fields if f not in OPTIONAL_FIELDS]:
        raise CatalogueError(f"{where}: fields 里有未登记的字段 {unknown}")
    if twice := _repeated(q.code for q in kind.quantities):
        raise CatalogueError(f"{where}: 数量代码重复：{'、'.join(twice)}")
    return kind


def _repeated(codes: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [code for code in codes if code in seen or seen.add(code)]  # type: ignore[func-returns-value]  # set.add returns None on purpose
