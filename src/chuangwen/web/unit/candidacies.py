"""How a unit's candidacies and titles are shown: what is owed by when, where each stands, what happened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds.models import Application, DepartmentOpinion, Round, StepRecord
from chuangwen.civic.rounds.queries.eligibility import hindrances_in
from chuangwen.civic.rounds.queries.files import OpenRound, grounds_of, last_answers
from chuangwen.civic.titles.enums import HolderKind, ReviewResult
from chuangwen.civic.titles.models import Appeal, Rectification, Sanction, Title, YearlyReview
from chuangwen.civic.titles.queries.holders import holder_of
from chuangwen.core.lifecycle import APPLICATION_EVENTS, Hindrance, Who, application_machine
from chuangwen.core.lifecycle.programme import next_step
from chuangwen.web.ui.clocks import due_light
from chuangwen.web.ui.figures import cn_date
from chuangwen.web.ui.moments import Moment, newest_first
from chuangwen.web.ui.signs import Light
from chuangwen.web.unit.application_forms import criteria_of

COLOURS = {"awarded": "green", "refused": "red", "returned": "yellow", "publicised": "green", "cleared": "green"}
TITLE_COLOURS = {
    "awarded": "green",
    "reviewed_ok": "green",
    "warned": "yellow",
    "rectifying": "yellow",
    "suspended": "red",
    "revoked": "red",
    "lapsed": "red",
}
IS_MARK = frozenset({"mark", "no_mark"})  # what the ledger may still make good until the application is handed in
LATE_REPORT = "逾期不报，经催报仍未报的，称号按自动放弃办理。请尽快补报。"
LATE_STATEMENT = "陈述期限已过；决定作出以前仍可以提交。"
NOT_FOR_US = frozenset({"kind", "holder"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something that the unit owes: what, of what, by when, and where it is done."""

    what: str
    about: str
    due: date | None
    light: Light | str
    url: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRound:
    """An open round, and whether the unit may apply in it."""

    round: Round
    application: Application | None
    is_open: bool
    is_past: bool
    hindrances: tuple[Hindrance, ...]
    takes_unit: bool
    takes_others: bool

    @property
    def may_start(self) -> bool:
        """Say whether the unit may apply now."""
        return self.is_open and self.takes_unit and self.application is None and not self.hindrances

    @property
    def may_draft(self) -> bool:
        """Say whether only the mark is short: a draft may be begun while the ledger is completed."""
        codes = {each.code for each in self.hindrances}
        return self.is_open and self.takes_unit and self.application is None and bool(codes) and codes <= IS_MARK

    @property
    def is_for_us(self) -> bool:
        """Say whether the round is for such a unit at all, or for somebody of it, and may still be applied in."""
        if self.application:
            return True
        return not self.is_past and (self.takes_others or not NOT_FOR_US & {each.code for each in self.hindrances})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownApplication:
    """An application with where it stands: next step and whose it is, by when, and the last answer."""

    application: Application
    light: Light
    next_label: str
    next_hand: str
    due: Light | str
    answer: StepRecord | None
    answered_by: str
    grounds: tuple[str, ...]


# Rounds and applications ---------------------------------------------------------
def shown_rounds(unit: Unit, open_rounds: Sequence[OpenRound], today: date) -> list[ShownRound]:
    """Check the unit against every open round; six queries, however many rounds."""
    rounds = [each.round for each in open_rounds]
    found = hindrances_in(rounds, holder_of(unit), today=today) if rounds else {}
    return [
        ShownRound(
            round=each.round,
            application=each.application,
            is_open=each.is_open,
            is_past=each.round.apply_due_date < today,
            hindrances=() if each.application else found[each.round.pk],
            takes_unit=HolderKind.UNIT in each.round.terms["holder_kinds"],
            takes_others=bool(set(each.round.terms["holder_kinds"]) - {HolderKind.UNIT}),
        )
        for each in open_rounds
    ]


def shown_applications(applications: Sequence[Application], today: date) -> list[ShownApplication]:
    """Make applications ready to show; one query."""
    answers = last_answers(applications)
    return [shown_application(each, today, answers.get(each.pk)) for each in applications]


def shown_application(application: Application, today: date, answer: StepRecord | None) -> ShownApplication:
    """Make one application ready to show."""
    step, hand = _next(application)
    return ShownApplication(
        application=application,
        light=Light(colour=COLOURS.get(application.state, "grey"), word=application.get_state_display()),
        next_label=step,
        next_hand=hand,
        due=due_of(application, today),
        answer=answer,
        answered_by=office_of(application, answer) if answer else "",
        grounds=grounds_of(application.round, answer.grounds) if answer else (),
    )


def _next(application: Application) -> tuple[str, str]:
    """Return the next step in words, and whose hand it needs."""
    if application.is_over or not application.round.is_running:
        return "", ""
    if application.state == "returned":
        return "补正后重新提交", Who.APPLICANT.label
    step = next_step(application.round.steps, application.state)
    row = next((row for row in application_machine(application.round.steps).rows if row.event == step), None)
    return APPLICATION_EVENTS.get(step, ""), row.who[0].label if row else ""


def due_of(application: Application, today: date) -> Light | str:
    """Return the light of the day by which the next step is due; nothing where none is set."""
    if application.is_over or not application.round.is_running:
        return ""
    if application.state == "drafted":
        return due_light(application.round.apply_due_date, today=today, late="申报期限已过，不能再提交。")
    if application.due_date is None:
        return ""
    late = (
        "补正期限已过，请尽快补正并与文明办联系。"
        if application.state == "returned"
        else "办理期限已过，可以向文明办询问。"
    )
    return due_light(application.due_date, today=today, is_provisional=application.is_provisional, late=late)


def features_of(application: Application) -> list[tuple[str, str]]:
    """Return what was written, each text under its criterion in words."""
    criteria = criteria_of(application.round) if application.features else {}
    return [(f"{code} {criteria.get(code, '')}".strip(), text) for code, text in sorted(application.features.items())]


def moments_of(application: Application, steps: Iterable[StepRecord]) -> list[Moment]:
    """Return an application's time line, newest first. Who of an office acted is told by the office's name."""
    return newest_first(reversed([_moment(application, step) for step in steps]))


def office_of(application: Application, step: StepRecord) -> str:
    """Return who took a step: the office of the round's place, or the unit or department itself."""
    place = application.round.unit.name
    return f"{place}文明办" if step.office == place else step.office or step.actor_name


def _moment(application: Application, step: StepRecord) -> Moment:
    said = [*(f"理由：{text}" for text in grounds_of(application.round, step.grounds)), step.reason]
    if step.due_date:
        said.append(f"期限至{cn_date(step.due_date)}{'（暂定）' if step.is_provisional else ''}")
    return Moment(
        at=step.at,
        what=step.get_event_display(),
        who=office_of(application, step),
        note="\n".join(part for part in said if part),
        document=" ".join(part for part in (step.basis, step.number) if part),
    )


# Titles ----------------------------------------------------------------------------
def title_light(title: Title) -> Light:
    """Return a title's state as a light."""
    return Light(colour=TITLE_COLOURS.get(title.state, "grey"), word=title.get_state_display())


def report_light(review: YearlyReview, today: date) -> Light | str:
    """Return how a year's review stands: by when its report is due, or what came of it."""
    if review.result != ReviewResult.DUE:
        return review.get_result_display()
    return due_light(review.due_date, today=today, late=LATE_REPORT)


# What is owed -------------------------------------------------------------------------
def owed_applications(shown: Iterable[ShownApplication]) -> Iterator[Owed]:
    """Yield the drafts to hand in and what was returned."""
    for each in shown:
        row = each.application
        if not row.round.is_running or row.state not in {"drafted", "returned"}:
            continue
        is_draft = row.state == "drafted"
        yield Owed(
            what="提交申报" if is_draft else "补正申报",
            about=f"{row.name}，{row.round.name}",
            due=row.round.apply_due_date if is_draft else row.due_date,
            light=each.due,
            url=reverse("unit:application", args=[row.pk]),
            label="继续填写" if is_draft else "去补正",
        )


def owed_reviews(reviews: Iterable[YearlyReview], today: date) -> Iterator[Owed]:
    """Yield the yearly reports to hand in; after a reminder, by the day from which the title may lapse."""
    for review in reviews:
        due = review.title.notice_due_date if review.reminded_at and review.title.notice_due_date else review.due_date
        yield Owed(
            what=f"{review.year}年度报告{'（已催报）' if review.reminded_at else ''}",
            about=f"{review.title}，{review.title.awarded_name}",
            due=due,
            light=due_light(due, today=today, late=LATE_REPORT),
            url=reverse("unit:review", args=[review.pk]),
            label="填写报告",
        )


def owed_statements(sanctions: Iterable[Sanction], today: date) -> Iterator[Owed]:
    """Yield the sanctions to be answered."""
    for each in sanctions:
        due = each.statement_due_date
        yield Owed(
            what=f"陈述申辩（{each}）",
            about=f"{each.title}，{each.title.awarded_name}",
            due=due,
            light=due_light(due, today=today, is_provisional=each.is_provisional, late=LATE_STATEMENT),
            url=reverse("unit:sanction", args=[each.pk]),
            label="去陈述",
        )


def owed_rectifications(orders: Iterable[Rectification], today: date) -> Iterator[Owed]:
    """Yield what is to be put right."""
    for each in orders:
        late = "整改期限已过，请尽快整改并告知文明办核查。"
        yield Owed(
            what="限期整改",
            about=f"{each.title}，{each.title.awarded_name}",
            due=each.due_date,
            light=due_light(each.due_date, today=today, is_provisional=each.is_provisional, late=late),
            url=reverse("unit:title", args=[each.title_id]),
            label="看整改要求",
        )


def owed_by_department(
    screenings: QuerySet[Application], opinions: QuerySet[DepartmentOpinion], unit: Unit, today: date
) -> Iterator[Owed]:
    """Yield what a department is to screen and to answer: how many, by the most urgent; two queries."""
    asked = (("初审申报", screenings, "screenings", "去初审"), ("答复征求意见", opinions, "opinions", "去答复"))
    for what, rows, page, label in asked:
        found = rows.order_by().aggregate(count=Count("id"), due=Min("due_date"))
        if not found["count"]:
            continue
        yield Owed(
            what=what,
            about=f"{found['count']}个申报{'，期限是最早的一个' if found['count'] > 1 else ''}",
            due=found["due"],
            light=due_light(found["due"], today=today) if found["due"] else "",
            url=reverse(f"unit:{page}", args=[unit.pk]),
            label=label,
        )


def waiting_appeals(appeals: Iterable[Appeal], today: date) -> list[tuple[Appeal, Light]]:
    """Return the appeals with the light of the day by which they are decided."""
    return [
        (
            each,
            due_light(each.due_date, today=today, is_provisional=each.is_provisional, late="决定期限已过，可以询问。"),
        )
        for each in appeals
    ]


def by_urgency(owed: Iterable[Owed]) -> list[Owed]:
    """Put first what is due first."""
    return sorted(owed, key=lambda each: (each.due is None, each.due or date.max, each.what))
