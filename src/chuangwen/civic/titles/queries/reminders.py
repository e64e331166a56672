"""What is owed about titles soon, or is overdue: the letters that a day calls for.

Whoever owes is told a few working days before the last day, and once when it is over; then the office is told too.
A letter's token names the thing, its last day and the step, so that each step is told once, and a longer time
limit is told of anew.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Model

from chuangwen.civic.letters import pen
from chuangwen.civic.letters.pen import Note
from chuangwen.civic.titles.enums import RectificationState, ReviewResult
from chuangwen.civic.titles.models import Appeal, Rectification, Sanction, Title, YearlyReview
from chuangwen.civic.wordbook import work_calendar
from chuangwen.core.calendar import Deadline, Reminder, last_day_to_look_at, reminder_of
from chuangwen.core.lifecycle.tables import LIVE

REPORT_STEPS = (15, 7, 1)  # working days before the last day
NOTICE_STEPS = (3, 1)
STATEMENT_STEPS = (3, 1)
RECTIFICATION_STEPS = (7, 1)
APPEAL_STEPS = (7, 1)
RELATED = ("title__holder", "title__unit", "title__honour", "title__programme__unit")


def latest_due(day: date, steps: tuple[int, ...]) -> date:
    """Return the latest last day that may call for a letter today."""
    return last_day_to_look_at(work_calendar(), day, steps)


def reminder(day: date, due: date, steps: tuple[int, ...], *, is_provisional: bool = False) -> Reminder | None:
    """Return what a last day calls for today, by the working days that are left."""
    return reminder_of(work_calendar(), day, Deadline(date=due, provisional=is_provisional), steps)


def token_of(row: Model, due: Reminder) -> str:
    """Name the occasion: the thing, its last day, the step."""
    return f"due:{row._meta.label_lower}:{row.pk}:{due.deadline.date.isoformat()}:{due.step}"


def report_notes(day: date) -> Iterator[Note]:
    """Yield letters about yearly reports that are owed; the office learns of those overdue by one letter a last day."""
    rows = YearlyReview.objects.filter(
        result=ReviewResult.DUE, title__ended_date=None, due_date__lte=latest_due(day, REPORT_STEPS)
    )
    late: dict[tuple[int, date], list[YearlyReview]] = {}
    for review in rows.select_related(*RELATED).order_by("due_date", "id"):
        if review.reminded_at and review.title.notice_due_date:
            yield from _notice_notes(review, review.title.notice_due_date, day)
        elif due := reminder(day, review.due_date, REPORT_STEPS):
            if due.is_overdue:
                late.setdefault((review.title.programme.unit_id, review.due_date), []).append(review)
            yield _to_holder(
                review,
                due,
                subject=f"{review.title}{review.year}年度报告：{due.say()}",
                body="台账里已有的内容不用重复填写。",
                link=pen.page("unit:review", review.pk),
            )
    for reviews in late.values():
        yield _late_reports(reviews)


def _notice_notes(review: YearlyReview, last: date, day: date) -> Iterator[Note]:
    """Yield letters about the time limit that a written reminder has set: after it the title may lapse."""
    due = reminder(day, last, NOTICE_STEPS)
    if due is None:
        return
    yield _to_holder(
        review,
        due,
        subject=f"{review.title}{review.year}年度报告已经催报：{due.say()}",
        body="期满仍未交的，可以按自动放弃办理。",
        link=pen.page("unit:review", review.pk),
    )
    if due.is_overdue:
        yield _to_office(review, due, subject=f"{review.title.holder.masked}的{review.year}年度报告经催报仍未交")


def _late_reports(reviews: list[YearlyReview]) -> Note:
    place, last = reviews[0].title.programme.unit, reviews[0].due_date
    return Note(
        token=f"due:reports:{place.pk}:{last.isoformat()}",
        subject=f"有{len(reviews)}份年度报告逾期未交，期限到{Deadline(date=last).say()}为止",
        body="请在“年度复查”里书面催报；催报期满仍未交的，再依规定办理。",
        link=pen.page("office:reviews"),
        about=place,
        unit=place,
        roles=pen.OFFICE,
    )


def statement_notes(day: date) -> Iterator[Note]:
    """Yield letters about statements that may still be given, and to the office where none came in time."""
    rows = Sanction.objects.filter(state="proposed", statement_due_date__lte=latest_due(day, STATEMENT_STEPS))
    for sanction in rows.select_related(*RELATED).order_by("statement_due_date", "id"):
        due = reminder(day, sanction.statement_due_date, STATEMENT_STEPS, is_provisional=sanction.is_provisional)
        if due is None:
            continue
        title = sanction.title
        if due.is_overdue:
            yield _to_office(sanction, due, subject=f"{title.holder.masked}没有在期限内就{title}的拟处理意见陈述")
        else:
            subject = f"对{title}的拟处理意见，请陈述申辩：{due.say()}"
            yield _to_holder(sanction, due, subject=subject, body="也可以放弃陈述。")


def rectification_notes(day: date) -> Iterator[Note]:
    """Yield letters about what is to be put right, and to the office where it is overdue."""
    rows = Rectification.objects.filter(
        state=RectificationState.OPEN, title__ended_date=None, due_date__lte=latest_due(day, RECTIFICATION_STEPS)
    )
    for order in rows.select_related(*RELATED).order_by("due_date", "id"):
        due = reminder(day, order.due_date, RECTIFICATION_STEPS, is_provisional=order.is_provisional)
        if due is None:
            continue
        yield _to_holder(order, due, subject=f"{order.title}限期整改：{due.say()}", body=order.demands)
        if due.is_overdue:
            yield _to_office(order, due, subject=f"{order.title.holder.masked}的限期整改已到期，请核查")


def appeal_notes(day: date) -> Iterator[Note]:
    """Yield letters to the office about appeals that are to be decided."""
    rows = Appeal.objects.filter(state="filed", due_date__lte=latest_due(day, APPEAL_STEPS))
    for appeal in rows.select_related(*RELATED).order_by("due_date", "id"):
        if due := reminder(day, appeal.due_date, APPEAL_STEPS, is_provisional=appeal.is_provisional):
            holder = appeal.title.holder.masked
            yield _to_office(appeal, due, subject=f"{holder}关于{appeal.title}的申诉，请作出决定：{due.say()}")


Owing = YearlyReview | Sanction | Rectification | Appeal


def _to_holder(row: Owing, due: Reminder, **said: Any) -> Note:
    title: Title = row.title
    said = {"link": pen.page("unit:title", title.pk)} | said
    return Note(token=token_of(row, due), about=title, unit=title.unit, roles=pen.CLERKS, **said)


def _to_office(row: Owing, due: Reminder, *, subject: str) -> Note:
    title: Title = row.title
    return Note(
        token=f"{token_of(row, due)}:office",
        subject=subject,
        body=f"期限到{due.deadline.say()}为止。" if due.is_overdue else "",
        link=pen.page("office:title", title.pk),
        about=title,
        unit=title.programme.unit,
        roles=pen.OFFICE,
    )


def places_with_due_titles(day: date) -> list[int]:
    """Return the awarding places that have live titles whose term had run out by a day."""
    rows = Title.objects.filter(state__in=LIVE, until_date__lte=day).order_by("programme__unit__path")
    return list(rows.values_list("programme__unit_id", flat=True).distinct())
