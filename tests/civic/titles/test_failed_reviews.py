"""A yearly review that fails or is put off: nothing happens to a title unheard, or by one hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chuangwen.civic.journal.models import Line
from chuangwen.civic.letters.models import Letter
from chuangwen.civic.titles.enums import ReviewResult, SanctionKind
from chuangwen.civic.titles.models import Rectification, Sanction, YearlyReview
from chuangwen.civic.titles.operations.appeals import decide_appeal, file_appeal
from chuangwen.civic.titles.operations.refusals import (
    ConditionsUnmet,
    NotYourHand,
    OutOfTurn,
    PaperMissing,
    PapersWrong,
)
from chuangwen.civic.titles.operations.reviews import (
    defer_review,
    fail_review,
    lapse_title,
    pass_review,
    remind_holder,
    report_yearly,
)
from chuangwen.civic.titles.operations.sanctions import (
    confirm_sanction,
    drop_sanction,
    extend_statement,
    give_statement,
)
from chuangwen.civic.titles.queries.lives import life_of
from tests.civic.candidacies import BLAME, DECISION, a_title, days_later
from tests.factories import NOON, TODAY


@pytest.fixture
def title(city, officer):
    return a_title(city, city.agency, officer, from_date=TODAY - timedelta(days=200))


@pytest.fixture
def due(title):
    return YearlyReview.objects.create(title=title, year=2025, due_date=TODAY)


@pytest.fixture
def review(due, clerk):
    return report_yearly(review_id=due.pk, report="全年保持创建水平。", events="", actor=clerk, at=NOON)


def failed(review, officer, kind=SanctionKind.WARN, paper=BLAME):
    return fail_review(review_id=review.pk, kind=kind, paper=paper, actor=officer, at=NOON)


def state_of(title):
    title.refresh_from_db()
    return title.state


def result_of(review):
    review.refresh_from_db()
    return review.result


class TestAReviewThatFails:
    def test_proposes_a_warning_and_leaves_the_title_as_it_is(self, title, review, officer):
        sanction = failed(review, officer)

        assert (sanction.kind, sanction.state, sanction.review_id) == (SanctionKind.WARN, "proposed", review.pk)
        assert (result_of(review), state_of(title)) == (ReviewResult.FAILED, "awarded")
        assert [(each.event, each.reason) for each in life_of(title)][-2:] == [
            ("fail", BLAME.reason), ("propose", BLAME.reason),
        ]  # fmt: skip

    def test_writes_one_line_and_tells_the_holder_by_when_to_answer(self, title, review, officer):
        before = Line.objects.count()

        sanction = failed(review, officer)

        assert [line.verb for line in Line.objects.order_by("number")[before:]] == ["review.failed"]
        day = sanction.statement_due_date
        assert f"请在{day.year}年{day.month}月{day.day}日" in Letter.objects.order_by("-id").first().subject

    def test_is_decided_by_a_second_hand_once_its_holder_was_heard(self, title, review, officer, second_officer, clerk):
        sanction = failed(review, officer, SanctionKind.ORDER)
        with pytest.raises(ConditionsUnmet):
            confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second_officer, at=NOON)
        give_statement(sanction_id=sanction.pk, text="正在整改。", actor=clerk, at=NOON)
        with pytest.raises(ConditionsUnmet):
            confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=officer, at=NOON)

        confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second_officer, at=NOON)

        assert (state_of(title), Rectification.objects.get().sanction_id) == ("rectifying", sanction.pk)

    def test_pressed_twice_fails_once(self, review, officer):
        assert failed(review, officer) == failed(review, officer)
        assert Sanction.objects.count() == 1

    def test_is_open_again_when_nothing_comes_of_what_it_proposed(self, title, review, officer):
        drop_sanction(sanction_id=failed(review, officer).pk, reason="陈述属实。", actor=officer, at=NOON)
        assert result_of(review) == ReviewResult.REPORTED

        pass_review(review_id=review.pk, paper=DECISION, actor=officer, at=NOON)

        assert (result_of(review), state_of(title)) == (ReviewResult.PASSED, "reviewed_ok")

    def test_is_open_again_when_an_appeal_is_upheld(self, title, review, officer, second_officer, clerk):
        sanction = failed(review, officer)
        give_statement(sanction_id=sanction.pk, text="不属实。", actor=clerk, at=NOON)
        confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second_officer, at=NOON)
        appeal = file_appeal(title_id=title.pk, text="请复核。", actor=clerk, at=NOON)

        decide_appeal(appeal_id=appeal.pk, uphold=True, answer="成立。", basis="办法", actor=officer, at=NOON)

        assert (result_of(review), state_of(title)) == (ReviewResult.REPORTED, "reviewed_ok")

    def test_cannot_be_passed_or_put_off_while_it_is_failed(self, review, officer):
        failed(review, officer)

        with pytest.raises(PapersWrong, match="已经复查完毕"):
            pass_review(review_id=review.pk, paper=DECISION, actor=officer, at=NOON)
        with pytest.raises(PapersWrong, match="已经复查完毕"):
            defer_review(review_id=review.pk, reason="再补充。", actor=officer, at=NOON)

    @pytest.mark.parametrize("lacks", ["basis", "grounds", "reason", "evidence_note"])
    def test_needs_all_that_a_proposal_needs(self, title, review, officer, lacks):
        empty = replace(BLAME, **{lacks: () if lacks == "grounds" else ""})

        with pytest.raises(PaperMissing):
            failed(review, officer, paper=empty)

        assert (result_of(review), Sanction.objects.exists()) == (ReviewResult.REPORTED, False)

    def test_proposes_no_more_than_a_warning_or_an_order(self, review, officer):
        with pytest.raises(PapersWrong, match="只能拟警告或限期整改"):
            failed(review, officer, SanctionKind.REVOKE)

    def test_needs_a_report_and_the_offices_hand(self, due, officer, clerk):
        with pytest.raises(ConditionsUnmet, match="报告"):
            failed(due, officer)
        with pytest.raises(NotYourHand):
            failed(due, clerk)


class TestAReviewThatIsPutOff:
    def test_is_due_again_and_its_report_may_be_mended(self, title, review, officer, clerk):
        put_off = defer_review(review_id=review.pk, reason="缺消防整改的材料。", actor=officer, at=NOON)

        assert (put_off.result, put_off.due_date > TODAY, put_off.note) == ("due", True, "缺消防整改的材料。")
        assert life_of(title)[-1].event == "defer"
        assert "请在" in Letter.objects.order_by("-id").first().subject
        report_yearly(review_id=review.pk, report="已补充材料。", events="", actor=clerk, at=days_later(1))
        assert pass_review(review_id=review.pk, paper=DECISION, actor=officer, at=days_later(2)).result == "passed"

    def test_starts_every_clock_anew(self, title, due, officer, second_officer, clerk):
        remind_holder(review_id=due.pk, actor=officer, at=days_later(1))
        report_yearly(review_id=due.pk, report="迟交的报告。", events="", actor=clerk, at=days_later(2))
        put_off = defer_review(review_id=due.pk, reason="内容不全。", actor=officer, at=days_later(3))

        assert (put_off.reminded_at, put_off.title.notice_due_date) == (None, None)
        with pytest.raises(ConditionsUnmet):
            lapse_title(review_id=due.pk, paper=DECISION, actor=officer, at=days_later(60))

    def test_says_what_is_lacking(self, review, officer):
        with pytest.raises(PaperMissing):
            defer_review(review_id=review.pk, reason=" ", actor=officer, at=NOON)


class TestMoreTimeForAStatement:
    def test_is_given_with_a_reason_one_line_and_a_letter(self, title, review, officer):
        sanction = failed(review, officer)
        before, lines = sanction.statement_due_date, Line.objects.count()

        longer = extend_statement(sanction_id=sanction.pk, days=5, reason="单位正在核对。", actor=officer, at=NOON)

        assert longer.statement_due_date > before
        assert [line.verb for line in Line.objects.order_by("number")[lines:]] == ["sanction.extended"]
        moment, letter = life_of(title)[-1], Letter.objects.order_by("-id").first()
        assert (moment.event, moment.due_date) == ("extend_statement", longer.statement_due_date)
        assert (letter.unit_id, "期限延长至" in letter.subject) == (title.unit_id, True)

    def test_keeps_the_decision_waiting(self, review, officer, second_officer):
        sanction = failed(review, officer)
        extend_statement(sanction_id=sanction.pk, days=20, reason="单位正在核对。", actor=officer, at=NOON)

        with pytest.raises(ConditionsUnmet, match="陈述"):
            confirm_sanction(sanction_id=sanction.pk, paper=DECISION, actor=second_officer, at=days_later(14))

    def test_is_refused_without_reason_days_or_hand_and_once_answered(self, review, officer, clerk):
        said = {"sanction_id": failed(review, officer).pk, "days": 5, "reason": "核对。", "at": NOON}

        with pytest.raises(PaperMissing):
            extend_statement(**said | {"reason": " "}, actor=officer)
        with pytest.raises(PapersWrong):
            extend_statement(**said | {"days": 0}, actor=officer)
        with pytest.raises(NotYourHand):
            extend_statement(**said, actor=clerk)
        give_statement(sanction_id=said["sanction_id"], text="不属实。", actor=clerk, at=NOON)
        with pytest.raises(OutOfTurn):
            extend_statement(**said, actor=officer)
