"""The demo's rounds and titles: one round finished, one on show with an objection, titles in every state.

Done by the acts that people use, on days of their own; started again, each act finds what is there.
The running round lives around the present day, so that its list is on show whenever the demo is loaded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from chuangwen.batch.demo.places import CITY
from chuangwen.civic.assessments.models import Assessment
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.rounds.enums import Answer, Choice
from chuangwen.civic.rounds.models import Application, DepartmentOpinion, Objection, Publicity, Round
from chuangwen.civic.rounds.operations.applications import start_application, submit_application, write_features
from chuangwen.civic.rounds.operations.awards import award_titles
from chuangwen.civic.rounds.operations.council import Ballot, decide_council, record_session
from chuangwen.civic.rounds.operations.opinions import ask_opinions, give_opinion
from chuangwen.civic.rounds.operations.publicity import object_to, publicise
from chuangwen.civic.rounds.operations.rounds import announce_round, close_round, prepare_round
from chuangwen.civic.rounds.operations.screening import move_applications, record_assessment, refuse_application
from chuangwen.civic.rulebooks.models import Edition
from chuangwen.civic.titles.enums import HolderKind, SanctionKind, Verb
from chuangwen.civic.titles.models import Holder, Programme, Sanction, Title
from chuangwen.civic.titles.operations.appeals import decide_appeal, file_appeal
from chuangwen.civic.titles.operations.awards import pass_flag, register_title, set_stars
from chuangwen.civic.titles.operations.endings import recover_plaque
from chuangwen.civic.titles.operations.holders import enter_holder
from chuangwen.civic.titles.operations.papers import Paper
from chuangwen.civic.titles.operations.programmes import ProgrammeDraft, add_honour, open_programme
from chuangwen.civic.titles.operations.reviews import open_reviews
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, give_statement, propose_sanction

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
NAMED_BEFORE = (
    *("青石区税务局", "青石区应急管理局", "临江区税务局", "临江区体育中心", "云岭市交通运输局", "云岭市民政局"),
    *("松岗县住房和城乡建设局", "云岭市信访局"),
)
APPLYING = (
    *("临江区农业农村局", "云岭市政务服务中心", "青石区便民服务中心", "云岭市水利局", "松岗县民政局"),
    "青石区卫生健康局",
)
REFUSED = "青石区卫生健康局"
FAMILIES = (("渔歌村", "江阿水", 4), ("渔歌村", "苏晚晴", 3), ("沙洲村", "唐望舒", 5), ("梧桐里社区", "林静好", 5))
FEATURE = {"I-1": "把创建任务分解到科室，每月一次调度，全年没有逾期。"}
COUNCIL = ("周正平", "林知远", "沈若谷", "岑望", "乔松年")


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


def award_and_run(stage: Stage) -> None:
    """Lay down programmes, a finished round, a running one, and titles in every state."""
    _honours(stage)
    _finished_round(stage)
    _rectifying(stage)
    _revoked(stage)
    _stars(stage)
    _flag(stage)
    _reviews(stage)
    _running_round(stage)


def _at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001 made aware at once


def _honours(stage: Stage) -> None:
    at, by = _at(date(2025, 12, 1)), stage.officer
    add_honour(code="civilised-unit", name="文明单位", holder_kinds=("unit",), actor=by, at=at)
    add_honour(code="star-family", name="星级文明户", holder_kinds=("household",), most_stars=5, actor=by, at=at)
    add_honour(code="flowing-flag", name="创建流动红旗", holder_kinds=("unit",), is_flag=True, actor=by, at=at)


def _programme(stage: Stage, honour: str, number: str, from_date: date, **more: object) -> Programme:
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
        unit_id=stage.units[CITY].pk, draft=draft, actor=stage.officer, at=_at(from_date - timedelta(days=1))
    )


def _round(stage: Stage, programme: Programme, name: str, year: int, first: date, last: date, number: str) -> Round:
    made = prepare_round(
        programme_id=programme.pk,
        year=year,
        name=name,
        apply_from_date=first,
        apply_due_date=last,
        actor=stage.officer,
        at=_at(first - timedelta(days=1)),
    )
    notice = "各区（县）文明办、市直各单位：\n现组织开展本年度市级文明单位申报，请符合条件的单位在规定时间内在线申报。"
    return announce_round(round_id=made.pk, notice=notice, number=number, actor=stage.officer, at=_at(first, hour=9))


def _apply(stage: Stage, round_: Round, names: Iterable[str], at: datetime) -> list[int]:
    made = []
    for name in names:
        unit, clerk = stage.units[name], stage.clerk_of[name]
        holder = enter_holder(unit_id=unit.pk, kind=HolderKind.UNIT, name="", actor=clerk, at=at)
        application = start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=at)
        if application.state == "drafted":
            if round_.edition_id:
                write_features(application_id=application.pk, features=FEATURE, actor=clerk, at=at)
            submit_application(application_id=application.pk, actor=clerk, at=at)
        made.append(application.pk)
    return made


def _move(stage: Stage, round_: Round, ids: list[int], event: str, at: datetime, paper: Paper) -> None:
    move_applications(round_id=round_.pk, application_ids=ids, event=event, paper=paper, actor=stage.officer, at=at)


def _decide(stage: Stage, round_: Round, ids: list[int], day: date, token: str) -> None:
    votes = [Ballot(member=name, choice=Choice.FOR) for name in COUNCIL]
    votes[-1] = Ballot(member=COUNCIL[-1], choice=Choice.ABSTAIN)
    session = record_session(
        round_id=round_.pk,
        name="市级文明单位评审会",
        held_date=day,
        members=COUNCIL,
        ballots=dict.fromkeys(ids, votes),
        token=token,
        number=f"云文明委纪要〔{day.year}〕2号",
        actor=stage.officer,
        at=_at(day, hour=16),
    )
    decide_council(session_id=session.pk, application_ids=ids, actor=stage.officer, at=_at(day, hour=17))


def _publicise(stage: Stage, round_: Round, ids: list[int], day: date, token: str) -> Publicity:
    publicity, _ = publicise(
        round_id=round_.pk,
        application_ids=ids,
        name=f"{round_.name}拟命名名单公示",
        text="公示期内，如有异议，请实名或匿名在线提出，也可以书面寄送市文明办。",
        number=f"云文明办公示〔{day.year}〕1号",
        from_date=day,
        token=token,
        actor=stage.officer,
        at=_at(day, hour=9),
    )
    return publicity


def _finished_round(stage: Stage) -> None:
    """Lay down the round of 2025: announced, awarded, closed."""
    programme = _programme(stage, "civilised-unit", "云文明委〔2025〕1号", date(2025, 1, 10))
    first = date(2025, 12, 1)
    round_ = _round(
        stage, programme, "2025年度市级文明单位申报", 2025, first, date(2025, 12, 10), "云文明办〔2025〕20号"
    )
    if not round_.is_running:
        return
    ids = _apply(stage, round_, NAMED_BEFORE, _at(date(2025, 12, 3)))
    _move(stage, round_, ids, "recommend", _at(date(2025, 12, 8)), Paper(reason="材料齐全。"))
    _move(stage, round_, ids, "accept", _at(date(2025, 12, 11)), Paper())
    _decide(stage, round_, ids, date(2025, 12, 15), "demo-council-2025")
    _publicise(stage, round_, ids, date(2025, 12, 16), "demo-list-2025")
    _move(stage, round_, ids, "settle", _at(date(2025, 12, 25)), Paper())
    award_titles(
        round_id=round_.pk,
        application_ids=ids,
        document="关于命名2025年度市级文明单位的决定",
        number="云文明委〔2025〕18号",
        decided_date=date(2025, 12, 26),
        from_date=date(2025, 12, 26),
        actor=stage.officer,
        at=_at(date(2025, 12, 26)),
    )
    close_round(round_id=round_.pk, actor=stage.officer, at=_at(date(2025, 12, 30)))


def _title_of(stage: Stage, name: str) -> Title:
    return Title.objects.filter(unit=stage.units[name], honour__code="civilised-unit").order_by("id")[:1].get()


def _sanction(
    stage: Stage, name: str, kind: SanctionKind, day: date, reason: str, statement: str, decision: Paper
) -> None:
    """Propose, hear, decide by another hand."""
    title = _title_of(stage, name)
    if Sanction.objects.filter(title=title, state="confirmed").exists():
        return
    found = propose_sanction(
        title_id=title.pk,
        kind=kind,
        paper=Paper(
            basis=f"{RULES}第二十一条", grounds=("accident",), reason=reason, evidence_note="有权机关的认定文书"
        ),
        event_date=day - timedelta(days=20),
        actor=stage.officer,
        at=_at(day),
    )
    heard = day + timedelta(days=3)
    give_statement(sanction_id=found.pk, text=statement, actor=stage.clerk_of[name], at=_at(heard))
    confirm_sanction(sanction_id=found.pk, paper=decision, actor=stage.second, at=_at(day + timedelta(days=10)))


def _rectifying(stage: Stage) -> None:
    _sanction(
        stage,
        "松岗县住房和城乡建设局",
        SanctionKind.ORDER,
        date(2026, 10, 12),
        "班子成员严重违纪受到处理，单位未在一个月内主动报告。",
        "情况属实，已召开专题会议整改，请求从轻处理。",
        Paper(basis=f"{RULES}第二十一条", number="云文明委〔2026〕15号", reason="责令限期整改。"),
    )


def _revoked(stage: Stage) -> None:
    """Take a title away after a statement, and reject the appeal by another hand."""
    name = "云岭市信访局"
    _sanction(
        stage,
        name,
        SanctionKind.REVOKE,
        date(2026, 5, 6),
        "发生负主要责任的较大安全生产事故。",
        "对事故深感痛心，已配合调查；请求保留称号。",
        Paper(basis=f"{RULES}第二十三条", number="云文明委〔2026〕7号", reason="事实清楚，陈述不影响认定。"),
    )
    title = _title_of(stage, name)
    if title.appeals.exists():
        return
    appeal = file_appeal(
        title_id=title.pk,
        text="事故责任认定正在复议，请求暂缓撤销。",
        actor=stage.clerk_of[name],
        at=_at(date(2026, 5, 25)),
    )
    decide_appeal(
        appeal_id=appeal.pk,
        uphold=False,
        answer="复议机关已维持责任认定，申诉理由不成立，维持原决定。",
        basis="行政复议决定书（示例）",
        actor=stage.officer,
        at=_at(date(2026, 6, 12)),
    )
    recover_plaque(
        title_id=title.pk,
        recovered_date=date(2026, 6, 20),
        note="已由单位交回。",
        actor=stage.officer,
        at=_at(date(2026, 6, 20)),
    )


def _stars(stage: Stage) -> None:
    """Give stars to families that take part by consent."""
    programme = _programme(
        stage,
        "star-family",
        "云文明委〔2026〕2号",
        date(2026, 1, 20),
        verb=Verb.SELECTED,
        steps=("submit", "publicise", "settle", "award"),
        term_months=12,
    )
    for place, name, stars in FAMILIES:
        at, unit = _at(date(2026, 3, 2)), stage.units[place]
        holder = enter_holder(
            unit_id=unit.pk,
            kind=HolderKind.HOUSEHOLD,
            name=name,
            consent_note="户主签署的参评同意书，存村（居）委会",
            actor=stage.officer,
            at=at,
        )
        title = _registered(stage, holder, programme, "云文明委〔2026〕4号", date(2026, 3, 2))
        for day, count, why in ((date(2026, 3, 2), stars - 1, "首次评定。"), (date(2026, 9, 1), stars, "半年复评。")):
            set_stars(
                title_id=title.pk,
                stars=count,
                from_date=day,
                basis="村（居）民代表会议评议",
                reason=why,
                actor=stage.officer,
                at=_at(day),
            )


def _registered(stage: Stage, holder: Holder, programme: Programme, number: str, day: date) -> Title:
    return register_title(
        holder_id=holder.pk,
        programme_id=programme.pk,
        document="关于命名星级文明户的决定",
        number=number,
        from_date=day,
        actor=stage.officer,
        at=_at(day),
    )


def _flag(stage: Stage) -> None:
    """Pass a flag on each quarter."""
    programme = _programme(
        stage, "flowing-flag", "云文明委〔2026〕3号", date(2026, 2, 1), steps=SHORT, term_months=None
    )
    if programme.titles.exists():
        return
    for day, name in ((date(2026, 4, 10), "云岭市教育局"), (date(2026, 7, 10), "云岭市政务服务中心")):
        unit = stage.units[name]
        holder = enter_holder(unit_id=unit.pk, kind=HolderKind.UNIT, name="", actor=stage.officer, at=_at(day))
        pass_flag(
            programme_id=programme.pk,
            holder_id=holder.pk,
            document="季度评比结果通报",
            number=f"云文明办通报〔2026〕{day.month}号",
            from_date=day,
            actor=stage.officer,
            at=_at(day),
        )


def _reviews(stage: Stage) -> None:
    """Ask for the reports that are due at the year's end."""
    open_reviews(
        unit_id=stage.units[CITY].pk,
        year=2026,
        due_date=date(2026, 12, 31),
        actor=stage.officer,
        at=_at(date(2026, 11, 2)),
    )


def _running_round(stage: Stage) -> None:
    """Run this year's round: its list is on show today, with one objection; one applicant is refused."""
    edition = Edition.objects.get(code="city-agency", unit=stage.units[CITY])
    programme = _programme(
        stage,
        "civilised-unit",
        "云文明委〔2026〕1号",
        date(2026, 1, 10),
        steps=LONG,
        edition_id=edition.pk,
        apply_line=75_000,
        pass_line=75_000,
        quota={"": 20},
        unit_kinds=("agency", "institution"),
    )
    day = stage.today
    first = day - timedelta(days=45)
    round_ = _round(
        stage, programme, "2026年度市级文明单位申报", 2026, first, day - timedelta(days=30), "云文明办〔2026〕21号"
    )
    if Publicity.objects.filter(round=round_).exists():
        return
    ids = _apply(stage, round_, APPLYING, _at(day - timedelta(days=40)))
    _move(stage, round_, ids, "recommend", _at(day - timedelta(days=34)), Paper(reason="材料属实。"))
    _move(stage, round_, ids, "accept", _at(day - timedelta(days=32)), Paper())
    _consult(stage, round_, ids, day - timedelta(days=31))
    refused = Application.objects.get(round=round_, unit=stage.units[REFUSED])
    refuse_application(
        application_id=refused.pk,
        paper=Paper(
            grounds=("opinion",), reason="核实期内有一起投诉查实，整改还没有完成；整改到位后，明年可以再次申报。"
        ),
        actor=stage.officer,
        at=_at(day - timedelta(days=12)),
    )
    ids.remove(refused.pk)
    _move(stage, round_, ids, "consult", _at(day - timedelta(days=10)), Paper())
    _decide(stage, round_, ids, day - timedelta(days=6), "demo-council-2026")
    record_assessment(
        round_id=round_.pk,
        application_ids=ids,
        assessment_id=Assessment.objects.filter(edition=edition, status="finished").latest("id").pk,
        actor=stage.officer,
        at=_at(day - timedelta(days=3)),
    )
    publicity = _publicise(stage, round_, ids, day - timedelta(days=1), "demo-list-2026")
    if not Objection.objects.filter(publicity=publicity).exists():
        object_to(
            application_id=ids[0],
            text="该单位食堂近期没有公示检查结果，希望核实。",
            is_anonymous=True,
            name="",
            contact="",
            actor=None,
            at=_at(day, hour=8),
        )


def _consult(stage: Stage, round_: Round, ids: list[int], day: date) -> None:
    """Ask two departments: one answers of half of the applicants, the other keeps silent."""
    asked = [stage.units[name].pk for name in ("青石区税务局", "云岭市市场监督管理局")]
    ask_opinions(round_id=round_.pk, application_ids=ids, unit_ids=asked, actor=stage.officer, at=_at(day))
    waiting = DepartmentOpinion.objects.filter(application__round=round_, unit_id=asked[0], answer=Answer.WAITING)
    for opinion in waiting.order_by("id"):
        of = opinion.application.unit.name
        give_opinion(
            opinion_id=opinion.pk,
            answer=Answer.OBJECTS if of == REFUSED else Answer.AGREES,
            text="期内有一起投诉查实，正在整改。" if of == REFUSED else "",
            number="青税函〔2026〕8号",
            actor=stage.people["shuiwu"],
            at=_at(day + timedelta(days=2)),
        )
