"""What runs in the background: a step for very many applications, and what is due because a day has come."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from chuangwen.civic.jobs.chores import Day, chore
from chuangwen.civic.jobs.work import Handle, work
from chuangwen.civic.rounds.access import round_to_run
from chuangwen.civic.rounds.operations.opinions import note_silences
from chuangwen.civic.rounds.operations.refusals import RoundNotRunning
from chuangwen.civic.rounds.operations.screening import move_applications
from chuangwen.civic.rounds.queries import reminders
from chuangwen.civic.rounds.queries.boards import batches
from chuangwen.civic.titles.operations.papers import Paper
from chuangwen.civic.titles.work import remind
from chuangwen.core.lifecycle import APPLICATION_EVENTS

MOVE = "move"
MOST_REPORTED = 200


@work(MOVE, name="批量办理申报")
def move_many(handle: Handle) -> Mapping[str, Any]:
    """Do one step for all applications asked for, and report of those that it may not be done for.

    Params: `round_id`, `application_ids`, `event` and the paper's `basis`, `number`, `grounds`, `reason`.
    """
    said = handle.params
    round_ = round_to_run(handle.actor, said["round_id"])
    ids: list[int] = said["application_ids"]
    paper = Paper(
        basis=said.get("basis", ""),
        number=said.get("number", ""),
        grounds=tuple(said.get("grounds", ())),
        reason=said.get("reason", ""),
    )
    moved, already, refused, done = 0, 0, [], 0
    for some in batches(ids):
        handle.progress(done, len(ids), f"正在办理“{APPLICATION_EVENTS[said['event']]}”。")
        outcome = move_applications(
            round_id=round_.pk,
            application_ids=some,
            event=said["event"],
            paper=paper,
            actor=handle.actor,
            at=handle.now(),
        )
        moved, already, done = moved + len(outcome.moved), already + len(outcome.already), done + len(some)
        refused += [{"id": r.application_id, "name": r.name, "why": r.obstacles[0].said} for r in outcome.refused]
    return {"moved": moved, "already": already, "refused": refused[:MOST_REPORTED], "refused_count": len(refused)}


@chore("note_silences", name="部门意见期满")
def note_silent_departments(day: Day) -> str:
    """Note departments as silent that did not answer in time."""
    count = 0
    for round_id in reminders.rounds_with_silence(day.date):
        with suppress(RoundNotRunning):  # closed meanwhile: nobody is asked any more
            count += note_silences(round_id=round_id, day=day.date, actor=None, at=day.at)
        day.go_on()
    return f"{count}项部门意见逾期没有答复，已记为未答复。" if count else "没有逾期的部门意见。"


@chore("remind_of_opinions", name="部门意见提醒")
def remind_of_opinions(day: Day) -> str:
    """Remind departments that were asked."""
    return remind(day, reminders.opinion_notes(day.date))


@chore("remind_of_applications", name="申报和补正提醒")
def remind_of_applications(day: Day) -> str:
    """Remind applicants of drafts and of returned applications."""
    return remind(day, reminders.application_notes(day.date))


@chore("remind_of_screening", name="初审提醒")
def remind_of_screening(day: Day) -> str:
    """Remind whoever screens."""
    return remind(day, reminders.screening_notes(day.date))


@chore("remind_of_publicities", name="公示期满提醒")
def remind_of_publicities(day: Day) -> str:
    """Remind the office of lists whose time ends."""
    return remind(day, reminders.publicity_notes(day.date))


@chore("remind_of_objections", name="异议答复提醒")
def remind_of_objections(day: Day) -> str:
    """Remind the office of objections to be answered."""
    return remind(day, reminders.objection_notes(day.date))
