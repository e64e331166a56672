"""The catalogue of record kinds: what is shipped is whole, and a slip in the file is named."""

import pytest

from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import CatalogueError, load

SMALL = """\
version: "1"
topics: {creation: 文明创建}
evidence: {minutes: 会议纪要}
levels: {city: 市级}
media: {radio: 广播}
kinds:
  - {code: meeting, name: 会议, group: 组织推进, summary: 各种会议。, times: 场, topics: [creation], evidence: [minutes]}
"""
# What real reports are made of, and what the product promises to hold.
KINDS_OF_REPORTS = [
    "meeting",
    "study",
    "lecture",
    "activity",
    "volunteer_team",
    "volunteer_person",
    "volunteer_activity",
    "participant",
    "beneficiary",
    "donation",
    "funding",
    "budget_facility",
    "inspection",
    "problem_found",
    "problem_resolved",
    "case",
    "honour",
    "title_unit",
    "title_household",
    "title_person",
    "coverage_rate",
    "project",
    "pairing",
    "cleaning",
    "greening",
    "publicity",
    "document",
    "staff",
    "economy",
    "other",
    "target",
]


def test_every_kind_that_reports_speak_of_is_there():
    assert set(KINDS_OF_REPORTS) - set(kinds().kinds) == set()


@pytest.mark.parametrize("kind", kinds().kinds.values(), ids=lambda kind: kind.code)
def test_each_kind_says_what_it_is_and_what_usually_proves_it(kind):
    assert kind.summary.endswith("。")
    assert kind.times
    assert kind.evidence
    assert all(quantity.unit for quantity in kind.quantities)


def test_no_two_kinds_have_one_name():
    names = [kind.name for kind in kinds().kinds.values()]

    assert len(names) == len(set(names))


def test_no_kind_asks_for_what_must_not_be_asked():
    text = "".join(kind.name + kind.summary + "".join(kind.synonyms) for kind in kinds().kinds.values())

    assert [word for word in ("宗教", "民族", "计划生育", "打卡", "点赞", "登录时长") if word in text] == []


def test_kinds_are_found_by_group_in_the_order_of_the_file():
    assert [kind.code for kind in load(SMALL).groups()["组织推进"]] == ["meeting"]


def test_the_same_text_has_the_same_digest_and_a_changed_one_another():
    assert load(SMALL).digest == load(SMALL).digest
    assert load(SMALL).digest != load(SMALL + "\n").digest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("topics: [creation]", "topics: [创建]", "类别 meeting: topics 里有未登记的主题"),
        ("evidence: [minutes]", "evidence: [gossip]", "类别 meeting: evidence 里有未登记的佐证"),
        ("times: 场", "times: 场, fields: [colour]", "类别 meeting: fields 里有未登记的字段"),
        ("times: 场", "times: 场, colour: red", "类别 meeting: 字段缺失或多余"),
        (", times: 场", "", "类别 meeting: 字段缺失或多余"),
        (
            "times: 场",
            "times: 场, quantities: [{code: a, name: 甲, unit: 人}, {code: a, name: 乙, unit: 人}]",
            "数量代码重复：a",
        ),
        ("levels: {city: 市级}\n", "", "缺少levels"),
        ("kinds:", "kinds: [", "kinds.yaml"),
    ],
)
def test_a_slip_is_named_with_its_place(old, new, said):
    assert old in SMALL

    with pytest.raises(CatalogueError) as refusal:
        load(SMALL.replace(old, new))

    assert said in str(refusal.value)


def test_a_kind_that_stands_twice_is_named():
    line = SMALL.splitlines()[-1]

    with pytest.raises(CatalogueError, match="类别代码重复：meeting"):
        load(SMALL + line)
