"""Lines of a printed page put together again to paragraphs."""

import re
from collections.abc import Sequence
from itertools import zip_longest

_ENDS = "。！？；：.!?;:"
_STARTS = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|第[一二三四五六七八九十]+|[一二三四五六七八九]是"
)
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]\s*\d{1,3}\s*页?)?[-—–\s]*")
_SHORT = 0.75
"""A line shorter than this share of the widest one ends its paragraph."""


def joined(lines: Sequence[str]) -> str:
    """Join the lines of a page: a line ends a paragraph when it stops short or with a full stop.

    The last line of a page that runs on to the next one is left without a line end.

    >>> joined(["全年开展志愿服务活动八十七场次并且", "参与一千人次。", "二、下一步打算", "- 3 -"])
    '全年开展志愿服务活动八十七场次并且参与一千人次。\\n二、下一步打算\\n'
    """
    lines = [line.strip() for line in lines]
    lines = [line for line in lines if line and not _PAGE_NUMBER.fullmatch(line)]
    widest = max(map(_width, lines), default=0.0)
    out = []
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        width = _width(line)
        ends = (line[-1] in _ENDS and width < widest - 1) or width < _SHORT * widest or _STARTS.match(following)
        out.append(line + ("\n" if ends else ""))
    text = "".join(out).rstrip("\n")
    return text if text and _runs_on(lines, widest) else text + "\n" if text else ""


def _width(line: str) -> float:
    """Return the width of a line in Chinese characters; a Latin letter or digit takes half of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in line)


def _runs_on(lines: Sequence[str], widest: float) -> bool:
    """Say whether the last line of a page is full and stops in mid-sentence."""
    return len(lines) > 3 and _width(lines[-1]) >= 0.9 * widest and lines[-1][-1] not in _ENDS
