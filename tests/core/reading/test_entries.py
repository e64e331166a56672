"""One meeting with 42 people is one entry: facts that state a record together are put together."""

import pytest

from chuangwen.core.reading import entries_of, read
from tests.core.reading.catalogue import shipped
from tests.core.reading.test_corpus import DOCUMENTS


def entries(text):
    return entries_of(read(text, catalogue=shipped()).facts, text, shipped())


def stated(text):
    return [(e.lead.kind, {code: float(value) for code, value in e.quantities}) for e in entries(text)]


@pytest.mark.parametrize(
    ("text", "kind", "quantities"),
    [
        ("全年举办培训班3期、210人次。", "study", {"times": 3, "attendees": 210}),
        ("全年召开会议12场，420人次参加。", "meeting", {"times": 12, "attendees": 420}),
        ("3月5日召开创建工作动员会，42人参加。", "meeting", {"times": 1, "attendees": 42}),
        ("2025年3月5日召开42人参加的动员会。", "meeting", {"times": 1, "attendees": 42}),
        ("共120人参加培训3期。", "study", {"attendees": 120, "times": 3}),
        ("成立志愿服务队5支，队员120人。", "volunteer_team", {"times": 5, "members": 120}),
        (
            "开展志愿服务活动12场，参与志愿者360人次，服务时长960小时，服务群众2000余人次。",
            "volunteer_activity",
            {"times": 12, "people": 360, "hours": 960, "served": 2000},
        ),
        (
            "开展督查12次，检查点位340个，发现问题56个，整改问题50个。",
            "inspection",
            {"times": 12, "sites": 340, "found": 56, "resolved": 50},
        ),
        ("清理垃圾30吨，出动人员200人次。", "cleaning", {"tonnes": 30, "people": 200}),
    ],
)
def test_figures_of_one_record_make_one_entry(text, kind, quantities):
    assert stated(text) == [(kind, quantities)]


@pytest.mark.parametrize(
    "text",
    [
        "召开会议12场，慰问困难职工30人。",
        "召开会议12场。42人参加了义务植树。",
        "举办讲座4场；300人参加运动会。",
        "去年召开会议12场，明年计划培训200人次。",
    ],
)
def test_figures_of_other_matters_stay_apart(text):
    assert len(entries(text)) == 2


def test_trees_take_no_people_so_those_who_planted_stand_alone():
    assert [kind for kind, _ in stated("种植树木2000株，参与人数320人次，发放宣传单5000份。")] == [
        "greening",
        "participant",
        "publicity",
    ]


def test_a_breakdown_of_those_who_came_is_no_entry_of_its_own():
    (entry,) = entries("3月5日召开动员会，42人参加，其中党员12人、团员8人。")

    assert [fact.num for fact in entry.breakdown] == ["12", "8"]


def test_an_entry_is_no_surer_than_the_least_sure_of_its_facts():
    (entry,) = entries("3月5日召开动员会，42人参加。")

    assert entry.confidence == min(fact.confidence for fact in entry.facts)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_fact_is_in_exactly_one_entry(document):
    facts = read(document.text, catalogue=shipped()).facts
    gathered = [f for e in entries_of(facts, document.text, shipped()) for f in (*e.facts, *e.breakdown)]

    assert sorted(gathered, key=lambda f: (f.num_start, f.event)) == sorted(facts, key=lambda f: (f.num_start, f.event))
