"""A unit's page 申报 and its applications: what is owed, what stands in the way, what is handed in and answered."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from chuangwen import clock
from chuangwen.civic.rounds.models import Application
from chuangwen.civic.rounds.operations.applications import start_application
from chuangwen.civic.rounds.operations.opinions import ask_opinions
from chuangwen.civic.rounds.operations.screening import refuse_application, return_application
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.operations.papers import Paper
from tests.civic import candidacies
from tests.civic.small_books import a_published_book
from tests.factories import a_unit, an_entry

LATE = Paper(grounds=("late",), reason="缺少去年的年度总结。", number="云文明办〔2026〕9号")


@pytest.fixture
def round_(city, officer):
    return candidacies.a_round(city, officer, at=clock.now())


@pytest.fixture
def application(round_, city, clerk):
    return candidacies.an_application(round_, city.agency, clerk, at=clock.now())


def honours(city):
    return reverse("unit:honours", args=[city.agency.pk])


def door(name, row, *more):
    return reverse(f"unit:{name}", args=[row.pk, *more])


def draft(round_, city, clerk):
    holder = candidacies.a_holder(city.agency, clerk)
    return start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=clock.now())


def state_of(application):
    return Application.objects.values_list("state", flat=True).get(pk=application.pk)


def test_without_anything_the_page_says_what_it_is_for(sign_in, city, clerk):
    said = sign_in(clerk).get(honours(city)).content.decode()

    assert "现在没有可以申报的称号" in said
    assert "申报" in said


def test_an_open_round_says_that_the_unit_may_apply_and_a_click_begins(sign_in, city, clerk, round_):
    page = sign_in(clerk)
    before = page.get(honours(city)).content.decode()
    begin = reverse("unit:apply", args=[city.agency.pk, round_.pk])

    answers = [page.post(begin, {"for": "unit"}) for _ in range(2)]

    made = Application.objects.get()
    assert "符合申报条件" in before
    assert "开始申报" in before
    assert [answer.url for answer in answers] == [door("application", made)] * 2
    assert "2025年度市级文明单位申报" in page.get(honours(city)).content.decode()


def test_every_hindrance_is_named_with_its_way_out(sign_in, city, officer, clerk):
    round_ = candidacies.a_round(city, officer, at=clock.now(), needs_level="county")
    an_entry(unit=city.agency, kind="violation", topic="", title="一起责任事故", start_date=clock.today())

    said = sign_in(clerk).get(honours(city)).content.decode()

    assert "申报须先持有县级同类称号" in said
    assert "请先取得县级称号" in said
    assert "一起责任事故" in said
    assert "请先向文明办申请更正记录" in said
    assert f'action="{reverse("unit:apply", args=[city.agency.pk, round_.pk])}"' not in said


def test_what_is_refused_on_handing_in_lists_every_obstacle(sign_in, city, officer, clerk):
    round_ = candidacies.a_round(city, officer, at=clock.now(), needs_level="county")
    made = draft(round_, city, clerk)
    an_entry(unit=city.agency, kind="violation", topic="", title="一起责任事故", start_date=clock.today())

    said = sign_in(clerk).post(door("application-submit", made)).content.decode()

    assert state_of(made) == "drafted"
    assert "没有提交申报" in said
    assert said.count("<li>") >= 2
    assert "请先取得县级称号" in said
    assert "请先向文明办申请更正记录" in said


def test_a_draft_is_handed_in_once_however_often_the_button_is_pressed(sign_in, city, clerk, round_):
    made, page = draft(round_, city, clerk), sign_in(clerk)
    owed = page.get(honours(city)).content.decode()

    asked = page.get(door("application-submit", made)).content.decode()
    for _ in range(2):
        page.post(door("application-submit", made))

    assert "提交申报" in owed
    assert "自评得分和特色工作按现在的内容固定" in asked
    assert state_of(made) == "submitted"
    assert made.history.filter(event="submit").count() == 1
    assert "不用填写" not in page.get(door("application", made)).content.decode()


@pytest.fixture
def booked(city, officer, clerk):
    """A draft in a round with a book."""
    book = a_published_book(city.city)
    round_ = candidacies.a_round(city, officer, at=clock.now(), edition_id=book.pk)
    return draft(round_, city, clerk)


def test_a_unit_chooses_the_criteria_that_it_writes_about(sign_in, clerk, booked):
    page, write = sign_in(clerk), door("application-features", booked)

    first = page.get(write)
    led_to = page.post(write, {"more": "I-1"}).url
    asked = page.get(led_to)
    page.post(write, {"text-I-1": "夜间巡回宣讲\r\n二十场。"})

    booked.refresh_from_db()
    assert first.context["form"].codes == []
    assert asked.context["form"].codes == ["I-1"]
    assert "最多500个字" in asked.content.decode()
    assert booked.features == {"I-1": "夜间巡回宣讲\n二十场。"}
    assert "夜间巡回宣讲" in page.get(door("application", booked)).content.decode()


def test_a_feature_of_more_than_500_characters_is_not_kept_nor_lost(sign_in, clerk, booked):
    said = sign_in(clerk).post(door("application-features", booked), {"text-I-1": "写" * 501}).content.decode()

    booked.refresh_from_db()
    assert booked.features == {}
    assert "写" * 501 in said
    assert "还有1处需要改一下" in said


def test_a_break_of_lines_counts_as_one_character(sign_in, clerk, booked):
    sign_in(clerk).post(door("application-features", booked), {"text-I-1": "写\r\n" * 249 + "写写"})

    booked.refresh_from_db()
    assert len(booked.features["I-1"]) == 500


def test_a_returned_application_shows_why_and_by_when_and_is_mended(sign_in, city, officer, clerk, application):
    return_application(application_id=application.pk, paper=LATE, actor=officer, at=clock.now())
    page = sign_in(clerk)

    listed = page.get(honours(city)).content.decode()
    shown = page.get(door("application", application)).content.decode()
    printed = page.get(door("application-notice", application)).content.decode()
    page.post(door("application-submit", application))

    assert "补正申报" in listed
    for said in (listed, shown, printed):
        assert "材料逾期未补正。" in said
        assert "缺少去年的年度总结。" in said
    assert state_of(application) == "submitted"


def test_a_refused_application_gives_its_notice_on_paper(sign_in, officer, clerk, application):
    refuse_application(application_id=application.pk, paper=LATE, actor=officer, at=clock.now())
    page = sign_in(clerk)

    shown = page.get(door("application", application)).content.decode()
    paper = page.get(door("application-paper", application, "refusal", "docx"))

    assert "缺少去年的年度总结。" in shown
    assert door("application-submit", application) not in shown
    assert b"".join(paper.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize(("suffix", "head"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_application_form_comes_filled_to_be_signed(sign_in, clerk, application, suffix, head):
    paper = sign_in(clerk).get(door("application-paper", application, "form", suffix))

    assert b"".join(paper.streaming_content).startswith(head)
    assert suffix in paper["Content-Disposition"]


def test_the_application_form_holds_what_the_ledger_gave_on_the_day(sign_in, city, officer, clerk, booked):
    candidacies.a_title(city, city.agency, officer, level="county")
    page = sign_in(clerk)
    page.post(door("application-submit", booked))
    an_entry(unit=city.agency, kind="document", topic="creation")

    paper = page.get(door("application-paper", booked, "form", "docx"))

    booked.refresh_from_db()
    said = text_in(b"".join(paper.streaming_content))
    frozen = booked.self_card["card"]["marks"]["I-1"]["have"]
    assert "县级文明单位" in said
    assert frozen in said


def text_in(content):
    file = Document(BytesIO(content))
    return "".join(part.text or "" for part in file.element.body.iter() if part.tag.endswith("}t"))


def test_a_draft_has_no_form_to_sign_yet(sign_in, clerk, booked):
    assert sign_in(clerk).get(door("application-paper", booked, "form", "docx")).status_code == 404


@pytest.mark.parametrize(("which", "suffix"), [("refusal", "pdf"), ("form", "txt"), ("other", "docx")])
def test_a_paper_that_is_not_there_is_not_found(sign_in, clerk, application, which, suffix):
    assert sign_in(clerk).get(door("application-paper", application, which, suffix)).status_code == 404


def test_an_application_is_withdrawn_with_its_reason_and_may_begin_anew(sign_in, city, clerk, application):
    page = sign_in(clerk)

    unreasoned = page.post(door("application-withdraw", application), {"reason": ""})
    before = state_of(application)
    for _ in range(2):
        page.post(door("application-withdraw", application), {"reason": "单位即将合并。"})

    assert "请填写撤回的原因" in unreasoned.content.decode()
    assert (before, state_of(application)) == ("submitted", "withdrawn")
    assert application.history.get(event="withdraw").reason == "单位即将合并。"
    assert "开始申报" in page.get(honours(city)).content.decode()


def test_an_applicant_learns_that_a_department_has_answered_and_not_what(sign_in, city, officer, clerk, application):
    department = a_unit(parent=city.city, kind="agency", name="云岭市应急管理局")
    at = clock.now()
    ask_opinions(
        round_id=application.round_id, application_ids=[application.pk], unit_ids=[department.pk], actor=officer, at=at
    )
    application.opinions.update(answer="objects", text="上月有一起未结案件。")

    said = sign_in(clerk).get(door("application", application)).content.decode()

    assert "云岭市应急管理局：已答复" in said
    assert "上月有一起未结案件" not in said


def test_a_round_for_households_is_applied_in_for_one_of_them(sign_in, city, officer, clerk):
    candidacies.an_honour(officer, code="family", name="文明家庭", holder_kinds=("household",))
    round_ = candidacies.a_round(city, officer, at=clock.now(), honour_code="family")
    begin, page = reverse("unit:apply", args=[city.agency.pk, round_.pk]), sign_in(clerk)
    nobody = page.get(begin).content.decode()
    told = {"kind": HolderKind.HOUSEHOLD, "name": "周禾家庭", "consent_note": "2026年3月1日签字"}
    home = candidacies.a_holder(city.agency, clerk, **told)

    listed = page.get(honours(city)).content.decode()
    page.post(begin, {"holder": home.pk})

    assert "还没有登记可以参加的对象" in nobody
    assert "为科室、家庭或个人申报" in listed
    assert Application.objects.get().holder == home


def many_rounds(city, officer, clerk, count):
    for each in range(count):
        code = f"honour{each}"
        candidacies.an_honour(officer, code=code, name=f"文明单位{each}")
        round_ = candidacies.a_round(city, officer, at=clock.now(), honour_code=code)
        holder = candidacies.a_holder(city.agency, clerk, HolderKind.SUB_UNIT, f"第{each}科室")
        start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=clock.now())
        candidacies.a_title(city, city.agency, officer, honour_code=code, level="county")


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_page_asks_the_same_however_much_is_on_it(
    sign_in, city, officer, clerk, count, django_assert_max_num_queries
):
    many_rounds(city, officer, clerk, count)
    page = sign_in(clerk)
    page.get(honours(city))

    with django_assert_max_num_queries(29) as asked:
        shown = page.get(honours(city))

    assert (len(shown.context["rounds"]), len(shown.context["applications"])) == (count, count)
    assert len(shown.context["titles"]) == count
    assert len(asked) > 10


def test_all_applications_and_titles_have_lists_of_their_own(sign_in, city, officer, clerk):
    many_rounds(city, officer, clerk, 2)
    page = sign_in(clerk)

    applied = page.get(reverse("unit:applications", args=[city.agency.pk]))
    held = page.get(reverse("unit:titles", args=[city.agency.pk]))

    assert applied.context["table"].count == 2
    assert held.context["table"].count == 2


def test_after_the_last_day_nothing_is_begun_and_the_draft_says_so(sign_in, city, clerk, round_):
    made = draft(round_, city, clerk)
    yesterday = clock.today() - timedelta(days=1)
    round_.apply_from_date, round_.apply_due_date = yesterday, yesterday
    round_.save()
    page = sign_in(clerk)

    listed = page.get(honours(city)).content.decode()
    refused = page.post(door("application-submit", made)).content.decode()

    assert "已逾期" in listed
    assert "没有提交申报" in refused
    assert state_of(made) == "drafted"


def test_another_units_clerk_finds_no_such_application(sign_in, city, other_clerk, application):
    page = sign_in(other_clerk)

    for name in ("application", "application-features", "application-submit", "application-withdraw"):
        assert page.get(door(name, application)).status_code == 404
