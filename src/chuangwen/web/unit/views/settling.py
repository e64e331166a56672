"""What is decided about one entry: confirmed, discarded, withdrawn. Each asks once before it acts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.ledger.operations.entries import (
    LedgerRefusal,
    SomeNotRecordable,
    confirm_entries,
    discard_draft,
    withdraw_entry,
)
from chuangwen.web.ui.entry_form import WithdrawalForm
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit.outcomes import tell_saved

QUESTION = "ui/confirm_page.html"
REFUSED = "unit/ledger/refused.html"


@require_http_methods(["GET", "POST"])
def confirm(request: SignedIn, entry_id: int) -> HttpResponse:
    """Confirm one draft."""
    found = access.entry_to_change(request.user, entry_id)
    request.unit = found.unit
    if request.method == "POST":
        return _act(
            request,
            found,
            lambda at: confirm_entries(entry_ids=[found.pk], actor=request.user, at=at),
            "已确认。",
        )
    consequences = ["确认后计入得分，所有测评细则共用这一条。", "确认后不能再直接修改；有错误时用更正，原记录会保留。"]
    return _question(request, found, "确认这条记录？", consequences, "确认记录", "entry-confirm")


@require_http_methods(["GET", "POST"])
def discard(request: SignedIn, entry_id: int) -> HttpResponse:
    """Put a draft away."""
    found = access.entry_to_change(request.user, entry_id)
    request.unit = found.unit
    if request.method == "POST":
        return _act(
            request,
            found,
            lambda at: discard_draft(entry_id=found.pk, actor=request.user, at=at),
            "草稿已弃用。",
            to=reverse("unit:entries", args=[found.unit_id]),
        )
    consequences = ["草稿会从台账里消失，不计分。", "已经上传的佐证不会出现在其他地方。"]
    return _question(request, found, "弃用这份草稿？", consequences, "弃用草稿", "entry-discard")


@require_http_methods(["GET", "POST"])
def withdraw(request: SignedIn, entry_id: int) -> HttpResponse:
    """Take a confirmed entry back, with its reason."""
    found = access.entry_to_change(request.user, entry_id)
    request.unit = found.unit
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _act(
            request,
            found,
            lambda at: withdraw_entry(entry_id=found.pk, reason=reason, actor=request.user, at=at),
            "已撤回。",
        )
    consequences = ["撤回后不再计分，记录和佐证仍可查看。", "只是内容有误的，请用更正，不必撤回。"]
    return _question(request, found, "撤回这条记录？", consequences, "撤回记录", "entry-withdraw", form=form)


def _question(
    request: SignedIn, found: Entry, title: str, consequences: list[str], submit: str, name: str, **more: Any
) -> HttpResponse:
    """Ask before the act, as a page or in the dialog."""
    asked = {
        "title": title,
        "text": found.title,
        "consequences": consequences,
        "submit": submit,
        "action": reverse(f"unit:{name}", args=[found.pk]),
        "cancel_url": reverse("unit:entry", args=[found.pk]),
    }
    return render(request, QUESTION, asked | more)


def _act(
    request: SignedIn, found: Entry, act: Callable[[datetime], object], said: str, *, to: str = ""
) -> HttpResponse:
    """Do the act and lead on, or say why it was refused."""
    at = clock.now()
    try:
        act(at)
    except LedgerRefusal as refusal:
        problems = refusal.problems.get(0, ()) if isinstance(refusal, SomeNotRecordable) else ()
        shown = {"entry": found, "unit": found.unit, "refusal": refusal, "problems": problems}
        return render(request, REFUSED, shown)
    tell_saved(request, said, found.unit_id, at=at)
    return redirect(to or reverse("unit:entry", args=[found.pk]))
