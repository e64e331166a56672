"""What is due about titles because a day has come: terms that have run out, and letters about last days."""

from collections.abc import Iterable
from itertools import islice

from chuangwen.civic.jobs.chores import Day, chore
from chuangwen.civic.letters.operations import post_reminders
from chuangwen.civic.letters.pen import Note
from chuangwen.civic.titles.operations.endings import expire_awarded
from chuangwen.civic.titles.queries import reminders

BATCH = 100


@chore("expire_titles", name="称号到期")
def expire_titles(day: Day) -> str:
    """End the titles whose term has run out, place by place."""
    ended = 0
    for place in reminders.places_with_due_titles(day.date):
        while count := expire_awarded(unit_id=place, day=day.date, actor=None, at=day.at):
            ended += count
            day.go_on()
    return f"{ended}个称号期限已满，已记为到期。" if ended else "没有期限届满的称号。"


@chore("remind_of_reports", name="年度报告提醒")
def remind_of_reports(day: Day) -> str:
    """Remind of yearly reports that are owed."""
    return remind(day, reminders.report_notes(day.date))


@chore("remind_of_statements", name="陈述申辩提醒")
def remind_of_statements(day: Day) -> str:
    """Remind of statements that may still be given."""
    return remind(day, reminders.statement_notes(day.date))


@chore("remind_of_rectifications", name="限期整改提醒")
def remind_of_rectifications(day: Day) -> str:
    """Remind of what is to be put right."""
    return remind(day, reminders.rectification_notes(day.date))


@chore("remind_of_appeals", name="申诉办理提醒")
def remind_of_appeals(day: Day) -> str:
    """Remind the office of appeals that wait for their decision."""
    return remind(day, reminders.appeal_notes(day.date))


def remind(day: Day, notes: Iterable[Note]) -> str:
    """Post the letters that were not posted yet, a hundred in a transaction; say how many."""
    posted, rest = 0, iter(notes)
    while some := tuple(islice(rest, BATCH)):
        posted += post_reminders(notes=some, actor=None, at=day.at)
        day.go_on()
    return f"发出{posted}条提醒。" if posted else "没有新的提醒。"
