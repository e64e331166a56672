"""The year's reviews, re-checks drawn by lot, on the office's pages."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.titles.enums import ReviewResult
from chuangwen.civic.titles.models import Recheck, Sanction, Title, YearlyReview
from chuangwen.civic.titles.operations.awards import register_title
from chuangwen.civic.titles.operations.reviews import report_yearly
from tests.civic.candidacies import a_holder, a_title
from tests.factories import NOON, TODAY, a_unit


@pytest.fixture
def title(city, officer):
    return a_title(city, city.agency, officer, from_date=TODAY - timedelta(days=200))


def another(city, officer, title, name):
    holder = a_holder(a_unit(parent=city.district, kind="agency", name=name), officer)
    told = {"document": "决定", "number": "云文明委〔2024〕2号", "from_date": title.from_date}
    return register_title(holder_id=holder.pk, programme_id=title.programme_id, **told, actor=officer, at=NOON)


def a_review(title, *, days=-5, **columns):
    due = clock.today() + timedelta(days=days)
    return YearlyReview.objects.create(title=title, year=2025, due_date=due, **columns)


def judge(page, review, **said):
    return page.post(reverse("office:review", args=[review.pk]), said)


def test_a_year_is_asked_for_once_of_every_title(sign_in, city, officer, title):
    another(city, officer, title, "青石区商务局")
    page = sign_in(officer)
    said = {"year": 2026, "due_date": clock.today() + timedelta(days=30)}

    for _ in range(2):
        page.post(reverse("office:reviews-open"), said)
    shown = page.get(reverse("office:reviews"))

    assert YearlyReview.objects.count() == 2
    assert (shown.context["stats"]["all"], shown.context["stats"]["due"], shown.context["year"]) == (2, 2, 2026)


def test_figures_part_what_is_owed_from_what_is_late_and_what_is_judged(sign_in, city, officer, title):
    a_review(title)
    a_review(another(city, officer, title, "青石区商务局"), days=5)
    a_review(another(city, officer, title, "青石区司法局"), result=ReviewResult.PASSED)

    shown = sign_in(officer).get(reverse("office:reviews"))

    stats = shown.context["stats"]
    assert (stats["due"], stats["late"], stats["passed"], stats["all"]) == (1, 1, 1, 3)


def test_those_who_are_late_are_reminded_together_once(sign_in, city, officer, title):
    late, soon = a_review(title), a_review(another(city, officer, title, "青石区商务局"), days=5)
    page, door = sign_in(officer), reverse("office:reviews-remind")

    preview = page.post(door, {"ids": [late.pk, soon.pk]})
    before = YearlyReview.objects.exclude(reminded_at=None).count()
    page.post(door, {"ids": [late.pk], "sure": "1"})
    again = page.post(door, {"ids": [late.pk]}).content.decode()

    assert ([each.pk for each in preview.context["wanted"]], preview.context["others"]) == ([late.pk], 1)
    assert before == 0
    assert YearlyReview.objects.get(pk=late.pk).reminded_at
    assert "没有需要催报的" in again


def test_a_report_is_read_and_passed(sign_in, officer, clerk, title):
    review = a_review(title, days=5)
    report_yearly(review_id=review.pk, report="全年保持创建水平。", events="", actor=clerk, at=clock.now())
    page = sign_in(officer)

    shown = page.get(reverse("office:review", args=[review.pk])).content.decode()
    judge(page, review, act="pass", basis="复查工作方案", reason="合格。")

    assert "全年保持创建水平。" in shown
    assert Title.objects.get().state == "reviewed_ok"


def test_without_a_report_a_title_lapses_only_after_the_reminder_ran_out(sign_in, officer, title):
    review = a_review(title)
    page = sign_in(officer)
    said = {"act": "lapse", "basis": "管理办法第十五条", "number": "云文明委〔2026〕6号", "typed": "终止"}

    judge(page, review, act="remind")
    too_early = judge(page, review, **said).content.decode()
    Title.objects.update(notice_due_date=clock.today() - timedelta(days=1))
    judge(page, review, **said)

    assert "催报" in too_early
    assert "怎么办" in too_early
    assert (Title.objects.get().state, YearlyReview.objects.get().result) == ("lapsed", "missed")


def test_anybody_can_repeat_a_draw_from_what_the_page_shows(sign_in, city, officer, leader, title):
    for name in ("青石区商务局", "青石区司法局", "青石区财政局"):
        another(city, officer, title, name)
    sign_in(officer).post(reverse("office:recheck-new"), {"wanted": 2, "seed": "2026-11-22", "honour": "", "level": ""})

    drawn = Recheck.objects.get()
    page = sign_in(leader).get(reverse("office:recheck", args=[drawn.pk]))

    repeated = sorted(drawn.pool, key=lambda pk: sha256(f"{drawn.seed}:{pk}".encode()).hexdigest())[:2]
    assert [each.title_id for each in page.context["picks"]] == repeated
    said = page.content.decode()
    assert "2026-11-22" in said
    assert page.context["pool"] in said


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_calendar_asks_the_same_however_long(sign_in, city, officer, django_assert_max_num_queries, title, count):
    a_review(title)
    for n in range(1, count):
        a_review(another(city, officer, title, f"青石区第{n}局"))
    page = sign_in(officer)

    with django_assert_max_num_queries(14):
        shown = page.get(reverse("office:reviews"))

    assert shown.context["table"].count == count


@pytest.fixture
def reported(title, clerk):
    review = a_review(title, days=5)
    return report_yearly(review_id=review.pk, report="全年保持创建水平。", events="", actor=clerk, at=clock.now())


FAULT = {
    "fail-kind": "warn",
    "fail-grounds": ["accident"],
    "fail-reason": "发生一起责任事故。",
    "fail-basis": "办法第十条",
}


def test_a_report_that_is_not_in_order_leads_to_a_proposed_warning(sign_in, officer, title, reported):
    page = sign_in(officer)

    judge(page, reported, act="fail", **FAULT, **{"fail-evidence_note": "事故调查报告"})

    sanction = Sanction.objects.get()
    assert (sanction.kind, sanction.state, sanction.review_id) == ("warn", "proposed", reported.pk)
    shown = page.get(reverse("office:title", args=[title.pk])).content.decode()
    assert "复查不合格" in shown
    assert "拟警告" in shown
    assert "复查不合格" in page.get(reverse("office:review", args=[reported.pk])).content.decode()


def test_a_failure_without_evidence_is_told_at_its_field_and_keeps_what_was_typed(sign_in, officer, reported):
    shown = judge(sign_in(officer), reported, act="fail", **FAULT).content.decode()

    assert "请写明佐证是什么" in shown
    assert "发生一起责任事故。" in shown
    assert not Sanction.objects.exists()


def test_a_review_is_put_off_and_the_clerk_reads_what_is_lacking(sign_in, officer, clerk, reported):
    judge(sign_in(officer), reported, act="defer", **{"defer-reason": "缺消防整改的材料。", "defer-days": "5"})

    reported.refresh_from_db()
    assert reported.result == ReviewResult.DUE
    shown = sign_in(clerk).get(reverse("unit:review", args=[reported.pk])).content.decode()
    assert "文明办暂缓复查，请补充：缺消防整改的材料。" in shown


def test_time_for_a_statement_is_made_longer_on_its_own_page(sign_in, officer, title, reported):
    page = sign_in(officer)
    judge(page, reported, act="fail", **FAULT, **{"fail-evidence_note": "事故调查报告"})
    before = Sanction.objects.get().statement_due_date
    assert "延长陈述期限" in page.get(reverse("office:title", args=[title.pk])).content.decode()

    page.post(
        reverse("office:title-act", args=[title.pk, "extend-statement"]), {"days": "5", "reason": "单位正在核对。"}
    )

    assert Sanction.objects.get().statement_due_date > before
