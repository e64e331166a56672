"""The verb that tells the kind: over a list, behind what is counted, or left out."""

import pytest

from chuangwen.core.reading import read
from tests.core.reading.catalogue import shipped


def kinds(text):
    return [(fact.num, fact.kind) for fact in read(text, catalogue=shipped()).facts if not fact.event]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("拆除灯箱90处、楼顶广告14处。", [("90", "cleaning"), ("14", "cleaning")]),
        ("新装灯箱90处、楼顶射灯14处。", [("90", "budget_facility"), ("14", "budget_facility")]),
        ("清理主干道36条，背街小巷12条。", [("36", "cleaning"), ("12", "cleaning")]),
        ("淘汰老旧锅炉、茶浴炉8台。", [("8", "cleaning")]),
        ("配备垃圾清运车18辆、分类垃圾桶360只。", [("18", "budget_facility"), ("360", "budget_facility")]),
    ],
)
def test_the_verb_of_a_list_reaches_over_all_its_figures(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对12条巷道进行了改造。", [("12", "budget_facility")]),
        ("对12条巷道进行了彻底清理。", [("12", "cleaning")]),
        ("对12条巷道进行了绿化。", [("12", "greening")]),
        ("对6个社区、3所学校开展实地测评。", [("6", "inspection"), ("3", "inspection")]),
    ],
)
def test_what_was_done_may_stand_behind_what_is_counted(text, expected):
    assert kinds(text) == expected


def test_what_is_merely_done_is_of_the_kind_before_it():
    assert kinds("受理投诉120件，办结118件。") == [("120", "case"), ("118", "case")]
    assert kinds("认领微心愿30个，完成28个。") == [("30", "volunteer_activity"), ("28", "volunteer_activity")]
    assert kinds("发现问题30个，解决28个。") == [("30", "problem_found"), ("28", "problem_resolved")]


def test_a_comma_and_another_verb_begin_another_matter():
    assert kinds("评出文明示范店36家，清理楼道14处。") == [("36", "title_unit"), ("14", "cleaning")]


def test_a_share_dealt_out_is_told_by_its_own_words():
    text = "整治背街小巷20条、市场8个，完成率分别达到85%和90%。"

    assert kinds(text)[2:] == [("85", "coverage_rate"), ("90", "coverage_rate")]


def test_persons_of_a_title_who_are_helped_are_beneficiaries():
    assert kinds("评选道德模范12名。") == [("12", "title_person")]
    assert kinds("看望道德模范12名。") == [("12", "beneficiary")]
    assert kinds("为12名道德模范进行了免费体检。") == [("12", "beneficiary")]


def test_what_unites_several_things_is_named_behind_them():
    assert kinds("建成集阅览、宣讲、健身于一体的文化中心5个。") == [("5", "budget_facility")]
    assert kinds("建成5个集阅览、宣讲、健身于一体的文化中心。") == [("5", "budget_facility")]


def test_money_without_a_unit_is_read_where_it_is_spent():
    (fact,) = read("投入30多万，改造了食堂。", catalogue=shipped()).facts

    assert (fact.value, fact.unit, fact.kind) == (300000, "元", "funding")
