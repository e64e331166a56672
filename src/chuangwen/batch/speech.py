"""How the command speaks: results to standard output, troubles to standard error."""

import sys
from collections.abc import Iterable, Sequence

from chuangwen.core.refusals import Refusal

EAST_ASIAN = 0x1100  # code points from here on take two columns of a terminal


def say(*lines: str) -> None:
    """Print lines of a result."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def complain(*lines: str) -> None:
    """Print lines of trouble."""
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def explain(refusal: Refusal) -> None:
    """Print a refusal: what happened, why, what to do."""
    complain(refusal.what)
    if refusal.why:
        complain(f"原因：{refusal.why}")
    if refusal.remedy:
        complain(f"怎么办：{refusal.remedy}")


def columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Set rows of text in columns, a Chinese character two columns wide.

    >>> columns([("账号", "姓名"), ("lin", "林小满")])
    ['账号  姓名', 'lin   林小满']
    """
    table = [list(row) for row in rows]
    widths = [max(_width(cell) for cell in column) for column in zip(*table, strict=True)]
    return ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def _width(text: str) -> int:
    return sum(2 if ord(sign) >= EAST_ASIAN else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
