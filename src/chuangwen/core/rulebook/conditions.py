"""Conditions that an entry must meet to count: each can test a fact, say itself, and be written as SQL.

`admits` is the one predicate: scoring, evidence and the reason for leaving an entry out all use it.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from chuangwen.core.catalogue import Catalogue, Quantity
from chuangwen.core.rulebook.facts import CONFIRMED, Fact
from chuangwen.core.rulebook.spans import Rhythm, Span, period_of
from chuangwen.core.rulebook.words import number, percent

FIELD_NAMES = {"topic": "主题", "level": "级别", "medium": "媒体", "place": "地点", "source": "来源"}
STATUS_NAMES = {"draft": "还是草稿，尚未确认", "corrected": "已被更正", "withdrawn": "已撤回"}
SIGNS = {"at_least": (">=", "不少于"), "at_most": ("<=", "不超过")}


def quoted(text: str) -> str:
    """Write text as an SQL string literal.

    >>> quoted("O'Neil")
    "'O''Neil'"
    """
    return "'" + text.replace("'", "''") + "'"


def column_of(quantity: str) -> str:
    """Name the snapshot column of a quantity."""
    return f'"q_{quantity}"'


class Condition(ABC):
    """One test on one entry."""

    __slots__ = ()

    @abstractmethod
    def admits(self, fact: Fact) -> bool:
        """Tell whether the entry passes."""

    @abstractmethod
    def sql(self) -> str:
        """Write the same test as SQL; it must be true or false, never NULL, on every row."""

    @abstractmethod
    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Say why this entry does not pass."""

    def say(self, words: Catalogue) -> str:
        """Say the condition itself, for the rule in words; empty when it goes without saying."""
        return ""

    @property
    def first_day(self) -> date | None:
        """Return the day before which no entry that is over by then passes, or None."""
        return None

    @property
    def last_turn(self) -> date | None:
        """Return the day from which on nothing new can pass, or None."""
        return None


@dataclass(frozen=True, slots=True)
class Confirmed(Condition):
    """Only confirmed entries count."""

    def admits(self, fact: Fact) -> bool:
        """Tell whether the entry is confirmed."""
        return fact.status == CONFIRMED

    def sql(self) -> str:
        """Compare the status."""
        return f"status = '{CONFIRMED}'"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Name the state that the entry is in."""
        return STATUS_NAMES.get(fact.status, "尚未确认")


@dataclass(frozen=True, slots=True)
class Within(Condition):
    """The whole span of the entry lies inside the window."""

    window: Span

    def admits(self, fact: Fact) -> bool:
        """Compare both ends; the window is half open."""
        return self.window.holds(fact.start_date, fact.until_date)

    @property
    def first_day(self) -> date:
        """Return the first day of the window."""
        return self.window.start

    @property
    def last_turn(self) -> date:
        """Return the end of the window."""
        return self.window.until

    def sql(self) -> str:
        """Compare both ends as dates."""
        return f"start_date >= DATE '{self.window.start}' AND until_date <= DATE '{self.window.until}'"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Say that the entry is early, late or only partly inside."""
        window = self.window
        if fact.until_date <= window.start or fact.start_date >= window.until:
            return f"不在考核期内（{window.say()}）"
        return f"起止日期没有全部落在考核期内（{window.say()}）"


@dataclass(frozen=True, slots=True)
class OneOf(Condition):
    """A word of the entry (topic, level, medium, place, source) is one of those listed."""

    field: str
    values: tuple[str, ...]

    def admits(self, fact: Fact) -> bool:
        """Look the word up in the list."""
        return str(getattr(fact, self.field)) in self.values

    def sql(self) -> str:
        """Compare with one word, or look it up in several."""
        if len(self.values) == 1:
            return f"{self.field} = {quoted(self.values[0])}"
        return f"{self.field} IN ({', '.join(map(quoted, self.values))})"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Name the word found and the words wanted."""
        found = str(getattr(fact, self.field))
        label, wanted = self._label(words), self._names(words).replace("”、“", "”或“")
        if not found:
            return f"没有填写{label}（要求{wanted}）"
        return f"{label}是“{name_of(self.field, found, words)}”，要求{wanted}"

    def say(self, words: Catalogue) -> str:
        """Say the words themselves: 主题为“文明创建”."""
        return f"{self._label(words)}为{self._names(words)}"

    def _label(self, words: Catalogue) -> str:
        return "严重程度" if self.field == "level" and self.values[0] in words.severities else FIELD_NAMES[self.field]

    def _names(self, words: Catalogue) -> str:
        order = words.severities if self.values[0] in words.severities else words.levels
        if self.field == "level" and len(self.values) > 1 and self.values == tuple(order)[: len(self.values)]:
            return f"“{order[self.values[-1]]}以上”"
        return "、".join(f"“{name_of(self.field, value, words)}”" for value in self.values)


def name_of(field: str, code: str, words: Catalogue) -> str:
    """Return the Chinese name of a word, or the word itself when it is free text."""
    lists = {"topic": words.topics, "level": {**words.levels, **words.severities}, "medium": words.media}
    return lists.get(field, {}).get(code, code)


@dataclass(frozen=True, slots=True)
class Filled(Condition):
    """A field of the entry is filled in."""

    field: str

    def admits(self, fact: Fact) -> bool:
        """Tell whether the field holds anything."""
        return bool(getattr(fact, self.field))

    def sql(self) -> str:
        """Compare with the empty text."""
        return f"{self.field} <> ''"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Name the empty field."""
        return f"没有填写{FIELD_NAMES[self.field]}"


@dataclass(frozen=True, slots=True)
class Carries(Condition):
    """The entry states a quantity."""

    quantity: Quantity

    def admits(self, fact: Fact) -> bool:
        """Tell whether the quantity is stated."""
        return self.quantity.code in fact.quantities

    def sql(self) -> str:
        """Look for a value."""
        return f"{column_of(self.quantity.code)} IS NOT NULL"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Name the quantity that is not stated."""
        return f"没有填写{self.quantity.name}"


@dataclass(frozen=True, slots=True)
class Bound(Condition):
    """A quantity of the entry reaches, or stays below, a bound. An unstated quantity does not pass."""

    quantity: Quantity
    side: str
    stored: int

    def admits(self, fact: Fact) -> bool:
        """Compare stored integers."""
        value = fact.quantities.get(self.quantity.code)
        if value is None:
            return False
        return value >= self.stored if self.side == "at_least" else value <= self.stored

    def sql(self) -> str:
        """Compare stored integers; NULL does not pass."""
        return f"coalesce({column_of(self.quantity.code)} {SIGNS[self.side][0]} {self.stored}, false)"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Name the value found and the bound."""
        value = fact.quantities.get(self.quantity.code)
        if value is None:
            return f"没有填写{self.quantity.name}"
        return f"{self.quantity.name}是{number(self.quantity.shown(value))}{self.quantity.unit}，要求{self._asked()}"

    def say(self, words: Catalogue) -> str:
        """Say the bound: 参会人数不少于20人."""
        return f"{self.quantity.name}{self._asked()}"

    def _asked(self) -> str:
        return f"{SIGNS[self.side][1]}{number(self.quantity.shown(self.stored))}{self.quantity.unit}"


@dataclass(frozen=True, slots=True)
class Reaches(Condition):
    """One quantity of the entry is at least another: an actual figure reaches its target."""

    quantity: Quantity
    aim: Quantity

    def admits(self, fact: Fact) -> bool:
        """Compare at the same number of places."""
        got, aim = fact.quantities.get(self.quantity.code), fact.quantities.get(self.aim.code)
        if got is None or aim is None:
            return False
        return Fraction(got, 10**self.quantity.places) >= Fraction(aim, 10**self.aim.places)

    def sql(self) -> str:
        """Compare at the same number of places; NULL does not pass."""
        got = f"{column_of(self.quantity.code)}::HUGEINT * {10**self.aim.places}"
        aim = f"{column_of(self.aim.code)}::HUGEINT * {10**self.quantity.places}"
        return f"coalesce({got} >= {aim}, false)"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Say that the aim is not reached."""
        return f"{self.quantity.name}没有达到{self.aim.name}"


@dataclass(frozen=True, slots=True)
class Passes(Condition):
    """Of what was looked at on the entry enough was good: a share of it (`share`), or so many (n of m)."""

    good: Quantity
    looked_at: Quantity
    needs: Fraction
    share: bool

    def admits(self, fact: Fact) -> bool:
        """Compare at the same number of places; nothing looked at does not pass."""
        good, seen = fact.quantities.get(self.good.code), fact.quantities.get(self.looked_at.code)
        if good is None or seen is None or seen <= 0:
            return False
        asked = self.needs * Fraction(seen, 10**self.looked_at.places) if self.share else self.needs
        return Fraction(good, 10**self.good.places) >= asked

    def sql(self) -> str:
        """Compare at the same number of places; NULL does not pass."""
        good, seen = column_of(self.good.code), column_of(self.looked_at.code)
        top = f"{good}::HUGEINT * {self.needs.denominator * 10**self.looked_at.places}"
        asked = self.needs.numerator * 10**self.good.places
        bottom = f"{seen}::HUGEINT * {asked}" if self.share else str(asked * 10**self.looked_at.places)
        return f"coalesce({seen} > 0 AND {top} >= {bottom}, false)"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Say what was found and what is asked for."""
        good, seen = fact.quantities.get(self.good.code), fact.quantities.get(self.looked_at.code)
        if good is None or not seen:
            return f"没有填写{self.good.name}或{self.looked_at.name}"
        found = f"{number(self.looked_at.shown(seen))}项中合格{number(self.good.shown(good))}项"
        return f"{found}，要求{f'合格率达到{percent(self.needs)}' if self.share else f'至少{number(self.needs)}项合格'}"


REPORT_DAYS = "report_days"


@dataclass(frozen=True, slots=True)
class Concealed(Condition):
    """A negative event that the unit did not report itself, or not in time.

    Shape: an explicit no is concealment; with `within`, a report after more days than that is none, and one in time
    is one; what is not stated is read as the book declares (`not_stated`).
    """

    not_stated: bool = False
    within: int | None = None

    def admits(self, fact: Fact) -> bool:
        """Read an explicit no first, then how long the report took, then what the book says of the rest."""
        if fact.self_reported is False:
            return True
        if not self.is_stated(fact):
            return self.not_stated
        return self.within is not None and fact.quantities[REPORT_DAYS] > self.within

    def is_stated(self, fact: Fact) -> bool:
        """Tell whether the entry says all that is asked: how long the report took, where that matters, says it all."""
        if fact.self_reported is False:
            return True
        return fact.self_reported is not None if self.within is None else REPORT_DAYS in fact.quantities

    def sql(self) -> str:
        """Read the same; NULL is not stated."""
        unknown = str(self.not_stated).lower()
        if self.within is None:
            return f"coalesce(NOT self_reported, {unknown})"
        return f"(coalesce(NOT self_reported, false) OR coalesce({column_of(REPORT_DAYS)} > {self.within}, {unknown}))"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Say that the event was reported, or that nothing is known of it."""
        return "已主动报告" if self.is_stated(fact) else "没有写明是否主动报告，按已报告计"

    def declared(self) -> str:
        """Say what the book declares beyond the plain rule."""
        late = f"{self.within}天内没有报告的按隐瞒计" if self.within is not None else ""
        unknown = "没有写明是否主动报告的按隐瞒计" if self.not_stated else ""
        said = "，".join(part for part in (late, unknown) if part)
        return f"（{said}）" if said else ""


@dataclass(frozen=True, slots=True)
class InOnePeriod(Condition):
    """The whole span of the entry lies inside one of the periods counted."""

    rhythm: Rhythm
    window: Span

    def admits(self, fact: Fact) -> bool:
        """Tell whether some period holds the span."""
        return period_of(self.rhythm, self.window, fact.start_date, fact.until_date) is not None

    def sql(self) -> str:
        """Ask for the position of the period."""
        return f"({self.rhythm.sql(self.window)}) IS NOT NULL"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Say that the entry crosses a border or misses every period."""
        return "起止日期没有全部落在同一个时段内，无法算作其中任何一个时段"


@dataclass(frozen=True, slots=True)
class Proof(Condition):
    """The entry has the evidence that the criterion asks for: all of it, or any one of it."""

    codes: tuple[str, ...] = ()
    any_one: bool = False

    def admits(self, fact: Fact) -> bool:
        """Compare the evidence attached with the evidence asked for."""
        if not self.codes:
            return True
        return any(c in fact.proofs for c in self.codes) if self.any_one else fact.proofs.issuperset(self.codes)

    def sql(self) -> str:
        """Look for each evidence code in the sorted, comma-framed list of the row."""
        if not self.codes:
            return "true"
        tests = [f"contains(proofs, {quoted(f',{code},')})" for code in self.codes]
        return f"({(' OR ' if self.any_one else ' AND ').join(tests)})"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Name the evidence that is missing."""
        lacking = [c for c in self.codes if c not in fact.proofs]
        return f"缺少佐证：{self._join(tuple(lacking), words)}"

    def say(self, words: Catalogue) -> str:
        """Say which evidence is asked for."""
        return f"须附{self._join(self.codes, words)}" if self.codes else ""

    def _join(self, codes: tuple[str, ...], words: Catalogue) -> str:
        return ("或" if self.any_one else "、").join(words.evidence.get(code, code) for code in codes)
