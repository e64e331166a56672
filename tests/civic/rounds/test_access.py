"""Who reaches what of rounds and titles: by place and by role, and for all others it does not exist."""

import pytest
from django.http import Http404

from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds import access as rounds
from chuangwen.civic.rounds.models import DepartmentOpinion, Objection
from chuangwen.civic.rounds.operations.applications import start_application
from chuangwen.civic.rounds.operations.opinions import ask_opinions
from chuangwen.civic.rounds.operations.publicity import object_to
from chuangwen.civic.titles import access as titles
from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.civic.titles.operations.sanctions import propose_sanction
from chuangwen.core.lifecycle import Who
from tests.civic.candidacies import BLAME, a_holder, a_round, a_title, an_application, publicised
from tests.factories import NOON, a_person


def reaches(gate, user, pk):
    try:
        return gate(user, pk).pk == pk
    except Http404:
        return False


@pytest.fixture
def people(city, officer, district_officer, leader, clerk, other_clerk, inspector, stranger):
    elsewhere = a_person(Role.OFFICER, city.other_district)
    return {
        "officer": officer,
        "district": district_officer,
        "elsewhere": elsewhere,
        "leader": leader,
        "clerk": clerk,
        "other": other_clerk,
        "inspector": inspector,
        "stranger": stranger,
    }


def allowed(gate, people, pk):
    return {name for name, user in people.items() if reaches(gate, user, pk)}


def test_an_application_is_reached_by_its_unit_and_the_offices_above(people, city, officer, clerk):
    application = an_application(a_round(city, officer), city.agency, clerk)

    assert allowed(rounds.application_to_read, people, application.pk) == {"officer", "district", "leader"}
    assert allowed(rounds.application_to_handle, people, application.pk) == {"officer", "district"}
    assert allowed(rounds.application_to_fill, people, application.pk) == {"clerk"}
    assert allowed(rounds.application_to_screen, people, application.pk) == set()


def test_a_draft_is_the_units_own(people, city, officer, clerk):
    round_ = a_round(city, officer)
    holder = a_holder(city.agency, clerk)
    draft = start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=NOON)

    assert allowed(rounds.application_to_read, people, draft.pk) == set()
    assert allowed(rounds.application_to_fill, people, draft.pk) == {"clerk"}


def test_a_responsible_department_screens_what_is_assigned_to_it(people, city, officer, clerk):
    round_ = a_round(city, officer, screeners={"": city.other_agency.pk})
    application = an_application(round_, city.agency, clerk)

    assert allowed(rounds.application_to_screen, people, application.pk) == {"other"}


def test_a_department_answers_what_it_was_asked(people, city, officer, clerk):
    round_ = a_round(city, officer)
    application = an_application(round_, city.agency, clerk)
    said = {"round_id": round_.pk, "application_ids": [application.pk], "actor": officer, "at": NOON}
    ask_opinions(unit_ids=[city.other_agency.pk], **said)

    assert allowed(rounds.opinion_to_give, people, DepartmentOpinion.objects.get().pk) == {"other"}


def test_a_round_is_run_by_its_place_and_seen_below_once_announced(people, city, officer):
    round_ = a_round(city, officer)

    assert allowed(rounds.round_to_run, people, round_.pk) == {"officer"}
    assert allowed(rounds.round_to_read, people, round_.pk) == {"officer", "district", "elsewhere", "leader"}
    assert allowed(rounds.round_to_apply_in, people, round_.pk) == {"clerk", "other"}
    round_.state = "prepared"
    round_.save()
    assert allowed(rounds.round_to_read, people, round_.pk) == {"officer", "leader"}
    assert allowed(rounds.round_to_apply_in, people, round_.pk) == set()
    with pytest.raises(Http404):
        rounds.announced_round(round_.pk)


def test_an_objection_is_opened_by_the_running_office_and_by_its_code(people, city, officer, clerk):
    application = an_application(a_round(city, officer), city.agency, clerk)
    publicised(application, officer)
    said = {"is_anonymous": True, "name": "", "contact": "", "actor": None, "at": NOON}
    objection = object_to(application_id=application.pk, text="有投诉。", **said)

    assert allowed(rounds.objection_to_answer, people, objection.pk) == {"officer"}
    assert rounds.objection_by_code(objection.tracking_code.lower()) == Objection.objects.get()
    with pytest.raises(Http404):
        rounds.objection_by_code("")


def test_a_title_and_what_is_done_about_it(people, city, officer):
    title = a_title(city, city.agency, officer)
    sanction = propose_sanction(title_id=title.pk, kind=SanctionKind.WARN, paper=BLAME, actor=officer, at=NOON)

    assert allowed(titles.title_to_read, people, title.pk) == {"officer", "district", "leader"}
    assert allowed(titles.title_to_manage, people, title.pk) == {"officer", "district"}
    assert allowed(titles.title_to_hold, people, title.pk) == {"clerk"}
    assert allowed(titles.sanction_to_answer, people, sanction.pk) == {"clerk"}
    assert allowed(titles.sanction_to_decide, people, sanction.pk) == {"officer", "district"}


def test_the_awarding_hand_is_the_awarding_places_own(city, officer, district_officer, clerk):
    paths = {"unit_path": city.agency.path, "awarding_path": city.city.path}

    assert Who.AWARDING in titles.hands_of(officer, **paths)
    assert Who.AWARDING not in titles.hands_of(district_officer, **paths)
    assert titles.hands_of(clerk, **paths) == {Who.APPLICANT, Who.HOLDER}
