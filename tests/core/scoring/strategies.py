"""Books, ledgers and units made up by hypothesis: every measure and score form, near every border."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from chuangwen.core.catalogue import load as load_catalogue
from chuangwen.core.rulebook import load
from chuangwen.core.scoring import Fact, UnitCase

ROOT = Path(__file__).parents[3]
ON = date(2026, 7, 1)
DAY = timedelta(days=1)
TOPICS = {
    "meeting": ["creation", "party"],
    "study": ["theory", "party"],
    "publicity": ["creation", "values"],
    "honour": ["creation", "business"],
    "survey": ["creation", "public_service"],
    "site_check": ["creation", "sanitation"],
    "opinion": ["safety", "integrity"],
    "grading": ["creation", "culture"],
    "target": ["creation", "business"],
    "saving": ["saving", "dining"],
    "volunteer_person": ["volunteering"],
    "violation": ["safety", "integrity"],
    "title_unit": ["creation", "safety"],
    "title_held": ["civilised", "campus"],
    "prior_mark": ["made-up", "made-up", "minors"],
    "finding": ["creation", "safety"],
}
SEVERITIES = ["critical", "major", "minor"]
FOREVER = (date.max - date(2026, 6, 30)).days
DAYS = [
    date(2024, 2, 29), date(2024, 7, 1), date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2), date(2025, 9, 30),
    date(2025, 10, 1), date(2025, 12, 28), date(2025, 12, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28),
    date(2026, 3, 1), date(2026, 3, 31), date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2),
]  # fmt: skip
QUANTITIES = [0, 1, 2, 3, 5, 99, 100, 101, 3000, 123456789012]
LEVELS = ["national", "provincial", "city", "county"]
YEARS = [date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)]


@cache
def catalogue():
    return load_catalogue((ROOT / "catalogues" / "kinds.yaml").read_text(encoding="utf-8"))


@st.composite
def facts(draw, number, kinds=tuple(TOPICS)):
    kind = catalogue().kinds[draw(st.sampled_from(kinds))]
    start = draw(st.sampled_from(YEARS if kind.code == "prior_mark" else DAYS))
    days = [365, 366, 1] if kind.code == "prior_mark" else [1, 1, 1, 2, 7, 31, 200]
    days += [2000, FOREVER - 800] if kind.term else []
    stated = draw(st.lists(st.sampled_from(kind.quantities), unique=True)) if kind.quantities else []
    stated = kind.quantities if kind.code == "prior_mark" else stated
    return Fact(
        id=number,
        kind=kind.code,
        start_date=start,
        until_date=start + DAY * draw(st.sampled_from(days)),
        topic=draw(st.sampled_from(TOPICS[kind.code] if kind.code == "prior_mark" else ["", *TOPICS[kind.code]])),
        times=draw(st.sampled_from([1, 1, 2, 12])),
        quantities={quantity.code: draw(st.sampled_from(QUANTITIES)) for quantity in stated},
        level=draw(st.sampled_from(["", *(SEVERITIES if kind.code == "finding" else LEVELS)])),
        medium=draw(st.sampled_from(["", "newspaper", "wechat"])),
        place=draw(st.sampled_from(["", "甲", "乙'巷"])),
        source=draw(st.sampled_from(["", "typed"])),
        proofs=frozenset(draw(st.lists(st.sampled_from(["minutes", "photo", "sign_in"]), max_size=3))),
        status=draw(st.sampled_from(["confirmed"] * 6 + ["draft", "corrected", "withdrawn"])),
        title=draw(st.sampled_from(["", "先进集体", "乙奖"])),
        self_reported=draw(st.sampled_from([None, True, False])),
    )


@st.composite
def ledgers(draw, kinds=tuple(TOPICS)):
    """Some units, some of them alone in their group, some without facts, without staff, or with none."""
    cases, number = [], 0
    for place in range(draw(st.integers(1, 5))):
        size = draw(st.sampled_from([0, 1, 4, 25]))
        mine = [draw(facts(number + i, kinds)) for i in range(size)]
        number += size
        staff = draw(st.sampled_from([None, 0, 9, 10, 40]))
        cases.append(
            UnitCase(
                id=100 - place * 7,
                name=f"单位{place}",
                kind=draw(st.sampled_from(["agency", "village", "school", "office"])),
                path="",
                attributes={} if staff is None else {"staff": staff},
                facts=tuple(mine),
                partners=draw(st.sampled_from([(), (), (), (100,), (93, 86), (100 - place * 7,), (5,)])),
            )
        )
    return cases


def where(kind):
    topics = TOPICS[kind]
    options = [{}, {"topic": topics[0]}, {"topic": topics}]
    known = catalogue().kinds[kind]
    if "severity" in known.fields:
        options += [{"severity": {"at_least": "major"}}, {"severity": "minor"}]
    if "level" in known.fields:
        options.append({"level": {"at_least": "city"}})
    if "medium" in known.fields:
        options.append({"medium": "wechat"})
    if "place" in known.fields:
        options.append({"place": ["乙'巷", "甲"]})
    for quantity in known.quantities[:1]:
        options.append({quantity.code: {"at_least": 1, "at_most": 3000}})
    options.append({"source": "typed"})
    return st.sampled_from(options)


@st.composite
def over(draw, head, kind, **others):
    filter_ = draw(where(kind))
    return {**head, **others, **({"where": filter_} if filter_ else {})}


COUNTING = ["meeting", "study", "publicity", "honour", "violation"]
PRIOR = [
    {"prior": "latest"}, {"prior": "latest", "years": 3, "book": "minors"}, {"prior": "best", "years": 3},
    {"prior": "worst", "years": 3}, {"prior": "mean", "years": 3, "missing_years": "renormalise"},
    {"prior": "mean", "years": 3, "missing_years": "zero"}, {"prior": "mean", "years": 2, "missing_years": "pending"},
    {"prior": "count", "years": 3, "at_least": 0.1},
]  # fmt: skip
TERMS = ("title_held", "prior_mark", "finding")
ON_DAYS = ["assessment", "window_start", date(2025, 10, 1)]
SUMS = ["meeting.attendees", "study.attendees", "study.expected", "saving.electricity", "publicity.copies"]


@st.composite
def lasting(draw):
    """A measure of titles, findings or earlier years."""
    return draw(
        st.one_of(
            over({"title": "held", "on": draw(st.sampled_from(ON_DAYS))}, "title_held"),
            over({"findings": draw(st.sampled_from(["open", "all"]))}, "finding"),
            st.sampled_from(PRIOR),
            st.sampled_from(PRIOR),
        )
    )


@st.composite
def simple(draw):
    """A measure that can also stand inside another."""
    kind = draw(st.sampled_from(COUNTING))
    word = draw(st.sampled_from(SUMS))
    return draw(
        st.one_of(
            over({"count": kind}, kind),
            over({"any": kind}, kind),
            over({"sum": word}, word.split(".")[0]),
            over({"latest": word}, word.split(".")[0]),
            over({"lowest": word}, word.split(".")[0]),
            over(
                {"periods": draw(st.sampled_from(["week", "month", "quarter", "half", "year", "feasts"]))},
                kind,
                of=kind,
            ),
            over(
                {"distinct": draw(st.sampled_from(["medium", "topic", "place", "level"]))}, "publicity", of="publicity"
            ),
            lasting(),
        )
    )


@st.composite
def measures(draw):
    inner, other = draw(simple()), draw(simple())
    levels = {"national": 3, "city": draw(st.sampled_from([1, 0.125])), "county": 0}
    matter = draw(st.sampled_from([{}, {"same_matter": ["title", "topic"]}]))
    flags = {"once": draw(st.booleans()), "same_matter_once": draw(st.booleans()), **matter}
    zero = draw(st.sampled_from(["missing", "0", "1"]))
    study = draw(where("study"))
    pair = {"ratio": {"sum": "study.attendees", "where": study}, "to": {"sum": "study.expected", "where": study}}
    clause = st.sampled_from(["at_least", "at_most"])
    return draw(
        st.one_of(
            st.just(inner),
            st.just({"ratio": inner, "to": other, "if_zero": zero}),
            st.just({"ratio": inner, "to": {"attribute": "staff"}, "if_zero": zero}),
            st.just(pair),
            st.just({"change": inner}),
            st.just({"satisfied": [{"text": "甲", "measure": inner, draw(clause): 2}, {"text": "乙", "measure": other, draw(clause): 0.5}]}),
            st.just({"levels": levels, "of": "honour", **flags}),
            over({"survey": draw(st.sampled_from(["satisfied", "aware", "supportive", "involved", "mean"]))}, "survey"),
            over({"sites": "passed"}, "site_check"),
            over({"sites": "each", **draw(st.sampled_from([{"needs": "80%"}, {"at_least": 3}]))}, "site_check"),
            over({"opinion": "mean"}, "opinion"),
            over({"graded": "latest"}, "grading"),
            over({"target": "met"}, "target"),
        )
    )  # fmt: skip


BOUNDS = [0, 1, 2, 3, 0.3, 0.5, 0.85, 1000, 33.33]


@st.composite
def scores(draw, full):
    low, high = sorted(draw(st.lists(st.sampled_from(BOUNDS), min_size=2, max_size=2, unique=True)))
    half = full / 2
    return draw(
        st.sampled_from(
            [
                {"full_if": {"at_least": low}},
                {"full_if": {"at_most": high}},
                {"full_if": {"equals": low}},
                {"full_if": {"at_least": low, "at_most": high}},
                {"per": high, "worth": 0.75},
                {"steps": {high: full, low: half}},
                {"steps": {low: full, high: half}, "lower_is_better": True},
                {"linear": {"from": low, "to": high}},
                {"linear": {"from": high, "to": low}},
                {"full_at": high, "each_short": 0.3, "loses": 0.4},
                {"full_at": high, "each_short": 0.3, "loses": 0.4, "part_step": "ignored"},
                {"deduct": {"each": 0.333}},
                {"grades": {"A": full, "B": half, "D": 0}},
                {"grades": {"A": full, "B": half, "C": 0}, "at": {"A": high, "B": low}},
                {"rank": {"10%": full, "50%": half}},
                {"rank": {"34%": full}, "lower_is_better": True},
                {"as_is": 1},
                {"as_is": 0.007},
            ]
        )
    )


@st.composite
def criteria(draw, code, kinds):
    full = draw(st.sampled_from([1, 3, 4.5]))
    proof = draw(st.sampled_from([None, ["minutes"], ["minutes", "photo"], {"any": ["photo", "sign_in"]}]))
    applies = draw(
        st.sampled_from([None, None, {"attribute": "staff", "at_least": 10}, {"unit_kind": ["village", "agency"]}])
    )
    window = draw(st.sampled_from([None, None, {"months": 6}, {"months": 7, "before": "assessment_month"}]))
    row = {
        "code": code,
        "text": "示例",
        "clause": "第一条",
        "points": full,
        "measure": draw(lasting() if kinds == TERMS else measures()),
        "score": draw(scores(full)),
        "when_missing": draw(st.sampled_from(["zero", "pending", "not_applicable"])),
        "otherwise": draw(st.sampled_from(["renormalise", "full", "excused"])),
        "excuse": "说明",
    }
    extra = {"proof": proof, "applies_when": applies, "window": window}
    return {**row, **{key: value for key, value in extra.items() if value is not None}}


def bonus_items(draw):
    """Some items by level over two kinds, which may claim the same matter, and one that only counts."""
    steps = [{"national": 2, "city": 0.7}, {"national": 1, "city": 1, "county": 0.5}, {"city": 0.7}]
    kinds = ["honour", "title_unit", "honour"]
    others = [{}, {"once": False}, {"once": True}, {"same_matter_once": False}]
    items = [
        {"code": f"B-{place}", "text": "荣誉", "clause": "一", "points": 3,
         "measure": {"levels": worth, "of": kind, **draw(st.sampled_from(others))}, **draw(st.sampled_from([{}, {"window": {"months": 24}}]))}
        for place, (kind, worth) in enumerate(zip(kinds, steps, strict=True), 1)
    ]  # fmt: skip
    count = {
        "code": "B-4",
        "text": "荣誉",
        "clause": "一",
        "points": 1,
        "measure": {"count": "honour"},
        "score": {"per": 2, "worth": 0.5},
    }
    return [*items[: draw(st.integers(1, 3))], count]


def negative_list(draw):
    hidden = draw(st.sampled_from([
        {}, {"concealed": "double"}, {"concealed": "veto"}, {"concealed": "double", "not_stated": "concealed"},
        {"concealed": "double", "reported_within": 3}, {"concealed": "veto", "reported_within": 100, "not_stated": "concealed"},
    ]))  # fmt: skip
    return [
        {"code": "N-1", "text": "事故", "clause": "一", "of": "violation", "where": {"topic": "safety"},
         "window": {"months": 12}, "effect": "veto"},
        {"code": "N-2", "text": "失信", "clause": "一", "of": "violation", "where": {"topic": "integrity"},
         "window": {"months": 24}, "effect": {"deduct": 0.7}, **hidden},
    ]  # fmt: skip


def lines(draw, base):
    """Pass lines with prerequisites, earlier years, partners, groups: each of them perhaps."""
    needs = [
        {"text": "甲", "attribute": "staff", "at_least": 9},
        {"text": "乙", "measure": {"prior": "latest", "book": "minors", "years": 2}, "at_least": 0.003},
        {"text": "丙", "measure": {"findings": "open", "where": {"severity": "critical"}}, "at_most": 0},
    ]
    years = [None, {"weights": [0.6, 0.4]}, {"weights": [0.5, 0.3, 0.2]}, {"mean": 3}]
    year = draw(st.sampled_from(years))
    missing = draw(st.sampled_from(["renormalise", "zero", "pending"]))
    pairs = [
        None,
        *({"share": share, "veto": veto} for share in ("lower", "mean", "principal") for veto in ("shared", "own")),
    ]
    found = {
        "pass": {"measured": draw(st.sampled_from([0, 2, base])), "prerequisites": draw(st.lists(st.sampled_from(needs), max_size=2))},
        "years": year and {**year, "missing": missing},
        "pairs": draw(st.sampled_from(pairs)),
        "groups": draw(st.sampled_from([None, {"minimum": 2}, {"minimum": 9, "called": "小组"}])),
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}


@st.composite
def books(draw, kinds=tuple(TOPICS)):
    """A book with two categories (caps, weights or shares of methods) and everything that can stand around them."""
    first = [draw(criteria(f"I-{i}", kinds)) for i in range(draw(st.integers(1, 4)))]
    second = [draw(criteria(f"II-{i}", kinds)) for i in range(draw(st.integers(1, 3)))]
    cap = draw(st.sampled_from([1, sum(c["points"] for c in first)]))
    weight = draw(st.sampled_from([1, 1.2]))
    base = round(min(cap, sum(c["points"] for c in first)) + sum(c["points"] for c in second) * weight, 3)
    one, two, methods = {"cap": cap}, {"weight": weight}, {}
    if draw(st.booleans()):
        one, two, base, methods = {}, {}, 10, {"document_review": 7, "survey": 3, "scaled": True}
        for place, criterion in enumerate([*first, *second]):
            criterion["method"] = ["document_review", "survey"][place % 2]
    feasts = [
        {"name": "甲", "from": date(2025, 9, 20), "until": date(2025, 10, 2)},
        {"name": "乙", "from": date(2026, 3, 1), "until": date(2026, 4, 1)},
        {"name": "丙", "from": date(2026, 6, 30), "until": date(2026, 7, 3)},
    ]
    mode, at = (
        draw(st.sampled_from(["half_up", "half_even", "down"])),
        draw(st.sampled_from(["criterion", "category", "total"])),
    )
    head = {
        "book": "made-up", "edition": "1", "title": "示例细则", "base": base,
        "authority": {"body": "甲", "document": "乙", "basis": "丙"},
        "in_force": {"from": date(2026, 1, 1), "until": date(2027, 1, 1)},
        "applies_to": {"unit_kinds": ["agency", "village", "school"]},
        "window": {"months": draw(st.sampled_from([12, 24, 72]))},
        "peers": draw(st.sampled_from(["unit_kind", "all", {"城": ["agency", "school"]}])),
        "rounding": {"places": draw(st.integers(0, 3)), "mode": mode, "at": at},
        "calendars": {"feasts": {"title": "节", "spans": feasts}},
        "bonus": {"cap": 2, "highest_level_only": draw(st.booleans()), "same_matter_once": draw(st.booleans()),
                  "same_matter": draw(st.sampled_from([["title"], ["title", "topic"]])), "items": bonus_items(draw)},
        "negative": negative_list(draw), **lines(draw, base),
    }  # fmt: skip
    if methods:
        head["methods"] = methods
    if draw(st.booleans()):
        start = draw(st.sampled_from([ON - DAY, ON, ON + DAY]))
        changed = {"score": draw(scores(first[0]["points"])), "when_missing": "zero"}
        head["amend"] = [{"criterion": "I-0", "from": start, "reference": "某号", **changed}]
    texts = {
        "book.yaml": head,
        "1.yaml": {"category": "I", "title": "甲", "criteria": first, **one},
        "2.yaml": {"category": "II", "title": "乙", "criteria": second, **two},
    }
    return load({name: json.dumps(part, ensure_ascii=False, default=str) for name, part in texts.items()}, catalogue())
