"""A trial as the office sees it: figures, charts of the change, and the table of clauses."""

from typing import Any

import numpy as np

from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring.tryon import FATE_NAMES, KEPT, ClauseMove, Impact, first_day
from chuangwen.web.office.trial_rows import DOWN, FAILING, PASSING, SAME, UP, group_name
from chuangwen.web.ui.charts import Chart, Series

MOST_CHARTED = 12
MILLI = 1000


def outcome(impact: Impact) -> dict[str, Any]:
    """Return what the page of a trial shows above its table."""
    day = impact.after.assessed_on
    return {
        "impact": impact,
        "figures": _figures(impact),
        "clauses": [_told(clause) for clause in _by_weight(impact)],
        "charts": [chart for chart in (_bands(impact), _clauses(impact), _groups(impact)) if chart],
        "looks_further": first_day(impact.after.book, day) < first_day(impact.before.book, day),
    }


def _figures(impact: Impact) -> list[tuple[str, int, str]]:
    """Return each figure with its name, and the move that leads to the rows behind it."""
    up, down = int((impact.moved > 0).sum()), int((impact.moved < 0).sum())
    return [
        ("两版都适用的单位", len(impact), ""), ("升分", up, UP), ("降分", down, DOWN),
        ("不变", len(impact) - up - down, SAME), ("新达标", int(impact.newly_passing.sum()), PASSING),
        ("不再达标", int(impact.newly_failing.sum()), FAILING),
    ]  # fmt: skip


def _by_weight(impact: Impact) -> list[ClauseMove]:
    return sorted(impact.changes, key=lambda clause: (-int(np.abs(clause.moved).sum()), clause.code))


def _told(clause: ClauseMove) -> dict[str, Any]:
    renamed = clause.before_code and clause.before_code != clause.code
    return {
        "code": f"{clause.before_code}→{clause.code}" if renamed else clause.code,
        "text": clause.text,
        "fate": FATE_NAMES[clause.fate] if clause.fate != KEPT else "名次变动",
        "full_before": clause.full_before,
        "full_after": clause.full_after,
        "gained": clause.gained,
        "lost": clause.lost,
        "sum": clause.sum,
    }


def _bands(impact: Impact) -> Chart | None:
    bands = impact.bands()
    if not bands:
        return None
    return Chart(
        key="bands", title="得分分布", unit="个单位", categories=[f"{points(b.low)[:-1]}—{points(b.high)}" for b in bands],
        series=[Series(name="现行", values=[b.before for b in bands]), Series(name="草案", values=[b.after for b in bands])],
    )  # fmt: skip


def _clauses(impact: Impact) -> Chart | None:
    moving = [clause for clause in _by_weight(impact) if clause.gained or clause.lost][:MOST_CHARTED]
    if not moving:
        return None
    return Chart(
        key="clauses", title="逐条影响（全部单位合计）", unit="分", categories=[c.code for c in moving], shape="rows",
        series=[
            Series(name="升", values=[_points(c.moved[c.moved > 0].sum()) for c in moving]),
            Series(name="降", values=[_points(c.moved[c.moved < 0].sum()) for c in moving]),
        ],
    )  # fmt: skip


def _groups(impact: Impact) -> Chart | None:
    groups = impact.groups()
    if not groups:
        return None
    return Chart(
        key="groups", title="各组平均分", unit="分", categories=[group_name(g.name) for g in groups], shape="rows",
        series=[
            Series(name="现行", values=[_points(g.mean_before) for g in groups]),
            Series(name="草案", values=[_points(g.mean_after) for g in groups]),
        ],
    )  # fmt: skip


def _points(milli: Any) -> float:
    return round(int(milli) / MILLI, 2)
