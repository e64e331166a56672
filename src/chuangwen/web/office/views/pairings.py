"""同奖同罚: which units share marks, since when, by which document."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.orgs import access
from chuangwen.civic.orgs.enums import PairingKind, Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.operations.pairings import end_pairing, pair_units
from chuangwen.civic.orgs.queries.pairings import pairings_of
from chuangwen.civic.orgs.queries.units import units_in_reach
from chuangwen.core.refusals import Refusal
from chuangwen.web.ui import notices
from chuangwen.web.ui.forms import PoliteForm
from chuangwen.web.ui.requests import SignedIn

PAGE = "office/orgs/pairings.html"
OFFICERS = frozenset({Role.OFFICER})


class PairingForm(PoliteForm):
    """With whom a unit shares marks, and by what."""

    partner = forms.CharField(label="结对单位", max_length=120, help_text="填写单位全称。")
    kind = forms.ChoiceField(
        label="方式", choices=PairingKind.choices, help_text="随牵头单位：以结对单位为牵头，本单位随它计分。"
    )
    document = forms.CharField(label="依据文件", max_length=120, help_text="例如：云文明委〔2025〕6号。")
    from_date = forms.DateField(label="起始日期")

    def __init__(self, request: SignedIn, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request

    def clean_partner(self) -> Unit:
        """Find the one unit of this name within reach."""
        name = self.cleaned_data["partner"].strip()
        found = list(units_in_reach(self.request.user, OFFICERS).filter(name=name)[:2])
        if len(found) != 1:
            said = "有几个同名的单位，请先改名区分。" if found else f"找不到“{name}”，请核对单位全称。"
            raise forms.ValidationError(said)
        return found[0]


class PairingEndForm(PoliteForm):
    """The first day on which marks are shared no more."""

    until_date = forms.DateField(label="解除日期", help_text="从这一天起各自计分。")


@require_http_methods(["GET", "POST"])
def pairings(request: SignedIn, unit_id: int) -> HttpResponse:
    """Show a unit's pairings; an officer adds one here."""
    unit = access.unit_to_read(request.user, unit_id)
    if request.method == "POST":
        unit = access.unit_to_manage(request.user, unit_id)
    form, refused = PairingForm(request, request.POST or None), None
    if request.method == "POST" and form.is_valid():
        told = {key: form.cleaned_data[key] for key in ("kind", "document", "from_date")}
        partner = form.cleaned_data["partner"]
        try:
            pair_units(unit_id=unit.pk, partner_id=partner.pk, **told, actor=request.user, at=clock.now())
        except Refusal as refusal:
            refused = refusal
        else:
            previews.refresh(unit.pk, clock.now())
            notices.tell(request, f"“{unit.name}”与“{partner.name}”已结对，同奖同罚。")
            return redirect("office:pairings", unit.pk)
    may_change = access.may_reach(request.user, OFFICERS, unit)
    rows = [(each, each.partner if each.unit_id == unit.pk else each.unit) for each in pairings_of(unit)]
    shown = {"unit": unit, "rows": rows, "form": form if may_change else None, "refusal": refused}
    return render(request, PAGE, shown)


@require_http_methods(["GET", "POST"])
def end(request: SignedIn, pairing_id: int) -> HttpResponse:
    """Ask for the day, then part the two units."""
    pairing = access.pairing_to_manage(request.user, pairing_id)
    form = PairingEndForm(request.POST or None, initial={"until_date": clock.today()})
    if request.method == "POST" and form.is_valid():
        until_date = form.cleaned_data["until_date"]
        try:
            end_pairing(pairing_id=pairing.pk, until_date=until_date, actor=request.user, at=clock.now())
        except Refusal as refusal:
            form.add_error("until_date", str(refusal))
        else:
            for parted in (pairing.unit_id, pairing.partner_id):
                previews.refresh(parted, clock.now())
            notices.tell(request, "已解除结对，从那一天起各自计分。")
            return redirect("office:pairings", pairing.unit_id)
    question = {
        "title": f"解除“{pairing.unit.name}”与“{pairing.partner.name}”的结对",
        "form": form,
        "action": reverse("office:pairing-end", args=[pairing.pk]),
        "submit": "解除",
        "cancel_url": reverse("office:pairings", args=[pairing.unit_id]),
    }
    return render(request, "ui/confirm_page.html", question)
