"""The words of an office: what each stands for there, what is inherited from above, and what a report may teach."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from chuangwen.civic.ledger.models import Proposal, SourceDocument, Term
from chuangwen.civic.orgs.models import STEP, Unit
from chuangwen.civic.wordbook import kinds
from chuangwen.core.reading.working import work

SHORTEST, LONGEST = 2, 30
TELLING = 3  # a shorter word stands for too much to be learnt unasked
AROUND = 24  # how far from its number the reader looks for a word
_LEAD = re.compile(
    r"^(?:组织开展|开展|召开|举办|举行|组织|成立|组建|建立|完成|发放|印发|制定|参加|参与|实施|推进|进行|安排|邀请|吸引|覆盖|惠及|服务|投入|投资|赴|到|在|为|对|给|共|累计|全年|今年|先后|分别|我[局校镇村市县区]|已|了|的)+"
)
_TAIL = re.compile(r"(?:共计|累计|分别|达到|达|超过|约|近|共|了|为|有|的|和|等)+$")
_BREAK = re.compile(r"[，。；：、！？\s\d（）()“”《》%‰]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a word stands for: the code of a kind and of a topic, which may be empty."""

    kind: str
    topic: str = ""


def plain(words: str) -> str:
    """Write words as the reader sees a text: one spelling of signs, no spaces.

    >>> plain(" 提灯 夜话１ ")
    '提灯夜话1'
    """
    return re.sub(r"\s+", "", work(words).plain)


def terms_above(unit: Unit) -> QuerySet[Term]:
    """Return the words of a unit and of the places that it lies in, the outermost first."""
    paths = [unit.path[:end] for end in range(STEP, len(unit.path) + 1, STEP)]
    return Term.objects.filter(unit__path__in=paths).select_related("unit").order_by("unit__path", "words")


def lexicon_of(unit: Unit) -> dict[str, Meaning]:
    """Return what words stand for in a unit: its own go before those of the places above; in one query."""
    found: dict[str, Meaning] = {}
    for term in terms_above(unit):
        if term.is_off:
            found.pop(term.words, None)
        else:
            found[term.words] = Meaning(kind=term.kind, topic=term.topic)
    return found


def kinds_in(lexicon: Mapping[str, Meaning]) -> dict[str, str]:
    """Return the kind of each word, as the reader takes it."""
    return {words: meaning.kind for words, meaning in lexicon.items()}


def own_terms(unit: Unit) -> QuerySet[Term]:
    """Return the words that were taught in a unit, the latest first, with who taught them and from what."""
    return Term.objects.filter(unit=unit).select_related("taught_by", "document").order_by("-taught_at", "-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """A word from a place above, as a unit may see it: neither the hand nor the report that taught it."""

    words: str
    kind: str
    topic: str
    place: str
    is_off: bool


def inherited_terms(unit: Unit) -> list[Inherited]:
    """Return the words that a unit has from above, the nearest place's meaning of each; in one query."""
    found: dict[str, Inherited] = {}
    own: dict[str, Term] = {}
    for term in terms_above(unit):
        if term.unit_id == unit.pk:
            own[term.words] = term
        elif term.is_off:
            found.pop(term.words, None)
        else:
            found[term.words] = Inherited(
                words=term.words, kind=term.kind, topic=term.topic, place=term.unit.name, is_off=False
            )
    return [_beside(each, own.get(each.words)) for each in found.values() if not _is_replaced(own.get(each.words))]


def _is_replaced(own: Term | None) -> bool:
    return own is not None and not own.is_off


def _beside(inherited: Inherited, own: Term | None) -> Inherited:
    return Inherited(
        words=inherited.words,
        kind=inherited.kind,
        topic=inherited.topic,
        place=inherited.place,
        is_off=own is not None,
    )


def word_of(proposal: Proposal, document: SourceDocument) -> str:
    """Return the word of a fact that may tell its kind the next time, or "" when there is none worth keeping."""
    text = document.text
    before = plain(_BREAK.split(text[max(proposal.start, proposal.number_start - AROUND) : proposal.number_start])[-1])
    after = plain(text[proposal.number_end : proposal.end]).removeprefix(proposal.unit_word)
    told = (plain(proposal.title),) if proposal.is_event else (before, _BREAK.split(after)[0])
    for words in told:
        bare = _TAIL.sub("", _LEAD.sub("", words))
        if SHORTEST <= len(bare) <= LONGEST:
            return bare[-12:]
    return ""


def is_near(words: str, proposal: Proposal, document: SourceDocument) -> bool:
    """Say whether words stand close enough to a fact's number for the reader to see them."""
    low = max(0, min(proposal.start, proposal.number_start - AROUND))
    return bool(words) and words in plain(document.text[low : proposal.end + AROUND])


def is_telling(words: str) -> bool:
    """Say whether a word is peculiar enough to be learnt without being asked: no common word of the catalogue."""
    common = {synonym for kind in kinds().kinds.values() for synonym in (*kind.synonyms, kind.name)}
    return len(words) >= TELLING and words not in common
