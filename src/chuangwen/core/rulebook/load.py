"""From YAML files to a Book, and from a Book to the canonical text that is stored and hashed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from chuangwen.core.catalogue import Catalogue, Kind, Quantity
from chuangwen.core.rulebook.forms import Desk, Form
from chuangwen.core.rulebook.model import Book
from chuangwen.core.rulebook.reader import Parts, read_parts
from chuangwen.core.rulebook.sums import sum_problems
from chuangwen.core.rulebook.yaml_tree import Branch, Problem, Row, Spot, Tree, Unreadable, parse, plain, planted

FORMAT = "chuangwen-rulebook-2"
FIRST_FORMAT = "chuangwen-rulebook-1"  # before one matter was counted across bonus items
LISTS = ("examples", "amend", "negative")
HEAD_FILE = "book.yaml"


class BookErrors(ValueError):
    """A book that cannot be used; `problems` lists everything that is wrong, with its place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(texts: Mapping[str, str], catalogue: Catalogue) -> Book:
    """Read a book from its files: names to YAML text.

    :raises BookErrors: listing every problem with file, line, column, message and suggestion.
    """
    desk = Desk(catalogue)
    root = _root(texts, desk)
    parts = _checked(root)
    stored = {**plain(root.tree), "catalogue": _words(parts, catalogue), "format": FORMAT}
    canonical = json.dumps(stored, ensure_ascii=False, sort_keys=True, indent=1)
    # Read back from the stored form, so that a fresh book and a stored edition cannot differ.
    return replace(from_canonical(canonical), spots=parts.spots)


def load_folder(path: Path | str, catalogue: Catalogue) -> Book:
    """Read a book from a folder: `book.yaml` and `criteria/*.yaml`.

    :raises BookErrors: when a file is missing, is not UTF-8, or anything in it is wrong.
    """
    folder, texts = Path(path), {}
    for file in sorted(folder.rglob("*.yaml")):
        name = file.relative_to(folder).as_posix()
        try:
            texts[name] = file.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            problem = Problem(spot=Spot(name), message="文件不是UTF-8编码。", suggestion="请另存为UTF-8再试。")
            raise BookErrors((problem,)) from error
    return load(texts, catalogue)


def to_canonical(book: Book) -> str:
    """Return the text that a published edition is stored as; the digest is its SHA-256."""
    return book.canonical


def from_canonical(text: str) -> Book:
    """Read a stored edition back: it carries the catalogue words that it uses, so it reads alike for ever.

    :raises BookErrors: when the text is not a stored edition.
    """
    try:
        stored = json.loads(text)
        claims = {FORMAT: True, FIRST_FORMAT: False}[stored.pop("format")]
        desk = Desk(_catalogue(stored.pop("catalogue")), claims=claims)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        problem = Problem(
            spot=Spot("存档"), message="这不是规则书的存档文本。", suggestion="请从已发布的版本重新导出。"
        )
        raise BookErrors((problem,)) from error
    root = Form.of(planted(stored, "存档"), desk, "规则书")
    return _book(root, _checked(root), text)


def _root(texts: Mapping[str, str], desk: Desk) -> Form:
    """Put the files together into one tree, so that how a book is split into files does not matter."""
    head: Branch | None = None
    rows: dict[str, list[Tree]] = {"categories": [], **{key: [] for key in LISTS}}
    for name, text in sorted(texts.items()):
        try:
            tree = parse(text, name)
        except Unreadable as refusal:
            desk.problems.append(refusal.problem)
            continue
        if not isinstance(tree, Branch):
            desk.note(tree.spot, "文件应当由“键: 值”组成。")
        elif name == HEAD_FILE:
            head = _gather(tree, rows, desk)
        elif "category" in tree.items:
            rows["categories"].append(_gather(tree, rows, desk))
        else:
            desk.note(
                tree.spot, "看不出这个文件是什么。", "除 book.yaml 外，每个文件写一个测评项目，以 category: 开头。"
            )
    if head is None:
        if not any(problem.file == HEAD_FILE for problem in desk.problems):
            desk.note(Spot(HEAD_FILE), "缺少 book.yaml。", "请写明书名、版本、依据、考核期等。")
        raise BookErrors(tuple(desk.problems))
    return Form(_joined(head, rows), desk)


def _gather(tree: Branch, rows: dict[str, list[Tree]], desk: Desk) -> Branch:
    """Move the lists that any file may hold to the whole book."""
    for key in LISTS:
        part = tree.items.get(key)
        if isinstance(part, Row):
            rows[key].extend(part.items)
        elif key in tree.items:
            desk.note(tree.keys[key], f"“{key}”应当是一列，每项以“- ”开头。")
    items = {k: v for k, v in tree.items.items() if k not in LISTS}
    return Branch(items, {k: tree.keys[k] for k in items}, tree.spot)


def _joined(head: Branch, rows: Mapping[str, list[Tree]]) -> Branch:
    items: dict[str, Tree] = dict(head.items)
    keys = dict(head.keys)
    for key, found in rows.items():
        if found:
            items[key], keys[key] = Row(found, found[0].spot), found[0].spot
    return Branch(items, keys, head.spot)


def _checked(root: Form) -> Parts:
    """Read the parts of a book, or refuse with everything that is wrong."""
    problems = root.desk.problems
    parts = read_parts(root)
    if not problems:
        problems.extend(sum_problems(parts, root))
    if problems:
        raise BookErrors(tuple(sorted(problems, key=lambda p: (p.file, p.line, p.column))))
    return parts


def _book(root: Form, parts: Parts, canonical: str) -> Book:
    head: Any = parts.head
    body, document, basis = head["authority"]
    return Book(
        code=head["code"], edition=head["edition"], title=head["title"], intro=head["intro"],
        body=body, document=document, basis=basis, in_force=head["in_force"],
        unit_kinds=head["unit_kinds"], window=head["window"], peers=head["peers"], base=head["base"],
        categories=tuple(parts.categories), bonus=parts.bonus, negative=tuple(parts.negative),
        passing=head["passing"], rounding=head["rounding"], methods=head["methods"],
        years=head["years"], pairs=head["pairs"], groups=head["groups"],
        amendments=tuple(parts.amendments), examples=tuple(plain(tree) for tree in root.rows("examples")),
        words=root.desk.catalogue, canonical=canonical, digest=sha256(canonical.encode()).hexdigest(),
    )  # fmt: skip


def _words(parts: Parts, catalogue: Catalogue) -> dict[str, Any]:
    """Return the part of the catalogue that the book stands on, as plain data."""
    used = {kind.code for kind in parts.kinds()}
    kinds = [kind for kind in catalogue.kinds.values() if kind.code in used]
    topics = {t for kind in kinds for t in kind.topics}
    severe = any("severity" in kind.fields for kind in kinds)
    return {
        **({"severities": [[k, v] for k, v in catalogue.severities.items()]} if severe else {}),
        "topics": {k: v for k, v in catalogue.topics.items() if k in topics},
        "evidence": dict(catalogue.evidence),
        "levels": [[k, v] for k, v in catalogue.levels.items()],
        "media": dict(catalogue.media),
        "kinds": [_kind_words(kind) for kind in kinds],
    }


def _kind_words(kind: Kind) -> dict[str, Any]:
    quantities = [
        {"code": q.code, "name": q.name, "unit": q.unit, "places": q.places, "gauge": q.gauge} for q in kind.quantities
    ]
    lists = {"topics": list(kind.topics), "fields": list(kind.fields), "evidence": list(kind.evidence)}
    plain_part = {"code": kind.code, "name": kind.name, "group": kind.group, "times": kind.times}
    return {**plain_part, **lists, "quantities": quantities, "recorded_by": kind.recorded_by}


def _catalogue(words: Any) -> Catalogue:
    kinds = {}
    for row in words["kinds"]:
        quantities = tuple(Quantity(**q) for q in row["quantities"])
        parts: dict[str, Any] = {key: tuple(row[key]) for key in ("topics", "fields", "evidence")}
        parts |= {key: row[key] for key in ("code", "name", "group", "times", "recorded_by")}
        kinds[row["code"]] = Kind(summary="", quantities=quantities, **parts)
    return Catalogue(
        version="", digest="", topics=words["topics"], evidence=words["evidence"],
        levels=dict(words["levels"]), media=words["media"], kinds=kinds,
        severities=dict(words.get("severities", ())),
    )  # fmt: skip
