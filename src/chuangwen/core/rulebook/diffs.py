"""What changed between two books, in sentences that a reader can follow."""

from collections.abc import Iterator
from dataclasses import dataclass

from chuangwen.core.rulebook.model import METHODS, Book, Criterion, NegativeItem
from chuangwen.core.rulebook.words import UNIT_KINDS, number, points

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One change: about which code, what of it, from what to what."""

    action: str
    code: str
    what: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """Return the change as a sentence."""
        if self.action == ADDED:
            return f"新增 {self.code}：{self.after}"
        if self.action == REMOVED:
            return f"删去 {self.code}：{self.before}"
        return f"{self.code} 的{self.what}由“{self.before or '无'}”改为“{self.after or '无'}”。"


def diff(before: Book, after: Book) -> tuple[Difference, ...]:
    """Return the changes from one book to another: the head, then criteria, bonus and negative list in order."""
    return (
        *_between("全书", _head(before), _head(after)),
        *_listed(_categories(before), _categories(after)),
        *_listed(_criteria(before), _criteria(after)),
        *_listed(_negatives(before), _negatives(after)),
    )


Facets = dict[str, str]


def _listed(before: dict[str, Facets], after: dict[str, Facets]) -> Iterator[Difference]:
    for code in dict.fromkeys((*before, *after)):
        if code not in after:
            yield Difference(action=REMOVED, code=code, what="", before=_named(before[code]), after="")
        elif code not in before:
            yield Difference(action=ADDED, code=code, what="", before="", after=_named(after[code]))
        else:
            yield from _between(code, before[code], after[code])


def _between(code: str, before: Facets, after: Facets) -> Iterator[Difference]:
    for what in dict.fromkeys((*before, *after)):
        old, new = before.get(what, ""), after.get(what, "")
        if old != new:
            yield Difference(action=CHANGED, code=code, what=what, before=old, after=new)


def _named(facets: Facets) -> str:
    worth = f"（{facets['分值']}）" if "分值" in facets else ""
    return f"{facets.get('内容') or facets.get('名称', '')}{worth}"


def _head(book: Book) -> Facets:
    lines = book.passing
    return {
        "名称": book.title,
        "依据文件": f"{book.body} {book.document}",
        "考核期": book.window.say(),
        "适用单位": "、".join(UNIT_KINDS.get(kind, kind) for kind in book.unit_kinds),
        "基准分": points(book.base),
        "加分封顶": points(book.bonus.cap),
        "自评达标线": points(lines.self_score) if lines.self_score is not None else "",
        "测评达标线": points(lines.measured) if lines.measured is not None else "",
        "总分取位": book.rounding.say(),
        "测评方法": _methods(book),
        "年度计算": book.years.say() if book.years else "",
        "同奖同罚": book.pairs.say() if book.pairs else "",
        "最小分组": f"{book.groups.minimum}个单位" if book.groups.minimum > 1 else "",
        "前置条件": "；".join(f"{each.clause.text}（{each.say()}）" for each in lines.prerequisites),
        "加分同一事项": "只计一次" if book.bonus.same_matter_once else "",
    }


def _methods(book: Book) -> str:
    return "、".join(f"{METHODS[method]}{points(share)}" for method, share in book.methods.items())


def _categories(book: Book) -> dict[str, Facets]:
    return {
        category.code: {"名称": category.title, "封顶": points(category.cap), "权重": number(category.weight, 4)}
        for category in book.categories
    }


def _criteria(book: Book) -> dict[str, Facets]:
    places = {c.code: category.title for category in book.categories for c in category.criteria}
    items = (*book.criteria, *book.bonus.items)
    return {c.code: {"所属项目": places.get(c.code, "加分项"), **_criterion(book, c)} for c in items}


def _criterion(book: Book, criterion: Criterion) -> Facets:
    """Compare what a criterion means, as it says itself."""
    words = book.words
    return {
        "内容": criterion.text,
        "条款": criterion.clause,
        "分值": points(criterion.points),
        "测评方法": criterion.method_name,
        "测量": criterion.measure.title(words),
        "计分": criterion.score.say(criterion.points, criterion.measure.show),
        "佐证": criterion.proof.say(words),
        "没有记录时": {"zero": "按没有计", "pending": "待定", "not_applicable": "不适用"}[criterion.when_missing],
        "适用条件": criterion.applies_when.say() if criterion.applies_when else "",
        "不适用时": {"renormalise": "按比例折算", "full": "计满分", "excused": "附理由后计满分"}[criterion.otherwise],
        "本条考核期": criterion.window.say() if criterion.window else "",
    }


def _negatives(book: Book) -> dict[str, Facets]:
    return {item.code: _negative(book, item) for item in book.negative}


def _negative(book: Book, item: NegativeItem) -> Facets:
    return {
        "内容": item.text,
        "条款": item.clause,
        "对应记录": item.measure.title(book.words),
        "后果": item.effect(),
        "追溯期": item.window.say(),
    }
