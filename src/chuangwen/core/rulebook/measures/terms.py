"""Measures of what lasts: a title held on a day, problems found and not yet closed."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Self

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.atoms import Atom, Scope
from chuangwen.core.rulebook.conditions import Condition
from chuangwen.core.rulebook.forms import Form, day_of
from chuangwen.core.rulebook.lasting import Covers, Starts
from chuangwen.core.rulebook.measures.base import Measured
from chuangwen.core.rulebook.measures.counting import Any, Count
from chuangwen.core.rulebook.measures.where import where_of
from chuangwen.core.rulebook.spans import ALWAYS, DAY, say_day
from chuangwen.core.rulebook.words import days

ON = {"assessment": "测评当日", "window_start": "考核期第一天"}


@dataclass(frozen=True, slots=True)
class Title(Any):
    """Whether a title is held on a day: 1, or 0. Its term is half open: on the day it ends it is no longer held."""

    head: ClassVar[str] = "title"
    about: ClassVar[str] = (
        "称号：测评当日（或 `on` 写明的那天）持有为1，否则为0；有效期左闭右开，到期那天不再持有；`on` 可写 assessment、window_start 或一个日子"
    )
    none: ClassVar[str] = "0"
    hardness: ClassVar[int] = 10
    on: str = "assessment"
    called: str = ""

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{title: held, where: {topic: …, level: {at_least: city}}, on: assessment, called: 文明单位称号}`."""
        form.choice("title", ("held",))
        kind = form.desk.kind("title_held", form.spot)
        on = form.text("on", "assessment")
        if on not in ON:
            on = day_of(form.part("on"), "on").isoformat()
        return cls(kind, where_of(form, kind), on, form.text("called", ""))

    def day(self, scope: Scope) -> date:
        """Return the day asked about."""
        if self.on == "window_start":
            return scope.window.start
        return (scope.day or scope.window.until) if self.on == "assessment" else date.fromisoformat(self.on)

    def atom(self, scope: Scope) -> Atom:
        """Ask for the terms that cover the day, wherever they start."""

        def make() -> Atom:
            return Atom(
                self.kind.code, (*self.where, Covers(self.day(scope))), Scope(ALWAYS, scope.proof), self.take(scope)
            )

        atom: Atom = scope.keep(self, make)
        return atom

    @property
    def name(self) -> str:
        """Return what the book calls the title."""
        return self.called or "所要求的称号"

    def title(self, words: Catalogue) -> str:
        """Ask whether it is held, and when."""
        when = ON.get(self.on) or say_day(date.fromisoformat(self.on))
        return f"{when}是否持有{self.called or self.subject(words).removeprefix('持有')}"

    def show(self, value: Fraction) -> str:
        """Write yes or no."""
        return "持有" if value else "未持有"

    def want(self, value: Fraction, up: bool) -> str:
        """Say that it should be held, or should not."""
        return f"应{'' if up else '不'}持有{self.name}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say whether it is held, and for how long."""
        day = say_day(self.day(scope))
        if not measured.facts:
            return f"{day}没有持有"
        last = max(fact.until_date for fact in measured.facts)
        return f"{day}持有" + (f"（有效期至{say_day(last - DAY)}）" if last.year < date.max.year else "")

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Ask for the title."""
        return f"取得{self.name}"

    def closed(self, scope: Scope) -> bool:
        """Tell whether the day is past: it cannot be made up."""
        return scope.today is not None and self.day(scope) < scope.today


@dataclass(frozen=True, slots=True)
class Findings(Count):
    """Upheld problems: those found in the window, or those still open on the day of assessment."""

    head: ClassVar[str] = "findings"
    about: ClassVar[str] = (
        "督导问题的个数：`all` 按发现之日落在考核期内计，不论何时销号；`open` 是测评当日还没有销号的，不论何时发现"
    )
    none: ClassVar[str] = "0"
    only_open: bool = False

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{findings: open | all, where: {severity: {at_least: major}}}`."""
        kind = form.desk.kind("finding", form.spot)
        return cls(kind, where_of(form, kind), form.choice("findings", ("open", "all")) == "open")

    @property
    def falls(self) -> bool:
        """Closing a problem lowers the number of those open."""
        return self.only_open

    def atom(self, scope: Scope) -> Atom:
        """Ask for the day of finding, or for the day of assessment; a problem may outlast the window."""

        def make() -> Atom:
            day = scope.day or scope.window.until
            test: Condition = Covers(day) if self.only_open else Starts(scope.window)
            return Atom(self.kind.code, (*self.where, test), Scope(ALWAYS, scope.proof), self.take(scope))

        atom: Atom = scope.keep(self, make)
        return atom

    def closed(self, scope: Scope) -> bool:
        """Tell whether the day is past: what was open then stays so."""
        return scope.today is not None and (scope.day or scope.window.until) < scope.today

    def title(self, words: Catalogue) -> str:
        """Name the count."""
        return f"{'测评当日尚未销号' if self.only_open else '考核期内查实'}的{self.subject(words)}数"

    def want(self, value: Fraction, up: bool) -> str:
        """Say how few are allowed."""
        if up:
            return f"应有{self.show(value)}"
        kind = f"{'未销号的' if self.only_open else ''}{self.kind.name}"
        return f"{kind}应不超过{self.show(value)}" if value else f"应没有{kind}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say how many there are, found when."""
        if not measured.value:
            return "没有未销号的问题" if self.only_open else "没有查实的问题"
        when = days(fact.start_date for fact in measured.facts)
        return f"有{self.show(measured.value)}{'尚未销号' if self.only_open else ''}（{when}发现）"

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Ask for the problems to be put right."""
        return f"整改销号{self.show((measured.value or 0) - goal)}"
