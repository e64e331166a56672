"""The shipped catalogues, read once for each process; the work calendar, with the office's own additions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from chuangwen.core.calendar import WorkCalendar, load_calendar
from chuangwen.core.catalogue import Catalogue, load
from chuangwen.places import CATALOGUES, HOME


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


def work_calendar() -> WorkCalendar:
    """Return the working days of all published years: the shipped notices, then those in `HOME/calendar`.

    A file that the office adds or changes is read at the next call; no restart is needed.
    """
    paths = [path for folder in (CATALOGUES, HOME) for path in sorted((folder / "calendar").glob("*.yaml"))]
    return _calendar_of(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=1)
def _calendar_of(files: tuple[tuple[Path, int], ...]) -> WorkCalendar:
    return load_calendar(path.read_text(encoding="utf-8") for path, _ in files)
