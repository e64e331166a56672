"""Finding the class of a measure by its head word."""

from chuangwen.core.rulebook.forms import Form, nearest, wrong
from chuangwen.core.rulebook.measures.base import Measure

MEASURES: dict[str, type[Measure]] = {}


def measure_of(form: Form, attributes: bool = False) -> Measure:
    """Read any measure; `attributes` allows a bare attribute of the unit (the other side of a ratio)."""
    heads = [head for head in MEASURES if form.has(head) and (attributes or head != "attribute")]
    form.asked.difference_update(set(MEASURES) - set(heads))
    if len(heads) != 1:
        near = [n for key in form.tree.items for n in nearest(key, MEASURES)]
        hint = f"您是不是要写“{near[0]}”？" if near and not heads else ""
        raise wrong(form.spot, "看不出这是哪一种测量。", f"{hint}请从这些当中选一个：{'、'.join(sorted(MEASURES))}。")
    measure = MEASURES[heads[0]].read(form)
    form.done()
    return measure
