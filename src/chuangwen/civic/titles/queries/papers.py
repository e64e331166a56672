"""The documents of a title's life, filled from what is kept; written as docx and PDF by `core.writing`."""

from datetime import date

from django.utils import timezone

from chuangwen.civic.titles.enums import SanctionKind
from chuangwen.civic.titles.models import Sanction, Title
from chuangwen.civic.wordbook import work_calendar
from chuangwen.core.calendar import Deadline, last_day
from chuangwen.core.lifecycle import days_of
from chuangwen.core.writing import (
    Certificate,
    Document,
    certificate,
    hearing_notice,
    rectification_notice,
    revocation_decision,
    say_date,
    suspension_decision,
    warning_decision,
)

UNHEARD = "你单位在规定期限内没有陈述申辩。"
WAIVED = "你单位表示放弃陈述申辩。"


def _name(title: Title) -> str:
    return title.holder.masked if title.holder.needs_consent else title.holder.name


def hearing_notice_of(sanction: Sanction, *, doc_number: str, contact: str) -> Document:
    """Fill the notice that tells a holder what is intended and by when it may state its case.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong.
    """
    title = sanction.title
    return hearing_notice(
        issuer=title.programme.awarding_body,
        doc_number=doc_number,
        date=timezone.localtime(sanction.proposed_at).date(),
        unit=_name(title),
        honour=str(title),
        intended=sanction.get_kind_display(),
        facts=[sanction.reason],
        basis=sanction.basis,
        due=Deadline(date=sanction.statement_due_date, provisional=sanction.is_provisional).say(),
        contact=contact,
    )


def decision_of(sanction: Sanction, *, demands: tuple[str, ...] = ()) -> Document:
    """Fill the decision on a sanction that was confirmed.

    :raises BlankField: :raises WrongDocNumber: a value is missing or wrong, or nothing was decided.
    """
    title, decided = sanction.title, sanction.decided_at or sanction.proposed_at
    day = timezone.localtime(decided).date()
    said = {
        "issuer": title.programme.awarding_body,
        "doc_number": sanction.number,
        "unit": _name(title),
        "honour": str(title),
        "basis": sanction.basis,
        "statement": _statement(sanction),
        "remedy": _remedy(title, day),
    }
    facts, asked = [sanction.reason], demands or (sanction.decision or sanction.reason,)
    if sanction.kind == SanctionKind.WARN:
        return warning_decision(date=day, facts=facts, demands=asked, **said)
    due = _due(sanction, day).say()
    if sanction.kind == SanctionKind.ORDER:
        return rectification_notice(date=day, facts=facts, demands=asked, due=due, **said)
    if sanction.kind == SanctionKind.SUSPEND:
        return suspension_decision(date=day, facts=facts, due=due, **said)
    return revocation_decision(date=day, facts=facts, due=due, **said)


def _statement(sanction: Sanction) -> str:
    if sanction.statement:
        return f"你单位陈述：{sanction.statement}"
    return WAIVED if sanction.is_waived else UNHEARD


def _remedy(title: Title, day: date) -> str:
    days = days_of("appeal", title.programme.clocks)
    last = work_calendar().add_working_days(day, days).say()
    return f"不服本决定的，可以在{last}前向{title.programme.awarding_body}提出申诉。"


def _due(sanction: Sanction, day: date) -> Deadline:
    """Return the order's own day; a suspension's and a revocation's, counted as a rectification and as an appeal."""
    if sanction.kind == SanctionKind.ORDER:
        order = sanction.rectification
        return Deadline(date=order.due_date, provisional=order.is_provisional)
    clock = "rectification" if sanction.kind == SanctionKind.SUSPEND else "appeal"
    return work_calendar().add_working_days(day, days_of(clock, sanction.title.programme.clocks))


def certificate_of(title: Title, *, verify_url: str) -> Certificate:
    """Fill the certificate of a title; `verify_url` is where anybody may verify it.

    :raises BlankField: a value is missing.
    """
    last = last_day(title.until_date)
    return certificate(
        holder=title.awarded_name,
        honour=str(title),
        number=title.certificate.number,
        issuer=title.programme.awarding_body,
        date=title.from_date,
        basis=title.number,
        verify_url=verify_url,
        verb=title.programme.get_verb_display(),
        until=say_date(last) if last else "",
    )
