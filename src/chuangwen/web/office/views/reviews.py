"""动态管理: the year's reviews and what is owed, late or judged; what is open against titles."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chuangwen import clock
from chuangwen.civic.orgs.access import OFFICE_READERS, has_role, must_hold, reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.queries.units import tops_of
from chuangwen.civic.titles import access
from chuangwen.civic.titles.enums import ReviewResult, SanctionKind
from chuangwen.civic.titles.models import Rectification, YearlyReview
from chuangwen.civic.titles.operations.reviews import (
    defer_review,
    fail_review,
    lapse_title,
    open_reviews,
    pass_review,
    remind_holder,
)
from chuangwen.civic.titles.queries import lives
from chuangwen.core.lifecycle import TITLES
from chuangwen.core.refusals import Refusal
from chuangwen.web.office.refusing import shown_refusal
from chuangwen.web.office.review_forms import DeferForm, FailForm, JudgeForm, LapseForm, OpenReviewsForm
from chuangwen.web.ui import notices
from chuangwen.web.ui.clocks import due_light
from chuangwen.web.ui.exports import export_response
from chuangwen.web.ui.requests import SignedIn
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

OFFICERS = frozenset({Role.OFFICER})
COLOURS = {"reported": "yellow", "passed": "green", "failed": "red", "missed": "red"}
MOST = 500


def _due(row: YearlyReview) -> Light | date:
    return due_light(row.due_date, today=clock.today()) if row.result == ReviewResult.DUE else row.due_date


class ReviewTable(Table):
    """The reviews of a year."""

    key = "reviews"
    caption, counter = "年度复查", "项"
    columns = (
        Column(
            "holder", "持有者", value="title.holder.masked", sort=("title__holder__masked",),
            link=lambda row: reverse("office:title", args=[row.title_id]), fixed=True,
        ),
        Column("title", "称号", value=lambda row: str(row.title), sort=("title__honour__name", "title__level")),
        Column("unit", "单位", value="title.unit.name", sort="title__unit__path", shown=False),
        Column("due", "报告期限", value=_due, kind="date", sort="due_date"),
        Column("reported", "报告时间", value="reported_at", kind="time", sort="reported_at"),
        Column("reminded", "催报时间", value="reminded_at", kind="time", sort="reminded_at", shown=False),
        Column(
            "result", "结果", sort="result",
            value=lambda row: Light(colour=COLOURS.get(row.result, "grey"), word=row.get_result_display()),
        ),
        Column("open", "办理", value=lambda row: "看报告" if row.report else "办理",
               link=lambda row: reverse("office:review", args=[row.pk])),
    )  # fmt: skip
    search_fields = ("title__holder__name", "title__unit__name", "title__unit__initials")
    search_label = "搜索持有者、拼音首字母"
    default_sort = "due"


def _late(rows: Any, values: list[str]) -> Any:
    late = Q(due_date__lt=clock.today(), result=ReviewResult.DUE)
    return rows.filter(late) if values == ["yes"] else rows.exclude(late)


FILTERS = (
    ChoiceFilter("result", "结果", ReviewResult.choices),
    ChoiceFilter("late", "期限", [("yes", "逾期未报"), ("no", "没有逾期")], by=_late),
)


@require_safe
def reviews(request: SignedIn) -> HttpResponseBase:
    """Show the year's reviews, and what else is open: proposals, orders, appeals."""
    must_hold(request.user, OFFICE_READERS)
    today, user = clock.today(), request.user
    seen = YearlyReview.objects.filter(reach(user, OFFICE_READERS, "title__unit__"))
    years = sorted(set(seen.values_list("year", flat=True).distinct()), reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else next(iter(years), today.year)
    may_run = has_role(user, OFFICERS)
    columns = ReviewTable.columns if may_run else ReviewTable.columns[:-1]
    rows = lives.reviews_in_reach(user, year=year)
    table = ReviewTable(rows, request.GET, cookies=request.COOKIES, filters=FILTERS, columns=columns)
    if table.wants_export:
        return export_response(table, f"{year}年度复查")
    shown: dict[str, Any] = {"table": table, "year": year, "years": years, "may_run": may_run}
    shown |= {"stats": _counts(seen.filter(year=year), today), "open": _open(request)}
    return render(request, "office/titles/reviews.html", shown)


def _counts(rows: Any, today: date) -> dict[str, int]:
    late = Q(result=ReviewResult.DUE, due_date__lt=today)
    told: dict[str, int] = rows.aggregate(
        all=Count("id"),
        due=Count("id", filter=Q(result=ReviewResult.DUE) & ~late),
        late=Count("id", filter=late),
        reported=Count("id", filter=Q(result=ReviewResult.REPORTED)),
        passed=Count("id", filter=Q(result=ReviewResult.PASSED)),
        missed=Count("id", filter=Q(result__in=(ReviewResult.MISSED, ReviewResult.FAILED))),
    )
    return told


def _open(request: SignedIn) -> list[tuple[str, str, str, Light]]:
    """Return what waits for somebody: who, what, where, by when; the most urgent first."""
    today, user = clock.today(), request.user
    rows: list[tuple[date, str, str, str, bool]] = []
    for sanction in lives.sanctions_in_reach(user)[:MOST]:
        what = f"拟{sanction.get_kind_display()}（{sanction.get_state_display()}）"
        rows.append((sanction.statement_due_date, sanction.title.holder.masked, what, str(sanction.title_id), False))
    orders = Rectification.objects.filter(reach(user, OFFICE_READERS, "title__unit__"), state="open")
    for order in orders.select_related("title__holder").order_by("due_date", "id")[:MOST]:
        rows.append((order.due_date, order.title.holder.masked, "限期整改", str(order.title_id), order.is_provisional))
    for appeal in lives.appeals_in_reach(user)[:MOST]:
        rows.append((appeal.due_date, appeal.title.holder.masked, "申诉待决定", str(appeal.title_id), False))
    return [
        (name, what, reverse("office:title", args=[pk]), due_light(day, today=today, is_provisional=provisional))
        for day, name, what, pk, provisional in sorted(rows)
    ]


@require_http_methods(["GET", "POST"])
def open_year(request: SignedIn) -> HttpResponse:
    """Ask every holder of one's place for its yearly report."""
    must_hold(request.user, OFFICERS)
    place = tops_of(request.user, OFFICERS)[0]
    form = OpenReviewsForm(request.POST or None, today=clock.today())
    shown: dict[str, Any] = {
        "form": form, "heading": "布置年度报告", "submit": "布置", "back": reverse("office:reviews"), "here": "reviews",
        "lead": f"{place.name}范围内有效的称号都要交；已经布置过的不重复，持有单位会收到消息。",
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            count = open_reviews(unit_id=place.pk, actor=request.user, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            shown["refusal"] = shown_refusal(refusal)
        else:
            notices.tell(request, f"已布置{count}项年度报告。" if count else "这一年度都已经布置过。")
            return redirect(f"{reverse('office:reviews')}?year={form.cleaned_data['year']}")
    return render(request, "office/titles/entry.html", shown)


@require_http_methods(["GET", "POST"])
def remind(request: SignedIn) -> HttpResponse:
    """Show whom a reminder would reach; with `sure`, remind them, and tell who could not be reminded and why."""
    must_hold(request.user, OFFICERS)
    asked = request.POST if request.method == "POST" else request.GET
    ids = [int(each) for each in asked.getlist("ids") if each.isdecimal()][:MOST]
    rows = lives.reviews_in_reach(request.user).filter(reach(request.user, OFFICERS, "title__unit__"))
    overdue = rows.filter(result=ReviewResult.DUE, due_date__lt=clock.today(), reminded_at=None)
    wanted = list(overdue.filter(pk__in=ids) if ids else overdue[:MOST])
    shown: dict[str, Any] = {"wanted": wanted, "others": len(set(ids) - {each.pk for each in wanted})}
    if request.POST.get("sure"):
        refused = _reminded(request, wanted)
        notices.tell(request, f"已书面催报{len(wanted) - len(refused)}项；催报期满仍未报的，可以按自动放弃办理。")
        if not refused:
            return redirect("office:reviews")
        shown |= {"refused": refused, "wanted": []}
    return render(request, "office/titles/remind.html", shown)


def _reminded(request: SignedIn, wanted: list[YearlyReview]) -> list[tuple[YearlyReview, Refusal]]:
    refused = []
    for review in wanted:
        try:
            remind_holder(review_id=review.pk, actor=request.user, at=clock.now())
        except Refusal as refusal:
            refused.append((review, refusal))
    return refused


@require_http_methods(["GET", "POST"])
def review(request: SignedIn, review_id: int) -> HttpResponse:
    """Show a yearly report; pass it, fail it, put it off, remind of it, or let the title lapse after notice."""
    found = access.review_to_judge(request.user, review_id)
    asked = request.POST.get("act", "")
    judge = JudgeForm(request.POST if asked == "pass" else None)
    lapse = LapseForm(request.POST if asked == "lapse" else None)
    is_open = found.result in (ReviewResult.DUE, ReviewResult.REPORTED)
    shown: dict[str, Any] = {"review": found, "title": found.title, "judge": judge, "lapse": lapse}
    shown |= {"is_open": is_open, "is_reported": found.result == ReviewResult.REPORTED}
    shown |= {"is_late": found.result == ReviewResult.DUE and found.due_date < clock.today()}
    told: dict[str, Any] = {"title": found.title, "today": clock.today()}
    fail = FailForm(*((request.POST, request.FILES) if asked == "fail" else ()), **told)
    defer = DeferForm(request.POST if asked == "defer" else None, **told)
    may_judge = TITLES.row(found.title.state, "fail") is not None
    shown |= {"fail": fail, "defer": defer, "may_judge": may_judge, "asked": asked}
    if request.method == "POST":
        try:
            if said := _judged(request, found, judge, lapse, asked) or _not_in_order(
                request, found, fail, defer, asked
            ):
                notices.tell(request, said)
                return redirect("office:review", found.pk)
        except Refusal as refusal:
            shown["refusal"] = shown_refusal(refusal)
    return render(request, "office/titles/review.html", shown)


def _judged(request: SignedIn, found: YearlyReview, judge: JudgeForm, lapse: LapseForm, asked: str) -> str:
    """Do what was asked; say what was done, or nothing when the form must be mended."""
    user, at = request.user, clock.now()
    if asked == "remind":
        remind_holder(review_id=found.pk, actor=user, at=at)
        return "已书面催报。"
    if asked == "pass" and judge.is_valid():
        pass_review(review_id=found.pk, paper=judge.paper(), actor=user, at=at)
        return "复查合格，已登记。"
    if asked == "lapse" and lapse.is_valid():
        lapse_title(review_id=found.pk, paper=lapse.paper(), actor=user, at=at)
        return "已按自动放弃办理，并已通知单位；单位可以申诉。"
    return ""


def _not_in_order(request: SignedIn, found: YearlyReview, fail: FailForm, defer: DeferForm, asked: str) -> str:
    """Fail a review or put it off; say what was done, or nothing when the form must be mended."""
    user, at = request.user, clock.now()
    if asked == "fail" and fail.is_valid():
        kind = SanctionKind(fail.cleaned_data["kind"])
        fail_review(review_id=found.pk, kind=kind, paper=fail.paper(), actor=user, at=at)
        return f"复查不合格，已提出拟{kind.label}并通知单位陈述申辩；由另一位工作人员决定。"
    if asked == "defer" and defer.is_valid():
        said = defer.cleaned_data
        defer_review(review_id=found.pk, reason=said["reason"], days=said["days"], actor=user, at=at)
        return "已暂缓复查，并已通知单位补充报告。"
    return ""
