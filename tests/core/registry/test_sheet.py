"""A sheet of units is checked against itself and the register."""

import pytest

from chuangwen.core.registry.columns import fields
from chuangwen.core.registry.sheet import Known, KnownUnit, check
from chuangwen.core.sheets import read_table
from tests.core.sheets.making import workbook

HEADS = ["上级单位", "单位名称", "单位类型", "统一社会信用代码", "行政区划代码", "在职人数", "户数", "联系人"]
GOOD_CODE, OTHER_CODE = "113501000036050127", "123501004880123451"
KINDS = {"区县": ("district", True), "街道": ("street", True), "社区": ("community", False), "机关": ("agency", False)}
KNOWN = Known(
    root=KnownUnit(id=1, way=(), holds_others=True),
    root_name="云岭市",
    levels_left=4,
    units=[
        KnownUnit(id=2, way=("青石区",), holds_others=True),
        KnownUnit(id=3, way=("临江区",), holds_others=True),
        KnownUnit(id=4, way=("青石区", "槐荫街道"), holds_others=True),
        KnownUnit(id=5, way=("青石区", "税务局"), holds_others=False),
        KnownUnit(id=6, way=("青石区", "城关街道"), holds_others=True),
        KnownUnit(id=7, way=("临江区", "城关街道"), holds_others=True),
        KnownUnit(id=8, way=("青石区", "老街道"), holds_others=True, is_open=False),
    ],
    usccs={OTHER_CODE: "青石区实验小学"},
    kinds=KINDS,
)


def checked(*rows, known=KNOWN):
    table = read_table(workbook(HEADS, *rows), fields(list(KINDS)), name="单位.xlsx")
    return check(table.rows(), table.label, known)


def faults(*rows):
    return [(fault.cell, fault.message) for fault in checked(*rows).faults]


def test_a_clean_sheet_gives_parents_before_children_whatever_the_order_of_rows():
    sheet = checked(
        ["新街道", "新社区", "社区", "", "", "", "1,200户"],
        ["临江区", "新街道", "街道"],
        ["", "松岗县", "区县"],
        ["云岭市/青石区", "财政局", "机关", GOOD_CODE, 350102, "８６人", "", "林小满"],
    )

    assert sheet.faults == []
    assert [(unit.row, unit.name, unit.parent_id, unit.parent_row) for unit in sheet.rows] == [
        (4, "松岗县", 1, None),
        (3, "新街道", 3, None),
        (5, "财政局", 2, None),
        (2, "新社区", None, 3),
    ]
    assert sheet.rows[3].particulars.households == 1200
    assert sheet.rows[2].particulars.uscc == GOOD_CODE
    assert (sheet.rows[2].particulars.area_code, sheet.rows[2].particulars.staff) == ("350102", 86)


@pytest.mark.parametrize(
    ("row", "cell", "says"),
    [
        (["", "", "机关"], "B2", "还没有填写单位名称"),
        (["", "甲/乙", "机关"], "B2", "不能有“/”"),
        (["", "字" * 121, "机关"], "B2", "最多120个字"),
        (["", "财政局", ""], "C2", "还没有填写单位类型"),
        (["", "财政局", "衙门"], "C2", "没有“衙门”这个单位类型，可选：区县、街道、社区、机关"),
        (["", "财政局", "机关", "11350100003605012"], "D2", "17位"),
        (["", "财政局", "机关", "113501000036050128"], "D2", "校验位"),
        (["", "财政局", "机关", 1.13501000036e17], "D2", "文本"),
        (["", "财政局", "机关", OTHER_CODE], "D2", "已被“青石区实验小学”使用"),
        (["", "财政局", "机关", "", "3501"], "E2", "6位"),
        (["", "财政局", "机关", "", "", "若干"], "F2", "阿拉伯数字"),
        (["", "财政局", "机关", "", "", -3], "F2", "小于0"),
        (["", "财政局", "机关", "", "", "3.5"], "F2", "整数"),
        (["", "财政局", "机关", "", "", "", "12场"], "G2", "单位是“户”"),
        (["", "财政局", "机关", "", "", "", "", "名" * 61], "H2", "最多60个字"),
        (["松岗县", "财政局", "机关"], "A2", "找不到上级“松岗县”"),
        (["城关街道", "新社区", "社区"], "A2", "有2个单位都叫“城关街道”，请写出层级，如“青石区/城关街道”。"),
        (["税务局", "科室", "机关"], "A2", "不能再设单位"),
        (["老街道", "新社区", "社区"], "A2", "已停用"),
        (["财政局", "财政局", "机关"], "A2", "找不到上级"),
        (["青石区", "税务局", "机关"], "B2", "已有“税务局”"),
        (["青石区", "老街道", "街道"], "B2", "（已停用）"),
    ],
)
def test_each_fault_stands_at_its_cell(row, cell, says):
    found = faults(row)

    assert [at for at, _ in found] == [cell]
    assert says in found[0][1]
    assert found[0][1].endswith("。")


def test_a_parent_of_a_double_name_is_told_apart_by_its_way():
    sheet = checked(["临江区/城关街道", "新社区", "社区"])

    assert (sheet.faults, sheet.rows[0].parent_id) == ([], 7)


def test_a_row_of_the_same_sheet_is_told_apart_by_its_way():
    sheet = checked(["青石区", "新街道", "街道"], ["临江区", "新街道", "街道"], ["临江区／新街道", "新社区", "社区"])

    assert (sheet.faults, sheet.rows[-1].parent_row) == ([], 3)


def test_a_row_that_repeats_a_unit_of_the_register_confuses_no_row_below_it():
    assert faults(["", "青石区", "区县"], ["青石区", "槐荫街道", "街道"], ["青石区/槐荫街道", "新社区", "社区"]) == [
        ("B2", "同一上级下已有“青石区”，请删去这一行或改名。"),
        ("B3", "同一上级下已有“槐荫街道”，请删去这一行或改名。"),
    ]


def test_doubles_within_the_sheet_name_the_first_row():
    assert faults(["青石区", "财政局", "机关", GOOD_CODE], ["云岭市/青石区", "财政局", "机关", GOOD_CODE]) == [
        ("B3", "与第2行是同一上级下的同名单位，请核对。"),
        ("D3", "与第2行的代码相同，请核对。"),
    ]


def test_the_same_name_under_other_parents_is_fine():
    assert faults(["青石区", "财政局", "机关"], ["临江区", "财政局", "机关"]) == []


def test_rows_that_are_each_others_parents_are_found():
    found = faults(["乙街道", "甲街道", "街道"], ["甲街道", "乙街道", "街道"])

    assert [cell for cell, _ in found] == ["A2", "A3"]
    assert "成了一个圈" in found[0][1]


def test_a_tree_that_grows_too_deep_is_refused():
    rows = [["", "一", "街道"], *[[above, name, "街道"] for above, name in zip("一二三四", "二三四五", strict=True)]]

    assert faults(*rows) == [("A6", "层级太深：您所管的单位下面最多再设4级。")]


def test_several_faults_of_a_row_are_all_told():
    assert [cell for cell, _ in faults(["无此区", "", "衙门", "1", "", "x"])] == ["A2", "B2", "C2", "D2", "F2"]


def test_ten_thousand_rows_are_checked_in_a_moment():
    rows = [["青石区", f"第{n}社区", "社区", "", "", n] for n in range(10_000)]

    assert checked(*rows).faults == []
