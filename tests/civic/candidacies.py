"""Words that tests use of rounds and titles: a programme, a round, applications, and how they go on."""

from datetime import date, datetime, timedelta

from chuangwen.civic.rounds.enums import Choice
from chuangwen.civic.rounds.models import Application
from chuangwen.civic.rounds.operations.applications import start_application, submit_application
from chuangwen.civic.rounds.operations.awards import award_titles
from chuangwen.civic.rounds.operations.council import Ballot, decide_council, record_session
from chuangwen.civic.rounds.operations.publicity import publicise
from chuangwen.civic.rounds.operations.rounds import announce_round, prepare_round
from chuangwen.civic.rounds.operations.screening import accept_application, recommend_application, settle_application
from chuangwen.civic.titles.enums import HolderKind, Verb
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.awards import register_title
from chuangwen.civic.titles.operations.holders import enter_holder
from chuangwen.civic.titles.operations.programmes import ProgrammeDraft, add_honour, open_programme
from tests.factories import NOON, TODAY

STEPS = ("submit", "recommend", "accept", "decide", "publicise", "settle", "award")
GROUNDS = (("late", "材料逾期未补正。"), ("unmet", "不具备申报条件。"), ("accident", "发生责任事故。"))
BASIS = Paper(basis="云文明委〔2025〕3号", number="云文明办〔2025〕7号", reason="按程序办理。")
BLAME = Paper(basis="管理办法第十条", grounds=("accident",), reason="发生一起责任事故。", evidence_note="事故调查报告")
DECISION = Paper(basis="管理办法第十条", number="云文明委〔2025〕9号", reason="经研究决定。")


def days_later(days: int, since: datetime = NOON) -> datetime:
    return since + timedelta(days=days)


def an_honour(officer, code="civil_unit", **columns):
    said = {"name": "文明单位", "holder_kinds": ("unit",)} | columns
    return add_honour(code=code, actor=officer, at=NOON, **said)


def a_draft(**changes) -> ProgrammeDraft:
    said = {
        "honour_code": "civil_unit",
        "level": "city",
        "awarding_body": "云岭市精神文明建设委员会",
        "verb": Verb.NAMED,
        "basis": "云岭市文明单位管理办法（示例）",
        "basis_number": "云文明委〔2025〕1号",
        "basis_date": date(2025, 1, 6),
        "from_date": date(2025, 1, 10),
        "steps": STEPS,
        "grounds": GROUNDS,
        "conditions": ("领导班子重视。", "一年内无责任事故。"),
    }
    return ProgrammeDraft(**(said | changes))


def a_programme(city, officer, **changes):
    """A city programme without marks; what a test is about it says itself."""
    an_honour(officer)
    return open_programme(unit_id=city.city.pk, draft=a_draft(**changes), actor=officer, at=NOON)


def a_round(city, officer, *, at=NOON, **changes):
    """A round of that programme, announced and open for applications."""
    programme = a_programme(city, officer, **changes)
    first = at.date()
    round_ = prepare_round(
        programme_id=programme.pk,
        year=2025,
        name="2025年度市级文明单位申报",
        apply_from_date=first,
        apply_due_date=first + timedelta(days=20),
        actor=officer,
        at=at,
    )
    return announce_round(
        round_id=round_.pk, notice="现将有关事项通知如下。", number="云文明办〔2025〕5号", actor=officer, at=at
    )


def a_holder(unit, actor, kind=HolderKind.UNIT, name="", **columns):
    return enter_holder(unit_id=unit.pk, kind=kind, name=name, actor=actor, at=NOON, **columns)


def an_application(round_, unit, clerk, *, at=NOON) -> Application:
    """An application that is handed in."""
    holder = a_holder(unit, clerk)
    application = start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=at)
    return submit_application(application_id=application.pk, actor=clerk, at=at)


def decided(application, officer, *, at=NOON):
    """Carry an application through screening and council."""
    recommend_application(application_id=application.pk, paper=BASIS, actor=officer, at=at)
    accept_application(application_id=application.pk, paper=BASIS, actor=officer, at=at)
    votes = [Ballot(member=name, choice=Choice.FOR) for name in ("周禾", "林小满", "唐一禾")]
    session = record_session(
        round_id=application.round_id,
        name="评审会",
        held_date=at.date(),
        members=[ballot.member for ballot in votes],
        ballots={application.pk: votes},
        token=f"session-{application.pk}",
        actor=officer,
        at=at,
    )
    outcome = decide_council(session_id=session.pk, application_ids=[application.pk], actor=officer, at=at)
    assert outcome.moved == (application.pk,)


def publicised(application, officer, *, at=NOON, key="list"):
    """Carry an application to its publicity; return the publicity."""
    decided(application, officer, at=at)
    publicity, outcome = publicise(
        round_id=application.round_id,
        application_ids=[application.pk],
        name="拟命名名单公示",
        text="",
        number="",
        from_date=at.date(),
        token=key,
        actor=officer,
        at=at,
    )
    assert outcome.moved == (application.pk,)
    return publicity


def awarding(round_, ids, officer, at):
    return award_titles(
        round_id=round_.pk,
        application_ids=ids,
        document="关于命名2025年度市级文明单位的决定",
        number="云文明委〔2025〕8号",
        decided_date=at.date(),
        from_date=at.date(),
        actor=officer,
        at=at,
    )


def awarded(application, officer, *, at=NOON):
    """Carry an application through to its title; return the title."""
    publicised(application, officer, at=at)
    later = days_later(10, at)
    settle_application(application_id=application.pk, actor=officer, at=later)
    _, outcome = awarding(application.round, [application.pk], officer, later)
    assert outcome.moved == (application.pk,), outcome
    application.refresh_from_db()
    return application.title


def a_title(city, unit, officer, *, from_date=TODAY, **changes):
    """A title that an earlier document gave."""
    programme = a_programme(city, officer, **changes)
    holder = a_holder(unit, officer)
    return register_title(
        holder_id=holder.pk,
        programme_id=programme.pk,
        document="关于命名市级文明单位的决定",
        number="云文明委〔2024〕2号",
        from_date=from_date,
        actor=officer,
        at=NOON,
    )
