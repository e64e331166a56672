"""Which typefaces this machine has, and what stands in for those that it lacks."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import typst

from chuangwen.core.writing.layout import FACES

LAST_RESORT = "Libertinus Serif"  # comes with the typesetter: no CJK, but the page is made


@lru_cache(maxsize=4)
def fonts_in(folders: tuple[Path, ...]) -> typst.Fonts:
    """Return the machine's fonts with those of the office's own folders; looked up once."""
    return typst.Fonts(font_paths=[str(folder) for folder in folders if folder.is_dir()])


@lru_cache(maxsize=4)
def families_for(folders: tuple[Path, ...]) -> tuple[Mapping[str, str], tuple[tuple[str, str], ...]]:
    """Return the family to be used for each typeface, and (wanted, taken instead) for those replaced."""
    there = {family.casefold(): family for family in fonts_in(folders).families()}
    chosen = {code: _chosen(face.found_as, face.stand_in, there) for code, face in FACES.items()}
    replaced = tuple(
        (face.name, chosen[code]) for code, face in FACES.items() if chosen[code] not in _own(face.found_as, there)
    )
    return chosen, replaced


def _own(names: Sequence[str], there: Mapping[str, str]) -> list[str]:
    return [there[name.casefold()] for name in names if name.casefold() in there]


def _chosen(names: Sequence[str], stand_in: str, there: Mapping[str, str]) -> str:
    if own := _own(names, there):
        return own[0]
    if stand_in.casefold() in there:
        return there[stand_in.casefold()]
    any_chinese = sorted(family for key, family in there.items() if " cjk " in key or " sc" in key)
    return next(iter(any_chinese), LAST_RESORT)
