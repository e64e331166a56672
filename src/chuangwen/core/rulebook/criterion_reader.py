"""Reading one criterion, and one negative item."""

from chuangwen.core.catalogue import Kind
from chuangwen.core.rulebook.conditions import REPORT_DAYS, Concealed, Proof
from chuangwen.core.rulebook.forms import Form, wrong
from chuangwen.core.rulebook.measures import Count, Measure, Ratio, Sum, measure_of
from chuangwen.core.rulebook.measures.where import where_of
from chuangwen.core.rulebook.model import METHODS, OTHERWISE, WHEN_MISSING, Applies, Criterion, NegativeItem, WindowRule
from chuangwen.core.rulebook.refusals import CASES_DEDUCTED, STUDY_HOURS, refused, refused_as_negative
from chuangwen.core.rulebook.scores import Deduct, score_of
from chuangwen.core.rulebook.spans import Span
from chuangwen.core.rulebook.words import ATTRIBUTES
from chuangwen.core.rulebook.yaml_tree import Branch, Leaf, Row


def criterion_of(form: Form) -> Criterion:
    """Read a criterion; the principles are checked before anything else."""
    code, text, clause = form.text("code"), form.text("text"), form.text("clause")
    _principles(form, text, code)
    full = form.milli("points")
    if full <= 0:
        raise wrong(form.at("points"), "分值要大于0。")
    measure = measure_of(form.form("measure"))
    if _counts_study_hours(measure):
        raise wrong(form.at("measure"), f"标准{code}不能收入：{STUDY_HOURS.reason}", STUDY_HOURS.instead)
    score = score_of(form.form("score"), full)
    if isinstance(score, Deduct) and any(kind.code == "case" for kind in measure.kinds()):
        raise wrong(form.at("score"), CASES_DEDUCTED.reason, CASES_DEDUCTED.instead)
    criterion = Criterion(
        code=code,
        text=text,
        clause=clause,
        points=full,
        measure=measure,
        score=score,
        when_missing=form.choice("when_missing", WHEN_MISSING),
        method=form.choice("method", METHODS) if form.has("method") else "",
        proof=_proof(form),
        applies_when=_applies(form),
        otherwise=form.choice("otherwise", OTHERWISE, "renormalise"),
        excuse=form.text("excuse", ""),
        window=window_of_form(form.form("window")) if form.has("window") else None,
        supplier=form.text("supplier", ""),
        note=form.text("note", ""),
    )
    _exceptions(form, criterion)
    form.done()
    return criterion


def _counts_study_hours(measure: Measure) -> bool:
    parts = (measure.top, measure.bottom) if isinstance(measure, Ratio) else (measure,)
    return any(isinstance(p, Sum) and (p.kind.code, p.quantity.code) == ("study", "hours") for p in parts)


def _principles(form: Form, text: str, code: str) -> None:
    spoken = [text, *(form.text(key, "") for key in ("clause", "note"))]
    for said in spoken:
        if why := refused(said):
            raise wrong(form.at("text"), f"标准{code}不能收入：{why[0]}", why[1])


def _exceptions(form: Form, criterion: Criterion) -> None:
    """Check that what happens to units the criterion is not meant for is said."""
    may_not_apply = criterion.applies_when or criterion.when_missing == "not_applicable"
    if may_not_apply and not form.has("otherwise"):
        hint = "renormalise（不计入，其余标准按比例折算）、full（计满分）或 excused（附书面理由后计满分）。"
        raise wrong(form.spot, "没有写明不适用时怎么办（otherwise）。", f"请写：{hint}")
    if criterion.otherwise == "excused" and not criterion.excuse:
        raise wrong(form.at("otherwise"), "excused 须写明要求什么书面理由（excuse）。", "请补上 excuse。")


def _proof(form: Form) -> Proof:
    """Read `[minutes, photo]` (all of them) or `{any: [minutes, photo]}` (one is enough)."""
    if not form.has("proof"):
        return Proof()
    part = form.part("proof")
    if isinstance(part, Row) and not part.items:
        return Proof()
    if isinstance(part, Branch):
        inner = form.form("proof")
        codes = inner.choices("any", form.desk.catalogue.evidence)
        inner.done()
        return Proof(codes, any_one=True)
    return Proof(form.choices("proof", form.desk.catalogue.evidence))


def _applies(form: Form) -> Applies | None:
    """Read `{attribute: staff, at_least: 10}` and/or `{unit_kind: [village]}`."""
    if not form.has("applies_when"):
        return None
    inner = form.form("applies_when")
    kinds = tuple(str(leaf.text) for leaf in inner.leaves("unit_kind")) if inner.has("unit_kind") else ()
    attribute = inner.choice("attribute", ATTRIBUTES) if inner.has("attribute") else ""
    low, high = (inner.number(side) if inner.has(side) else None for side in ("at_least", "at_most"))
    inner.done()
    if not kinds and not attribute:
        raise wrong(inner.spot, "“applies_when”要写 attribute 或 unit_kind。")
    if bool(attribute) != (low is not None or high is not None):
        raise wrong(inner.spot, "attribute 要和 at_least 或 at_most 一起写。")
    return Applies(unit_kinds=kinds, attribute=attribute, at_least=low, at_most=high)


def window_of_form(form: Form) -> WindowRule:
    """Read `{months: 12, before: assessment | assessment_month}` or `{from: …, until: …}`."""
    if form.has("from") or form.has("until"):
        span = Span(form.day("from"), form.day("until"))
        form.done()
        if span.until <= span.start:
            raise wrong(form.spot, "until 应当晚于 from。", "until 当天不算在内。")
        return WindowRule(fixed=span)
    months = form.whole("months")
    before = form.choice("before", ("assessment", "assessment_month"), "assessment")
    form.done()
    if not 1 <= months <= 120:
        raise wrong(form.at("months"), "“months”应当在1到120之间。")
    return WindowRule(months=months, from_month_start=before == "assessment_month")


def negative_of(form: Form) -> NegativeItem:
    """Read one item of the negative list."""
    code, text, clause = form.text("code"), form.text("text"), form.text("clause")
    kind = form.desk.kind(form.text("of"), form.at("of"))
    if why := refused_as_negative(text, kind.code):
        raise wrong(form.at("text"), f"负面清单{code}不能收入：{why[0]}", why[1])
    where, deduct, rule = where_of(form, kind), _effect(form), _self_report(form, kind)
    hidden = form.choice("concealed", ("double", "veto")) if form.has("concealed") else ""
    item = NegativeItem(
        code=code,
        text=text,
        clause=clause,
        measure=Count(kind, where),
        concealed=Count(kind, (*where, rule)),
        window=window_of_form(form.form("window")),
        veto=deduct is None,
        deduct=deduct or 0,
        doubled=hidden == "double",
        veto_concealed=hidden == "veto",
        rule=rule,
    )
    form.done()
    return item


def _self_report(form: Form, kind: Kind) -> Concealed:
    """Read what counts as concealed: `not_stated: reported | concealed`, `reported_within: 30` (days)."""
    unknown = form.choice("not_stated", ("reported", "concealed"), "reported") == "concealed"
    within = form.whole("reported_within") if form.has("reported_within") else None
    if (unknown or within is not None) and not form.has("concealed"):
        raise wrong(form.spot, "not_stated 和 reported_within 要和 concealed 一起写。", "例如 concealed: double。")
    if form.has("concealed") and "self_reported" not in kind.fields:
        raise wrong(form.at("concealed"), f"“{kind.name}”不记是否主动报告，不能区分隐瞒。", "请删去 concealed。")
    if within is not None and (within < 0 or kind.quantity(REPORT_DAYS) is None):
        raise wrong(form.at("reported_within"), f"“{kind.name}”不记报告用时，或天数写错了。", "请写不小于0的天数。")
    return Concealed(unknown, within)


def _effect(form: Form) -> int | None:
    """Return the deduction, or None for a veto."""
    part = form.part("effect")
    if isinstance(part, Leaf):
        form.choice("effect", ("veto",))
        return None
    inner = form.form("effect")
    deduct = inner.milli("deduct")
    inner.done()
    if deduct <= 0:
        raise wrong(inner.spot, "“deduct”要大于0。")
    return deduct
