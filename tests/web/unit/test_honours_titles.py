"""A title on its unit's pages: its life, its papers, its reports, statements and appeals; and who of the unit takes part."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.titles.enums import HolderKind, SanctionKind
from chuangwen.civic.titles.models import Appeal, Holder, Rectification, Sanction, Title, YearlyReview
from chuangwen.civic.titles.operations.reviews import remind_holder
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, propose_sanction
from tests.civic import candidacies
from tests.factories import a_person
from tests.web.doors import Side

STATEMENT = "事故由外包单位造成，我单位当天报告并整改。"


@pytest.fixture
def title(city, officer):
    return candidacies.a_title(city, city.agency, officer)


@pytest.fixture
def review(title):
    return YearlyReview.objects.create(title=title, year=2026, due_date=clock.today() + timedelta(days=20))


@pytest.fixture
def sanction(title, officer):
    return propose_sanction(
        title_id=title.pk, kind=SanctionKind.ORDER, paper=candidacies.BLAME, actor=officer, at=clock.now()
    )


def honours(city):
    return reverse("unit:honours", args=[city.agency.pk])


def door(name, row, *more):
    return reverse(f"unit:{name}", args=[row.pk, *more])


def decided(sanction, city):
    second = a_person(Role.OFFICER, city.city, username="second")
    return confirm_sanction(sanction_id=sanction.pk, paper=candidacies.DECISION, actor=second, at=clock.now())


def test_a_title_shows_its_whole_life_with_its_documents(sign_in, city, clerk, title):
    page = sign_in(clerk)

    listed = page.get(honours(city)).content.decode()
    said = page.get(door("title", title)).content.decode()

    assert door("title", title) in listed
    assert "云文明委〔2024〕2号" in said
    assert title.certificate.number in said
    assert "青石区税务局" in said


@pytest.mark.parametrize(("suffix", "head"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_certificate_is_had_on_paper(sign_in, clerk, title, suffix, head):
    paper = sign_in(clerk).get(door("title-certificate", title, suffix))

    assert b"".join(paper.streaming_content).startswith(head)


def test_a_title_that_has_ended_gives_out_no_certificate(sign_in, clerk, title):
    Title.objects.update(state="revoked", ended_date=clock.today())

    assert sign_in(clerk).get(door("title-certificate", title, "pdf")).status_code == 404


def test_a_yearly_report_is_owed_until_it_is_handed_in(sign_in, city, clerk, review):
    page = sign_in(clerk)
    before = page.get(honours(city)).content.decode()

    said = {"report": "坚持每月学习。", "events": "三月一起轻微事故，当日已报告。"}
    for _ in range(2):
        page.post(door("review", review), said)

    review.refresh_from_db()
    assert "2026年度报告" in before
    assert (review.result, review.report, review.events) == ("reported", *said.values())
    assert review.title.history.filter(event="report").count() == 1
    assert "填写报告" not in page.get(honours(city)).content.decode()


def test_a_reminded_report_shows_the_day_from_which_the_title_may_lapse(sign_in, city, officer, clerk, review):
    YearlyReview.objects.update(due_date=clock.today() - timedelta(days=1))
    remind_holder(review_id=review.pk, actor=officer, at=clock.now())
    review.title.refresh_from_db()

    owed = sign_in(clerk).get(honours(city)).context["owed"]

    assert [(each.what, each.due) for each in owed] == [("2026年度报告（已催报）", review.title.notice_due_date)]


def test_a_report_that_is_judged_is_only_read(sign_in, clerk, review):
    YearlyReview.objects.update(result="passed", report="坚持每月学习。", note="符合要求。")

    said = sign_in(clerk).get(door("review", review)).content.decode()

    assert "符合要求。" in said
    assert "<textarea" not in said


def test_bad_news_told_by_the_unit_itself_stands_in_the_life(sign_in, clerk, title):
    page, told = sign_in(clerk), {"event_date": clock.today(), "text": "食堂发生一起火情，无人受伤。"}

    for _ in range(2):
        page.post(door("title-event", title), told)

    assert title.history.filter(event="report").count() == 1
    assert "食堂发生一起火情" in page.get(door("title", title)).content.decode()


def test_a_proposed_sanction_is_answered_once_and_in_time(sign_in, city, clerk, sanction):
    page = sign_in(clerk)
    owed = page.get(honours(city)).context["owed"]
    asked = page.get(door("sanction", sanction)).content.decode()

    for _ in range(2):
        page.post(door("sanction", sanction), {"text": STATEMENT})

    sanction.refresh_from_db()
    assert [(each.what, each.due) for each in owed] == [("陈述申辩（拟限期整改）", sanction.statement_due_date)]
    assert "发生责任事故。" in asked
    assert "事故调查报告" in asked
    assert (sanction.state, sanction.statement) == ("heard", STATEMENT)
    assert sanction.title.history.filter(event="state").count() == 1


def test_a_statement_is_waived_after_one_question(sign_in, clerk, sanction):
    page = sign_in(clerk)

    asked = page.get(door("sanction-waive", sanction)).content.decode()
    for _ in range(2):
        page.post(door("sanction-waive", sanction))
    late = page.post(door("sanction", sanction), {"text": STATEMENT}).content.decode()

    assert "放弃后不能再提交陈述" in asked
    assert Sanction.objects.get().state == "waived"
    assert "没有提交陈述" in late


def test_an_order_shows_what_to_put_right_and_by_when(sign_in, city, clerk, sanction):
    page = sign_in(clerk)
    page.post(door("sanction", sanction), {"text": STATEMENT})
    decided(sanction, city)
    order = Rectification.objects.get()

    owed = page.get(honours(city)).context["owed"]
    said = page.get(door("title", sanction.title)).content.decode()
    paper = page.get(door("sanction-paper", sanction, "docx"))

    assert [(each.what, each.due) for each in owed] == [("限期整改", order.due_date)]
    assert "整改期限" in said
    assert "云文明委〔2025〕9号" in said
    assert b"".join(paper.streaming_content)[:2] == b"PK"


def test_a_decision_is_appealed_against_and_the_appeal_taken_back(sign_in, city, clerk, sanction):
    page = sign_in(clerk)
    page.post(door("sanction-waive", sanction))
    decided(sanction, city)
    offered = page.get(door("title", sanction.title)).content.decode()

    for _ in range(2):
        page.post(door("appeal-new", sanction.title), {"text": "认定事实不清。"})
    appeal = Appeal.objects.get()
    waiting = page.get(honours(city)).content.decode()
    for _ in range(2):
        page.post(door("appeal-withdraw", appeal))

    appeal.refresh_from_db()
    assert "提出申诉" in offered
    assert "等文明办答复" in waiting
    assert appeal.state == "withdrawn"


def test_an_appeal_against_nothing_is_refused_with_the_reason(sign_in, clerk, title):
    said = sign_in(clerk).post(door("appeal-new", title), {"text": "不服。"}).content.decode()

    assert "没有提交申诉" in said
    assert not Appeal.objects.exists()


def test_who_is_judged_sees_the_evidence_and_nobody_else_does(sign_in, city, officer, clerk, other_clerk, title):
    side = Side(city, city.district, city.agency, clerk, officer)
    blame = replace(candidacies.BLAME, evidence_id=side._evidence.file_id)
    propose_sanction(title_id=title.pk, kind=SanctionKind.WARN, paper=blame, actor=officer, at=clock.now())
    page = door("title-evidence", title, blame.evidence_id)

    own = sign_in(clerk).get(page)
    own.close()

    assert own.status_code == 200
    assert sign_in(other_clerk).get(page).status_code == 404
    assert sign_in(clerk).get(door("title-evidence", title, "0" * 64)).status_code == 404


# Those who belong to the unit -------------------------------------------------------
def test_a_household_is_entered_only_by_its_consent(sign_in, city, clerk):
    page, new = sign_in(clerk), reverse("unit:holder-new", args=[city.agency.pk])
    home = {"kind": HolderKind.HOUSEHOLD, "name": "周禾家庭"}

    refused = page.post(new, home | {"consent_note": ""}).content.decode()
    before = Holder.objects.count()
    for _ in range(2):
        page.post(new, home | {"consent_note": "2026年3月1日户主周禾签字"})

    assert "请先取得书面同意" in refused
    assert (before, Holder.objects.count()) == (0, 1)
    assert Holder.objects.get().has_consent


def test_consent_is_withdrawn_at_any_time_after_one_question(sign_in, city, clerk):
    home = candidacies.a_holder(city.agency, clerk, HolderKind.HOUSEHOLD, "周禾家庭", consent_note="已签字")
    page, listed = sign_in(clerk), reverse("unit:holders", args=[city.agency.pk])

    asked = page.get(door("holder-withdraw", home)).content.decode()
    before = page.get(listed).content.decode()
    for _ in range(2):
        page.post(door("holder-withdraw", home))

    assert "不再参加任何评选" in asked
    assert door("holder-withdraw", home) in before
    assert not Holder.objects.get().has_consent
    assert "已撤回同意" in page.get(listed).content.decode()
    assert door("holder-withdraw", home) not in page.get(listed).content.decode()


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_of_holders_asks_the_same_however_long(sign_in, city, clerk, count, django_assert_max_num_queries):
    for each in range(count):
        candidacies.a_holder(city.agency, clerk, HolderKind.SUB_UNIT, f"第{each}科室")
    page = sign_in(clerk)

    with django_assert_max_num_queries(11):
        shown = page.get(reverse("unit:holders", args=[city.agency.pk]))

    assert shown.context["table"].count == count


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_titles_page_asks_the_same_however_long_its_life(
    sign_in, city, clerk, title, count, django_assert_max_num_queries
):
    for each in range(count):
        YearlyReview.objects.create(title=title, year=1990 + each, due_date=clock.today())
    page = sign_in(clerk)

    with django_assert_max_num_queries(14):
        shown = page.get(door("title", title))

    assert len(shown.context["reviews"]) == count
