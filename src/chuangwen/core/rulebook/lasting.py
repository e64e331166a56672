"""Conditions on entries that last: a title held on a day, a problem found in a window and closed when it is closed."""

from dataclasses import dataclass
from datetime import date

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.conditions import Condition
from chuangwen.core.rulebook.facts import Fact
from chuangwen.core.rulebook.spans import DAY, Span, say_day


@dataclass(frozen=True, slots=True)
class Covers(Condition):
    """The span of the entry covers a day: it has begun, and has not ended."""

    day: date

    def admits(self, fact: Fact) -> bool:
        """Compare both ends; the span is half open."""
        return fact.start_date <= self.day < fact.until_date

    @property
    def first_day(self) -> date:
        """Return the day."""
        return self.day

    @property
    def last_turn(self) -> date:
        """Return the day after."""
        return self.day + DAY

    def sql(self) -> str:
        """Compare both ends as dates."""
        return f"start_date <= DATE '{self.day}' AND until_date > DATE '{self.day}'"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Say that the term has ended, or has not begun."""
        if fact.until_date <= self.day:
            return f"到{say_day(self.day)}已经结束（{say_day(fact.until_date - DAY)}为最后一天）"
        return f"到{say_day(self.day)}还没有开始（{say_day(fact.start_date)}起）"


@dataclass(frozen=True, slots=True)
class Starts(Condition):
    """The first day of the entry lies inside the window, however long it lasts."""

    window: Span

    def admits(self, fact: Fact) -> bool:
        """Compare the first day; the window is half open."""
        return self.window.start <= fact.start_date < self.window.until

    @property
    def first_day(self) -> date:
        """Return the first day of the window."""
        return self.window.start

    @property
    def last_turn(self) -> date:
        """Return the end of the window."""
        return self.window.until

    def sql(self) -> str:
        """Compare the first day."""
        return f"start_date >= DATE '{self.window.start}' AND start_date < DATE '{self.window.until}'"

    def reason(self, fact: Fact, words: Catalogue) -> str:
        """Name the window."""
        return f"不在考核期内（{self.window.say()}）"
