"""Pieces of the rule-book language that are known to read: the manual's, its variants, and the shipped books."""

import json
import re
from collections.abc import Iterator
from functools import cache

from chuangwen.civic.wordbook import kinds
from chuangwen.core.rulebook.forms import Desk, Form
from chuangwen.core.rulebook.load import _root
from chuangwen.core.rulebook.yaml_tree import parse, plain
from tests import house


@cache
def blocks() -> list[str]:
    """Return the manual's pieces of YAML."""
    return re.findall(
        r"```yaml\n(.*?)```", (house.ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8"), re.DOTALL
    )


def listed(first: str):
    """Return the trees of the block that begins so."""
    return parse(next(block for block in blocks() if block.startswith(first)), "manual").items


def texts() -> Iterator[dict[str, str]]:
    """Yield whole books: the manual's, each of its variants, the shipped ones."""
    head, category = (block for block in blocks() if not block.startswith("#"))
    yield {"book.yaml": head, "criteria/1.yaml": category}
    for part in listed("# variants of a criterion"):
        tree = plain(parse(category, "1.yaml"))
        tree["criteria"][0] |= plain(part)
        tree.pop("examples")
        yield {"book.yaml": head, "criteria/1.yaml": json.dumps(tree, ensure_ascii=False)}
    for part in listed("# variants of a book"):
        tree = plain(parse(head, "book.yaml")) | plain(part)
        yield {"book.yaml": json.dumps(tree, ensure_ascii=False), "criteria/1.yaml": category}
    for file in sorted((house.ROOT / "rulebooks").glob("*/*/book.yaml")):
        folder = file.parent
        yield {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*.yaml")}


def books() -> Iterator[Form]:
    """Yield each of them as one tree."""
    for files in texts():
        yield _root(files, Desk(kinds()))
