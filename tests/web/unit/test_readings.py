"""The pages of a report: handed in, read, each fact answered by button or by key, many at once."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.ledger.models import Entry, Proposal, SourceDocument
from tests.core.reading.files import docx_bytes
from tests.core.sheets.making import workbook
from tests.factories import a_document, a_proposal, an_entry

TEXT = """青石区税务局文明创建工作总结

今年以来，召开文明创建专题会议4次，开展志愿服务活动12场。
全年投入创建经费3.5万元。没有发生一起安全责任事故。
明年计划开展道德讲堂6场。
"""
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def page(sign_in, clerk):
    return sign_in(clerk)


@pytest.fixture
def year():
    return clock.today().year - 1


def text(response):
    """The page with its line ends and idle spaces taken out."""
    return re.sub(r"\s+>", ">", re.sub(r"\s+", " ", response.content.decode()))


def hand_in(page, city, year, **sent):
    fields = {"words": TEXT, "first": date(year, 1, 1), "last": date(year, 12, 31)}
    return page.post(reverse("unit:readings", args=[city.agency.pk]), fields | sent)


def named(content, name):
    file = BytesIO(content)
    file.name = name
    return file


@pytest.fixture
def document(page, city, year):
    hand_in(page, city, year)
    return SourceDocument.objects.get()


def fact(kind, document):
    return Proposal.objects.get(document=document, kind=kind)


def door(name, thing):
    return reverse(f"unit:{name}", args=[thing.pk])


def status(proposal):
    proposal.refresh_from_db()
    return proposal.status


def test_the_page_asks_for_a_report_and_the_year_it_covers(page, city):
    shown = text(page.get(reverse("unit:readings", args=[city.agency.pk])))

    assert 'name="file"' in shown
    assert f'value="{clock.today().year}-01-01"' in shown
    assert f'value="{clock.today().year}-12-31"' in shown


def test_pasted_words_lead_to_their_facts_beside_the_text(page, city, year):
    shown = text(page.get(hand_in(page, city, year).url))

    assert "青石区税务局文明创建工作总结" in shown
    meeting = Proposal.objects.get(kind="meeting")
    assert f'id="p{meeting.pk}"' in shown
    assert f'data-facts="{meeting.pk}"' in shown
    assert f'href="#p{meeting.pk}"' in shown
    assert f'href="#t{meeting.pk}"' in shown
    assert "把握高" in shown
    assert "为什么这样读：" in shown


def word():
    return docx_bytes(lambda document: document.add_paragraph("今年召开文明创建专题会议4次。"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("总结.docx", word),
        ("总结.txt", lambda: "今年召开文明创建专题会议4次。".encode("gb18030")),
        ("汇总.xlsx", lambda: workbook(("事项",), ("今年召开文明创建专题会议4次",))),
        ("网页.html", lambda: b"<html><body>" + "<p>今年召开文明创建专题会议4次。</p>".encode()),
        ("汇总.csv", lambda: "事项,数量\n今年召开文明创建专题会议4次,\n".encode("gb18030")),
    ],
)
def test_files_of_many_kinds_are_read(page, city, year, name, content):
    response = hand_in(page, city, year, words="", file=named(content(), name))

    assert response.status_code == 302
    assert Proposal.objects.get(kind="meeting").value == 4
    assert SourceDocument.objects.get().name == name


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.docx", b"", "空的"),
        ("坏.pdf", b"%PDF-1.4 broken", "损坏"),
        ("加密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40, "密码"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 40, "旧版"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_what_to_do(page, city, year, name, content, said):
    response = hand_in(page, city, year, words="", file=named(content, name))

    assert response.status_code == 200
    assert said in text(response)
    assert name in text(response)
    assert not SourceDocument.objects.exists()


def test_a_file_beyond_the_cap_is_refused_at_its_field(page, city, year, settings):
    settings.UPLOAD_CAP = 100

    response = hand_in(page, city, year, words="", file=named(b"x" * 200, "大.txt"))

    assert "上限" in text(response)
    assert not SourceDocument.objects.exists()


def test_nothing_handed_in_is_asked_for(page, city, year):
    assert "请上传一份材料，或者把文字粘贴到下面。" in text(hand_in(page, city, year, words=" "))


def test_a_period_that_ends_before_it_begins_is_refused(page, city, year):
    response = hand_in(page, city, year, last=date(year - 1, 1, 1))

    assert "结束的日期早于开始的日期" in text(response)


def test_the_same_report_leads_back_to_its_progress(page, city, year, document):
    response = hand_in(page, city, year)

    assert response.url == door("reading", document)
    assert "这份材料之前识读过" in text(page.get(response.url))
    assert SourceDocument.objects.count() == 1


def test_a_fact_is_accepted_by_its_button(page, document):
    meeting = fact("meeting", document)

    response = page.post(door("proposal-accept", meeting), follow=True)

    assert response.redirect_chain[0][0] == f"{door('reading', document)}#p{meeting.pk}"
    assert "已采纳，记入台账。" in text(response)
    assert status(meeting) == "accepted"
    assert reverse("unit:entry", args=[meeting.entry_id]) in text(response)


def test_with_htmx_only_the_row_and_the_counts_come_back(page, document):
    meeting = fact("meeting", document)

    shown = text(page.post(door("proposal-accept", meeting), **HTMX))

    assert shown.strip().startswith(f'<li id="p{meeting.pk}"')
    assert "<html" not in shown
    assert '<b id="count-accepted" hx-swap-oob="true">1</b>' in shown
    assert "已采纳，记入台账。" in shown


def test_a_fact_is_turned_down_and_opened_again(page, document):
    meeting = fact("meeting", document)

    page.post(door("proposal-reject", meeting))
    assert status(meeting) == "rejected"

    page.post(door("proposal-reopen", meeting))
    assert status(meeting) == "open"
    assert not Entry.objects.exists()


def test_undoing_an_acceptance_withdraws_the_entry(page, document):
    meeting = fact("meeting", document)
    page.post(door("proposal-accept", meeting))

    response = page.post(door("proposal-reopen", meeting), follow=True)

    assert "台账里的记录已撤回" in text(response)
    assert Entry.objects.get().status == "withdrawn"


def test_a_fact_is_mended_by_its_form_and_recorded(page, document):
    meeting = fact("meeting", document)
    form = page.get(door("proposal-edit", meeting))
    assert "修改后采纳" in text(form)
    assert 'name="times" value="4"' in text(form)

    fields = {
        "kind": "meeting",
        "action": "confirm",
        "token": "t",
        "title": "创建专题会",
        "times": "5",
        "topic": "creation",
    }
    page.post(door("proposal-edit", meeting), fields | {"start_date": f"{clock.today().year - 1}-05-06"})

    entry = Entry.objects.get()
    assert (entry.title, entry.times, entry.document) == ("创建专题会", 5, document)
    assert status(meeting) == "accepted"


def test_the_kind_may_be_changed_and_the_number_goes_where_its_unit_fits(page, document):
    funding = fact("funding", document)

    form = text(page.get(door("proposal-edit", funding), {"kind": "donation"}))

    assert 'name="q_amount" value="35000"' in form


def test_a_form_that_is_wrong_comes_back_with_its_errors(page, document):
    meeting = fact("meeting", document)
    fields = {
        "kind": "meeting",
        "action": "confirm",
        "token": "t",
        "title": "",
        "times": "0",
        "start_date": "2023-02-30",
    }

    shown = text(page.post(door("proposal-edit", meeting), fields, **HTMX))

    assert "请填写标题" in shown
    assert "这一天不存在" in shown
    assert status(meeting) == "open"


def test_a_count_of_nothing_comes_back_as_a_form_instead_of_a_fact(page, document):
    nothing = Proposal.objects.get(document=document, value=0)

    shown = text(page.post(door("proposal-accept", nothing), **HTMX))

    assert "is-editing" in shown
    assert status(nothing) == "open"
    assert not Entry.objects.exists()


def test_many_facts_are_counted_before_they_are_accepted(page, document):
    question = text(page.get(door("reading-accept", document)))

    assert "采纳3条？" in question
    assert "会议1条" in question
    assert not Entry.objects.exists()


def accept_many(page, document):
    question = page.get(door("reading-accept", document))
    return page.post(door("reading-accept", document), dict(question.context["hidden"]), follow=True)


def test_plans_zeros_and_known_facts_stay_open_when_many_are_accepted(page, city, document, year):
    an_entry(unit=city.agency, title="文明创建专题会议", times=4, start_date=date(year, 3, 5))

    response = accept_many(page, document)

    assert "已采纳2条。" in text(response)
    assert {p.kind for p in Proposal.objects.filter(status="accepted")} == {"volunteer_activity", "funding"}
    assert status(fact("lecture", document)) == "open"


def test_only_what_was_shown_is_accepted(page, document):
    meeting = fact("meeting", document)

    page.post(door("reading-accept", document), {"line": "high", "facts": str(meeting.pk)})

    assert set(Proposal.objects.filter(status="accepted")) == {meeting}


def test_a_lower_line_takes_more_and_is_remembered(page, document):
    Proposal.objects.filter(document=document, kind="meeting").update(confidence=65)

    assert "采纳2条？" in text(page.get(door("reading-accept", document)))
    assert "采纳线上的3条" in text(page.get(door("reading", document), {"line": "60"}))
    assert "采纳3条？" in text(page.get(door("reading-accept", document)))
    assert "采纳线上的3条" in text(page.get(door("reading", document), {"line": "nonsense"}))


@pytest.mark.parametrize("column", ["is_norm", "is_base", "is_event", "is_plan"])
def test_what_is_not_done_or_only_compared_is_marked_and_left_out_of_accepting_many(page, document, column):
    Proposal.objects.filter(document=document, kind="meeting").update(**{column: True})

    shown = text(page.get(door("reading", document)))

    assert "采纳线上的2条" in shown
    tag = {"is_norm": "规定", "is_base": "对比数", "is_event": "没有数量", "is_plan": "计划"}[column]
    assert f'<span class="cw-tag">{tag}</span>' in shown


def test_a_figure_of_no_kind_is_left_out_of_accepting_many(page, document):
    Proposal.objects.filter(document=document, kind="meeting").update(kind="other", confidence=95)

    assert "采纳线上的2条" in text(page.get(door("reading", document)))


def test_figures_that_disagree_are_pointed_out_beside_the_text_and_at_the_fact(page, document):
    meeting = fact("meeting", document)
    place = [[meeting.number_start, meeting.number_end]]
    document.remarks["contradictions"] = [{"message": "会议次数前后不一致。", "places": place}]
    document.save()

    shown = text(page.get(door("reading", document)))

    assert 'class="cw-source-doubt"' in shown
    assert "材料里的数字对不上：会议次数前后不一致。" in shown


def test_one_matter_with_its_people_is_one_entry(page, city, year):
    hand_in(page, city, year, words="全年召开文明创建推进会2次，42人参加。")
    (proposal,) = Proposal.objects.all()

    page.post(door("proposal-accept", proposal))

    entry = Entry.objects.get()
    assert (entry.kind, entry.times, entry.quantities) == ("meeting", 2, {"attendees": 42})


def test_an_accepted_fact_leads_to_its_correction(page, document):
    meeting = fact("meeting", document)
    page.post(door("proposal-accept", meeting))
    meeting.refresh_from_db()

    assert reverse("unit:entry-correct", args=[meeting.entry_id]) in text(page.get(door("reading", document)))


def test_a_word_is_learnt_with_a_fact_whose_kind_was_wrong(page, city, year):
    hand_in(page, city, year, words="全年开展提灯夜话12次。")
    proposal = Proposal.objects.get()
    form = text(page.get(door("proposal-edit", proposal), {"kind": "activity"}))
    assert 'name="words" value="提灯夜话"' in form
    assert re.search('name="learn"[^>]*checked', form)

    sent = {"kind": "activity", "action": "confirm", "token": "t", "title": "提灯夜话", "times": "12"}
    sent |= {"start_date": f"{year}-05-06", "topic": "creation", "learn": "on", "words": "提灯夜话"}
    response = page.post(door("proposal-edit", proposal), sent, follow=True)

    assert "已记住“提灯夜话”记为主题活动。" in text(response)
    hand_in(page, city, year, words="今年又开展提灯夜话9次。")
    assert Proposal.objects.latest("pk").kind == "activity"


def test_a_word_far_from_its_number_is_not_learnt(page, city, year):
    hand_in(page, city, year, words="全年开展提灯夜话12次。")
    proposal = Proposal.objects.get()
    sent = {"kind": "activity", "action": "confirm", "token": "t", "title": "提灯夜话", "times": "12"}
    sent |= {"start_date": f"{year}-05-06", "topic": "creation", "learn": "on", "words": "别处的词"}

    shown = text(page.post(door("proposal-edit", proposal), sent))

    assert "请填写原文里这个数字旁边的词" in shown
    assert not Entry.objects.exists()


def test_what_was_accepted_together_is_taken_back_together(page, document):
    accept_many(page, document)
    assert "撤销刚才一起采纳的3条" in text(page.get(door("reading", document)))

    response = page.post(door("reading-reopen", document), follow=True)

    assert "已撤销3条" in text(response)
    assert set(Entry.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert "撤销刚才一起采纳" not in text(response)


def test_a_known_fact_says_so_and_is_turned_down_as_known(page, city, document, year):
    known = an_entry(unit=city.agency, title="文明创建专题会议", times=4, start_date=date(year, 3, 5))
    meeting = fact("meeting", document)

    shown = text(page.get(door("reading", document)))
    page.post(door("proposal-reject", meeting), {"known_as": known.pk})

    assert "可能已经登记过" in shown
    assert "已有，不重复记" in shown
    meeting.refresh_from_db()
    assert (meeting.status, meeting.known_as) == ("rejected", known)


@pytest.mark.parametrize(("show", "titles"), [("open", 4), ("accepted", 1), ("rejected", 0), ("", 5), ("nonsense", 5)])
def test_answers_narrow_the_list(page, document, show, titles):
    page.post(door("proposal-accept", fact("meeting", document)))

    shown = text(page.get(door("reading", document), {"show": show}))

    assert shown.count("data-fact=") == titles


def test_a_title_that_names_another_year_stands_in_for_the_untouched_one(page, city):
    this_year = clock.today().year
    words = f"青石区税务局{this_year - 2}年度工作总结\n召开文明创建专题会议4次。"

    response = hand_in(page, city, this_year, words=words)

    assert SourceDocument.objects.get().from_date == date(this_year - 2, 1, 1)
    assert f"登记在{this_year - 2}年" in text(page.get(response.url))


@pytest.mark.parametrize(("month", "back"), [(7, 2), (1, 3)])
def test_the_day_of_writing_stands_in_for_a_title_without_a_year(page, city, month, back):
    this_year = clock.today().year
    words = f"青石区税务局工作总结\n召开文明创建专题会议4次。\n{this_year - 2}年{month}月6日"

    hand_in(page, city, this_year, words=words)

    assert SourceDocument.objects.get().from_date == date(this_year - back, 1, 1)


def test_days_that_the_clerk_chose_outrank_the_title(page, city, year):
    words = f"青石区税务局{year - 2}年度工作总结\n召开文明创建专题会议4次。"

    hand_in(page, city, year, words=words)

    assert SourceDocument.objects.get().from_date == date(year, 1, 1)


def test_many_facts_are_paged_and_only_those_shown_are_marked(page, city):
    document = a_document(unit=city.agency, text="召开专题会议4次。" * 201)
    for position in range(201):
        start = position * 9
        a_proposal(
            document=document,
            position=position,
            start=start,
            end=start + 8,
            number_start=start + 6,
            number_end=start + 7,
        )

    first, last = (text(page.get(door("reading", document), {"page": number})) for number in (1, 3))

    assert (first.count("data-fact="), last.count("data-fact=")) == (100, 1)
    assert last.count('class="cw-hit"') == 2


def test_the_clerk_goes_on_at_the_first_fact_that_waits(page, city):
    document = a_document(unit=city.agency, text="召开专题会议4次。" * 150)
    for position in range(150):
        a_proposal(document=document, position=position, status="rejected" if position < 120 else "open")

    shown = text(page.get(door("reading", document)))

    assert 'aria-label="第101条' in shown
    assert "已看120条，共150条" in shown


def test_a_text_without_facts_says_what_to_do(page, city, year):
    response = hand_in(page, city, year, words="春天来了，花儿开了。")

    assert "没有读到可以登记的事项" in text(page.get(response.url))


def test_what_a_report_says_is_never_markup(page, city, year):
    response = hand_in(page, city, year, words="<script>alert(1)</script>召开创建专题会议4次。")

    assert "<script>alert" not in text(page.get(response.url))


@pytest.mark.parametrize("who", ["other_clerk", "officer", "stranger", "leader"])
def test_another_hand_finds_no_report(request, who, city, document, sign_in):
    other = sign_in(request.getfixturevalue(who))
    meeting = fact("meeting", document)

    found = [other.get(reverse("unit:readings", args=[city.agency.pk]))]
    found += [other.get(door(name, document)) for name in ("reading", "reading-accept")]
    found += [other.get(door(name, meeting)) for name in ("proposal", "proposal-edit")]
    found += [other.post(door(f"proposal-{name}", meeting)) for name in ("accept", "edit", "reject", "reopen")]
    found += [other.post(door("reading-reopen", document))]

    assert {response.status_code for response in found} == {404}
    assert status(meeting) == "open"


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_long_they_are(page, city, count, django_assert_num_queries):
    for n in range(count):
        document = a_document(unit=city.agency, name=f"材料{n}")
        for position in range(count):
            a_proposal(document=document, position=position, quantity="times", amount=4)

    page.get(door("reading", document))  # the first page of a session notes the time

    with django_assert_num_queries(9):
        page.get(reverse("unit:readings", args=[city.agency.pk]))
    with django_assert_num_queries(9):
        page.get(door("reading", document))


def test_one_key_costs_few_queries(page, document, django_assert_max_num_queries):
    page.get(door("reading", document))

    with django_assert_max_num_queries(25):
        page.post(door("proposal-accept", fact("meeting", document)), **HTMX)
