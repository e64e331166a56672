"""A rule book from a table: looked at before anything is kept, decided on row by row, kept whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chuangwen.civic.journal.models import Line
from chuangwen.civic.rulebooks.enums import EditionStatus
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.core.sheets import read_sheets
from tests.civic.small_books import a_published_book, texts
from tests.core.sheets.making import workbook

HEADS = ["项目", "内容", "标准", "分值", "方法"]
PLAIN = ["一、组织领导", "创建领导小组每季度至少召开一次专题会议。", "", "4", "材料审核"]
VAGUE = ["", "领导重视，氛围浓厚。", "", "3", "实地考察"]
BARE = ["", "签订目标责任书。", "", "", ""]
BANNED = ["", "每日登录学习平台打卡，登录率达到95%。", "", "3", "网上申报"]
HEAD = {
    "title": "云岭市文明单位测评细则", "code": "city-unit", "edition": "2027", "assessed_on": "2027-01-01",
    "body": "云岭市文明委", "document": "云文明委〔2026〕4号", "basis": "经市委、市政府同意", "unit_kinds": ["agency"],
    "start": "2026-01-01", "until": "2026-12-31", "measured": "5",
}  # fmt: skip


@pytest.fixture
def client(city, officer, sign_in):
    return sign_in(officer)


def handed_in(client, *rows, name="细则.xlsx"):
    file = SimpleUploadedFile(name, workbook(HEADS, *rows))
    return client.post(reverse("office:book-from-sheet"), {"file": file})


def saved(client, address, **said):
    return client.post(address, HEAD | {"act": "save"} | said)


def test_the_page_tells_what_every_row_becomes_and_keeps_nothing(client):
    address = handed_in(client, PLAIN, VAGUE, BARE, BANNED).url

    response = client.get(address)

    preview, text = response.context["preview"], response.content.decode()
    assert preview.figures == [("已读出规则", 1), ("还要您决定", 2), ("选择不收入", 0), ("按规定不能收入", 1)]
    assert [(row.report.row, field) for row, field, _ in preview.faults] == [(3, "怎样计分"), (4, "分值")]
    assert "每1次得1分" in text
    assert "不得以登录、打卡、签到次数考核" in text
    assert not Edition.objects.exists()


def test_a_table_with_everything_decided_becomes_a_draft_with_one_line_in_the_journal(client, officer):
    address = handed_in(client, PLAIN, VAGUE, BARE, BANNED).url
    lines = Line.objects.count()

    response = saved(client, address, **{"way-1": "graded", "points-2": "2"})

    edition = Edition.objects.get()
    assert response.url == reverse("office:book", args=[edition.pk])
    assert (edition.code, edition.edition, edition.status) == ("city-unit", "2027", EditionStatus.DRAFT)
    assert [(c.code, c.points) for c in book_of(edition).criteria] == [("I-1", 4000), ("I-2", 3000), ("I-3", 2000)]
    assert [line.verb for line in Line.objects.order_by("number")[lines:]] == ["edition.loaded"]


def test_nothing_is_kept_while_a_row_is_open_and_nothing_typed_is_lost(client):
    address = handed_in(client, PLAIN, VAGUE, BARE).url

    response = saved(client, address, **{"way-1": "count", "kind-1": "会意", "times-1": "4", "points-2": "两分"})

    faults = [(row.report.row, field) for row, field, _ in response.context["preview"].faults]
    text = response.content.decode()
    assert faults == [(3, "记录类别"), (4, "分值")]
    assert "表一第3行“记录类别”" in text
    assert 'value="会意"' in text
    assert 'value="两分"' in text
    assert not Edition.objects.exists()


def test_a_head_that_is_not_filled_in_is_told_by_field_and_keeps_what_was_decided(client):
    address = handed_in(client, PLAIN, VAGUE).url

    response = saved(client, address, **{"way-1": "out", "code": "City Unit", "until": "2025-01-01"})

    assert set(response.context["form"].errors) == {"code", "until"}
    assert [row.said.way for row in response.context["preview"].rows] == ["", "out"]
    assert not Edition.objects.exists()


def test_what_nothing_was_said_of_can_be_decided_all_at_once(client):
    address = handed_in(client, PLAIN, VAGUE, BARE).url

    saved(client, address, others="out")

    assert [c.code for c in book_of(Edition.objects.get()).criteria] == ["I-1"]


def test_an_edition_that_is_out_is_not_overwritten(city, client):
    published = a_published_book(city.city, texts(**{"book: small": "book: city-unit"}))
    address = handed_in(client, PLAIN).url

    response = saved(client, address, edition=published.edition)

    assert "这一版细则已经发布" in response.content.decode()
    assert [edition.pk for edition in Edition.objects.all()] == [published.pk]


def test_a_table_of_something_else_is_refused_with_what_to_do(client):
    file = SimpleUploadedFile("单位.xlsx", workbook(["单位名称", "单位类型"], ["水务局", "机关"]))

    text = client.post(reverse("office:book-from-sheet"), {"file": file}).content.decode()

    assert "没有找到细则的表头" in text
    assert "请把表头写成“项目、内容、标准、分值、方法”" in text


def test_another_officer_does_not_find_the_table(city, client, district_officer, sign_in):
    address = handed_in(client, PLAIN).url

    assert sign_in(district_officer).get(address).url == reverse("office:book-from-sheet")


def test_the_template_is_read_back_once_it_is_filled_in(client):
    heads = read_sheets(client.get(reverse("office:book-sheet-template")).content, name="模板.xlsx")[0].cells[0]
    filled = workbook(
        heads, ["I-1", "一、组织领导", "每季度召开一次会议。", "", "4", "材料审核", "会议纪要", "市文明办"]
    )

    address = client.post(reverse("office:book-from-sheet"), {"file": SimpleUploadedFile("模板.xlsx", filled)}).url
    saved(client, address)

    criterion = book_of(Edition.objects.get()).criteria[0]
    assert (criterion.code, criterion.method, criterion.supplier) == ("I-1", "document_review", "市文明办")


@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_page_of_a_table_takes_the_same_queries_however_long_it_is(client, django_assert_num_queries, count):
    address = handed_in(client, *([PLAIN] * count)).url

    with django_assert_num_queries(5):
        client.get(address)
