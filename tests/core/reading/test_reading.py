"""What the reader makes of single sentences: each test is one habit of report writers."""

from datetime import date
from decimal import Decimal
from time import process_time

import pytest

from chuangwen.core.reading import read
from tests.core.reading.catalogue import shipped


def facts(text, **more):
    return [fact for fact in read(text, catalogue=shipped(), **more).facts if not fact.event]


def brief(text, **more):
    return [(fact.num, fact.value, fact.unit, fact.kind, fact.status) for fact in facts(text, **more)]


def test_a_sentence_gives_its_figures_in_order():
    assert brief("全年召开推进会12次，投入资金35.5万元，发放宣传单2万余份。") == [
        ("12", 12, "次", "meeting", "done"),
        ("35.5万", 355000, "元", "funding", "done"),
        ("2万", 20000, "份", "publicity", "done"),
    ]


def test_two_figures_side_by_side_are_two_facts():
    assert brief("组建志愿服务队17支380人。") == [
        ("17", 17, "支", "volunteer_team", "done"),
        ("380", 380, "人", "volunteer_person", "done"),
    ]


def test_a_negated_count_is_nought():
    (fact,) = facts("一年来没有发生一起安全责任事故。")

    assert (fact.num, fact.value) == ("一", 0)


def test_a_figure_to_compare_with_keeps_its_own_period():
    low, high = facts("今年前8个月实现产值6.2亿元，超过了去年全年5.8亿元的水平。")

    assert (low.period, high.period, high.approx) == ("今年前8个月"[2:], "去年全年", False)


def test_figures_dealt_out_by_respectively_take_the_kinds_of_their_turn():
    found = facts("林地面积达到80万亩，森林覆盖率51%，与2019年相比，分别增加了6万亩、2.5个百分点。")

    assert [(f.value, f.unit, f.kind) for f in found[2:]] == [
        (60000, "亩", found[0].kind),
        (Decimal("0.025"), "百分点", "coverage_rate"),
    ]


def test_numbers_without_digits_are_read():
    assert brief("为群众办实事上千件，组织近百名党员参加清扫。")[:2] == [
        ("千", 1000, "件", "volunteer_activity", "done"),
        ("百", 100, "名", "participant", "done"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "坚决做到“两个维护”，增强“四个意识”。",
        "落实三会一课制度，坚持一岗双责。",
        "2024年3月15日下午3时30分。",
        "第三届邻里节圆满落幕。",
        "党的二十大和十九届六中全会精神。",
        "（二）强化措施。",
        "一是加强领导，二是落实责任。",
        "开展“五星级文明户”“十佳楼长”宣传。",
        "印发《关于做好2024年38项任务的意见》。",
        "拨打12345热线反映问题。",
        "一手抓业务，一手抓创建，进一步统一思想。",
        "实施十百千万工程。",
        "庆祝建党100周年。",
        "35岁以下的青年干部。",
        "千方百计为百姓排忧解难，走进千家万户。",
        "活动分三个阶段，突出五个方面。",
        "24小时值班值守。",
    ],
)
def test_slogans_dates_and_names_are_no_facts(text):
    assert brief(text) == []


def test_a_number_that_is_no_fact_is_passed_over_with_its_reason():
    (passed,) = read("第三届邻里节圆满落幕。", catalogue=shipped()).passed_over

    assert (passed.text, passed.reason) == ("三", "次第或等级，不是数量。")


def test_a_line_break_inside_a_clause_does_not_part_a_fact():
    assert brief("组织机关党员干部和入党积极分子分赴各个社区开展环境卫生大清扫，参加党员\n120人次。") == [
        ("120", 120, "人次", "participant", "done")
    ]


def test_stray_spaces_and_wide_digits_do_not_matter():
    assert brief("共植 树５００株，清 运垃圾 12 吨。") == [
        ("５００", 500, "株", "greening", "done"),
        ("12", 12, "吨", "cleaning", "done"),
    ]


@pytest.mark.parametrize(
    ("text", "is_norm"),
    [
        ("计划新建文化广场3处。", False),
        ("明年，举办道德讲堂12期。", False),
        ("三、下一步工作打算\n新建文化广场3处。", False),
        ("各支部每月至少开展志愿服务2次。", True),
        ("坚持每季度召开一次推进会。", True),
    ],
)
def test_wishes_and_norms_are_plans(text, is_norm):
    (fact,) = facts(text)

    assert (fact.status, fact.norm) == ("plan", is_norm)


def test_what_is_done_in_a_plan_stays_done():
    text = "滨河社区2025年工作计划\n2024年，共开展志愿服务126次。\n2025年开展志愿服务150次。"

    assert [(f.value, f.status) for f in facts(text)] == [(126, "done"), (150, "plan")]


def test_percentages_are_fractions_and_points_too():
    assert [(f.value, f.unit) for f in facts("覆盖率达95%，比上年提高3.2个百分点，参训率百分之百。")] == [
        (Decimal("0.95"), "%"),
        (Decimal("0.032"), "百分点"),
        (Decimal(1), "%"),
    ]


def test_a_value_is_turned_into_the_unit_of_its_quantity():
    (land,) = facts("绿化造林3亩。")
    (rate,) = facts("群众满意率达98.5%。")

    assert (land.quantity, land.amount) == ("area", Decimal("2000.00"))
    assert (rate.quantity, rate.amount) == ("rate", Decimal("98.50"))


@pytest.mark.parametrize(
    ("text", "period", "days"),
    [
        ("2024年上半年开展活动5场。", "2024年上半年", (date(2024, 1, 1), date(2024, 7, 1))),
        ("2023年以来开展活动5场。", "2023年以来", (date(2023, 1, 1), date(2025, 12, 21))),
        ("今年以来开展活动5场。", "今年以来", (date(2025, 1, 1), date(2025, 12, 21))),
        ("去年全年开展活动5场。", "去年全年", (date(2024, 1, 1), date(2025, 1, 1))),
        ("近三年开展活动5场。", "近三年", (date(2023, 1, 1), date(2026, 1, 1))),
        ("3月5日开展活动5场。", "3月5日", (date(2025, 3, 5), date(2025, 3, 6))),
        ("9月至11月开展活动5场。", None, None),
        ("近年来开展活动5场。", "近年来", (None, None)),
    ],
)
def test_a_period_is_resolved_where_the_text_allows(text, period, days):
    (fact,) = facts(text, written_on=date(2025, 12, 20))

    if period is not None:
        assert (fact.period, (fact.from_date, fact.until_date)) == (period, days)


def test_the_period_of_the_report_serves_where_none_is_named():
    (fact,) = facts("开展活动5场。", period=(date(2024, 1, 1), date(2025, 1, 1)))

    assert (fact.period, fact.from_date, fact.until_date) == (None, date(2024, 1, 1), date(2025, 1, 1))


def test_a_term_of_the_office_outranks_every_rule():
    plain, taught = facts("举办月光小院12场。"), facts("举办月光小院12场。", lexicon={"月光小院": "meeting"})

    assert plain[0].kind != "meeting"
    assert (taught[0].kind, taught[0].because) == ("meeting", "本单位词表把“月光小院”记为会议。")


def test_a_term_for_a_kind_that_is_not_in_the_catalogue_is_ignored():
    (fact,) = facts("举办讲座12场。", lexicon={"讲座": "nonsense"})

    assert fact.kind == "lecture"


def test_every_fact_says_why_and_has_a_title_and_a_fitting_kind():
    for fact in read("成立工作专班3个，建成图书室2间，评选文明家庭20户，慰问困难职工36人。", catalogue=shipped()).facts:
        kind = shipped().kinds[fact.kind]
        assert fact.because.endswith("。")
        assert fact.title
        assert fact.topic in kind.topics
        assert fact.quantity is None or fact.quantity == "times" or kind.quantity(fact.quantity)
        assert 0 < fact.confidence < 1


def test_the_filing_unit_is_the_subject_of_our_deeds_and_others_are_named():
    ours, theirs = facts("我局开展宣讲5场。临江区教育局举办讲座3场。", subject="青石区水务局")

    assert (ours.subject, theirs.subject) == ("青石区水务局", "临江区教育局")


def test_a_very_long_line_and_foreign_text_are_read_without_a_crash():
    assert brief("The quick brown fox has 4 legs and 2 ears. " * 50) == []
    assert len(facts("开展活动3场，" * 3000)) == 3000


def test_a_number_alone_in_a_table_cell_takes_its_unit_from_the_heading():
    table = "台账\n序号\t项目\t场次\t参加人数（人次）\t投入（万元）\n1\t道德讲堂\t12\t1,200\t3.5\n2\t义诊\t4\t\t\n"

    assert brief(table) == [
        ("12", 12, "场次", "lecture", "done"),
        ("1,200", 1200, "人次", "participant", "done"),
        ("3.5", 35000, "元", "funding", "done"),
        ("4", 4, "场次", "volunteer_activity", "done"),
    ]


@pytest.mark.parametrize("rubbish", ["1", "一二三", "“", "《", "（一", "成立", "3-", "\n", "3\t", "其中", "一个、"])
def test_rubbish_without_end_is_read_in_a_moment(rubbish):
    assert len(facts(rubbish * 5_000)) <= 5_000


def test_an_empty_text_gives_nothing():
    assert read("", catalogue=shipped()).facts == ()


def test_what_a_rise_began_with_is_a_figure_to_compare_with_and_not_one_of_this_period():
    base, now = facts("今年志愿服务队由52个增加到86个。", period=(date(2025, 1, 1), date(2026, 1, 1)))

    assert (base.base, base.period, base.from_date) == (True, None, None)
    assert base.because.endswith("这是增减前的数，用来比较，不是本期的数量。")
    assert base.confidence < 0.5
    assert (now.base, now.period, now.kind) == (False, "今年", base.kind)


def test_a_base_keeps_the_period_of_its_own():
    base, now = facts("2025年，流转土地从去年的620亩增加到910亩。", written_on=date(2025, 7, 6))

    assert (base.period, base.from_date) == ("去年", date(2024, 1, 1))
    assert (now.period, now.from_date) == ("2025年", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "period", "days"),
    [
        ("前三季度开展活动5场。", "前三季度", (date(2025, 1, 1), date(2025, 10, 1))),
        ("第三季度开展活动5场。", "第三季度", (date(2025, 7, 1), date(2025, 10, 1))),
        ("本季度开展活动5场。", "本季度", (date(2025, 10, 1), date(2026, 1, 1))),
        ("上季度开展活动5场。", "上季度", (date(2025, 7, 1), date(2025, 10, 1))),
        ("上月开展活动5场。", "上月", (date(2025, 11, 1), date(2025, 12, 1))),
        ("去冬今春开展活动5场。", "去冬今春", (date(2024, 12, 1), date(2025, 5, 1))),
        ("截至目前，开展活动5场。", "截至目前", (date(2025, 1, 1), date(2025, 12, 21))),
        ("机关党组织年组织学习5次。", "年", (None, None)),
        ("每季度开展活动5场。", "每季度", (None, None)),
        ("比去年同期增长12%；开展活动5场。", None, (None, None)),
    ],
)
def test_the_time_expressions_of_reports_are_resolved_or_left_open(text, period, days):
    fact = facts(text, written_on=date(2025, 12, 20))[-1]

    assert (fact.period, (fact.from_date, fact.until_date)) == (period, days)


def test_a_figure_in_a_word_of_agreement_is_not_approximate():
    (fact,) = facts("修订村规民约1部。")

    assert not fact.approx


@pytest.mark.parametrize("line", ["开展活动3场，", "一、开展活动3场。\n", "从3个", "我们认真贯彻落实", "“", "（"])
def test_twice_as_long_a_line_takes_about_twice_as_long(line):
    def seconds(size):
        started = process_time()
        read(line * (size // len(line)), catalogue=shipped())
        return process_time() - started

    seconds(2_000)  # the word lists are loaded now
    assert seconds(16_000) < 8 * seconds(4_000) + 0.5
