"""What the acts on words share. Each function runs inside the caller's act."""

from datetime import datetime
from typing import Any

from chuangwen.civic.ledger.models import SourceDocument, Term
from chuangwen.civic.ledger.operations.refusals import TermUnfit
from chuangwen.civic.ledger.queries.lexicon import LONGEST, SHORTEST, Meaning, plain
from chuangwen.civic.orgs.models import Unit
from chuangwen.civic.people.models import User
from chuangwen.civic.wordbook import kinds


def learn(
    unit: Unit, words: str, meaning: Meaning, document: SourceDocument | None, *, actor: User, at: datetime
) -> tuple[Term, dict[str, Any] | None]:
    """Lay a word's row; return it with what it said before.

    :raises TermUnfit: the word or the kind will not do.
    """
    bare = fit(words, meaning)
    known = Term.objects.filter(unit=unit, words=bare).first()
    before = said_by(known) if known else None
    term = known or Term(unit=unit, words=bare)
    term.kind, term.topic, term.is_off = meaning.kind, meaning.topic, False
    term.document, term.taught_by, term.taught_at = document, actor, at
    term.save()
    return term, before


def said_by(term: Term) -> dict[str, Any]:
    """Return what a word's row says, as the journal keeps it."""
    said = {"words": term.words, "kind": term.kind, "topic": term.topic, "is_off": term.is_off}
    return said | ({"document": term.document_id} if term.document_id else {})


def fit(words: str, meaning: Meaning) -> str:
    """Return a word as it is kept.

    :raises TermUnfit: it is too short, too long or has no letters, or the kind is not a unit's to record.
    """
    bare = plain(words)
    kind = kinds().kinds.get(meaning.kind)
    if not SHORTEST <= len(bare) <= LONGEST or not any(sign.isalpha() for sign in bare):
        raise TermUnfit(f"“{words.strip()}”不能作为词条。")
    if kind is None or kind.recorded_by != "unit":
        raise TermUnfit("没有这个类别，或者它由文明办记录。")
    if meaning.topic and meaning.topic not in kind.topics:
        raise TermUnfit(f"“{kind.name}”没有这个主题。", remedy="请换一个主题，或者不选主题。")
    return bare
