"""What stands around a unit's page: what is done here, and the units that the clerk fills."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from chuangwen.civic.ledger.access import CLERKS
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.units import units_in_reach
from chuangwen.civic.people.models import User
from chuangwen.web.ui.navigation import Frame, NavItem, Place

MOST_PLACES = 30
HONOUR_PAGES = ("honour", "appl", "opinion", "screening", "title", "appeal", "review", "sanction", "holder")
# Each entry: its words, its icon, its first page, and how the names of its pages begin.
ENTRIES = (
    ("今日", "home", "today", ("today",)),
    ("标准与得分", "clipboard-check", "standard", ("standard", "why", "result")),
    ("台账", "notebook", "entries", ("entr", "evidence", "import", "reading", "proposal", "lexicon", "term")),
    ("申报", "award", "honours", HONOUR_PAGES),
    ("组织机构", "users", "bodies", ("bod", "member")),
)


def frame(request: HttpRequest) -> Frame:
    """Return the frame of a unit's page; `request.unit` is the unit that the gate has let in."""
    unit: Unit | None = getattr(request, "unit", None)
    if unit is None or not isinstance(request.user, User):
        return Frame(home_url=_url("home") or "/")
    here = (request.resolver_match.url_name or "") if request.resolver_match else ""
    units = list(units_in_reach(request.user, CLERKS)[:MOST_PLACES])
    return Frame(
        nav=[
            NavItem(label=label, url=url, icon=icon, current=here.startswith(pages))
            for label, icon, name, pages in ENTRIES
            if (url := _url(name, unit.pk))
        ],
        place=unit.name,
        places=_places(units, unit) if len(units) > 1 else (),
        home_url=_url("today", unit.pk) or "/",
        search_url=_url("entries", unit.pk),
        search_hint="搜索本单位台账",
    )


def _places(units: list[Unit], current: Unit) -> list[Place]:
    return [Place(label=unit.name, url=_url("entries", unit.pk), current=unit.pk == current.pk) for unit in units]


def _url(name: str, *args: int) -> str:
    """Return a page's address, or "" while there is no such page."""
    try:
        return reverse(f"unit:{name}", args=args)
    except NoReverseMatch:
        return ""
