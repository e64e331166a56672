"""A sheet of ledger entries: what each cell means, and what is wrong with it where."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft
from chuangwen.core.intake.check import Rules, check_rows
from chuangwen.core.intake.grids import read_grid
from chuangwen.core.intake.template import entry_template
from chuangwen.core.intake.twins import Known, twins_of
from chuangwen.core.intake.words import Words
from chuangwen.core.sheets import SheetRefused
from tests.core.sheets.making import workbook

WORDS = Words.of(kinds())
RULES = Rules(words=WORDS, year=2025, today=date(2025, 11, 20))
HEADS = ("类别", "标题", "开始日期")
OWN_KINDS = [kind for kind in kinds().kinds.values() if kind.recorded_by == "unit"]


def grid(*rows, **changes):
    return read_grid(workbook(*rows, **changes), WORDS, name="台账.xlsx", most_bytes=10**7)


def checked(*rows, mending=None, **changes):
    return list(check_rows(grid(*rows, **changes), RULES, mending))


def row(*cells, heads=HEADS, **changes):
    [found] = checked(heads, cells, **changes)
    return found


def faults(found):
    return [(fault.cell, fault.message) for fault in found.faults]


def test_a_row_is_read_into_a_draft():
    heads = (
        "序号",
        "类别",
        "主题",
        "标题",
        "开始日期",
        "结束日期",
        "次数",
        "参会人数（人）",
        "地点",
        "说明",
        "是否约数",
    )
    cells = (
        1,
        "会议",
        "文明创建",
        "创建工作推进会",
        date(2025, 3, 5),
        "2025.3.6",
        2,
        "１，２００人",
        "三楼会议室",
        "主要领导到会",
        "是",
    )

    assert row(*cells, heads=heads).draft == FactDraft(
        kind="meeting",
        topic="creation",
        title="创建工作推进会",
        start_date=date(2025, 3, 5),
        until_date=date(2025, 3, 7),
        times=2,
        quantities={"attendees": Decimal(1200)},
        place="三楼会议室",
        note="主要领导到会",
        is_approximate=True,
    )


def test_heads_are_known_by_other_names_and_in_any_order_below_a_title():
    found = checked(("青石区2025年创建台账", "", ""), ("时间", "会议名称", "类型"), ("3月5日", "推进会", "调度会"))

    assert [r.draft for r in found] == [
        FactDraft(kind="meeting", title="推进会", start_date=date(2025, 3, 5), until_date=date(2025, 3, 6))
    ]


def test_a_sheet_named_after_a_kind_needs_no_column_for_it():
    [found] = checked(("标题", "日期"), ("推进会", "3月5日"), sheet="会议")

    assert found.draft.kind == "meeting"


def test_missing_columns_are_named():
    with pytest.raises(SheetRefused, match="第1行是表头，缺少这些列：类别、开始日期"):
        grid(("标题", "地点"), ("推进会", "三楼"))


def test_a_sheet_without_any_head_names_all_that_is_needed():
    with pytest.raises(SheetRefused, match="至少要有这些列：类别、标题、开始日期"):
        grid(("甲", "乙"), (1, 2))


def test_heads_without_rows_are_refused():
    with pytest.raises(SheetRefused, match="表头下面没有内容"):
        grid(HEADS)


def test_twice_the_same_head_is_refused():
    with pytest.raises(SheetRefused, match="D列和E列的表头都是“参会人数（人）”"):
        grid((*HEADS, "参会人数（人）", "参会人数（人）"), ("会议", "推进会", "3月5日", 1, 2))


def test_columns_that_are_not_read_are_pointed_out():
    assert grid((*HEADS, "责任领导"), ("会议", "推进会", "3月5日", "分管领导")).notes == [
        "这些列不是台账里的内容，没有导入：责任领导。"
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("专题会议", "推进会", "3月5日"), [("A2", "没有“专题会议”这个类别，是不是“会议”？")]),
        (("会议", "", "3月5日"), [("B2", "请填写标题，一句话说清做了什么。")]),
        (("会议", "推进会", ""), [("C2", "请填写日期。")]),
        (("", "推进会", "3月5日"), [("A2", "请填写类别。")]),
        (("问卷调查", "满意度", "3月5日"), [("A2", "“问卷调查”由文明办记录，单位不能自己填报，请删去这一行。")]),
    ],
)
def test_each_problem_stands_at_its_cell(cells, expected):
    found = row(*cells)

    assert faults(found)[0][0] == expected[0][0]
    assert expected[0][1][:12] in faults(found)[0][1]
    assert found.draft is None


def test_an_impossible_day_stands_at_its_cell():
    assert faults(row("会议", "推进会", "2023-02-30")) == [
        ("C2", "“2023-02-30”这一天不存在：2023年2月只有28天，请核对。")
    ]


def test_a_day_that_has_not_come_is_no_fact():
    assert "还没有到" in faults(row("会议", "推进会", "2025-12-30"))[0][1]


def test_a_topic_that_the_kind_lacks_is_answered_with_those_it_has():
    found = row("会议", "推进会", "3月5日", "垃圾分类", heads=(*HEADS, "主题"))

    [(cell, message)] = faults(found)
    assert cell == "D2"
    assert message.startswith("“会议”没有“垃圾分类”这个主题，可以填")


def test_several_problems_of_a_row_are_found_at_once():
    found = row("会议", "推进会", "2023-02-30", "五星", "很多", heads=(*HEADS, "级别", "参会人数"))

    assert [fault.cell for fault in found.faults] == ["D2", "C2", "E2"]


def test_a_number_of_another_kind_is_refused_but_its_zero_is_nothing():
    heads = (*HEADS, "学时（小时）")

    assert "不记“学时（小时）”" in faults(row("会议", "推进会", "3月5日", 3, heads=heads))[0][1]
    assert row("会议", "推进会", "3月5日", 0, heads=heads).draft.quantities == {}


@pytest.mark.parametrize(
    ("head", "cell", "amount"),
    [
        ("金额（元）", "12,500.5", "12500.5"),
        ("金额（万元）", 3.5, "35000"),
        ("金额（万元）", "3.5万元", "35000"),
        ("投入", "1.2万元", "12000"),
        ("金额", 0.1 + 0.2, "0.3"),
    ],
)
def test_the_unit_in_the_head_or_the_cell_is_converted(head, cell, amount):
    found = row("资金投入", "创建经费", "3月5日", cell, heads=(*HEADS, head))

    assert found.draft.quantities == {"amount": Decimal(amount)}


def test_an_area_in_mu_becomes_square_metres():
    found = row("绿化美化", "春季植树", "3月12日", 3, heads=(*HEADS, "面积（亩）"))

    assert found.draft.quantities == {"area": Decimal("2000.00")}


def test_a_rough_number_makes_the_fact_approximate():
    found = row("会议", "推进会", "3月5日", "约300人", heads=(*HEADS, "参会人数"))

    assert (found.draft.quantities, found.draft.is_approximate) == ({"attendees": Decimal(300)}, True)


def test_a_percent_cell_that_could_mean_two_things_is_asked_about():
    heads = (*HEADS, "比率（%）")

    assert "95%还是0.95%" in faults(row("比率指标", "参训率", "3月5日", 0.95, heads=heads))[0][1]
    assert row("比率指标", "参训率", "3月5日", "95%", heads=heads).draft.quantities == {"rate": Decimal(95)}


@pytest.mark.parametrize("cell", [1e300, "9" * 40, -5, "abc", True, "3人5次"])
def test_a_number_beyond_reason_is_a_fault_and_no_crash(cell):
    found = row("会议", "推进会", "3月5日", cell, heads=(*HEADS, "参会人数"))

    assert [fault.cell for fault in found.faults] == ["D2"]


def test_two_columns_for_one_quantity_are_pointed_out():
    found = row("会议", "推进会", "3月5日", 30, 31, heads=(*HEADS, "参会人数", "出席人数"))

    assert "只留一列" in faults(found)[0][1]


def test_merged_words_stand_in_each_row_and_merged_numbers_are_refused():
    found = checked(
        (*HEADS, "参会人数"),
        ("会议", "推进会一", "3月5日", None),
        (None, "推进会二", "3月6日", None),
        merged=[("A2:A3", "会议"), ("D2:D3", 30)],
    )

    assert found[1].draft.kind == "meeting"
    assert faults(found[0]) == [("D2", "合并单元格里的数量分不清属于哪一行，请取消合并并逐行填写。")]


@pytest.mark.parametrize(
    ("cells", "why"), [(("合计", "", ""), "合计行"), (("会议", "【示例】推进会", "2025-03-05"), "示例行")]
)
def test_totals_and_examples_are_left_out_and_said_so(cells, why):
    found = row(*cells)

    assert found.left_out.startswith(why)
    assert found.draft is None


def test_a_mended_cell_counts_instead_of_what_the_sheet_says():
    found = row("会议", "推进会", "2023-02-30", mending={"2": {"3": "2023-02-28"}})

    assert found.draft.start_date == date(2023, 2, 28)


def test_a_row_may_be_left_out_by_the_clerk():
    found = row("会议", "推进会", "2023-02-30", mending={"2": None})

    assert (found.faults, found.draft, found.left_out) == ((), None, "您选择了不导入这一行。")


@pytest.mark.parametrize("kind", [None, *OWN_KINDS], ids=lambda kind: kind.code if kind else "all")
def test_every_template_can_be_read_back_and_its_example_is_skipped(kind):
    found = read_grid(entry_template(kinds(), kind), WORDS, name="模板.xlsx", most_bytes=10**7)

    assert [r.left_out[:3] for r in check_rows(found, RULES)] == ["示例行"]
    assert found.notes == []
    for each in [kind] if kind else OWN_KINDS:
        read_in = {q.code for column in found.columns if (q := column.quantity_of(each))}
        assert read_in == {q.code for q in each.quantities}


def draft(title, day, kind="meeting"):
    return FactDraft(kind=kind, title=title, start_date=date(2025, 3, day))


def test_the_same_kind_title_and_day_is_a_repeat_and_a_near_day_a_hint():
    twins = twins_of(
        [
            (2, draft("推进会", 1)),
            (3, draft("“推进会”。", 1)),
            (4, draft("现场会", 9)),
            (5, draft("现场会", 11)),
            (6, draft("例会", 1)),
        ],
        [Known(entry_id=7, kind="meeting", start_date=date(2025, 3, 1), title="例 会")],
    )

    assert {number: (twin.is_same, twin.row, twin.entry_id) for number, twin in twins.items()} == {
        3: (True, 2, 0),
        5: (False, 4, 0),
        6: (True, 0, 7),
    }


def test_work_done_every_day_under_one_title_is_a_series_and_no_repeat():
    rows = [(number, draft("清理小广告", number, "cleaning")) for number in range(2, 9)]

    assert twins_of(rows, []) == {}


@given(
    cells=st.lists(
        st.one_of(st.text(max_size=12), st.floats(), st.integers(), st.booleans(), st.dates()), min_size=5, max_size=5
    )
)
def test_no_cell_whatever_it_holds_breaks_the_check(cells):
    heads = (*HEADS, "参会人数（人）", "次数")
    sheet = grid(heads, ("会议", "推进会", "3月5日", 1, 1))
    sheet.body[0][:] = cells

    for found in check_rows(sheet, RULES):
        assert found.draft is None or not found.faults


OFFICE = Rules(words=WORDS, year=2025, today=date(2025, 11, 20), recorded_by="office")


def office_row(*cells, heads):
    [found] = check_rows(grid(heads, cells), OFFICE)
    return found


def test_an_office_sheet_takes_severities_codes_and_problems_without_an_end():
    heads = ("类别", "标题", "开始日期", "级别", "主题", "发现经过")

    finding = office_row("督导问题", "背街积水", "2025-03-05", "较重", "环境整治", "", heads=heads)
    title = office_row("持有称号", "文明校园", "2025-01-01", "市级", "campus", "", heads=heads)
    event = office_row("负面事件", "处罚", "2025-03-05", "县级", "", "他人发现", heads=heads)

    assert [found.faults for found in (finding, title, event)] == [(), (), ()]
    assert (finding.draft.level, finding.draft.until_date) == ("major", date.max)
    assert (title.draft.topic, title.draft.level) == ("campus", "city")
    assert (event.draft.is_self_reported, title.draft.is_self_reported) == (False, None)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("督导问题", "甲", "2025-03-05", "市级", ""), "没有“市级”这种严重程度，请填严重、较重、一般。"),
        (("持有称号", "甲", "2025-03-05", "市级", "文明校园"), "“文明校园”不是荣誉代码。"),
        (("历年测评得分", "甲", "2025-03-05", "", ""), "请填写细则代码"),
    ],
)
def test_an_office_sheet_is_told_which_words_it_takes(cells, said):
    found = office_row(*cells, heads=("类别", "标题", "开始日期", "级别", "主题"))

    assert said in faults(found)[0][1]


OFFICE_KINDS = [kind for kind in kinds().kinds.values() if kind.recorded_by == "office"]


@pytest.mark.parametrize("kind", OFFICE_KINDS, ids=lambda kind: kind.code)
def test_the_templates_of_the_office_can_be_read_back(kind):
    found = read_grid(entry_template(kinds(), kind), WORDS, name="模板.xlsx", most_bytes=10**7)

    assert [r.left_out[:3] for r in check_rows(found, OFFICE)] == ["示例行"]
    assert found.notes == []
