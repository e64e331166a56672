"""What command lines have in common: days and files. Needs no database."""

from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from chuangwen.core.refusals import Refusal

WHY_UNREADABLE: Mapping[type[OSError], str] = {
    FileNotFoundError: "没有这个文件。",
    IsADirectoryError: "这是一个文件夹。",
    PermissionError: "没有读取的权限。",
}


class NotFound(Refusal):
    """Nothing has this name, or several things have."""


def day(text: str) -> date:
    """Read a day of the command line, `2025-12-31`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"应是一个日期（如 2025-12-31），而不是“{text}”。") from error


def content(path: Path) -> bytes:
    """Return a file's bytes.

    :raises NotFound: it is not there, or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotFound(
            f"读不了文件“{path}”。",
            why=WHY_UNREADABLE.get(type(error), f"系统提示：{error.strerror}。"),
            remedy="请检查路径和权限，再试一次。",
        ) from error
