"""What stands around a page: the entries on the left, the place, the search box.

Each audience writes one function, `frame(request) -> Frame`, in its own
`navigation.py`; `frame_for` finds it by the URL namespace of the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module, util

from django.http import HttpRequest

MOST_ENTRIES = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One entry of the left navigation; `count` shows how much waits there."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the place switcher: a district, a unit, an edition."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All that `ui/app.html` shows around the page itself.

    :raises ValueError: more than seven entries, which nobody can scan.
    """

    nav: Sequence[NavItem] = ()
    below: Sequence[NavItem] = ()
    place: str = ""
    places: Sequence[Place] = ()
    home_url: str = "/"
    search_url: str = ""
    search_hint: str = "搜索单位、台账、测评标准"

    def __post_init__(self) -> None:
        if len(self.nav) > MOST_ENTRIES:
            raise ValueError(f"A navigation has at most {MOST_ENTRIES} entries, not {len(self.nav)}.")


def frame_for(request: HttpRequest) -> Frame:
    """Return the frame of the audience whose page this is, or an empty one.

    The audience is the URL namespace: `office:units` asks
    `chuangwen.web.office.navigation.frame`.
    """
    match = request.resolver_match
    return frame_of(match.namespace, request) if match else Frame()


def frame_of(audience: str, request: HttpRequest) -> Frame:
    """Return the frame of an audience for this request, or an empty one."""
    builder = _builder(audience) if audience else None
    return builder(request) if builder else Frame()


@cache
def _builder(audience: str) -> Callable[[HttpRequest], Frame] | None:
    path = f"chuangwen.web.{audience}.navigation"
    if not util.find_spec(f"chuangwen.web.{audience}") or not util.find_spec(path):
        return None
    builder: Callable[[HttpRequest], Frame] | None = getattr(import_module(path), "frame", None)
    return builder
