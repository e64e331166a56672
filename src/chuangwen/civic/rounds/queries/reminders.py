"""What is owed in rounds soon, or is overdue: the letters that a day calls for.

Applicants and departments are told of their own last days; the office is told by one letter of many
applications that wait for the same by the same day.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from chuangwen.civic.letters import pen
from chuangwen.civic.letters.pen import Note
from chuangwen.civic.rounds.enums import Answer, RoundState
from chuangwen.civic.rounds.models import Application, DepartmentOpinion, Objection, Publicity, Round
from chuangwen.civic.titles.queries.reminders import latest_due, reminder, token_of
from chuangwen.core.calendar import Reminder
from chuangwen.core.lifecycle.tables import APPLICATION_ENDS

APPLY_STEPS = (7, 1)  # working days before the last day
RETURN_STEPS = (3, 1)
OFFICE_STEPS = (3, 1)
OPINION_STEPS = (3, 1)
PUBLICITY_STEPS = (1,)
ANNOUNCED = RoundState.ANNOUNCED


def application_notes(day: date) -> Iterator[Note]:
    """Yield letters to applicants: whose draft can still be handed in, and whose application was returned."""
    running = Application.objects.filter(round__state=ANNOUNCED).select_related("round", "unit", "holder")
    drafts = running.filter(
        state="drafted", round__apply_due_date__gte=day, round__apply_due_date__lte=latest_due(day, APPLY_STEPS)
    )
    for draft in drafts.order_by("round__apply_due_date", "id"):
        if due := reminder(day, draft.round.apply_due_date, APPLY_STEPS):
            said = f"{draft.holder.masked}的申报还是草稿，没有提交：{due.say()}"
            yield _to_applicant(draft, due, said, "逾期不能再提交。")
    returned = running.filter(state="returned", due_date__lte=latest_due(day, RETURN_STEPS))
    for each in returned.order_by("due_date", "id"):
        if each.due_date and (due := reminder(day, each.due_date, RETURN_STEPS, is_provisional=each.is_provisional)):
            said = f"{each.holder.masked}的申报待补正：{due.say()}"
            yield _to_applicant(each, due, said, "请补齐后重新提交。")


def _to_applicant(application: Application, due: Reminder, subject: str, body: str) -> Note:
    return Note(
        token=token_of(application, due),
        subject=subject,
        body=f"{application.round.name}\n{body}",
        link=pen.page("unit:application", application.pk),
        about=application,
        unit=application.unit,
        roles=pen.CLERKS,
    )


def screening_notes(day: date) -> Iterator[Note]:
    """Yield letters to whoever screens, office or department, about applications handed in."""
    rows = Application.objects.filter(
        round__state=ANNOUNCED, state="submitted", due_date__lte=latest_due(day, OFFICE_STEPS)
    )
    found: dict[tuple[int, int, date], list[Application]] = {}
    for each in rows.select_related("round__unit", "screener").order_by("due_date", "id"):
        if each.due_date:
            found.setdefault((each.round_id, each.screener_id or 0, each.due_date), []).append(each)
    for (round_id, screener_id, last), waiting in found.items():
        round_, screener = waiting[0].round, waiting[0].screener
        if due := reminder(day, last, OFFICE_STEPS, is_provisional=waiting[0].is_provisional):
            link = pen.page("unit:screenings", screener.pk) if screener else pen.page("office:round", round_.pk)
            yield Note(
                token=f"due:screening:{round_id}:{screener_id}:{last.isoformat()}:{due.step}",
                subject=f"{round_.name}：{len(waiting)}个申报待初审，{due.say()}",
                link=link,
                about=round_,
                unit=screener or round_.unit,
                roles=pen.CLERKS if screener else pen.OFFICE,
            )


def opinion_notes(day: date) -> Iterator[Note]:
    """Yield letters to departments that were asked for their opinion and have not answered; one a round and last day."""
    rows = DepartmentOpinion.objects.filter(
        application__round__state=ANNOUNCED,
        answer=Answer.WAITING,
        due_date__gte=day,
        due_date__lte=latest_due(day, OPINION_STEPS),
    ).exclude(application__state__in=APPLICATION_ENDS)
    found: dict[tuple[int, int, date], list[DepartmentOpinion]] = {}
    for each in rows.select_related("application__round", "unit").order_by("due_date", "id"):
        found.setdefault((each.application.round_id, each.unit_id, each.due_date), []).append(each)
    for (round_id, unit_id, last), waiting in found.items():
        round_: Round = waiting[0].application.round
        if due := reminder(day, last, OPINION_STEPS, is_provisional=waiting[0].is_provisional):
            yield Note(
                token=f"due:opinions:{round_id}:{unit_id}:{last.isoformat()}:{due.step}",
                subject=f"{round_.name}：还有{len(waiting)}个申报等您单位答复意见，{due.say()}",
                body="逾期没有答复的，记为未答复。",
                link=pen.page("unit:opinions", unit_id),
                about=round_,
                unit=waiting[0].unit,
                roles=pen.CLERKS,
            )


def publicity_notes(day: date) -> Iterator[Note]:
    """Yield letters to the office about lists whose time ends or is over while names on them wait for the next step."""
    rows = Publicity.objects.filter(
        round__state=ANNOUNCED, applications__state="publicised", due_date__lte=latest_due(day, PUBLICITY_STEPS)
    )
    for publicity in rows.select_related("round__unit").distinct().order_by("due_date", "id"):
        due = reminder(day, publicity.due_date, PUBLICITY_STEPS, is_provisional=publicity.is_provisional)
        if due:
            said = "公示期已满，没有异议或异议已答复的，可以办结异议" if due.is_overdue else due.say()
            yield Note(
                token=token_of(publicity, due),
                subject=f"{publicity.name}：{said}",
                body=publicity.round.name,
                link=pen.page("office:round", publicity.round_id),
                about=publicity.round,
                unit=publicity.round.unit,
                roles=pen.OFFICE,
            )


def objection_notes(day: date) -> Iterator[Note]:
    """Yield letters to the office about objections to be answered; neither who it was nor what was said."""
    rows = Objection.objects.filter(state="received", due_date__lte=latest_due(day, OFFICE_STEPS))
    for objection in rows.select_related("publicity__round__unit").order_by("due_date", "id"):
        round_ = objection.publicity.round
        if due := reminder(day, objection.due_date, OFFICE_STEPS, is_provisional=objection.is_provisional):
            yield Note(
                token=token_of(objection, due),
                subject=f"1件异议待书面答复：{due.say()}",
                body=round_.name,
                link=pen.page("office:objection", objection.pk),
                about=objection,
                unit=round_.unit,
                roles=pen.OFFICE,
            )


def rounds_with_silence(day: date) -> list[int]:
    """Return the running rounds in which an opinion was asked for and the time is over."""
    late = late_opinions(day).filter(application__round__state=ANNOUNCED)
    return list(late.order_by("application__round").values_list("application__round_id", flat=True).distinct())


def late_opinions(day: date) -> QuerySet[DepartmentOpinion]:
    """Return what was asked of departments, not answered in time, and still matters by a day."""
    rows = DepartmentOpinion.objects.filter(answer=Answer.WAITING, due_date__lt=day)
    return rows.exclude(application__state__in=APPLICATION_ENDS)
