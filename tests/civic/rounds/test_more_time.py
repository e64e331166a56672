"""More time for a department's opinion: with a reason, before what was asked is closed, also for one noted as silent."""

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.letters.models import Letter
from chuangwen.civic.rounds.enums import Answer
from chuangwen.civic.rounds.models import DepartmentOpinion, Extension
from chuangwen.civic.rounds.operations.opinions import (
    ask_opinions,
    close_opinions,
    extend_opinion,
    give_opinion,
    note_silences,
)
from chuangwen.civic.rounds.operations.refusals import (
    ConditionsUnmet,
    NotYourHand,
    OutOfTurn,
    PaperMissing,
    PapersWrong,
)
from chuangwen.core.lifecycle import OPINIONS
from tests.civic.candidacies import a_round, an_application, days_later
from tests.factories import NOON

LATE = days_later(30)


@pytest.fixture
def opinion(city, officer, clerk):
    round_ = a_round(city, officer, steps=("submit", "consult", "publicise", "settle", "award"))
    application = an_application(round_, city.agency, clerk)
    told = {"application_ids": [application.pk], "unit_ids": [city.other_agency.pk], "actor": officer, "at": NOON}
    ask_opinions(round_id=round_.pk, **told)
    return DepartmentOpinion.objects.get()


def longer(opinion, officer, *, at=NOON, **said):
    told = {"days": 30, "reason": "部门正在核对。", "actor": officer} | said
    return extend_opinion(opinion_id=opinion.pk, at=at, **told)


def answer(opinion, actor, at, **said):
    told = {"answer": Answer.AGREES, "text": "", "number": ""} | said
    return give_opinion(opinion_id=opinion.pk, actor=actor, at=at, **told)


def test_the_words_of_an_answer_are_the_states_of_the_table():
    assert dict(Answer.choices) == OPINIONS.states


def test_more_time_is_one_line_one_letter_and_stands_in_the_file(opinion, officer, city):
    before, lines = opinion.due_date, Line.objects.count()

    extension = longer(opinion, officer)

    opinion.refresh_from_db()
    assert opinion.due_date == extension.after_date > before
    assert (extension.clock, extension.opinion, extension.before_date) == ("opinion", opinion, before)
    assert [line.verb for line in Line.objects.order_by("number")[lines:]] == ["opinion.extended"]
    letter = Letter.objects.order_by("-id").first()
    assert (letter.unit_id, "答复意见的期限延长至" in letter.subject) == (city.other_agency.pk, True)


def test_who_has_more_time_may_answer_later(opinion, officer, other_clerk):
    with pytest.raises(ConditionsUnmet, match="在答复期限内"):
        answer(opinion, other_clerk, LATE)
    longer(opinion, officer)

    assert answer(opinion, other_clerk, LATE).answer == Answer.AGREES


def test_who_was_noted_as_silent_may_answer_after_all(opinion, officer, other_clerk):
    note_silences(round_id=opinion.application.round_id, day=LATE.date(), actor=None, at=LATE)
    opinion.refresh_from_db()
    assert opinion.answer == Answer.SILENT

    longer(opinion, officer, at=LATE)

    assert answer(opinion, other_clerk, LATE, answer=Answer.OBJECTS, text="有欠费。").answer == Answer.OBJECTS


def test_an_objection_needs_its_reason_and_an_answer_stands(opinion, officer, other_clerk, clerk):
    with pytest.raises(PaperMissing):
        answer(opinion, other_clerk, NOON, answer=Answer.OBJECTS)
    with pytest.raises(PapersWrong):
        answer(opinion, other_clerk, NOON, answer=Answer.SILENT)
    with pytest.raises(NotYourHand):
        answer(opinion, clerk, NOON)
    answer(opinion, other_clerk, NOON)
    with pytest.raises(OutOfTurn):
        answer(opinion, other_clerk, NOON, answer=Answer.OBJECTS, text="有欠费。")
    with pytest.raises(OutOfTurn):
        answer(opinion, other_clerk, NOON, text="补充一句。")


@pytest.mark.parametrize(("said", "refusal"), [({"reason": " "}, PaperMissing), ({"days": 0}, PapersWrong)])
def test_more_time_needs_a_reason_and_a_day(opinion, officer, said, refusal):
    with pytest.raises(refusal):
        longer(opinion, officer, **said)

    assert not Extension.objects.exists()


def test_more_time_is_the_offices_to_give_until_the_step_is_done(opinion, officer, clerk):
    with pytest.raises(NotYourHand):
        longer(opinion, clerk)
    close_opinions(application_id=opinion.application_id, actor=officer, at=LATE)
    with pytest.raises(ConditionsUnmet, match="征求意见还没有办结"):
        longer(opinion, officer, at=LATE)
