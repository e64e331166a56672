"""Papers to print: one door a kind, docx and PDF; only what no row knows is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds import access as round_access
from chuangwen.civic.rounds.queries import papers as round_papers
from chuangwen.civic.titles import access as title_access
from chuangwen.civic.titles.models import Sanction
from chuangwen.civic.titles.queries import papers as title_papers
from chuangwen.core.refusals import Refusal
from chuangwen.core.writing import Certificate, Document
from chuangwen.web.ui.forms import PoliteForm
from chuangwen.web.ui.papers import fonts_replaced, paper_response
from chuangwen.web.ui.requests import SignedIn

PAGE = "office/papers/paper.html"
Given = Mapping[str, str]
NUMBER = ("发文字号", "例如“云文明办〔2026〕5号”：年份用六角括号，号前不加“第”。")
ISSUER = ("落款机关", "写在正文右下方。")
CONTACT = ("联系方式", "联系人、电话、地址；当事人凭此联系。")
REMEDY = ("救济途径", "不服时向谁、在多少日内提出。")
TO = ("主送机关", "例如“各县区文明办，市直各单位”。")
LONG = frozenset({"remedy"})
ASKED = {"doc_number": NUMBER, "issuer": ISSUER, "contact": CONTACT, "remedy": REMEDY, "to": TO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A paper to be written: its name, the page it belongs to, what is asked, and who fills it."""

    name: str
    back: str
    fill: Callable[[Given], Document | Certificate]
    fields: Given


class PaperForm(PoliteForm):
    """What the rows do not know; the address keeps it, so that a paper can be written again."""

    def __init__(self, *args: Any, fields: Given, **options: Any) -> None:
        super().__init__(*args, **options)
        for key, start in fields.items():
            label, said = ASKED[key]
            widget = forms.Textarea(attrs={"rows": 3}) if key in LONG else forms.TextInput()
            self.fields[key] = forms.CharField(
                label=label, required=False, initial=start, help_text=said, max_length=300, widget=widget
            )


def _given(request: SignedIn, asked: Asked) -> HttpResponseBase:
    """Give the paper in the form that the address asks for; without one, ask for what is missing."""
    suffix = request.GET.get("as", "")
    form = PaperForm(request.GET if suffix else None, fields=asked.fields)
    shown: dict[str, Any] = {"asked": asked, "form": form, "fonts": fonts_replaced()}
    if suffix and form.is_valid():
        try:
            return paper_response(asked.fill(form.cleaned_data), suffix, asked.name)
        except Refusal as refusal:
            shown["refusal"] = refusal
    return render(request, PAGE, shown)


def _office(awarding_body: str) -> str:
    return f"{awarding_body}办公室"


@require_safe
def application_form(request: SignedIn, application_id: int) -> HttpResponseBase:
    """Give the application form, with places for signatures and seals."""
    found = round_access.application_to_read(request.user, application_id)
    return _given(
        request,
        Asked(
            name=f"{found.holder.masked}申报表",
            back=reverse("office:application", args=[found.pk]),
            fill=lambda _: round_papers.application_form_of(found),
            fields={},
        ),
    )


@require_safe
def refusal_notice(request: SignedIn, application_id: int) -> HttpResponseBase:
    """Give the notice that an application was refused, with its grounds."""
    found = round_access.application_to_read(request.user, application_id)
    if found.state != "refused":
        raise Http404
    body = found.round.terms["awarding_body"]
    return _given(
        request,
        Asked(
            name=f"{found.holder.masked}不予受理通知书",
            back=reverse("office:application", args=[found.pk]),
            fill=lambda said: round_papers.refusal_notice_of(
                found, issuer=said["issuer"], doc_number=said["doc_number"], remedy=said["remedy"]
            ),
            fields={
                "doc_number": "",
                "issuer": _office(body),
                "remedy": f"对本通知有异议的，可以自收到之日起15个工作日内向{_office(body)}书面反映。",
            },
        ),
    )


@require_safe
def publicity_notice(request: SignedIn, publicity_id: int) -> HttpResponseBase:
    """Give the notice with which a list is shown."""
    found = round_access.publicity_to_run(request.user, publicity_id)
    body = found.round.terms["awarding_body"]
    return _given(
        request,
        Asked(
            name=found.name,
            back=reverse("office:round", args=[found.round_id]),
            fill=lambda said: round_papers.publicity_notice_of(found, issuer=said["issuer"], contact=said["contact"]),
            fields={"issuer": _office(body), "contact": _contact(found.round.unit)},
        ),
    )


def _contact(unit: Unit) -> str:
    return f"{unit.name}文明办{unit.contact}" if unit.contact else ""


@require_safe
def award_decision(request: SignedIn, award_id: int) -> HttpResponseBase:
    """Give the decision that names, with its list attached."""
    found = round_access.award_to_read(request.user, award_id)
    return _given(
        request,
        Asked(
            name=found.document,
            back=reverse("office:round", args=[found.round_id]),
            fill=lambda said: round_papers.award_decision_of(found, to=said["to"]),
            fields={"to": "各县区文明办，各有关单位"},
        ),
    )


@require_safe
def objection_answer(request: SignedIn, objection_id: int) -> HttpResponseBase:
    """Give the written answer to an objection."""
    found = round_access.objection_to_answer(request.user, objection_id)
    if not found.answer:
        raise Http404
    body = found.publicity.round.terms["awarding_body"]
    return _given(
        request,
        Asked(
            name=f"异议答复书（{found.application.holder.masked}）",
            back=reverse("office:objection", args=[found.pk]),
            fill=lambda said: round_papers.answer_of(
                found, issuer=said["issuer"], doc_number=said["doc_number"], remedy=said["remedy"]
            ),
            fields={
                "doc_number": "",
                "issuer": _office(body),
                "remedy": "对答复仍有不同意见的，可以向上一级精神文明建设工作机构反映。",
            },
        ),
    )


@require_safe
def hearing_notice(request: SignedIn, sanction_id: int) -> HttpResponseBase:
    """Give the notice of what is intended, and by when the holder may state its case."""
    found = _sanction(request, sanction_id)
    place = found.title.programme.unit
    return _given(
        request,
        Asked(
            name=f"陈述申辩告知书（{found.title.holder.masked}）",
            back=reverse("office:title", args=[found.title_id]),
            fill=lambda said: title_papers.hearing_notice_of(
                found, doc_number=said["doc_number"], contact=said["contact"]
            ),
            fields={"doc_number": "", "contact": _contact(place)},
        ),
    )


@require_safe
def sanction_decision(request: SignedIn, sanction_id: int) -> HttpResponseBase:
    """Give the decision to warn, to order, to suspend or to revoke."""
    found = _sanction(request, sanction_id)
    if found.state != "confirmed":
        raise Http404
    return _given(
        request,
        Asked(
            name=f"{found.get_kind_display()}决定书（{found.title.holder.masked}）",
            back=reverse("office:title", args=[found.title_id]),
            fill=lambda _: title_papers.decision_of(found),
            fields={},
        ),
    )


def _sanction(request: SignedIn, sanction_id: int) -> Sanction:
    gated = title_access.sanction_to_decide(request.user, sanction_id)
    rows: QuerySet[Sanction] = Sanction.objects.filter(pk=gated.pk)
    return rows.select_related("title__holder", "title__honour", "title__programme__unit", "rectification").get()


@require_safe
def certificate(request: SignedIn, title_id: int) -> HttpResponseBase:
    """Give the certificate, with a code that leads anybody to its verification."""
    found = title_access.title_to_read(request.user, title_id)
    pair = urlencode({"number": found.certificate.number, "code": found.certificate.code})
    path = f"{reverse('public:certificate')}?{pair}"
    url = f"{settings.SITE}{path}" if settings.SITE else request.build_absolute_uri(path)
    return _given(
        request,
        Asked(
            name=f"荣誉证书（{found.holder.masked}）",
            back=reverse("office:title", args=[found.pk]),
            fill=lambda _: title_papers.certificate_of(found, verify_url=url),
            fields={},
        ),
    )
