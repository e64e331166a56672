"""Word lists of Chinese administrative writing, as data beside the code."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def lines_of(name: str) -> tuple[str, ...]:
    """Return the lines of a list, without comments and blanks."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def tree_of(name: str) -> Any:
    """Return the content of a YAML list."""
    return yaml.load(files(__name__).joinpath(name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - the C twin of the safe loader


def text_of(name: str) -> str:
    """Return the whole text of a list, comments included."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
