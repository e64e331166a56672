"""Yearly reviews: opened, reported, reminded of, judged; without a report a title lapses after notice."""

from datetime import date, datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.orgs.access import below, may_reach
from chuangwen.civic.orgs.enums import Role
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import ReviewResult, SanctionKind
from chuangwen.civic.titles.models import Sanction, Title, TitleEvent, YearlyReview
from chuangwen.civic.titles.operations import _facts, _letters, _rows
from chuangwen.civic.titles.operations._proposing import OPEN, propose
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.civic.titles.operations.refusals import NotYourPlace, PapersWrong
from chuangwen.core.lifecycle import Case
from chuangwen.core.lifecycle.tables import AFTER_FAILURE, LIVE

REPORT_LIMIT = 2000
NOTE_LIMIT = 1000
JUDGED = frozenset({ReviewResult.PASSED, ReviewResult.FAILED, ReviewResult.MISSED})
HANDED_IN = frozenset({ReviewResult.REPORTED, ReviewResult.PASSED, ReviewResult.FAILED})


@transaction.atomic(durable=True)
def open_reviews(*, unit_id: int, year: int, due_date: date, actor: User, at: datetime) -> int:
    """Open the year's review for every live title of a place; those opened already stay. Returns how many are new.

    :raises NotYourPlace: the actor is no officer of the place or of one above.
    :raises PapersWrong: the due day has passed.
    """
    place = Unit.objects.select_for_update(no_key=True).get(pk=unit_id)
    if not may_reach(actor, {Role.OFFICER}, place):
        raise NotYourPlace("没有布置。")
    if due_date < _rows.day_of(at):
        raise PapersWrong("没有布置。", why="报告期限已过。", remedy="请另定期限。")
    titles = Title.objects.filter(below(place.path, "unit__"), state__in=LIVE, honour__is_flag=False)
    rest = titles.exclude(reviews__year=year).select_related("unit", "honour").order_by("id")
    fresh = {title.pk: title for title in rest}
    rows = [YearlyReview(title_id=title_id, year=year, due_date=due_date) for title_id in fresh]
    YearlyReview.objects.bulk_create(rows, batch_size=1000)
    if rows:
        _letters.tell_of_reviews(rows, fresh, at=at)
        after = {"year": year, "due_date": due_date, "count": len(rows)}
        pen.write("reviews.opened", place, actor=actor, at=at, unit_id=place.pk, after=after)
    return len(rows)


def _locked_review(review_id: int) -> tuple[YearlyReview, Title]:
    title_id = YearlyReview.objects.values_list("title_id", flat=True).get(pk=review_id)
    title = _rows.locked_title(title_id)
    review = YearlyReview.objects.select_for_update().get(pk=review_id)
    review.title = title
    return review, title


def _case(review: YearlyReview, *, actor: User, at: datetime, paper: Paper = _rows.BLANK) -> Case:
    has_report = review.result in HANDED_IN
    return _rows.case_of(
        review.title, actor=actor, at=at, paper=paper, has_report=has_report, report_due=review.due_date
    )


def _must_be_open(review: YearlyReview, what: str) -> None:
    if review.result in JUDGED:
        raise PapersWrong(what, why="这一年度已经复查完毕。", remedy="如需补充，请与文明办联系。")


@transaction.atomic(durable=True)
def report_yearly(*, review_id: int, report: str, events: str, actor: User, at: datetime) -> YearlyReview:
    """Hand in a title's yearly report, with negative events told by the unit itself; it may be handed in late.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises OutOfTurn: the title is over, or the review is judged already.
    :raises PaperMissing: the report is empty.
    :raises PapersWrong: the report is too long, or judged already.
    """
    review, title = _locked_review(review_id)
    if review.report == report.strip() and review.result == ReviewResult.REPORTED:
        return review
    what = "没有提交。"
    _rows.judged(title, "report", _case(review, actor=actor, at=at, paper=Paper(reason=report)), what)
    if len(report) > REPORT_LIMIT or len(events) > REPORT_LIMIT // 2:
        raise PapersWrong(what, why=f"报告最多{REPORT_LIMIT}个字。", remedy="请缩短；已在台账里的不用重复写。")
    _must_be_open(review, what)
    review.report, review.events, review.reported_at = report.strip(), events.strip(), at
    review.result = ReviewResult.REPORTED
    review.save(update_fields=["report", "events", "reported_at", "result"])
    _rows.note(title, "report", actor=actor, at=at, paper=Paper(reason=f"{review.year}年度报告"))
    _rows.tell("review.reported", title, actor=actor, at=at, year=review.year)
    return review


@transaction.atomic(durable=True)
def report_event(*, title_id: int, text: str, event_date: date, actor: User, at: datetime) -> TitleEvent:
    """Tell the office of a negative event of one's own; told within a month it is not concealed. Once in the same words.

    :raises NotYourHand: the actor does not serve the holder's unit.
    :raises OutOfTurn: the title is over.
    :raises PaperMissing: nothing is told.
    :raises PapersWrong: the day is yet to come, or the text is too long.
    """
    title, what = _rows.locked_title(title_id), "没有报告。"
    paper = Paper(basis=f"自报负面情形，发生于{event_date}", reason=text.strip())
    told = TitleEvent.objects.filter(title=title, event="report", basis=paper.basis, reason=paper.reason).first()
    if told:
        return told
    _rows.judged(title, "report", _rows.case_of(title, actor=actor, at=at, paper=paper), what)
    if event_date > _rows.day_of(at) or len(text) > REPORT_LIMIT:
        raise PapersWrong(what, why=f"日期不能在今天以后，最多{REPORT_LIMIT}个字。", remedy="请改正后再提交。")
    event = _rows.note(title, "report", actor=actor, at=at, paper=paper)
    _rows.tell("title.event_reported", title, actor=actor, at=at, start_date=event_date)
    return event


@transaction.atomic(durable=True)
def remind_holder(*, review_id: int, actor: User, at: datetime) -> YearlyReview:
    """Remind a unit in writing of its overdue report; the clock after which a title lapses starts. Once a review.

    :raises NotYourHand: the actor is no officer over the title.
    :raises ConditionsUnmet: the report is there, or not due yet.
    :raises OutOfTurn: the title is over.
    """
    review, title = _locked_review(review_id)
    if review.reminded_at:
        return review
    verdict = _rows.judged(title, "remind", _case(review, actor=actor, at=at), "没有催报。")
    due = _rows.deadline(verdict.clock, title.programme.clocks, _rows.day_of(at))
    review.reminded_at = at
    review.save(update_fields=["reminded_at"])
    title.notice_due_date = due.date
    title.save(update_fields=["notice_due_date"])
    _rows.note(title, "remind", actor=actor, at=at, paper=Paper(reason=f"{review.year}年度报告逾期未交"), due=due)
    _rows.tell("review.reminded", title, actor=actor, at=at, year=review.year, due_date=due.date)
    return review


@transaction.atomic(durable=True)
def pass_review(*, review_id: int, paper: Paper, actor: User, at: datetime) -> YearlyReview:
    """Find a title in order for the year.

    :raises NotYourHand: the actor is no officer over the title.
    :raises ConditionsUnmet: the yearly report is missing.
    :raises OutOfTurn: the title is under a sanction, or over.
    :raises PaperMissing: no basis is given.
    :raises PapersWrong: it has failed already.
    """
    review, title = _locked_review(review_id)
    if review.result == ReviewResult.PASSED:
        return review
    case = _case(review, actor=actor, at=at, paper=paper)
    verdict = _rows.judged(title, "review", case, "没有办结复查。")
    _must_be_open(review, "没有办结复查。")
    review.result, review.note, review.reviewed_at = ReviewResult.PASSED, paper.reason, at
    review.save(update_fields=["result", "note", "reviewed_at"])
    _rows.move(title, "review", verdict, actor=actor, at=at, paper=paper)
    _rows.tell("review.passed", title, actor=actor, at=at, year=review.year)
    return review


@transaction.atomic(durable=True)
def fail_review(*, review_id: int, kind: SanctionKind, paper: Paper, actor: User, at: datetime) -> Sanction:
    """Find a title not in order for the year, and propose a warning or an order to put it right.

    The title itself stays until its holder was heard and a second hand has decided.

    :raises NotYourHand: the actor is no officer over the title.
    :raises ConditionsUnmet: the yearly report is missing.
    :raises OutOfTurn: the title is under a sanction, or over.
    :raises PaperMissing: basis, grounds, reason or evidence is missing.
    :raises PapersWrong: it is judged already, neither a warning nor an order is proposed, or a sanction is open.
    """
    review, title = _locked_review(review_id)
    standing = review.sanctions.filter(state__in=OPEN).first()
    if review.result == ReviewResult.FAILED and standing:
        return standing
    what = "没有办结复查。"
    if kind not in AFTER_FAILURE:
        raise PapersWrong(what, why="复查不合格，只能拟警告或限期整改。", remedy="需要更重处理的，请在称号页另行提出。")
    known = _rows.known_grounds(title, paper)
    verdict = _rows.judged(title, "fail", _case(review, actor=actor, at=at, paper=known), what)
    _must_be_open(review, what)
    review.result, review.note, review.reviewed_at = ReviewResult.FAILED, paper.reason[:NOTE_LIMIT], at
    review.save(update_fields=["result", "note", "reviewed_at"])
    _rows.move(title, "fail", verdict, actor=actor, at=at, paper=paper)
    _, sanction = propose(title, kind, paper, review=review, actor=actor, at=at)
    after = {"year": review.year, "sanction": kind, "due_date": sanction.statement_due_date}
    _rows.tell("review.failed", title, actor=actor, at=at, **after)
    return sanction


@transaction.atomic(durable=True)
def defer_review(*, review_id: int, reason: str, actor: User, at: datetime, days: int | None = None) -> YearlyReview:
    """Put a review off and ask for more: the report is due again, after so many working days.

    :raises NotYourHand: the actor is no officer over the title.
    :raises ConditionsUnmet: there is no report yet.
    :raises OutOfTurn: the title is under a sanction, or over.
    :raises PaperMissing: the reason is missing.
    :raises PapersWrong: it is judged already.
    """
    review, title = _locked_review(review_id)
    what, paper = "没有暂缓。", Paper(reason=reason)
    verdict = _rows.judged(title, "defer", _case(review, actor=actor, at=at, paper=paper), what)
    _must_be_open(review, what)
    due = _rows.deadline(verdict.clock, title.programme.clocks, _rows.day_of(at), days=days)
    review.result, review.note, review.due_date = ReviewResult.DUE, reason.strip()[:NOTE_LIMIT], due.date
    review.reminded_at = None
    review.save(update_fields=["result", "note", "due_date", "reminded_at"])
    title.notice_due_date = None  # an earlier reminder has been answered
    title.save(update_fields=["notice_due_date"])
    _rows.move(title, "defer", verdict, actor=actor, at=at, paper=paper, due=due)
    _rows.tell("review.deferred", title, actor=actor, at=at, year=review.year, due_date=due.date, reason=reason)
    return review


@transaction.atomic(durable=True)
def lapse_title(*, review_id: int, paper: Paper, actor: User, at: datetime) -> Title:
    """Let a title lapse whose yearly report did not come, after a reminder in writing has run out.

    :raises NotYourHand: the actor does not serve the awarding office.
    :raises ConditionsUnmet: the report is there, or the reminder was not sent or still runs.
    :raises OutOfTurn: the title is over.
    :raises PaperMissing: basis or number is missing.
    """
    review, title = _locked_review(review_id)
    verdict = _rows.judged(title, "lapse", _case(review, actor=actor, at=at, paper=paper), "没有办理。")
    if verdict.is_done:
        return title
    today = _rows.day_of(at)
    due = _rows.deadline(verdict.clock, title.programme.clocks, today)
    review.result, review.reviewed_at = ReviewResult.MISSED, at
    review.save(update_fields=["result", "reviewed_at"])
    title.ended_date, title.appeal_due_date = today, due.date
    title.save(update_fields=["ended_date", "appeal_due_date"])
    _rows.move(title, "lapse", verdict, actor=actor, at=at, paper=paper, due=due)
    _facts.end({title: today}, reason="逾期未报，自动放弃。", actor=actor, at=at)
    _rows.tell("title.lapsed", title, actor=actor, at=at, number=paper.number)
    return title
