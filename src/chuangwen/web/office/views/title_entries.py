"""What is entered into the register beside rounds: earlier titles, merged units, terms that have run out."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.orgs.access import must_hold, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Holder, Programme, Title
from chuangwen.civic.titles.operations.awards import register_title
from chuangwen.civic.titles.operations.endings import expire_titles, merge_titles
from chuangwen.civic.titles.operations.holders import enter_holder
from chuangwen.civic.titles.queries.registers import expiring
from chuangwen.core.refusals import Refusal
from chuangwen.web.office.refusing import shown_refusal
from chuangwen.web.office.title_forms import HolderForm, MergeForm
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn

FORM = "office/titles/entry.html"
OFFICERS = frozenset({Role.OFFICER})


def units_of(request: SignedIn) -> QuerySet[Unit]:
    """Return the units over which the person is an officer."""
    return Unit.objects.filter(reach(request.user, OFFICERS))


@require_http_methods(["GET", "POST"])
def register(request: SignedIn) -> HttpResponse:
    """Register a title that an earlier document gave."""
    must_hold(request.user, OFFICERS)
    rows = Programme.objects.filter(reach(request.user, OFFICERS, "unit__"), honour__is_flag=False)
    programmes = rows.select_related("honour", "unit").order_by("unit__path", "id")
    told: dict[str, Any] = {"units": units_of(request), "programmes": programmes, "today": clock.today()}
    form = HolderForm(request.POST or None, **told)
    shown: dict[str, Any] = {
        "form": form, "heading": "登记以前的称号", "submit": "登记",
        "lead": "照命名文件登记本系统使用以前命名的称号；登记后有自己的牌匾编号、证书和历史。",
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = _registered(request, form)
        except Refusal as refusal:
            shown["refusal"] = shown_refusal(refusal)
        else:
            notices.tell(request, f"已登记：{made}。")
            return redirect("office:title", made.pk)
    return render(request, FORM, shown)


def _registered(request: SignedIn, form: HolderForm) -> Title:
    said, at = form.cleaned_data, clock.now()
    holder = enter_holder(
        unit_id=said["unit"].pk,
        kind=HolderKind(said["kind"]),
        name=said["name"],
        consent_note=said["consent_note"],
        actor=request.user,
        at=at,
    )
    return register_title(
        holder_id=holder.pk,
        programme_id=form.programme.pk,
        document=said["document"],
        number=said["number"],
        from_date=said["from_date"],
        actor=request.user,
        at=at,
    )


@require_http_methods(["GET", "POST"])
def merge(request: SignedIn) -> HttpResponse:
    """Settle what two merged units held."""
    must_hold(request.user, OFFICERS)
    asked = request.GET.get("from", "")
    start = units_of(request).filter(pk=int(asked)).first() if asked.isdecimal() else None
    initial = {"from_unit": start.name} if start else {}
    form = MergeForm(request.POST or None, units=units_of(request), initial=initial)
    shown: dict[str, Any] = {
        "form": form, "heading": "单位合并后的称号", "submit": "按此办理",
        "lead": "双方都持有的称号，保留级别较低的一项，另一项合并注销；单位本身的合并请在“单位与机构”里办理。",
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            kept = merge_titles(
                from_unit_id=said["from_unit"].pk,
                into_unit_id=said["into_unit"].pk,
                keeps_single=said["keeps_single"],
                paper=form.paper(),
                actor=request.user,
                at=clock.now(),
            )
        except Refusal as refusal:
            shown["refusal"] = shown_refusal(refusal)
        else:
            notices.tell(request, f"已办理，{said['into_unit'].name}现持有{len(kept)}项称号。")
            return redirect("office:titles")
    return render(request, FORM, shown)


@require_http_methods(["GET", "POST"])
def expire(request: SignedIn) -> HttpResponse:
    """Ask, then end all titles of one's place whose term has run out."""
    must_hold(request.user, OFFICERS)
    place = tops_of(request.user, OFFICERS)[0]
    if request.method == "POST":
        count = expire_titles(unit_id=place.pk, actor=request.user, at=clock.now())
        notices.tell(request, f"已办理到期{count}项。" if count else "没有期限已满的称号。")
        return redirect("office:titles")
    due = expiring(place, clock.today(), months=0)
    count = due.count()
    names = [f"{each.holder.masked}：{each}" for each in due[:10]]
    asked: dict[str, Any] = {
        "title": f"办理到期{count}项？",
        "text": place.name,
        "consequences": [
            *names,
            *([f"……共{count}项。"] if count > len(names) else []),
            "自期满那天起不再持有，历史保留。",
        ],
        "submit": "办理到期",
        "action": reverse("office:titles-expire"),
        "cancel_url": reverse("office:titles"),
    }
    return render(request, "ui/confirm_page.html", asked)


def holder_for(request: SignedIn, unit: Unit) -> Holder:
    """Return a unit itself as a holder, entered when it is not yet."""
    return enter_holder(unit_id=unit.pk, kind=HolderKind.UNIT, name="", actor=request.user, at=clock.now())
