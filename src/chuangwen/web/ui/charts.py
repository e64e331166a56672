"""A chart: bars or lines with direct labels, always with its figures as a table.

The page gives plain figures; the drawing option is built here, so that every
chart has the same colours, patterns and units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Shape = Literal["bar", "line", "rows", "stacked"]
# Slate, sand, sky, umber: told apart by lightness as well as by hue.
COLOURS = ("#33557a", "#c49a5b", "#86a8c9", "#6b5344", "#b9c4cf", "#4d7d86")
INK = "#4a5560"
LINE = "#d9d6d0"
RIGHT = {"rows": 56, "line": 72, "bar": 16, "stacked": 16}
MOST_LABELS = 24
HEIGHTS = ((6, "cw-chart-s"), (12, "cw-chart-m"), (24, "cw-chart-l"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One run of figures, in the order of the chart's categories; None is a gap."""

    name: str
    values: Sequence[float | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart and its table.

    `rows` draws bars lying down, which suits long names. `unit` is written on
    the axis and in the table's head; `source_url` leads to the rows behind it.
    """

    key: str
    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    shape: Shape = "bar"
    source_url: str = ""

    @property
    def option_id(self) -> str:
        """The id of the element that holds the option."""
        return f"chart-{self.key}-option"

    @property
    def is_tall(self) -> bool:
        """Say whether the bars lie down and need height by their number."""
        return self.shape == "rows"

    @property
    def size(self) -> str:
        """A class for the height: lying bars grow with their number."""
        if not self.is_tall:
            return "cw-chart-m"
        bars = len(self.categories) * len(self.series)
        return next((css for most, css in HEIGHTS if bars <= most), "cw-chart-xl")

    @property
    def summary(self) -> str:
        """The chart in words, for a screen reader."""
        names = "、".join(each.name for each in self.series)
        return f"{self.title}：{len(self.categories)}项，{names}。数字见下方表格。"

    @property
    def legend(self) -> list[tuple[str, int]]:
        """Names and colour numbers of the series, when there are several."""
        needs_one = len(self.series) > 1 and self.shape != "line"
        return [(each.name, at) for at, each in enumerate(self.series)] if needs_one else []

    @property
    def lines(self) -> list[tuple[str, list[float | int | None]]]:
        """The table's lines: a category and its figures."""
        return [(name, [each.values[at] for each in self.series]) for at, name in enumerate(self.categories)]

    @property
    def option(self) -> dict[str, Any]:
        """The drawing option for ECharts."""
        names, figures = self._name_axis(), self._figure_axis()
        return {
            "color": list(COLOURS),
            "animation": False,
            "aria": {"enabled": True, "decal": {"show": len(self.series) > 1}, "label": {"enabled": False}},
            "textStyle": {"color": INK, "fontSize": 13},
            "grid": {"left": 8, "right": RIGHT[self.shape], "top": 24, "bottom": 8, "containLabel": True},
            "xAxis": figures if self.is_tall else names,
            "yAxis": names if self.is_tall else figures,
            "series": [self._drawn(each, at) for at, each in enumerate(self.series)],
        }

    def _name_axis(self) -> dict[str, Any]:
        return {
            "type": "category",
            "data": list(self.categories),
            "inverse": self.is_tall,
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": LINE}},
            "axisLabel": {"color": INK, "fontSize": 13, "interval": 0 if self.is_tall else "auto"},
        }

    def _figure_axis(self) -> dict[str, Any]:
        return {
            "type": "value",
            "splitLine": {"show": not self.is_tall, "lineStyle": {"color": LINE}},
            "axisLabel": {"color": INK, "show": not self.is_tall},
        }

    def _drawn(self, series: Series, at: int) -> dict[str, Any]:
        is_line = self.shape == "line"
        position = "right" if self.is_tall else "top"
        label: dict[str, Any] = {"show": True, "position": position, "color": INK, "fontSize": 12}
        if self.shape == "stacked" or len(self.categories) * len(self.series) > MOST_LABELS:
            label = {"show": False}
        drawn: dict[str, Any] = {
            "name": series.name,
            "type": "line" if is_line else "bar",
            "data": list(series.values),
            "label": label,
        }
        if is_line:
            drawn |= {"symbol": ("circle", "rect", "triangle", "diamond")[at % 4], "symbolSize": 7}
            drawn["endLabel"] = {"show": True, "formatter": "{a}", "color": INK, "distance": 10}
        else:
            drawn |= {"barMaxWidth": 22, "stack": "one" if self.shape == "stacked" else None}
        return drawn
