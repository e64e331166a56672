"""Reading how totals are made: rounding, weighted years, pairs, groups, pass lines and prerequisites."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from chuangwen.core.catalogue import Kind
from chuangwen.core.rulebook.forms import Form, number_of, wrong
from chuangwen.core.rulebook.lines import (
    MODES,
    PLACES_AT,
    SHARES,
    Groups,
    Pairs,
    PassLines,
    Prerequisite,
    Rounding,
    Years,
)
from chuangwen.core.rulebook.measures import Attribute, Clause, Prior
from chuangwen.core.rulebook.measures.clauses import SIDES
from chuangwen.core.rulebook.measures.years import MISSING_YEARS, MOST_YEARS
from chuangwen.core.rulebook.words import ATTRIBUTES
from chuangwen.core.rulebook.yaml_tree import Branch, Leaf


def rounding_of(root: Form) -> Rounding:
    """Read `rounding: {places: 2, mode: half_up | half_even | down, at: criterion | category | total}`."""
    if not root.has("rounding"):
        return Rounding()
    inner = root.form("rounding")
    places, mode, at = inner.whole("places"), inner.choice("mode", MODES), inner.choice("at", PLACES_AT)
    inner.done()
    if not 0 <= places <= 3:
        raise wrong(inner.at("places"), "总分保留的小数位应当在0到3之间。")
    return Rounding(places=places, mode=mode, at=at)


def years_of(root: Form) -> Years | None:
    """Read `years: {weights: [0.6, 0.4], missing: renormalise}`, or `{mean: 3, missing: zero}`; this year comes first."""
    if not root.has("years"):
        return None
    inner = root.form("years")
    weights = _weights(inner)
    missing = inner.choice("missing", MISSING_YEARS)
    book = inner.text("book", root.desk.book)
    inner.done()
    return Years(weights=weights, missing=missing, measure=_prior(inner, book, len(weights) - 1))


def _weights(form: Form) -> tuple[Fraction, ...]:
    if form.has("mean") == form.has("weights"):
        raise wrong(form.spot, "“years”要写 weights（各年权重）或 mean（几年平均）之一。", "例如 weights: [0.6, 0.4]。")
    if form.has("mean"):
        years = form.whole("mean")
        weights = [Fraction(1, years)] * years if 0 < years <= MOST_YEARS else []
    else:
        weights = [number_of(leaf, "weights") for leaf in form.leaves("weights")]
    if not 2 <= len(weights) <= MOST_YEARS or min(weights) <= 0:
        at = form.at("mean" if form.has("mean") else "weights")
        raise wrong(at, f"“years”应当有2到{MOST_YEARS}个年度，权重都大于0。", "第一个是本年度。")
    if sum(weights) != 1:
        raise wrong(form.at("weights"), "各年权重合计应当等于1。", "例如 [0.5, 0.3, 0.2]。")
    return tuple(weights)


def _prior(form: Form, book: str, years: int) -> Prior:
    tree = {"prior": "mean", "book": book, "years": str(years), "missing_years": "renormalise"}
    items = {key: Leaf(text, form.spot) for key, text in tree.items()}
    return Prior.read(Form(Branch(dict(items), dict.fromkeys(items, form.spot), form.spot), form.desk))


def pairs_of(root: Form) -> Pairs | None:
    """Read `pairs: {share: lower | mean | principal, veto: shared | own}`."""
    if not root.has("pairs"):
        return None
    inner = root.form("pairs")
    pairs = Pairs(
        share=inner.choice("share", SHARES), veto=inner.choice("veto", ("shared", "own"), "shared") == "shared"
    )
    inner.done()
    return pairs


def groups_of(root: Form) -> Groups:
    """Read `groups: {minimum: 3, called: 合并组}`."""
    if not root.has("groups"):
        return Groups()
    inner = root.form("groups")
    groups = Groups(minimum=inner.whole("minimum"), together=inner.text("called", "合并组"))
    inner.done()
    if groups.minimum < 1:
        raise wrong(inner.at("minimum"), "“minimum”至少是1。")
    return groups


def passing_of(root: Form) -> PassLines:
    """Read `pass: {self: 90, measured: 85, prerequisites: [...]}`."""
    if not root.has("pass"):
        return PassLines()
    inner = root.form("pass")
    lines = {key: inner.milli(key) if inner.has(key) else None for key in ("self", "measured")}
    needed = tuple(_prerequisite(form) for form in inner.forms("prerequisites"))
    inner.done()
    return PassLines(self_score=lines["self"], measured=lines["measured"], prerequisites=needed)


def _prerequisite(form: Form) -> Prerequisite:
    """Read `{text, attribute: minors_score, at_least: 85}` or `{text, measure: {prior: latest, book: …}, at_least: 85}`."""
    if not form.has("attribute"):
        return Prerequisite(clause=Clause.read(form))
    text, attribute = form.text("text"), form.choice("attribute", ATTRIBUTES)
    sides = [side for side in SIDES if form.has(side)]
    if len(sides) != 1:
        raise wrong(form.spot, "前置条件要写 at_least 或 at_most 之一。")
    clause = Clause(text, Attribute(attribute), sides[0], form.number(sides[0]))
    form.done()
    return Prerequisite(clause=clause)


def line_kinds(head: Mapping[str, object]) -> Iterable[Kind]:
    """Return the kinds of entry that the lines read."""
    years, passing = head.get("years"), head.get("passing")
    if isinstance(years, Years):
        yield from years.measure.kinds()
    for each in passing.prerequisites if isinstance(passing, PassLines) else ():
        yield from each.clause.measure.kinds()
