"""What an office page looks at: a place within the reader's reach, and one of its books.

Both stand in the URL (`?place=…&book=…`), so that a page can be shared and restored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.orgs.access import OFFICE_READERS, unit_to_read
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import InForce, in_order, newest, published_around
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.web.ui.requests import SignedIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A place and the books in force there; `found` is the one looked at, None where there is none."""

    place: Unit
    places: Sequence[Unit]
    books: Sequence[InForce]
    found: InForce | None
    at: datetime

    @property
    def edition(self) -> Edition | None:
        """Return the edition looked at."""
        return self.found.edition if self.found else None


def desk_of(request: SignedIn) -> Desk:
    """Return what the URL asks to look at; without a word, the reader's highest place and its first book."""
    bare = bare_desk_of(request)
    books = newest(in_order(published_around(bare.place.path)), clock.today())
    desk = replace(bare, books=books, found=_asked(books, request.GET.get("book", "")))
    if desk.found:
        previews.repair(desk.place, desk.found, desk.at)
    request.desk = desk  # type: ignore[attr-defined]  # read by the frame around the page
    return desk


def bare_desk_of(request: SignedIn) -> Desk:
    """Return the place that the URL asks to look at, without its books."""
    tops = tops_of(request.user, OFFICE_READERS)
    asked = request.GET.get("place", "")
    if not tops:
        raise Http404
    place = unit_to_read(request.user, int(asked)) if asked.isdecimal() else tops[0]
    desk = Desk(place=place, places=_places(tops), books=(), found=None, at=clock.now())
    request.desk = desk  # type: ignore[attr-defined]  # read by the frame around the page
    return desk


def _places(tops: Sequence[Unit]) -> list[Unit]:
    """List the reader's places and the places right below them: what the switcher offers."""
    kinds = [kind.code for kind in unit_kinds().values() if kind.place and not kind.assessed]
    below = Unit.objects.filter(parent__in=[top.pk for top in tops], kind__in=kinds, closed_date=None)
    return [*tops, *below.order_by("path")]


def _asked(books: Sequence[InForce], asked: str) -> InForce | None:
    return next((each for each in books if str(each.edition.pk) == asked), books[0] if books else None)
