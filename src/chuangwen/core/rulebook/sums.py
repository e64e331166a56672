"""Checks on the whole book: points that must add up, lines that must be reachable."""

from collections.abc import Iterator
from typing import Any

from chuangwen.core.rulebook.forms import Form
from chuangwen.core.rulebook.lines import half_up
from chuangwen.core.rulebook.model import METHODS
from chuangwen.core.rulebook.reader import Parts
from chuangwen.core.rulebook.words import points
from chuangwen.core.rulebook.yaml_tree import Problem


def sum_problems(parts: Parts, root: Form) -> Iterator[Problem]:
    """Yield what does not add up. Runs only on a book that reads well."""
    yield from _categories(parts, root)
    yield from _base(parts, root)
    yield from _methods(parts, root)
    yield from _amendments(parts)


def _categories(parts: Parts, root: Form) -> Iterator[Problem]:
    if not parts.categories:
        yield Problem(
            spot=root.spot, message="书里没有测评项目。", suggestion="请在 criteria/ 下为每个项目写一个文件。"
        )
    for category in parts.categories:
        spot = parts.spots[category.code]
        total = half_up(category.worth)
        if not category.criteria:
            yield Problem(
                spot=spot, message=f"项目“{category.title}”下没有标准。", suggestion="请写上标准，或删去项目。"
            )
        elif category.cap > total:
            said = f"项目“{category.title}”封顶{points(category.cap)}，而各条标准合计只有{points(total)}。"
            yield Problem(spot=spot, message=said, suggestion="请降低封顶或补足分值。")


def _base(parts: Parts, root: Form) -> Iterator[Problem]:
    base: Any = parts.head["base"]
    total = sum(category.full for category in parts.categories)
    slack = len(parts.categories) if _is_scaled(root) else 0  # thirds of a point are rounded in each category
    if abs(total - base) > slack:
        listed = "、".join(f"{c.code} {points(c.full)}" for c in parts.categories)
        said = f"各项目合计{points(total)}，与基准分{points(base)}不一致（{listed}）。"
        yield Problem(spot=root.at("base"), message=said, suggestion="请调整分值、封顶或基准分，使两者相等。")


def _methods(parts: Parts, root: Form) -> Iterator[Problem]:
    methods: Any = parts.head["methods"]
    if _is_scaled(root):
        return
    for method, share in methods.items():
        total = sum(c.points for category in parts.categories for c in category.criteria if c.method == method)
        if total != share:
            said = f"测评方法“{METHODS[method]}”应占{points(share)}，各条标准合计{points(total)}。"
            yield Problem(spot=root.at("methods"), message=said, suggestion="请改正 methods 或各条的 method。")


def _is_scaled(root: Form) -> bool:
    return root.has("methods") and root.form("methods").flag("scaled")


def _amendments(parts: Parts) -> Iterator[Problem]:
    term: Any = parts.head["in_force"]
    start, until = term
    for amendment in parts.amendments:
        if amendment.from_date < start or (until and amendment.from_date >= until):
            said = f"对{amendment.code}的修订从{amendment.from_date}起，不在本版施行期内。"
            yield Problem(spot=parts.spots[amendment.code], message=said, suggestion="请核对日期。")
