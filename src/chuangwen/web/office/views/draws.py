"""Random re-checks that anybody can repeat; flags that go from hand to hand."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import OFFICE_READERS, below, has_role, must_hold, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.civic.titles import access
from chuangwen.civic.titles.enums import LEVELS
from chuangwen.civic.titles.models import Holder, Honour, Programme, Title
from chuangwen.civic.titles.operations.awards import pass_flag
from chuangwen.civic.titles.operations.draws import draw_rechecks
from chuangwen.civic.titles.queries.lives import rechecks_in_reach
from chuangwen.core.refusals import Refusal
from chuangwen.web.office.refusing import shown_refusal
from chuangwen.web.office.title_forms import DrawForm, PassFlagForm
from chuangwen.web.office.views.title_entries import holder_for
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn

OFFICERS = frozenset({Role.OFFICER})
ENTRY = "office/titles/entry.html"
MOST_DRAWS = 100


@require_safe
def rechecks(request: SignedIn) -> HttpResponse:
    """List the draws."""
    must_hold(request.user, OFFICE_READERS)
    shown = {"rows": rechecks_in_reach(request.user)[:MOST_DRAWS], "may_run": has_role(request.user, OFFICERS)}
    return render(request, "office/titles/rechecks.html", shown)


@require_http_methods(["GET", "POST"])
def recheck_new(request: SignedIn) -> HttpResponse:
    """Draw titles to be looked at again, from a seed that was told beforehand."""
    must_hold(request.user, OFFICERS)
    place = tops_of(request.user, OFFICERS)[0]
    honours = list(Honour.objects.filter(is_flag=False).order_by("name", "id"))
    form = DrawForm(request.POST or None, honours=honours)
    shown: dict[str, Any] = {
        "form": form, "heading": "抽取复查对象", "submit": "抽取", "back": reverse("office:rechecks"),
        "lead": f"从{place.name}范围内有效的称号里抽取；抽样范围和种子都留存，任何人可以重新算一遍。",
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = draw_rechecks(
                unit_id=place.pk,
                honour_id=int(said["honour"]) if said["honour"] else None,
                level=said["level"],
                wanted=said["wanted"],
                seed=said["seed"],
                actor=request.user,
                at=clock.now(),
            )
        except Refusal as refusal:
            shown["refusal"] = shown_refusal(refusal)
        else:
            notices.tell(request, "已抽取，被抽中的单位会收到消息。")
            return redirect("office:recheck", made.pk)
    return render(request, ENTRY, shown)


@require_safe
def recheck(request: SignedIn, recheck_id: int) -> HttpResponse:
    """Show who was drawn, from what, and how to repeat the draw."""
    must_hold(request.user, OFFICE_READERS)
    found = rechecks_in_reach(request.user).filter(pk=recheck_id).first()
    if found is None:
        raise Http404
    picks = found.picks.select_related("title__holder", "title__unit", "title__honour").order_by("position")
    shown = {
        "recheck": found,
        "picks": picks,
        "pool": "、".join(str(pk) for pk in found.pool),
        "scope": f"{dict(LEVELS).get(found.level, '')}{found.honour.name if found.honour else '全部称号'}",
    }
    return render(request, "office/titles/recheck.html", shown)


# Flags ------------------------------------------------------------------------------
@require_safe
def flags(request: SignedIn) -> HttpResponse:
    """Show who has each flag now, and who had it before."""
    must_hold(request.user, OFFICE_READERS)
    seen = reach(request.user, OFFICE_READERS, "unit__")
    programmes = Programme.objects.filter(seen, honour__is_flag=True).select_related("honour", "unit")
    rows = Title.objects.filter(programme__in=programmes).select_related("holder", "unit", "honour")
    history: dict[int, list[Title]] = {}
    for each in rows.order_by("-from_date", "-id"):
        history.setdefault(each.programme_id, []).append(each)
    shown = {
        "flags": [(each, history.get(each.pk, [])) for each in programmes.order_by("unit__path", "id")],
        "may_run": has_role(request.user, OFFICERS),
    }
    return render(request, "office/titles/flags.html", shown)


@require_http_methods(["GET", "POST"])
def flag_pass(request: SignedIn, programme_id: int) -> HttpResponse:
    """Pass a flag to its next holder."""
    found = access.programme_to_run(request.user, programme_id)
    if not found.honour.is_flag:
        raise Http404
    holders = _holders(found)
    units = Unit.objects.filter(below(found.unit.path), closed_date=None)
    form = PassFlagForm(request.POST or None, units=units, holders=holders, today=clock.today())
    shown: dict[str, Any] = {
        "form": form, "heading": f"{found.honour.name}：流动到下一个", "submit": "登记流动",
        "back": reverse("office:flags"), "lead": "原来的持有者从这一天起不再持有，历史保留。",
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            chosen = said.get("holder")
            holder_id = int(chosen) if chosen else holder_for(request, said["unit"]).pk
            pass_flag(
                programme_id=found.pk,
                holder_id=holder_id,
                document=said["document"],
                number=said["number"],
                from_date=said["from_date"],
                actor=request.user,
                at=clock.now(),
            )
        except Refusal as refusal:
            shown["refusal"] = shown_refusal(refusal)
        else:
            notices.tell(request, "已登记流动。")
            return redirect("office:flags")
    return render(request, ENTRY, shown)


def _holders(programme: Programme) -> list[Holder]:
    """Return those of the place who may have the flag and are no units themselves."""
    kinds = [kind for kind in programme.honour.holder_kinds if kind != "unit"]
    rows = Holder.objects.filter(below(programme.unit.path, "unit__"), kind__in=kinds, consent_withdrawn_at=None)
    return list(rows.select_related("unit").order_by("unit__path", "name", "id")[:200])
