"""The measure of honours: points by level, once, or once a matter."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import ClassVar, Self

from chuangwen.core.catalogue import Catalogue
from chuangwen.core.rulebook.atoms import Scope
from chuangwen.core.rulebook.forms import Form, milli_of, wrong
from chuangwen.core.rulebook.measures.base import Measured, Single
from chuangwen.core.rulebook.measures.where import kind_of, where_of
from chuangwen.core.rulebook.takes import MATTER, Take
from chuangwen.core.rulebook.takes import LevelPoints as LevelPointsTake
from chuangwen.core.rulebook.words import number, points

MATTER_FIELDS = {"title": "标题", "topic": "主题", "place": "地点"}


def matter_fields(form: Form) -> tuple[str, ...]:
    """Read the fields that make two entries one matter; the first of them must be filled in to say anything."""
    return form.choices("same_matter", MATTER_FIELDS) if form.has("same_matter") else MATTER


@dataclass(frozen=True, slots=True)
class Levels(Single):
    """Points by the level of an honour: `once` takes the best alone, `same_matter_once` the best of each title."""

    head: ClassVar[str] = "levels"
    about: ClassVar[str] = (
        "按级别计分，值就是分：`once` 取最高一级；`same_matter_once` 同一事项取最高一级后相加，`same_matter` 写明哪几栏相同算同一事项（title、topic、place，第一栏空着的各是各的事）；两者都为 false 时每次都计（乘以次数）"
    )
    none: ClassVar[str] = "0"
    counts: ClassVar[bool] = True
    hardness: ClassVar[int] = 10
    worth: tuple[tuple[str, int], ...] = ()
    names: tuple[str, ...] = ()
    once: bool = True
    by_matter: bool = True
    matter: tuple[str, ...] = MATTER

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{levels: {national: 5, city: 2}, of: honour, once: true, same_matter_once: true, same_matter: [title]}`."""
        levels, known = form.form("levels"), form.desk.catalogue.levels
        for key in known:
            levels.has(key)
        levels.done()
        worth = tuple((level, milli_of(levels.part(level), level)) for level in known if levels.has(level))
        if not worth:
            raise wrong(levels.spot, "“levels”里没有可用的级别。", f"可用的有：{'、'.join(known)}。")
        kind = kind_of(form, "of")
        if "level" not in kind.fields:
            raise wrong(form.at("of"), f"“{kind.name}”没有级别，不能按级别计分。", "请换一个类别，例如 honour。")
        names = tuple(known[level] for level, _ in worth)
        once, by_matter = form.flag("once", True), form.flag("same_matter_once", True)
        return cls(kind, where_of(form, kind), worth, names, once, by_matter, matter_fields(form))

    @property
    def scale(self) -> int:
        """Read milli-points as points."""
        return 1000

    def take(self, scope: Scope) -> Take:
        """Take the best, the best of each matter, or all."""
        return LevelPointsTake(self.worth, self.once, self.by_matter, self.matter)

    def title(self, words: Catalogue) -> str:
        """List the levels and how repeats are read."""
        steps = "、".join(f"{name}{points(milli)}" for name, (_, milli) in zip(self.names, self.worth, strict=True))
        same = "" if self.matter == MATTER else f"（{'、'.join(MATTER_FIELDS[name] for name in self.matter)}都相同的）"
        rule = "取最高一级计一次" if self.once else f"同一事项{same}取最高一级计一次" if self.by_matter else "每项都计"
        return f"{self.subject(words)}按级别计分（{steps}），{rule}"

    def show(self, value: Fraction) -> str:
        """Write points."""
        return f"{number(value, 3)}分"

    def want(self, value: Fraction, up: bool) -> str:
        """Say that it is a bonus by level."""
        return f"{self.kind.name}按级别加分"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say how many of each level there are."""
        if not measured.facts:
            return f"没有{self.kind.name}"
        found, names = Counter(f.level for f in measured.facts), dict(zip(dict(self.worth), self.names, strict=True))
        return "获" + "、".join(f"{names[level]}{found[level]}项" for level, _ in self.worth if found[level])

    def effort(self, value: Fraction, goal: Fraction) -> int:
        """One honour, however high its level."""
        return 1

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Name the level that would add something."""
        gap = goal - (measured.value or 0)
        steps = [(milli, name) for name, (_, milli) in zip(self.names, self.worth, strict=True)]
        enough = [name for milli, name in reversed(steps) if Fraction(milli, 1000) >= (goal if self.once else gap)]
        if enough:
            return f"获得{enough[0]}{self.kind.name}"
        top = max(worth for worth, _ in steps)
        times = 1 if self.once or not top else ceil(gap * 1000 / top)
        return f"获得{times}项{dict(steps)[top]}{self.kind.name}"
