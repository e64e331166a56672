"""What a day brings about rounds by itself: silence is noted, and whoever owes something is told in time, once."""

from datetime import timedelta

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.rounds.models import DepartmentOpinion
from chuangwen.civic.rounds.operations.applications import start_application, withdraw_application
from chuangwen.civic.rounds.operations.opinions import ask_opinions, give_opinion, note_silences
from chuangwen.civic.rounds.operations.publicity import object_to
from chuangwen.civic.rounds.operations.rounds import close_round
from chuangwen.civic.rounds.operations.screening import return_application
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.wordbook import work_calendar
from tests.civic.candidacies import a_holder, a_round, an_application, publicised
from tests.civic.days import chores_of, letters_to
from tests.civic.hands import at_once
from tests.factories import NOON

A_DAY = timedelta(days=1)
PUT_RIGHT = Paper(basis="管理办法第八条", grounds=("late",), reason="请补交证明。")


def working_days_before(last, count):
    day = last
    while work_calendar().working_days_between(day, last) < count:
        day -= A_DAY
    return day


def told(user, word):
    return [subject for subject in letters_to(user) if word in subject]


@pytest.fixture
def round_(city, officer):
    return a_round(city, officer)


@pytest.fixture
def opinion(city, round_, officer, clerk):
    """临江区水务局 is asked about the application of 青石区税务局."""
    application = an_application(round_, city.agency, clerk)
    ask_opinions(
        round_id=round_.pk,
        application_ids=[application.pk],
        unit_ids=[city.other_agency.pk],
        actor=officer,
        at=NOON,
    )
    return DepartmentOpinion.objects.get()


def test_who_does_not_answer_in_time_is_noted_as_silent_in_nobodys_name(opinion, round_, officer):
    assert chores_of(opinion.due_date)["note_silences"] == "没有逾期的部门意见。"
    assert chores_of(opinion.due_date + A_DAY)["note_silences"] == "1项部门意见逾期没有答复，已记为未答复。"
    assert chores_of(opinion.due_date + A_DAY)["note_silences"] == "没有逾期的部门意见。"

    opinion.refresh_from_db()
    line = Line.objects.get(verb="opinions.silenced")
    assert (opinion.answer, opinion.answered_by) == ("silent", None)
    assert (line.actor, line.target, line.after["count"]) == (None, f"rounds.round:{round_.pk}", 1)
    assert len(told(officer, "已记为未答复")) == 1


def test_an_answer_given_stays_an_answer(opinion, other_clerk):
    give_opinion(opinion_id=opinion.pk, answer="agrees", text="", number="", actor=other_clerk, at=NOON)

    chores_of(opinion.due_date + A_DAY)

    opinion.refresh_from_db()
    assert opinion.answer == "agrees"


def test_an_application_that_is_over_and_a_closed_round_are_left_as_they_are(opinion, round_, officer, clerk):
    withdraw_application(application_id=opinion.application_id, reason="", actor=clerk, at=NOON)
    chores_of(opinion.due_date + A_DAY)
    close_round(round_id=round_.pk, actor=officer, at=NOON)

    chores_of(opinion.due_date + A_DAY)

    opinion.refresh_from_db()
    assert opinion.answer == "waiting"


def test_a_department_is_reminded_while_it_can_still_answer(opinion, other_clerk):
    for count in (4, 3, 3, 1, 0):
        chores_of(working_days_before(opinion.due_date, count))
    chores_of(opinion.due_date + A_DAY)

    assert [subject.split("，还")[-1] for subject in told(other_clerk, "还有1个申报等您单位答复意见")] == [
        "剩3个工作日",
        "剩1个工作日",
    ]


def test_a_draft_is_reminded_of_before_applying_ends_and_no_more_once_it_is_in(city, round_, clerk, other_clerk):
    holder = a_holder(city.agency, clerk)
    start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=NOON)
    an_application(round_, city.other_agency, other_clerk)

    for count in (8, 7, 5, 1, 0):
        chores_of(working_days_before(round_.apply_due_date, count))
    chores_of(round_.apply_due_date + A_DAY)

    assert [subject.split("，")[-1] for subject in told(clerk, "还是草稿")] == ["还剩7个工作日", "还剩1个工作日"]
    assert told(other_clerk, "还是草稿") == []


def test_a_returned_application_is_reminded_of_until_it_is_overdue(city, round_, officer, clerk):
    application = an_application(round_, city.agency, clerk)
    returned = return_application(application_id=application.pk, paper=PUT_RIGHT, actor=officer, at=NOON)

    chores_of(working_days_before(returned.due_date, 1))
    chores_of(returned.due_date + A_DAY)

    assert [("现已逾期" in subject) for subject in told(clerk, "的申报待补正")] == [False, True]


def test_the_office_is_told_by_one_letter_of_all_that_wait_for_the_same_day(city, round_, officer, clerk, other_clerk):
    application = an_application(round_, city.agency, clerk)
    an_application(round_, city.other_agency, other_clerk)

    chores_of(application.due_date + A_DAY)
    chores_of(application.due_date + 2 * A_DAY)

    assert [subject[subject.index("：") + 1 :][:8] for subject in told(officer, "待初审")] == ["2个申报待初审，"]


def test_a_list_and_an_objection_are_reminded_of(city, round_, officer, clerk):
    application = an_application(round_, city.agency, clerk)
    publicity = publicised(application, officer)
    objection = object_to(
        application_id=application.pk,
        text="有投诉未办结。",
        is_anonymous=False,
        name="路人甲",
        contact="",
        actor=None,
        at=NOON,
    )

    chores_of(working_days_before(publicity.due_date, 1))
    chores_of(publicity.due_date + A_DAY)
    chores_of(working_days_before(objection.due_date, 3))

    assert [("公示期已满" in subject) for subject in told(officer, publicity.name)] == [False, True]
    assert [subject for subject in letters_to(officer) if "路人甲" in subject] == []
    assert len(told(officer, "1件异议待书面答复")) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_silence_that_two_workers_note_at_once_is_noted_once(opinion, round_):
    day = opinion.due_date + A_DAY
    notes = lambda: note_silences(round_id=round_.pk, day=day, actor=None, at=NOON)  # noqa: E731 both do the same

    assert sorted(at_once(notes, notes, notes)) == [0, 0, 1]
    assert Line.objects.filter(verb="opinions.silenced").count() == 1
