"""Whether a holder may apply in a round: the programme's terms against what the ledger and the register say."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    return hindrances_in([round_], holder, today=today, but=but)[round_.pk]


def hindrances_in(
    rounds: Sequence[Round], holder: Holder, *, today: date, but: int = 0
) -> dict[int, tuple[Hindrance, ...]]:
    """Return the same for several rounds at once, by round; five queries. The holder need not be entered yet."""
    known = _known(rounds, holder, today, but)
    return {
        round_.pk: hindrances(plain_terms(round_.terms), _candidate(round_, holder, known, today), today)
        for round_ in rounds
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What ledger and register say of a holder, for all rounds at once."""

    held: tuple[Held, ...]
    incidents: tuple[Incident, ...]
    previews: dict[int, Preview]
    exempted: frozenset[int]
    applied: frozenset[int]


def _known(rounds: Sequence[Round], holder: Holder, today: date, but: int) -> _Known:
    unit, window = holder.unit, max((each.terms["window_months"] for each in rounds), default=0)
    previews = Preview.objects.filter(unit=unit, edition__in=[each.edition_id for each in rounds if each.edition_id])
    exempt = Exemption.objects.filter(unit=unit, programme__in=[each.programme_id for each in rounds])
    applied = Application.objects.filter(round__in=rounds, holder_id=holder.pk).exclude(state="withdrawn")
    return _Known(
        held=_held(holder),
        incidents=_incidents(unit, months_before(today, window), today),
        previews={each.edition_id: each for each in previews},
        exempted=frozenset(exempt.values_list("programme_id", flat=True)),
        applied=frozenset(applied.exclude(pk=but).values_list("round_id", flat=True)),
    )


def _candidate(round_: Round, holder: Holder, known: _Known, today: date) -> Candidate:
    unit: Unit = holder.unit
    preview = known.previews.get(round_.edition_id) if round_.edition_id else None
    since = months_before(today, round_.terms["window_months"])
    hits = preview.card.get("hits", ()) if preview else ()
    return Candidate(
        holder_kind=holder.kind,
        unit_kind=unit.kind,
        is_open=unit.is_open,
        held=known.held,
        incidents=tuple(each for each in known.incidents if each.day >= since),
        mark=preview.certain if preview else None,
        is_exempt=round_.programme_id in known.exempted,
        has_applied=round_.pk in known.applied,
        has_consent=holder.has_consent,
        vetoes=tuple(hit["sentence"] for hit in hits if hit["veto"]),
    )


def preview_of(round_: Round, unit: Unit) -> Preview | None:
    """Return the unit's live scorecard by the round's book, if the round has one."""
    if round_.edition_id is None:
        return None
    return Preview.objects.filter(edition_id=round_.edition_id, unit=unit).first()


def _held(holder: Holder) -> tuple[Held, ...]:
    rows = Title.objects.filter(holder_id=holder.pk, ended_date=None).select_related("honour").order_by("id")
    return tuple(
        Held(honour=t.honour.code, level=t.level, state=t.state, since=t.from_date, until=t.until_date) for t in rows
    )


def _incidents(unit: Unit, since: date, today: date) -> tuple[Incident, ...]:
    rows = Entry.objects.filter(
        unit=unit, kind__in=NEGATIVE_KINDS, status=Status.CONFIRMED, start_date__gte=since, start_date__lte=today
    )
    return tuple(Incident(entry_id=e.pk, title=e.title, day=e.start_date) for e in rows.order_by("start_date", "id"))
