"""YAML as a tree in which every value knows its file, line and column. Strict: no duplicate keys, no aliases, no tags."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file; lines and columns count from 1."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong in a book, where, and what would put it right."""

    spot: Spot
    message: str
    suggestion: str = ""

    @property
    def file(self) -> str:
        """Return the file's name."""
        return self.spot.file

    @property
    def line(self) -> int:
        """Return the line, from 1; 0 when unknown."""
        return self.spot.line

    @property
    def column(self) -> int:
        """Return the column, from 1; 0 when unknown."""
        return self.spot.column

    def __str__(self) -> str:
        return f"{self.spot} {self.message}{self.suggestion}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value, as text; None when empty or null."""

    text: str | None
    spot: Spot


@dataclass(frozen=True, slots=True)
class Branch:
    """Keys and values in file order, with the place of each key."""

    items: dict[str, "Tree"]
    keys: dict[str, Spot]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Row:
    """A list of values."""

    items: list["Tree"]
    spot: Spot


Tree = Leaf | Branch | Row


class Unreadable(Exception):
    """A file or a part of it cannot be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def parse(text: str, file: str) -> Tree:
    """Read YAML text into a tree.

    :raises Unreadable: the first thing that is not strict YAML.
    """
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise _trouble(file, event.start_mark, "不能使用锚点和别名（& 与 *）。", "请把内容直接写在这里。")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _trouble(
            file, mark, f"YAML格式有误：{error.problem}。", "请检查缩进、冒号后的空格和括号是否成对。"
        ) from error
    except yaml.YAMLError as error:
        raise _trouble(file, None, f"文件读不出来：{error}。", "请存为UTF-8编码的文本。") from error
    if node is None:
        raise _trouble(file, None, "文件是空的。", "请写上内容，或删去这个文件。")
    return _tree(node, file, 0)


def _trouble(file: str, mark: Any, message: str, suggestion: str) -> Unreadable:
    spot = Spot(file, mark.line + 1, mark.column + 1) if mark else Spot(file)
    return Unreadable(Problem(spot=spot, message=message, suggestion=suggestion))


def _tree(node: yaml.Node, file: str, depth: int) -> Tree:
    spot = Spot(file, node.start_mark.line + 1, node.start_mark.column + 1)
    if depth > DEEPEST:
        raise _trouble(file, node.start_mark, "嵌套太深。", "请减少层次。")
    if isinstance(node, yaml.ScalarNode):
        empty = node.tag == "tag:yaml.org,2002:null"
        return Leaf(None if empty else str(node.value), spot)
    if isinstance(node, yaml.SequenceNode):
        return Row([_tree(item, file, depth + 1) for item in node.value], spot)
    return _branch(node, file, depth, spot)


def _branch(node: Any, file: str, depth: int, spot: Spot) -> Branch:
    branch = Branch({}, {}, spot)
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _trouble(file, key.start_mark, "键必须是一个词。", "请把键写成简单的文字。")
        name = str(key.value)
        if name in branch.items:
            first = branch.keys[name].line
            raise _trouble(file, key.start_mark, f"键“{name}”重复了（第{first}行已有）。", "请删去其中一个。")
        branch.items[name] = _tree(value, file, depth + 1)
        branch.keys[name] = Spot(file, key.start_mark.line + 1, key.start_mark.column + 1)
    return branch


def plain(tree: Tree) -> Any:
    """Return the tree as plain lists, dicts and text, for the canonical form."""
    if isinstance(tree, Leaf):
        return tree.text
    if isinstance(tree, Row):
        return [plain(item) for item in tree.items]
    return {key: plain(value) for key, value in tree.items.items()}


def planted(value: Any, file: str) -> Tree:
    """Return plain lists, dicts and text as a tree without places: the inverse of `plain`."""
    spot = Spot(file)
    if isinstance(value, Mapping):
        return Branch({k: planted(v, file) for k, v in value.items()}, dict.fromkeys(value, spot), spot)
    if isinstance(value, list):
        return Row([planted(item, file) for item in value], spot)
    return Leaf(value, spot)
