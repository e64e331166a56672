"""称号名册: who holds what on a day, how far a place is covered; a title's whole life on one page."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import has_role
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.titles import access
from chuangwen.civic.titles.enums import LEVELS, TITLE_STATE_CHOICES, HolderKind
from chuangwen.civic.titles.models import Honour, Title
from chuangwen.civic.titles.queries import lives
from chuangwen.civic.titles.queries.registers import (
    Figure,
    coverage,
    ended_by,
    expiring,
    figures_on,
    held_on,
    under_sanction,
    with_state_at,
)
from chuangwen.core.files import ACCEPTED
from chuangwen.core.lifecycle.tables import LIVE, TITLE_STATES
from chuangwen.web.office.desk import bare_desk_of
from chuangwen.web.office.title_links import actions_of, open_cards
from chuangwen.web.ui import files
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.figures import cn_date
from chuangwen.web.ui.moments import Moment, newest_first
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

OFFICERS = frozenset({Role.OFFICER})
COLOURS = {"awarded": "green", "reviewed_ok": "green", "warned": "yellow", "rectifying": "yellow", "suspended": "red"}
OPEN_SANCTIONS = ("proposed", "heard", "waived")
SOON_MONTHS = 6


def shown_holder(title: Title) -> str:
    """Name a holder in a list: families and persons masked."""
    return title.holder.masked if title.holder.needs_consent else title.awarded_name


def state_light(state: str) -> Light:
    """Show a title's state."""
    return Light(colour=COLOURS.get(state, "grey"), word=TITLE_STATES[state])


class TitleTable(Table):
    """Titles of a place, as they stood on a day."""

    key = "titles"
    caption, counter = "称号", "项"
    columns = (
        Column(
            "holder", "持有者", value=shown_holder, sort=("holder__masked",),
            link=lambda row: reverse("office:title", args=[row.pk]), fixed=True,
        ),
        Column("title", "称号", value=str, sort=("honour__name", "level")),
        Column("stars", "星级", value=lambda row: f"{row.stars}星" if row.stars else "", sort="stars", shown=False),
        Column("kind", "对象", value="holder.get_kind_display", sort="holder__kind", shown=False),
        Column("unit", "单位", value="unit.name", sort="unit__path"),
        Column("place", "上级", value="unit.parent.name", sort="unit__parent__path"),
        Column("state", "状态", value=lambda row: state_light(row.state_then or "awarded"), sort="state_then"),
        Column("from", "起始", value="from_date", kind="date", sort="from_date"),
        Column("last", "有效至", value="last_date", kind="date", sort=("ended_date", "until_date"), help="没有写的是长期"),
        Column("number", "发文字号", value="number", sort="number", shown=False),
        Column("certificate", "证书编号", value="certificate.number", sort="certificate__number", shown=False),
    )  # fmt: skip
    search_fields = ("holder__name", "awarded_name", "unit__name", "unit__initials", "number", "certificate__number")
    search_label = "搜索名称、拼音首字母、文号、证书编号"
    default_sort = "unit"


def _in_state(rows: QuerySet[Title], states: list[str]) -> QuerySet[Title]:
    first = Q(state_then=None) if "awarded" in states else Q()
    return rows.filter(Q(state_then__in=states) | first if first else Q(state_then__in=states))


def _soon(place: Unit, today: date) -> Any:
    return lambda rows, _: rows.filter(pk__in=expiring(place, today, months=SOON_MONTHS).order_by().values("pk"))


def _cared_for(place: Unit) -> Any:
    return lambda rows, _: rows.filter(pk__in=under_sanction(place).order_by().values("pk"))


def _filters(place: Unit, today: date) -> list[ChoiceFilter]:
    honours = [(str(pk), name) for pk, name in Honour.objects.order_by("name").values_list("pk", "name")]
    return [
        ChoiceFilter("honour", "称号", honours, lookup="honour_id"),
        ChoiceFilter("level", "级别", LEVELS),
        ChoiceFilter("kind", "对象", HolderKind.choices, lookup="holder__kind"),
        ChoiceFilter("state", "状态", TITLE_STATE_CHOICES, by=_in_state),
        ChoiceFilter("due", "到期", [("soon", f"{SOON_MONTHS}个月内到期")], by=_soon(place, today)),
        ChoiceFilter("care", "处理", [("open", "警告、整改、停牌或拟处理")], by=_cared_for(place)),
    ]


def _day(text: str, today: date) -> date:
    """Return the day that the URL asks for; no day to come, and today for what is no day."""
    try:
        asked = parse_date(text)
    except ValueError:
        asked = None
    return min(asked, today) if asked else today


@require_safe
def titles(request: SignedIn) -> HttpResponseBase:
    """Show who held what on a day, with what it comes to; or who holds it no more."""
    desk, today = bare_desk_of(request), clock.today()
    day = _day(request.GET.get("on", ""), today)
    ended = "ended" in request.GET
    end_of_day = timezone.make_aware(datetime.combine(day, time.max))
    rows = with_state_at((ended_by if ended else held_on)(desk.place, day), end_of_day)
    table = TitleTable(rows, request.GET, cookies=request.COOKIES, filters=_filters(desk.place, today))
    if table.wants_export:
        return export_response(table, f"称号名册（{cn_date(day)}{'，已终止' if ended else ''}）")
    shown = {
        "table": table,
        "desk": desk,
        "day": day,
        "is_today": day == today,
        "ended": ended,
        "may_run": has_role(request.user, OFFICERS),
    }
    return render(request, "office/titles/titles.html", shown if ended else shown | _figures(desk.place, day, today))


def _figures(place: Unit, day: date, today: date) -> dict[str, Any]:
    """Return the figures above the list: by honour and level, coverage, and what needs care."""
    levels, rows = _matrix(figures_on(place, day))
    return {
        "levels": levels,
        "matrix": rows,
        "coverages": coverage(place, day),
        "soon": expiring(place, today, months=SOON_MONTHS).count(),
        "cared_for": under_sanction(place).count(),
        "overdue": expiring(place, today, months=0).count(),
    }


def _matrix(figures: Sequence[Figure]) -> tuple[list[str], list[tuple[str, list[int | None], int]]]:
    """Lay counts out as honours by levels, with the sum of each honour."""
    used = [code for code, _ in LEVELS if any(each.level == code for each in figures)]
    names = {each.honour: each.honour_name for each in figures}
    counts = {(each.honour, each.level): each.count for each in figures}
    rows = []
    for code, name in names.items():
        cells = [counts.get((code, level)) for level in used]
        rows.append((name, cells, sum(cell or 0 for cell in cells)))
    return [dict(LEVELS)[code] for code in used], rows


# One title ------------------------------------------------------------------------
@require_safe
def title(request: SignedIn, title_id: int) -> HttpResponse:
    """Show a title's papers, what is open about it, what may be done now, and its whole life."""
    found = access.title_to_read(request.user, title_id)
    shown = {
        "title": found,
        "name": found.awarded_name,
        "light": state_light(found.state),
        "moments": newest_first(_moment(found, each) for each in lives.life_of(found)),
        "actions": actions_of(found, request.user, clock.today()),
        "may_run": has_role(request.user, OFFICERS),
        "is_live": found.state in LIVE,
        "ratings": found.ratings.order_by("-from_date"),
        "reviews": found.reviews.order_by("-year"),
    }
    return render(request, "office/titles/title.html", shown | open_cards(found, request.user))


def _moment(found: Title, each: lives.Moment) -> Moment:
    said = [each.reason]
    if each.due_date:
        said.append(f"期限{cn_date(each.due_date)}{'（暂定）' if each.is_provisional else ''}")
    if each.evidence_note:
        said.append(f"佐证：{each.evidence_note}")
    document = " ".join(part for part in (each.basis, each.number) if part)
    url = reverse("office:title-evidence", args=[found.pk, each.evidence_id]) if each.evidence_id else ""
    return Moment(
        at=each.at,
        what=each.what,
        who=each.who,
        note="\n".join(part for part in said if part),
        document="；".join(part for part in (document, "佐证文件" if url else "") if part),
        url=url,
    )


@require_safe
def evidence(request: SignedIn, title_id: int, sha256: str) -> HttpResponseBase:
    """Give the file that was handed over with something that happened to a title."""
    found = access.title_to_read(request.user, title_id)
    event = found.history.select_related("evidence").filter(evidence_id=sha256).order_by("id").first()
    if event is None or event.evidence is None:
        raise Http404
    kind = ACCEPTED.get(event.evidence.media_type)
    name = f"{shown_holder(found)}{event.get_event_display()}佐证{kind.suffix if kind else ''}"
    return files.sealed_response(event.evidence, name)
