"""Reading one mapping of a book field by field: each answer is typed, each problem has its place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher, get_close_matches
from fractions import Fraction

from chuangwen.core.catalogue import Catalogue, Kind, Quantity
from chuangwen.core.rulebook.spans import RHYTHMS, Listed, Rhythm
from chuangwen.core.rulebook.yaml_tree import Branch, Leaf, Problem, Row, Spot, Tree, Unreadable

CLEARLY = 0.1  # how much less alike a second suggestion may be
MOST_DIGITS = 12  # keeps every comparison inside exact 64-bit arithmetic in all but absurd books


@dataclass(slots=True)
class Desk:
    """What reading needs and leaves: the catalogue, the book's code and listed spans, the problems found."""

    catalogue: Catalogue
    rhythms: dict[str, Listed] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    book: str = ""
    claims: bool = True  # one matter counts in one bonus item alone; the first format knew that only within an item

    def note(self, spot: Spot, message: str, suggestion: str = "") -> None:
        """Write a problem down and go on."""
        self.problems.append(Problem(spot=spot, message=message, suggestion=suggestion))

    def kind(self, code: str, spot: Spot) -> Kind:
        """Return a kind of the catalogue, or refuse with the nearest names."""
        names = {kind.name: kind.code for kind in self.catalogue.kinds.values()}
        if code in self.catalogue.kinds:
            return self.catalogue.kinds[code]
        near = nearest(code, [*self.catalogue.kinds, *names])
        codes = [names.get(n, n) for n in near]
        shown = "、".join(f"{c}（{self.catalogue.kinds[c].name}）" for c in dict.fromkeys(codes))
        raise wrong(
            spot, f"记录类别里没有“{code}”。", f"您是不是要写：{shown}？" if shown else "请查看 catalogues/kinds.yaml。"
        )

    def quantity(self, kind: Kind, code: str, spot: Spot) -> Quantity:
        """Return a quantity of a kind, or refuse with those that it has."""
        if found := kind.quantity(code):
            return found
        known = "、".join(f"{q.code}（{q.name}）" for q in kind.quantities) or "（没有数量）"
        raise wrong(spot, f"“{kind.name}”没有数量“{code}”。", f"它的数量有：{known}。")

    def rhythm(self, word: str, spot: Spot) -> Rhythm:
        """Return a calendar rhythm or one of the book's own listed spans."""
        found = RHYTHMS.get(word) or self.rhythms.get(word)
        if found is None:
            known = "、".join([*RHYTHMS, *self.rhythms])
            raise wrong(spot, f"没有“{word}”这种周期。", f"可用的周期有：{known}。")
        return found


def wrong(spot: Spot, message: str, suggestion: str = "") -> Unreadable:
    """Make the refusal of one value."""
    return Unreadable(Problem(spot=spot, message=message, suggestion=suggestion))


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return up to three known words that look like this one, the likeliest first; far weaker ones are dropped.

    >>> nearest("meting", ["cleaning", "meeting", "pledge"])
    ['meeting']
    """
    near = get_close_matches(word, list(known), n=3, cutoff=0.55)
    likeness = [SequenceMatcher(None, word, other).ratio() for other in near]
    return [other for other, alike in zip(near, likeness, strict=True) if alike > likeness[0] - CLEARLY]


@dataclass(slots=True)
class Form:
    """One mapping, read key by key; `done` complains about the keys nobody asked for."""

    tree: Branch
    desk: Desk
    asked: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, tree: Tree, desk: Desk, what: str) -> "Form":
        """Open a mapping, or refuse what is not one."""
        if isinstance(tree, Branch):
            return cls(tree, desk)
        raise wrong(tree.spot, f"{what}应当写成“键: 值”。")

    @property
    def spot(self) -> Spot:
        """Return where the mapping starts."""
        return self.tree.spot

    def has(self, key: str) -> bool:
        """Tell whether the key is there with a value."""
        self.asked.add(key)
        value = self.tree.items.get(key)
        return value is not None and not (isinstance(value, Leaf) and value.text is None)

    def at(self, key: str) -> Spot:
        """Return where the key's value stands, or the mapping when it is missing."""
        return self.tree.items[key].spot if key in self.tree.items else self.spot

    def part(self, key: str) -> Tree:
        """Return the value under a key that must be there."""
        if self.has(key):
            return self.tree.items[key]
        raise wrong(self.spot, f"缺少“{key}”。", "请补上。")

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; blank is refused unless there is a default."""
        if not self.has(key) and default is not None:
            return default
        part = self.part(key)
        if isinstance(part, Leaf) and part.text is not None and part.text.strip():
            return part.text.strip()
        raise wrong(part.spot, f"“{key}”应当是一段文字，且不能空着。")

    def number(self, key: str, default: Fraction | None = None) -> Fraction:
        """Return an exact number."""
        if not self.has(key) and default is not None:
            return default
        return number_of(self.part(key), key)

    def milli(self, key: str, default: int | None = None) -> int:
        """Return points as integer thousandths."""
        if not self.has(key) and default is not None:
            return default
        return milli_of(self.part(key), key)

    def whole(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self.number(key, None if default is None else Fraction(default))
        if value.denominator != 1:
            raise wrong(self.at(key), f"“{key}”应当是整数。")
        return int(value)

    def day(self, key: str) -> date:
        """Return a date written as 2026-03-01."""
        return day_of(self.part(key), key)

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        if not self.has(key):
            return default
        return self.choice(key, ("true", "false")) == "true"

    def choice(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """Return one of the known words."""
        word, known = self.text(key, default), list(known)
        if word in known:
            return word
        near = nearest(word, known)
        hint = f"您是不是要写“{near[0]}”？" if near else ""
        raise wrong(self.at(key), f"“{key}”不能是“{word}”。", f"{hint}可用的有：{'、'.join(known)}。")

    def choices(self, key: str, known: Mapping[str, str] | Iterable[str]) -> tuple[str, ...]:
        """Return one or several of the known words, in the order written."""
        known = list(known)
        for leaf in self.leaves(key):
            if leaf.text not in known:
                near = nearest(leaf.text or "", known)
                hint = f"您是不是要写“{near[0]}”？" if near else ""
                raise wrong(leaf.spot, f"“{key}”里没有“{leaf.text}”这个词。", f"{hint}可用的有：{'、'.join(known)}。")
        return tuple(str(leaf.text) for leaf in self.leaves(key))

    def leaves(self, key: str) -> list[Leaf]:
        """Return one value, or a list of values, as a list."""
        part = self.part(key)
        leaves = part.items if isinstance(part, Row) else [part]
        for leaf in leaves:
            if not isinstance(leaf, Leaf) or leaf.text is None:
                raise wrong(leaf.spot, f"“{key}”应当是一个词或一列词。")
        if not leaves:
            raise wrong(part.spot, f"“{key}”是空的。", "请写上内容，或删去这一行。")
        return [leaf for leaf in leaves if isinstance(leaf, Leaf)]

    def form(self, key: str) -> "Form":
        """Return the mapping under a key."""
        return Form.of(self.part(key), self.desk, f"“{key}”")

    def rows(self, key: str) -> list[Tree]:
        """Return the list under a key; none when the key is missing."""
        if not self.has(key):
            return []
        part = self.part(key)
        if isinstance(part, Row):
            return part.items
        raise wrong(part.spot, f"“{key}”应当是一列，每项以“- ”开头。")

    def forms(self, key: str) -> list["Form"]:
        """Return the list of mappings under a key."""
        return [Form.of(tree, self.desk, f"“{key}”的每一项") for tree in self.rows(key)]

    def each(self, key: str, read: Callable[["Form"], None]) -> None:
        """Read every mapping under a key; a bad one is noted and the rest go on."""
        for tree in self.rows(key):
            attempt(self.desk, lambda tree=tree: read(Form.of(tree, self.desk, f"“{key}”的每一项")))  # type: ignore[misc]  # mypy cannot type a default in a lambda

    def done(self) -> None:
        """Note every key that nobody asked for."""
        for key, spot in self.tree.keys.items():
            if key not in self.asked:
                near = nearest(key, self.asked - set(self.tree.items))
                hint = f"您是不是要写“{near[0]}”？" if near else f"这里可用的键有：{'、'.join(sorted(self.asked))}。"
                self.desk.note(spot, f"不认识的键“{key}”。", hint)


def attempt(desk: Desk, act: Callable[[], None]) -> None:
    """Run one reading act; write its problem down instead of stopping."""
    try:
        act()
    except Unreadable as refusal:
        desk.problems.append(refusal.problem)


def number_of(tree: Tree, what: str) -> Fraction:
    """Return a leaf as an exact number; 85% is 0.85."""
    text = tree.text if isinstance(tree, Leaf) else None
    try:
        value = Decimal((text or "").strip().removesuffix("%"))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > MOST_DIGITS:
        raise wrong(tree.spot, f"“{what}”应当是一个数，写的是“{text}”。", "例如 4、0.85 或 85%。")
    return Fraction(value) / (100 if (text or "").strip().endswith("%") else 1)


def milli_of(tree: Tree, what: str) -> int:
    """Return a leaf as integer thousandths of a point."""
    value = number_of(tree, what) * 1000
    if value.denominator != 1:
        raise wrong(tree.spot, f"“{what}”最多写三位小数。")
    return int(value)


def day_of(tree: Tree, what: str) -> date:
    """Return a leaf as a day."""
    text = tree.text if isinstance(tree, Leaf) else None
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        raise wrong(tree.spot, f"“{what}”应当是日期，写的是“{text}”。", "请写成 2026-03-01 的样子。") from None
