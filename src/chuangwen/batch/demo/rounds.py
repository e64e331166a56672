"""The demo's rounds: one finished, one on show with an objection and a refusal.

Done by the acts that people use, on days of their own; started again, each act finds what is there.
The running round lives around the present day, so that its list is on show whenever the demo is loaded.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from chuangwen.batch.demo.places import CITY
from chuangwen.batch.demo.stage import LONG, Stage, lay_down_honours, moment, ordered_programme
from chuangwen.batch.demo.titles import live_on
from chuangwen.civic.assessments.models import Assessment
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
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Programme
from chuangwen.civic.titles.operations.holders import enter_holder
from chuangwen.civic.titles.operations.papers import Paper

NAMED_BEFORE = (
    *("青石区税务局", "青石区应急管理局", "临江区税务局", "临江区体育中心", "云岭市交通运输局", "云岭市民政局"),
    *("松岗县住房和城乡建设局", "云岭市信访局"),
)
APPLYING = (
    *("临江区农业农村局", "云岭市政务服务中心", "青石区便民服务中心", "云岭市水利局", "松岗县民政局"),
    "青石区卫生健康局",
)
REFUSED = "青石区卫生健康局"
FEATURE = {"一-1": "把创建任务分解到科室，每月一次调度，全年没有逾期。"}
COUNCIL = ("周正平", "林知远", "沈若谷", "岑望", "乔松年")


def award_and_run(stage: Stage) -> None:
    """Lay down programmes, a finished round, a running one, and titles in every state."""
    lay_down_honours(stage)
    _finished_round(stage)
    live_on(stage)
    _running_round(stage)


def _round(stage: Stage, programme: Programme, name: str, year: int, first: date, last: date, number: str) -> Round:
    made = prepare_round(
        programme_id=programme.pk,
        year=year,
        name=name,
        apply_from_date=first,
        apply_due_date=last,
        actor=stage.officer,
        at=moment(first - timedelta(days=1)),
    )
    notice = "各区（县）文明办、市直各单位：\n现组织开展本年度市级文明单位申报，请符合条件的单位在规定时间内在线申报。"
    return announce_round(round_id=made.pk, notice=notice, number=number, actor=stage.officer, at=moment(first, hour=9))


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
        at=moment(day, hour=16),
    )
    decide_council(session_id=session.pk, application_ids=ids, actor=stage.officer, at=moment(day, hour=17))


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
        at=moment(day, hour=9),
    )
    return publicity


def _finished_round(stage: Stage) -> None:
    """Lay down the round of 2025: announced, awarded, closed."""
    ordered = ordered_programme(stage, "civilised-unit", "云文明委〔2025〕1号", date(2025, 1, 10))
    first = date(2025, 12, 1)
    round_ = _round(stage, ordered, "2025年度市级文明单位申报", 2025, first, date(2025, 12, 10), "云文明办〔2025〕20号")
    if not round_.is_running:
        return
    ids = _apply(stage, round_, NAMED_BEFORE, moment(date(2025, 12, 3)))
    _move(stage, round_, ids, "recommend", moment(date(2025, 12, 8)), Paper(reason="材料齐全。"))
    _move(stage, round_, ids, "accept", moment(date(2025, 12, 11)), Paper())
    _decide(stage, round_, ids, date(2025, 12, 15), "demo-council-2025")
    _publicise(stage, round_, ids, date(2025, 12, 16), "demo-list-2025")
    _move(stage, round_, ids, "settle", moment(date(2025, 12, 25)), Paper())
    award_titles(
        round_id=round_.pk,
        application_ids=ids,
        document="关于命名2025年度市级文明单位的决定",
        number="云文明委〔2025〕18号",
        decided_date=date(2025, 12, 26),
        from_date=date(2025, 12, 26),
        actor=stage.officer,
        at=moment(date(2025, 12, 26)),
    )
    close_round(round_id=round_.pk, actor=stage.officer, at=moment(date(2025, 12, 30)))


def _running_round(stage: Stage) -> None:
    """Run this year's round: its list is on show today, with one objection; one applicant is refused."""
    edition = Edition.objects.get(code="city-agency", unit=stage.units[CITY])
    ordered = ordered_programme(
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
    first, last = day - timedelta(days=45), day - timedelta(days=30)
    round_ = _round(stage, ordered, "2026年度市级文明单位申报", 2026, first, last, "云文明办〔2026〕21号")
    if Publicity.objects.filter(round=round_).exists():
        return
    ids = _apply(stage, round_, APPLYING, moment(day - timedelta(days=40)))
    _screen(stage, round_, ids)
    _decide(stage, round_, ids, day - timedelta(days=6), "demo-council-2026")
    record_assessment(
        round_id=round_.pk,
        application_ids=ids,
        assessment_id=Assessment.objects.filter(edition=edition, status="finished").latest("id").pk,
        actor=stage.officer,
        at=moment(day - timedelta(days=3)),
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
            at=moment(day, hour=8),
        )


def _screen(stage: Stage, round_: Round, ids: list[int]) -> None:
    """Screen this year's applicants and ask the departments; one is refused and leaves the list."""
    day = stage.today
    _move(stage, round_, ids, "recommend", moment(day - timedelta(days=34)), Paper(reason="材料属实。"))
    _move(stage, round_, ids, "accept", moment(day - timedelta(days=32)), Paper())
    _consult(stage, round_, ids, day - timedelta(days=31))
    refused = Application.objects.get(round=round_, unit=stage.units[REFUSED])
    said = "核实期内有一起投诉查实，整改还没有完成；整改到位后，明年可以再次申报。"
    refuse_application(
        application_id=refused.pk,
        paper=Paper(grounds=("opinion",), reason=said),
        actor=stage.officer,
        at=moment(day - timedelta(days=12)),
    )
    ids.remove(refused.pk)
    _move(stage, round_, ids, "consult", moment(day - timedelta(days=10)), Paper())


def _consult(stage: Stage, round_: Round, ids: list[int], day: date) -> None:
    """Ask two departments: one answers of half of the applicants, the other keeps silent."""
    asked = [stage.units[name].pk for name in ("青石区税务局", "云岭市市场监督管理局")]
    ask_opinions(round_id=round_.pk, application_ids=ids, unit_ids=asked, actor=stage.officer, at=moment(day))
    waiting = DepartmentOpinion.objects.filter(application__round=round_, unit_id=asked[0], answer=Answer.WAITING)
    for opinion in waiting.order_by("id"):
        of = opinion.application.unit.name
        give_opinion(
            opinion_id=opinion.pk,
            answer=Answer.OBJECTS if of == REFUSED else Answer.AGREES,
            text="期内有一起投诉查实，正在整改。" if of == REFUSED else "",
            number="青税函〔2026〕8号",
            actor=stage.people["shuiwu"],
            at=moment(day + timedelta(days=2)),
        )
