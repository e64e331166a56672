"""One application from its start to its award, and everything that may stop it on the way."""

from datetime import timedelta

import pytest

from chuangwen.civic.assessments import previews
from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.operations.units import rename_unit
from chuangwen.civic.rounds.enums import Answer
from chuangwen.civic.rounds.models import Application, DepartmentOpinion, StepRecord
from chuangwen.civic.rounds.operations.applications import (
    start_application,
    submit_application,
    withdraw_application,
    write_features,
)
from chuangwen.civic.rounds.operations.awards import extend_clock, report_up
from chuangwen.civic.rounds.operations.opinions import ask_opinions, close_opinions, give_opinion
from chuangwen.civic.rounds.operations.publicity import answer_objection, extend_objection, object_to, publicise
from chuangwen.civic.rounds.operations.refusals import (
    ConditionsUnmet,
    FeatureTooLong,
    NotEligible,
    NotYourHand,
    NotYourPlace,
    OutOfTurn,
    PaperMissing,
    RoundNotRunning,
)
from chuangwen.civic.rounds.operations.rounds import close_round
from chuangwen.civic.rounds.operations.screening import (
    accept_application,
    recommend_application,
    record_mark,
    refuse_application,
    return_application,
    settle_application,
)
from chuangwen.civic.rounds.queries.eligibility import hindrances_of, preview_of
from chuangwen.civic.titles.models import Title
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.programmes import end_programme
from tests.civic.candidacies import (
    BASIS,
    a_holder,
    a_round,
    a_title,
    an_application,
    awarded,
    awarding,
    days_later,
    publicised,
)
from tests.civic.small_books import a_published_book
from tests.factories import NOON, TODAY, a_grant, a_person, an_entry

RETURN = Paper(grounds=("late",), reason="请补充上年度总结。")


@pytest.fixture
def round_(city, officer):
    return a_round(city, officer)


@pytest.fixture
def application(round_, city, clerk):
    return an_application(round_, city.agency, clerk)


def state_of(application):
    application.refresh_from_db()
    return application.state


def events_of(application):
    return list(StepRecord.objects.filter(application=application).order_by("position").values_list("event", flat=True))


def test_an_application_goes_from_start_to_award(application, officer, city):
    title = awarded(application, officer)

    assert events_of(application) == [
        *("start", "submit", "recommend", "accept", "decide", "publicise", "settle", "award")
    ]
    assert (title.unit, title.state, title.awarded_name) == (city.agency, "awarded", "青石区税务局")
    assert title.certificate.number
    assert title.plaque.number


def test_an_award_leaves_a_fact_of_the_title_held(application, officer, city):
    title = awarded(application, officer)

    fact = Entry.objects.get(unit=city.agency, kind="title_held")
    assert (fact.topic, fact.level, fact.start_date, fact.until_date) == (
        "civil_unit",
        "city",
        title.from_date,
        title.until_date,
    )
    assert (fact.status, title.fact) == (Status.CONFIRMED, fact)


def test_each_step_writes_one_line(application, officer):
    before = Line.objects.count()

    recommend_application(application_id=application.pk, paper=BASIS, actor=officer, at=NOON)
    recommend_application(application_id=application.pk, paper=BASIS, actor=officer, at=NOON)

    assert Line.objects.count() == before + 1
    assert state_of(application) == "recommended"
    assert events_of(application) == ["start", "submit", "recommend"]


def test_what_is_not_its_turn_is_refused_and_says_where_it_stands(application, officer):
    with pytest.raises(OutOfTurn) as refusal:
        accept_application(application_id=application.pk, paper=BASIS, actor=officer, at=NOON)

    assert refusal.value.why == "现在是“已提交”，不能办“受理”。"


def test_another_unit_or_district_has_no_hand_in_it(application, other_clerk, leader, clerk):
    for stranger in (other_clerk, leader, clerk):
        with pytest.raises(NotYourHand):
            recommend_application(application_id=application.pk, paper=BASIS, actor=stranger, at=NOON)


def test_an_officer_who_serves_the_applicant_stands_aside(application, city):
    both = a_person(Role.OFFICER, city.city, username="both")
    other = a_person(Role.OFFICER, city.district, username="district")
    a_grant(user=both, unit=city.agency, role=Role.CLERK)

    with pytest.raises(ConditionsUnmet, match="回避"):
        recommend_application(application_id=application.pk, paper=BASIS, actor=both, at=NOON)
    recommend_application(application_id=application.pk, paper=BASIS, actor=other, at=NOON)


def test_a_returned_application_is_supplemented_and_begins_anew(application, officer, clerk):
    recommend_application(application_id=application.pk, paper=BASIS, actor=officer, at=NOON)
    return_application(application_id=application.pk, paper=RETURN, actor=officer, at=NOON)

    application.refresh_from_db()
    assert (application.state, application.clock) == ("returned", "supplement")
    assert application.due_date > TODAY
    submit_application(application_id=application.pk, actor=clerk, at=days_later(40))
    assert state_of(application) == "submitted"


@pytest.mark.parametrize("paper", [Paper(grounds=("late",)), Paper(reason="材料不全。")])
def test_nobody_is_returned_or_refused_without_grounds_and_words(application, officer, paper):
    for act in (return_application, refuse_application):
        with pytest.raises(PaperMissing):
            act(application_id=application.pk, paper=paper, actor=officer, at=NOON)


def test_a_refusal_keeps_its_grounds_and_words(application, officer):
    refuse_application(application_id=application.pk, paper=RETURN, actor=officer, at=NOON)

    step = StepRecord.objects.get(application=application, event="refuse")
    assert (step.grounds, step.reason, state_of(application)) == (["late"], "请补充上年度总结。", "refused")


def test_an_application_is_taken_back_at_any_time_and_made_anew(application, officer, clerk, round_, city):
    publicised(application, officer)
    withdraw_application(application_id=application.pk, reason="另有安排。", actor=clerk, at=NOON)
    again = an_application(round_, city.agency, clerk)

    assert state_of(application) == "withdrawn"
    assert again.pk != application.pk


def test_a_unit_applies_once_in_a_round(application, round_, city, clerk):
    again = start_application(round_id=round_.pk, holder_id=a_holder(city.agency, clerk).pk, actor=clerk, at=NOON)

    assert again == application


def test_nobody_applies_outside_the_time_of_applying(round_, city, clerk):
    holder = a_holder(city.agency, clerk)
    application = start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=NOON)

    with pytest.raises(ConditionsUnmet, match="申报期限"):
        submit_application(application_id=application.pk, actor=clerk, at=days_later(21))


def test_who_lacks_the_title_below_is_told_so(city, officer, clerk):
    round_ = a_round(city, officer, needs_level="county")
    holder = a_holder(city.agency, clerk)
    application = start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=NOON)

    with pytest.raises(NotEligible) as refusal:
        submit_application(application_id=application.pk, actor=clerk, at=NOON)

    assert [found.code for found in refusal.value.hindrances] == ["ladder"]
    assert "县级" in refusal.value.why


def test_a_finding_within_the_window_bars_the_application_and_is_named(round_, city, clerk):
    entry = an_entry(unit=city.agency, kind="violation", title="消防责任事故", start_date=TODAY - timedelta(days=90))
    found = hindrances_of(round_, a_holder(city.agency, clerk), today=TODAY)

    assert [(each.code, each.entries) for each in found] == [("incident", (entry.pk,))]


def test_the_self_assessment_is_taken_from_the_live_scorecard_and_frozen(city, officer, clerk):
    edition = a_published_book(city.city)
    round_ = a_round(city, officer, edition_id=edition.pk, apply_line=2_000)
    holder = a_holder(city.agency, clerk)
    application = start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=NOON)
    an_entry(unit=city.agency, kind="document", title="创建方案")

    application = submit_application(application_id=application.pk, actor=clerk, at=NOON)

    frozen = (application.self_mark, application.self_card)
    assert application.self_mark >= 2_000
    an_entry(unit=city.agency, kind="volunteer_activity", topic="volunteering")
    previews.refresh(city.agency.pk, NOON)
    assert preview_of(round_, city.agency).certain > application.self_mark
    application.refresh_from_db()
    assert (application.self_mark, application.self_card) == frozen


def test_what_is_special_has_five_hundred_characters_a_criterion(city, officer, clerk):
    edition = a_published_book(city.city)
    round_ = a_round(city, officer, edition_id=edition.pk)
    holder = a_holder(city.agency, clerk)
    application = start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=NOON)

    saved = write_features(application_id=application.pk, features={"I-1": "文" * 500}, actor=clerk, at=NOON)
    assert saved.features == {"I-1": "文" * 500}
    for features in ({"I-1": "文" * 501}, {"X-9": "不在细则里"}):
        with pytest.raises(FeatureTooLong):
            write_features(application_id=application.pk, features=features, actor=clerk, at=NOON)


def test_names_stay_as_they_were_when_the_unit_is_renamed(application, city, officer):
    rename_unit(unit_id=city.agency.pk, name="青石区税务分局", actor=officer, at=NOON)

    application.refresh_from_db()
    assert (application.name, application.unit_name) == ("青石区税务局", "青石区税务局")


def test_the_round_keeps_the_rules_of_its_day(round_, officer):
    programme = round_.programme
    programme.steps, programme.pass_line = ["submit", "publicise", "settle", "award"], 99_000
    programme.save()
    end_programme(programme_id=programme.pk, until_date=TODAY + timedelta(days=1), actor=officer, at=NOON)

    round_.refresh_from_db()
    assert round_.steps == ("submit", "recommend", "accept", "decide", "publicise", "settle", "award")
    assert round_.terms["pass_line"] is None


def test_a_closed_round_moves_no_more(application, officer, round_):
    refuse_application(application_id=application.pk, paper=RETURN, actor=officer, at=NOON)
    close_round(round_id=round_.pk, actor=officer, at=NOON)

    with pytest.raises(RoundNotRunning):
        accept_application(application_id=application.pk, paper=BASIS, actor=officer, at=NOON)


def test_a_round_is_not_closed_over_open_applications(application, officer, round_):
    with pytest.raises(OutOfTurn, match="1个申报没有办结"):
        close_round(round_id=round_.pk, actor=officer, at=NOON)


class TestDepartments:
    @pytest.fixture
    def asked(self, city, officer, clerk):
        round_ = a_round(city, officer, steps=("submit", "consult", "publicise", "settle", "award"))
        application = an_application(round_, city.agency, clerk)
        ask_opinions(
            round_id=round_.pk,
            application_ids=[application.pk],
            unit_ids=[city.other_agency.pk, city.school.pk],
            actor=officer,
            at=NOON,
        )
        return application

    def test_are_asked_once_and_the_round_waits_for_them(self, asked, city, officer, other_clerk):
        again = ask_opinions(
            round_id=asked.round_id,
            application_ids=[asked.pk],
            unit_ids=[city.school.pk],
            actor=officer,
            at=NOON,
        )
        assert again == 0
        with pytest.raises(ConditionsUnmet, match="部门意见"):
            close_opinions(application_id=asked.pk, actor=officer, at=NOON)

    def test_that_say_nothing_in_time_are_noted_as_silent(self, asked, officer, other_clerk):
        opinion = DepartmentOpinion.objects.get(application=asked, unit__name="临江区水务局")
        give_opinion(
            opinion_id=opinion.pk, answer=Answer.OBJECTS, text="有欠费。", number="", actor=other_clerk, at=NOON
        )
        close_opinions(application_id=asked.pk, actor=officer, at=days_later(30))

        answers = DepartmentOpinion.objects.order_by("id").values_list("answer", flat=True)
        assert list(answers) == [Answer.OBJECTS, Answer.SILENT]
        assert state_of(asked) == "consulted"

    def test_answer_in_time_and_for_themselves(self, asked, clerk, other_clerk):
        opinion = DepartmentOpinion.objects.get(application=asked, unit__name="临江区水务局")
        said = {"opinion_id": opinion.pk, "answer": Answer.AGREES, "text": "", "number": ""}

        with pytest.raises(NotYourHand):
            give_opinion(**said, actor=clerk, at=NOON)
        with pytest.raises(ConditionsUnmet, match="在答复期限内"):
            give_opinion(**said, actor=other_clerk, at=days_later(30))


class TestPublicity:
    @pytest.fixture
    def shown(self, application, officer):
        publicised(application, officer)
        application.refresh_from_db()
        return application

    def objecting(self, application, at=NOON, **said):
        told = {"text": "申报单位年内有投诉未办结。", "is_anonymous": True, "name": "", "contact": ""} | said
        return object_to(application_id=application.pk, actor=None, at=at, **told)

    def test_lasts_five_working_days_at_least(self, shown, officer):
        assert shown.publicity.due_date == TODAY + timedelta(days=7)  # a weekend lies between
        with pytest.raises(ConditionsUnmet, match="公示期"):
            settle_application(application_id=shown.pk, actor=officer, at=days_later(7))
        settle_application(application_id=shown.pk, actor=officer, at=days_later(8))
        assert state_of(shown) == "cleared"

    def test_waits_for_every_objection_to_be_answered(self, shown, officer):
        objection = self.objecting(shown)
        with pytest.raises(ConditionsUnmet, match="异议"):
            settle_application(application_id=shown.pk, actor=officer, at=days_later(10))

        answer_objection(
            objection_id=objection.pk, finding="reject", answer="经核实不属实。", actor=officer, at=days_later(10)
        )
        settle_application(application_id=shown.pk, actor=officer, at=days_later(10))
        assert state_of(shown) == "cleared"

    def test_is_barred_by_an_objection_that_is_upheld(self, shown, officer):
        objection = self.objecting(shown)
        answer_objection(objection_id=objection.pk, finding="uphold", answer="属实。", actor=officer, at=NOON)

        with pytest.raises(ConditionsUnmet, match="查实"):
            settle_application(application_id=shown.pk, actor=officer, at=days_later(10))
        refuse_application(application_id=shown.pk, paper=RETURN, actor=officer, at=days_later(10))

    def test_takes_no_objection_after_its_last_day(self, shown):
        self.objecting(shown, at=days_later(7))
        with pytest.raises(ConditionsUnmet):
            self.objecting(shown, at=days_later(8))

    def test_keeps_no_name_of_an_anonymous_objector(self, shown):
        objection = self.objecting(shown, name="路人甲", contact="13800000000")

        assert (objection.name, objection.contact) == ("", "")
        assert "路人甲" not in str(list(Line.objects.values_list("after", flat=True)))

    def test_an_objection_may_take_longer_with_a_reason(self, shown, officer):
        objection = self.objecting(shown)
        before = objection.due_date

        extension = extend_objection(objection_id=objection.pk, days=5, reason="须调取档案。", actor=officer, at=NOON)
        objection.refresh_from_db()
        assert before < objection.due_date == extension.after_date
        with pytest.raises(PaperMissing):
            extend_objection(objection_id=objection.pk, days=5, reason=" ", actor=officer, at=NOON)


def test_a_time_limit_is_made_longer_with_a_reason(application, officer):
    before = application.due_date
    extension = extend_clock(application_id=application.pk, days=3, reason="材料较多。", actor=officer, at=NOON)

    application.refresh_from_db()
    assert before < application.due_date == extension.after_date


def test_who_falls_short_of_the_line_is_not_publicised(city, officer, clerk):
    round_ = a_round(
        city, officer, pass_line=85_000, steps=("submit", "report_up", "assess", "publicise", "settle", "award")
    )
    application = an_application(round_, city.agency, clerk)
    _, outcome = report_up(
        round_id=round_.pk,
        application_ids=[application.pk],
        to_body="示例省文明办",
        number="云文明办〔2025〕6号",
        reported_date=TODAY,
        actor=officer,
        at=NOON,
    )
    assert outcome.moved == (application.pk,)
    record_mark(application_id=application.pk, mark=84_999, paper=BASIS, actor=officer, at=NOON)

    _, outcome = publicise(
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
    assert [each.code for each in outcome.refused[0].obstacles] == ["mark_reaches_line"]


def test_the_award_is_the_awarding_offices(application, officer, district_officer):
    publicised(application, officer)
    settle_application(application_id=application.pk, actor=officer, at=days_later(10))

    with pytest.raises(NotYourPlace):
        awarding(application.round, [application.pk], district_officer, days_later(10))


def test_a_list_is_awarded_once_however_often_the_button_is_pressed(application, officer, round_):
    awarded(application, officer)
    _, outcome = awarding(round_, [application.pk], officer, days_later(10))

    assert outcome.already == (application.pk,)
    assert Title.objects.count() == 1


def test_an_award_renews_the_title_that_its_holder_has(city, officer, clerk):
    old = a_title(city, city.agency, officer, from_date=TODAY - timedelta(days=1000))
    round_ = a_round(city, officer)
    application = an_application(round_, city.agency, clerk)

    new = awarded(application, officer)

    old.refresh_from_db()
    assert (old.state, old.ended_date, new.renews) == ("expired", new.from_date, old)
    assert Entry.objects.filter(kind="title_held", status=Status.CONFIRMED).count() == 2


def test_a_draft_is_nobodys_application_yet(round_, city, clerk):
    holder = a_holder(city.agency, clerk)
    application = start_application(round_id=round_.pk, holder_id=holder.pk, actor=clerk, at=NOON)

    assert Application.objects.get(pk=application.pk).state == "drafted"
    assert not application.is_over
