"""Measures of quantities: sums, the latest state, the lowest score, a unit's own attribute."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from chuangwen.core.catalogue import Catalogue, Kind, Quantity
from chuangwen.core.rulebook.atoms import Atom, Ledger, Scope
from chuangwen.core.rulebook.columns import Column, Table
from chuangwen.core.rulebook.forms import Form, wrong
from chuangwen.core.rulebook.measures.base import Measure, Measured, Single
from chuangwen.core.rulebook.measures.where import quantity_of, where_of
from chuangwen.core.rulebook.takes import Latest as LatestTake
from chuangwen.core.rulebook.takes import Lowest as LowestTake
from chuangwen.core.rulebook.takes import Take, Total, latest
from chuangwen.core.rulebook.words import ATTRIBUTES, days, number

COUNT = Quantity(code="times", name="数量", unit="项")


@dataclass(frozen=True, slots=True)
class Amount(Single):
    """Shared words of the measures of one quantity."""

    hardness: ClassVar[int] = 2
    quantity: Quantity = COUNT
    called: str = ""

    @property
    def name(self) -> str:
        """Return what the book calls the amount, or the catalogue's name."""
        return self.called or self.quantity.name

    @property
    def scale(self) -> int:
        """Return the scale that the catalogue stores the quantity at."""
        return int(10**self.quantity.places)

    def show(self, value: Fraction) -> str:
        """Write the amount with its unit."""
        return f"{number(value, max(self.quantity.places, 1))}{self.quantity.unit}"

    def want(self, value: Fraction, up: bool) -> str:
        """Say how much is asked for."""
        return f"{self.name}应{'达到' if up else '不超过'}{self.show(value)}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say how much there is, from how many entries."""
        if measured.value is None:
            return f"还没有填报{self.name}"
        return f"现有{self.show(measured.value)}（{len(measured.facts)}条记录）"

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say how much more, or how much less."""
        gap = goal - (measured.value or 0)
        return f"{self.name}再{'增加' if gap > 0 else '减少'}{self.show(abs(gap))}"


@dataclass(frozen=True, slots=True)
class Sum(Amount):
    """The sum of a quantity; entries that do not state it do not count. A state (gauge) is never summed."""

    head: ClassVar[str] = "sum"
    about: ClassVar[str] = "一种数量的合计；没填这个数量的记录不算；`called` 写句子里的叫法（`latest`、`lowest` 同）"
    none: ClassVar[str] = "0"
    counts: ClassVar[bool] = True
    beside: Quantity | None = None

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{sum: study.attendees, where: …, called: 参训人次}`."""
        kind, quantity = quantity_of(form, "sum")
        if quantity.gauge:
            raise wrong(form.at("sum"), f"“{quantity.name}”是某一时点的数，不能相加。", "请改用 latest（取最近一次）。")
        return cls(kind, where_of(form, kind), quantity, form.text("called", ""))

    def take(self, scope: Scope) -> Take:
        """Add the quantity up."""
        return Total(self.quantity, beside=self.beside)

    def title(self, words: Catalogue) -> str:
        """Name the sum."""
        return f"{self.subject(words)}的{self.quantity.name}合计"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say the sum; nothing recorded is none."""
        if not measured.facts:
            return f"还没有填报{self.name}"
        return Amount.have(self, measured, scope)

    def effort(self, value: Fraction, goal: Fraction) -> int:
        """One more entry can carry any amount."""
        return 1


@dataclass(frozen=True, slots=True)
class State(Amount):
    """Shared words of the amounts that are replaced, not added to."""

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Say where to bring it."""
        return (
            f"{self.name}{'降到' if measured.value is not None and goal < measured.value else '达到'}{self.show(goal)}"
        )


@dataclass(frozen=True, slots=True)
class Latest(State):
    """The latest value of a quantity. An entry belongs to its last day; on one day the later number wins."""

    head: ClassVar[str] = "latest"
    about: ClassVar[str] = "最近一次的数"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{latest: volunteer_person.people, where: …}`."""
        kind, quantity = quantity_of(form, "latest")
        return cls(kind, where_of(form, kind), quantity, form.text("called", ""))

    def take(self, scope: Scope) -> Take:
        """Return the latest value."""
        return LatestTake(self.quantity)

    def title(self, words: Catalogue) -> str:
        """Name the state."""
        return f"{self.subject(words)}最近一次填报的{self.quantity.name}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say the value and its day."""
        if measured.value is None:
            return f"还没有填报{self.name}"
        return f"最近一次填报为{self.show(measured.value)}（{days([latest(measured.facts).start_date])}）"


@dataclass(frozen=True, slots=True)
class Lowest(State):
    """The lowest value of a quantity: every entry must be good."""

    head: ClassVar[str] = "lowest"
    about: ClassVar[str] = "最低的数"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{lowest: opinion.score, where: …}`."""
        kind, quantity = quantity_of(form, "lowest")
        return cls(kind, where_of(form, kind), quantity, form.text("called", ""))

    def take(self, scope: Scope) -> Take:
        """Return the lowest value."""
        return LowestTake(self.quantity)

    def title(self, words: Catalogue) -> str:
        """Name the value."""
        return f"{self.subject(words)}中最低的{self.quantity.name}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say the lowest value, of how many."""
        if measured.value is None:
            return f"还没有{self.name}"
        return f"最低{self.show(measured.value)}（共{len(measured.facts)}条记录）"


@dataclass(frozen=True, slots=True)
class Attribute(Measure):
    """A number of the unit itself, such as its staff: only as the other side of a ratio."""

    head: ClassVar[str] = "attribute"
    about: ClassVar[str] = (
        "单位资料：staff、party_members、households、residents、students、minors_score；只用在 `to` 里"
    )
    name: str = "staff"

    @classmethod
    def read(cls, form: Form) -> Self:
        """Read `{attribute: staff}`."""
        return cls(form.choice("attribute", ATTRIBUTES))

    def atoms(self, scope: Scope) -> tuple[Atom, ...]:
        """Need nothing from the ledger."""
        return ()

    def scalar(self, ledger: Ledger, scope: Scope) -> Measured:
        """Look the attribute up."""
        found = ledger.case.attributes.get(self.name)
        return Measured(value=None if found is None else Fraction(found))

    def vector(self, table: Table, scope: Scope) -> Column:
        """Return the attribute's column; one that no unit has is missing everywhere."""
        return Column.of(*table.attribute(self.name))

    def kinds(self) -> tuple[Kind, ...]:
        """Read no entries."""
        return ()

    def title(self, words: Catalogue) -> str:
        """Name the attribute."""
        return ATTRIBUTES[self.name]

    def show(self, value: Fraction) -> str:
        """Write the number."""
        return number(value)

    def want(self, value: Fraction, up: bool) -> str:
        """Say the bound."""
        return f"{ATTRIBUTES[self.name]}应{'达到' if up else '不超过'}{number(value)}"

    def have(self, measured: Measured, scope: Scope) -> str:
        """Say the number."""
        return f"{ATTRIBUTES[self.name]}{'未填写' if measured.value is None else number(measured.value)}"

    def more(self, measured: Measured, goal: Fraction, scope: Scope) -> str:
        """Ask for the number to be kept right."""
        return f"核实{ATTRIBUTES[self.name]}"
