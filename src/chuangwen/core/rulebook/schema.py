"""The JSON Schema of a book, for editors: written down by watching the readers read, so that there is no second copy.

A `Watched` form answers as a form does and notes what it is asked: which keys, as what, with which words, with a
default or not. Specimens (the manual's pieces of YAML and the shipped books) are read through it; a new measure,
score form or key is in the schema as soon as a specimen shows it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from chuangwen.core.catalogue import Catalogue, Kind
from chuangwen.core.rulebook.forms import Desk, Form, attempt
from chuangwen.core.rulebook.load import LISTS
from chuangwen.core.rulebook.measures import MEASURES, measure_of
from chuangwen.core.rulebook.reader import read_parts
from chuangwen.core.rulebook.scores import SCORES, score_of
from chuangwen.core.rulebook.spans import RHYTHMS, Listed, Rhythm
from chuangwen.core.rulebook.yaml_tree import Branch, Row, Spot, Tree

Schema = dict[str, Any]
WORD = re.compile(r"[A-Za-z_]+")
DIALECT = "http://json-schema.org/draft-07/schema#"
NUMBER: Schema = {"type": ["number", "string"], "pattern": r"^\s*-?[0-9]+(\.[0-9]+)?\s*%?\s*$"}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
FLAG: Schema = {"enum": [True, False, "true", "false"]}
ANYTHING: Schema = {}
PLAIN = {"text": SCALAR, "number": NUMBER, "milli": NUMBER, "whole": NUMBER, "day": DAY, "flag": FLAG}
MANY = ("rows", "forms", "each")  # lists may always be left out
ASKS = (*PLAIN, "choice", "choices", "leaves", "form", "forms", "rows", "each", "part")
WITH_DEFAULT = {"text": 1, "number": 1, "milli": 1, "whole": 1, "flag": 0, "choice": 2}  # how many values come first


@dataclass(slots=True)
class Key:
    """What is known of one key: the schemas it may have, whether it must be there."""

    shapes: list[Schema] = field(default_factory=list)
    inside: list["Mould"] = field(default_factory=list)
    listed: list["Mould"] = field(default_factory=list)
    guarded: bool = False
    always: bool = True


@dataclass(slots=True)
class Mould:
    """What is known of one mapping, over all specimens of it."""

    keys: dict[str, Key] = field(default_factory=dict)
    ref: str = ""
    any_key: bool = False  # a reader looks at the keys themselves
    data: bool = False  # and they are nothing but data: thresholds, names
    unread: bool = False


class WatchingDesk(Desk):
    """A desk that remembers where codes of kinds, quantities and rhythms stand."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(catalogue)
        self.codes: dict[Spot, str] = {}

    def kind(self, code: str, spot: Spot) -> Kind:
        """Return a kind, and remember where its code stands."""
        self.codes.setdefault(spot, "kind")
        return Desk.kind(self, code, spot)

    def quantity(self, kind: Kind, code: str, spot: Spot) -> Any:
        """Return a quantity, and remember where its code stands."""
        self.codes[spot] = "quantity"
        return Desk.quantity(self, kind, code, spot)

    def rhythm(self, word: str, spot: Spot) -> Rhythm:
        """Return a rhythm, and remember where its word stands."""
        self.codes[spot] = "rhythm"
        return Desk.rhythm(self, word, spot)


class Watched(Form):
    """A form that notes what it is asked."""

    def __init__(self, tree: Branch, desk: Desk) -> None:
        self.busy, self.finished, self.iterated = 1, False, False
        self.notes: dict[str, list[tuple[str, tuple[Any, ...], bool]]] = {}
        self.parts: dict[str, list[Watched]] = {}
        self.rows_of: dict[str, list[Watched]] = {}
        super().__init__(tree, desk)
        self.busy = 0

    @property
    def tree(self) -> Branch:
        """Return the mapping; a reader that looks at it itself reads its keys as data."""
        if not self.busy and not self.finished:
            self.iterated = True
        return self._tree

    @tree.setter
    def tree(self, tree: Branch) -> None:
        self._tree = tree

    @property
    def spot(self) -> Spot:
        """Return where the mapping starts."""
        return self._tree.spot

    def form(self, key: str) -> "Watched":
        """Return the mapping under a key, watched too."""
        self._note("form", (key,))
        inner = self._quiet(lambda: Form.form(self, key))
        self.parts.setdefault(key, []).append(found := Watched(inner.tree, self.desk))
        return found

    def forms(self, key: str) -> list[Form]:
        """Return the mappings under a key, watched too."""
        self._note("forms", (key,))
        found = [Watched(inner.tree, self.desk) for inner in self._quiet(lambda: Form.forms(self, key))]
        self.rows_of.setdefault(key, []).extend(found)
        return list(found)

    def each(self, key: str, read: Callable[[Form], None]) -> None:
        """Read every mapping under a key."""
        for inner in self.forms(key):
            attempt(self.desk, lambda inner=inner: read(inner))  # type: ignore[misc]  # mypy cannot type a default in a lambda

    def done(self) -> None:
        """Note nothing more."""
        self._quiet(lambda: Form.done(self))
        self.finished = True

    def _note(self, how: str, args: tuple[Any, ...], has_default: bool = False) -> None:
        if not self.busy:
            self.notes.setdefault(args[0], []).append((how, args, has_default))

    def _quiet(self, act: Callable[[], Any]) -> Any:
        self.busy += 1
        try:
            return act()
        finally:
            self.busy -= 1


def _watching(name: str) -> Callable[..., Any]:
    plain = getattr(Form, name)

    @wraps(plain)
    def asked(self: Watched, *args: Any, **named: Any) -> Any:
        if args:
            usual = name == "flag" or len(args) > WITH_DEFAULT.get(name, 9) or "default" in named
            self._note(name, args, usual and (args[-1] is not None or "default" in named))
        return self._quiet(lambda: plain(self, *args, **named))

    return asked


for _name in (*PLAIN, "choice", "choices", "leaves", "rows", "part", "has", "at"):
    setattr(Watched, _name, _watching(_name))


def schema_of(
    books: Iterable[Form],
    measures: Sequence[Tree],
    scores: Sequence[Tree],
    catalogue: Catalogue,
    said: Mapping[str, str],
) -> Schema:
    """Write the schema of both kinds of file.

    `books` are whole books as trees, `measures` and `scores` (of 4 points) single specimens; `said` tells what each
    measure and score form is.
    """
    writer = _Writer(catalogue, said)
    root = Mould()
    for book in books:
        root = writer.merged(root, writer.mould(_read(book, catalogue, writer.codes, read_parts)))
    for tree in measures:
        writer.mould(_read(tree, catalogue, writer.codes, measure_of))
    for tree in scores:
        writer.mould(_read(tree, catalogue, writer.codes, lambda form: score_of(form, 4000)))
    return writer.document(root)


def _read(source: Form | Tree, catalogue: Catalogue, codes: dict[Spot, str], read: Callable[[Form], Any]) -> Watched:
    desk = WatchingDesk(catalogue)
    desk.rhythms["festivals"] = Listed("节日", ())
    tree = source.tree if isinstance(source, Form) else source
    if not isinstance(tree, Branch):
        raise TypeError("a specimen is a mapping")
    watched = Watched(tree, desk)
    read(watched)
    if desk.problems:
        raise ValueError("；".join(map(str, desk.problems)))
    codes.update(desk.codes)
    return watched


class _Writer:
    """Gathers moulds and turns them into schemas."""

    def __init__(self, catalogue: Catalogue, said: Mapping[str, str]) -> None:
        self.catalogue, self.said = catalogue, said
        self.codes: dict[Spot, str] = {}
        self.heads: dict[str, dict[str, Mould]] = {"measure": {}, "score": {}}

    def mould(self, form: Watched) -> Mould:
        """Return what is known of a mapping; a measure or a score form is put away under its head."""
        tree = form._quiet(lambda: form.tree)  # noqa: SLF001  # of this module
        own = Mould(unread=not form.notes, any_key=_reads_keys(form, tree))
        own.data = own.any_key and set(form.notes) <= set(tree.items)
        for sort, known in (("measure", MEASURES), ("score", SCORES)):
            if set(known) - {"attribute"} <= set(form.notes):
                head = next(head for head in known if head in tree.items)
                self._fill(own, form, tree, leave={*known} - {head})
                own.keys[head].guarded = False
                self.heads[sort][head] = self.merged(self.heads[sort].get(head, Mould()), own)
                return Mould(ref=sort)
        self._fill(own, form, tree, leave=set())
        return own

    def _fill(self, own: Mould, form: Watched, tree: Branch, leave: set[str]) -> None:
        for name, notes in form.notes.items():
            if name in leave:
                continue
            asks = [note for note in notes if note[0] in ASKS]
            first, _, has_default = notes[0]
            key = own.keys.setdefault(name, Key(guarded=has_default or first in ("has", *MANY)))
            key.always = name in tree.items
            key.shapes += [s for how, args, _ in asks if (s := self._shape(how, args, tree)) is not None]
            key.inside += [self.mould(part) for part in form.parts.get(name, ())]
            key.listed += [self.mould(part) for part in form.rows_of.get(name, ())]

    def _shape(self, how: str, args: tuple[Any, ...], tree: Branch) -> Schema | None:
        value = tree.items.get(args[0])
        if how == "choice":
            return {"enum": [*args[1], *(int(word) for word in args[1] if word.isdecimal())]}
        if how in ("choices", "leaves"):
            one = {"enum": list(args[1])} if how == "choices" else SCALAR
            return {"anyOf": [one, {"type": "array", "items": one}]}
        if how == "text" and value is not None and value.spot in self.codes:
            return self._code(self.codes[value.spot])
        if how == "rows":
            return {"type": "array"}
        if how == "forms" and not (isinstance(value, Row) and value.items):
            return None
        return ANYTHING if how == "part" else PLAIN.get(how)

    def _code(self, sort: str) -> Schema:
        if sort == "quantity":
            pairs = [f"{kind.code}.{q.code}" for kind in self.catalogue.kinds.values() for q in kind.quantities]
            return {"enum": pairs}
        if sort == "rhythm":
            return {"anyOf": [{"enum": list(RHYTHMS)}, {"type": "string"}]}
        return {"$ref": "#/$defs/kind"}

    def merged(self, one: Mould, two: Mould) -> Mould:
        """Put what is known from two specimens together: a key that one of them lacks need not be there."""
        if not (one.keys or one.ref or one.any_key or one.unread):
            return two
        found = Mould(
            ref=one.ref or two.ref, any_key=one.any_key or two.any_key, data=one.data and two.data,
            unread=one.unread and two.unread,
        )  # fmt: skip
        for name in dict.fromkeys((*one.keys, *two.keys)):
            a, b = one.keys.get(name), two.keys.get(name)
            parts = [part for part in (a, b) if part]
            found.keys[name] = Key(
                shapes=[s for part in parts for s in part.shapes], inside=[m for part in parts for m in part.inside],
                listed=[m for part in parts for m in part.listed],
                guarded=any(part.guarded for part in parts), always=bool(a and b and a.always and b.always),
            )  # fmt: skip
        return found

    def schema(self, mould: Mould) -> Schema:
        """Write one mapping."""
        if mould.ref:
            return {"$ref": f"#/$defs/{mould.ref}"}
        if mould.unread:
            return {"$ref": "#/$defs/loose_criterion"}
        keys = {name: self._key(key) for name, key in mould.keys.items()}
        if mould.data:
            return {"type": "object", "additionalProperties": _any_of(list(keys.values()))}
        required = [name for name, key in mould.keys.items() if key.always and not key.guarded]
        found: Schema = {"type": "object", "properties": keys, "additionalProperties": mould.any_key}
        return found | ({"required": required} if required else {})

    def _key(self, key: Key) -> Schema:
        shapes = list(key.shapes)
        if key.inside:
            shapes.append(self._together(key.inside))
        if key.listed:
            shapes = [{"type": "array", "items": self._together(key.listed)}]
        real = [shape for shape in shapes if shape != ANYTHING]
        return _any_of(real)

    def _together(self, moulds: Sequence[Mould]) -> Schema:
        apart = {mould.ref for mould in moulds if mould.ref}
        rest = Mould()
        for mould in moulds:
            if not mould.ref:
                rest = self.merged(rest, mould)
        shapes: list[Schema] = [{"$ref": f"#/$defs/{ref}"} for ref in sorted(apart)]
        if rest.keys or rest.unread:
            shapes.append(self.schema(rest))
        return _any_of(shapes)

    def document(self, root: Mould) -> Schema:
        """Write the whole: a file is the head of a book, or one category."""
        categories = root.keys.pop("categories")
        lists = {name: self._key(root.keys[name]) for name in LISTS if name in root.keys}
        head, category = self.schema(root), self._together(categories.listed)
        category["properties"] |= lists
        criterion = category["properties"]["criteria"]["items"]
        category["properties"]["criteria"]["items"] = {"$ref": "#/$defs/criterion"}
        loose = {name: part for name, part in criterion.items() if name != "required"}
        return {
            "$schema": DIALECT,
            "title": "测评细则",
            "description": "由读入程序写出；说明见 docs/rulebook.md。",
            "anyOf": [{"$ref": "#/$defs/book"}, {"$ref": "#/$defs/category"}],
            "$defs": {
                "book": head, "category": category, "criterion": criterion, "loose_criterion": loose,
                "kind": {"anyOf": [{"const": k.code, "title": k.name} for k in self.catalogue.kinds.values()]},
                **self._forms("measure"), **self._forms("score"),
            },
        }  # fmt: skip

    def _forms(self, sort: str) -> dict[str, Schema]:
        found = {}
        for head, mould in sorted(self.heads[sort].items()):
            told = {"title": head, **({"description": self.said[head]} if head in self.said else {})}
            found[f"{sort}_{head}"] = told | self.schema(mould)
        return {sort: {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in found]}, **found}


def _reads_keys(form: Watched, tree: Branch) -> bool:
    """Tell whether the keys of a mapping are looked at as data: by the reader, or because they are no words of ours."""
    return bool(form.notes) and (form.iterated or any(not WORD.fullmatch(key) for key in tree.items))


def _any_of(shapes: Sequence[Schema]) -> Schema:
    """Return one schema for any of several; equal ones count once, lists of words are joined."""
    words = list(dict.fromkeys(word for shape in shapes if set(shape) == {"enum"} for word in shape["enum"]))
    apart: list[Schema] = [{"enum": words}] if words else []
    for shape in shapes:
        if set(shape) != {"enum"} and shape not in apart:
            apart.append(shape)
    if not apart:
        return dict(ANYTHING)
    return dict(apart[0]) if len(apart) == 1 else {"anyOf": apart}
