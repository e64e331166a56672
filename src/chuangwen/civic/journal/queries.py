"""What is: the lines of the journal, and whether the chain still holds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from chuangwen.civic.journal.enums import LABELS, MILLI, RANGES, VALUES
from chuangwen.civic.journal.models import Head, Line
from chuangwen.civic.journal.pen import digest_of, name_of
from chuangwen.civic.wordbook import kinds, unit_kinds
from chuangwen.core.calendar import last_day

BEGINNING = "0" * 64
BATCH = 2000
NEAR = 2000  # how far away a moved line is looked for
SPANS = "ledger."  # the lines about facts tell of spans; others of the day from which on a thing is no more
ENDS = {"until_date": "终止日期（当日起）"}
Kind = Literal["edited", "missing", "reordered", "rewritten", "cut off"]


def lines(
    *,
    actor_id: int | None = None,
    verb: str = "",
    target: str = "",
    unit_id: int | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
) -> QuerySet[Line]:
    """Return the lines that fit, newest first; `verb` may be a group (`account`) or one verb."""
    found = Line.objects.select_related("actor").order_by("-number")
    equal = {"actor_id": actor_id, "target": target or None, "unit_id": unit_id}
    found = found.filter(**{key: value for key, value in equal.items() if value is not None})
    if verb:
        found = found.filter(verb=verb) if "." in verb else found.filter(verb__startswith=f"{verb}.")
    return within(found, first_day, last_day)


def within(found: QuerySet[Line], first_day: date | None, last_day: date | None) -> QuerySet[Line]:
    """Keep the lines of a span of days, both ends included; by instants, so that the index serves."""
    if first_day:
        found = found.filter(at__gte=_midnight(first_day))
    if last_day:
        found = found.filter(at__lt=_midnight(last_day + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def page_of_lines(*, before: int, size: int) -> list[Line]:
    """Return up to `size` lines with numbers up to `before`, newest first, by number alone."""
    found = Line.objects.select_related("actor").filter(number__lte=before, number__gt=before - size)
    return list(found.order_by("-number"))


def last_number() -> int:
    """Return the number of the newest line, 0 when there is none."""
    newest = Line.objects.order_by("-number").values_list("number", flat=True).first()
    return newest or 0


def timeline(target: models.Model) -> QuerySet[Line]:
    """Return what was done on one thing, newest first."""
    return lines(target=name_of(target))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One figure of a line, before and after the act."""

    label: str
    before: str
    after: str

    @property
    def in_words(self) -> str:
        """The change in one phrase; what was not there before is only told."""
        return f"{self.label}：{self.before}→{self.after or '（空）'}" if self.before else f"{self.label}：{self.after}"


def changes_of(line: Line) -> list[Change]:
    """Return what a line says was changed, one row a figure that is not empty on both sides."""
    keys = [*line.before, *(key for key in line.after if key not in line.before)]
    named, shown = (LABELS, _last_shown) if line.target.startswith(SPANS) else (LABELS | ENDS, _shown)
    told = [
        Change(
            label=named.get(key, key), before=shown(key, line.before.get(key)), after=shown(key, line.after.get(key))
        )
        for key in keys
    ]
    return [change for change in told if change.before or change.after]


def _last_shown(key: str, value: Any) -> str:
    """Write a value of a line about a fact: of its span the last day is shown, as everywhere."""
    if key == "until_date" and isinstance(value, str) and (day := parse_date(value)):
        return str(last_day(day) or "没有结束")
    return _shown(key, value)


def _shown(key: str, value: Any) -> str:
    """Write a value of a line as a person reads it: codes in words, lists and mappings in a row."""
    if value in (None, "", [], {}):
        return ""
    match value:
        case bool():
            return "是" if value else "否"
        case dict():
            return "；".join(f"{_named(key, name)} {_shown(name, each)}" for name, each in value.items())
        case [int(first), int(last)] if key in RANGES:
            return str(first) if first == last else f"{first}至{last}"
        case list():
            return "、".join(_shown(key, each) for each in value)
        case str():
            return _word(key, value)
        case int() if key in MILLI:
            return f"{Decimal(value) / 1000}"
    return str(value)


def _named(key: str, name: str) -> str:
    """Name an entry of a mapping: a quantity, a kind, or a figure of its own."""
    return _words(key).get(name) or LABELS.get(name, name)


def _word(key: str, value: str) -> str:
    return _words(key).get(value, value)


@cache
def _words(key: str) -> Mapping[str, str]:
    """Return the words for the codes of one figure, the shipped catalogues' among them."""
    catalogue = kinds()
    found: dict[str, Mapping[str, str]] = {
        "kind": {kind.code: kind.name for kind in unit_kinds().values()}
        | {kind.code: kind.name for kind in catalogue.kinds.values()},
        "topic": catalogue.topics,
        "level": catalogue.levels,
        "medium": catalogue.media,
        "proof": catalogue.evidence,
        "quantities": {each.code: each.name for kind in catalogue.kinds.values() for each in kind.quantities},
    }
    return {**found.get("kind" if key == "kinds" else key, {}), **VALUES.get(key, {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """The first line at which the chain breaks, and how."""

    number: int
    kind: Kind
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What `verify` found. `number` and `digest` are of the last line that holds: write them down elsewhere."""

    checked: int
    number: int
    digest: str
    trouble: Trouble | None = None

    @property
    def is_sound(self) -> bool:
        """Say whether every line checked is as it was written."""
        return self.trouble is None


def verify(
    *,
    since: int = 0,
    known: tuple[int, str] | None = None,
    tell: Callable[[int], object] = lambda number: None,
) -> Verdict:
    """Walk the chain and name the first line that was edited, taken out, moved, or cut off.

    `since` leaves out the lines up to that number. `known` is a number with its
    digest, written down outside this database: it shows whether somebody wrote the
    whole chain anew. `tell` hears the number after each batch.
    """
    number, digest, checked = _start(since)
    for line in _all_after(since, tell):
        if trouble := _trouble_at(line, number + 1, digest, known):
            return Verdict(checked=checked, number=number, digest=digest, trouble=trouble)
        number, digest, checked = line.number, line.digest, checked + 1
    return Verdict(checked=checked, number=number, digest=digest, trouble=_trouble_at_end(number, digest, known))


def _start(since: int) -> tuple[int, str, int]:
    line = Line.objects.filter(pk=since).first() if since else None
    return (line.number, line.digest, 0) if line else (since, BEGINNING if since == 0 else "", 0)


def _all_after(number: int, tell: Callable[[int], object]) -> Iterator[Line]:
    while batch := list(Line.objects.filter(number__gt=number).order_by("number")[:BATCH]):
        yield from batch
        number = batch[-1].number
        tell(number)


def _trouble_at(line: Line, expected: int, previous: str, known: tuple[int, str] | None) -> Trouble | None:
    if line.number != expected:
        gap = f"第{expected}行" if line.number == expected + 1 else f"第{expected}至{line.number - 1}行"
        return Trouble(number=expected, kind="missing", sentence=f"{gap}不见了。")
    if digest_of(line) != line.digest:
        return _moved(line) or Trouble(
            number=line.number, kind="edited", sentence=f"第{line.number}行的内容与写下时不同。"
        )
    if line.previous != previous:
        return Trouble(
            number=line.number, kind="reordered", sentence=f"第{line.number}行接不上前一行，它或前一行被换过。"
        )
    if known and known[0] == line.number and known[1] != line.digest:
        return Trouble(
            number=line.number, kind="rewritten", sentence=f"第{line.number}行与另外记下的摘要不同，日志被整段重写过。"
        )
    return None


def _moved(line: Line) -> Trouble | None:
    """Look whether the line is true under another number: then it was moved, not edited."""
    here = line.number
    try:
        for distance in range(1, NEAR):
            for there in (here + distance, here - distance):
                line.number = there
                if digest_of(line) == line.digest:
                    sentence = f"第{here}行被调换过，它原来是第{there}行。"
                    return Trouble(number=here, kind="reordered", sentence=sentence)
    finally:
        line.number = here
    return None


def _trouble_at_end(number: int, digest: str, known: tuple[int, str] | None) -> Trouble | None:
    head = Head.objects.filter(pk=1).first()
    last = max(head.number if head else 0, known[0] if known else 0)
    if last > number:
        return Trouble(number=number + 1, kind="cut off", sentence=f"末尾第{number + 1}至{last}行不见了。")
    if head is None and number == 0:
        return None
    if head is None or (head.number, head.digest) != (number, digest):
        return Trouble(number=number, kind="cut off", sentence=f"日志的末端标记与第{number}行不符，末尾被动过。")
    return None
