"""A title's life: reviewed, warned, put right, suspended, revoked after it was heard, and given back."""

from datetime import date, timedelta

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.titles.enums import HolderKind, SanctionKind
from chuangwen.civic.titles.models import Rectification, Sanction, StarRating, Title, YearlyReview
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.appeals import decide_appeal, extend_appeal, file_appeal, withdraw_appeal
from chuangwen.civic.titles.operations.awards import pass_flag, register_title, renew_title, set_stars
from chuangwen.civic.titles.operations.draws import draw_rechecks
from chuangwen.civic.titles.operations.endings import expire_titles, merge_titles, recover_plaque, restore_title
from chuangwen.civic.titles.operations.holders import enter_holder, rename_holder, withdraw_consent
from chuangwen.civic.titles.operations.programmes import exempt_unit, open_programme
from chuangwen.civic.titles.operations.refusals import (
    ConditionsUnmet,
    ConsentMissing,
    NotApproved,
    NotYourHand,
    NotYourPlace,
    OutOfTurn,
    PaperMissing,
    PapersWrong,
    ProgrammeUnsound,
)
from chuangwen.civic.titles.operations.reviews import (
    lapse_title,
    open_reviews,
    pass_review,
    remind_holder,
    report_event,
    report_yearly,
)
from chuangwen.civic.titles.operations.sanctions import (
    confirm_sanction,
    drop_sanction,
    give_statement,
    propose_sanction,
    verify_rectification,
    waive_statement,
)
from chuangwen.civic.titles.queries.certificates import verified
from chuangwen.civic.titles.queries.lives import life_of
from chuangwen.civic.titles.queries.registers import coverage, expiring, figures_on, held_on, under_sanction
from tests.civic.candidacies import BLAME, DECISION, a_draft, a_holder, a_title, an_honour, days_later
from tests.factories import NOON, TODAY

SINCE = TODAY - timedelta(days=200)


@pytest.fixture
def title(city, officer):
    return a_title(city, city.agency, officer, from_date=SINCE)


def proposed(title, officer, kind=SanctionKind.REVOKE, **said):
    return propose_sanction(title_id=title.pk, kind=kind, paper=BLAME, actor=officer, at=NOON, **said)


def decided(title, officer, second_officer, clerk, kind=SanctionKind.REVOKE):
    sanction = proposed(title, officer, kind)
    give_statement(sanction_id=sanction.pk, text="我单位已立即整改。", actor=clerk, at=NOON)
    return confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second_officer, at=NOON)


def state_of(title):
    title.refresh_from_db()
    return title.state


class TestAProgramme:
    @pytest.mark.parametrize("blank", ["basis", "basis_number", "awarding_body"])
    def test_is_not_opened_without_its_approval(self, city, officer, blank):
        an_honour(officer)
        with pytest.raises(NotApproved):
            open_programme(unit_id=city.city.pk, draft=a_draft(**{blank: " "}), actor=officer, at=NOON)

    @pytest.mark.parametrize(
        "change",
        [
            {"steps": ("submit", "award")},
            {"clocks": {"publicity": 3}},
            {"level": "galactic"},
            {"needs_level": "city"},
            {"edition_id": 999},
        ],
    )
    def test_is_not_opened_when_its_rules_do_not_hold_together(self, city, officer, change):
        an_honour(officer)
        with pytest.raises(ProgrammeUnsound):
            open_programme(unit_id=city.city.pk, draft=a_draft(**change), actor=officer, at=NOON)

    def test_is_opened_by_an_officer_of_its_place(self, city, officer, district_officer):
        an_honour(officer)
        with pytest.raises(NotYourPlace):
            open_programme(unit_id=city.city.pk, draft=a_draft(), actor=district_officer, at=NOON)

    def test_exempts_a_unit_with_reason_and_basis_only(self, title, city, officer):
        said = {"programme_id": title.programme_id, "unit_id": city.school.pk, "actor": officer, "at": NOON}
        with pytest.raises(PapersWrong):
            exempt_unit(reason="新设单位。", basis=" ", **said)
        first = exempt_unit(reason="新设单位。", basis="云文明办〔2025〕2号", **said)
        assert exempt_unit(reason="新设单位。", basis="云文明办〔2025〕2号", **said) == first


class TestARevocation:
    def test_ends_the_title_after_a_statement_and_by_a_second_hand(self, title, officer, second_officer, clerk):
        sanction = decided(title, officer, second_officer, clerk)

        assert (state_of(title), title.ended_date, sanction.state) == ("revoked", TODAY, "confirmed")
        assert [moment.event for moment in life_of(title)] == ["award", "propose", "state", "revoke"]

    def test_is_not_confirmed_unheard_before_the_time_for_a_statement_is_over(self, title, officer, second_officer):
        sanction = proposed(title, officer)
        confirming = {"sanction_id": sanction.pk, "paper": DECISION, "actor": second_officer}

        with pytest.raises(ConditionsUnmet, match="陈述"):
            confirm_sanction(**confirming, at=days_later(7))
        confirm_sanction(**confirming, at=days_later(8))
        assert state_of(title) == "revoked"

    def test_is_confirmed_at_once_when_the_holder_waives(self, title, officer, second_officer, clerk):
        sanction = proposed(title, officer)
        waive_statement(sanction_id=sanction.pk, actor=clerk, at=NOON)
        confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second_officer, at=NOON)
        assert state_of(title) == "revoked"

    def test_is_not_confirmed_by_who_proposed_it(self, title, officer, clerk):
        sanction = proposed(title, officer)
        waive_statement(sanction_id=sanction.pk, actor=clerk, at=NOON)
        with pytest.raises(ConditionsUnmet, match="另一"):
            confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=officer, at=NOON)

    def test_is_confirmed_by_the_awarding_level_only(self, title, officer, district_officer, clerk):
        sanction = proposed(title, officer)
        waive_statement(sanction_id=sanction.pk, actor=clerk, at=NOON)
        with pytest.raises(NotYourHand):
            confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=district_officer, at=NOON)

    def test_needs_basis_grounds_words_and_evidence(self, title, officer):
        for missing in ({"basis": ""}, {"grounds": ("unlisted",)}, {"reason": ""}, {"evidence_note": ""}):
            paper = Paper(**({f: getattr(BLAME, f) for f in ("basis", "grounds", "reason", "evidence_note")} | missing))
            with pytest.raises(PaperMissing):
                propose_sanction(title_id=title.pk, kind=SanctionKind.REVOKE, paper=paper, actor=officer, at=NOON)
        assert Sanction.objects.count() == 0

    def test_closes_the_fact_on_its_day(self, title, officer, second_officer, clerk):
        decided(title, officer, second_officer, clerk)

        standing = Entry.objects.get(kind="title_held", status=Status.CONFIRMED)
        assert (standing.start_date, standing.until_date, standing.corrects.status) == (
            SINCE,
            TODAY,
            Status.CORRECTED,
        )

    def test_is_done_once_however_often_the_button_is_pressed(self, title, officer, second_officer, clerk):
        sanction = decided(title, officer, second_officer, clerk)
        lines = Line.objects.count()
        confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second_officer, at=NOON)

        assert (Line.objects.count(), title.history.filter(event="revoke").count()) == (lines, 1)

    def test_may_be_dropped_with_a_reason(self, title, officer):
        sanction = proposed(title, officer)
        with pytest.raises(PaperMissing):
            drop_sanction(sanction_id=sanction.pk, reason="", actor=officer, at=NOON)
        drop_sanction(sanction_id=sanction.pk, reason="经核实不属实。", actor=officer, at=NOON)
        assert state_of(title) == "awarded"

    def test_of_an_event_not_told_within_a_month_is_noted_as_concealed(self, title, officer):
        sanction = proposed(title, officer, event_date=TODAY - timedelta(days=40))
        assert sanction.is_concealed

    def test_calls_the_plaque_back(self, title, officer, second_officer, clerk):
        said = {"title_id": title.pk, "recovered_date": TODAY, "note": "", "actor": officer, "at": NOON}
        with pytest.raises(OutOfTurn):
            recover_plaque(**said)
        decided(title, officer, second_officer, clerk)
        assert recover_plaque(**said) == recover_plaque(**said)


class TestAnAppeal:
    @pytest.fixture
    def revoked(self, title, officer, second_officer, clerk):
        decided(title, officer, second_officer, clerk)
        return title

    @pytest.fixture
    def appeal(self, revoked, clerk):
        return file_appeal(title_id=revoked.pk, text="事故非我单位责任。", actor=clerk, at=days_later(3))

    def deciding(self, appeal, actor, *, uphold=True):
        return decide_appeal(
            appeal_id=appeal.pk, uphold=uphold, answer="经复核……", basis="管理办法第十二条", actor=actor, at=NOON
        )

    def test_that_is_upheld_gives_the_title_and_its_fact_back(self, appeal, title, officer):
        self.deciding(appeal, officer)

        assert (state_of(title), title.ended_date) == ("reviewed_ok", None)
        standing = Entry.objects.get(kind="title_held", status=Status.CONFIRMED)
        assert (standing.start_date, standing.until_date) == (SINCE, title.until_date)

    def test_is_not_decided_by_who_decided_the_revocation(self, appeal, second_officer):
        with pytest.raises(ConditionsUnmet):
            self.deciding(appeal, second_officer)

    def test_that_is_rejected_leaves_things_as_they_are(self, appeal, title, officer):
        assert self.deciding(appeal, officer, uphold=False).state == "rejected"
        assert state_of(title) == "revoked"

    def test_comes_in_time(self, revoked, clerk):
        with pytest.raises(ConditionsUnmet, match="申诉期限"):
            file_appeal(title_id=revoked.pk, text="不服。", actor=clerk, at=days_later(60))

    def test_may_be_taken_back_or_take_longer(self, appeal, clerk, officer):
        extended = extend_appeal(appeal_id=appeal.pk, days=5, reason="须调查。", actor=officer, at=NOON)
        assert extended.due_date > appeal.due_date
        assert withdraw_appeal(appeal_id=appeal.pk, actor=clerk, at=NOON).state == "withdrawn"


class TestPuttingRight:
    @pytest.fixture
    def order(self, title, officer, second_officer, clerk):
        decided(title, officer, second_officer, clerk, SanctionKind.ORDER)
        return Rectification.objects.get(title=title)

    def verifying(self, order, actor, *, passed):
        paper = Paper(reason="现场核查情况。", evidence_note="核查照片")
        return verify_rectification(
            rectification_id=order.pk, passed=passed, paper=paper, actor=actor, at=days_later(9)
        )

    def test_has_its_day_and_is_verified_by_another_hand(self, order, title, officer, second_officer):
        assert (state_of(title), order.due_date > TODAY) == ("rectifying", True)
        with pytest.raises(ConditionsUnmet):
            self.verifying(order, officer, passed=True)
        self.verifying(order, second_officer, passed=True)
        assert state_of(title) == "reviewed_ok"

    def test_that_failed_gets_another_day(self, order, title, second_officer):
        before = order.due_date
        again = self.verifying(order, second_officer, passed=False)
        assert (again.due_date > before, state_of(title)) == (True, "rectifying")

    def test_leads_to_suspension_and_back(self, order, title, officer, second_officer, clerk):
        decided(title, officer, second_officer, clerk, SanctionKind.SUSPEND)
        order.refresh_from_db()
        assert (state_of(title), order.state) == ("suspended", "ended")
        restore_title(title_id=title.pk, paper=DECISION, actor=officer, at=NOON)
        assert state_of(title) == "reviewed_ok"


class TestAYearlyReview:
    @pytest.fixture
    def review(self, title, city, officer):
        due = TODAY + timedelta(days=10)
        assert open_reviews(unit_id=city.city.pk, year=2025, due_date=due, actor=officer, at=NOON) == 1
        assert open_reviews(unit_id=city.city.pk, year=2025, due_date=due, actor=officer, at=NOON) == 0
        return YearlyReview.objects.get()

    def test_is_passed_once_the_report_is_there(self, review, title, officer, clerk):
        paper = Paper(basis="年度复查")
        with pytest.raises(ConditionsUnmet, match="报告"):
            pass_review(review_id=review.pk, paper=paper, actor=officer, at=NOON)
        report_yearly(review_id=review.pk, report="全年情况……", events="", actor=clerk, at=NOON)
        pass_review(review_id=review.pk, paper=paper, actor=officer, at=NOON)
        assert state_of(title) == "reviewed_ok"

    def test_without_a_report_lapses_the_title_after_notice_only(self, review, title, officer, clerk):
        lapsing = {"review_id": review.pk, "paper": DECISION, "actor": officer}
        with pytest.raises(ConditionsUnmet):
            remind_holder(review_id=review.pk, actor=officer, at=days_later(10))
        with pytest.raises(ConditionsUnmet, match="催报"):
            lapse_title(**lapsing, at=days_later(30))
        remind_holder(review_id=review.pk, actor=officer, at=days_later(11))
        title.refresh_from_db()
        with pytest.raises(ConditionsUnmet):
            lapse_title(**lapsing, at=days_later((title.notice_due_date - TODAY).days))
        lapse_title(**lapsing, at=days_later((title.notice_due_date - TODAY).days + 1))
        assert state_of(title) == "lapsed"

    def test_with_a_late_report_does_not_lapse(self, review, title, officer, clerk):
        remind_holder(review_id=review.pk, actor=officer, at=days_later(11))
        report_yearly(review_id=review.pk, report="补报。", events="", actor=clerk, at=days_later(12))
        with pytest.raises(ConditionsUnmet):
            lapse_title(review_id=review.pk, paper=DECISION, actor=officer, at=days_later(60))


class TestWhoHoldsWhat:
    def test_is_known_for_any_day(self, title, city, officer, second_officer, clerk):
        decided(title, officer, second_officer, clerk)

        assert list(held_on(city.city, TODAY - timedelta(days=1))) == [title]
        assert list(held_on(city.city, TODAY)) == []
        assert list(held_on(city.city, SINCE - timedelta(days=1))) == []
        assert list(held_on(city.other_district, SINCE)) == []

    def test_is_counted_by_honour_and_level(self, title, city):
        (figure,) = figures_on(city.city, TODAY)
        assert (figure.honour, figure.level, figure.count) == ("civil_unit", "city", 1)

    def test_shows_what_expires_soon_and_what_is_under_sanction(self, title, city, officer):
        assert list(expiring(city.city, TODAY)) == []
        assert list(expiring(city.city, title.until_date - timedelta(days=30))) == [title]
        assert list(under_sanction(city.city)) == []
        proposed(title, officer)
        assert list(under_sanction(city.city)) == [title]

    def test_covers_households_by_their_titles_and_stars(self, city, officer):
        an_honour(officer, code="family", name="星级文明户", holder_kinds=("household",), most_stars=10)
        programme = open_programme(unit_id=city.city.pk, draft=a_draft(honour_code="family"), actor=officer, at=NOON)
        home = a_holder(city.community, officer, HolderKind.HOUSEHOLD, "林小满家庭", consent_note="已签")
        title = register_title(
            holder_id=home.pk,
            programme_id=programme.pk,
            document="决定",
            number="1号",
            from_date=SINCE,
            actor=officer,
            at=NOON,
        )
        set_stars(title_id=title.pk, stars=8, from_date=SINCE, basis="评议", reason="", actor=officer, at=NOON)
        set_stars(title_id=title.pk, stars=9, from_date=TODAY, basis="评议", reason="", actor=officer, at=NOON)

        assert [c.part for c in coverage(city.city, TODAY)] == [0, 1, 1]
        assert [c.rate for c in coverage(city.city, TODAY)][1:] == [1, 1]
        stars = StarRating.objects.order_by("id").values_list("stars", "from_date", "until_date")
        assert list(stars) == [(8, SINCE, TODAY), (9, TODAY, None)]
        assert not Entry.objects.filter(kind="title_held").exists()


class TestFamiliesAndPersons:
    def test_take_part_by_consent_only(self, city, officer):
        with pytest.raises(ConsentMissing):
            enter_holder(unit_id=city.community.pk, kind=HolderKind.PERSON, name="林小满", actor=officer, at=NOON)

    def test_are_masked_and_withdraw_at_will(self, city, officer):
        an_honour(officer, code="good", name="身边好人", holder_kinds=("person",))
        programme = open_programme(unit_id=city.city.pk, draft=a_draft(honour_code="good"), actor=officer, at=NOON)
        person = a_holder(city.community, officer, HolderKind.PERSON, "林小满", consent_note="已签")
        said = {"programme_id": programme.pk, "document": "决定", "number": "1号", "from_date": SINCE}
        title = register_title(holder_id=person.pk, actor=officer, at=NOON, **said)
        number, code = title.certificate.number, title.certificate.code

        assert verified(number, code).name == "林**"
        withdraw_consent(holder_id=person.pk, actor=officer, at=NOON)
        assert "林" not in verified(number, code).name
        other = a_holder(city.community, officer, HolderKind.PERSON, "周禾", consent_note="已签")
        withdraw_consent(holder_id=other.pk, actor=officer, at=NOON)
        with pytest.raises(ConsentMissing):
            register_title(holder_id=other.pk, actor=officer, at=NOON, **said)


class TestACertificate:
    def test_shows_name_honour_and_dates_and_nothing_more(self, title):
        found = verified(title.certificate.number.lower(), title.certificate.code)

        assert (found.name, found.honour, found.from_date) == ("青石区税务局", "市级文明单位", SINCE)
        assert set(found.__dataclass_fields__) == {
            *("number", "name", "honour", "awarding_body", "from_date", "until_date", "ended_date"),
            "last_date",
        }
        assert (found.is_valid(TODAY), found.is_valid(SINCE - timedelta(days=1))) == (True, False)

    def test_shows_nothing_for_a_wrong_code(self, title):
        assert verified(title.certificate.number, "WRONG") is None
        assert verified("C0", title.certificate.code) is None


def test_a_title_is_renewed_and_the_old_one_ends_on_that_day(title, officer):
    new = renew_title(title_id=title.pk, document="决定", number="2号", from_date=TODAY, actor=officer, at=NOON)
    title.refresh_from_db()
    assert (title.state, title.ended_date, new.from_date, new.renews) == ("expired", TODAY, TODAY, title)


def test_titles_expire_on_the_day_on_which_their_term_ran_out(title, city, officer):
    at = days_later((title.until_date - TODAY).days + 5)

    assert expire_titles(unit_id=city.city.pk, actor=officer, at=at) == 1
    assert expire_titles(unit_id=city.city.pk, actor=officer, at=at) == 0
    assert (state_of(title), title.ended_date) == ("expired", title.until_date)


def test_of_two_merged_units_the_lower_title_is_kept(title, city, officer):
    low = a_draft(level="county", from_date=date(2025, 1, 11))
    county = open_programme(unit_id=city.city.pk, draft=low, actor=officer, at=NOON)
    lower = register_title(
        holder_id=a_holder(city.school, officer).pk,
        programme_id=county.pk,
        document="决定",
        number="3号",
        from_date=SINCE,
        actor=officer,
        at=NOON,
    )

    kept = merge_titles(
        from_unit_id=city.school.pk,
        into_unit_id=city.agency.pk,
        keeps_single=False,
        paper=DECISION,
        actor=officer,
        at=NOON,
    )

    assert kept == (lower,)
    lower.refresh_from_db()
    assert (state_of(title), lower.unit, lower.state) == ("merged", city.agency, "awarded")
    standing = Entry.objects.filter(kind="title_held", status=Status.CONFIRMED, unit=city.agency).order_by("id")
    assert [(e.level, e.start_date) for e in standing] == [("city", SINCE), ("county", TODAY)]


def test_a_renamed_holder_keeps_the_name_of_the_day_on_its_titles(title, officer):
    rename_holder(holder_id=title.holder_id, name="青石区税务分局", reason="机构改革。", actor=officer, at=NOON)

    title.refresh_from_db()
    assert (title.holder.name, title.awarded_name) == ("青石区税务分局", "青石区税务局")
    assert "青石区税务分局" in life_of(title)[-1].reason


def test_a_flag_passes_on_and_its_holders_are_remembered(city, officer):
    an_honour(officer, code="flag", name="流动红旗", is_flag=True)
    programme = open_programme(unit_id=city.city.pk, draft=a_draft(honour_code="flag"), actor=officer, at=NOON)
    said = {"programme_id": programme.pk, "document": "月评", "actor": officer, "at": NOON}
    for unit, day in ((city.agency, SINCE), (city.school, TODAY)):
        pass_flag(holder_id=a_holder(unit, officer).pk, number="1号", from_date=day, **said)
    pass_flag(holder_id=a_holder(city.school, officer).pk, number="1号", from_date=TODAY, **said)

    held = Title.objects.order_by("id").values_list("unit__name", "from_date", "ended_date")
    assert list(held) == [("青石区税务局", SINCE, TODAY), ("青石区实验小学", TODAY, None)]


def test_a_draw_is_the_same_from_the_same_seed(title, city, officer):
    for unit in (city.school, city.other_agency, city.community):
        register_title(
            holder_id=a_holder(unit, officer).pk,
            programme_id=title.programme_id,
            document="决定",
            number="4号",
            from_date=SINCE,
            actor=officer,
            at=NOON,
        )
    said = {"unit_id": city.city.pk, "honour_id": None, "level": "", "wanted": 2, "actor": officer, "at": NOON}

    first, again = draw_rechecks(seed="2025-11-20", **said), draw_rechecks(seed="2025-11-20", **said)

    assert (first, first.picks.count(), len(first.pool)) == (again, 2, 4)
    with pytest.raises(PapersWrong):
        draw_rechecks(seed=" ", **said)


def test_a_unit_tells_of_its_own_event_once(title, officer, clerk):
    said = {"title_id": title.pk, "text": "发生一起轻微事故，已处理。", "event_date": TODAY, "at": NOON}
    with pytest.raises(NotYourHand):
        report_event(actor=officer, **said)

    assert report_event(actor=clerk, **said) == report_event(actor=clerk, **said)
    assert [moment.event for moment in life_of(title)] == ["award", "report"]
    with pytest.raises(PapersWrong):
        report_event(actor=clerk, **(said | {"event_date": TODAY + timedelta(days=1)}))
