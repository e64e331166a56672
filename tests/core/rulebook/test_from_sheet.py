"""A printed table becomes the skeleton of a book: what it says is proposed, the rest is marked, nothing is lost."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter

from chuangwen.core.rulebook import BookErrors, check, load
from chuangwen.core.rulebook.from_sheet import Choice, Head, skeleton_of
from chuangwen.core.sheets import SheetRefused
from tests.core.scoring.makers import catalogue


def workbook(write):
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        write(book.add_worksheet("细则"))
    return file.getvalue()


def table(*rows, heads=("项目", "内容", "标准", "分值", "方法"), merges=()):
    def write(sheet):
        for at, row in enumerate((heads, *rows)):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(at, column, value)
        for first_row, first_column, last_row, last_column, text in merges:
            sheet.merge_range(first_row, first_column, last_row, last_column, text)

    return skeleton_of(workbook(write), name="细则.xlsx", catalogue=catalogue())


def one(text, points=4, method="材料审核"):
    """Convert one demand, and read the criterion that comes of it."""
    found = table(("一、组织领导", text, None, points, method))
    book = load(found.files, catalogue())
    return book.criteria[0]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "创建领导小组每季度至少召开一次专题会议。",
            "计有会议（主题为“文明创建”）的季度数（每季度计1次）；每1次得1分，最多4分。",
        ),
        (
            "理论学习中心组每月集中学习1次，每少1次扣0.5分。",
            "计有学习培训（主题为“理论学习”）的月数（每月计1次）；达到12次得4分，每低1次扣0.5分，不足一档按一档计，扣完为止。",
        ),
        ("全年开展志愿服务活动不少于8次。", "计志愿服务（主题为“志愿服务”）的场数；每1场得0.5分，最多4分。"),
        ("职工参训率≥85%。", "计参训率（学习培训的参加人数合计÷学习培训的应到人数合计）；达到85%得4分，否则不得分。"),
        (
            "党员参训率达到90%，每低5个百分点扣1分。",
            "计参训率（学习培训的参加人数合计÷学习培训的应到人数合计）；达到90%得4分，每低5%扣1分，不足一档按一档计，扣完为止。",
        ),
        ("举办道德讲堂：达到12场得4分，8场得3分，4场得1分。", "达到12次得4分，达到8次得3分，达到4次得1分"),
        ("群众满意度≥90%。", "满意率"),
        ("成立创建工作领导小组，主要负责同志任组长。", "有无组织机构（主题为“文明创建”）"),
        ("创建氛围评定为A级（4分）、B级（3分）、C级（1分）。", "A级4分，B级3分，C级1分"),
    ],
)
def test_what_a_demand_says_plainly_becomes_its_rule(text, rule):
    criterion = one(text)

    said = criterion.rule_in_words(catalogue())
    assert rule.replace("场得", "次得") in said.replace("场得", "次得"), said


def test_a_survey_is_open_until_it_is_held():
    assert one("群众满意度≥90%。", method="问卷调查").when_missing == "pending"


def test_what_a_demand_leaves_open_is_marked_todo_with_its_text():
    found = table(
        ("一、组织领导", "领导重视，氛围浓厚。", None, 3, "实地考察"), ("一、组织领导", "每季度召开一次会议。", None, 4, "材料审核")
    )  # fmt: skip

    assert [(row.row, row.code, row.outcome) for row in found.rows] == [(2, "I-1", "open"), (3, "I-2", "proposed")]
    text = found.files["criteria/01.yaml"]
    assert "text: 领导重视，氛围浓厚。" in text
    with pytest.raises(BookErrors) as wrong:
        load(found.files, catalogue())
    lines = {name: body.splitlines() for name, body in found.files.items()}
    assert [lines[p.file][p.line - 1].strip().split("   #")[0] for p in wrong.value.problems] == ["measure: TODO"]


def test_a_skeleton_is_not_ready_to_publish_before_its_head_is_filled_in():
    book = load(table(("组织领导", "每季度召开一次会议。", None, 4, "材料审核")).files, catalogue())

    errors = [finding.code for finding in check(book, catalogue()) if finding.severity == "error"]

    assert errors == ["authority"]


def test_merged_cells_and_heads_of_two_rows_are_read():
    def write(sheet):
        sheet.merge_range(0, 0, 0, 4, "云岭市文明单位测评细则")
        sheet.merge_range(1, 0, 2, 0, "测评项目")
        sheet.merge_range(1, 1, 1, 3, "测评标准")
        sheet.merge_range(1, 4, 2, 4, "测评方法")
        for column, head in enumerate(("测评内容", "评分标准", "分值"), start=1):
            sheet.write(2, column, head)
        sheet.merge_range(3, 0, 5, 0, "Ⅰ 组织领导（10分）")
        sheet.merge_range(3, 1, 4, 1, "会议制度")
        sheet.write(3, 2, "每季度召开一次会议。")
        sheet.write(4, 2, "每半年召开一次会议。")
        sheet.merge_range(3, 3, 4, 3, "6分")
        sheet.write_row(5, 1, ["学习", "全年组织学习不少于4次", "4分", "材料审核"])
        sheet.merge_range(3, 4, 4, 4, "审核材料")

    found = skeleton_of(workbook(write), name="细则.xlsx", catalogue=catalogue())
    book = load(found.files, catalogue())

    assert [(c.code, c.title, c.full) for c in book.categories] == [("I", "组织领导", 10_000)]
    assert [(c.code, c.text, c.points, c.method) for c in book.criteria] == [
        ("I-1", "会议制度；每季度召开一次会议。", 3000, "document_review"),
        ("I-2", "会议制度；每半年召开一次会议。", 3000, "document_review"),
        ("I-3", "学习；全年组织学习不少于4次", 4000, "document_review"),
    ]
    assert "2行共6分，暂平均分配，请核对" in found.rows[0].says
    assert found.notes == ()


def test_sub_items_with_points_of_their_own_become_clauses():
    text = "创建工作：1）每季度召开一次会议（2分）；2）签订目标责任书（1分）；3）制定年度方案（1分）。"

    found = table(("组织领导", text, None, 4, "材料审核"))
    book = load(found.files, catalogue())

    assert [(c.code, c.points, c.measure.head) for c in book.criteria] == [
        ("I-1-1", 2000, "periods"),
        ("I-1-2", 1000, "any"),
        ("I-1-3", 1000, "any"),
    ]
    assert book.criteria[1].text == "创建工作；签订目标责任书"


def test_content_and_standard_are_one_sentence():
    found = table(("组织领导", "每季度召开一次会议。", "每少1次扣1分。", 4, "材料审核"))

    assert found.rows[0].text == "每季度召开一次会议；每少1次扣1分。"


def test_the_tables_own_numbering_is_kept():
    found = table(
        ("Ⅱ-3", "道德建设", "每季度举办一次道德讲堂。", 4), ("II-4", "道德建设", "每月举办一次活动。", 6),
        heads=("编号", "项目", "内容", "分值"),
    )  # fmt: skip

    assert [row.code for row in found.rows] == ["II-3", "II-4"]


def test_sections_of_bonus_and_negative_items_are_told_apart():
    found = table(
        ("组织领导", "每季度召开一次会议。", None, 4, "材料审核"),
        ("加分项（最高5分）", None, None, None, None),
        ("", "获得表彰：国家级3分，省级2分，市级1分。", None, 3, None),
        ("负面清单", None, None, None, None),
        ("", "发生重大安全生产责任事故，一票否决。", None, None, None),
        ("", "因失信受到行政处罚，扣5分。", None, None, None),
    )
    book = load(found.files, catalogue())

    assert (book.bonus.cap, [item.code for item in book.bonus.items]) == (5000, ["B-1"])
    assert book.bonus.items[0].measure.head == "levels"
    assert [(n.code, n.veto, n.deduct) for n in book.negative] == [("N-1", True, 0), ("N-2", False, 5000)]


def test_what_may_stand_in_no_book_is_refused_with_the_reason():
    found = table(
        ("组织领导", "每季度召开一次会议。", None, 4, "材料审核"),
        ("组织领导", "无越级上访。", None, 3, "材料审核"),
        ("组织领导", "每日登录学习平台打卡，登录率达到95%。", None, 3, "网上申报"),
    )

    assert [row.row for row in found.refused] == [3, 4]
    assert "依法信访是公民的权利" in found.refused[0].sentence
    assert "无越级上访。" in found.files["book.yaml"]
    assert load(found.files, catalogue()).base == 4000


def test_sums_that_do_not_add_up_are_told():
    found = table(
        ("一、组织领导（6分）", "每季度召开一次会议。", None, 4, "材料审核"),
        ("合计", None, None, 100, None),
    )

    assert found.notes == (
        "项目“组织领导”原表写6分，各条合计4分，请核对。",
        "原表合计100分，读到的各条合计4分，请核对。",
    )


def test_proposals_that_the_loader_would_not_take_are_left_to_a_person():
    found = table(("组织领导", "每季度召开一次会议，每少一次扣0分。", None, 4, "材料审核"))

    assert found.rows[0].outcome == "open"
    assert "照字面写不成" in found.rows[0].sentence


@pytest.mark.parametrize("heads", [("甲", "乙"), ("内容", "方法"), ("分值", "方法")])
def test_a_sheet_without_such_a_table_is_refused(heads):
    with pytest.raises(SheetRefused, match="没有转换"):
        table(("一", "二"), heads=heads)


# What a person decides -------------------------------------------------------
VAGUE = ("一、组织领导", "领导重视，氛围浓厚。", None, 4, "实地考察")


def decided(*rows, head=None, heads=("项目", "内容", "标准", "分值", "方法"), **choices):
    """Convert a table with what was decided of its rows, by their place: `at_0=Choice(…)`."""

    def write(sheet):
        for at, row in enumerate((heads, *rows)):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(at, column, value)

    of = {int(key.removeprefix("at_")): choice for key, choice in choices.items()}
    return skeleton_of(workbook(write), name="细则.xlsx", catalogue=catalogue(), head=head, choices=of)


@pytest.mark.parametrize(
    ("choice", "rule"),
    [
        (Choice(way="any", kind="meeting"), "计有无会议；有的得4分，否则不得分。"),
        (Choice(way="count", kind="meeting", times=4), "计会议的场数；从0场到4场按比例得分，最多4分。"),
        (Choice(way="sites"), "计实地考察的点位达标率；从0%到100%按比例得分，最多4分。"),
        (Choice(way="satisfied"), "计问卷调查的满意率；从0%到100%按比例得分，最多4分。"),
        (Choice(way="graded"), "计评委评分最近一次填报的等级；A级4分，B级3分，C级2分，D级0分。"),
    ],
)
def test_an_open_clause_is_counted_in_the_way_that_was_chosen(choice, rule):
    found = decided(VAGUE, at_0=choice)

    assert found.rows[0].outcome == "proposed"
    assert [c.points for c in load(found.files, catalogue()).criteria] == [4000]
    assert found.rows[0].rule == rule


def test_what_an_office_records_is_not_asked_for_the_units_papers():
    row, heads = (*VAGUE, "会议纪要、照片"), ("项目", "内容", "标准", "分值", "方法", "材料")

    own, graded = (decided(row, heads=heads, at_0=Choice(way=way, kind="meeting")) for way in ("any", "graded"))

    assert [len(load(each.files, catalogue()).criteria[0].proof.codes) for each in (own, graded)] == [2, 0]


def test_a_choice_that_lacks_its_kind_or_its_number_settles_nothing():
    lacks = [Choice(way="any"), Choice(way="count", kind="meeting"), Choice(way="count", times=3)]

    assert [decided(VAGUE, at_0=choice).rows[0].outcome for choice in lacks] == ["open"] * 3
    assert [choice.lacks for choice in lacks] == ["记录类别", "次数", "记录类别"]


def test_a_row_left_out_stands_in_no_file_and_the_codes_after_it_stay():
    rows = (VAGUE, ("一、组织领导", "每季度召开一次会议。", None, 4, None))

    found = decided(*rows, at_0=Choice(way="out"))

    assert [(row.code, row.outcome) for row in found.rows] == [("I-1", "out"), ("I-2", "proposed")]
    assert [c.code for c in load(found.files, catalogue()).criteria] == ["I-2"]


def test_points_that_were_filled_in_let_the_words_be_read():
    row = ("一、组织领导", "每季度召开一次会议。", None, None, None)

    before, after = decided(row), decided(row, at_0=Choice(points=Decimal(2)))

    assert (before.rows[0].open, after.rows[0].open) == (("points", "measure", "score"), ())
    assert load(after.files, catalogue()).criteria[0].points == 2000


def test_a_head_that_was_filled_in_leaves_a_book_that_can_be_published():
    head = Head(
        code="city-unit", edition="2027", title="云岭市文明单位测评细则：“试行”", body="云岭市文明委",
        document="云文明委〔2026〕4号", basis="经市委同意", start=date(2026, 1, 1), until=date(2027, 1, 1),
        unit_kinds=["agency"], measured=Decimal("3.5"),
    )  # fmt: skip

    book = load(decided(("一、组织领导", "每季度召开一次会议。", None, 4, None), head=head).files, catalogue())

    assert (book.code, book.edition, book.title) == ("city-unit", "2027", "云岭市文明单位测评细则：“试行”")
    assert (book.in_force, book.unit_kinds) == ((date(2026, 1, 1), date(2027, 1, 1)), ("agency",))
    assert book.passing.measured == 3500
    assert [f for f in check(book, catalogue()) if f.severity == "error"] == []


def test_a_fault_of_the_files_is_told_at_the_row_that_it_comes_from():
    found = decided(("一、组织领导", "每季度召开一次会议。", None, 4, None), VAGUE)
    with pytest.raises(BookErrors) as wrong:
        load(found.files, catalogue())

    rows = [found.row_at(problem.spot) for problem in wrong.value.problems]

    assert {row.row for row in rows} == {3}
