"""Figures that do not agree, and records that no number states."""

import pytest

from chuangwen.core.reading import read
from tests.core.reading.catalogue import shipped


def messages(text):
    return [contradiction.message for contradiction in read(text, catalogue=shipped()).contradictions]


def events(text):
    return [(fact.kind, fact.title) for fact in read(text, catalogue=shipped()).facts if fact.event]


def test_parts_that_exceed_their_total_are_pointed_out():
    assert messages("共发生火灾60起，其中火警25起、一般火灾43起。") == ["“60起”与其中各项之和 68 不一致，请核对原文。"]


def test_parts_with_a_remainder_must_make_up_the_total():
    assert messages("完成造林30亩，其中松树10亩、柏树12亩、其他5亩。") == [
        "“30亩”与其中各项之和 27 不一致，请核对原文。"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "共发生火灾68起，其中火警25起、一般火灾43起。",
        "完成造林31.9万亩，其中松树13.41万亩，柏树4.46万亩，其他14.04万亩。",
        "现有职工100人，其中党员80人、女职工60人。",
        "共检查单位60家，其中学校25家。",
    ],
)
def test_parts_that_may_be_right_are_left_alone(text):
    assert messages(text) == []


def test_more_problems_mended_than_found_are_pointed_out():
    assert messages("排查发现隐患20处，完成整改隐患22处。") == ["整改 22处，多于发现的 20处，请核对原文。"]


def test_the_same_thing_with_two_values_is_pointed_out():
    assert messages("2024年开展志愿服务活动87场。\n2024年开展志愿服务活动78场。") == [
        "“开展志愿服务活动”出现了不同的数字：87场、78场，请核对哪一个为准。"
    ]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("3月5日，局机关召开文明创建动员会。", ("meeting", "文明创建动员会")),
        (
            "印发了《青石区水务局文明创建实施方案》（青水〔2024〕5号）。",
            ("document", "《青石区水务局文明创建实施方案》（青水〔2024〕5号）"),
        ),
        ("被市委、市政府授予“市级文明单位”称号。", ("honour", "市级文明单位称号")),
        ("成立了文明创建工作领导小组。", ("body", "文明创建工作领导小组")),
        ("层层签订了安全生产目标责任书。", ("pledge", "安全生产目标责任书")),
    ],
)
def test_a_record_without_a_number_is_proposed(text, event):
    assert events(text) == [event]


def test_a_record_that_a_figure_covers_is_not_proposed_again():
    assert events("印发《考勤办法》等制度9项。") == []


def test_an_event_is_less_sure_than_the_line_for_accepting_all():
    (fact,) = read("成立了文明创建工作领导小组。", catalogue=shipped()).facts

    assert fact.event
    assert fact.confidence <= 0.5


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("5月20日，举办道德讲堂。", ("lecture", "道德讲堂")),
        ("9月18日，组织全体党员开展集中学习。", ("study", "集中学习")),
        ("3月5日，在人民广场开展学雷锋志愿服务活动。", ("volunteer_activity", "学雷锋志愿服务活动")),
        ("11月9日，举行消防演练。", ("activity", "消防演练")),
    ],
)
def test_what_was_held_on_a_day_is_an_event_of_its_kind(text, event):
    assert events(text) == [event]


def test_the_title_of_a_leading_group_leaves_its_members_names_out():
    assert events("成立以局长李某为组长、副局长王某为副组长的文明创建工作领导小组。") == [
        ("body", "文明创建工作领导小组")
    ]


def test_a_meeting_told_with_its_head_count_is_still_a_meeting():
    assert ("meeting", "动员会") in events("2025年3月5日召开42人参加的动员会。")
