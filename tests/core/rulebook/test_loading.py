"""A book that cannot be used says what is wrong, where, and what would put it right."""

from functools import cache
from pathlib import Path

import pytest

from chuangwen.core.catalogue import load as load_catalogue
from chuangwen.core.rulebook import BookErrors, from_canonical, load, load_folder, to_canonical

ROOT = Path(__file__).parents[3]
HEAD = """\
book: b
edition: "1"
title: 示例
authority: {body: 甲, document: 乙, basis: 丙}
in_force: {from: 2026-01-01, until: 2027-01-01}
applies_to: {unit_kinds: [agency]}
window: {months: 12, before: assessment}
base: 4
"""
CATEGORY = """\
category: I
title: 组织领导
criteria:
  - code: I-1
    text: 每季度开会。
    clause: 第一条
    points: 4
    measure: {periods: quarter, of: meeting}
    score: {per: 1, worth: 1}
    when_missing: zero
"""


@cache
def catalogue():
    return load_catalogue((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))


def reading(head=HEAD, category=CATEGORY):
    return load({"book.yaml": head, "criteria/1.yaml": category}, catalogue())


def problems(head=HEAD, category=CATEGORY):
    with pytest.raises(BookErrors) as refusal:
        reading(head, category)
    return [str(problem) for problem in refusal.value.problems]


def changed(old, new, text=CATEGORY):
    assert old in text
    return text.replace(old, new)


def test_the_sound_book_loads():
    assert [criterion.code for criterion in reading().criteria] == ["I-1"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("of: meeting", "of: meting", "criteria/1.yaml:8:37 记录类别里没有“meting”。您是不是要写：meeting（会议）？"),
        ("of: meeting", "of: 会议", "criteria/1.yaml:8:37 记录类别里没有“会议”。您是不是要写：meeting（会议）？"),
        ("periods: quarter", "periods: fortnight", "criteria/1.yaml:8:24 没有“fortnight”这种周期。可用的周期有：week、month、quarter、half、year。"),
        ("    points: 4", "    ponits: 4", "criteria/1.yaml:4:5 缺少“points”。请补上。"),
        ("points: 4", "points: 四", "criteria/1.yaml:7:13 “points”应当是一个数，写的是“四”。例如 4、0.85 或 85%。"),
        ("points: 4", "points: 4.0001", "criteria/1.yaml:7:13 “points”最多写三位小数。"),
        ("points: 4", "points: .inf", "criteria/1.yaml:7:13 “points”应当是一个数，写的是“.inf”。例如 4、0.85 或 85%。"),
        ("points: 4", "points: 1e99", "criteria/1.yaml:7:13 “points”应当是一个数，写的是“1e99”。例如 4、0.85 或 85%。"),
        ("points: 4", "points: 0", "criteria/1.yaml:7:13 分值要大于0。"),
        ("clause: 第一条", "clause:", "criteria/1.yaml:4:5 缺少“clause”。请补上。"),
        ("clause: 第一条", 'clause: "  "', "criteria/1.yaml:6:13 “clause”应当是一段文字，且不能空着。"),
        ("when_missing: zero", "when_missing: none", "criteria/1.yaml:10:19 “when_missing”不能是“none”。可用的有：zero、pending、not_applicable。"),
        ("when_missing: zero", "when_missing: not_applicable", "criteria/1.yaml:4:5 没有写明不适用时怎么办（otherwise）。请写：renormalise（不计入，其余标准按比例折算）、full（计满分）或 excused（附书面理由后计满分）。"),
        ("per: 1", "perr: 1", "criteria/1.yaml:9:12 看不出这是哪一种计分方式。您是不是要写“per”？请从这些当中选一个：as_is、deduct、full_at、full_if、grades、linear、per、rank、steps。"),
        ("of: meeting}", "of: meeting, wher: {topic: party}}", "criteria/1.yaml:8:46 不认识的键“wher”。您是不是要写“where”？"),
        ("of: meeting}", "of: meeting, where: {topic: partty}}", "criteria/1.yaml:8:61 “topic”里没有“partty”这个词。"),
        ("of: meeting}", "of: meeting, where: {topic: dining}}", "criteria/1.yaml:8:61 “会议”没有主题“dining”。"),
        ("of: meeting}", "of: meeting, where: {level: city}}", "criteria/1.yaml:8:61 “会议”没有“level”这一栏，这个条件永远不会满足。"),
        ("of: meeting}", "of: meeting, where: {attendees: {at_least: 0.5}}}", "criteria/1.yaml:8:76 “参会人数”只保留0位小数。"),
        ("{periods: quarter, of: meeting}", "{sum: meeting.people}", "criteria/1.yaml:8:20 “会议”没有数量“people”。它的数量有：attendees（参会人数）。"),
        ("{periods: quarter, of: meeting}", "{sum: volunteer_person.people}", "criteria/1.yaml:8:20 “志愿者人数”是某一时点的数，不能相加。请改用 latest（取最近一次）。"),
        ("{periods: quarter, of: meeting}", "{attribute: staff}", "criteria/1.yaml:8:14 看不出这是哪一种测量。"),
        ("{periods: quarter, of: meeting}", "{count: meeting, any: meeting}", "criteria/1.yaml:8:14 看不出这是哪一种测量。"),
        ("score: {per: 1, worth: 1}", "score: {steps: {4: 4, 2: 5}}", "criteria/1.yaml:9:20 “steps”的分值应当随门槛一级一级变化，且门槛不重复。"),
        ("score: {per: 1, worth: 1}", "score: {steps: {4: 3, 2: 1}}", "criteria/1.yaml:9:20 最高一档是3分，与分值4分不一致。"),
        ("score: {per: 1, worth: 1}", "score: {linear: {from: 1, to: 1}}", "criteria/1.yaml:9:21 “from”和“to”不能相等。"),
        ("score: {per: 1, worth: 1}", "score: {full_if: {at_least: 3, at_most: 2}}", "criteria/1.yaml:9:22 at_least 比 at_most 还大，永远得不到分。"),
        ("title: 组织领导", "title: 组织领导\ncap: 5", "criteria/1.yaml:1:1 项目“组织领导”封顶5分，而各条标准合计只有4分。"),
        ("points: 4", "points: 3", "book.yaml:8:7 各项目合计3分，与基准分4分不一致（I 3分）。请调整分值、封顶或基准分，使两者相等。"),
    ],
)  # fmt: skip
def test_a_slip_in_a_criterion_is_named_with_its_place_and_remedy(old, new, said):
    found = problems(category=changed(old, new))

    assert [text for text in found if text.startswith(said)], found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("basis: 丙", "basis: ", "book.yaml:4:12 缺少“basis”。请补上。"),
        ("until: 2027-01-01", "until: 2026-01-01", "book.yaml:5:11 in_force 的 until 应当晚于 from。"),
        ("from: 2026-01-01", "from: 2026-02-30", "book.yaml:5:18 “from”应当是日期，写的是“2026-02-30”。请写成 2026-03-01 的样子。"),
        ("months: 12", "months: 0", "book.yaml:7:18 “months”应当在1到120之间。"),
        ("base: 4", "base: 4\nbase: 5", "book.yaml:9:1 键“base”重复了（第8行已有）。请删去其中一个。"),
        ("base: 4", "base: &x 4\npass: {self: *x}", "book.yaml:9:14 不能使用锚点和别名（& 与 *）。"),
        ("base: 4", "base: [4", "book.yaml:9:1 YAML格式有误"),
        ("base: 4", "base: 4\nmethods: {survey: 4}", "book.yaml:9:10 测评方法“问卷调查”应占4分，各条标准合计0分。"),
        ("base: 4", "base: 4\nlogo: x", "book.yaml:9:1 不认识的键“logo”。"),
        ("base: 4", "base: 4\namend: [{criterion: I-9, from: 2026-07-01, reference: 丁, text: 改}]", "book.yaml:9:21 没有代码为“I-9”的标准，无法修订。"),
        ("base: 4", "base: 4\namend: [{criterion: I-1, from: 2027-07-01, reference: 丁, text: 改}]", "criteria/1.yaml:4:5 对I-1的修订从2027-07-01起，不在本版施行期内。"),
        ("base: 4", "base: 4\namend: [{criterion: I-1, from: 2026-07-01, reference: 丁, points: 3}]", "book.yaml:9:9 这条修订没有改变任何内容。"),
    ],
)  # fmt: skip
def test_a_slip_in_the_head_is_named_with_its_place_and_remedy(old, new, said):
    found = problems(head=changed(old, new, HEAD))

    assert [text for text in found if text.startswith(said)], found


def test_every_problem_is_listed_at_once_in_order_of_place():
    two = changed("of: meeting", "of: meting") + CATEGORY.split("criteria:\n")[1].replace("I-1", "I-2").replace(
        "worth: 1", "worth: x"
    )

    found = problems(head=changed("title: 示例\n", "", HEAD), category=two)

    assert [text.split(" ")[0] for text in found] == ["book.yaml:1:1", "criteria/1.yaml:8:37", "criteria/1.yaml:16:28"]


def test_a_code_may_stand_only_once():
    twice = CATEGORY + CATEGORY.split("criteria:\n")[1]

    assert problems(category=twice) == [
        "criteria/1.yaml:11:5 代码“I-1”重复了（criteria/1.yaml:4:5已有）。请换一个代码。"
    ]


def test_a_book_without_a_head_or_with_a_stray_file_is_refused():
    with pytest.raises(BookErrors, match=r"缺少 book\.yaml"):
        load({"criteria/1.yaml": CATEGORY}, catalogue())
    with pytest.raises(BookErrors, match="看不出这个文件是什么"):
        load({"book.yaml": HEAD, "notes.yaml": "note: 1"}, catalogue())


def test_a_file_that_is_not_text_is_refused_by_name(tmp_path):
    (tmp_path / "book.yaml").write_bytes("书: 名".encode("gb18030"))

    with pytest.raises(BookErrors, match=r"book\.yaml 文件不是UTF-8编码"):
        load_folder(tmp_path, catalogue())


@pytest.mark.parametrize("text", ["", "[]", "{}", "坏", '{"format": "other", "catalogue": {}}'])
def test_what_is_no_stored_edition_is_refused(text):
    with pytest.raises(BookErrors, match="存档"):
        from_canonical(text)


def test_the_digest_minds_what_is_said_and_not_how_it_is_laid_out():
    book = reading()
    lines = HEAD.splitlines(keepends=True)
    laid_out_anew = load(
        {"book.yaml": "# 注释\n" + "".join(reversed(lines)), "criteria/other.yaml": CATEGORY.replace("zero", " zero")},
        catalogue(),
    )

    assert laid_out_anew.digest == book.digest
    assert reading(category=changed("worth: 1", "worth: 2")).digest != book.digest
    assert from_canonical(to_canonical(book)) == book


@pytest.mark.parametrize(
    "text",
    [
        "无违反计划生育政策现象。",
        "农民人均收入在全县排名靠前。",
        "本地户籍志愿者比例达到80%。",
        "全年零上访。",
        "信访量同比下降。",
        "职工每日打卡学习。",
        "平台登录率达到95%。",
        "推文点赞数不少于1000。",
        "公众号阅读量达到一万。",
        "学习强国人均积分不少于6000。",
        "在线学习时长不少于50小时。",
        "要求全员下载反诈APP。",
        "客户端安装率达到100%。",
    ],
)
def test_what_the_principles_forbid_is_refused_with_the_reason(text):
    (found,) = problems(category=changed("每季度开会。", text))

    assert found.startswith("criteria/1.yaml:5:11 标准I-1不能收入：")
    assert found.endswith("。")


@pytest.mark.parametrize(
    "text",
    [
        "信访事项按期答复率达到100%。",
        "开展身边好人点赞活动。",
        "会议有签到表。",
        "帮扶低收入群体，人均收入有增长。",
        "注册志愿者占职工人数的50%。",
        "组织学习时有记录。",
    ],
)
def test_what_only_looks_like_it_is_not_refused(text):
    assert reading(category=changed("每季度开会。", text)).criteria[0].text == text


def test_hours_of_study_and_counts_of_petitions_are_no_measure():
    hours = problems(category=changed("{periods: quarter, of: meeting}", "{sum: study.hours}"))
    petitions = problems(
        category=changed("{periods: quarter, of: meeting}", "{count: case}").replace(
            "{per: 1, worth: 1}", "{deduct: {each: 1}}"
        )
    )

    assert "不得以学习时长考核" in hours[0]
    assert "不能按案件、信访、投诉的数量扣分" in petitions[0]


def negative(text, kind="violation"):
    return HEAD + (
        f"negative:\n  - {{code: N-1, text: {text}, clause: 一, of: {kind}, window: {{months: 12}}, effect: veto}}\n"
    )


def test_lawful_petitioning_is_never_a_negative_item_and_suppressing_it_may_be():
    assert "依法信访、投诉不得列入负面清单" in problems(head=negative("发生群众集体上访。"))[0]
    assert "依法信访、投诉不得列入负面清单" in problems(head=negative("发生投诉。", "case"))[0]
    assert reading(head=negative("打击报复信访人。")).negative[0].veto


def test_a_listed_clause_is_held_to_the_principles_too():
    clauses = "{satisfied: [{text: 全年零上访, measure: {any: meeting}, at_least: 1}]}"

    (found,) = problems(category=changed("{periods: quarter, of: meeting}", clauses))

    assert found.startswith("criteria/1.yaml:8:34 这一条不能收入：依法信访是公民的权利")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("years: {mean: 1, missing: zero}", "“years”应当有2到10个年度"),
        ("years: {weights: [0.5, 0.5]}", "缺少“missing”"),
        ("pairs: {share: best}", "“share”不能是“best”"),
        ("groups: {minimum: 0}", "“minimum”至少是1"),
        ("rounding: {places: 4, mode: down, at: total}", "总分保留的小数位应当在0到3之间"),
        ("rounding: {places: 2, mode: up, at: total}", "“mode”不能是“up”"),
        ("pass: {prerequisites: [{text: 甲, attribute: staff}]}", "前置条件要写 at_least 或 at_most 之一"),
        ("pass: {prerequisites: [{text: 甲, measure: {prior: mean, years: 2}, at_least: 85}]}", "缺少“missing_years”"),
        ("negative: [{code: N, text: 甲, clause: 一, of: violation, window: {months: 12}, effect: veto, not_stated: concealed}]", "not_stated 和 reported_within 要和 concealed 一起写"),
        ("negative: [{code: N, text: 甲, clause: 一, of: problem_found, window: {months: 12}, effect: {deduct: 1}, concealed: double}]", "不记是否主动报告"),
    ],
)  # fmt: skip
def test_a_slip_in_how_totals_are_made_is_named(head, said):
    (found,) = problems(head=f"{HEAD}{head}\n")

    assert found.startswith("book.yaml:9:")
    assert said in found
