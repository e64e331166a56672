"""The register of units: looked through, added to, changed, moved, closed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chuangwen import clock
from chuangwen.civic.journal.queries import changes_of, timeline
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.operations import units as acts
from chuangwen.civic.orgs.queries.units import children_of, tops_of, units_in_reach, way_to, with_counts
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.refusals import Refusal
from chuangwen.web.office.unit_forms import NameForm, ParentForm, ParticularsForm, UnitForm, told_by
from chuangwen.web.office.unit_tables import RegisterTable
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.moments import Moment, newest_first
from chuangwen.web.ui.requests import SignedIn

LIST = "office/orgs/units.html"
NEW = "office/orgs/unit_new.html"
EDIT = "office/orgs/unit_edit.html"
MOVE = "office/orgs/unit_move.html"
QUESTION = "office/orgs/question.html"
OFFICERS = frozenset({Role.OFFICER})
MOST_FOUND = 20
MOST_TOLD = 20
View = Callable[[SignedIn, int], HttpResponse]


@require_GET
def units(request: SignedIn) -> HttpResponseBase:
    """Show one level of the tree, all below a place (`all=1`), or what a search finds there."""
    tops = tops_of(request.user, access.OFFICE_READERS)
    if not tops:
        raise Http404
    asked = request.GET.get("under", "")
    place = access.unit_to_read(request.user, int(asked)) if asked.isdecimal() else tops[0]
    is_deep = bool(request.GET.get("q", "").strip()) or request.GET.get("all") == "1"
    rows = Unit.objects.filter(access.below(place.path)).exclude(pk=place.pk) if is_deep else children_of(place)
    table = RegisterTable(with_counts(rows).select_related("parent"), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, f"{place.name}单位名录")
    context = {
        "table": table,
        "place": place,
        "way": [each for each in way_to(place) if each.path >= tops[0].path],
        "tops": tops if len(tops) > 1 else (),
        "is_deep": is_deep,
        "may_change": _may_change(request.user, place),
        "may_add": _may_change(request.user, place) and _takes_units(place),
    }
    return render(request, LIST, context)


def _may_change(user: User, unit: Unit) -> bool:
    return access.may_reach(user, OFFICERS, unit)


def _takes_units(unit: Unit) -> bool:
    return unit.is_open and unit_kinds()[unit.kind].place


@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Add a unit below the one that the URL names."""
    asked = request.GET.get("parent", "")
    parent = access.unit_to_manage(request.user, int(asked) if asked.isdecimal() else 0)
    form, refusal = UnitForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        told = {"kind": form.cleaned_data["kind"], "name": form.cleaned_data["name"], "particulars": form.particulars}
        try:
            unit = acts.add_unit(parent_id=parent.pk, **told, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            again = f"{reverse('office:units-new')}?parent={parent.pk}"
            notices.tell(request, f"已新增“{unit.name}”。", next_label="再加一个", next_url=again)
            return redirect(_level_of(unit))
    return render(request, NEW, {"form": form, "parent": parent, "way": way_to(parent), "refusal": refusal})


def _level_of(unit: Unit) -> str:
    return f"{reverse('office:units-manage')}?under={unit.parent_id or unit.pk}"


@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show a unit's particulars and history; an officer changes them here."""
    unit = access.unit_to_read(request.user, unit_id)
    if request.method == "POST":
        unit = access.unit_to_manage(request.user, unit_id)
    form, refusal = ParticularsForm(request.POST or None, initial=told_by(unit)), None
    if request.method == "POST" and form.is_valid():
        told = {"kind": form.cleaned_data["kind"], "particulars": form.particulars}
        try:
            acts.change_unit(unit_id=unit.pk, **told, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            notices.tell(request, f"已保存“{unit.name}”的资料。")
            return redirect("office:units-edit", unit.pk)
    return render(request, EDIT, _sheet(request.user, unit, form, refusal))


def _sheet(
    user: User, unit: Unit, form: ParticularsForm, refusal: Refusal | None, name_form: NameForm | None = None
) -> dict[str, Any]:
    return {
        "unit": unit,
        "way": way_to(unit),
        "form": form,
        "name_form": name_form or NameForm(initial={"name": unit.name}, prefix="new"),
        "refusal": refusal,
        "may_change": _may_change(user, unit),
        "takes_units": _takes_units(unit),
        "moments": _history(unit),
    }


def _history(unit: Unit) -> list[Moment]:
    """Tell what was done to a unit itself, newest first; its ledger has a history of its own."""
    lines = timeline(unit).filter(verb__startswith="unit.")[:MOST_TOLD]
    return newest_first(
        Moment(
            at=line.at,
            what=line.said,
            who=line.actor.name if line.actor else "",
            note="；".join(change.in_words for change in changes_of(line)),
        )
        for line in lines
    )


@require_POST
def rename(request: SignedIn, unit_id: int) -> HttpResponse:
    """Give a unit another name."""
    unit = access.unit_to_manage(request.user, unit_id)
    form, refusal = NameForm(request.POST, prefix="new"), None
    if form.is_valid():
        try:
            acts.rename_unit(unit_id=unit.pk, name=form.cleaned_data["name"], actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            notices.tell(request, f"已改名为“{form.cleaned_data['name']}”。")
            return redirect("office:units-edit", unit.pk)
    return render(request, EDIT, _sheet(request.user, unit, ParticularsForm(initial=told_by(unit)), refusal, form))


@require_http_methods(["GET", "POST"])
def move(request: SignedIn, unit_id: int) -> HttpResponse:
    """Choose a new parent by search, then move a unit with all below it."""
    unit = access.unit_to_manage(request.user, unit_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        asked = request.POST.get("parent", "")
        parent = access.unit_to_manage(request.user, int(asked) if asked.isdecimal() else 0)
        try:
            acts.move_unit(unit_id=unit.pk, parent_id=parent.pk, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            notices.tell(request, f"已把“{unit.name}”移到“{parent.name}”下面。")
            return redirect(f"{reverse('office:units-manage')}?under={parent.pk}")
    places = [kind.code for kind in unit_kinds().values() if kind.place]
    found = units_in_reach(request.user, OFFICERS, request.GET.get("q", "")).filter(kind__in=places, closed_date=None)
    parents = list(found.exclude(access.below(unit.path)).exclude(pk=unit.parent_id or 0)[:MOST_FOUND])
    context = {
        "unit": unit,
        "way": way_to(unit),
        "parents": parents,
        "form": ParentForm(parents),
        "words": request.GET.get("q", ""),
        "below_count": Unit.objects.filter(access.below(unit.path)).count() - 1,
        "refusal": refusal,
    }
    return render(request, MOVE, context)


class Act(Protocol):
    """An act on one unit."""

    def __call__(self, *, unit_id: int, actor: User, at: datetime) -> Unit:
        """Do it."""


def _asking(act: Act, *, title: str, consequences: Sequence[str], submit: str, done: str) -> View:
    """Make the view that asks and then does one act."""

    @require_http_methods(["GET", "POST"])
    def view(request: SignedIn, unit_id: int) -> HttpResponse:
        unit = access.unit_to_manage(request.user, unit_id)
        refusal: Refusal | None = None
        if request.method == "POST":
            try:
                act(unit_id=unit.pk, actor=request.user, at=clock.now())
            except Refusal as refused:
                refusal = refused
            else:
                notices.tell(request, done.format(unit.name))
                return redirect(_level_of(unit))
        question = {"title": title.format(unit.name), "consequences": consequences, "submit": submit}
        around = {"unit": unit, "action": request.path, "refusal": refusal}
        return render(
            request, QUESTION, question | around | {"cancel_url": reverse("office:units-edit", args=[unit.pk])}
        )

    return view


close = _asking(
    acts.close_unit,
    title="停用“{}”",
    consequences=("从今天起不再参加测评，也不能在它下面新增单位。", "台账、得分和日志都保留，随时可以重新启用。"),
    submit="停用单位",
    done="已停用“{}”。",
)
reopen = _asking(
    acts.reopen_unit,
    title="重新启用“{}”",
    consequences=("恢复为在用单位，原来的资料和人员照旧。",),
    submit="重新启用",
    done="已重新启用“{}”。",
)
