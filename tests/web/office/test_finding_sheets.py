"""Many of the office's records in one sheet: template, preview, all or nothing, taken back."""

from io import BytesIO

import pytest
from django.urls import reverse

from chuangwen import clock
from chuangwen.civic.ledger.models import Entry, ImportBatch
from chuangwen.core.sheets import read_sheets
from tests.core.sheets.making import workbook

HEADS = ("单位", "类别", "标题", "日期", "抽查点位", "达标点位")
GOOD = (
    ("青石区税务局", "实地考察", "一季度考察", "2025-03-05", 4, 3),
    ("临江区水务局", "实地考察", "一季度考察", "2025-03-06", 4, 4),
)
BAD = ("临江区水务", "实地考察", "一季度考察", "2025-03-05", 4, 4)


@pytest.fixture
def page(sign_in, officer):
    return sign_in(officer)


def hand_in(page, *rows):
    file = BytesIO(workbook(HEADS, *rows))
    file.name = "一季度考察.xlsx"
    return page.post(reverse("office:finding-sheets"), {"file": file, "year": clock.today().year})


def at(name):
    return reverse(f"office:{name}", args=[ImportBatch.objects.get().pk])


def test_the_page_offers_forms_of_the_offices_kinds_alone(page, city):
    text = page.get(reverse("office:finding-sheets")).content.decode()

    assert "只要实地考察" in text
    assert "只要会议" not in text


@pytest.mark.parametrize("kind", ["", "survey", "violation"])
def test_the_template_is_read_back_with_its_columns(page, city, kind):
    content = page.get(reverse("office:finding-sheet-template"), {"kind": kind}).content

    heads = read_sheets(content, name="模板.xlsx")[0].cells[0]
    assert heads[:3] == ["单位*", "依据链接", "类别*"]


def test_each_problem_is_shown_at_its_cell_and_mended_there(page, city):
    address = hand_in(page, *GOOD, BAD).url
    text = page.get(address).content.decode()
    assert "没有“临江区水务”这个单位，是不是“临江区水务局”？" in text
    assert "全部登记" not in text

    page.post(address, {"row": "4", "cell-4-1": "临江区水务局", "year": clock.today().year})

    assert "全部登记" in page.get(address).content.decode()
    assert not Entry.objects.exists()


def test_a_clean_sheet_is_recorded_confirmed_and_its_receipt_names_the_units(page, city):
    address = hand_in(page, *GOOD).url

    done = page.post(at("finding-sheet-commit"), follow=True).content.decode()

    assert "已导入2条。" in done
    assert [name in done for name in ("青石区税务局", "临江区水务局")] == [True, True]
    assert set(Entry.objects.values_list("status", flat=True)) == {"confirmed"}
    assert page.get(address).status_code == 200


def test_the_unit_sees_what_was_recorded_and_cannot_touch_the_sheet(page, city, clerk, sign_in):
    hand_in(page, *GOOD)
    page.post(at("finding-sheet-commit"))
    batch, entry = ImportBatch.objects.get(), Entry.objects.get(unit=city.agency)
    own = sign_in(clerk)

    assert "一季度考察" in own.get(reverse("unit:entry", args=[entry.pk])).content.decode()
    assert own.get(reverse("unit:import", args=[batch.pk])).status_code == 404


def test_a_sheet_is_taken_back_with_a_reason(page, city):
    hand_in(page, *GOOD)
    page.post(at("finding-sheet-commit"))

    page.post(at("finding-sheet-undo"), {"reason": "季度选错了"})

    assert set(Entry.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_a_sheet_put_away_has_written_nothing(page, city):
    hand_in(page, *GOOD)

    assert page.post(at("finding-sheet-drop")).url == reverse("office:finding-sheets")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_of_sheets_takes_the_same_queries_however_many(page, city, django_assert_num_queries, count):
    for at_ in range(count):
        hand_in(page, (*GOOD[0][:2], f"第{at_}次考察", *GOOD[0][3:]))

    with django_assert_num_queries(7):
        page.get(reverse("office:finding-sheets"))
