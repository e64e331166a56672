"""Roles: listed, granted step by step, ended."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from chuangwen import clock
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.operations.grants import end_grant, grant_role
from chuangwen.civic.orgs.queries.grants import find_accounts, grants_in_force, grants_of
from chuangwen.civic.orgs.queries.units import units_in_reach, way_to
from chuangwen.civic.people import queries
from chuangwen.civic.people.models import User
from chuangwen.core.refusals import Refusal
from chuangwen.web.system.forms import RoleForm
from chuangwen.web.system.tables import GrantTable
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn

LIST = "system/grants/grants.html"
NEW = "system/grants/new.html"
QUESTION = "system/grants/question.html"
MOST_FOUND = 12
KEEPER = frozenset({Role.SECURITY_ADMIN})


@require_GET
def grants(request: SignedIn) -> HttpResponseBase:
    """Show the roles in force, or the spreadsheet of what is shown."""
    access.must_hold(request.user, KEEPER)
    table = GrantTable(grants_in_force(), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "角色授权")
    return render(request, LIST, {"table": table})


@require_http_methods(["GET", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Choose a person, a unit and a role; the URL holds what is chosen so far."""
    access.must_hold(request.user, KEEPER)
    told = request.POST if request.method == "POST" else request.GET
    person, unit = _person(told.get("user", ""), request.user), _unit(told.get("unit", ""), request.user)
    form = RoleForm(request.POST or None, initial={"user": told.get("user"), "unit": told.get("unit")})
    refusal: Refusal | None = None
    if request.method == "POST" and person and unit and form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            grant_role(user_id=person.pk, unit_id=unit.pk, role=role, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            again = f"{reverse('system:grant-new')}?unit={unit.pk}"
            notices.tell(
                request, f"{person.name}已任{unit.name}{role.label}。", next_label="为该单位再授权一人", next_url=again
            )
            return redirect("system:grants")
    return render(request, NEW, {"form": form, "refusal": refusal} | _choices(request, person, unit))


def _person(text: str, user: User) -> User | None:
    return access.account_to_guard(user, int(text)) if text.isdecimal() else None


def _unit(text: str, user: User) -> Unit | None:
    return access.unit_to_staff(user, int(text)) if text.isdecimal() else None


def _choices(request: SignedIn, person: User | None, unit: Unit | None) -> dict[str, Any]:
    """Return what is chosen, and what the two searches found."""
    who, where = request.GET.get("who", ""), request.GET.get("where", "")
    accounts = queries.accounts().filter(is_active=True).exclude(pk=request.user.pk)
    units = units_in_reach(request.user, KEEPER, where).filter(closed_date=None)
    return {
        "person": person,
        "held": grants_of(person).filter(until_date=None) if person else (),
        "unit": unit,
        "way": way_to(unit) if unit else (),
        "who": who,
        "where": where,
        "people": () if person else find_accounts(who, accounts)[:MOST_FOUND],
        "units": () if unit else units[:MOST_FOUND],
    }


@require_http_methods(["GET", "POST"])
def end(request: SignedIn, grant_id: int) -> HttpResponse:
    """Ask, then end a role from today."""
    grant = access.grant_to_end(request.user, grant_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            end_grant(grant_id=grant.pk, actor=request.user, at=clock.now())
        except Refusal as refused:
            refusal = refused
        else:
            notices.tell(request, f"已撤销{grant.user.name}在{grant.unit.name}的{grant.get_role_display()}角色。")
            return redirect("system:grants")
    return render(
        request,
        QUESTION,
        {
            "title": f"撤销{grant.user.name}的角色",
            "text": f"{grant.unit.name}，{grant.get_role_display()}。",
            "consequences": ("从现在起，此人看不到也办不了这个角色的事项。", "已经办理的事项和记录都保留。"),
            "submit": "撤销角色",
            "action": request.path,
            "cancel_url": reverse("system:grants"),
            "refusal": refusal,
        },
    )
