"""What a day brings about titles by itself: terms end, and whoever owes something is told in time, once."""

from datetime import date, timedelta

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.civic.titles.models import Title, TitleEvent, YearlyReview
from chuangwen.civic.titles.operations.appeals import file_appeal
from chuangwen.civic.titles.operations.endings import expire_awarded
from chuangwen.civic.titles.operations.reviews import open_reviews, remind_holder, report_yearly
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, propose_sanction, waive_statement
from chuangwen.civic.wordbook import work_calendar
from tests.civic.candidacies import BLAME, DECISION, a_title
from tests.civic.days import chores_of, letters_to
from tests.civic.hands import at_once
from tests.factories import NOON

DUE = date(2025, 12, 31)
TERM_OVER = date(2028, 11, 20)


def working_days_before(last: date, count: int) -> date:
    day = last
    while work_calendar().working_days_between(day, last) < count:
        day -= timedelta(days=1)
    return day


@pytest.fixture
def title(city, officer):
    """A title of 青石区税务局, for three years from today."""
    title = a_title(city, city.agency, officer)
    Title.objects.filter(pk=title.pk).update(until_date=TERM_OVER)
    title.refresh_from_db()
    return title


@pytest.fixture
def review(city, officer, title):
    open_reviews(unit_id=city.city.pk, year=2025, due_date=DUE, actor=officer, at=NOON)
    return YearlyReview.objects.get()


def reminders_to(user):
    """Return letters about last days: what an act had told is left out."""
    return [
        subject for subject in letters_to(user) if "最后一天" in subject or "逾期" in subject or "没有在期限" in subject
    ]


def test_a_title_ends_by_itself_on_the_day_after_its_last_in_nobodys_name(city, title, clerk):
    assert chores_of(TERM_OVER - timedelta(days=1))["expire_titles"] == "没有期限届满的称号。"
    assert chores_of(TERM_OVER)["expire_titles"] == "1个称号期限已满，已记为到期。"
    assert chores_of(TERM_OVER)["expire_titles"] == "没有期限届满的称号。"

    title.refresh_from_db()
    event = TitleEvent.objects.get(event="expire")
    line = Line.objects.get(verb="titles.expired")
    assert (title.state, title.ended_date) == ("expired", TERM_OVER)
    assert (event.actor, event.actor_name) == (None, "系统")
    assert (line.actor, line.target, line.after["count"]) == (None, f"orgs.unit:{city.city.pk}", 1)
    assert letters_to(clerk).count("市级文明单位期限已满，称号已到期") == 1


def test_a_title_that_a_week_without_chores_has_missed_ends_on_its_own_day(title):
    chores_of(TERM_OVER + timedelta(days=9))

    title.refresh_from_db()
    assert title.ended_date == TERM_OVER


def test_a_report_is_reminded_of_at_each_step_once_and_then_as_overdue(review, clerk, officer):
    for count in (16, 15, 15, 10, 7, 3, 1, 0):
        chores_of(working_days_before(DUE, count))
    for later in (1, 2, 30):
        chores_of(DUE + timedelta(days=later))

    assert reminders_to(clerk) == [
        "市级文明单位2025年度报告：最后一天是2025年12月31日（周三），还剩15个工作日",
        "市级文明单位2025年度报告：最后一天是2025年12月31日（周三），还剩7个工作日",
        "市级文明单位2025年度报告：最后一天是2025年12月31日（周三），还剩1个工作日",
        "市级文明单位2025年度报告：期限到2025年12月31日（周三）为止，现已逾期",
    ]
    assert reminders_to(officer) == ["有1份年度报告逾期未交，期限到2025年12月31日（周三）为止"]


def test_after_days_without_chores_one_letter_tells_what_three_would_have(review, clerk):
    chores_of(working_days_before(DUE, 2))
    chores_of(working_days_before(DUE, 2))

    assert reminders_to(clerk) == ["市级文明单位2025年度报告：最后一天是2025年12月31日（周三），还剩2个工作日"]


def test_a_report_that_was_handed_in_is_reminded_of_no_more(review, clerk):
    report_yearly(review_id=review.pk, report="一切正常。", events="", actor=clerk, at=NOON)

    chores_of(DUE)

    assert reminders_to(clerk) == []


def test_reminding_is_not_the_notice_after_which_a_title_may_lapse(review, title):
    chores_of(DUE + timedelta(days=3))

    review.refresh_from_db()
    title.refresh_from_db()
    assert (review.reminded_at, title.notice_due_date) == (None, None)


def test_a_report_asked_for_in_writing_is_reminded_of_by_the_notices_own_last_day(review, title, clerk, officer):
    late = NOON + timedelta(days=60)
    remind_holder(review_id=review.pk, actor=officer, at=late)
    title.refresh_from_db()

    chores_of(working_days_before(title.notice_due_date, 1))
    chores_of(title.notice_due_date + timedelta(days=1))

    told = [subject for subject in letters_to(clerk) if "已经催报" in subject]
    assert [("还剩1个工作日" in subject, "现已逾期" in subject) for subject in told] == [(True, False), (False, True)]
    assert "青石区税务局的2025年度报告经催报仍未交" in letters_to(officer)


def test_a_statement_is_asked_for_until_its_last_day_and_then_the_office_is_told(title, clerk, officer):
    sanction = propose_sanction(title_id=title.pk, kind=SanctionKind.WARN, paper=BLAME, actor=officer, at=NOON)

    chores_of(working_days_before(sanction.statement_due_date, 3))
    chores_of(sanction.statement_due_date + timedelta(days=1))
    chores_of(sanction.statement_due_date + timedelta(days=2))

    assert reminders_to(clerk) == [
        "对市级文明单位的拟处理意见，请陈述申辩：最后一天是2025年11月27日（周四），还剩3个工作日"
    ]
    assert reminders_to(officer) == ["青石区税务局没有在期限内就市级文明单位的拟处理意见陈述"]


def test_what_is_to_be_put_right_and_an_appeal_are_reminded_of(title, clerk, officer, second_officer):
    sanction = propose_sanction(title_id=title.pk, kind=SanctionKind.ORDER, paper=BLAME, actor=officer, at=NOON)
    waive_statement(sanction_id=sanction.pk, actor=clerk, at=NOON)
    confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second_officer, at=NOON)
    order = title.rectifications.get()
    appeal = file_appeal(title_id=title.pk, text="处理过重。", actor=clerk, at=NOON)

    chores_of(working_days_before(order.due_date, 7))
    chores_of(max(order.due_date, appeal.due_date) + timedelta(days=1))

    told = reminders_to(clerk)
    assert [subject.split("：")[0] for subject in told] == ["市级文明单位限期整改"] * 2
    assert "还剩7个工作日" in told[0]
    assert "现已逾期" in told[1]
    assert "青石区税务局的限期整改已到期，请核查" in letters_to(officer)
    assert [subject for subject in letters_to(officer) if "请作出决定" in subject and "现已逾期" in subject]


def test_letters_of_a_day_are_one_line_of_the_journal_in_nobodys_name(review):
    chores_of(working_days_before(DUE, 7))

    line = Line.objects.get(verb="letters.reminders_posted")
    assert (line.actor, line.after["count"]) == (None, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_title_that_two_workers_end_at_once_ends_once(city, title):
    ends = lambda: expire_awarded(unit_id=city.city.pk, day=TERM_OVER, actor=None, at=NOON)  # noqa: E731 both do the same

    assert sorted(at_once(ends, ends, ends)) == [0, 0, 1]
    assert TitleEvent.objects.filter(event="expire").count() == 1
