"""Titles come into being: with their history, papers and facts, many in few queries. Inside the caller's act."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chuangwen.civic.people.models import User
from chuangwen.civic.titles.models import Certificate, Holder, Plaque, Programme, StarRating, Title, TitleEvent
from chuangwen.civic.titles.operations import _facts
from chuangwen.civic.titles.operations._rows import Paper
from chuangwen.core.lifecycle.eligibility import months_after

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for another sign
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The paper that awards: what it is called, its number, and from when the title is held."""

    document: str
    number: str
    from_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTitle:
    """A title to be: for whom, under which name, in the place of which title held until now."""

    holder: Holder
    name: str
    stars: int = 0
    renews: Title | None = None


def make_titles(
    wanted: Sequence[NewTitle], programme: Programme, decision: Decision, *, actor: User, at: datetime
) -> list[Title]:
    """Make titles with certificate, plaque, history and fact; those that are renewed end on the same day."""
    if renewed := [each.renews for each in wanted if each.renews]:
        _end_renewed(renewed, decision, actor=actor, at=at)
    unsaved = [_title(each, programme, decision) for each in wanted]
    _facts.write(unsaved, actor=actor, at=at)
    titles = Title.objects.bulk_create(unsaved)
    TitleEvent.objects.bulk_create(_event(title, decision, actor=actor, at=at) for title in titles)
    Certificate.objects.bulk_create(_certificate(title) for title in titles)
    Plaque.objects.bulk_create(
        Plaque(title=title, number=f"P{_serial(title)}", issued_date=title.from_date) for title in titles
    )
    StarRating.objects.bulk_create(
        StarRating(title=title, stars=title.stars, from_date=title.from_date) for title in titles if title.stars
    )
    return titles


def _end_renewed(titles: Sequence[Title], decision: Decision, *, actor: User, at: datetime) -> None:
    events = []
    for title in titles:
        events.append(
            TitleEvent(
                title=title,
                event="renew",
                before=title.state,
                after="expired",
                basis=decision.document,
                number=decision.number,
                actor=actor,
                actor_name=actor.name,
                at=at,
            )
        )
        title.state, title.ended_date = "expired", max(decision.from_date, title.from_date)
    Title.objects.bulk_update(titles, ["state", "ended_date"])
    TitleEvent.objects.bulk_create(events)
    ends = {title: title.ended_date or decision.from_date for title in titles}
    _facts.end(ends, reason="已重新命名。", actor=actor, at=at)


def _title(each: NewTitle, programme: Programme, decision: Decision) -> Title:
    term = programme.term_months
    return Title(
        holder=each.holder,
        unit_id=each.holder.unit_id,
        programme=programme,
        honour=programme.honour,
        level=programme.level,
        awarded_name=each.name,
        document=decision.document,
        number=decision.number,
        from_date=decision.from_date,
        until_date=months_after(decision.from_date, term) if term else None,
        stars=each.stars,
        renews=each.renews,
    )


def _event(title: Title, decision: Decision, *, actor: User, at: datetime) -> TitleEvent:
    paper = Paper(basis=decision.document, number=decision.number)
    return TitleEvent(
        title=title,
        event="award",
        after=title.state,
        basis=paper.basis,
        number=paper.number,
        actor=actor,
        actor_name=actor.name,
        at=at,
    )


def _certificate(title: Title) -> Certificate:
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return Certificate(title=title, number=f"C{_serial(title)}", code=code, issued_date=title.from_date)


def _serial(title: Title) -> str:
    return f"{title.from_date.year}{title.pk:07}"
