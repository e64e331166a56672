"""The forms in which reports write values, units and standing: each once."""

import pytest

from chuangwen.core.reading import read
from tests.core.reading.catalogue import shipped


def figures(text):
    return [
        (fact.num, float(fact.value), fact.unit, fact.approx)
        for fact in read(text, catalogue=shipped()).facts
        if not fact.event
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("满意率达九成以上。", [("九", 0.9, "成", True)]),
        ("八成半的职工参加了志愿服务。", [("八", 0.85, "成", False)]),
        ("收入增长2.3倍。", [("2.3", 2.3, "倍", False)]),
        ("志愿者(含党员120名)共1,250人。", [("120", 120, "名", False), ("1,250", 1250, "人", False)]),
        ("投入资金叁拾贰万伍仟元。", [("叁拾贰万伍仟", 325000, "元", False)]),
        ("分别召开会议3场、5场和8场。", [("3", 3, "场", False), ("5", 5, "场", False), ("8", 8, "场", False)]),
        ("环比下降3个百分点。", [("3", 0.03, "百分点", False)]),
        ("死亡率为2.1‰。", [("2.1", 0.0021, "‰", False)]),
        ("举办3—5场讲座。", [("3—5", 3, "场", True)]),
        ("上千名群众到场。", [("千", 1000, "名", True)]),
        ("发放宣传单5,000余份。", [("5,000", 5000, "份", True)]),
        ("累计2.3万余人次参加。", [("2.3万", 23000, "人次", True)]),
        ("每千人拥有医师3.2名。", [("3.2", 3.2, "名", False)]),
        ("面积达3500㎡。", [("3500", 3500, "平方米", False)]),
        ("举办大讲堂6讲。", [("6", 6, "讲", False)]),
        ("平均接电时长2.9天。", [("2.9", 2.9, "天", False)]),
    ],
)
def test_a_value_is_read_in_the_form_that_it_is_written_in(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "产值翻了一番。",
        "半数以上党员报名。",
        "数百名志愿者参与。",
        "师生比为1∶12.5。",
        "违反九项准则。",
        "材料一式两份。",
        "引进亿元以上项目。",
        "各位领导讲一讲体会。",
    ],
)
def test_what_has_no_value_is_no_fact(text):
    assert figures(text) == []


def test_a_figure_of_the_headline_is_counted_where_the_text_says_it_again():
    text = "城区今年新添绿地38公顷\n本报讯 截至11月底，全市新增绿地38公顷，投入资金120万元。"

    assert [(num, unit) for num, _, unit, _ in figures(text)] == [("38", "公顷"), ("120万", "元")]
    assert figures("植树300株\n栽花200盆\n") == [("300", 300, "株", False), ("200", 200, "盆", False)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("计划3至5年内投入1000万元。", "plan"),
        ("云岭市第三中学关于开展“文明礼仪月”系列主题实践活动的通知\n各年级、各班：\n开展主题班会20节。", "plan"),
        ("（三）整改方向\n完成2处公厕改造。", "plan"),
        ("全年完成2处公厕改造。", "done"),
    ],
)
def test_plans_are_told_from_deeds(text, status):
    assert [fact.status for fact in read(text, catalogue=shipped()).facts if not fact.event] == [status]


def test_one_verb_of_giving_reaches_over_its_list():
    facts = read("捐赠课桌200套、电脑40台、图书600册。", catalogue=shipped()).facts

    assert [fact.kind for fact in facts] == ["donation"] * 3


def test_persons_counted_with_ge_are_persons():
    (pupils,) = read("托管班收了47个孩子。", catalogue=shipped()).facts

    assert (pupils.unit, pupils.kind) == ("个", "beneficiary")


def test_years_behind_an_honour_are_counted():
    (years,) = read("公司保持市级文明单位称号8年，职工齐心。", catalogue=shipped()).facts

    assert (years.value, years.unit, years.kind) == (8, "年", "honour")


def test_what_is_said_in_quotation_marks_may_state_a_fact():
    (plan,) = read("“下一步，我们准备再建5个服务站。”负责人说。", catalogue=shipped()).facts

    assert (plan.value, plan.status) == (5, "plan")
