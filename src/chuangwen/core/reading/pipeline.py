"""From a text to proposed facts: each step is a small module, this one strings them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.reading import contradictions, enumerations, titles
from chuangwen.core.reading.clauses import Layout
from chuangwen.core.reading.confidence import confidence_of, doubted
from chuangwen.core.reading.events import EventFinder
from chuangwen.core.reading.exclusions import Surroundings, reason_against
from chuangwen.core.reading.hedges import is_base, is_hedged, is_negated
from chuangwen.core.reading.kinds import Found, choose
from chuangwen.core.reading.learned import look_again, weights
from chuangwen.core.reading.measured import measure, reigns
from chuangwen.core.reading.model import EMPTY_LEXICON, Document, PassedOver, ReadFact, Reading
from chuangwen.core.reading.numbers import Number, numbers_in
from chuangwen.core.reading.periods import Period, Periods
from chuangwen.core.reading.quantities import fit
from chuangwen.core.reading.scoring import annotated_as
from chuangwen.core.reading.status import Status, Statuses
from chuangwen.core.reading.subjects import subject_of
from chuangwen.core.reading.tables import cells_in, measure_cell
from chuangwen.core.reading.topics import topic_of
from chuangwen.core.reading.units import Unit, unit_after
from chuangwen.core.reading.working import Working, work

_OBJECTS = {"things", "papers", "plants", "length", "area"}
_HALF_OF_TENTH = Decimal("0.05")
"""What 半 adds to 八成."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """All that is known of the text while its facts are made."""

    working: Working
    original: str
    layout: Layout
    periods: Periods
    statuses: Statuses
    catalogue: Catalogue
    subject: str
    default: tuple[date, date] | None


def read(
    text: str | Document,
    *,
    catalogue: Catalogue,
    subject: str = "",
    written_on: date | None = None,
    period: tuple[date, date] | None = None,
    lexicon: Mapping[str, str] = EMPTY_LEXICON,
) -> Reading:
    """Read the quantified facts of a report, in text order, with reasons.

    Shape: `subject` is the filing unit; `period` (from, until exclusive) is what the report
    covers; `lexicon` maps terms of the office to kind codes and outranks every rule.
    """
    original = text.text if isinstance(text, Document) else text
    working = work(original)
    layout = Layout(working.plain)
    frame = _Frame(
        working, original, layout, Periods(layout, written_on, period), Statuses(layout), catalogue, subject, period
    )
    found, passed = find(original, working, layout, catalogue, lexicon)
    found = look_again(found, working.plain, weights(), annotated_as)
    facts = [_fact(frame, item) for item in found]
    facts += EventFinder(working, original, layout, frame.periods, frame.statuses, catalogue, subject).beyond(facts)
    facts.sort(key=lambda fact: (fact.num_start, fact.event))
    if isinstance(text, Document) and any(block.sureness < 1 for block in text.blocks):
        facts = [doubted(fact, text.sureness_at(fact.num_start)) for fact in facts]
    return Reading(
        facts=tuple(facts), contradictions=contradictions.found_in(facts, original), passed_over=tuple(passed)
    )


def find(
    original: str, working: Working, layout: Layout, catalogue: Catalogue, lexicon: Mapping[str, str] = EMPTY_LEXICON
) -> tuple[list[Found], list[PassedOver]]:
    """Return the numbers that state facts, each with the kind that the rules give it, and those passed over."""
    plain = working.plain
    around = Surroundings(plain)
    found: list[Found] = []
    passed: list[PassedOver] = []
    cells = {cell.number.start: cell for cell in cells_in(plain)} if "\t" in plain else {}
    floor = own = 0
    for number in numbers_in(plain):
        if cell := cells.get(number.start):
            measured = measure_cell(cell)
            found.append(Found(cell.number, cell.unit, measured, choose(measured, cell.unit, catalogue, lexicon)))
            continue
        unit = _unit_of(plain, number)
        reason = reason_against(number, unit, around)
        if unit is None or reason:
            start, end = working.place(number.start, number.end)
            passed.append(PassedOver(start=start, end=end, text=original[start:end], reason=reason or ""))
            continue
        continues = found and found[-1].measured.suffix and plain[floor : number.start] in {"", "、", "和", "及", "与"}
        touching = bool(found) and number.start == floor
        own = own if continues else found[-1].unit.end if touching else floor
        measured = measure(number, unit, layout, own, _reign(found, unit, plain[floor : number.start]))
        found.append(Found(number, unit, measured, choose(measured, unit, catalogue, lexicon)))
        floor = unit.end if measured.suffix else unit.end + len(measured.noun)
    return enumerations.inherit(found, plain), passed


def _reign(found: list[Found], unit: Unit, between: str) -> str:
    return (
        reigns(found[-1].measured, between, same_unit=unit.sort in _OBJECTS and found[-1].unit.text == unit.text)
        if found
        else ""
    )


def _unit_of(plain: str, number: Number) -> Unit | None:
    if number.form == "share":
        per_mille = number.text.startswith("千")
        return Unit("‰" if per_mille else "%", "rate", number.end, Decimal(1), approx=False)
    return unit_after(plain, number.end, arabic=not number.is_han, large=number.value >= 10**4)


def _fact(frame: _Frame, item: Found) -> ReadFact:
    number, unit, measured = item.number, item.unit, item.measured
    plain = frame.working.plain
    value = _value(number, unit) + (_HALF_OF_TENTH if unit.text == "成" and plain.startswith("半", unit.end) else 0)
    negated = is_negated(plain, number)
    status = frame.statuses.at(measured.start, number.start, measured.end)
    base = is_base(plain, number, unit)
    period = frame.periods.beside(number.start) if base else frame.periods.governing(number.start)
    kind = frame.catalogue.kinds.get(item.choice.kind) or frame.catalogue.kinds["other"]
    quantity, amount = fit(kind, unit, value)
    start, end = frame.working.place(measured.start, measured.end)
    num_start, num_end = frame.working.place(number.start, number.end)
    from_date, until_date = _days(period, None if base else frame.default)
    zero = Decimal(0)
    return ReadFact(
        start=start,
        end=end,
        text=frame.original[start:end],
        num=frame.original[num_start:num_end],
        num_start=num_start,
        num_end=num_end,
        value=zero if negated else value,
        unit=unit.text,
        approx=is_hedged(plain, number, unit),
        kind=kind.code,
        topic=topic_of(kind, measured.item + measured.noun, measured.sentence),
        period=period.text if period else None,
        from_date=from_date,
        until_date=until_date,
        subject=subject_of(frame.layout, measured.start, number.start, frame.subject),
        status=status.code,
        confidence=_sureness(item, status, base, negated or not value, quantity is None),
        because=_because(item, status, negated=negated, base=base),
        quantity=quantity,
        amount=zero if negated and amount is not None else amount,
        title=titles.title_of(measured, unit, kind),
        norm=status.is_norm,
        base=base,
    )


def _sureness(item: Found, status: Status, base: bool, is_nought: bool, is_loose: bool) -> float:
    doubts = (status.code == "plan", status.is_norm, base, is_nought, is_loose)
    return confidence_of(item.choice, item.unit, item.number, doubts=doubts)


def _because(item: Found, status: Status, *, negated: bool, base: bool) -> str:
    denial = "前面有否定，记为 0。" if negated else ""
    return (
        item.choice.because + status.because + denial + ("这是增减前的数，用来比较，不是本期的数量。" if base else "")
    )


def _value(number: Number, unit: Unit) -> Decimal:
    if unit.sort != "rate" or number.form == "share":
        return number.value * unit.factor
    if unit.text in {"%", "百分点"}:
        return number.value / 100
    return number.value / 1000 if unit.text == "‰" else number.value * unit.factor


def _days(period: Period | None, default: tuple[date, date] | None) -> tuple[date | None, date | None]:
    if period and (period.from_date or period.until_date):
        return period.from_date, period.until_date
    if default and not (period and period.is_recurring):
        return default
    return None, None
