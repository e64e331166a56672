"""What stands around an office page."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from chuangwen.civic.orgs.access import OFFICE_READERS, has_role
from chuangwen.civic.people.models import User
from chuangwen.web.office.desk import Desk
from chuangwen.web.ui.navigation import Frame, NavItem, Place

TITLE_PAGES = (
    *("round", "application", "objection", "title", "programme", "honour", "exemption"),
    *("sanction", "review", "recheck", "flag", "refusal-", "publicity", "award", "hearing", "certificate"),
)
# Each entry: its words, its icon, its first page, and how the names of its pages begin.
ENTRIES = (
    ("总览", "layout-dashboard", "overview", ("overview",)),
    ("单位", "building", "units", ("units", "unit", "why", "entry", "evidence", "compare-units")),
    ("测评", "clipboard-check", "books", ("book", "compare-books", "assess", "card")),
    ("申报与称号", "award", "rounds", TITLE_PAGES),
)
BELOW = (
    ("文明办记录", "notebook", "findings", ("finding",)),
    ("单位与机构", "settings", "units-manage", ("units-", "unit-", "bod", "member", "pairing")),
)


def frame(request: HttpRequest) -> Frame:
    """Return the office's frame; the place looked at comes from `request.desk`."""
    if not isinstance(request.user, User):
        return Frame()
    name = (request.resolver_match.url_name or "") if request.resolver_match else ""
    reads = has_role(request.user, OFFICE_READERS)
    below = _items(BELOW, name) if reads else []
    is_below = any(item.current for item in below)
    desk: Desk | None = getattr(request, "desk", None)
    return Frame(
        nav=_items(ENTRIES if reads else ENTRIES[2:], "" if is_below else name),
        below=below,
        place=desk.place.name if desk else "",
        places=_places(desk, request) if desk and len(desk.places) > 1 else (),
        home_url=_url("overview") if reads else _url("books"),
        search_url=_url("search") if reads else "",
        search_hint="搜索单位、记录、测评标准",
    )


def _items(entries: tuple[tuple[str, str, str, tuple[str, ...]], ...], here: str) -> list[NavItem]:
    return [
        NavItem(label=label, url=url, icon=icon, current=bool(here) and here.startswith(pages))
        for label, icon, name, pages in entries
        if (url := _url(name))
    ]


def _places(desk: Desk, request: HttpRequest) -> list[Place]:
    query = request.GET.copy()
    for key in ("page", "book"):
        query.pop(key, None)
    found = []
    for unit in desk.places:
        query["place"] = str(unit.pk)
        found.append(Place(label=unit.name, url=f"?{query.urlencode()}", current=unit.pk == desk.place.pk))
    return found


def _url(name: str) -> str:
    """Return a page's address, or "" while there is no such page."""
    try:
        return reverse(f"office:{name}")
    except NoReverseMatch:
        return ""
