"""The table of a unit's ledger."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse

from chuangwen.civic.ledger.enums import Source, Status
from chuangwen.civic.ledger.models import Entry, Evidence
from chuangwen.civic.ledger.queries.entries import draft_of, with_piece_counts
from chuangwen.civic.ledger.queries.evidence import usual_names
from chuangwen.civic.wordbook import kinds
from chuangwen.core.calendar import last_day
from chuangwen.core.catalogue import Quantity
from chuangwen.web.ui.entry_sheet import figures_in_words, kind_name, light_of
from chuangwen.web.ui.tables import ChoiceFilter, Column, DayFilter, Table

STATUSES = [(status.value, status.label) for status in Status if status != Status.DISCARDED]


def _by_evidence(rows: QuerySet[Entry], values: list[str]) -> QuerySet[Entry]:
    """Keep entries with evidence, or those without."""
    has = Exists(Evidence.objects.filter(entry=OuterRef("pk"), removed_at=None))
    wanted = [has if value == "yes" else ~has for value in values]
    return rows.filter(wanted[0]) if len(wanted) == 1 else rows


def _times(entry: Entry) -> str:
    kind = kinds().kinds.get(entry.kind)
    return f"{entry.times}{kind.times if kind else '次'}"


COLUMNS = (
    Column(
        "title",
        "标题",
        sort="title",
        link=lambda entry: reverse("unit:entry", args=[entry.pk]),
        value=lambda entry: entry.title or "（还没有标题）",
        fixed=True,
    ),
    Column("day", "日期", value="start_date", sort=("start_date",), kind="date"),
    Column("kind", "类别", value=lambda entry: kind_name(entry.kind), sort="kind"),
    Column("topic", "主题", value=lambda entry: kinds().topics.get(entry.topic, entry.topic), sort="topic"),
    Column("times", "次数", value=_times, sort="times", shown=False),
    Column("figures", "数量", value=figures_in_words),
    Column("pieces", "佐证", kind="number", sort="pieces", help="佐证材料的份数"),
    Column("status", "状态", value=light_of, sort="status"),
    Column("last", "结束日期", value=lambda entry: last_day(entry.until_date), kind="date", shown=False),
    Column("place", "地点", sort="place", shown=False),
    Column("level", "级别", value=lambda entry: kinds().levels.get(entry.level, entry.level), shown=False),
    Column("source", "来源", value="get_source_display", sort="source", shown=False),
    Column("note", "说明", shown=False),
    Column("created", "登记时间", value="created_at", kind="time", sort="created_at", shown=False),
)


class EntryTable(Table):
    """The entries of one unit; asked for one kind alone, it shows that kind's quantities in columns."""

    key = "entries"
    caption, counter = "台账记录", "条"
    columns = COLUMNS
    filters = (
        ChoiceFilter("kind", "类别", [(kind.code, kind.name) for kind in kinds().kinds.values()]),
        ChoiceFilter("topic", "主题", list(kinds().topics.items())),
        ChoiceFilter("status", "状态", STATUSES),
        ChoiceFilter("source", "来源", Source.choices),
        ChoiceFilter("proved", "佐证", [("yes", "有佐证"), ("no", "没有佐证")], by=_by_evidence),
        DayFilter("day", "日期", lookup="start_date"),
    )
    search_fields = ("title", "place", "note")
    search_label = "搜索标题、地点、说明"
    default_sort = "-day"
    tie_break = "-pk"

    def __init__(self, rows: QuerySet[Entry], params: QueryDict, **options: Any) -> None:
        super().__init__(with_piece_counts(rows), params, columns=columns_for(params), **options)


def columns_for(params: QueryDict) -> Sequence[Column]:
    """Return the columns; when one kind alone is asked for, its quantities each in their own."""
    asked = [code for code in params.getlist("kind") if code in kinds().kinds]
    if len(asked) != 1:
        return COLUMNS
    quantities = kinds().kinds[asked[0]].quantities
    own = [_quantity_column(quantity) for quantity in quantities]
    return [found for column in COLUMNS for found in (own if column.key == "figures" else [column])]


def _quantity_column(quantity: Quantity) -> Column:
    def value(entry: Entry) -> Decimal | None:
        found = draft_of(entry).quantities.get(quantity.code)
        return None if found is None else found.normalize() if found % 1 else Decimal(int(found))

    return Column(f"q_{quantity.code}", f"{quantity.name}（{quantity.unit}）", value=value, kind="number")


class GapTable(Table):
    """Confirmed entries that lack what their kind usually shows."""

    key = "gaps"
    caption, counter = "缺佐证的记录", "条"
    columns = (
        Column("title", "记录", link=lambda entry: reverse("unit:entry", args=[entry.pk]), sort="title", fixed=True),
        Column("day", "日期", value="start_date", sort="start_date", kind="date"),
        Column("kind", "类别", value=lambda entry: kind_name(entry.kind), sort="kind"),
        Column("usual", "通常需要", value=lambda entry: "、".join(usual_names(entry))),
        Column(
            "do",
            "补佐证",
            value=lambda _entry: "去补",
            link=lambda entry: reverse("unit:entry-evidence", args=[entry.pk]),
        ),
    )
    search_fields = ("title",)
    search_label = "搜索标题"
    default_sort = "-day"
    tie_break = "-pk"
