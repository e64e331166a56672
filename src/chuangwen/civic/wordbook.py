"""The shipped catalogues, read once for each process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from chuangwen.core.catalogue import Catalogue, load
from chuangwen.places import CATALOGUES


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKind:
    """A kind of unit: a `place` holds other units, an `assessed` kind can be marked."""

    code: str
    name: str
    place: bool = False
    assessed: bool = False


@cache
def kinds() -> Catalogue:
    """Return the catalogue of record kinds."""
    return load((CATALOGUES / "kinds.yaml").read_text(encoding="utf-8"))


@cache
def unit_kinds() -> Mapping[str, UnitKind]:
    """Return the kinds of unit by code, in file order."""
    raw = yaml.safe_load((CATALOGUES / "unit_kinds.yaml").read_text(encoding="utf-8"))
    return {row["code"]: UnitKind(**row) for row in raw["kinds"]}
