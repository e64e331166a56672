"""How a fact read from a report becomes an entry, and whether the ledger may know it already."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from chuangwen.civic.ledger.models import Proposal, SourceDocument
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import FactDraft, Kind
from chuangwen.core.catalogue.drafts import MOST_TIMES, ONE_DAY, TITLE_LIMIT

HIGH, MEDIUM = 80, 60
TIMES = "times"
RATES = {"%": 100, "百分点": 100, "个百分点": 100, "‰": 1000}  # kept as fractions of one, printed as people say them


def confidence_word(confidence: int) -> str:
    """Say in a word how sure the reader is.

    >>> confidence_word(97), confidence_word(61), confidence_word(40)
    ('高', '中', '低')
    """
    return "高" if confidence >= HIGH else "中" if confidence >= MEDIUM else "低"


def draft_of_proposal(proposal: Proposal, *, today: date) -> FactDraft:
    """Return what would be recorded when the clerk accepts a fact as it was read.

    A number that no quantity of the kind takes is kept under 其他, with its unit
    in the note. What ends after today is cut there: the ledger holds what was.
    """
    kind = kinds().kinds.get(proposal.kind) or kinds().kinds["other"]
    start, until = _span(proposal, proposal.document, today)
    note, times, quantities = "", 1, {}
    if proposal.is_event or proposal.value is None:
        pass
    elif proposal.quantity == TIMES and _is_whole(proposal.amount):
        times = int(proposal.amount or 0)
    elif (quantity := kind.quantity(proposal.quantity)) and proposal.amount is not None:
        quantities[quantity.code] = _rounded(proposal.amount, quantity.places)
    else:
        kind = kinds().kinds["other"]
        quantities["number"] = _rounded(proposal.value * RATES.get(proposal.unit_word, 1), 2)
        note = f"原文的计量单位是“{proposal.unit_word}”。" if proposal.unit_word else ""
    times, quantities = _with_the_rest(proposal, kind, times, quantities)
    return FactDraft(
        kind=kind.code,
        topic=proposal.topic if proposal.topic in kind.topics else "",
        title=proposal.title[:TITLE_LIMIT],
        start_date=start,
        until_date=until,
        times=times,
        quantities=quantities,
        note=note + (f"其中{proposal.breakdown}。" if proposal.breakdown else ""),
        is_approximate=proposal.is_approximate,
    )


def _with_the_rest(
    proposal: Proposal, kind: Kind, times: int, quantities: dict[str, Decimal]
) -> tuple[int, dict[str, Decimal]]:
    """Add what else the words say of the same entry: the people beside the meetings."""
    for code, words, *_ in proposal.also:
        amount = Decimal(words)
        if code == TIMES and _is_whole(amount):
            times = int(amount)
        elif quantity := kind.quantity(code):
            quantities.setdefault(code, _rounded(amount, quantity.places))
    return times, quantities


def draft_as_kind(proposal: Proposal, kind: Kind, *, today: date) -> FactDraft:
    """Return what would be recorded if the fact were of another kind: its number goes where its unit fits."""
    draft = draft_of_proposal(proposal, today=today)
    if kind.code == draft.kind:
        return draft
    value = proposal.amount if proposal.amount is not None else proposal.value
    fitting = next(
        (q for q in kind.quantities if proposal.unit_word and proposal.unit_word in (q.unit, q.unit[:1])), None
    )
    times, quantities = 1, {}
    if value is not None and fitting:
        quantities[fitting.code] = _rounded(value, fitting.places)
    elif value is not None and _is_whole(value) and 1 <= value <= MOST_TIMES and not proposal.is_event:
        times = int(value)
    times, quantities = _with_the_rest(proposal, kind, times, quantities)
    return replace(
        draft,
        kind=kind.code,
        topic=proposal.topic if proposal.topic in kind.topics else "",
        times=times,
        quantities=quantities,
        note="",
    )


def _span(proposal: Proposal, document: SourceDocument, today: date) -> tuple[date, date]:
    start = proposal.from_date or document.from_date
    until = max(proposal.until_date or document.until_date, start + ONE_DAY)
    if start <= today:
        until = max(min(until, today + ONE_DAY), start + ONE_DAY)
    return start, until


def _is_whole(amount: Decimal | None) -> bool:
    return amount is not None and amount == amount.to_integral_value()


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def stored_words(draft: FactDraft) -> str:
    """Say what a draft counts, as it would be stored: 12场, 参会人数30人."""
    kind = kinds().kinds[draft.kind]
    counted = [(q, plain_amount(draft.quantities[q.code])) for q in kind.quantities if q.code in draft.quantities]
    parts = [f"{'' if q.name == q.unit else q.name}{amount}{q.unit}" for q, amount in counted]
    if draft.times != 1 or not parts:
        parts.insert(0, f"{draft.times:,}{kind.times}")
    return ("约" if draft.is_approximate else "") + "，".join(parts)


def plain_amount(value: Decimal) -> str:
    """Write an amount without idle zeros, with thousands parted."""
    whole = value == value.to_integral_value()
    return f"{int(value):,}" if whole else f"{value.normalize():,f}"
