"""The ledger's facts of titles held: one for each title of a unit, from its award to its end."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from chuangwen.civic.ledger.operations import _nouns
from chuangwen.civic.people.models import User
from chuangwen.civic.titles.enums import HolderKind
from chuangwen.civic.titles.models import Title
from chuangwen.core.catalogue import FactDraft

KIND = "title_held"
FOREVER = date(9999, 12, 31)


def write(titles: Sequence[Title], *, actor: User, at: datetime) -> None:
    """Record what units are about to hold, and let the unsaved titles point to it.

    Of households, persons and sub-units the unit's ledger says nothing.
    """
    own = [title for title in titles if title.holder.kind == HolderKind.UNIT]
    facts = [_nouns.Produced(unit_id=t.unit_id, draft=_draft(t), token=f"title-{uuid4().hex}") for t in own]
    if facts:
        for title, entry in zip(own, _nouns.record_facts(facts, actor=actor, at=at), strict=True):
            title.fact = entry


def _draft(title: Title) -> FactDraft:
    return FactDraft(
        kind=KIND,
        topic=title.honour.code,
        title=str(title)[:120],
        start_date=title.from_date,
        until_date=title.until_date or FOREVER,
        level=title.level,
        note=f"{title.document}（{title.number}）"[:500],
    )


def end(ends: Mapping[Title, date], *, reason: str, actor: User, at: datetime) -> None:
    """Let the facts of titles end on a day: what counted before that day goes on counting."""
    facts = {title.fact_id: day for title, day in ends.items() if title.fact_id}
    made = _nouns.close_facts(facts, reason=reason, actor=actor, at=at)
    moved = [title for title in ends if title.fact_id in made]
    for title in moved:
        title.fact = made[title.fact_id or 0]
    if moved:
        Title.objects.bulk_update(moved, ["fact"])


def go_on(title: Title, day: date, *, actor: User, at: datetime) -> None:
    """Record in another unit's ledger that a title goes on there from a day."""
    draft = replace(_draft(title), start_date=day)
    fact = _nouns.Produced(unit_id=title.unit_id, draft=draft, token=f"title-{uuid4().hex}")
    title.fact = _nouns.record_facts([fact], actor=actor, at=at)[0]
    title.save(update_fields=["fact"])


def mend(title: Title, *, reason: str, actor: User, at: datetime) -> None:
    """Let a restored title's fact run for its whole term again."""
    end({title: title.until_date or FOREVER}, reason=reason, actor=actor, at=at)
