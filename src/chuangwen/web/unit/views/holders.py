"""科室、家庭、个人: who of the unit takes part, by recorded consent that is withdrawn at will. Never a ranking."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.titles.access import holder_to_fill
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Holder
from chuangwen.civic.titles.operations.holders import enter_holder, withdraw_consent
from chuangwen.civic.titles.queries.holders import holders_in
from chuangwen.core.refusals import Refusal
from chuangwen.web.ui import notices
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table
from chuangwen.web.unit.application_forms import HolderForm
from chuangwen.web.unit.refusing import act_and_lead_on

PAGE = "unit/titles/holders.html"
NEW = "unit/titles/holder_new.html"
QUESTION = "ui/confirm_page.html"
KINDS = [(kind.value, kind.label) for kind in HolderKind if kind != HolderKind.UNIT]


def _consent(holder: Holder) -> Light | str:
    if not holder.needs_consent:
        return "不需要"
    if holder.has_consent:
        return Light(colour="green", word="已同意", rule=holder.consent_note)
    return Light(colour="grey", word="已撤回同意", rule="不再参加评选，也不在公开页面显示。")


class HolderTable(Table):
    """Those of a unit who take part."""

    key = "holders"
    caption, counter = "科室、家庭和个人", "个"
    columns = (
        Column("name", "名称", sort="name", fixed=True),
        Column("kind", "对象", value="get_kind_display", sort=("kind", "name")),
        Column("consent", "同意", value=_consent),
        Column("held", "现有称号", value="held", kind="number"),
        Column("act", "办理", template="unit/titles/holder_act.html", value=lambda row: ""),
    )
    filters = (ChoiceFilter("kind", "对象", KINDS),)
    search_fields = ("name",)
    search_label = "搜索名称"
    default_sort = "kind"


@require_safe
def holders(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """List the sections, households and persons of the unit that take part."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    table = HolderTable(holders_in(unit), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, f"{unit.name}科室家庭个人")
    return render(request, PAGE, {"unit": unit, "table": table})


@require_http_methods(["GET", "POST"])
def holder_new(request: SignedIn, unit_id: int) -> HttpResponse:
    """Enter a section, household or person; those who are persons, by their consent."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    form = HolderForm(request.POST or None)
    shown: dict[str, object] = {"unit": unit, "form": form}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        note = "" if said["kind"] == HolderKind.SUB_UNIT else said["consent_note"]
        try:
            made = enter_holder(
                unit_id=unit.pk,
                kind=HolderKind(said["kind"]),
                name=said["name"],
                consent_note=note,
                actor=request.user,
                at=clock.now(),
            )
        except Refusal as refusal:
            return render(request, NEW, shown | {"refusal": refusal})
        notices.tell(
            request,
            f"已登记“{made.name}”。",
            next_label="看可以申报的轮次",
            next_url=reverse("unit:honours", args=[unit.pk]),
        )
        return redirect("unit:holders", unit.pk)
    return render(request, NEW, shown)


@require_http_methods(["GET", "POST"])
def holder_withdraw(request: SignedIn, holder_id: int) -> HttpResponse:
    """Ask once, then withdraw a household's or person's consent."""
    found = holder_to_fill(request.user, holder_id)
    unit = request.unit = found.unit
    back = reverse("unit:holders", args=[unit.pk])
    if request.method == "POST":
        return act_and_lead_on(
            request,
            lambda: withdraw_consent(holder_id=found.pk, actor=request.user, at=clock.now()),
            said=f"已登记“{found.name}”撤回同意。",
            to=back,
        )
    asked = {
        "title": "登记撤回同意？",
        "text": found.name,
        "consequences": [
            "从现在起不再参加任何评选，正在办理的申报不能再公示和命名。",
            "公开页面不再显示。",
            "已有的记录按规定保留，只有办理人员可见。",
        ],
        "submit": "登记撤回同意",
        "action": reverse("unit:holder-withdraw", args=[found.pk]),
        "cancel_url": back,
    }
    return render(request, QUESTION, asked)
