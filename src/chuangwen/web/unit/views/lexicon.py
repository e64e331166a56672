"""The words of a unit: what the reader has learnt here, what comes from above, and how to put it right."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chuangwen import clock
from chuangwen.civic.ledger import access
from chuangwen.civic.ledger.models import Term
from chuangwen.civic.ledger.operations import lexicon as acts
from chuangwen.civic.ledger.operations.refusals import LedgerRefusal
from chuangwen.civic.ledger.queries.lexicon import inherited_terms, own_terms
from chuangwen.civic.orgs.access import unit_to_fill
from chuangwen.civic.wordbook import kinds
from chuangwen.web.ui import notices
from chuangwen.web.ui.entry_sheet import kind_name
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.filters import ChoiceFilter
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.tables import Column, Table
from chuangwen.web.unit.forms.readings import TermForm

PAGE = "unit/lexicon/lexicon.html"
FORM = "unit/lexicon/term.html"
QUESTION = "ui/confirm_page.html"
STATES = [("on", "使用中"), ("off", "停用")]


def _topic(code: str) -> str:
    return kinds().topics.get(code, "")


def _in_state(rows: QuerySet[Term], values: list[str]) -> QuerySet[Term]:
    return rows.filter(is_off__in=[value == "off" for value in values])


class TermTable(Table):
    """The words taught in a unit."""

    key = "terms"
    caption, counter = "本单位的词", "个词"
    columns = (
        Column("words", "词语", sort="words", link=lambda term: reverse("unit:term-edit", args=[term.pk]), fixed=True),
        Column("kind", "记为", value=lambda term: kind_name(term.kind), sort="kind"),
        Column("topic", "主题", value=lambda term: _topic(term.topic)),
        Column("state", "状态", value=lambda term: "停用" if term.is_off else "使用中", sort="is_off"),
        Column("taught_by", "教会的人", value="taught_by.name"),
        Column(
            "document",
            "来自材料",
            value=lambda term: term.document.name if term.document else "直接填写",
            link=lambda term: reverse("unit:reading", args=[term.document_id]) if term.document_id else "",
        ),
        Column("taught_at", "时间", kind="time", sort="taught_at"),
    )
    filters = (ChoiceFilter("state", "状态", STATES, by=_in_state),)
    search_fields = ("words",)
    default_sort = "-taught_at"


@require_http_methods(["GET", "POST"])
def lexicon(request: SignedIn, unit_id: int) -> HttpResponseBase:
    """Show the words of a unit and those from above, and take a new one."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("words", "kind", "topic")}
        try:
            term = acts.teach_term(unit_id=unit.pk, **said, actor=request.user, at=clock.now())
        except LedgerRefusal as refusal:
            form.add_error("words", f"{refusal.why}{refusal.remedy}")
        else:
            notices.tell(request, f"已记住：“{term.words}”记为{kind_name(term.kind)}，下次识读时使用。")
            return redirect("unit:lexicon", unit.pk)
    table = TermTable(own_terms(unit), request.GET, cookies=request.COOKIES)
    if table.wants_export:
        return export_response(table, "识读词表")
    inherited = [(each, kind_name(each.kind), _topic(each.topic)) for each in inherited_terms(unit)]
    return render(request, PAGE, {"unit": unit, "form": form, "table": table, "inherited": inherited})


@require_POST
def silence(request: SignedIn, unit_id: int) -> HttpResponse:
    """Put a word out of use here, although a place above has taught it."""
    unit = request.unit = unit_to_fill(request.user, unit_id)
    try:
        term = acts.silence_term(
            unit_id=unit.pk, words=request.POST.get("words", ""), actor=request.user, at=clock.now()
        )
    except LedgerRefusal as refusal:
        notices.tell(request, str(refusal), level=messages.WARNING)
    else:
        notices.tell(request, f"本单位不再使用“{term.words}”；要恢复，请在上面的表里删除它。")
    return redirect("unit:lexicon", unit.pk)


@require_http_methods(["GET", "POST"])
def edit(request: SignedIn, term_id: int) -> HttpResponse:
    """Change a word, what it stands for, or whether it is used."""
    term = access.term_to_change(request.user, term_id)
    request.unit = term.unit
    said = {name: getattr(term, name) for name in ("words", "kind", "topic", "is_off")}
    form = TermForm(request.POST or None, initial=said, with_switch=True)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_term(term_id=term.pk, **form.cleaned_data, actor=request.user, at=clock.now())
        except LedgerRefusal as refusal:
            form.add_error("words", f"{refusal.why}{refusal.remedy}")
        else:
            notices.tell(request, "已保存，下次识读时使用。已经读过的材料不会改变。")
            return redirect("unit:lexicon", term.unit_id)
    return render(request, FORM, {"unit": term.unit, "term": term, "form": form})


@require_http_methods(["GET", "POST"])
def forget(request: SignedIn, term_id: int) -> HttpResponse:
    """Ask once more, then delete a word."""
    term = access.term_to_change(request.user, term_id)
    request.unit = term.unit
    if request.method == "POST":
        acts.forget_term(term_id=term.pk, actor=request.user, at=clock.now())
        notices.tell(request, f"已删除“{term.words}”。")
        return redirect("unit:lexicon", term.unit_id)
    return render(request, QUESTION, _question(term))


def _question(term: Term) -> dict[str, object]:
    return {
        "title": f"删除“{term.words}”？",
        "text": "删除以后，识读不再按本单位的说法处理这个词；上级教过的，恢复使用上级的。",
        "consequences": ["已经记入台账的记录不受影响。"],
        "submit": "删除",
        "action": reverse("unit:term-delete", args=[term.pk]),
        "cancel_url": reverse("unit:lexicon", args=[term.unit_id]),
    }
