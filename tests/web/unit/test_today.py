"""The clerk's first page: where the unit stands, what to do next, what waits, what has changed."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.assessments import previews
from chuangwen.civic.assessments.models import PreviewDay
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.orgs.access import posts_of
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds.models import Round
from chuangwen.civic.rounds.operations.applications import start_application
from chuangwen.civic.rounds.operations.opinions import ask_opinions
from chuangwen.civic.rounds.operations.screening import return_application
from chuangwen.civic.rounds.queries.owed import owed_by
from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.civic.titles.models import YearlyReview
from chuangwen.civic.titles.operations.papers import Paper
from chuangwen.civic.titles.operations.reviews import open_reviews
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, propose_sanction, waive_statement
from chuangwen.web.ui.figures import cn_date
from tests.civic import candidacies
from tests.civic.small_books import a_published_book, texts
from tests.factories import a_document, a_person, a_proposal, a_unit, an_entry


@pytest.fixture
def book(city):
    return a_published_book(city.city)


@pytest.fixture
def today(city, clerk, sign_in):
    """Return a function that opens the first page of the clerk's unit."""
    client = sign_in(clerk)
    return lambda: client.get(reverse("unit:today", args=[city.agency.pk]))


def seen(response):
    """Return the words of a page as a reader sees them: without tags, spaces run together."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", response.content.decode()))


def waiting(response):
    return {each.label: (each.count, each.url) for each in response.context["waiting"]}


def test_home_leads_the_clerk_to_the_first_page_of_their_unit(city, clerk, sign_in):
    response = sign_in(clerk).get(reverse("unit:home"))

    assert response.url == reverse("unit:today", args=[city.agency.pk])


def test_home_is_not_there_for_people_who_fill_no_unit(city, clerk, officer, sign_in):
    assert sign_in(clerk).get(reverse("unit:home")).status_code == 302
    assert sign_in(officer).get(reverse("unit:home")).status_code == 404


@pytest.mark.usefixtures("_early_in_the_year")
def test_each_book_shows_its_mark_and_how_far_the_pass_line_is(city, book, today):
    an_entry(unit=city.agency, kind="document", topic="creation")

    response = today()

    assert "预计得分2.0分，满分10.0分，还可争取8.0分，达标线6.0分" in response.content.decode()
    assert "距达标线还差4.0分" in seen(response)


@pytest.mark.usefixtures("_early_in_the_year")
def test_the_best_steps_lead_to_the_form_that_takes_them(city, book, today):
    response = today()

    first = response.context["steps"][0]
    assert (first.step.kind, first.step.gain, first.label) == ("document", 2000, "记一笔")
    assert first.url == f"{reverse('unit:entry-new', args=[city.agency.pk])}?kind=document&topic=creation"
    assert "文件制度（文明创建）" in response.content.decode()


def test_an_entry_that_lacks_its_evidence_is_itself_the_next_step(city, book, today):
    bare = an_entry(unit=city.agency, kind="meeting", topic="creation", start_date=date(2025, 3, 5))

    steps = {each.step.worths[0].code: each for each in today().context["steps"]}

    assert (steps["I-1"].label, steps["I-1"].url) == ("去补齐", reverse("unit:entry", args=[bare.pk]))


@pytest.mark.usefixtures("_early_in_the_year")
def test_a_step_that_serves_two_books_shows_its_worth_in_each(city, book, today):
    a_published_book(city.district, texts(小测评="青石区测评", **{"book: small": "book: district"}))

    text = seen(today())

    assert "小测评细则（示例） +2.0分" in text
    assert "青石区测评细则（示例） +2.0分" in text
    assert "+4.0" in text


def test_drafts_proposals_and_bare_entries_wait_with_their_number_and_place(city, book, today):
    an_entry(unit=city.agency, status=Status.DRAFT)
    an_entry(unit=city.agency, kind="document", topic="creation")
    a_proposal(document=a_document(unit=city.agency))

    found = waiting(today())

    assert {label: count for label, (count, _) in found.items()} == {
        "草稿待确认": 1,
        "识读结果待核对": 1,
        "记录缺佐证": 1,
    }
    assert found["草稿待确认"][1].endswith("?status=draft")
    assert found["记录缺佐证"][1].endswith("?show=missing")


@pytest.mark.parametrize("label", ["草稿待确认", "记录缺佐证"])
def test_the_number_that_waits_is_the_number_of_rows_behind_it(city, book, clerk, sign_in, today, label):
    an_entry(unit=city.agency, status=Status.DRAFT)
    for day in (1, 2, 3):
        an_entry(unit=city.agency, kind="document", topic="creation", start_date=date(2025, 3, day))

    count, url = waiting(today())[label]

    assert sign_in(clerk).get(url).context["table"].count == count


def test_what_does_not_wait_is_not_mentioned(city, book, today):
    response = today()

    assert waiting(response) == {}
    assert "没有等您处理的事项" in response.content.decode()


def test_what_has_changed_is_told_by_day(city, book, today):
    an_entry(unit=city.agency, kind="document", topic="creation")
    previews.refresh(city.agency.pk, clock.now())
    yesterday = clock.today() - timedelta(days=1)
    PreviewDay.objects.create(edition=book, unit=city.agency, day=yesterday, certain=500)

    response = today()

    (change,) = response.context["changes"]
    assert (change.day, change.before, change.after) == (clock.today(), 500, 2000)
    assert "+1.5分" in response.content.decode()


def test_a_unit_without_a_book_is_told_what_to_do_meanwhile(city, today):
    text = today().content.decode()

    assert "还没有适用于本单位的测评细则" in text
    assert reverse("unit:entry-new", args=[city.agency.pk]) in text


def test_the_page_costs_as_many_queries_for_one_entry_as_for_thirty(city, book, today, django_assert_max_num_queries):
    today()
    for day in range(1, 30):
        an_entry(unit=city.agency, start_date=date(2025, 5, day))

    with django_assert_max_num_queries(14):
        today()


# What is owed under 申报 ---------------------------------------------------------
@pytest.fixture
def round_(city, officer):
    return candidacies.a_round(city, officer, at=clock.now())


def owed(response):
    return {each.label: (each.count, each.light.word, each.url) for each in response.context["waiting"] if each.light}


def test_a_draft_is_owed_until_applying_ends(city, clerk, round_, today):
    holder = candidacies.a_holder(city.agency, clerk)
    start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=clock.now())

    page = today()

    url = f"{reverse('unit:honours', args=[city.agency.pk])}#owed"
    assert owed(page) == {"申报草稿待提交": (1, cn_date(round_.apply_due_date), url)}
    assert f"1项申报草稿待提交最后一天：{cn_date(round_.apply_due_date)}" in seen(page).replace(" ", "")
    Round.objects.update(
        apply_from_date=clock.today() - timedelta(days=9), apply_due_date=clock.today() - timedelta(days=1)
    )
    assert owed(today()) == {}


def test_a_returned_application_is_owed(city, officer, clerk, round_, today):
    application = candidacies.an_application(round_, city.agency, clerk, at=clock.now())
    assert owed(today()) == {}

    paper = Paper(grounds=("late",), reason="缺少去年的年度总结。")
    returned = return_application(application_id=application.pk, paper=paper, actor=officer, at=clock.now())

    assert [word.startswith(cn_date(returned.due_date)) for _, word, _ in owed(today()).values()] == [True]


def test_what_a_title_asks_of_its_holder_is_owed_with_the_nearest_last_day(city, officer, clerk, today):
    title = candidacies.a_title(city, city.agency, officer)
    open_reviews(
        unit_id=city.city.pk,
        year=2020,
        due_date=clock.today() + timedelta(days=9),
        actor=officer,
        at=clock.now(),
    )
    YearlyReview.objects.create(title=title, year=2019, due_date=clock.today() - timedelta(days=3))
    paper = candidacies.BLAME
    sanction = propose_sanction(title_id=title.pk, kind=SanctionKind.ORDER, paper=paper, actor=officer, at=clock.now())

    found = owed(today())

    assert {label: count for label, (count, _, _) in found.items()} == {"年度报告待提交": 2, "拟处理意见待陈述": 1}
    assert found["年度报告待提交"][1] == f"{cn_date(clock.today() - timedelta(days=3))}，已逾期"
    assert list(found) == ["年度报告待提交", "拟处理意见待陈述"]

    second = a_person(Role.OFFICER, city.city, username="second", name="石见山")
    waive_statement(sanction_id=sanction.pk, actor=clerk, at=clock.now())
    confirm_sanction(sanction_id=sanction.pk, paper=candidacies.DECISION, actor=second, at=clock.now())

    assert set(owed(today())) == {"年度报告待提交", "限期整改待完成"}


def test_what_a_unit_owes_as_a_department_is_counted(city, officer, clerk, sign_in):
    department = a_unit(parent=city.city, kind="agency", name="云岭市应急管理局")
    colleague = a_person(Role.CLERK, department, username="colleague")
    round_ = candidacies.a_round(city, officer, at=clock.now(), screeners={"": department.pk})
    application = candidacies.an_application(round_, city.agency, clerk, at=clock.now())
    ask_opinions(
        round_id=round_.pk, application_ids=[application.pk], unit_ids=[department.pk], actor=officer, at=clock.now()
    )

    page = sign_in(colleague).get(reverse("unit:today", args=[department.pk]))

    assert {label: count for label, (count, _, _) in owed(page).items()} == {"申报待初审": 1, "征求意见待答复": 1}


def test_what_another_unit_owes_is_not_ours(city, officer, other_clerk, today):
    candidacies.a_title(city, city.other_agency, officer)
    due = clock.today() + timedelta(days=9)
    open_reviews(unit_id=city.city.pk, year=2020, due_date=due, actor=officer, at=clock.now())

    assert owed(today()) == {}


def test_however_much_is_owed_costs_one_query(city, officer, clerk, django_assert_num_queries):
    title = candidacies.a_title(city, city.agency, officer)
    posts_of(clerk)
    for year in range(2000, 2030):
        with django_assert_num_queries(1):
            owed_by(city.agency, clerk, clock.today())
        YearlyReview.objects.create(title=title, year=year, due_date=clock.today())

    assert owed_by(city.agency, clerk, clock.today())[0].count == 30
