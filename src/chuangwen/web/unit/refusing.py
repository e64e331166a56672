"""How an act of a candidacy is asked for, done, or refused with everything that stands in its way."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from chuangwen.core.refusals import Refusal
from chuangwen.web.ui import notices
from chuangwen.web.ui.requests import SignedIn

REFUSED = "unit/rounds/refused.html"
EACH = "请逐项处理后再办一次。"


def reasons_of(refusal: Refusal) -> list[str]:
    """Return every reason with its own way out; nothing where there is but one."""
    named = getattr(refusal, "obstacles", ()) or getattr(refusal, "hindrances", ())
    return [f"{each.said}{each.remedy}" for each in named] if len(named) > 1 else []


def refused(request: SignedIn, refusal: Refusal, *, back: str, label: str, heading: str = "没有办成") -> HttpResponse:
    """Say what was refused, why, and what to do, with the way back."""
    reasons = reasons_of(refusal)
    todo = EACH if reasons else refusal.remedy
    shown = {"refusal": refusal, "reasons": reasons, "todo": todo, "back": back, "label": label, "heading": heading}
    return render(request, REFUSED, shown)


def act_and_lead_on(
    request: SignedIn, act: Callable[[], object], *, said: str, to: str, label: str = "返回", **told: Any
) -> HttpResponse:
    """Do an act and lead on with what happened; or say why it was refused."""
    try:
        act()
    except Refusal as refusal:
        return refused(request, refusal, back=to, label=label)
    notices.tell(request, said, **told)
    return redirect(to)
