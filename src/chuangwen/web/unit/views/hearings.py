"""What a holder has to say of its title: the yearly report, its own bad news, a statement, an appeal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chuangwen import clock
from chuangwen.civic.titles import access
from chuangwen.civic.titles.enums import ReviewResult
from chuangwen.civic.titles.operations.appeals import file_appeal, withdraw_appeal
from chuangwen.civic.titles.operations.reviews import report_event, report_yearly
from chuangwen.civic.titles.operations.sanctions import give_statement, waive_statement
from chuangwen.web.ui.clocks import due_light
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.unit.application_forms import AppealForm, EventForm, ReviewForm, StatementForm
from chuangwen.web.unit.candidacies import LATE_STATEMENT, report_light
from chuangwen.web.unit.refusing import act_and_lead_on

REVIEW = "unit/titles/review.html"
SANCTION = "unit/titles/sanction.html"
FORM = "unit/titles/form.html"
QUESTION = "ui/confirm_page.html"
WRITABLE = frozenset({ReviewResult.DUE, ReviewResult.REPORTED})


@require_http_methods(["GET", "POST"])
def review(request: SignedIn, review_id: int) -> HttpResponse:
    """Fill a year's report; what was handed in can be mended until it is judged."""
    found = access.review_to_report(request.user, review_id)
    request.unit = found.title.unit
    back = reverse("unit:title", args=[found.title_id])
    form = ReviewForm(request.POST or None, initial={"report": found.report, "events": found.events})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return act_and_lead_on(
            request,
            lambda: report_yearly(
                review_id=found.pk,
                report=said["report"],
                events=said["events"],
                actor=request.user,
                at=clock.now(),
            ),
            said=f"{found.year}年度报告已提交，等文明办复查。",
            to=back,
            label="回到这个称号",
        )
    shown = {
        "unit": found.title.unit,
        "review": found,
        "title": found.title,
        "form": form,
        "light": report_light(found, clock.today()),
        "is_writable": found.result in WRITABLE and found.title.is_live,
    }
    return render(request, REVIEW, shown)


@require_http_methods(["GET", "POST"])
def event_new(request: SignedIn, title_id: int) -> HttpResponse:
    """Tell of a negative event of one's own."""
    found = access.title_to_hold(request.user, title_id)
    request.unit = found.unit
    back = reverse("unit:title", args=[found.pk])
    form = EventForm(request.POST or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return act_and_lead_on(
            request,
            lambda: report_event(
                title_id=found.pk,
                text=said["text"],
                event_date=said["event_date"],
                actor=request.user,
                at=clock.now(),
            ),
            said="已报告文明办。主动报告的，不按隐瞒处理。",
            to=back,
            label="回到这个称号",
        )
    shown = {
        "unit": found.unit,
        "title": found,
        "form": form,
        "heading": "报告负面情形",
        "lead": "发生后1个月内主动报告的，不按隐瞒处理。",
        "submit": "报告文明办",
        "back": back,
    }
    return render(request, FORM, shown)


@require_http_methods(["GET", "POST"])
def sanction(request: SignedIn, sanction_id: int) -> HttpResponse:
    """Show what is proposed against a title and on what grounds; the holder states its case, once."""
    found = access.sanction_to_answer(request.user, sanction_id)
    request.unit = found.title.unit
    here = reverse("unit:sanction", args=[found.pk])
    form = StatementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        return act_and_lead_on(
            request,
            lambda: give_statement(sanction_id=found.pk, text=text, actor=request.user, at=clock.now()),
            said="陈述已提交，由另一名工作人员一并审阅后作出决定。",
            to=here,
        )
    known = {each["code"]: each["text"] for each in found.title.programme.grounds}
    shown = {
        "unit": found.title.unit,
        "title": found.title,
        "sanction": found,
        "form": form,
        "grounds": [known.get(code, code) for code in found.grounds],
        "light": due_light(
            found.statement_due_date, today=clock.today(), is_provisional=found.is_provisional, late=LATE_STATEMENT
        ),
        "is_waiting": found.state == "proposed",
    }
    return render(request, SANCTION, shown)


@require_http_methods(["GET", "POST"])
def waive(request: SignedIn, sanction_id: int) -> HttpResponse:
    """Ask once, then note that the holder has nothing to say."""
    found = access.sanction_to_answer(request.user, sanction_id)
    request.unit = found.title.unit
    here = reverse("unit:sanction", args=[found.pk])
    if request.method == "POST":
        return act_and_lead_on(
            request,
            lambda: waive_statement(sanction_id=found.pk, actor=request.user, at=clock.now()),
            said="已登记放弃陈述。",
            to=here,
        )
    asked = {
        "title": "放弃陈述申辩？",
        "text": f"{found.title}，{found}",
        "consequences": ["放弃后不能再提交陈述。", "文明办可以据此作出决定；对决定仍可以申诉。"],
        "submit": "放弃陈述",
        "action": reverse("unit:sanction-waive", args=[found.pk]),
        "cancel_url": here,
    }
    return render(request, QUESTION, asked)


@require_http_methods(["GET", "POST"])
def appeal_new(request: SignedIn, title_id: int) -> HttpResponse:
    """Appeal against the last decision, within its clock."""
    found = access.title_to_hold(request.user, title_id)
    request.unit = found.unit
    back = reverse("unit:title", args=[found.pk])
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        return act_and_lead_on(
            request,
            lambda: file_appeal(title_id=found.pk, text=text, actor=request.user, at=clock.now()),
            said="申诉已提交，由没有参与原决定的工作人员办理并书面答复。",
            to=back,
            label="回到这个称号",
        )
    shown = {
        "unit": found.unit,
        "title": found,
        "form": form,
        "heading": "提出申诉",
        "lead": "申诉由没有参与原决定的工作人员办理，在期限内书面答复。",
        "submit": "提交申诉",
        "back": back,
    }
    return render(request, FORM, shown)


@require_http_methods(["GET", "POST"])
def appeal_withdraw(request: SignedIn, appeal_id: int) -> HttpResponse:
    """Ask once, then take an appeal back."""
    found = access.appeal_to_withdraw(request.user, appeal_id)
    request.unit = found.title.unit
    back = reverse("unit:title", args=[found.title_id])
    if request.method == "POST":
        return act_and_lead_on(
            request,
            lambda: withdraw_appeal(appeal_id=found.pk, actor=request.user, at=clock.now()),
            said="申诉已撤回。",
            to=back,
            label="回到这个称号",
        )
    asked = {
        "title": "撤回申诉？",
        "text": str(found.title),
        "consequences": ["原决定继续有效。", "申诉期限内可以重新提出。"],
        "submit": "撤回申诉",
        "action": reverse("unit:appeal-withdraw", args=[found.pk]),
        "cancel_url": back,
    }
    return render(request, QUESTION, asked)
