"""Importing units: every bad file and every bad cell gets its sentence; nothing is half imported."""

import pytest
from django.urls import reverse

from chuangwen.civic.assessments.models import Preview
from chuangwen.civic.journal.models import Line
from chuangwen.civic.orgs.models import Unit, UnitImport
from tests.civic.small_books import a_published_book
from tests.core.sheets.making import remade, workbook
from tests.factories import an_entry
from tests.web.sheets import cells_of, upload

pytestmark = pytest.mark.django_db
PAGE = "/office/units/manage/import/"
HEADS = ["上级单位", "单位名称", "单位类型", "统一社会信用代码"]
GOOD = workbook(HEADS, ["青石区", "青石区财政局", "机关", "113501000036050127"], ["", "松岗县", "区县"])
BAD = workbook(HEADS, ["青石区", "青石区财政局", "衙门"], ["", "松岗县", "区县"], ["无此区", "某局", "机关", "123"])


@pytest.fixture
def office(sign_in, officer):
    return sign_in(officer)


def text_of(response):
    return " ".join(response.content.decode().split())


def send(client, content, name="单位.xlsx", **more):
    return client.post(PAGE, {"file": upload(content, name)} | more, follow=True)


def door(name, batch):
    return reverse(f"office:units-import-sheet{name}", args=[batch.pk])


def test_a_clean_sheet_is_previewed_committed_and_undone(office, city):
    page = send(office, GOOD)
    batch = UnitImport.objects.get()
    assert "2行可以导入" in text_of(page)
    assert "导入2个单位" in text_of(page)
    assert Unit.objects.count() == 9

    page = office.post(door("-commit", batch), follow=True)
    assert "已导入2个单位。" in text_of(page)
    assert "青石区财政局" in text_of(page)
    assert Unit.objects.count() == 11

    assert "这次导入的单位全部移除" in text_of(office.get(door("-undo", batch)))
    page = office.post(door("-undo", batch), follow=True)
    assert "这次导入已经撤销" in text_of(page)
    assert Unit.objects.count() == 9
    assert [line.verb for line in Line.objects.order_by("number")] == [
        "units.handed_in",
        "units.imported",
        "units.import_undone",
    ]


def test_a_sheet_with_faults_shows_each_at_its_cell_and_cannot_be_committed(office, city):
    page = text_of(send(office, BAD))
    batch = UnitImport.objects.get()

    for said in ("1行可以导入", "2行需要修改", "没有“衙门”这个单位类型", "找不到上级“无此区”", "现在是3位"):
        assert said in page
    assert "导入1个单位" not in page
    refused = text_of(office.post(door("-commit", batch)))
    assert "一个单位也没有导入。" in refused
    assert Unit.objects.count() == 9


def test_the_marked_up_sheet_says_what_is_wrong_in_each_row(office, city):
    send(office, BAD)

    cells = cells_of(office.get(door("-marked", UnitImport.objects.get())))

    assert cells[1][:3] == ["青石区", "青石区财政局", "衙门"]
    assert "单位类型：没有“衙门”这个单位类型" in cells[1][4]
    assert cells[2][4] == ""
    assert "上级单位：找不到上级“无此区”" in cells[3][4]
    assert "统一社会信用代码：统一社会信用代码应为18位" in cells[3][4]


def test_a_mended_sheet_is_imported_at_the_second_try(office, city):
    send(office, BAD)
    send(office, GOOD)
    first, second = UnitImport.objects.order_by("id")

    office.post(door("-drop", first))
    office.post(door("-commit", second))

    assert Unit.objects.count() == 11
    assert "这份表格没有导入" in text_of(office.get(door("", first)))
    assert "已取消" in text_of(office.get(PAGE))


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"%PDF-1.7", "名单.xlsx", "这是PDF 文件，不是 Excel 工作簿"),
        (GOOD[:400], "半截.xlsx", "文件已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "加密.xlsx", "打开密码"),
        (workbook(["单位名称", "人数"], ["甲", 1]), "缺列.xlsx", "缺少这些列：单位类型"),
        (workbook(["甲", "乙"], [1, 2]), "别的表.xlsx", "没有找到表头，缺少这些列：单位名称、单位类型"),
        (workbook(HEADS), "空表.xlsx", "表头下面没有内容"),
        (workbook([*HEADS, "名称"], ["", "甲", "机关", "", "乙"]), "两列.xlsx", "B列和E列"),
        (remade(GOOD, xl__worksheets__sheet1_dot_xml=b"<!DOCTYPE x><worksheet/>"), "实体.xlsx", "实体"),
    ],
)
def test_a_bad_file_is_refused_by_name_with_what_to_do(office, city, content, name, says):
    page = text_of(send(office, content, name))

    assert f"文件“{name}”没有导入。" in page
    assert says in page
    assert "怎么办" in page
    assert UnitImport.objects.count() == 0
    assert Line.objects.count() == 0


def test_a_file_over_the_cap_is_refused_before_it_is_read(office, city, settings):
    settings.UPLOAD_CAP = 1024

    page = text_of(send(office, GOOD + bytes(2048)))

    assert "超过了0 MB的上限" in page
    assert UnitImport.objects.count() == 0


def test_no_file_is_asked_for(office, city):
    assert "请上传单位表格。" in text_of(office.post(PAGE, {"under": ""}))


def test_merged_cells_full_width_digits_and_doubles_are_told_apart(office, city):
    sheet = workbook(
        [*HEADS, "在职人数"],
        ["青石区", "甲局", "机关", "", "８６人"],
        ["青石区", "甲局", "机关", "", 3],
        ["青石区", "乙局", "机关", "", 3],
        ["", "丙局", "机关", "", 3],
        merged=[("A4:A5", "青石区")],
    )

    page = text_of(send(office, sheet))

    assert "与第2行是同一上级下的同名单位" in page
    assert "A4:A5 是合并单元格" in page
    assert "2行需要修改" in page


def test_an_import_that_people_built_on_is_not_undone(office, city):
    send(office, GOOD)
    batch = UnitImport.objects.get()
    office.post(door("-commit", batch))
    an_entry(unit=Unit.objects.get(name="青石区财政局"))

    page = text_of(office.post(door("-undo", batch)))

    assert "导入的单位已经有人用了" in page
    assert "1条台账记录" in page
    assert Unit.objects.count() == 11


def test_marks_that_pages_have_made_of_new_units_do_not_keep_them(office, city):
    a_published_book(city.city)
    send(office, GOOD)
    batch = UnitImport.objects.get()
    office.post(door("-commit", batch))
    office.get(reverse("office:overview"))
    assert Preview.objects.filter(unit__imported_in=batch).exists()

    office.post(door("-undo", batch))

    assert Unit.objects.count() == 9


def test_buttons_pressed_twice_do_no_harm(office, city):
    send(office, GOOD)
    batch = UnitImport.objects.get()

    for name in ("-commit", "-commit", "-drop", "-undo", "-undo", "-commit", "-drop"):
        assert office.post(door(name, batch), follow=True).status_code == 200
    assert Unit.objects.count() == 9
    assert [line.verb for line in Line.objects.order_by("number")] == [
        "units.handed_in",
        "units.imported",
        "units.import_undone",
    ]


def test_the_template_can_be_filled_in_and_sent(office, city):
    response = office.get("/office/units/manage/import/template.xlsx")

    assert cells_of(response)[0][:3] == ["上级单位", "单位名称*", "单位类型*"]


def test_the_exported_list_can_be_imported_elsewhere(office, city):
    exported = cells_of(office.get("/office/units/manage/?all=1&export=xlsx"))

    page = text_of(send(office, workbook(*exported)))

    assert "8行需要修改" in page
    assert page.count("同一上级下已有") == 8


def test_sheets_of_a_place_of_others_are_not_there(sign_in, office, city, district_officer):
    send(office, GOOD)
    batch = UnitImport.objects.get()
    client = sign_in(district_officer)

    assert client.get(door("", batch)).status_code == 404
    assert client.get(door("-marked", batch)).status_code == 404
    for name in ("-commit", "-undo", "-drop"):
        assert client.post(door(name, batch)).status_code == 404
    assert client.post(PAGE, {"file": upload(GOOD), "under": city.other_district.pk}).status_code == 404
    assert batch.name not in text_of(client.get(PAGE))
