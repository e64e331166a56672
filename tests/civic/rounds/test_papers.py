"""Documents are filled from what is kept."""

from datetime import timedelta

import pytest

from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.rounds import access
from chuangwen.civic.rounds.operations.applications import start_application, submit_application
from chuangwen.civic.rounds.operations.publicity import object_to, publicise
from chuangwen.civic.rounds.operations.screening import refuse_application
from chuangwen.civic.rounds.queries.files import application_file, opinions_waiting, rounds_for_unit
from chuangwen.civic.rounds.queries.papers import (
    application_form_of,
    award_decision_of,
    publicity_notice_of,
    refusal_notice_of,
)
from chuangwen.civic.rounds.queries.publicity import objections_to_answer, publicities, shown_in
from chuangwen.civic.titles.enums import HolderKind, SanctionKind
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.holders import withdraw_consent
from chuangwen.civic.titles.operations.sanctions import confirm_sanction, propose_sanction, waive_statement
from chuangwen.civic.titles.queries.papers import certificate_of, decision_of, hearing_notice_of
from chuangwen.core.writing import write_docx
from tests.civic.candidacies import (
    BLAME,
    DECISION,
    a_holder,
    a_round,
    a_title,
    an_application,
    awarded,
    publicised,
)
from tests.factories import NOON, TODAY, a_person


def text_of(document):
    """Everything that a document says, as its description holds it."""
    assert write_docx(document).content[:2] == b"PK"
    return str(document)


@pytest.fixture
def application(city, officer, clerk):
    return an_application(a_round(city, officer), city.agency, clerk)


def test_a_refusal_notice_names_the_grounds_in_the_programmes_words(application, officer):
    paper = Paper(grounds=("late",), reason="经两次通知没有补正。")
    refuse_application(application_id=application.pk, paper=paper, actor=officer, at=NOON)
    application.refresh_from_db()

    notice = refusal_notice_of(
        application, issuer="云岭市文明办", doc_number="云文明办〔2025〕11号", remedy="下一轮可以重新申报。"
    )

    said = text_of(notice)
    for words in ("青石区税务局", "市级文明单位", "材料逾期未补正。", "经两次通知没有补正。"):
        assert words in said


def test_the_application_form_has_a_place_for_each_opinion_of_its_programme(application):
    said = text_of(application_form_of(application))
    for words in ("青石区税务局", "2025年度市级文明单位申报", "推荐部门", "评审会"):
        assert words in said


def test_publicity_and_award_list_those_who_are_on_them(application, officer):
    title = awarded(application, officer)
    application.refresh_from_db()

    assert "青石区税务局" in text_of(
        publicity_notice_of(application.publicity, issuer="云岭市文明办", contact="云岭市文明办")
    )
    decision = text_of(award_decision_of(application.award, to="各县（区）文明委"))
    assert title.certificate.number in decision
    assert "3年" in decision
    assert "青石区税务局" in str(certificate_of(title, verify_url="https://example.org/verify"))


@pytest.mark.parametrize("kind", SanctionKind)
def test_each_sanction_has_its_notice_and_its_decision(kind, city, officer, clerk):
    title = a_title(city, city.agency, officer)
    sanction = propose_sanction(title_id=title.pk, kind=kind, paper=BLAME, actor=officer, at=NOON)
    hearing = text_of(hearing_notice_of(sanction, doc_number="云文明办〔2025〕12号", contact="云岭市文明办"))
    assert "2025年11月27日" in hearing
    waive_statement(sanction_id=sanction.pk, actor=clerk, at=NOON)
    second = a_person(Role.OFFICER, city.city)
    sanction = confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second, at=NOON)

    said = text_of(decision_of(sanction))
    for words in ("青石区税务局", "云文明委〔2025〕9号", "放弃陈述申辩"):
        assert words in said


def test_a_family_is_masked_on_a_public_list_and_hidden_once_it_withdraws(city, officer):
    round_ = a_round(
        city, officer, steps=("submit", "publicise", "settle", "award"), honour_code="civil_unit", level="county"
    )
    round_.terms["holder_kinds"] = ["household"]
    round_.save()
    clerk = a_person(Role.CLERK, city.community)
    home = a_holder(city.community, clerk, HolderKind.HOUSEHOLD, "林小满家庭", consent_note="已签")
    application = start_application(round_id=round_.pk, holder_id=home.pk, actor=clerk, at=NOON)
    submit_application(application_id=application.pk, actor=clerk, at=NOON)
    publicity, outcome = publicise(
        round_id=round_.pk,
        application_ids=[application.pk],
        name="公示",
        text="",
        number="",
        from_date=TODAY,
        token="t",
        actor=officer,
        at=NOON,
    )

    assert outcome.moved
    assert [each.name for each in shown_in(publicity)] == ["林**家庭"]
    withdraw_consent(holder_id=home.pk, actor=clerk, at=NOON)
    assert "林" not in str(shown_in(publicity))


def test_what_waits_for_whom(application, city, officer, clerk, other_clerk, django_assert_num_queries):
    publicised(application, officer)
    objection = object_to(
        application_id=application.pk, text="有投诉。", is_anonymous=True, name="", contact="", actor=None, at=NOON
    )

    assert list(objections_to_answer(officer)) == [objection]
    assert list(objections_to_answer(clerk)) == []
    assert [p.listed for p in publicities(TODAY)] == [1]
    assert list(publicities(TODAY + timedelta(days=30))) == []
    assert list(opinions_waiting(other_clerk, TODAY)) == []
    with django_assert_num_queries(2):
        (found,) = rounds_for_unit(city.agency, TODAY)
    assert (found.application, found.is_open) == (application, True)
    application = access.application_to_read(officer, application.pk)
    with django_assert_num_queries(5):
        file = application_file(application)
    assert (file.next_step, len(file.votes), len(file.objections)) == ("settle", 3, 1)
