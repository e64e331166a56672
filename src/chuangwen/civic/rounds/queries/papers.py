"""The documents of a round, filled from what it holds; written as docx and PDF by `core.writing`."""

from datetime import date
from typing import Any

from django.utils import timezone

from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds.models import Application, Award, Objection, Publicity, Round, StepRecord
from chuangwen.civic.rounds.queries.files import grounds_of
from chuangwen.civic.rounds.queries.publicity import shown_in
from chuangwen.civic.rulebooks.queries.editions import book_of
from chuangwen.civic.titles.models import Title
from chuangwen.civic.titles.queries.registers import on_day
from chuangwen.civic.wordbook import unit_kinds
from chuangwen.core.calendar import Deadline
from chuangwen.core.writing import (
    Applicant,
    Document,
    Listed,
    Opinion,
    answer_to_objection,
    application_form,
    award_decision,
    publicity_notice,
    refusal_notice,
)


def application_form_of(application: Application) -> Document:
    """Fill the application form: all of it is kept as it was when the application was handed in.

    :raises BlankField: a value is missing.
    """
    round_, unit = application.round, application.unit
    mark = "无" if application.self_mark is None else f"{application.self_mark / 1000:.2f}分"
    return application_form(
        honour=honour_of(round_),
        round_name=round_.name,
        applicant=_applicant(application, unit),
        self_mark=mark,
        facts=_facts(application),
        features=_features(application),
        opinions=_opinions(application),
    )


def honour_of(round_: Round) -> str:
    """Return the honour with its level, as the round froze it."""
    return f"{round_.terms['level_name']}{round_.terms['honour_name']}"


def _applicant(application: Application, unit: Unit) -> Applicant:
    kind = unit_kinds().get(application.unit_kind)
    return Applicant(
        name=application.name,
        kind=kind.name if kind else application.unit_kind,
        uscc=unit.uscc or "",
        place=unit.parent.name if unit.parent else "",
        contact=unit.contact,
        staff=unit.staff,
        held=_held(application),
    )


def _held(application: Application) -> str:
    """Return the titles that the holder held on the day of handing in."""
    day = timezone.localtime(application.submitted_at or application.started_at).date()
    rows = on_day(Title.objects.filter(holder=application.holder_id), day).select_related("honour")
    return "、".join(str(title) for title in rows.order_by("from_date", "id"))


def _facts(application: Application) -> tuple[tuple[str, str], ...]:
    """Return what the ledger held of each criterion, out of the scorecard that was frozen."""
    card: dict[str, Any] = application.self_card
    said, edition = card.get("card", {}).get("marks", {}), application.round.edition
    criteria = book_of(edition).criteria if edition and said else ()
    return tuple((f"{c.code} {c.text}", said[c.code]["have"] or "无") for c in criteria if c.code in said)


def _features(application: Application) -> tuple[tuple[str, str], ...]:
    edition = application.round.edition
    texts = {c.code: c.text for c in book_of(edition).criteria} if edition else {}
    features: dict[str, str] = application.features
    return tuple((f"{code} {texts.get(code, '')}".strip(), text) for code, text in sorted(features.items()))


def _opinions(application: Application) -> tuple[Opinion, ...]:
    """Return what was said on the way, and blank places for signature and seal."""
    said = {"recommend": "推荐部门", "accept": "文明办", "decide": "评审会"}
    steps = application.history.filter(event__in=said).order_by("position")
    found = {step.event: step for step in steps}
    opinions = [
        Opinion(of=of, text=_words(found[event]), signed_on=_day(found[event])) if event in found else Opinion(of=of)
        for event, of in said.items()
        if event in application.round.steps
    ]
    return (Opinion(of="申报单位"), *opinions)


def _words(step: StepRecord) -> str:
    return step.reason or step.basis or step.get_event_display()


def _day(step: StepRecord) -> date:
    return timezone.localtime(step.at).date()


def refusal_notice_of(application: Application, *, issuer: str, doc_number: str, remedy: str) -> Document:
    """Fill the notice that tells an applicant why it is not accepted.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong, or it was not refused.
    """
    step = application.history.filter(event="refuse").order_by("-position").first()
    round_ = application.round
    return refusal_notice(
        issuer=issuer,
        doc_number=doc_number,
        date=_day(step) if step else round_.apply_due_date,
        unit=application.name,
        honour=honour_of(round_),
        round_name=round_.name,
        grounds=grounds_of(round_, step.grounds) if step else (),
        reason=step.reason if step else "",
        remedy=remedy,
    )


def publicity_notice_of(publicity: Publicity, *, issuer: str, contact: str) -> Document:
    """Fill the notice with which a list is shown; families and persons are masked.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    round_ = publicity.round
    last = Deadline(date=publicity.due_date, provisional=publicity.is_provisional)
    return publicity_notice(
        issuer=issuer,
        date=publicity.from_date,
        honour=honour_of(round_),
        round_name=round_.name,
        listed=[Listed(name=each.name, place="" if each.is_unit else each.unit_name) for each in shown_in(publicity)],
        first_date=publicity.from_date,
        last_date=last.say(),
        length=f"{publicity.days}个工作日",
        contact=contact,
        verb=round_.terms["verb"],
        doc_number=publicity.number,
    )


def answer_of(objection: Objection, *, issuer: str, doc_number: str, remedy: str) -> Document:
    """Fill the written answer to an objection; one who gave no name is named by the code.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong, or nothing was answered.
    """
    nameless = f"查询码为{objection.tracking_code}的异议人"
    return answer_to_objection(
        issuer=issuer,
        doc_number=doc_number,
        date=timezone.localtime(objection.answered_at or objection.received_at).date(),
        objector=nameless if objection.is_anonymous else objection.name,
        matter=objection.text,
        findings=[line for line in objection.answer.splitlines() if line.strip()],
        result=f"{objection.get_state_display()}。",
        remedy=remedy,
    )


def award_decision_of(award: Award, *, to: str) -> Document:
    """Fill the decision that awards, with its list attached.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    round_ = award.round
    rows = award.applications.select_related("holder", "title__certificate").order_by("unit_name", "id")
    months = round_.terms["term_months"]
    return award_decision(
        issuer=round_.terms["awarding_body"],
        doc_number=award.number,
        date=award.decided_date,
        to=to,
        honour=honour_of(round_),
        round_name=round_.name,
        basis=round_.terms["basis"],
        verb=round_.terms["verb"],
        listed=[_listed(row) for row in rows],
        term=_term(months),
    )


def _listed(application: Application) -> Listed:
    name = application.holder.masked if application.holder.needs_consent else application.name
    number = application.title.certificate.number if application.title else ""
    return Listed(name=name, number=number)


def _term(months: int | None) -> str:
    if not months:
        return "长期"
    return f"{months // 12}年" if months % 12 == 0 else f"{months}个月"
