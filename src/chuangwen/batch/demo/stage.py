"""Where the demo's rounds and titles happen: places, people, the day, and what its documents order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from chuangwen.batch.demo.places import CITY
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import Verb
from chuangwen.civic.titles.models import Programme
from chuangwen.civic.titles.operations.programmes import ProgrammeDraft, add_honour, open_programme

RULES = "云岭市文明单位创建管理办法（示例）"
BODY = "云岭市精神文明建设委员会"
GROUNDS = (
    ("material", "申报材料与实际不符。"),
    ("condition", "不具备申报条件。"),
    ("line", "测评得分没有达到达标线。"),
    ("opinion", "责任部门核实有影响命名的情形。"),
    ("accident", "发生负有责任的事故或违纪违法事件。"),
)
CONDITIONS = (
    "领导班子重视创建工作，责任落实到岗到人。",
    "近一年内没有发生负有责任的较大以上事故。",
    "干部职工参与创建，群众满意度高。",
)
SHORT = ("submit", "recommend", "accept", "decide", "publicise", "settle", "award")
LONG = ("submit", "recommend", "accept", "consult", "decide", "assess", "publicise", "settle", "award")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The places and people of the demo, and the day on which it is loaded."""

    units: Mapping[str, Unit]
    people: Mapping[str, User]
    clerk_of: Mapping[str, User]
    today: date

    @property
    def officer(self) -> User:
        """Return who handles things."""
        return self.people["wenmingban"]

    @property
    def second(self) -> User:
        """Return the other hand, who decides."""
        return self.people["zhuren"]


def moment(day: date, hour: int = 10) -> datetime:
    """Return an hour of a day, in the office's time zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001 made aware at once


def lay_down_honours(stage: Stage) -> None:
    """Add the honours of the demo."""
    day, by = moment(date(2025, 12, 1)), stage.officer
    add_honour(code="civilised-unit", name="文明单位", holder_kinds=("unit",), actor=by, at=day)
    add_honour(code="star-family", name="星级文明户", holder_kinds=("household",), most_stars=5, actor=by, at=day)
    add_honour(code="flowing-flag", name="创建流动红旗", holder_kinds=("unit",), is_flag=True, actor=by, at=day)


def ordered_programme(stage: Stage, honour: str, number: str, from_date: date, **more: object) -> Programme:
    """Open an honour at city level as a document orders it; `more` is what differs from the usual."""
    said: dict[str, object] = {
        "honour_code": honour,
        "level": "city",
        "awarding_body": BODY,
        "verb": Verb.NAMED,
        "basis": RULES,
        "basis_number": number,
        "basis_date": from_date - timedelta(days=5),
        "from_date": from_date,
        "steps": SHORT,
        "conditions": CONDITIONS,
        "grounds": GROUNDS,
    }
    draft = ProgrammeDraft(**(said | more))  # type: ignore[arg-type]  # the names of its columns
    return open_programme(
        unit_id=stage.units[CITY].pk, draft=draft, actor=stage.officer, at=moment(from_date - timedelta(days=1))
    )
