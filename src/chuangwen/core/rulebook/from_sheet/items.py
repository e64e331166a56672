"""From a line of the table to one clause of a book, or several: points shared out, sub-items told apart."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, pairwise, repeat
from typing import Any

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.criterion_reader import criterion_of, negative_of
from chuangwen.core.rulebook.forms import Desk, Form
from chuangwen.core.rulebook.from_sheet.choices import AS_READ, LEFT_OUT, WAY_NAMES, Choice, chosen
from chuangwen.core.rulebook.from_sheet.guesses import DEDUCT, TODO, VETO, Guess, guess, kind_in, topic_in
from chuangwen.core.rulebook.from_sheet.table import MINUS, PLUS, POINTS, Line
from chuangwen.core.rulebook.model import NegativeItem
from chuangwen.core.rulebook.refusals import refused, refused_as_negative
from chuangwen.core.rulebook.yaml_tree import Unreadable, planted

PROPOSED, PARTLY, OPEN, REFUSED, SUMS, OUT = "proposed", "partly", "open", "refused", "sum", "out"
OUTCOME_NAMES = {
    PROPOSED: "已提出", PARTLY: "部分待定", OPEN: "待定", REFUSED: "不收", SUMS: "合计行", OUT: "选择不收入",
}  # fmt: skip
SUB = re.compile(r"(?:(?<=^)|(?<=[；;。，：:\s]))(?:\d{1,2}[)）.、](?!\d)|[（(]\d{1,2}[)）]|[①②③④⑤⑥⑦⑧⑨⑩])")
OWN_POINTS = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分\s*[)）]")
BY_OFFICE = frozenset({"survey", "sites", "graded"})
METHOD_WORDS = (
    (r"暗访", "covert_visit"), (r"实地|现场", "site_visit"), (r"问卷|满意度调查|测评表", "survey"),
    (r"网上申报|线上申报|系统填报", "online_filing"), (r"征求意见|部门意见", "opinion_request"),
    (r"材料|资料|审核|查阅|听取汇报|台账", "document_review"),
)  # fmt: skip
PROOF_WORDS = (
    (r"会议(?:纪要|记录)", "minutes"), (r"签到", "sign_in"), (r"照片|图片|影像", "photo"), (r"责任书|承诺书", "signed_pledge"),
    (r"通知|方案|计划", "notice"), (r"文件|制度", "document"), (r"票据|发票|凭证", "receipt"), (r"证书|牌匾|奖牌", "certificate"),
    (r"报道|简报|信息", "report"), (r"名单|名册|花名册", "roster"), (r"问卷", "survey_sheet"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReport:
    """What became of one row, or of one sub-item: where it stands, what was seen in it, why it was refused.

    `rule` says in words how it is counted, once that is settled; `open` names what is not: points, measure, score.
    """

    sheet: str
    row: int
    code: str
    outcome: str
    text: str
    says: tuple[str, ...]
    points: Decimal | None = None
    rule: str = ""
    open: tuple[str, ...] = ()
    is_negative: bool = False
    is_shared: bool = False

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        code = f" {self.code}" if self.code else ""
        said = f"（{'；'.join(self.says)}）" if self.says else ""
        return f"{self.sheet} 第{self.row}行{code} {OUTCOME_NAMES[self.outcome]}{said}：{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One clause to write: plain values in the order of the file, and the report on it."""

    fields: Mapping[str, Any]
    report: RowReport
    points: Decimal | None


@dataclass(slots=True)
class Chapter:
    """One category in the making; `stated` is what the table says that it is worth."""

    code: str
    title: str
    stated: Decimal | None = None
    items: list[Item] = field(default_factory=list)

    @property
    def points(self) -> Decimal:
        """Return the points known so far."""
        return sum((item.points for item in self.items if item.points), Decimal(0))


def items_of(line: Line, code: str, catalogue: Catalogue, choices: Sequence[Choice] = ()) -> Iterator[Item]:
    """Make the clauses of a line: one, or one for each sub-item that has points of its own, each with its choice."""
    decided = chain(choices, repeat(Choice()))
    subs = _subs(line)
    if not subs:
        yield item_of(line, code, catalogue, next(decided))
        return
    for at, part in enumerate(subs, start=1):
        yield item_of(part, f"{code}-{at}", catalogue, next(decided))


def _subs(line: Line) -> list[Line]:
    """Split a line whose sub-items each say their points, when these add up to the line's."""
    text = line.standard or line.content
    marks = [match.start() for match in SUB.finditer(text)]
    parts = [text[a:b].strip("；; ") for a, b in pairwise([*marks, len(text)])]
    worths = [Decimal(found[1]) for part in parts if (found := OWN_POINTS.search(part))]
    whole = line.points if line.points is not None and line.share == 1 else None
    if len(parts) < 2 or len(worths) < len(parts) or (whole is not None and sum(worths) != whole):
        return []
    lead = line.content if line.standard else text[: marks[0]].strip("：: ")
    bare = [OWN_POINTS.sub("", SUB.sub("", part)).strip("。；; ") for part in parts]
    return [
        replace(line, content=lead, standard=said, points=worth, share=1)
        for said, worth in zip(bare, worths, strict=True)
    ]


def item_of(line: Line, code: str, catalogue: Catalogue, choice: Choice = Choice()) -> Item:  # noqa: B008  it is frozen
    """Make one clause of a line, as its words say or as a person has decided."""
    why = refused_as_negative(line.text, "") if line.section == MINUS else refused(line.text)
    if why:
        return Item(fields={}, report=_report(line, code, REFUSED, why), points=None)
    if choice.way == LEFT_OUT:
        return Item(fields={}, report=_report(line, code, OUT, ()), points=None)
    if line.section == MINUS:
        return _negative(line, code, catalogue)
    return _criterion(line, code, catalogue, choice)


def _report(line: Line, code: str, outcome: str, says: tuple[str, ...], **more: Any) -> RowReport:
    return RowReport(
        sheet=line.sheet, row=line.row, code=code, outcome=outcome, text=line.text, says=says,
        is_negative=line.section == MINUS, **more,
    )  # fmt: skip


def _criterion(line: Line, code: str, catalogue: Catalogue, choice: Choice) -> Item:
    worth, says = (choice.points, ()) if choice.points else _worth(line)
    method = next((word for pattern, word in METHOD_WORDS if re.search(pattern, line.method)), "")
    found, seen = _decided(line, method, worth, catalogue, choice)
    fields = _head(line, code, method, worth)
    if BY_OFFICE & set(found.measure or ()):
        fields.pop("proof", None)  # the table names the unit's papers; what an office records has its own
    says, rule = (*says, *seen), ""
    if found.is_whole:
        rule, trouble = _read(criterion_of, fields | _parts(found), catalogue)
        if trouble:
            found, says = replace(found, measure=None, score=None), (*says, f"照字面写不成：{trouble}")
    open_ = tuple(
        key for key, part in (("points", worth), ("measure", found.measure), ("score", found.score)) if not part
    )
    outcome = PROPOSED if not open_ else OPEN if {"measure", "score"} <= set(open_) else PARTLY
    report = _report(
        line, code, outcome, says, points=worth, rule=rule, open=open_,
        is_shared=worth is None or line.share > 1 or bool(choice.points),
    )  # fmt: skip
    return Item(fields=fields | _parts(found), report=report, points=worth)


def _decided(
    line: Line, method: str, worth: Decimal | None, catalogue: Catalogue, choice: Choice
) -> tuple[Guess, tuple[str, ...]]:
    """Return how the clause is counted and what to say of it: by a person's choice, or as its words are read."""
    if not worth:
        return Guess(), ()
    if choice.way == AS_READ or choice.lacks:
        found = guess(line.text, method, worth, catalogue)
        return found, found.says
    return chosen(choice, line.text, worth, catalogue), (f"您选择了：{WAY_NAMES[choice.way]}",)


def _head(line: Line, code: str, method: str, worth: Decimal | None) -> dict[str, Any]:
    """Return everything of a clause but how it is counted."""
    fields: dict[str, Any] = {"code": code, "text": line.text, "clause": f"原表第{line.row}行"}
    if method and line.section != PLUS:
        fields["method"] = method
    fields["points"] = worth.normalize() if worth else TODO
    if proof := [word for pattern, word in PROOF_WORDS if re.search(pattern, line.proof)]:
        proof = list(dict.fromkeys(proof))
        fields["proof"] = proof if len(proof) == 1 else {"any": proof}
    if line.supplier:
        fields["supplier"] = line.supplier
    return fields


def _parts(found: Guess) -> dict[str, Any]:
    return {
        "measure": found.measure or TODO, "score": found.score or TODO, "when_missing": found.when_missing,
    }  # fmt: skip


def _worth(line: Line) -> tuple[Decimal | None, tuple[str, ...]]:
    """Return what the line is worth: its cell, its share of a merged cell, or what its text says."""
    own = OWN_POINTS.search(line.text)
    if line.points is not None and line.share == 1:
        return line.points, ()
    if own:
        return Decimal(own[1]), ("分值取自文字",)
    if line.points is not None:
        each = line.points / line.share
        if each == round(each, 3):
            return each, (f"{line.share}行共{line.points}分，暂平均分配，请核对",)
        return None, (f"{line.share}行共{line.points}分，分不匀，请写明",)
    said = [Decimal(worth) for worth in POINTS.findall(line.text)]
    return (max(said), ("分值取自文字，请核对",)) if said else (None, ("没有分值",))


def _negative(line: Line, code: str, catalogue: Catalogue) -> Item:
    kind = kind_in(line.text, catalogue, office=True) or catalogue.kinds["violation"]
    kind = kind if kind.code in ("violation", "finding") else catalogue.kinds["violation"]
    topic, cost = topic_in(line.text, kind), DEDUCT.search(line.text)
    veto = VETO.search(f"{line.text}{line.category}") or (line.points is None and cost is None)
    worth = Decimal(cost["p"]) if cost else line.points
    fields: dict[str, Any] = {
        "code": code, "text": line.text, "clause": f"原表第{line.row}行", "of": kind.code,
        **({"where": {"topic": topic}} if topic else {}), "window": {"months": 12},
        "effect": "veto" if veto or worth is None else {"deduct": worth.normalize()},
    }  # fmt: skip
    says = (f"按“{kind.name}”计，请核对主题和追溯期", "一票否决" if fields["effect"] == "veto" else f"每次扣{worth}分")
    rule, trouble = _read(negative_of, fields, catalogue)
    if trouble:
        return Item(fields={}, report=_report(line, code, REFUSED, (trouble,)), points=None)
    return Item(fields=fields, report=_report(line, code, PROPOSED, says, rule=rule), points=None)


def _read(read: Any, fields: Mapping[str, Any], catalogue: Catalogue) -> tuple[str, str]:
    """Read the clause as the loader will; return its rule in words, and what is wrong with it."""
    desk = Desk(catalogue)
    try:
        found = read(Form.of(planted(_texts(fields), "原表"), desk, "条款"))
    except Unreadable as refusal:
        return "", f"{refusal.problem.message}{refusal.problem.suggestion}"
    if desk.problems:
        return "", "；".join(f"{problem.message}{problem.suggestion}" for problem in desk.problems)
    rule = found.effect() if isinstance(found, NegativeItem) else found.rule_in_words(catalogue)
    return rule, ""


def _texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_texts(inner) for inner in value]
    return str(value)
