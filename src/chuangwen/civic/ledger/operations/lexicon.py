"""What is done with the words of an office: taught, changed, put out of use, forgotten."""

from datetime import datetime

from django.db import transaction

from chuangwen.civic.journal import pen
from chuangwen.civic.ledger.models import Term
from chuangwen.civic.ledger.operations import _rows
from chuangwen.civic.ledger.operations._terms import fit, learn, said_by
from chuangwen.civic.ledger.operations.refusals import LedgerRefusal, TermUnfit
from chuangwen.civic.ledger.queries.lexicon import Meaning, plain
from chuangwen.civic.orgs.models import STEP
from chuangwen.civic.people.models import User

__all__ = ["TermTaken", "TermUnfit", "change_term", "forget_term", "silence_term", "teach_term"]


class TermTaken(LedgerRefusal):
    """The word has another meaning here already."""

    way_out = "请打开那个词修改，或者换一个词。"


@transaction.atomic(durable=True)
def teach_term(*, unit_id: int, words: str, kind: str, topic: str, actor: User, at: datetime) -> Term:
    """Say what a word stands for in a unit and in the units below; a word known already gets the new meaning.

    :raises TermUnfit: the word is too short, too long or has no letters, or the kind is not a unit's to record.
    """
    unit = _rows.locked_unit(unit_id)
    term, before = learn(unit, words, Meaning(kind=kind, topic=topic), None, actor=actor, at=at)
    pen.write("term.taught", term, actor=actor, at=at, unit_id=unit.pk, before=before, after=said_by(term))
    return term


@transaction.atomic(durable=True)
def change_term(*, term_id: int, words: str, kind: str, topic: str, is_off: bool, actor: User, at: datetime) -> Term:
    """Change a word, what it stands for, or whether it is used.

    :raises TermUnfit: the word or the kind will not do.
    :raises TermTaken: the new word has a meaning of its own already.
    """
    term = Term.objects.select_for_update().get(pk=term_id)
    before, bare = said_by(term), fit(words, Meaning(kind=kind, topic=topic))
    if Term.objects.filter(unit=term.unit_id, words=bare).exclude(pk=term.pk).exists():
        raise TermTaken(f"本单位词表里已有“{bare}”。")
    term.words, term.kind, term.topic, term.is_off = bare, kind, topic, is_off
    was, now = _rows.changes(before, said_by(term))
    if now or was:
        term.save(update_fields=["words", "kind", "topic", "is_off"])
        pen.write("term.changed", term, actor=actor, at=at, unit_id=term.unit_id, before=was, after=now)
    return term


@transaction.atomic(durable=True)
def silence_term(*, unit_id: int, words: str, actor: User, at: datetime) -> Term:
    """Put a word out of use in a unit and below, also one that the places above have taught.

    :raises TermUnfit: nobody has taught the word.
    """
    unit = _rows.locked_unit(unit_id)
    paths = [unit.path[:end] for end in range(STEP, len(unit.path) + 1, STEP)]
    nearest = Term.objects.filter(unit__path__in=paths, words=plain(words)).order_by("-unit__path").first()
    if nearest is None:
        raise TermUnfit(f"词表里没有“{words}”。")
    if nearest.unit_id == unit.pk:
        term = nearest
        if term.is_off:
            return term
        term.is_off = True
        term.save(update_fields=["is_off"])
    else:
        said = {"words": nearest.words, "kind": nearest.kind, "topic": nearest.topic}
        term = Term.objects.create(unit=unit, is_off=True, taught_by=actor, taught_at=at, **said)
    pen.write("term.silenced", term, actor=actor, at=at, unit_id=unit.pk, after=said_by(term))
    return term


@transaction.atomic(durable=True)
def forget_term(*, term_id: int, actor: User, at: datetime) -> None:
    """Delete a word of a unit; what the places above say of it holds again. Facts recorded stay as they are."""
    term = Term.objects.select_for_update().filter(pk=term_id).first()
    if term is None:
        return
    pen.write("term.forgotten", term, actor=actor, at=at, unit_id=term.unit_id, before=said_by(term))
    term.delete()
