"""The demo's titles in every state: under rectification, revoked after an appeal, with stars, passed on."""

from datetime import date, timedelta

from chuangwen.batch.demo.places import CITY
from chuangwen.batch.demo.stage import RULES, SHORT, Stage, moment, ordered_programme
from chuangwen.civic.titles.enums import HolderKind, SanctionKind, Verb
from chuangwen.civic.titles.models import Holder, Programme, Sanction, Title
from chuangwen.civic.titles.operations.appeals import decide_appeal, file_appeal
from chuangwen.civic.titles.operations.awards import pass_flag, register_title, set_stars
from chuangwen.civic.titles.operations.endings import recover_plaque
from chuangwen.civic.titles.operations.holders import enter_holder
from chuangwen.civic.titles.operations.papers import Paper
from chuangwen.civic.titles.operations.reviews import open_reviews
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, give_statement, propose_sanction

FAMILIES = (("渔歌村", "江阿水", 4), ("渔歌村", "苏晚晴", 3), ("沙洲村", "唐望舒", 5), ("梧桐里社区", "林静好", 5))


def live_on(stage: Stage) -> None:
    """Let titles live: sanctions, stars, a flag, the yearly reports."""
    _rectifying(stage)
    _revoked(stage)
    _stars(stage)
    _flag(stage)
    _reviews(stage)


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
        at=moment(day),
    )
    heard = day + timedelta(days=3)
    give_statement(sanction_id=found.pk, text=statement, actor=stage.clerk_of[name], at=moment(heard))
    confirm_sanction(sanction_id=found.pk, paper=decision, actor=stage.second, at=moment(day + timedelta(days=10)))


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
        at=moment(date(2026, 5, 25)),
    )
    decide_appeal(
        appeal_id=appeal.pk,
        uphold=False,
        answer="复议机关已维持责任认定，申诉理由不成立，维持原决定。",
        basis="行政复议决定书（示例）",
        actor=stage.officer,
        at=moment(date(2026, 6, 12)),
    )
    recover_plaque(
        title_id=title.pk,
        recovered_date=date(2026, 6, 20),
        note="已由单位交回。",
        actor=stage.officer,
        at=moment(date(2026, 6, 20)),
    )


def _stars(stage: Stage) -> None:
    """Give stars to families that take part by consent."""
    ordered = ordered_programme(
        stage,
        "star-family",
        "云文明委〔2026〕2号",
        date(2026, 1, 20),
        verb=Verb.SELECTED,
        steps=("submit", "publicise", "settle", "award"),
        term_months=12,
    )
    for place, name, stars in FAMILIES:
        unit = stage.units[place]
        holder = enter_holder(
            unit_id=unit.pk,
            kind=HolderKind.HOUSEHOLD,
            name=name,
            consent_note="户主签署的参评同意书，存村（居）委会",
            actor=stage.officer,
            at=moment(date(2026, 3, 2)),
        )
        title = _registered(stage, holder, ordered, "云文明委〔2026〕4号", date(2026, 3, 2))
        for day, count, why in ((date(2026, 3, 2), stars - 1, "首次评定。"), (date(2026, 9, 1), stars, "半年复评。")):
            set_stars(
                title_id=title.pk,
                stars=count,
                from_date=day,
                basis="村（居）民代表会议评议",
                reason=why,
                actor=stage.officer,
                at=moment(day),
            )


def _registered(stage: Stage, holder: Holder, ordered: Programme, number: str, day: date) -> Title:
    return register_title(
        holder_id=holder.pk,
        programme_id=ordered.pk,
        document="关于命名星级文明户的决定",
        number=number,
        from_date=day,
        actor=stage.officer,
        at=moment(day),
    )


def _flag(stage: Stage) -> None:
    """Pass a flag on each quarter."""
    ordered = ordered_programme(
        stage, "flowing-flag", "云文明委〔2026〕3号", date(2026, 2, 1), steps=SHORT, term_months=None
    )
    if ordered.titles.exists():
        return
    for day, name in ((date(2026, 4, 10), "云岭市教育局"), (date(2026, 7, 10), "云岭市政务服务中心")):
        unit = stage.units[name]
        holder = enter_holder(unit_id=unit.pk, kind=HolderKind.UNIT, name="", actor=stage.officer, at=moment(day))
        pass_flag(
            programme_id=ordered.pk,
            holder_id=holder.pk,
            document="季度评比结果通报",
            number=f"云文明办通报〔2026〕{day.month}号",
            from_date=day,
            actor=stage.officer,
            at=moment(day),
        )


def _reviews(stage: Stage) -> None:
    """Ask for the reports that are due at the year's end."""
    open_reviews(
        unit_id=stage.units[CITY].pk,
        year=2026,
        due_date=date(2026, 12, 31),
        actor=stage.officer,
        at=moment(date(2026, 11, 2)),
    )
