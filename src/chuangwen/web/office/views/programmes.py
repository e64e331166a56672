"""评选办法: honours, and the programmes that documents order; nothing opens without its approval."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import BOOK_READERS, OFFICE_READERS, below, has_role, must_hold
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.civic.rulebooks.queries.editions import in_order, published_over
from chuangwen.civic.titles import access
from chuangwen.civic.titles.models import Exemption, Honour, Programme
from chuangwen.civic.titles.operations.programmes import add_honour, end_programme, exempt_unit, open_programme
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.lifecycle import APPLICATION_EVENTS, CLOCKS, days_of
from chuangwen.core.refusals import Refusal
from chuangwen.web.office.programme_forms import EndProgrammeForm, ExemptionForm, HonourForm, ProgrammeForm
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

LIST = "office/titles/programmes.html"
PAGE = "office/titles/programme.html"
NEW = "office/titles/programme_new.html"
SMALL = "office/titles/small_form.html"
OFFICERS = frozenset({Role.OFFICER})


class ProgrammeTable(Table):
    """The programmes that concern the reader's places."""

    key = "programmes"
    caption, counter = "评选办法", "项"
    columns = (
        Column(
            "title", "称号", value=str, sort=("honour__name", "level"),
            link=lambda row: reverse("office:programme", args=[row.pk]), fixed=True,
        ),
        Column("unit", "地区", value="unit.name", sort="unit__path"),
        Column("verb", "方式", value="get_verb_display", sort="verb"),
        Column("body", "命名机关", value="awarding_body", sort="awarding_body"),
        Column("basis", "批准文号", value="basis_number", sort="basis_number"),
        Column("from", "施行日期", value="from_date", kind="date", sort="from_date"),
        Column("until", "停止施行", value="until_date", kind="date", sort="until_date"),
        Column("titles", "已命名", value="title_count", kind="number", sort="title_count", help="命名过的称号个数"),
    )  # fmt: skip
    search_fields = ("honour__name", "awarding_body", "basis", "basis_number")
    search_label = "搜索称号、机关、文号"
    default_sort = "-from"


@require_safe
def programmes(request: SignedIn) -> HttpResponseBase:
    """List the programmes, with the document that orders each."""
    must_hold(request.user, OFFICE_READERS)
    rows = Programme.objects.filter(access.programmes_over(request.user)).select_related("honour", "unit")
    honours = [(str(each.pk), each.name) for each in Honour.objects.order_by("id")]
    filters = [ChoiceFilter("honour", "称号", honours, lookup="honour_id")]
    rows = rows.annotate(title_count=Count("titles"))
    table = ProgrammeTable(rows, request.GET, cookies=request.COOKIES, filters=filters)
    if table.wants_export:
        return export_response(table, "评选办法")
    shown = {"table": table, "may_open": has_role(request.user, OFFICERS), "has_honours": bool(honours)}
    return render(request, LIST, shown)


@require_safe
def programme(request: SignedIn, programme_id: int) -> HttpResponse:
    """Show what the document orders: steps, time limits, conditions, and who is exempted."""
    must_hold(request.user, BOOK_READERS)
    found = access.programme_to_read(request.user, programme_id)
    kinds = unit_kinds()
    shown = {
        "programme": found,
        "steps": [APPLICATION_EVENTS[step] for step in found.steps],
        "clocks": [(each.name, days_of(code, found.clocks), each) for code, each in CLOCKS.items()],
        "kinds": "、".join(kinds[code].name for code in found.unit_kinds if code in kinds),
        "quota": found.quota.get(""),
        "screener": Unit.objects.filter(pk=found.screeners.get("")).first(),
        "exemptions": Exemption.objects.filter(programme=found).select_related("unit").order_by("id"),
        "may_run": access.may_award(request.user, found),
        "has_ended": found.until_date is not None,
    }
    return render(request, PAGE, shown)


@require_http_methods(["GET", "POST"])
def programme_new(request: SignedIn) -> HttpResponse:
    """Write down what a document orders."""
    must_hold(request.user, OFFICERS)
    place = tops_of(request.user, OFFICERS)[0]
    books = in_order(published_over(place.path))
    agencies = Unit.objects.filter(below(place.path), kind="agency", closed_date=None).order_by("name", "id")
    year = clock.today().year
    form = ProgrammeForm(request.POST or None, year=year, books=books, departments=agencies)
    shown: dict[str, Any] = {"form": form, "place": place, "has_honours": Honour.objects.exists()}
    if request.method == "POST" and form.is_valid():
        try:
            made = open_programme(unit_id=place.pk, draft=form.draft(), actor=request.user, at=clock.now())
        except Refusal as refusal:
            shown["refusal"] = refusal
        else:
            notices.tell(request, f"已登记{made}的评选办法。")
            return redirect("office:programme", made.pk)
    return render(request, NEW, shown)


@require_http_methods(["GET", "POST"])
def honour_new(request: SignedIn) -> HttpResponse:
    """Add an honour to the list."""
    must_hold(request.user, OFFICERS)
    form = HonourForm(request.POST or None)
    shown: dict[str, Any] = {
        "form": form, "title": "新增称号", "lead": "称号只登记一次；各级、各年的办法都引用它。",
        "back": reverse("office:programmes"),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            add_honour(
                code=said["code"],
                name=said["name"],
                holder_kinds=tuple(said["holder_kinds"]),
                is_flag=said["is_flag"],
                most_stars=said["most_stars"] or 0,
                actor=request.user,
                at=clock.now(),
            )
        except Refusal as refusal:
            shown["refusal"] = refusal
        else:
            notices.tell(request, "称号已登记。")
            return redirect("office:programme-new")
    return render(request, SMALL, shown)


@require_http_methods(["GET", "POST"])
def programme_end(request: SignedIn, programme_id: int) -> HttpResponse:
    """Say from which day a programme no longer stands."""
    found = access.programme_to_run(request.user, programme_id)
    form = EndProgrammeForm(request.POST or None, year=clock.today().year)
    shown: dict[str, Any] = {
        "form": form, "title": f"停止施行：{found}", "lead": "已命名的称号不受影响，按原期限有效。",
        "back": reverse("office:programme", args=[found.pk]),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until_date"]
        try:
            end_programme(programme_id=found.pk, until_date=until, actor=request.user, at=clock.now())
        except Refusal as refusal:
            shown["refusal"] = refusal
        else:
            notices.tell(request, "已保存。")
            return redirect("office:programme", found.pk)
    return render(request, SMALL, shown)


@require_http_methods(["GET", "POST"])
def exemption_new(request: SignedIn, programme_id: int) -> HttpResponse:
    """Let a unit apply without the title below, as a document allows."""
    found = access.programme_to_run(request.user, programme_id)
    assessed = [kind.code for kind in unit_kinds().values() if kind.assessed]
    wanted = found.unit_kinds or assessed
    units = Unit.objects.filter(below(found.unit.path), Q(kind__in=wanted), closed_date=None).order_by("name", "id")
    form = ExemptionForm(request.POST or None, units=units)
    shown: dict[str, Any] = {
        "form": form, "title": "豁免逐级申报", "lead": f"{found}：这个单位可以不先取得下一级称号，直接申报。",
        "back": reverse("office:programme", args=[found.pk]),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            exempt_unit(
                programme_id=found.pk,
                unit_id=int(said["unit"]),
                reason=said["reason"],
                basis=said["basis"],
                actor=request.user,
                at=clock.now(),
            )
        except Refusal as refusal:
            shown["refusal"] = refusal
        else:
            notices.tell(request, "豁免已登记。")
            return redirect("office:programme", found.pk)
    return render(request, SMALL, shown)
