"""单位: all units of a place with their marks, and the choice of two to compare."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chuangwen import clock
from chuangwen.civic.assessments.models import Preview
from chuangwen.civic.assessments.queries import places
from chuangwen.civic.assessments.queries.scorecards import COLOURS, OUTLOOKS
from chuangwen.civic.orgs.access import OFFICE_READERS, below, must_hold
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.web.office.desk import Desk, desk_of
from chuangwen.web.office.views.overview import A_WEEK, book_tabs
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.figures import marks_change
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.signs import Light, MarkBar
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

PAGE = "office/assessments/units.html"


def _address(row: Preview) -> str:
    return f"{reverse('office:unit', args=[row.unit_id])}?book={row.edition_id}"


def _bar(row: Any) -> MarkBar:
    return MarkBar(got=row.certain, possible=row.open, full=row.full, pass_line=row.line)


class UnitTable(Table):
    """Units of a place in one book; the rank is within the unit's own group."""

    key = "units"
    caption = "单位"
    counter = "个单位"
    columns = (
        Column("name", "单位", value="unit.name", sort="unit__name", link=_address, fixed=True),
        Column("kind", "类型", value=lambda row: unit_kinds()[row.unit.kind].name, sort="unit__kind"),
        Column("parent", "上级", value="unit.parent.name", sort="unit__parent__name"),
        Column("mark", "预计得分", value=_bar, sort="certain", link=_address),
        Column(
            "rank", "组内名次", value=lambda row: f"{row.position}/{row.group_size}", kind="figure", sort="position"
        ),
        Column("open", "还可争取", value="open", kind="marks", sort="open", help="今年还来得及拿到的分"),
        Column("change", "一周变化", value=lambda row: marks_change(row.change), kind="figure", sort="change"),
        Column(
            "verdict",
            "预计",
            value=lambda row: Light(colour=COLOURS[row.verdict], word=OUTLOOKS[row.verdict]),
            sort="verdict",
        ),
        Column("refreshed", "更新时间", value="refreshed_at", kind="time", sort="refreshed_at", shown=False),
    )
    search_fields = ("unit__name", "unit__initials", "unit__uscc")
    search_label = "名称、拼音首字母或信用代码"
    default_sort = "-mark"


def _filters(desk: Desk) -> list[ChoiceFilter]:
    kinds = [(kind.code, kind.name) for kind in unit_kinds().values() if kind.assessed]
    areas = [(unit.path, unit.name) for unit in desk.places if unit.path.startswith(desk.place.path)]
    found = [ChoiceFilter("kind", "类型", kinds, lookup="unit__kind")]
    if len(areas) > 1:
        found.append(ChoiceFilter("area", "地区", areas[1:], by=_within))
    found.append(ChoiceFilter("verdict", "预计", list(OUTLOOKS.items())))
    return found


def _within(rows: QuerySet[Preview], paths: list[str]) -> QuerySet[Preview]:
    return rows.filter(reduce(or_, (below(path, "unit__") for path in paths)))


@require_safe
def units(request: SignedIn) -> HttpResponseBase:
    """List the units of a place by mark; `?short=I-1` keeps those that miss points there."""
    must_hold(request.user, OFFICE_READERS)
    desk = desk_of(request)
    if desk.edition is None:
        return render(request, PAGE, {"desk": desk})
    code = request.GET.get("short", "")
    criterion = desk.found.book.criterion(code) if desk.found and code else None
    rows = places.previews_in(desk.place, desk.edition)
    if criterion:
        rows = places.units_short_of(desk.place, desk.edition, code)
    line = desk.found.book.passing.measured if desk.found else None
    rows = places.with_change(rows, clock.today() - A_WEEK).annotate(line=Value(line, output_field=IntegerField()))
    table = UnitTable(rows, request.GET, cookies=request.COOKIES, filters=_filters(desk))
    if table.wants_export:
        return export_response(table, f"{desk.place.name}单位得分")
    shown = {"desk": desk, "table": table, "tabs": book_tabs(request, desk), "criterion": criterion}
    return render(request, PAGE, shown)
