"""Command lines in Chinese: argparse with its headings and complaints translated."""

import re
from argparse import Action, ArgumentParser, HelpFormatter, _MutuallyExclusiveGroup, _SubParsersAction
from collections.abc import Iterable
from typing import Any, NoReturn

from chuangwen.batch.speech import complain

WRONG_USAGE = 2
COMPLAINTS = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1。"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1。"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"\1 不能是 \2，可以是：\3。"),
    (r"argument (.*?): expected one argument", r"\1 后面要跟一个值。"),
    (r"argument (.*?): expected at least one argument", r"\1 后面至少要跟一个值。"),
    (r"argument (.*?): invalid int value: (.*)", r"\1 应是一个整数，而不是 \2。"),
    (r"argument (.*?): (应.*)", r"\1 \2"),  # said by a type of our own
)


class _Chinese(HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[Action],
        groups: Iterable[_MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "".join(f"{indent}{line}\n" for line in text.splitlines()).rstrip("\n")


class Parser(ArgumentParser):
    """A parser that speaks Chinese; wrong usage exits with 2."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Chinese, add_help=False, allow_abbrev=False, **options)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明并退出")

    def actions(self, title: str = "可以做的事") -> "_SubParsersAction[Parser]":
        """Start the list of things that the command can do: the first word behind it."""
        return self.add_subparsers(title=title, dest="act", metavar="动作", required=True, parser_class=Parser)

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the command line."""
        complain(f"命令写得不对：{translated(message)}", f"查看用法：{self.prog} --help")
        raise SystemExit(WRONG_USAGE)


def translated(message: str) -> str:
    """Turn argparse's complaint into Chinese; one that is not known stays as it is.

    >>> translated("the following arguments are required: 文件")
    '缺少参数：文件。'
    """
    for pattern, chinese in COMPLAINTS:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, chinese, message)
    return message
