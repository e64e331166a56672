"""The pages of an import, without JavaScript: handed in, mended, committed, undone."""

import re
from functools import cache
from io import BytesIO

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.ledger.models import Entry, ImportBatch
from chuangwen.core.sheets import read_sheets
from tests.core.sheets.making import workbook
from tests.factories import an_entry

HEADS = ("类别", "标题", "日期", "参会人数")
GOOD = (("会议", "第一次创建推进会", "2025-03-05", 42), ("主题活动", "全民阅读月", "2025-04-23", ""))
BAD = ("专题会议会", "现场会", "2023-02-30", "约30人")


@pytest.fixture
def page(sign_in, clerk):
    return sign_in(clerk)


@cache
def content(*rows):
    """The same bytes for the same rows: a workbook keeps the second it was made in."""
    return workbook(HEADS, *rows, sheet="台账")


def a_sheet(*rows, name="台账.xlsx"):
    file = BytesIO(content(*rows))
    file.name = name
    return file


def hand_in(page, city, *rows, **sent):
    fields = {"file": a_sheet(*rows), "year": clock.today().year}
    return page.post(reverse("unit:imports", args=[city.agency.pk]), fields | sent)


def at(name, batch=None):
    return reverse(f"unit:{name}", args=[(batch or ImportBatch.objects.get()).pk])


def text(response):
    """The page with its line ends and idle spaces taken out."""
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_page_takes_a_sheet_and_offers_a_form_for_each_kind(page, city):
    shown = text(page.get(reverse("unit:imports", args=[city.agency.pk])))

    assert 'enctype="multipart/form-data"' in shown
    assert "只要会议" in shown
    assert "问卷调查" not in shown
    assert "还没有导入过表格" in shown


@pytest.mark.parametrize(("kind", "heads"), [("", 40), ("meeting", 9), ("survey", 40), ("nothing", 40)])
def test_the_template_is_a_workbook_with_the_columns_of_its_kinds(page, city, kind, heads):
    response = page.get(reverse("unit:import-template", args=[city.agency.pk]), {"kind": kind})

    sheet = read_sheets(response.content, name="模板.xlsx")[0]
    assert len([head for head in sheet.cells[0] if head]) >= heads
    assert "attachment" in response.headers["Content-Disposition"]


def test_each_problem_is_shown_at_its_cell_with_an_input_to_mend_it(page, city):
    response = hand_in(page, city, *GOOD, BAD)

    assert response.url == at("import")
    shown = text(page.get(response.url))
    assert "2行可以导入" in shown
    assert "1行需要修改" in shown
    assert 'name="cell-4-1" value="专题会议会"' in shown
    assert "没有“专题会议会”这个类别，是不是" in shown
    assert "2023年2月只有28天" in shown
    assert "导入到台账" not in shown


def test_cells_mended_on_the_page_make_the_sheet_clean(page, city):
    hand_in(page, city, *GOOD, BAD)
    fields = {"row": "4", "cell-4-1": "会议", "cell-4-3": "2025-02-28", "year": clock.today().year}

    response = page.post(at("import"), fields, follow=True)

    assert "已重新检查，全部可以导入" in text(response)
    assert "导入到台账" in text(response)


def test_a_row_ticked_is_left_out_and_unticked_is_back(page, city):
    hand_in(page, city, *GOOD, BAD)

    left_out = page.post(at("import"), {"row": "4", "skip-4": "on"}, follow=True)
    back = page.post(at("import"), {"row": "4"}, follow=True)

    assert "您选择了不导入这一行" in text(left_out)
    assert "1行需要修改" in text(back)


def test_the_year_of_bare_dates_can_be_changed_in_the_preview(page, city):
    hand_in(page, city, ("会议", "推进会", "1月5日", ""))

    page.post(at("import"), {"year": clock.today().year - 1})
    page.post(at("import-commit"), {"confirm": "yes"})

    assert Entry.objects.get().start_date.year == clock.today().year - 1


@pytest.mark.parametrize(("choice", "status"), [("yes", "confirmed"), ("no", "draft")])
def test_a_clean_sheet_is_committed_as_the_clerk_chooses(page, city, choice, status):
    hand_in(page, city, *GOOD)

    response = page.post(at("import-commit"), {"confirm": choice}, follow=True)

    assert "已导入2条。" in text(response)
    assert "回执" in text(response)
    assert set(Entry.objects.values_list("status", flat=True)) == {status}


def test_committing_a_faulty_sheet_says_why_not_and_records_nothing(page, city):
    hand_in(page, city, *GOOD, BAD)

    response = page.post(at("import-commit"), {"confirm": "yes"})

    assert response.status_code == 200
    assert "一行也没有导入" in text(response)
    assert not Entry.objects.exists()


def test_a_second_press_leads_to_the_same_receipt(page, city):
    hand_in(page, city, *GOOD)
    page.post(at("import-commit"), {"confirm": "yes"})

    assert page.post(at("import-commit"), {"confirm": "yes"}).url == at("import")
    assert Entry.objects.count() == 2


def test_the_same_file_again_leads_to_its_receipt(page, city):
    hand_in(page, city, *GOOD)
    page.post(at("import-commit"), {"confirm": "yes"})

    response = hand_in(page, city, *GOOD)

    assert "这份文件已经导入过" in text(response)
    assert at("import") in text(response)


def test_the_same_file_waiting_keeps_what_was_mended(page, city):
    hand_in(page, city, *GOOD, BAD)
    page.post(at("import"), {"row": "4", "skip-4": "on"})

    response = hand_in(page, city, *GOOD, BAD)

    assert "您选择了不导入这一行" in text(page.get(response.url))


def test_likely_repeats_lead_to_the_entry_and_are_skipped_by_default(page, city):
    known = an_entry(unit=city.agency, title="第一次创建推进会", start_date="2025-03-05", until_date="2025-03-06")
    hand_in(page, city, *GOOD)

    shown = text(page.get(at("import")))
    page.post(at("import-commit"), {"confirm": "yes", "twins": "skip"})

    assert reverse("unit:entry", args=[known.pk]) in shown
    assert "也导入，它们是不同的事" in shown
    assert Entry.objects.count() == 2


def test_an_import_is_undone_with_a_reason_after_a_question(page, city):
    hand_in(page, city, *GOOD)
    page.post(at("import-commit"), {"confirm": "yes"})

    question = page.get(at("import-undo"))
    without_reason = page.post(at("import-undo"), {"reason": ""})
    done = page.post(at("import-undo"), {"reason": "年份选错了"}, follow=True)

    assert "撤销这次导入？" in text(question)
    assert "请填写撤销原因" in text(without_reason)
    assert "年份选错了" in text(done)
    assert set(Entry.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_an_import_that_is_needed_stays_and_says_why(page, city):
    hand_in(page, city, *GOOD)
    page.post(at("import-commit"), {"confirm": "yes"})
    Entry.objects.filter(row_number=2).update(status="withdrawn")

    response = page.post(at("import-undo"), {"reason": "x"})

    assert "没有撤销。" in text(response)
    assert "有1条记录已经更正或撤回" in text(response)


def test_a_preview_is_put_away(page, city):
    hand_in(page, city, *GOOD)

    response = page.post(at("import-drop"), follow=True)

    assert "已取消导入" in text(response)
    assert "这份表格没有导入" in text(page.get(at("import")))


def test_the_marked_sheet_is_a_workbook(page, city):
    hand_in(page, city, *GOOD, BAD)

    response = page.get(at("import-marked"))

    [sheet] = read_sheets(response.content, name="标注.xlsx")
    assert "2023年2月只有28天" in sheet.cells[3][-1]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("总结.pdf", b"%PDF-1.4", "不是 Excel 工作簿"),
        ("空.xlsx", b"", "文件是空的"),
        ("坏.xlsx", b"PK\x03\x04 broken", "文件已损坏"),
        ("缺列.xlsx", workbook(("标题", "地点"), ("会", "楼")), "缺少这些列：类别、开始日期"),
    ],
)
def test_a_file_that_cannot_be_imported_is_answered_with_what_to_do(page, city, name, content, why):
    file = BytesIO(content)
    file.name = name

    response = page.post(reverse("unit:imports", args=[city.agency.pk]), {"file": file, "year": clock.today().year})

    assert response.status_code == 200
    assert why in text(response)
    assert not ImportBatch.objects.exists()


def test_a_file_beyond_the_cap_is_not_even_read(page, city, settings):
    settings.UPLOAD_CAP = 1000

    response = hand_in(page, city, *GOOD)

    assert "超过了0 MB的上限" in text(response)
    assert not ImportBatch.objects.exists()


def test_no_file_is_asked_for_politely(page, city):
    response = page.post(reverse("unit:imports", args=[city.agency.pk]), {"year": clock.today().year})

    assert "请上传表格。" in text(response)


@pytest.mark.parametrize("who", ["other_clerk", "officer", "stranger", "leader"])
def test_another_hand_finds_no_import(request, who, page, city, sign_in):
    hand_in(page, city, *GOOD)
    other = sign_in(request.getfixturevalue(who))

    doors = [at(name) for name in ("import", "import-marked", "import-undo")]
    doors += [reverse(f"unit:{name}", args=[city.agency.pk]) for name in ("imports", "import-template")]
    assert {other.get(door).status_code for door in doors} == {404}
    assert {other.post(at(name)).status_code for name in ("import", "import-commit", "import-drop")} == {404}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(page, city, count, django_assert_num_queries):
    for n in range(count):
        hand_in(page, city, ("会议", f"第{n}次会", "2025-03-05", ""))

    with django_assert_num_queries(8):
        page.get(reverse("unit:imports", args=[city.agency.pk]))


def test_a_long_preview_is_paged_with_the_faulty_rows_first(page, city):
    hand_in(page, city, *[("会议", f"第{n}次会", "2025-03-05", "") for n in range(60)], *[BAD] * 60)

    shown = text(page.get(at("import")))

    assert "60行需要修改" in shown
    assert shown.count('name="row"') == 50
    assert 'rel="next"' in shown
