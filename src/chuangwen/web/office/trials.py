"""A trial as the office sees it: which units move, charts of the change, and the table of clauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import QueryDict
from django.urls import reverse

from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.rulebook.words import points
from chuangwen.core.scoring.tryon import FATE_NAMES, KEPT, ClauseMove, Impact, first_day
from chuangwen.web.ui.charts import Chart, Series
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

MOST_CHARTED = 12
MILLI = 1000
PASSING, FAILING, UP, DOWN, SAME = "passing", "failing", "up", "down", "same"
MOVES = {PASSING: "由不达标变为达标", FAILING: "由达标变为不达标", UP: "升分", DOWN: "降分", SAME: "不变"}
WORDS = {1: "达标", 0: "未达标", -1: "待定"}
COLOURS = {1: "green", 0: "red", -1: "grey"}


@dataclass(slots=True)
class TrialRow:
    """One unit under both books; why it moved is worked out only for rows that are shown."""

    impact: Impact
    row: int
    pk: int
    name: str
    group: str
    before: int
    after: int
    was: int
    now: int

    @property
    def moved(self) -> int:
        """What the total gains or loses."""
        return self.after - self.before

    @property
    def moves(self) -> tuple[str, ...]:
        """The words that the filter knows this row by."""
        crossed = PASSING if self.now == 1 != self.was else FAILING if self.was == 1 != self.now else ""
        return (crossed, UP if self.moved > 0 else DOWN if self.moved < 0 else SAME)

    @property
    def verdict(self) -> Light:
        """How it stands under the draft."""
        changed = "" if self.now == self.was else f"{WORDS[self.was]}→"
        return Light(colour=COLOURS[self.now], word=f"{changed}{WORDS[self.now]}")

    @property
    def because(self) -> str:
        """The clauses that moved it most, and by how much."""
        told = self.impact.unit(self.row).clauses[:3]
        return "；".join(f"{code or text} {'+' if moved > 0 else ''}{points(moved)}" for code, text, moved in told)


class TrialTable(Table):
    """The units that both books cover, those that move furthest first."""

    key = "trial"
    caption = "各单位的变化"
    counter = "个单位"
    columns = (
        Column(
            "name",
            "单位",
            value="name",
            sort="name",
            fixed=True,
            link=lambda row: reverse("office:unit", args=[row.pk]),
        ),
        Column("group", "组", value="group", sort="group"),
        Column("before", "现行", value="before", kind="marks", places=2, sort="before"),
        Column("after", "草案", value="after", kind="marks", places=2, sort="after"),
        Column("moved", "变化", value="moved", kind="marks", places=2, sort="moved"),
        Column("verdict", "结论", value="verdict", sort="now"),
        Column("because", "主要原因", value="because"),
    )
    search_fields = ("name",)
    # Without a word in the URL the rows stay as they come: those that move furthest first.


def group_name(code: str) -> str:
    """Return a peer group as a reader calls it."""
    kind = unit_kinds().get(code)
    return kind.name if kind else "全部单位" if code == "all" else code


def unit_table(impact: Impact, params: QueryDict, cookies: dict[str, str]) -> TrialTable:
    """Return the units as a table that can be sorted, filtered, searched and exported."""
    (old, new), (was, now), ids = impact.totals, impact.verdicts, impact.after.unit_ids[impact.rows_after]
    names, groups = impact.after.unit_names, impact.after.groups
    rows = [
        TrialRow(impact, at, int(ids[at]), names[there], group_name(groups[there]), int(old[at]), int(new[at]),
                 int(was[at]), int(now[at]))
        for at, there in enumerate(impact.rows_after.tolist())
    ]  # fmt: skip
    rows.sort(key=lambda row: -abs(row.moved))
    known = sorted({row.group for row in rows})
    filters = [
        ChoiceFilter("move", "变化", list(MOVES.items()), by=_moving),
        ChoiceFilter("group", "组", [(name, name) for name in known], lookup="group"),
    ]
    return TrialTable(rows, params, cookies=cookies, filters=filters)


def _moving(rows: Sequence[TrialRow], chosen: list[str]) -> list[TrialRow]:
    return [row for row in rows if set(chosen) & set(row.moves)]


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


def _figures(impact: Impact) -> list[tuple[str, int]]:
    up, down = int((impact.moved > 0).sum()), int((impact.moved < 0).sum())
    return [
        ("两版都适用的单位", len(impact)), ("升分", up), ("降分", down), ("不变", len(impact) - up - down),
        ("新达标", int(impact.newly_passing.sum())), ("不再达标", int(impact.newly_failing.sum())),
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
