"""Two hands at once on rounds and titles: whatever they both do is done once."""

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds.models import Application, StepRecord
from chuangwen.civic.rounds.operations.applications import start_application, withdraw_application
from chuangwen.civic.rounds.operations.refusals import OutOfTurn
from chuangwen.civic.rounds.operations.screening import recommend_application, refuse_application, settle_application
from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.civic.titles.models import Title
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, propose_sanction, waive_statement
from tests.civic.candidacies import (
    BASIS,
    BLAME,
    DECISION,
    a_holder,
    a_round,
    a_title,
    an_application,
    awarding,
    days_later,
    publicised,
)
from tests.civic.hands import at_once
from tests.factories import NOON, a_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def refusals(found):
    return [type(each) for each in found if isinstance(each, Exception)]


def lines(verb):
    return Line.objects.filter(verb=verb).count()


def test_an_application_started_by_two_hands_is_one(city, officer, clerk):
    round_ = a_round(city, officer)
    holder = a_holder(city.agency, clerk)
    start = lambda: start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=NOON)  # noqa: E731 both hands do the same

    found = at_once(start, start, start)

    assert refusals(found) == []
    assert (Application.objects.count(), lines("application.started")) == (1, 1)


def test_a_step_taken_by_two_hands_is_taken_once(city, officer, clerk):
    application = an_application(a_round(city, officer), city.agency, clerk)
    said = {"application_id": application.pk, "paper": BASIS, "actor": officer, "at": NOON}

    found = at_once(*(lambda: recommend_application(**said) for _ in range(4)))

    assert refusals(found) == []
    assert StepRecord.objects.filter(application=application, event="recommend").count() == 1
    assert lines("application.recommended") == 1


def test_of_a_refusal_and_a_withdrawal_at_once_one_is_done(city, officer, clerk):
    application = an_application(a_round(city, officer), city.agency, clerk)
    paper = Paper(grounds=("late",), reason="逾期。")

    found = at_once(
        lambda: refuse_application(application_id=application.pk, paper=paper, actor=officer, at=NOON),
        lambda: withdraw_application(application_id=application.pk, reason="", actor=clerk, at=NOON),
    )

    assert refusals(found) == [OutOfTurn]
    assert lines("application.refused") + lines("application.withdrawn") == 1


def test_a_list_awarded_by_two_hands_names_everybody_once(city, officer, clerk):
    application = an_application(a_round(city, officer), city.agency, clerk)
    publicised(application, officer)
    settle_application(application_id=application.pk, actor=officer, at=days_later(10))

    found = at_once(*(lambda: awarding(application.round, [application.pk], officer, days_later(10)) for _ in range(3)))

    assert refusals(found) == []
    assert (Title.objects.count(), Entry.objects.filter(kind="title_held").count()) == (1, 1)
    assert lines("application.awarded") == 1


def test_a_revocation_confirmed_by_two_hands_is_confirmed_once(city, officer, clerk):
    title = a_title(city, city.agency, officer)
    others = [a_person(Role.OFFICER, city.city) for _ in range(2)]
    sanction = propose_sanction(title_id=title.pk, kind=SanctionKind.REVOKE, paper=BLAME, actor=officer, at=NOON)
    waive_statement(sanction_id=sanction.pk, actor=clerk, at=NOON)

    found = at_once(
        *(
            lambda actor=actor: confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=actor, at=NOON)
            for actor in others
        )
    )

    assert refusals(found) == []
    assert title.history.filter(event="revoke").count() == 1
    assert lines("sanction.confirmed") == 1
