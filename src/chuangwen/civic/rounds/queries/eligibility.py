"""Whether a holder may apply in a round: the programme's terms against what the ledger and the register say."""

from datetime import date
from typing import Any

from chuangwen.civic.assessments.models import Preview
from chuangwen.civic.ledger.enums import Status
from chuangwen.civic.ledger.models import Entry
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.rounds.models import Application, Round
from chuangwen.civic.titles.models import Exemption, Holder, Programme, Title
from chuangwen.core.lifecycle import Candidate, Held, Hindrance, Incident, Terms, hindrances
from chuangwen.core.lifecycle.eligibility import months_before

NEGATIVE_KINDS = ("violation",)


def terms_of(programme: Programme) -> dict[str, Any]:
    """Return what a programme says, as plain data to be frozen into a round."""
    return {
        "honour": programme.honour.code,
        "honour_name": programme.honour.name,
        "level": programme.level,
        "level_name": programme.get_level_display(),
        "awarding_body": programme.awarding_body,
        "verb": programme.get_verb_display(),
        "basis": programme.basis,
        "basis_number": programme.basis_number,
        "basis_date": programme.basis_date.isoformat(),
        "term_months": programme.term_months,
        "holder_kinds": programme.honour.holder_kinds,
        "unit_kinds": programme.unit_kinds,
        "needs_level": programme.needs_level,
        "least_held_months": programme.least_held_months,
        "renew_months": programme.renew_months,
        "window_months": programme.window_months,
        "quota": programme.quota,
        "apply_line": programme.apply_line,
        "pass_line": programme.pass_line,
        "screeners": programme.screeners,
        "steps": programme.steps,
        "clocks": programme.clocks,
        "conditions": programme.conditions,
        "grounds": programme.grounds,
        "edition": str(programme.edition) if programme.edition else "",
    }


def plain_terms(frozen: dict[str, Any]) -> Terms:
    """Return a round's frozen terms as the core asks for them."""
    return Terms(
        honour=frozen["honour"],
        level=frozen["level"],
        holder_kinds=frozenset(frozen["holder_kinds"]),
        unit_kinds=frozenset(frozen["unit_kinds"]),
        basis=frozen["basis"],
        needs_level=frozen["needs_level"],
        apply_line=frozen["apply_line"],
        window_months=frozen["window_months"],
        least_held_months=frozen["least_held_months"],
        renew_months=frozen["renew_months"],
    )


def hindrances_of(round_: Round, holder: Holder, *, today: date, but: int = 0) -> tuple[Hindrance, ...]:
    """Return every reason against a holder's application in a round; `but` is that very application. Five queries."""
    return hindrances(plain_terms(round_.terms), _candidate(round_, holder, today, but), today)


def _candidate(round_: Round, holder: Holder, today: date, but: int) -> Candidate:
    unit: Unit = holder.unit
    preview = preview_of(round_, unit)
    rows = Application.objects.filter(round=round_, holder=holder).exclude(state="withdrawn").exclude(pk=but)
    hits = preview.card.get("hits", ()) if preview else ()
    return Candidate(
        holder_kind=holder.kind,
        unit_kind=unit.kind,
        is_open=unit.is_open,
        held=_held(holder),
        incidents=_incidents(unit, months_before(today, round_.terms["window_months"]), today),
        mark=preview.certain if preview else None,
        is_exempt=Exemption.objects.filter(programme_id=round_.programme_id, unit=unit).exists(),
        has_applied=rows.exists(),
        has_consent=holder.has_consent,
        vetoes=tuple(hit["sentence"] for hit in hits if hit["veto"]),
    )


def preview_of(round_: Round, unit: Unit) -> Preview | None:
    """Return the unit's live scorecard by the round's book, if the round has one."""
    if round_.edition_id is None:
        return None
    return Preview.objects.filter(edition_id=round_.edition_id, unit=unit).first()


def _held(holder: Holder) -> tuple[Held, ...]:
    rows = Title.objects.filter(holder=holder, ended_date=None).select_related("honour").order_by("id")
    return tuple(
        Held(honour=t.honour.code, level=t.level, state=t.state, since=t.from_date, until=t.until_date) for t in rows
    )


def _incidents(unit: Unit, since: date, today: date) -> tuple[Incident, ...]:
    rows = Entry.objects.filter(
        unit=unit, kind__in=NEGATIVE_KINDS, status=Status.CONFIRMED, start_date__gte=since, start_date__lte=today
    )
    return tuple(Incident(entry_id=e.pk, title=e.title, day=e.start_date) for e in rows.order_by("start_date", "id"))
