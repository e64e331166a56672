"""Measures that divide: a ratio, the change against the window before."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar, Self

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook.atoms import Atom, Ledger, Scope
from chuangwen.core.rulebook.columns import Column, Table
from chuangwen.core.rulebook.forms import Form
from chuangwen.core.rulebook.measures.amounts import Amount, Attribute, Sum
from chuangwen.core.rulebook.measures.base import Measure, Measured, together
from chuangwen.core.rulebook.measures.reading import measure_of
from chuangwen.core.rulebook.words import ATTRIBUTES, number, percent

ZERO_MEANS = {"missing": None, "0": 0, "1": 1}


@dataclass(frozen=True, slots=True)
class Ratio(Measure):
    """One measure divided by another, or by an attribute of the unit.

    Two sums of one kind see the same entries: an entry that states only one of the two does not count.
    Nothing recorded above while something is recorded below is 0; nothing below is missing.
    A divisor of 0 gives `if_zero`: missing (the default), 0 or 1. `called` names the ratio in sentences.
    """

    head: ClassVar[str] = "ratio"
    about: ClassVar[str] = "两数相除；`to` 可以是另一测量或单位资料 `attribute`；细则见下"
    hardness: ClassVar[int] = 3
    top: Measure
    bottom: Measure
    called: str = "比率"
    if_zero: int | None = None
    unit: str = "%"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{ratio: …, to: …, called: 参训率, unit: "%", if_zero: missing}`."""
        top, bottom = measure_of(form.form("ratio")), measure_of(form.form("to"), attributes=True)
        if isinstance(top, Sum) and isinstance(bottom, Sum) and top.kind == bottom.kind and top.where == bottom.where:
            top, bottom = replace(top, beside=bottom.quantity), replace(bottom, beside=top.quantity)
        if_zero = ZERO_MEANS[form.choice("if_zero", ZERO_MEANS, "missing")]
        return cls(top, bottom, form.text("called", "比率"), if_zero, form.text("unit", "%"))

    def atoms(self, scope: Scope) -> tuple[Atom, ...]:
        """Return the atoms of both sides."""
        return (*self.top.atoms(scope), *self.bottom.atoms(scope))

    def scalar(self, ledger: Ledger, scope: Scope) -> Measured:
        """Divide exactly."""
        top, bottom = self.top.scalar(ledger, scope), self.bottom.scalar(ledger, scope)
        if top.value is None and self.none_is_zero:
            top = replace(top, value=Fraction(0))
        parts = (top, bottom)
        return Measured(value=self._divide(*parts), facts=together(parts), parts=parts)

    @property
    def none_is_zero(self) -> bool:
        """Tell whether nothing above is read as 0: only when what stands below was recorded too."""
        return self.top.counts and not isinstance(self.bottom, Attribute)

    def _divide(self, top: Measured, bottom: Measured) -> Fraction | None:
        if top.value is None or bottom.value is None:
            return None
        if bottom.value == 0:
            return None if self.if_zero is None else Fraction(self.if_zero)
        return top.value / bottom.value

    def vector(self, table: Table, scope: Scope) -> Column:
        """Divide exactly, as numerators and denominators."""
        top, bottom = self.top.vector(table, scope), self.bottom.vector(table, scope)
        return (top.or_zero() if self.none_is_zero else top).over(bottom, self.if_zero)

    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds of both sides."""
        return tuple({k.code: k for k in (*self.top.kinds(), *self.bottom.kinds())}.values())

    def title(self, words: Catalogue) -> str:
        """Name the ratio by its two sides."""
        return f"{self.called}（{self.top.title(words)}÷{self.bottom.title(words)}）"

    def show(self, value: Fraction) -> str:
        """Write a percentage, or a number with its unit."""
        return percent(value) if self.unit == "%" else f"{number(value)}{self.unit}"

    def want(self, value: Fraction, up: bool) -> str:
        """Say the bound."""
        return f"{self.called}应{'达到' if up else '不超过'}{self.show(value)}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say the ratio and the two numbers behind it."""
        if measured.value is None:
            return f"还算不出{self.called}（{self._lacking(measured)}）"
        top, bottom = (number(part.value or 0) for part in measured.parts)
        zero = f"，除数为0的按{self.show(measured.value)}计" if bottom == "0" else ""
        return f"现为{self.show(measured.value)}（{top}÷{bottom}{zero}）"

    def _lacking(self, measured: Measured) -> str:
        """Name what is missing: an attribute of the unit, or entries of a kind."""
        kinds, attributes = self._bare(measured)
        said = [*(f"没有{name}记录" for name in kinds), *(f"单位资料未填{name}" for name in attributes)]
        return "，".join(said) or "除数为0"

    def _supply(self, measured: Measured) -> str:
        """Say what to record first."""
        names, attributes = self._bare(measured)
        office = {kind.name for kind in self.kinds() if kind.recorded_by == "office"}
        own = [name for name in names if name not in office]
        said = [
            f"待文明办记录{'、'.join(name for name in names if name in office)}" if office & set(names) else "",
            f"填报{'、'.join(own)}" if own else "",
            f"在单位资料里填写{'、'.join(attributes)}" if attributes else "",
        ]
        return "，".join(part for part in said if part) or "填报数据"

    def _bare(self, measured: Measured) -> tuple[list[str], list[str]]:
        """Return the kinds without entries and the attributes that are not filled in."""
        bare = [side for side, part in zip((self.top, self.bottom), measured.parts, strict=True) if part.value is None]
        kinds = dict.fromkeys(kind.name for side in bare for kind in side.kinds())
        return list(kinds), [ATTRIBUTES[side.name] for side in bare if isinstance(side, Attribute)]

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say where to bring the ratio."""
        if measured.value is None:
            supply = self._supply(measured)
            so = "" if supply.startswith("待") else "使"  # what an office records, a unit does not bring about
            return f"{supply}，{so}{self.called}达到{self.show(goal)}"
        return f"{self.called}{'提高' if goal > measured.value else '降低'}到{self.show(goal)}"


@dataclass(frozen=True, slots=True)
class Change(Measure):
    """The change of a measure against the window before, as a share of the earlier value.

    Missing when either window has no value, or the earlier one is 0.
    """

    head: ClassVar[str] = "change"
    about: ClassVar[str] = (
        "与上期之比：上期是紧接在前、月数相同的一段（写定的日子不是整月的，天数相同）；缺任何一期、上期为0"
    )
    hardness: ClassVar[int] = 3
    inner: Measure
    called: str = "用量"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{change: {sum: saving.electricity}, called: 用电量}`."""
        inner = measure_of(form.form("change"))
        return cls(inner, form.text("called", inner.name if isinstance(inner, Amount) else "数量"))

    def atoms(self, scope: Scope) -> tuple[Atom, ...]:
        """Return the atoms of both windows."""
        return (*self.inner.atoms(scope), *self.inner.atoms(scope.earlier()))

    def scalar(self, ledger: Ledger, scope: Scope) -> Measured:
        """Divide the difference by the earlier value."""
        parts = (self.inner.scalar(ledger, scope), self.inner.scalar(ledger, scope.earlier()))
        now, before = (part.value for part in parts)
        value = None if now is None or not before else (now - before) / before
        return Measured(value=value, facts=together(parts), parts=parts)

    def vector(self, table: Table, scope: Scope) -> Column:
        """Divide exactly and take one away."""
        now, before = self.inner.vector(table, scope), self.inner.vector(table, scope.earlier())
        ratio = now.over(before, None)
        num, den = ratio.line(Fraction(1), Fraction(-1))
        return Column(num * (~ratio.missing), den, ratio.missing)

    def kinds(self) -> tuple[Kind, ...]:
        """Return the inner kinds."""
        return self.inner.kinds()

    def title(self, words: Catalogue) -> str:
        """Name what is compared."""
        return f"{self.inner.title(words)}与上一个考核期相比的变化"

    def show(self, value: Fraction) -> str:
        """Write up or down by a percentage."""
        return "持平" if not value else f"{'上升' if value > 0 else '下降'}{percent(abs(value))}"

    def want(self, value: Fraction, up: bool) -> str:
        """Say the bound."""
        if not value:
            return f"{self.called}应{'不下降' if up else '不上升'}"
        return f"{self.called}应比上期{self.show(value)}{'以上' if up == (value > 0) else '以内'}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say the change and the two values."""
        if measured.value is None:
            return "缺少本期或上期的数据，无法比较"
        now, before = (self.inner.show(part.value or Fraction(0)) for part in measured.parts)
        return f"{self.show(measured.value)}（上期{before}，本期{now}）"

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say where to bring it."""
        if measured.value is None:
            return "补齐本期和上期的数据"
        return f"做到{self.show(goal)}"
