"""From a workbook to rows with addresses, and back."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from chuangwen.core.sheets import (
    CellProblem,
    Fault,
    Faults,
    Field,
    SheetRefused,
    address,
    date_of,
    letters,
    marked_up,
    read_sheets,
    read_table,
    template,
)
from chuangwen.core.sheets.tables import plain
from tests.core.sheets.making import workbook

FIELDS = (
    Field(key="name", label="单位名称", synonyms=("名称",), required=True, example="青石区税务局"),
    Field(key="day", label="开始日期", synonyms=("日期", "时间"), required=True),
    Field(key="people", label="参加人数", help="只填数字。"),
)


def table_of(*rows, **more):
    return read_table(workbook(*rows, **more), FIELDS, name="台账.xlsx")


def test_heads_are_found_below_a_title_in_any_order_and_spelling():
    table = table_of(["2025年台账"], [], ["＊日 期（必填）", "参加人数（人）", " 名称："], ["2025-03-01", 30, "税务局"])

    assert (table.head_row, dict(table.columns)) == (3, {"day": 1, "people": 2, "name": 3})
    assert [(row.number, row["name"], row["people"]) for row in table.rows()] == [(4, "税务局", 30.0)]
    assert table.label("day") == "＊日 期（必填）"


def test_a_column_that_is_not_there_reads_as_empty():
    row = next(table_of(["单位名称", "开始日期"], ["税务局", "2025-03-01"]).rows())

    assert (row["people"], row.column("people"), row.column("day")) == ("", 0, 2)


def test_empty_rows_are_left_out_and_numbers_stay_those_of_excel():
    table = table_of(["单位名称", "开始日期"], ["甲", "2025-03-01"], ["", " "], ["乙", "2025-03-02"])

    assert [row.number for row in table.rows()] == [2, 4]


def test_missing_columns_are_named():
    with pytest.raises(SheetRefused) as refusal:
        table_of(["名称", "参加人数"], ["税务局", 3])

    assert "“表一”第1行是表头，缺少这些列：开始日期。" in str(refusal.value)


def test_a_sheet_without_any_known_head_is_refused():
    with pytest.raises(SheetRefused, match="没有找到表头，缺少这些列：单位名称、开始日期"):
        table_of(["甲", "乙"], [1, 2])


def test_two_columns_of_one_meaning_are_refused():
    with pytest.raises(SheetRefused, match="B列和C列"):
        table_of(["单位名称", "日期", "时间"], ["税务局", "2025-03-01", "2025-03-02"])


def test_heads_without_rows_are_refused():
    with pytest.raises(SheetRefused, match="没有内容"):
        table_of(["单位名称", "日期"])


def test_merged_cells_below_the_heads_are_faults_and_a_merged_title_is_none():
    table = table_of(
        ["", "", ""],
        ["单位名称", "日期", "参加人数"],
        ["甲", "2025-03-01", 3],
        ["乙", "2025-03-02", 4],
        merged=[("A1:C1", "台账"), ("A3:A4", "甲")],
    )

    assert [(fault.cell, fault.label) for fault in table.faults] == [("A3", "单位名称")]
    assert "A3:A4 是合并单元格" in table.faults[0].message


def test_heads_of_two_rows_and_empty_merged_cells_are_no_faults():
    table = table_of(
        ["单位名称", "日期", "参加人数"],
        ["", "", ""],
        ["甲", "2025-03-01", None],
        ["乙", "2025-03-02", None],
        merged=[("A1:A2", "单位名称"), ("B1:B2", "日期"), ("C3:C4", "")],
    )

    assert table.faults == []
    assert [row["name"] for row in table.rows()] == ["甲", "乙"]


def test_hidden_sheets_are_not_read():
    content = workbook(["单位名称", "日期"], ["甲", "2025-03-01"], hidden=["旧表"])

    assert [sheet.name for sheet in read_sheets(content, name="a.xlsx")] == ["表一"]


def test_rows_become_json_and_faults_come_back_from_it():
    table = table_of(["单位名称", "日期"], ["甲", date(2025, 3, 1)])
    fault = Fault(row=2, column=2, label="日期", message="请核对。")

    assert table.plain_rows() == [{"row": 2, "cells": ["甲", "2025-03-01"]}]
    assert Fault.of(fault.plain()) == fault


def test_cells_that_no_database_holds_become_empty_or_lose_the_sign():
    assert [plain(cell) for cell in (float("nan"), float("inf"), "甲\x00乙", 1.5, None)] == ["", "", "甲乙", 1.5, None]


def test_faults_are_collected_at_their_cells_and_other_errors_go_on():
    faults = Faults()
    with faults.at(7, 3, "开始日期"):
        date_of("2023-02-30")
    with pytest.raises(ZeroDivisionError), faults.at(8, 1, "名称"):
        raise ZeroDivisionError

    assert [fault.sentence for fault in faults.found] == [
        "第7行“开始日期”（C7）：“2023-02-30”这一天不存在：2023年2月只有28天，请核对。"
    ]
    assert faults.rows() == {7}
    assert issubclass(CellProblem, ValueError)


def test_the_marked_up_sheet_keeps_rows_in_place_and_says_what_is_wrong():
    faults = [Fault(row=3, column=2, label="日期", message="请核对。"), Fault(row=3, message="整行重复。")]
    content = marked_up(["名称", "日期"], [(2, ["=1+1", "2025-03-01"]), (3, ["乙", ""])], faults)

    cells = read_sheets(content, name="核对.xlsx")[0].cells
    assert [row[:2] for row in cells] == [["名称", "日期"], ["=1+1", "2025-03-01"], ["乙", ""]]
    assert cells[2][2] == "日期：请核对。\n整行重复。"


def test_a_marked_up_sheet_can_be_read_again():
    content = marked_up(["单位名称", "日期"], [(5, ["甲", date(2025, 3, 1)])], [])

    row = next(read_table(content, FIELDS, name="核对.xlsx").rows())
    assert (row.number, row["name"], date_of(row["day"])) == (5, "甲", date(2025, 3, 1))


def test_the_template_has_the_heads_and_no_rows():
    book = CalamineWorkbook.from_filelike(BytesIO(template(FIELDS, title="单位", notes=["一行一个单位。"])))

    assert book.get_sheet_by_index(0).to_python() == [["单位名称*", "开始日期*", "参加人数"]]
    assert book.get_sheet_by_name("填写说明").to_python()[1][:4] == ["单位名称", "必填", "", "青石区税务局"]


def test_a_long_list_of_choices_still_makes_a_template():
    many = Field(key="kind", label="类型", choices=tuple(f"类型{n}" for n in range(200)))

    assert read_sheets(template([many]), name="a.xlsx")[0].cells == [["类型"]]


def test_columns_are_named_as_excel_names_them():
    assert [letters(n) for n in (1, 26, 27, 52, 53, 703)] == ["A", "Z", "AA", "AZ", "BA", "AAA"]
    assert address(12, 28) == "AB12"
