"""From a demand in words to a measure and a score form: each pattern proposes, nothing is invented."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.reading.words import tree_of

Tree = Mapping[str, Any]
DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "八": 8, "十": 10, "十二": 12}
COUNT = r"(?P<n>\d+|十二|[一二两三四五六八十])"
EACH = {"周": ("week", 52), "月": ("month", 12), "季度": ("quarter", 4), "季": ("quarter", 4), "半年": ("half", 2)}
TIMES = r"(?:次|场|期|篇|条|个|项|件|人|名|户|支|处)"
RHYTHM = re.compile(rf"每(?P<span>周|月|季度|季|半年|年|年度)[^。；，,]{{0,14}}?(?:{COUNT}{TIMES})")
YEARLY = re.compile(
    rf"(?:全年|年度|每年|一年|年内)[^。；]{{0,16}}?(?:不少于|至少|达到|≥|不低于)?{COUNT}(?P<unit>{TIMES})(?:以上)?"
)
SHORT = re.compile(rf"每(?:少|缺|差|缺少)(?:一|1)?{TIMES}?[^。；，,]{{0,4}}?扣(?P<p>\d+(?:\.\d+)?)分")
RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,8}?(?:率|比例|占比|满意度))[^。；，,\d]{0,8}?(?:≥|>=|不低于|不少于|达到|达|超过|在|大于)*\s*"
    r"(?P<v>\d+(?:\.\d+)?)\s*[%％]"
)
LOWER = re.compile(
    r"每(?:降低|低|下降|少|减少|低于)(?P<s>\d+(?:\.\d+)?|一)?(?:个百分点|[%％]|个?点)[^。；，,]{0,3}?扣(?P<p>\d+(?:\.\d+)?)分"
)
STEP = re.compile(
    rf"(?:达到|达|满|有|≥|开展|举办|不少于)?(?P<n>\d+|十二|[一二两三四五六八十]){TIMES}(?:及)?(?:以上)?(?:的)?[，,]?(?:得|计)(?P<p>\d+(?:\.\d+)?)分"
)
PER = re.compile(rf"每[^。；，,]{{0,8}}?(?:一|1)?{TIMES}[^。；，,]{{0,6}}?(?:得|加|计|记)(?P<p>\d+(?:\.\d+)?)分")
EACH_BAD = re.compile(
    rf"每(?:发现|发生|出现|有)?(?:一|1)?(?:{TIMES}|起|例|处)[^。；，,]{{0,10}}?扣(?P<p>\d+(?:\.\d+)?)分"
)
GRADE = re.compile(r"(?<![A-Za-z])(?P<g>[A-D])(?:级|等|档)?[.、:：，,(（]?[^A-D。；]{0,30}?(?P<p>\d+(?:\.\d+)?)分")
LEVELS = re.compile(
    r"(?P<l>国家级|全国|省部级|省级|市级|区级|县级|区县级)[^。；，,国省市区县]{0,10}?(?:得|加|计|奖)?(?P<p>\d+(?:\.\d+)?)分"
)
LEVEL_CODES = {
    "国家级": "national", "全国": "national", "省部级": "provincial", "省级": "provincial", "市级": "city",
    "区级": "county", "县级": "county", "区县级": "county",
}  # fmt: skip
VETO = re.compile(r"一票否决|取消(?:参评|申报|评选)?资格|不得(?:参评|申报|推荐)|撤销称号")
DEDUCT = re.compile(r"扣(?P<p>\d+(?:\.\d+)?)分")
RATES = (
    (r"参训率|参学率|到课率|出勤率|参会率", {"ratio": {"sum": "study.attendees"}, "to": {"sum": "study.expected"}}),
    (r"签订率|签约率", {"ratio": {"count": "pledge"}, "to": {"attribute": "staff"}}),
    (r"满意(?:率|度)", {"survey": "satisfied"}),
    (r"办结率|答复率", {"ratio": {"sum": "case.settled"}, "to": {"count": "case"}}),
    (r"(?:达标|合格)点位(?:率|比例)", {"sites": "passed"}),
    (r"整改率", {"ratio": {"count": "problem_resolved"}, "to": {"count": "problem_found"}}),
    (r"(?:志愿者|注册)(?:注册)?(?:率|比例|占比)", {"ratio": {"latest": "volunteer_person.people"}, "to": {"attribute": "staff"}}),
)  # fmt: skip
TODO = "TODO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a text is read as. Without `measure` or `score` that part is left to a person; `says` tells what was seen."""

    measure: Tree | None = None
    score: Tree | None = None
    when_missing: str = "zero"
    says: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is left to decide."""
        return self.measure is not None and self.score is not None


def guess(text: str, method: str, full: Decimal, catalogue: Catalogue) -> Guess:
    """Propose a measure and a score form for a demand worth `full` points."""
    for look in (_graded, _rate, _levels, _steps, _rhythm, _yearly, _bad, _per, _any):
        if found := look(text, full, catalogue):
            return found
    if "survey" in method:
        return Guess(measure={"survey": "satisfied"}, when_missing="pending", says=("按问卷满意率计",))
    return Guess(says=_seen(text, catalogue))


def kind_in(text: str, catalogue: Catalogue, *, office: bool = False) -> Kind | None:
    """Return the kind whose word stands last in the text: the head noun of a Chinese demand.

    A longer word right before it says more: 志愿服务活动 is of 志愿服务, not of 活动.
    """
    found = sorted(
        ((text.rfind(word) + len(word), len(word), kind.code)
        for kind in catalogue.kinds.values() if office == (kind.recorded_by == "office")
        for word in (kind.name, *kind.synonyms) if word in text), reverse=True,
    )  # fmt: skip
    if not found:
        return None
    end, size, code = found[0]
    before = [row for row in found if row[0] == end - size and row[1] > size]
    return catalogue.kinds[before[0][2] if before else code]


def topic_in(text: str, kind: Kind) -> str:
    """Return the topic of the kind whose words occur most in the text, or nothing."""
    hits = [
        (len(pattern.findall(text)), -at, topic)
        for at, topic in enumerate(kind.topics)
        if (pattern := _cues().get(topic))
    ]
    best = max(hits, default=(0, 0, ""))
    return best[2] if best[0] else ""


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    return {code: re.compile(words) for code, words in tree_of("topics.yaml").items()}


def _counted(head: str, kind: Kind, text: str, **first: str) -> Tree:
    topic = topic_in(text, kind)
    base: dict[str, Any] = {**first, head: kind.code}
    return {**base, "where": {"topic": topic}} if topic else base


def _kind_near(text: str, until: int, catalogue: Catalogue) -> Kind | None:
    """Find the kind in the clause that a pattern matched in, else anywhere."""
    start = max(text.rfind(sign, 0, until) for sign in "。；;") + 1
    end = min([at for sign in "。；;" if (at := text.find(sign, until)) > 0], default=len(text))
    return kind_in(text[start:end], catalogue) or kind_in(text, catalogue)


def _rhythm(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    match = RHYTHM.search(text)
    if not match or match["span"] in ("年", "年度"):
        return None
    kind, (word, most), times = _kind_near(text, match.end(), catalogue), EACH[match["span"]], _number(match["n"])
    says: tuple[str, ...] = (f"每{match['span']}{times}次",)
    if kind is None:
        return Guess(says=says)
    if times == 1:
        measure = _counted("of", kind, text, periods=word)
        return Guess(measure=measure, score=_of_count(text, full, most), says=(*says, kind.name))
    says = (*says, kind.name, f"一年按{times * most}次计")
    return Guess(measure=_counted("count", kind, text), score=_of_count(text, full, times * most), says=says)


def _yearly(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    match = YEARLY.search(text)
    if not match:
        return None
    kind, times = _kind_near(text, match.end(), catalogue), _number(match["n"])
    if kind is None:
        return Guess(says=(f"一年{times}{match['unit']}",))
    measure = _counted("count", kind, text)
    return Guess(measure=measure, score=_of_count(text, full, times), says=(f"一年{times}{match['unit']}", kind.name))


def _of_count(text: str, full: Decimal, target: int) -> Tree:
    """Score a count against its target: by what each one short costs, by equal shares, or all or nothing."""
    if short := SHORT.search(text):
        return {"full_at": target, "each_short": 1, "loses": Decimal(short["p"])}
    worth = full / target
    if worth == round(worth, 3):
        return {"per": 1, "worth": round(worth, 3).normalize()}
    return {"full_if": {"at_least": target}}


def _rate(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    match = RATE.search(text)
    if not match:
        return None
    name, bound = match["name"], Decimal(match["v"]) / 100
    says = (f"{name}≥{match['v']}%",)
    measure: Tree | None = next((tree for pattern, tree in RATES if re.search(pattern, name)), None)
    if lower := LOWER.search(text):
        step = Decimal(lower["s"] if lower["s"] and lower["s"] != "一" else 1) / 100
        score: Tree = {"full_at": bound, "each_short": step, "loses": Decimal(lower["p"])}
    else:
        score = {"full_if": {"at_least": bound}}
    if measure and "ratio" in measure:
        measure = {**measure, "called": re.sub(r"^.*(?=[\u4e00-\u9fff]{3}$)", "", name)}
    by_office = measure is not None and bool({"survey", "sites"} & set(measure))
    return Guess(measure=measure, score=score, when_missing="pending" if by_office else "zero", says=says)


def _graded(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    rows = {m["g"]: Decimal(m["p"]) for m in GRADE.finditer(text)}
    letters = sorted(rows)
    worths = [rows[letter] for letter in letters]
    if len(rows) < 2 or letters[0] != "A" or worths[0] != full or worths != sorted(worths, reverse=True):
        return None
    return Guess(measure={"graded": "latest"}, score={"grades": rows}, when_missing="pending", says=("按等级评定",))


def _levels(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    """Honours by level make a bonus: its points are the value itself."""
    rows: dict[str, Decimal] = {}
    for match in LEVELS.finditer(text):
        rows.setdefault(LEVEL_CODES[match["l"]], Decimal(match["p"]))
    if len(rows) < 2:
        return None
    kind = kind_in(text, catalogue)
    if kind is None or "level" not in kind.fields:
        kind = catalogue.kinds.get("honour")
    if kind is None or max(rows.values()) > full:
        return Guess(says=("按级别计分",))
    return Guess(measure={"levels": rows, "of": kind.code}, score={"as_is": 1}, says=("按级别计分", kind.name))


def _steps(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    rows = {_number(m["n"]): Decimal(m["p"]) for m in STEP.finditer(text)}
    order = sorted(rows, reverse=True)
    worths = [rows[bound] for bound in order]
    if not rows or worths[0] != full or worths != sorted(set(worths), reverse=True):
        return None
    match = next(STEP.finditer(text))
    kind = _kind_near(text, match.end(), catalogue)
    score: Tree = {"steps": {n: rows[n] for n in order}} if len(rows) > 1 else _of_count(text, full, order[0])
    says = (f"{'、'.join(map(str, order))}次分档",)
    return Guess(measure=_counted("count", kind, text) if kind else None, score=score, says=says)


def _bad(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    match = EACH_BAD.search(text)
    if not match:
        return None
    score = {"deduct": {"each": Decimal(match["p"])}}
    kind = catalogue.kinds.get("problem_found") if re.search(r"问题|不规范|不到位|脏乱", text) else None
    measure = _counted("count", kind, text) if kind else None
    return Guess(measure=measure, score=score, says=(f"每发现一次扣{match['p']}分",))


def _per(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    match = PER.search(text)
    if not match:
        return None
    kind = _kind_near(text, match.end(), catalogue)
    score = {"per": 1, "worth": Decimal(match["p"])}
    measure = _counted("count", kind, text) if kind else None
    return Guess(measure=measure, score=score, says=(f"每次{match['p']}分", *([kind.name] if kind else [])))


def _any(text: str, full: Decimal, catalogue: Catalogue) -> Guess | None:
    """Propose a thing that there must be, where nothing else is asked in the same breath."""
    demands: tuple[tuple[str, str], ...] = (
        (r"(?:成立|设立|建立|健全).{0,12}(?:领导小组|组织机构|工作机构|领导机构|专班)", "body"),
        (r"(?:有|制定|印发|出台|制订).{0,14}(?:方案|计划|制度|文件|办法|意见)", "document"),
        (r"(?:签订|签署).{0,10}(?:责任书|承诺书)", "pledge"),
        (r"(?:组建|成立).{0,10}(?:志愿服务队|志愿队伍|志愿者队伍)", "volunteer_team"),
    )
    found = [code for pattern, code in demands if re.search(pattern, text) and code in catalogue.kinds]
    if len(found) != 1:
        return None
    kind = catalogue.kinds[found[0]]
    measure = _counted("any", kind, text)
    return Guess(measure=measure, score={"full_if": {"at_least": 1}}, says=(f"应有{kind.name}",))


def _seen(text: str, catalogue: Catalogue) -> tuple[str, ...]:
    kind = kind_in(text, catalogue)
    return (f"像是“{kind.name}”（{kind.code}），没有看出怎样计数",) if kind else ()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else DIGITS[text]
