"""文明办记录: what the office itself records of units: negative events, site checks, surveys, opinions, gradings.

The form is the clerk's own, with the office's kinds. What is recorded counts at
once; a mistake is mended by a correction that cites it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations.entries import (
    LedgerRefusal,
    NotRecordable,
    correct_entry,
    record_entry,
    withdraw_entry,
)
from chuangwen.civic.ledger.operations.evidence import attach_evidence
from chuangwen.civic.ledger.queries.entries import draft_of, findings_in_reach, with_piece_counts
from chuangwen.civic.orgs.access import OFFICE_READERS, has_role, must_hold, unit_to_manage
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.units import units_in_reach
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.titles.models import Honour
from chuangwen.civic.wordbook import kinds, unit_kinds
from chuangwen.core.catalogue import Kind
from chuangwen.web.ui import notices
from chuangwen.web.ui.entry_form import CorrectionForm, EntryForm, WithdrawalForm, carried_over, initial_of
from chuangwen.web.ui.entry_sheet import figures_in_words, kind_name, light_of
from chuangwen.web.ui.evidence_form import EvidenceForm
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.navigation import NavItem
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.tables import ChoiceFilter, Column, DayFilter, Table

LIST = "office/ledger/findings.html"
CHOOSE = "office/ledger/finding_unit.html"
FORM = "office/ledger/finding_form.html"
EVIDENCE = "office/ledger/finding_evidence.html"
MOST_UNITS = 30
OFFICERS = frozenset({Role.OFFICER})


def offered_kinds() -> list[Kind]:
    """Return the kinds that the office records, in the catalogue's order."""
    return [kinds().kinds[code] for code in access.office_kinds()]


def codes_for(kind: Kind) -> dict[str, str]:
    """Return the codes that stand where a kind has no topics of its own: honours, rule books; one query where asked."""
    if kind.code == "title_held":
        return dict(Honour.objects.order_by("name").values_list("code", "name"))
    if kind.code == "prior_mark":
        return dict(Edition.objects.order_by("code", "published_at").values_list("code", "title"))
    return {}


class FindingTable(Table):
    """What the office recorded of the units in reach."""

    key = "findings"
    caption, counter = "文明办记录", "条"
    columns = (
        Column("title", "标题", sort="title", link=lambda row: reverse("office:entry", args=[row.pk]), fixed=True),
        Column("unit", "单位", value="unit.name", sort="unit__name"),
        Column("kind", "类别", value=lambda row: kind_name(row.kind), sort="kind"),
        Column("day", "日期", value="start_date", kind="date", sort="start_date"),
        Column("figures", "数量", value=figures_in_words),
        Column("pieces", "佐证", kind="number", sort="pieces", help="佐证材料的份数"),
        Column("status", "状态", value=light_of, sort="status"),
        Column("created", "登记时间", value="created_at", kind="time", sort="created_at", shown=False),
    )
    search_fields = ("title", "unit__name", "unit__initials", "note")
    search_label = "搜索标题、单位、说明"
    default_sort = "-day"
    tie_break = "-pk"


@require_safe
def findings(request: SignedIn) -> HttpResponseBase:
    """List what the office recorded."""
    must_hold(request.user, OFFICE_READERS)
    filters = (
        ChoiceFilter("kind", "类别", [(kind.code, kind.name) for kind in offered_kinds()]),
        ChoiceFilter("status", "状态", [(s.value, s.label) for s in Status if s != Status.DISCARDED]),
        DayFilter("day", "日期", lookup="start_date"),
    )
    rows = with_piece_counts(findings_in_reach(request.user)).select_related("unit")
    table = FindingTable(rows, request.GET, cookies=request.COOKIES, filters=filters)
    if table.wants_export:
        return export_response(table, "文明办记录")
    return render(request, LIST, {"table": table, "may_record": has_role(request.user, OFFICERS)})


@require_safe
def choose(request: SignedIn) -> HttpResponse:
    """Let the officer find the unit that a record is about."""
    must_hold(request.user, OFFICERS)
    words = request.GET.get("q", "").strip()
    assessed = [kind.code for kind in unit_kinds().values() if kind.assessed]
    found = units_in_reach(request.user, OFFICERS, words).filter(closed_date=None, kind__in=assessed)
    units = list(found.select_related("parent")[: MOST_UNITS + 1])
    shown = {"words": words, "units": units[:MOST_UNITS], "has_more": len(units) > MOST_UNITS}
    return render(request, CHOOSE, shown)


@require_http_methods(["GET", "POST"])
def new(request: SignedIn, unit_id: int) -> HttpResponse:
    """Write a record about a unit; it counts as soon as it is saved."""
    unit = unit_to_manage(request.user, unit_id)
    kind = _kind_asked(request)
    if request.method == "GET":
        form = EntryForm(kind, today=clock.today(), codes=codes_for(kind), initial=carried_over(request.GET))
        return _form_page(request, unit, form, proofs=EvidenceForm(kind))
    form = EntryForm(kind, _confirmed(request), today=clock.today(), codes=codes_for(kind))
    proofs = EvidenceForm(kind, request.POST, request.FILES)
    is_sound = proofs.take_in()
    if kind.code == "violation" and is_sound and not proofs.pieces():
        proofs.add_error(None, "负面事件须附认定材料。请上传认定机关的文书，或填写公开发布的链接。")
        is_sound = False
    if not form.is_valid() or not is_sound:
        return _form_page(request, unit, form, proofs=proofs)

    def act(at: datetime) -> Entry:
        return record_entry(
            unit_id=unit.pk,
            draft=form.draft(),
            token=form.cleaned_data["token"],
            confirm=True,
            source=Source.TYPED,
            actor=request.user,
            at=at,
            evidence=proofs.pieces(),
        )

    return _saved(request, form, act, "已记录。") or _form_page(request, unit, form, proofs=proofs)


@require_http_methods(["GET", "POST"])
def correct(request: SignedIn, entry_id: int) -> HttpResponse:
    """Write the correction of a record, and why."""
    found = access.finding_to_change(request.user, entry_id)
    if found.status != Status.CONFIRMED:
        return redirect("office:entry", found.pk)
    kind, today = kinds().kinds[found.kind], clock.today()
    if request.method == "GET":
        form = CorrectionForm(kind, today=today, codes=codes_for(kind), initial=initial_of(draft_of(found)))
        return _form_page(request, found.unit, form, entry=found)
    form = CorrectionForm(kind, _confirmed(request), today=today, codes=codes_for(kind))

    def act(at: datetime) -> Entry:
        return correct_entry(
            entry_id=found.pk,
            draft=form.draft(),
            reason=form.cleaned_data["reason"],
            token=form.cleaned_data["token"],
            confirm=True,
            actor=request.user,
            at=at,
        )

    done = _saved(request, form, act, "已更正。") if form.is_valid() else None
    return done or _form_page(request, found.unit, form, entry=found)


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, entry_id: int) -> HttpResponse:
    """Take a record back, with its reason."""
    found = access.finding_to_change(request.user, entry_id)
    form = WithdrawalForm(request.POST or None)
    asked: dict[str, Any] = {
        "title": "撤回这条记录？",
        "text": found.title,
        "consequences": ["撤回后不再计分，记录和佐证仍可查看，单位也看得到撤回的原因。"],
        "submit": "撤回记录",
        "action": reverse("office:finding-withdraw", args=[found.pk]),
        "cancel_url": reverse("office:entry", args=[found.pk]),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        reason, at = form.cleaned_data["reason"], clock.now()
        try:
            withdraw_entry(entry_id=found.pk, reason=reason, actor=request.user, at=at)
        except LedgerRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            previews.refresh(found.unit_id, at)
            notices.tell(request, "已撤回。")
            return redirect("office:entry", found.pk)
    return render(request, "ui/confirm_page.html", asked)


@require_http_methods(["GET", "POST"])
def evidence(request: SignedIn, entry_id: int) -> HttpResponse:
    """Add evidence to a record."""
    found = access.finding_to_change(request.user, entry_id)
    kind = kinds().kinds[found.kind]
    form = EvidenceForm(kind)
    if request.method == "POST":
        form = EvidenceForm(kind, request.POST, request.FILES)
        if form.take_in() and not form.pieces():
            form.add_error(None, "还没有选择文件，也没有填写链接。请至少提供一份佐证。")
        elif not form.errors:
            at = clock.now()
            try:
                attach_evidence(entry_id=found.pk, pieces=form.pieces(), actor=request.user, at=at)
            except LedgerRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                previews.refresh(found.unit_id, at)
                notices.tell(request, "佐证已添加。")
                return redirect("office:entry", found.pk)
    return render(request, EVIDENCE, {"unit": found.unit, "entry": found, "form": form})


def _kind_asked(request: SignedIn) -> Kind:
    offered = offered_kinds()
    asked = request.POST.get("kind") or request.GET.get("kind") or offered[0].code
    kind = next((kind for kind in offered if kind.code == asked), None)
    if kind is None:
        raise Http404
    return kind


def _confirmed(request: SignedIn) -> Any:
    """Return what was sent; the office's records are confirmed by saving them."""
    sent = request.POST.copy()
    sent["action"] = "confirm"
    return sent


def _form_page(request: SignedIn, unit: Unit, form: EntryForm, **more: Any) -> HttpResponse:
    if form.kind.code == "violation":
        form.fields["note"].help_text = "写明认定机关、文号，以及当事单位的陈述。"
    door = reverse("office:finding-new", args=[unit.pk])
    tabs = [
        NavItem(label=kind.name, url=f"{door}?kind={kind.code}", icon="", current=kind == form.kind)
        for kind in offered_kinds()
    ]
    shown = {"unit": unit, "form": form, "kind": form.kind, "tabs": tabs}
    return render(request, FORM, shown | more)


def _saved(request: SignedIn, form: EntryForm, act: Callable[[datetime], Entry], said: str) -> HttpResponse | None:
    """Do the act; lead to its entry, or put its refusal into the form and return None."""
    at = clock.now()
    try:
        made = act(at)
    except NotRecordable as refusal:
        form.blame(refusal.problems)
        return None
    except LedgerRefusal as refusal:
        form.add_error(None, str(refusal))
        return None
    previews.refresh(made.unit_id, at)
    again = f"{reverse('office:finding-new', args=[made.unit_id])}?kind={made.kind}"
    notices.tell(request, said, next_label="再记一条", next_url=again)
    return redirect("office:entry", made.pk)
