"""Changing numbers of one clause without writing YAML: what can be turned, and the book that comes of it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chuangwen.core.rulebook.forms import wrong
from chuangwen.core.rulebook.load import BookErrors, from_canonical
from chuangwen.core.rulebook.model import Book
from chuangwen.core.rulebook.yaml_tree import Spot

NUMBER = re.compile(r"-?\d+(?:\.\d+)?%?")
TURNED = ("points", "score", "effect")  # the keys of a clause whose numbers may be turned
TABLES = ("steps", "rank", "grades")  # score forms whose best row is worth all points
NAMES = {
    "points": "分值", "at_least": "不少于", "at_most": "不超过", "equals": "等于", "per": "每满", "worth": "得（分）",
    "from": "得分起点", "to": "满分点", "full_at": "满分线", "each_short": "每低", "loses": "扣（分）",
    "each": "每个扣（分）", "deduct": "每次扣（分）", "as_is": "每1折合（分）",
}  # fmt: skip
ROWS = {
    "steps": ("门槛", "得（分）"),
    "rank": ("同组前", "得（分）"),
    "grades": ("等级", "得（分）"),
    "at": ("等级", "条以上"),
}
STEP = "/"
OF_KEY = "#"  # ends the key of a knob that turns a threshold, which the book writes as a key
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """One number of a clause: its key for a form, what it is called, and how the book writes it."""

    key: str
    label: str
    text: str


def knobs(book: Book, code: str, day: date) -> tuple[Knob, ...]:
    """Return the numbers of a clause that can be turned, as it reads on a day: points, and all of its score form."""
    clause = _clause(_as_of(book, code, day), code)
    return tuple(Knob(key=STEP.join(path), label=_label(path), text=text) for path, text in _numbers(clause))


def retouched(book: Book, code: str, numbers: Mapping[str, str], day: date) -> Book:
    """Return the book with numbers of one clause in place of its own; the sums over it follow.

    Where the points of a criterion change, the best row of its table, the base, its method's share and a cap that
    equals its category's sum change with it, so that the book still adds up.

    :raises BookErrors: something is no number, or the book no longer reads well.
    """
    stored = _as_of(book, code, day)
    clause, known = _clause(stored, code), {knob.key: knob for knob in knobs(book, code, day)}
    new = {key: text.strip().replace("％", "%") for key, text in numbers.items() if key in known}
    for key, text in new.items():
        if not NUMBER.fullmatch(text):
            refusal = wrong(Spot(code), f"“{known[key].label}”应当是一个数，写的是“{text}”。", "例如 4、0.85 或 85%。")
            raise BookErrors((refusal.problem,))
    turned = {key: text for key, text in new.items() if text != known[key].text}
    if "points" in turned and "points" in clause:
        _carry(stored, clause, turned)
    for key in sorted(turned, key=lambda key: key.endswith(OF_KEY)):  # values first: keys move them
        _turn(clause, tuple(key.split(STEP)), turned[key])
    return from_canonical(json.dumps(stored, ensure_ascii=False, sort_keys=True, indent=1))


def _as_of(book: Book, code: str, day: date) -> dict[str, Any]:
    """Return the stored book with this clause as it reads on the day: its amendments by then worked in."""
    stored: dict[str, Any] = json.loads(book.canonical)
    clause, later = _clause(stored, code), []
    for amendment in stored.get("amend", []):
        if amendment["criterion"] == code and date.fromisoformat(amendment["from"]) <= day:
            clause.update({k: v for k, v in amendment.items() if k not in ("criterion", "from", "reference")})
        else:
            later.append(amendment)
    if "amend" in stored:
        stored["amend"] = later
    return stored


def _clause(stored: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Find a criterion, bonus item or negative item.

    :raises KeyError: the book has none of this code.
    """
    rows = [row for category in stored["categories"] for row in category["criteria"]]
    rows += [*(stored.get("bonus") or {}).get("items", []), *stored.get("negative", [])]
    for row in rows:
        if row["code"] == code:
            found: dict[str, Any] = row
            return found
    raise KeyError(code)


def _numbers(clause: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    for key in TURNED:
        if key in clause:
            yield from _leaves(clause[key], (key,))


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, inner in sorted(value.items(), key=lambda item: _order(item[0])):
            if path[-1] in ROWS and NUMBER.fullmatch(key):
                yield (*path, key, OF_KEY), key
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, str) and NUMBER.fullmatch(value):
        yield path, value


def _order(key: str) -> tuple[int, Decimal, str]:
    return (
        (0, -_decimal(key), "") if NUMBER.fullmatch(key) else (1, Decimal(0), key if key not in NAMES else _place(key))
    )


def _place(key: str) -> str:
    return f"{list(NAMES).index(key):03d}"


def _label(path: Path) -> str:
    if path[-1] == OF_KEY:
        return ROWS[path[-3]][0]
    if len(path) > 1 and path[-2] in ROWS:
        return f"{path[-1]}{ROWS[path[-2]][1]}"
    return NAMES.get(path[-1], path[-1])


def _turn(clause: dict[str, Any], path: Path, text: str) -> None:
    key_itself = path[-1] == OF_KEY
    *above, last = path[:-1] if key_itself else path
    table = clause
    for key in above:
        table = table[key]
    if not key_itself:
        table[last] = text
        return
    if text in table:
        raise BookErrors((wrong(Spot(clause["code"]), f"有两档都写成了“{text}”。", "请让每一档不同。").problem,))
    table[text] = table.pop(last)


def _carry(stored: dict[str, Any], clause: dict[str, Any], turned: dict[str, str]) -> None:
    """Let everything follow that must stay equal to the points."""
    old, new = _decimal(clause["points"]), _decimal(turned["points"])
    for form in TABLES:
        table = clause.get("score", {}).get(form)
        if isinstance(table, dict) and table:
            best = max(table, key=lambda key: _decimal(table[key]))
            if _decimal(table[best]) == old:
                turned.setdefault(f"score/{form}/{best}", turned["points"])
    category = next((c for c in stored["categories"] if clause in c["criteria"]), None)
    if category is None:
        return
    total = sum(_decimal(row["points"]) for row in category["criteria"])
    cap = _decimal(category["cap"]) if category.get("cap") else total
    if category.get("cap") and cap == total:
        category["cap"] = str(cap + new - old)
    after = min(total + new - old, _decimal(category.get("cap") or str(total + new - old)))
    weight = _decimal(category.get("weight") or "1")
    stored["base"] = str(_decimal(stored["base"]) + (after - min(total, cap)) * weight)
    methods = stored.get("methods") or {}
    if clause.get("method") in methods:
        methods[clause["method"]] = str(_decimal(methods[clause["method"]]) + new - old)


def _decimal(text: str) -> Decimal:
    return Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
