"""The search box: units, criteria and records by name, pinyin initials or number."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chuangwen import clock
from chuangwen.civic.assessments.queries.asks import asks_of
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.access import OFFICE_READERS, must_hold, reach
from chuangwen.civic.orgs.queries.units import tops_of, units_in_reach
from chuangwen.civic.people.models import User
from chuangwen.civic.rulebooks.queries.editions import book_of, in_order, newest, published_around
from chuangwen.civic.wordbook import kinds, unit_kinds
from chuangwen.web.ui.figures import cn_date
from chuangwen.web.ui.requests import SignedIn

MOST = 20
SHORTEST = 2  # a single letter finds everything


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found: its name, where it leads, and what tells it from its like."""

    name: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Things of one sort; `more` says that there are others."""

    title: str
    hits: list[Hit]
    more: bool


@require_safe
def search(request: SignedIn) -> HttpResponse:
    """Show what the words find within reach, a few of each sort."""
    must_hold(request.user, OFFICE_READERS)
    words = request.GET.get("q", "").strip()
    groups: list[Group] = []
    if len(words) >= SHORTEST:
        groups = [_units(request.user, words), _criteria(request.user, words), _entries(request.user, words)]
    shown = {"search_words": words, "groups": [group for group in groups if group.hits], "shortest": SHORTEST}
    return render(request, "office/search.html", shown)


def _group(title: str, hits: list[Hit]) -> Group:
    return Group(title=title, hits=hits[:MOST], more=len(hits) > MOST)


def _units(user: User, words: str) -> Group:
    found = units_in_reach(user, OFFICE_READERS, words).filter(closed_date=None)[: MOST + 1]
    hits = [
        Hit(name=unit.name, url=reverse("office:unit", args=[unit.pk]), note=unit_kinds()[unit.kind].name)
        for unit in found
    ]
    return _group("单位", hits)


def _criteria(user: User, words: str) -> Group:
    editions = [
        each.edition
        for top in tops_of(user, OFFICE_READERS)
        for each in newest(in_order(published_around(top.path)), clock.today())
    ]
    hits = [
        Hit(
            name=f"{ask.code} {ask.text}",
            url=f"{reverse('office:book', args=[edition.pk])}#c-{ask.code}",
            note=str(edition),
        )
        for edition in dict.fromkeys(editions)
        for ask in asks_of(book_of(edition), edition.assessed_on).values()
        if all(word.casefold() in f"{ask.code} {ask.text} {ask.clause}".casefold() for word in words.split())
    ]
    return _group("测评标准", hits)


def _entries(user: User, words: str) -> Group:
    named = Q()
    for word in words.split():
        named &= Q(title__icontains=word)
    if words.isdecimal():
        named |= Q(pk=int(words))
    rows = Entry.objects.filter(reach(user, OFFICE_READERS, "unit__"), named, status=Status.CONFIRMED)
    found = rows.select_related("unit").order_by("-start_date", "-id")[: MOST + 1]
    hits = [
        Hit(
            name=entry.title,
            url=reverse("office:entry", args=[entry.pk]),
            note=f"{entry.unit.name} · {kinds().kinds[entry.kind].name} · {cn_date(entry.start_date)}",
        )
        for entry in found
    ]
    return _group("台账记录", hits)
