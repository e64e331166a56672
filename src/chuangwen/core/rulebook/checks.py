"""Advice on a book that reads well: what cannot be reached, what is scored twice, what nobody supplies.

Loading refuses what is wrong; `check` finds what is probably not meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.atoms import Atom, Scope
from chuangwen.core.rulebook.measures import Title
from chuangwen.core.rulebook.model import Book, Criterion
from chuangwen.core.rulebook.scores import Deduct
from chuangwen.core.rulebook.words import UNIT_KINDS, points
from chuangwen.core.rulebook.yaml_tree import Spot

OPEN = "TODO"
ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITY_NAMES = {ERROR: "错误", WARNING: "提醒", NOTE: "说明"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing worth a second look: how serious, about what, where, and what to do."""

    severity: str
    code: str
    message: str
    suggestion: str
    spot: Spot

    def __str__(self) -> str:
        return f"{self.spot} {SEVERITY_NAMES[self.severity]}：{self.message}{self.suggestion}"


def check(book: Book, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Return what is worth a second look, the most serious first."""
    on = book.in_force[1] or book.in_force[0].replace(year=book.in_force[0].year + 1)
    found: list[Finding] = []
    for criterion in (*book.criteria, *book.bonus.items):
        found += _criterion(book, criterion, on)
    found += [
        *_words(book, catalogue),
        *_units(book),
        *_twice(book, on),
        *_lines(book),
        *_examples(book),
        *_left_open(book),
    ]
    return tuple(sorted(found, key=lambda f: (list(SEVERITY_NAMES).index(f.severity), str(f.spot), f.code)))


def _finding(book: Book, severity: str, code: str, message: str, suggestion: str) -> Finding:
    return Finding(
        severity=severity, code=code, message=message, suggestion=suggestion, spot=book.spots.get(code, Spot())
    )


def _criterion(book: Book, criterion: Criterion, on: date) -> Iterator[Finding]:
    code, scope = criterion.code, criterion.scope(book, on)
    yield from _out_of_reach(book, criterion, scope)
    usual = {evidence for kind in criterion.measure.kinds() for evidence in kind.evidence}
    for evidence in criterion.proof.codes:
        if evidence not in usual:
            name = book.words.evidence.get(evidence, evidence)
            yield _finding(book, WARNING, code, f"{code} 要求的佐证“{name}”不是这类记录通常有的。", "请核对 proof。")
    by_office = [k for k in criterion.measure.kinds() if k.recorded_by == "office"]
    if by_office and criterion.when_missing == "zero" and _hurts(criterion):
        said = f"{code} 的“{by_office[0].name}”由文明办记录，记录之前单位得0分。"
        yield _finding(book, WARNING, code, said, "建议写 when_missing: pending，使总分显示为区间。")
    whole = book.window.span(on)
    if criterion.window and not whole.holds(scope.window.start, scope.window.until):
        yield _finding(book, WARNING, code, f"{code} 的考核期超出了全书的考核期。", "请核对 window。")


def _out_of_reach(book: Book, criterion: Criterion, scope: Scope) -> Iterator[Finding]:
    """Compare what earns points with the most that can be measured."""
    most, code, show = criterion.measure.most(scope), criterion.code, criterion.measure.show
    if most is None:
        return
    goal = criterion.score.full_goal(criterion.points)
    if goal and goal.up and goal.value > most:
        got = criterion.score.scalar(Fraction(most), criterion.points)
        said = f"{code} 要{show(goal.value)}才得满分，而最多只能有{show(Fraction(most))}（得{points(got)}）。"
        hint = "比率请写成90%或0.9。" if most == 1 and goal.value > 1 and show(Fraction(1)) == "100%" else ""
        yield _finding(book, WARNING, code, said, f"{hint}请核对周期、分值或考核期。")
    lost = [step for step in criterion.score.goals(None, criterion.points)[:-1] if step.up and step.value > most]
    if lost:
        steps = "、".join(show(step.value) for step in lost)
        yield _finding(book, WARNING, code, f"{code} 的{steps}这些档次也达不到。", "请删去达不到的档次，或改正门槛。")


def _hurts(criterion: Criterion) -> bool:
    """Tell whether no entry of the office costs the unit points that it may still get."""
    measure, score = criterion.measure, criterion.score
    if isinstance(score, Deduct) or isinstance(measure, Title):
        return False
    return not (measure.counts and not score.relative and score.scalar(Fraction(0), criterion.points))


def _units(book: Book) -> Iterator[Finding]:
    """Find the kinds of unit that are spoken of and not covered, or covered and left without a group."""
    covered = set(book.unit_kinds)
    for criterion in (*book.criteria, *book.bonus.items):
        meant = criterion.applies_when.unit_kinds if criterion.applies_when else ()
        if meant and not covered.intersection(meant):
            names = "、".join(UNIT_KINDS.get(kind, kind) for kind in meant)
            said = f"{criterion.code} 只适用于{names}，而本书不测评这类单位，谁也不适用。"
            yield _finding(book, WARNING, criterion.code, said, "请核对 applies_when 与 applies_to。")
    grouped = {kind for kinds in (book.peers or {}).values() for kind in kinds}
    alone = [UNIT_KINDS.get(kind, kind) for kind in book.unit_kinds if grouped and kind not in grouped]
    if alone:
        yield _finding(book, NOTE, "peers", f"{'、'.join(alone)}不在任何一组里，各自成组。", "请核对 peers。")


def _words(book: Book, catalogue: Catalogue) -> Iterator[Finding]:
    """Compare with the catalogue of today: a stored edition may be older than it."""
    for kind in book.kinds():
        today = catalogue.kinds.get(kind.code)
        if today is None:
            yield _finding(
                book, ERROR, kind.code, f"目录里已经没有“{kind.name}”，没有记录能够支持它。", "请换一个类别。"
            )
            continue
        for quantity in kind.quantities:
            now = today.quantity(quantity.code)
            if now is None or now.places != quantity.places:
                said = f"“{kind.name}”的{quantity.name}在目录里已经改变。"
                yield _finding(book, ERROR, kind.code, said, "请按新目录修订本书。")
    for word in book.unit_kinds:
        if word not in UNIT_KINDS:
            yield _finding(
                book, WARNING, word, f"适用单位里的“{word}”不是常用的单位类别。", f"常用的有：{'、'.join(UNIT_KINDS)}。"
            )


def _twice(book: Book, on: date) -> Iterator[Finding]:
    """Find the criteria that ask for the same number, or share a part of it."""
    first: dict[object, str] = {}
    used: dict[Atom, str] = {}
    for criterion in (*book.criteria, *book.bonus.items):
        atoms = criterion.measure.atoms(criterion.scope(book, on))
        key, code = (type(criterion.measure), atoms), criterion.code
        shared = next((atom for atom in atoms if atom in used), None)
        if key in first:
            said = f"{code} 与 {first[key]} 计的是同一个数，同一件事计了两次分。"
            yield _finding(book, NOTE, code, said, "请确认这是有意的。")
        elif shared is not None:
            said = f"{code} 与 {used[shared]} 都用到同一个数（{book.words.kinds[shared.kind].name}）。"
            yield _finding(book, NOTE, code, said, "请确认同一件事没有重复计分。")
        first.setdefault(key, code)
        for atom in atoms:
            used.setdefault(atom, code)


def _lines(book: Book) -> Iterator[Finding]:
    most = book.base + book.bonus.cap
    for name, line in (("自评", book.passing.self_score), ("测评", book.passing.measured)):
        if line is not None and line > most:
            yield _finding(
                book, ERROR, "pass", f"{name}达标线{points(line)}高于可得的最高分{points(most)}。", "请改正 pass。"
            )
    if book.bonus.items and sum(item.points for item in book.bonus.items) < book.bonus.cap:
        yield _finding(book, NOTE, "bonus", "各加分项合计达不到加分封顶。", "请核对 bonus 的 cap。")


def _left_open(book: Book) -> Iterator[Finding]:
    """Point out what a skeleton has left for a person to decide."""
    told = {"authority": f"{book.body} {book.document} {book.basis}", "title": book.title}
    told |= {c.code: f"{c.text} {c.clause}" for c in (*book.criteria, *book.bonus.items)}
    for code, text in told.items():
        if OPEN in text:
            yield _finding(book, ERROR, code, f"{code} 还写着{OPEN}。", "请换成正式的文字。")


def _examples(book: Book) -> Iterator[Finding]:
    """Point out the criteria that no worked example shows."""
    shown = {code for example in book.examples for code in _expected(example)}
    bare = [c.code for c in book.criteria if c.code not in shown]
    if bare:
        yield _finding(
            book, NOTE, "examples", f"有{len(bare)}条标准没有示例：{'、'.join(bare)}。", "示例能防止理解不一。"
        )


def _expected(example: object) -> list[str]:
    expect = example.get("expect") if isinstance(example, dict) else None
    return list(expect) if isinstance(expect, dict) else []
