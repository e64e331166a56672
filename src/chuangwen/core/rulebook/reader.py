"""Reading a whole book from its tree: heads, categories, bonus, negative list, amendments."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import cast

from chuangwen.core.catalogue import Kind
from chuangwen.core.rulebook.criterion_reader import criterion_of, negative_of, window_of_form
from chuangwen.core.rulebook.forms import Form, attempt, wrong
from chuangwen.core.rulebook.lines import Rounding, half_up
from chuangwen.core.rulebook.lines_reader import groups_of, line_kinds, pairs_of, passing_of, rounding_of, years_of
from chuangwen.core.rulebook.measures.levels import matter_fields
from chuangwen.core.rulebook.model import METHODS, Amendment, Bonus, Category, Criterion, NegativeItem
from chuangwen.core.rulebook.spans import Listed, Period, Span
from chuangwen.core.rulebook.yaml_tree import Branch, Leaf, Row, Spot, Tree


@dataclass(slots=True)
class Parts:
    """What has been read so far; becomes a Book when nothing is wrong."""

    head: dict[str, object] = field(default_factory=dict)
    categories: list[Category] = field(default_factory=list)
    bonus: Bonus = field(default_factory=Bonus)
    negative: list[NegativeItem] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    forms: dict[str, Form] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)

    def kinds(self) -> tuple[Kind, ...]:
        """Return every kind of entry that the book reads."""
        measures = [c.measure for category in self.categories for c in category.criteria]
        measures += [c.measure for c in self.bonus.items] + [a.criterion.measure for a in self.amendments]
        measures += [item.measure for item in self.negative]
        found = [*(kind for measure in measures for kind in measure.kinds()), *line_kinds(self.head)]
        return tuple({kind.code: kind for kind in found}.values())


def read_parts(root: Form) -> Parts:
    """Read everything, noting every problem at the desk."""
    desk, parts, named = root.desk, Parts(), root.tree.items.get("book")
    desk.book = (named.text or "") if isinstance(named, Leaf) else ""
    attempt(desk, lambda: _spans(root))
    attempt(desk, lambda: _head(root, parts))
    root.each("categories", lambda form: _category(form, parts))
    attempt(desk, lambda: _bonus(root, parts))
    root.each("negative", lambda form: _negative(form, parts))
    root.each("amend", lambda form: _amend(form, parts))
    if not desk.problems:
        attempt(desk, lambda: _finish(root, parts))
    root.rows("examples")
    root.done()
    return parts


def _head(root: Form, parts: Parts) -> None:
    desk, head = root.desk, parts.head
    reads = {
        "code": lambda: root.text("book"),
        "edition": lambda: root.text("edition"),
        "title": lambda: root.text("title"),
        "intro": lambda: root.text("intro", ""),
        "authority": lambda: _authority(root.form("authority")),
        "in_force": lambda: _in_force(root.form("in_force")),
        "unit_kinds": lambda: _applies_to(root),
        "window": lambda: window_of_form(root.form("window")),
        "peers": lambda: _peers(root),
        "base": lambda: root.milli("base"),
        "methods": lambda: _methods(root),
        "passing": lambda: passing_of(root),
        "rounding": lambda: rounding_of(root),
        "years": lambda: years_of(root),
        "pairs": lambda: pairs_of(root),
        "groups": lambda: groups_of(root),
    }
    for name, read in reads.items():
        attempt(desk, lambda name=name, read=read: head.update({name: read()}))  # type: ignore[misc]  # mypy cannot type a default in a lambda


def _spans(root: Form) -> None:
    """Read `festivals: {title: 传统节日, spans: [{name, from, until}]}` and any other listed spans."""
    if not root.has("calendars"):
        return
    calendars = root.form("calendars")
    for word in list(calendars.tree.items):
        inner = calendars.form(word)
        periods = sorted((_period(part) for part in inner.forms("spans")), key=lambda p: p.span.start)
        for one, two in pairwise(periods):
            if two.span.start < one.span.until:
                raise wrong(inner.spot, f"“{one.name}”与“{two.name}”的日期重叠。", "请错开，until 当天不算在内。")
        root.desk.rhythms[word] = Listed(inner.text("title"), tuple(periods))
        inner.done()


def _period(form: Form) -> Period:
    period = Period(form.text("name"), Span(form.day("from"), form.day("until")))
    form.done()
    if period.span.until <= period.span.start:
        raise wrong(form.spot, f"“{period.name}”的 until 应当晚于 from。", "until 当天不算在内。")
    return period


def _authority(form: Form) -> tuple[str, str, str]:
    found = form.text("body"), form.text("document"), form.text("basis")
    form.done()
    return found


def _in_force(form: Form) -> tuple[date, date | None]:
    start, until = form.day("from"), form.day("until") if form.has("until") else None
    form.done()
    if until and until <= start:
        raise wrong(form.spot, "in_force 的 until 应当晚于 from。", "until 当天不算在内。")
    return start, until


def _applies_to(root: Form) -> tuple[str, ...]:
    inner = root.form("applies_to")
    kinds = tuple(str(leaf.text) for leaf in inner.leaves("unit_kinds"))
    inner.done()
    return kinds


def _peers(root: Form) -> Mapping[str, tuple[str, ...]] | None:
    """Read `[unit_kind]` (each kind by itself), `all`, or named groups of kinds."""
    if not root.has("peers"):
        return {}
    part = root.part("peers")
    if isinstance(part, Branch):
        inner = root.form("peers")
        return {name: tuple(str(leaf.text) for leaf in inner.leaves(name)) for name in part.items}
    return None if root.choices("peers", ("unit_kind", "all")) == ("all",) else {}


def _methods(root: Form) -> Mapping[str, int]:
    if not root.has("methods"):
        return {}
    inner = root.form("methods")
    inner.flag("scaled")
    found = {method: inner.milli(method) for method in METHODS if inner.has(method)}
    inner.done()
    return found


def _finish(root: Form, parts: Parts) -> None:
    """Work what the whole book says of every criterion into each: the share of its method, the rounding."""
    rounding, shares = cast(Rounding, parts.head["rounding"]), _shares(root, parts)
    each = rounding if rounding.at == "criterion" else None

    def finished(criterion: Criterion) -> Criterion:
        return replace(criterion, share=shares.get(criterion.method, Fraction(1)), rounding=each)

    for place, category in enumerate(parts.categories):
        whole = replace(
            category, criteria=tuple(map(finished, category.criteria)), scaled=bool(shares),
            rounding=rounding if rounding.holds_at("category") else None,
        )  # fmt: skip
        if shares and not parts.forms[category.code].has("cap"):
            whole = replace(whole, cap=half_up(whole.worth))
        parts.categories[place] = whole
    rounds = [replace(item, rounding=each) for item in parts.bonus.items]
    parts.bonus = replace(parts.bonus, items=tuple(rounds))
    parts.amendments = [replace(a, criterion=finished(a.criterion)) for a in parts.amendments]


def _shares(root: Form, parts: Parts) -> dict[str, Fraction]:
    """Return what a point of each method counts, where the methods are scaled to their shares."""
    if not root.has("methods") or not root.form("methods").flag("scaled"):
        return {}
    methods = cast("Mapping[str, int]", parts.head["methods"])
    criteria = [c for category in parts.categories for c in category.criteria]
    for criterion in criteria:
        if criterion.method not in methods:
            spot = parts.spots[criterion.code]
            raise wrong(
                spot, f"标准{criterion.code}没有写测评方法，或methods里没有这种方法。", "按方法折算时每条都要有。"
            )
    sums = {method: sum(c.points for c in criteria if c.method == method) for method in methods}
    if empty := [METHODS[method] for method, total in sums.items() if not total]:
        raise wrong(root.at("methods"), f"没有一条标准用{'、'.join(empty)}，它的份额无处折算。", "请删去，或补上标准。")
    return {method: Fraction(methods[method], total) for method, total in sums.items()}


def _category(form: Form, parts: Parts) -> None:
    code, title = form.text("category"), form.text("title")
    criteria: list[Criterion] = []

    def read(part: Form) -> None:
        criterion = criterion_of(part)
        _remember(parts, criterion.code, part)
        criteria.append(criterion)

    form.each("criteria", read)
    _remember(parts, code, form)
    total = sum(c.points for c in criteria)
    weight = form.number("weight", Fraction(1))
    if weight <= 0:
        raise wrong(form.at("weight"), "“weight”要大于0。")
    parts.categories.append(
        Category(code=code, title=title, criteria=tuple(criteria), cap=form.milli("cap", total), weight=weight)
    )
    form.done()


def _bonus(root: Form, parts: Parts) -> None:
    """Read the bonus; its two flags are the defaults of its items."""
    if not root.has("bonus"):
        return
    inner, items = root.form("bonus"), []
    matter, once = matter_fields(inner), inner.flag("same_matter_once", True)
    flags: dict[str, Tree] = {
        "once": Leaf(str(inner.flag("highest_level_only", True)).lower(), inner.spot),
        "same_matter_once": Leaf(str(once).lower(), inner.spot),
        "same_matter": Row([Leaf(name, inner.spot) for name in matter], inner.spot),
    }

    def read(part: Form) -> None:
        lent = _with_flags(part, flags)
        criterion = criterion_of(lent)
        _remember(parts, criterion.code, lent)
        items.append(replace(criterion, is_bonus=True))

    inner.each("items", read)
    across = once and root.desk.claims
    parts.bonus = Bonus(cap=inner.milli("cap"), items=tuple(items), same_matter_once=across, matter=matter)
    inner.done()


def _with_flags(form: Form, flags: Mapping[str, Tree]) -> Form:
    """Lend a bonus item the defaults: when nothing is recorded it is 0, its points are as earned."""
    items = dict(form.tree.items)
    measure = items.get("measure")
    if isinstance(measure, Branch) and "levels" in measure.items:
        lent = {key: flag for key, flag in flags.items() if key not in measure.items}
        keys = {**measure.keys, **dict.fromkeys(lent, measure.spot)}
        items["measure"] = Branch({**measure.items, **lent}, keys, measure.spot)
        items.setdefault("score", Branch({"as_is": Leaf("1", form.spot)}, {"as_is": form.spot}, form.spot))
    items.setdefault("when_missing", Leaf("zero", form.spot))
    return Form(Branch(items, {key: form.tree.keys.get(key, form.spot) for key in items}, form.spot), form.desk)


def _negative(form: Form, parts: Parts) -> None:
    item = negative_of(form)
    _remember(parts, item.code, form)
    parts.negative.append(item)


def _remember(parts: Parts, code: str, form: Form) -> None:
    """Note where a code stands; a code may stand only once in a book."""
    if code in parts.spots:
        first = parts.spots[code]
        raise wrong(form.spot, f"代码“{code}”重复了（{first}已有）。", "请换一个代码。")
    parts.spots[code], parts.forms[code] = form.spot, form


AMENDABLE = (
    "text",
    "clause",
    "measure",
    "score",
    "proof",
    "when_missing",
    "applies_when",
    "otherwise",
    "note",
    "window",
)


def _amend(form: Form, parts: Parts) -> None:
    """Read a dated change: the criterion as it stood, with the keys given here in place of its own."""
    code, start, reference = form.text("criterion"), form.day("from"), form.text("reference")
    changed = [key for key in AMENDABLE if form.has(key)]
    form.done()
    if code not in parts.forms or "criteria" in parts.forms[code].tree.items:
        raise wrong(form.at("criterion"), f"没有代码为“{code}”的标准，无法修订。", "请核对 criterion 的代码。")
    if not changed:
        raise wrong(form.spot, "这条修订没有改变任何内容。", f"可以修订的有：{'、'.join(AMENDABLE)}。")
    last = max((a.from_date for a in parts.amendments if a.code == code), default=date.min)
    if start <= last:
        raise wrong(form.at("from"), "同一标准的修订应当按日期先后排列，日期不重复。")
    before = parts.forms[code].tree
    tree = Branch(
        {**before.items, **{k: form.tree.items[k] for k in changed}}, {**before.keys, **form.tree.keys}, form.spot
    )
    tree = Branch(tree.items, {key: tree.keys[key] for key in tree.items}, form.spot)
    criterion = criterion_of(Form(tree, form.desk))
    parts.forms[code] = Form(tree, form.desk)
    parts.amendments.append(
        Amendment(code=code, from_date=start, reference=reference, criterion=criterion, changed=tuple(changed))
    )
