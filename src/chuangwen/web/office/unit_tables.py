"""The table of the register of units; its heads are those of the import template."""

from django.db.models import F, QuerySet
from django.urls import reverse

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.orgs.queries.units import search
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.web.ui.filters import Rows
from chuangwen.web.ui.signs import Light
from chuangwen.web.ui.tables import ChoiceFilter, Column, Table

STATES = (("open", "在用"), ("closed", "已停用"))


def kind_name(unit: Unit) -> str:
    """Name a unit's kind."""
    kind = unit_kinds().get(unit.kind)
    return kind.name if kind else unit.kind


def _state(unit: Unit) -> Light:
    if unit.closed_date is None:
        return Light(colour="green", word="在用")
    return Light(colour="grey", word="已停用", rule=f"{unit.closed_date}起停用。")


def _by_state(rows: QuerySet[Unit], values: list[str]) -> QuerySet[Unit]:
    if len(values) != 1:
        return rows
    return rows.filter(closed_date=None) if values == ["open"] else rows.exclude(closed_date=None)


class RegisterTable(Table):
    """Units of one level, or all below a place."""

    key = "register"
    caption, counter = "单位", "个单位"
    columns = (
        Column(
            "name", "单位名称", sort="name", link=lambda unit: reverse("office:units-edit", args=[unit.pk]), fixed=True
        ),
        Column("kind", "单位类型", value=kind_name, sort="kind"),
        Column("parent", "上级单位", value="parent.name", sort="parent__path"),
        Column(
            "below",
            "下级",
            value="below_count",
            sort="below_count",
            kind="number",
            help="下面所有在用的单位数",
            template="office/orgs/below_link.html",
        ),
        Column("uscc", "统一社会信用代码", sort="uscc"),
        Column("area_code", "行政区划代码", sort="area_code", shown=False),
        Column("staff", "在职人数", kind="number", sort="staff"),
        Column("households", "户数", kind="number", sort="households", shown=False),
        Column("contact", "联系人", sort="contact"),
        Column("state", "状态", value=_state, sort="closed_date"),
    )
    search_fields = ("name", "initials", "uscc")
    search_label = "搜索名称、拼音首字母、信用代码"
    filters = (
        ChoiceFilter("kind", "单位类型", [(kind.code, kind.name) for kind in unit_kinds().values()]),
        ChoiceFilter("state", "状态", STATES, by=_by_state),
    )
    tie_break = "path"

    def searched(self, rows: Rows, words: object) -> Rows:
        """Search as all searches for units do."""
        return search(rows, self.words) if isinstance(rows, QuerySet) else rows


def in_level_order(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Order a level as people expect it: closed units last."""
    return units.order_by(F("closed_date").asc(nulls_first=True), "path")
