"""Reading `where:` and `kind.quantity` words."""

from collections.abc import Mapping

from chuangwen.core.catalogue import Kind, Quantity
from chuangwen.core.rulebook.conditions import Bound, Condition, OneOf
from chuangwen.core.rulebook.forms import Form, attempt, nearest, number_of, wrong
from chuangwen.core.rulebook.yaml_tree import Branch

WORDS = ("topic", "level", "medium", "place", "source")


def kind_of(form: Form, key: str) -> Kind:
    """Read a kind's code."""
    return form.desk.kind(form.text(key), form.at(key))


def quantity_of(form: Form, key: str) -> tuple[Kind, Quantity]:
    """Read `kind.quantity`."""
    word = form.text(key)
    code, dot, part = word.partition(".")
    if not dot:
        raise wrong(form.at(key), f"“{key}”应当写成“类别.数量”，写的是“{word}”。", "例如 study.attendees。")
    kind = form.desk.kind(code, form.at(key))
    return kind, form.desk.quantity(kind, part, form.at(key))


def where_of(form: Form, kind: Kind, key: str = "where") -> tuple[Condition, ...]:
    """Read the filter of a measure; none when it is missing."""
    if not form.has(key):
        return ()
    inner = form.form(key)
    words = tuple(_word(inner, kind, name) for name in _words_of(kind) if inner.has(name))
    inner.asked.update(q.code for q in kind.quantities)
    bounds = [b for q in kind.quantities if inner.has(q.code) for b in _bounds(inner, q)]
    _unknown(inner, kind)
    return (*words, *bounds)


def _unknown(inner: Form, kind: Kind) -> None:
    known = {*_words_of(kind), *(q.code for q in kind.quantities)}
    for key, spot in inner.tree.keys.items():
        if key not in known:
            near = nearest(key, known)
            hint = f"您是不是要写“{near[0]}”？" if near else f"“{kind.name}”可用：{'、'.join(sorted(known))}。"
            inner.desk.note(spot, f"筛选条件里不认识“{key}”。", hint)


def _words_of(kind: Kind) -> tuple[str, ...]:
    """Return the words to filter by; `severity` stands where the level would."""
    return (*WORDS, "severity") if "severity" in kind.fields else WORDS


def _word(form: Form, kind: Kind, name: str) -> OneOf:
    catalogue = form.desk.catalogue
    if name in ("level", "medium", "place") and name not in kind.fields:
        raise wrong(form.at(name), f"“{kind.name}”没有“{name}”这一栏，这个条件永远不会满足。", "请删去，或换一个类别。")
    if name == "topic":
        return OneOf("topic", _topics(form, kind))
    if name == "level":
        return OneOf("level", _levels(form, name, catalogue.levels))
    if name == "severity":
        return OneOf("level", _levels(form, name, catalogue.severities))
    if name == "medium":
        return OneOf("medium", form.choices("medium", catalogue.media))
    return OneOf(name, tuple(str(leaf.text) for leaf in form.leaves(name)))


def _topics(form: Form, kind: Kind) -> tuple[str, ...]:
    """Read topics; a kind without topics of its own takes any code."""
    if not kind.topics:
        return tuple(str(leaf.text) for leaf in form.leaves("topic"))
    chosen = form.choices("topic", form.desk.catalogue.topics)
    if strange := [t for t in chosen if t not in kind.topics]:
        names = "、".join(f"{t}（{form.desk.catalogue.topics[t]}）" for t in kind.topics)
        raise wrong(form.at("topic"), f"“{kind.name}”没有主题“{'、'.join(strange)}”。", f"它的主题有：{names}。")
    return chosen


def _levels(form: Form, key: str, levels: Mapping[str, str]) -> tuple[str, ...]:
    """Read levels; `{at_least: city}` means that level and all above it (the catalogue lists the highest first)."""
    if not isinstance(form.part(key), Branch):
        return form.choices(key, levels)
    inner, order = form.form(key), list(levels)
    lowest = inner.choice("at_least", order)
    inner.done()
    return tuple(order[: order.index(lowest) + 1])


def _bounds(form: Form, quantity: Quantity) -> list[Bound]:
    inner = form.form(quantity.code)
    found: list[Bound] = []

    def read(side: str) -> None:
        value = number_of(inner.part(side), side) * 10**quantity.places
        if value.denominator != 1:
            raise wrong(inner.at(side), f"“{quantity.name}”只保留{quantity.places}位小数。", "请减少小数位。")
        found.append(Bound(quantity, side, int(value)))

    for side in ("at_least", "at_most"):
        if inner.has(side):
            attempt(form.desk, lambda side=side: read(side))  # type: ignore[misc]  # mypy cannot type a default in a lambda
    inner.done()
    return found
