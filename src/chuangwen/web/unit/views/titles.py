"""One title of the unit: its whole life with its papers."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chuangwen import clock
from chuangwen.civic.ledger.models import EvidenceFile
from chuangwen.civic.titles import access
from chuangwen.civic.titles.enums import RectificationState
from chuangwen.civic.titles.models import Sanction, Title
from chuangwen.civic.titles.queries.lives import Moment as Lived
from chuangwen.civic.titles.queries.lives import life_of
from chuangwen.civic.titles.queries.papers import certificate_of, decision_of
from chuangwen.core.files import ACCEPTED
from chuangwen.core.refusals import Refusal
from chuangwen.core.writing import is_doc_number
from chuangwen.web.ui.clocks import due_light
from chuangwen.web.ui.figures import cn_date
from chuangwen.web.ui.files import sealed_response
from chuangwen.web.ui.moments import Moment, newest_first
from chuangwen.web.ui.papers import paper_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.scorecards import door_with
from chuangwen.web.unit.candidacies import report_light, title_light
from chuangwen.web.unit.refusing import refused

PAGE = "unit/titles/title.html"
APPEALABLE = frozenset({"warned", "rectifying", "suspended", "revoked", "lapsed"})


@require_safe
def title(request: SignedIn, title_id: int) -> HttpResponse:
    """Show a title's whole life, what is open on it, and its papers."""
    found = _found(request, title_id)
    today = clock.today()
    appeals = list(found.appeals.order_by("-filed_at", "-id"))
    sanctions = list(found.sanctions.order_by("-proposed_at", "-id"))
    due = found.appeal_due_date
    has_appealed = any(each.state == "filed" for each in appeals)
    context: dict[str, Any] = {
        "unit": found.unit,
        "title": found,
        "light": title_light(found),
        "moments": newest_first(_moment(found, each) for each in reversed(life_of(found))),
        "certificate": _certificate(found),
        "reviews": [(each, report_light(each, today)) for each in found.reviews.order_by("-year")],
        "sanctions": [(each, _decision_url(each)) for each in sanctions],
        "appeals": [(each, each.state == "filed") for each in appeals],
        "orders": [
            (each, due_light(each.due_date, today=today, is_provisional=each.is_provisional))
            for each in found.rectifications.filter(state=RectificationState.OPEN).order_by("due_date")
        ],
        "ratings": list(found.ratings.order_by("-from_date", "-id")) if found.honour.most_stars else [],
        "to_answer": next((each for each in sanctions if each.state == "proposed"), None),
        "may_appeal": found.state in APPEALABLE and due is not None and today <= due and not has_appealed,
        "may_report": found.is_live,
    }
    return render(request, PAGE, context)


def _found(request: SignedIn, title_id: int) -> Title:
    found = access.title_to_hold(request.user, title_id)
    request.unit = found.unit
    return found


def _moment(found: Title, lived: Lived) -> Moment:
    said = [lived.reason]
    if lived.due_date:
        said.append(f"期限至{cn_date(lived.due_date)}{'（暂定）' if lived.is_provisional else ''}")
    papers = " ".join(part for part in (lived.basis, lived.number) if part)
    url = reverse("unit:title-evidence", args=[found.pk, lived.evidence_id]) if lived.evidence_id else ""
    return Moment(
        at=lived.at,
        what=lived.what,
        who=lived.who,
        note="\n".join(part for part in said if part),
        document=papers or lived.evidence_note or ("佐证材料" if lived.evidence_id else ""),
        url=url,
    )


def _certificate(found: Title) -> Any:
    """Return the certificate of a title that still stands; one that has ended gives none out any more."""
    try:
        return found.certificate if found.is_live else None
    except ObjectDoesNotExist:
        return None


def _decision_url(sanction: Sanction) -> str:
    """Return where a decision's paper is had, as docx; blank while there is none."""
    is_there = sanction.state == "confirmed" and is_doc_number(sanction.number)
    return reverse("unit:sanction-paper", args=[sanction.pk, "docx"]) if is_there else ""


@require_safe
def evidence(request: SignedIn, title_id: int, sha256: str) -> HttpResponseBase:
    """Give a file on which something in the title's life rests: who is judged may see by what."""
    found = _found(request, title_id)
    file = EvidenceFile.objects.filter(pk=sha256).first()
    if file is None or not found.history.filter(evidence=file).exists():
        raise Http404
    kind = ACCEPTED.get(file.media_type)
    return sealed_response(file, f"{found.awarded_name}佐证材料{kind.suffix if kind else ''}")


@require_safe
def certificate(request: SignedIn, title_id: int, suffix: str) -> HttpResponseBase:
    """Give the certificate with the code by which anybody verifies it."""
    found = _found(request, title_id)
    held = _certificate(found)
    if held is None:
        raise Http404
    path = door_with("public:certificate", number=held.number, code=held.code)
    base = settings.SITE or f"{request.scheme}://{request.get_host()}"
    try:
        made = certificate_of(found, verify_url=f"{base}{path}")
    except Refusal as refusal:
        return refused(request, refusal, back=reverse("unit:title", args=[found.pk]), label="回到这个称号")
    return paper_response(made, suffix, f"{found.awarded_name}{found}证书")


@require_safe
def decision(request: SignedIn, sanction_id: int, suffix: str) -> HttpResponseBase:
    """Give the decision on a sanction as docx or PDF."""
    found = access.sanction_to_answer(request.user, sanction_id)
    request.unit = found.title.unit
    if found.state != "confirmed":
        raise Http404
    try:
        made = decision_of(found)
    except Refusal as refusal:
        return refused(request, refusal, back=reverse("unit:title", args=[found.title_id]), label="回到这个称号")
    return paper_response(made, suffix, f"{found.title.awarded_name}{found.get_kind_display()}决定")
