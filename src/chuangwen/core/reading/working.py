"""The working text: one spelling of punctuation and digits, no stray spaces, and the way back to the original."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_SAME = {ord(a): b for a, b in zip("％，．：；（）－～！？", "%，.：；（）-~！？", strict=True)}
_WIDE = {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_ONE_FOR_ONE = _WIDE | _SAME | {ord(a): b for a, b in zip("「」『』﹁﹂", "“”“”“”", strict=True)}
_ASCII_MARKS = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "!": "！", "?": "？"}
_SPACES = frozenset(" \t\u3000\xa0\u200b\ufeff\r\x0b\x0c")
_SECTION_START = re.compile(
    r"[ \t\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+|[一二三四五六七八九]是|[—•·●▲◆■])"
)
_ENDS_LINE = "。！？；：.!?;:”》）)"
_LONG_LINE = 28
_TITLE_END = re.compile(
    r"(?:通知|方案|总结|报告|简报|汇报|计划|要点|意见|办法|安排|规划|情况|纪要|通报|动态|倡议书|说明)(?:（[^）]{1,12}）)?$"
)


@dataclass(frozen=True, slots=True)
class Working:
    """`plain[i]` stands at `back[i]` in the original text."""

    plain: str
    back: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the working text into one of the original."""
        return self.back[start], self.back[end - 1] + 1

    def index(self, offset: int) -> int:
        """Turn an original offset into the first working index at or after it."""
        return bisect_left(self.back, offset)


def work(text: str) -> Working:
    """Normalise a text for reading; every kept character keeps its way back.

    >>> work("植 树５００株,造林").plain
    '植树500株，造林'
    """
    chars = list(_straight_quotes(text.translate(_ONE_FOR_ONE)))
    soft = _soft_breaks(chars)
    plain: list[str] = []
    back: list[int] = []
    for i, char in enumerate(chars):
        if i in soft or (char in _SPACES and not _keeps_space(chars, i)):
            continue
        is_mark = char in _ASCII_MARKS and not _inside_number(chars, i)
        plain.append(_ASCII_MARKS[char] if is_mark else char)
        back.append(i)
    return Working("".join(plain), back)


def _straight_quotes(text: str) -> str:
    if '"' not in text:
        return text
    lines = []
    for line in text.split("\n"):
        parts = line.split('"')
        lines.append("".join(p + ("“" if i % 2 == 0 else "”") for i, p in enumerate(parts[:-1])) + parts[-1])
    return "\n".join(lines)


def _keeps_space(chars: list[str], i: int) -> bool:
    """Keep a tab between two cells, and a space between two Latin words or numbers."""
    if i == 0 or i + 1 == len(chars):
        return False
    before, after = chars[i - 1], chars[i + 1]
    if chars[i] == "\t":
        return before != "\n" and after not in _SPACES
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _inside_number(chars: list[str], i: int) -> bool:
    if not (0 < i < len(chars) - 1 and chars[i - 1].isdigit() and chars[i + 1].isdigit()):
        return False
    if chars[i] == ":":
        return True
    group = "".join(chars[i + 1 : i + 5])
    return chars[i] == "," and group[:3].isdigit() and len(group[:3]) == 3 and not group[3:4].isdigit()


def _soft_breaks(chars: list[str]) -> set[int]:
    """Line ends that only wrap a sentence: inside a quotation, or after a long line that stops in mid-clause."""
    breaks = [i for i, c in enumerate(chars) if c == "\n"]
    if not breaks:
        return set()
    soft: set[int] = set()
    title_is_due = True
    for previous, (here, following) in zip([-1, *breaks], pairwise([*breaks, len(chars)]), strict=False):
        line = "".join(chars[previous + 1 : here]).strip()
        rest = "".join(chars[here + 1 : following])
        is_title, title_is_due = title_is_due and bool(_TITLE_END.search(line)), title_is_due and not line
        if is_title:
            continue
        if not line or not rest.strip() or (_SECTION_START.match(rest) and not _opens_quote(line)):
            continue
        if (
            _opens_quote(line)
            or line[-1] in "、，,"
            or (len(line) >= _LONG_LINE and line[-1] not in _ENDS_LINE and rest[:1] not in _SPACES)
        ):
            soft.add(here)
    return soft


def _opens_quote(line: str) -> bool:
    return 0 <= len(line) - line.rfind("“") <= _LONG_LINE and line.rfind("“") > line.rfind("”") and "“" in line
