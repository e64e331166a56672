"""Invented figures for the page that shows the kit; no other page uses them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse

from chuangwen.web.ui.charts import Chart, Series
from chuangwen.web.ui.figures import day_of
from chuangwen.web.ui.forms import PoliteForm
from chuangwen.web.ui.moments import Moment, newest_first
from chuangwen.web.ui.navigation import Frame, NavItem, Place
from chuangwen.web.ui.previews import Preview, PreviewCell, PreviewRow
from chuangwen.web.ui.reasons import Counted, Step, Why
from chuangwen.web.ui.signs import Light, MarkBar
from chuangwen.web.ui.tables import ChoiceFilter, Column, DayFilter, Table

NAV = (
    ("总览", "layout-dashboard", None),
    ("单位", "building-community", None),
    ("测评", "clipboard-check", None),
    ("申报与称号", "certificate", 3),
    ("督查与问题", "alert-triangle", 12),
    ("实践与志愿", "heart-handshake", None),
    ("通报", "speakerphone", None),
)
NAMES = [
    "青石区水务局",
    "临江区第二小学",
    "松岗县税务局",
    "云岭市图书馆",
    "青石区河湾社区",
    "临江区滨河街道",
    "松岗县柳塘镇",
    "云岭市供电公司",
    "青石区人民医院",
]
KINDS = (("bureau", "机关"), ("school", "学校"), ("village", "村镇社区"), ("firm", "企业"))
ROWS = 132


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleUnit:
    """A unit that does not exist."""

    pk: int
    name: str
    kind: str
    mark: int
    possible: int
    entries: int
    changed: date

    @property
    def bar(self) -> MarkBar:
        """Its score."""
        return MarkBar(
            got=self.mark, possible=self.possible, full=100_000, pass_line=85_000, label=self.name, size="small"
        )

    @property
    def light(self) -> Light:
        """How it stands."""
        if self.mark >= 85_000:
            return Light(colour="green", word="达标", rule="得分不低于85分，按2025年3月1日的记录计算。")
        if self.mark + self.possible >= 85_000:
            return Light(colour="yellow", word="可达标", rule="补齐材料后可以达到85分。")
        return Light(colour="red", word="有差距", rule="全部补齐后仍低于85分。")


def units() -> list[SampleUnit]:
    """Return units enough for three pages."""
    return [
        SampleUnit(
            pk=at,
            name=f"{NAMES[at % len(NAMES)]}{'' if at < len(NAMES) else f'（{at}）'}",
            kind=KINDS[at % len(KINDS)][0],
            mark=60_000 + (at * 3_700) % 38_000,
            possible=(at * 1_300) % 12_000 if 60_000 + (at * 3_700) % 38_000 < 88_000 else 2_000,
            entries=40 + (at * 97) % 1_400,
            changed=date(2025, 3, 1) - timedelta(days=at % 40),
        )
        for at in range(ROWS)
    ]


class SampleTable(Table):
    """Units with their marks."""

    key = "units"
    caption = "单位"
    counter = "个单位"
    columns = (
        Column("name", "单位", sort="name", link=lambda unit: f"#unit-{unit.pk}", fixed=True),
        Column("kind", "类别", value=lambda unit: dict(KINDS)[unit.kind], sort="kind"),
        Column("mark", "得分", value="bar", sort="mark", why=lambda _unit: reverse("ui:kit-why")),
        Column("light", "状态", value="light"),
        Column("entries", "台账", sort="entries", kind="number"),
        Column("changed", "最近更新", sort="changed", kind="date"),
    )
    filters = (ChoiceFilter("kind", "类别", KINDS), DayFilter("changed", "更新"))
    search_fields = ("name",)
    search_label = "搜索单位名称"
    default_sort = "-mark"


class SampleForm(PoliteForm):
    """An entry of the ledger, as a form would ask for it."""

    title = forms.CharField(label="标题", max_length=60, help_text="写清做了什么，例如：开展春季环境清洁行动。")
    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), ("study", "学习"), ("activity", "活动")])
    day = forms.DateField(label="日期", help_text="默认今天。")
    people = forms.IntegerField(label="参加人数", required=False, min_value=0)
    way = forms.ChoiceField(label="方式", choices=[("on", "现场"), ("off", "线上")], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="主题",
        choices=[("a", "环境"), ("b", "志愿"), ("c", "节日")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="说明", widget=forms.Textarea, required=False, max_length=500, help_text="不超过500字。"
    )
    file = forms.FileField(
        label="佐证材料",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jpg,.png,.pdf,.docx", "data-cap": 30 * 1024 * 1024}),
        help_text="照片会去掉拍摄位置。请不要上传涉密内容。",
    )
    agreed = forms.BooleanField(label="以上内容属实", error_messages={"required": "请确认内容属实。"})


def frame() -> Frame:
    """Return the frame of an office that does not exist."""
    url = reverse("ui:kit")
    return Frame(
        nav=[NavItem(label=label, url=url, icon=icon, current=label == "单位", count=n) for label, icon, n in NAV],
        below=[NavItem(label="设置", url=url, icon="settings")],
        place="云岭市文明办",
        places=[Place(label="云岭市", url=url, current=True), Place(label="青石区", url=url)],
        home_url=url,
        search_url=url,
    )


def why() -> Why:
    """Return a reason with every part."""
    return Why(
        title="理论学习经常开展",
        code="II-1-2",
        back_url=reverse("ui:kit"),
        sentence="全年要求学习12次，已有9次有签到和记录，按比例得3.0分。",
        bar=MarkBar(got=3_000, possible=1_000, full=4_000, pass_line=2_400, label="理论学习"),
        light=Light(colour="yellow", word="可补", rule="截止2025年12月31日前补齐即可得满分。"),
        measured="学习9次",
        rule="每年不少于12次",
        clause="《云岭市文明单位测评体系（2025年版）》第二部分第1条",
        steps=[Step(text="补记3次学习，并附上签到表", url="#add", gain=1_000)],
        counted=[
            Counted(
                title="专题学习：节约用水条例",
                url="#1",
                day=date(2025, 2, 19),
                gives="计1次",
                evidence=[("签到表", "#"), ("照片2张", "#")],
            ),
            Counted(title="支部集中学习", url="#2", day=date(2025, 1, 20), gives="计1次", evidence=[("会议记录", "#")]),
        ],
        counted_total=9,
        more_url="#all",
        left_out=[Counted(title="读书分享会", url="#3", day=date(2024, 12, 30), reason="不在本次测评的时间范围内。")],
    )


def question() -> dict[str, Any]:
    """Return a grave question."""
    return {
        "title": "发布2025年测评结果？",
        "text": "发布后全市单位都能看到自己的得分。",
        "consequences": ["132个单位的得分将被封存，不能再改。", "异议受理期从明天开始，共5个工作日。"],
        "action": reverse("ui:kit"),
        "submit": "发布",
        "cancel_url": reverse("ui:kit"),
        "typed": "发布结果",
    }


def everything(now: datetime) -> dict[str, Any]:
    """Return the kit's context."""
    tabs = [("全部", 132), ("待审核", 8), ("已退回", 0)]
    return {
        "frame": frame(),
        "moments": _moments(now),
        "preview": _preview(),
        "bars": _bars(),
        "lines": _lines(),
        "tabs": [NavItem(label=label, url="#", icon="", current=label == "全部", count=n) for label, n in tabs],
        "soon": day_of(now) + timedelta(days=3),
        "whys": ["申报材料里没有上一年度的复查结果。", "负面清单第3项尚未销号。"],
    }


def _moments(now: datetime) -> list[Moment]:
    return newest_first(
        [
            Moment(at=date(2024, 12, 1), what="提交申报", who="青石区水务局"),
            Moment(
                at=date(2025, 2, 20),
                what="改正参加人数",
                who="刘敏（青石区水务局）",
                before="320人",
                after="32人",
                note="签到表上是32人。",
            ),
            Moment(
                at=now - timedelta(days=2),
                what="发出限期整改通知",
                who="云岭市文明办",
                document="云文明办〔2025〕5号",
                url="#doc",
            ),
        ]
    )


def _bars() -> Chart:
    return Chart(
        key="loss",
        title="失分最多的测评项目",
        unit="分",
        shape="rows",
        categories=["志愿服务", "环境卫生", "理论学习", "文明风尚", "制度建设"],
        series=[Series(name="平均失分", values=[3.2, 2.6, 1.9, 1.1, 0.4])],
        source_url="#rows",
    )


def _lines() -> Chart:
    return Chart(
        key="trend",
        title="每月记录数",
        unit="条",
        shape="line",
        categories=[f"{month}月" for month in range(1, 7)],
        series=[
            Series(name="机关", values=[120, 132, 181, 170, 210, 260]),
            Series(name="学校", values=[80, 62, 120, 140, 138, 190]),
        ],
    )


def _preview() -> Preview:
    heads = ("单位", "种类", "日期", "人数")
    good = PreviewRow(number=2, cells=[PreviewCell(text=text) for text in ("青石区水务局", "学习", "2025-02-19", "32")])
    bad = PreviewRow(
        number=3,
        cells=[
            PreviewCell(text="青石区水务局"),
            PreviewCell(text="活动日", problem="没有“活动日”这个种类，请改为“活动”。", name="r3c2"),
            PreviewCell(text="2023-02-30", problem="2023年2月没有30日。", name="r3c3"),
            PreviewCell(text="３２人", read_as="32"),
        ],
    )
    return Preview(file_name="二月台账.xlsx", heads=heads, rows=[good, bad], row_count=58, bad_count=1)
