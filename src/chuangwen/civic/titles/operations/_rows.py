"""What the acts on titles share: papers, clocks, locks, moves. Each function runs inside the caller's act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from chuangwen.civic.journal import pen
from chuangwen.civic.people.models import User
from chuangwen.civic.titles import access
from chuangwen.civic.titles.models import Title, TitleEvent
from chuangwen.civic.titles.operations import _letters
from chuangwen.civic.titles.operations._refusing import refusal_of
from chuangwen.civic.titles.operations.refusals import PapersWrong
from chuangwen.civic.wordbook import work_calendar
from chuangwen.core.calendar import Deadline
from chuangwen.core.lifecycle import TITLES, Case, Need, Verdict, Who, days_of, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is handed over with a step: its basis and number, its reasons, what proves it.

    `grounds` are chosen from the programme's list; `evidence_id` is a stored
    file (its SHA-256), `evidence_note` says in words what the evidence is.
    """

    basis: str = ""
    number: str = ""
    grounds: tuple[str, ...] = ()
    reason: str = ""
    evidence_id: str | None = None
    evidence_note: str = ""

    @property
    def given(self) -> frozenset[Need]:
        """Return what of the table's needs the paper covers."""
        held = {
            Need.BASIS: self.basis.strip(),
            Need.NUMBER: self.number.strip(),
            Need.GROUNDS: self.grounds,
            Need.REASON: self.reason.strip(),
            Need.EVIDENCE: self.evidence_id or self.evidence_note.strip(),
        }
        return frozenset(need for need, value in held.items() if value)


BLANK = Paper()
SYSTEM = "系统"  # in whose name stands what the calendar alone brings about
OFFICERS = frozenset({Who.OFFICE, Who.AWARDING})


def day_of(at: datetime) -> date:
    """Return the office's calendar day of an instant."""
    return timezone.localtime(at).date()


def deadline(clock: str, own: Mapping[str, int], since: date, *, days: int | None = None) -> Deadline:
    """Return the last day of a time limit that starts on a day; `days` only ever lengthens the floor."""
    count = days_of(clock, {**own, clock: days} if days is not None else own)
    return work_calendar().add_working_days(since, count)


def later(due: date, days: int) -> Deadline:
    """Return a time limit that was made longer by so many working days.

    :raises PapersWrong: the days are none.
    """
    if days < 1:
        raise PapersWrong("没有延长期限。", why="延长的工作日不能少于1。", remedy="请填写要延长的工作日。")
    return work_calendar().add_working_days(due, days)


def locked_title(title_id: int) -> Title:
    """Lock a title and return it as it stands now, with what its table needs."""
    rows = Title.objects.select_for_update(of=("self",)).select_related("unit", "holder", "honour", "programme__unit")
    return rows.get(pk=title_id)


def case_of(title: Title, *, actor: User, at: datetime, paper: Paper = BLANK, **known: Any) -> Case:
    """Return what the table needs to know of a title and a hand."""
    hands = access.hands_of(actor, unit_path=title.unit.path, awarding_path=title.programme.unit.path)
    return Case(
        today=day_of(at),
        who=hands,
        actor=actor.pk,
        given=paper.given,
        until=title.until_date,
        notice_due=title.notice_due_date,
        appeal_due=title.appeal_due_date,
        is_conflicted=access.is_conflicted(actor, title.unit.path),
        **known,
    )


def judged(title: Title, event: str, case: Case, what: str) -> Verdict:
    """Ask the table; refuse unless it lets the event happen or it has happened already.

    :raises LifecycleRefusal: named by what weighs most.
    """
    verdict = judge(TITLES, title.state, event, case)
    if verdict.obstacles:
        raise refusal_of(verdict, what)
    return verdict


def move(
    title: Title,
    event: str,
    verdict: Verdict,
    *,
    actor: User,
    at: datetime,
    paper: Paper = BLANK,
    due: Deadline | None = None,
) -> TitleEvent:
    """Put a title where the verdict leads and add the event to its history; the caller saves other columns."""
    before, title.state = title.state, verdict.target
    title.save(update_fields=["state"])
    return note(title, event, before=before, actor=actor, at=at, paper=paper, due=due)


def note(
    title: Title,
    event: str,
    *,
    actor: User,
    at: datetime,
    before: str | None = None,
    paper: Paper = BLANK,
    due: Deadline | None = None,
) -> TitleEvent:
    """Add one event to a title's history, and tell whom it concerns."""
    made = TitleEvent.objects.create(
        title=title,
        event=event,
        before=title.state if before is None else before,
        after=title.state,
        basis=paper.basis,
        number=paper.number,
        reason=paper.reason,
        evidence_id=paper.evidence_id,
        evidence_note=paper.evidence_note,
        due_date=due.date if due else None,
        is_provisional=due.provisional if due else False,
        actor=actor,
        actor_name=actor.name,
        at=at,
    )
    _letters.tell([made], at=at)
    return made


def tell(verb: str, title: Title, *, actor: User, at: datetime, **after: Any) -> None:
    """Write the act's journal line about a title."""
    said = {"title": str(title), "holder": title.holder.masked, "state": title.state} | after
    pen.write(verb, title, actor=actor, at=at, unit_id=title.unit_id, after=said)


def known_grounds(title: Title, paper: Paper) -> Paper:
    """Return the paper with only grounds that its programme lists."""
    listed = {ground["code"] for ground in title.programme.grounds}
    return replace(paper, grounds=tuple(code for code in paper.grounds if code in listed))
